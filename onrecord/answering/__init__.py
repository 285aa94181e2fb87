"""From a question to a checked answer: follow-ups, writers, the chain."""
