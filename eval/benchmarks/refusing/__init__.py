"""Refusing: how well are questions that the documents do not answer told from those that they do?"""
