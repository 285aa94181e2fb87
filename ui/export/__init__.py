"""Answers and conversations to take along: Markdown, a Word file, and a page that holds all its evidence.

:func:`ui.export.bundle.gathered` looks everything up once; what the three formats do with it is pure.
"""
