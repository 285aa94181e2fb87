"""Words of a data set, made fit for documents, suites and file names."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator

from onrecord.sentences import fold

__all__ = ["Line", "Text", "plain", "slug"]

_SLUG_CHARS: Final = 40
_NEWLINES: Final = dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n")
_STRAY: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """``text`` as a file can hold it, of the same length, so that offsets still hold.

    Every line break becomes a newline, control characters and byte-order marks become spaces, and halves of letters
    that cannot be encoded become the replacement character.
    """
    text = text.replace("\r\n", " \n").translate(_NEWLINES)
    return _SURROGATE.sub("\ufffd", _STRAY.sub(" ", text))


def slug(text: str) -> str:
    """Small letters, figures and hyphens of ASCII that stand for ``text``, at most 40; ``document`` where none is left.

    Nothing else gets through, so it is safe as part of a file name.
    """
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:_SLUG_CHARS].strip("-") or "document"


def _line(text: str) -> str:
    line = fold(plain(text))
    if not line:
        raise ValueError("is empty")
    return line


Text = Annotated[str, AfterValidator(plain)]
"""A text of a row, made :func:`plain`; may be empty."""

Line = Annotated[str, AfterValidator(_line)]
"""A text of a row, made plain and put on one line; never empty."""
