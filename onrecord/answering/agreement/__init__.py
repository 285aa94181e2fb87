"""Whether the sources that answer a question agree, and where they do not, each version of the answer."""
