"""How quick is the page: to open, to type in, to show a source, and with many people asking at once?"""
