"""Following: is the evidence of a question found that goes on from a conversation?"""
