"""A run, or two, as one page of HTML that needs nothing else: for people first, for engineers second."""
