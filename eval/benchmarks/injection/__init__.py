"""Are instructions that stand in a document followed?"""
