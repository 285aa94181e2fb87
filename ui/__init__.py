"""The web page: a chat in which every sentence of an answer can be checked against the passage it quotes.

It is given an answerer, a shelf and an ingester, and knows nothing of how they work. What it shows of documents is
data, never markup: :mod:`ui.words` makes it so; :mod:`ui.render` and :mod:`ui.cards` build only from that.
"""
