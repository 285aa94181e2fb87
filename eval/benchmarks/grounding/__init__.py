"""Grounding: how well does the judge tell claims that their evidence supports from those that it does not?"""
