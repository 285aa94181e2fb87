"""Text of documents as people read it: line ends that only wrapped a paragraph are spaces; pure."""

import re
from typing import Final

from ui.words import plain

__all__ = ["prose_html", "unwrapped"]

# A line of such a length that goes on with a letter was wrapped by an editor or a page: its end carries no meaning.
# Rows of tables end in figures, lines of a header begin with "Date: " or the like, and text that keeps a paragraph on
# one line has longer lines; their ends stay.
_LINE_END: Final = re.compile(r"(?<=[^\n|])\n(?!\w+: )(?=[^\W\d_]|[\"'“\u2018(])")
_AFTER_FIGURE: Final = re.compile(r"[\d%)]\n[^a-z]")
_WRAPPED_LENGTHS: Final = range(48, 121)


def prose_html(text: str, start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` escaped, character for character; a line end that only wrapped it is a ``span.wrap``.

    The style sheet shows that one as a space. What is a line of the text is told from all of it.
    """
    last = len(text) if end is None else end
    pieces, done = [], start
    for place in _wraps(text):
        if start <= place < last:
            pieces += [plain(text[done:place]), '<span class="wrap">\n</span>']
            done = place + 1
    return "".join([*pieces, plain(text[done:last])])


def unwrapped(text: str, start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` with a space for each line end that only wrapped it; not escaped, and as long as it was."""
    signs = list(text)
    for place in _wraps(text):
        signs[place] = " "
    return "".join(signs[start:end])


def _wraps(text: str) -> list[int]:
    """Where line ends stand that carry no meaning."""
    return [
        match.start()
        for match in _LINE_END.finditer(text)
        if match.start() - text.rfind("\n", 0, match.start()) - 1 in _WRAPPED_LENGTHS
        and not _AFTER_FIGURE.match(text, match.start() - 1)
    ]
