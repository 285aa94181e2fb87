"""A document as a footnote or a list of references names it; pure.

Plain forms made from the few particulars that are on record. A citation processor would want more of them than there
are (the kind of work, names in parts) and style files beside it: citeproc-py, the one that is kept, brings Harvard's
alone. The two styles are English ones, so their months and abbreviations are English in every language of the page.
"""

import re
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from onrecord.types import Source, leaf_of
from ui.words import file_name, is_address, label

__all__ = ["ReferenceStyle", "reference", "whereabouts"]

ReferenceStyle = Literal["chicago", "apa"]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_INNER_QUOTES: Final = str.maketrans({"“": "‘", "”": "’", "„": "‚", "«": "‹", "»": "›", '"': "'"})


def reference(source: Source, page: int | None, style: ReferenceStyle) -> str:
    """One line of plain text that names a document, and a page of it.

    ``chicago`` is a note of the notes-and-bibliography style (17th and 18th edition), which puts author before title::

        Harbour Wire, “Dredging Halted,” April 18, 2024, p. 2, wire-0418.pdf.

    ``apa`` is an entry of a list of references (7th edition), the page behind the title::

        Harbour Wire. (2024, April 18). Dredging halted (p. 2). wire-0418.pdf

    Names stand as they are given: that "Mara Venn" is a person, to be filed as "Venn, M.", and "Oldane Marine" is none,
    cannot be told safely, and a wrong turn would be worse than none. Where no author is known the outlet is the author;
    where both are, and differ, the outlet stands behind the title. Without either the title leads. A date that is
    unknown is "n.d."; one that is no ISO date stands as it is written. Capitals of titles stay.

    Args:
        source: the document.
        page: page, slide or sheet of the quoted words, from 1; None for a format without.
        style: which of the two.
    """
    author, outlet = _names(source)
    return (_chicago if style == "chicago" else _apa)(source, page, author, outlet)


def whereabouts(location: str) -> str:
    """Where a document is, to tell others: its address on the web without a password, else the file's name alone.

    The folders that a file lies in are nobody else's affair, and no help to them.
    """
    if not is_address(location):
        return label(file_name(location))
    try:
        parts = urlsplit(location)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return label(location)
    return label(urlunsplit(parts._replace(netloc=host))).replace(" ", "%20")


def _names(source: Source) -> tuple[str, str]:
    """Author and outlet; the outlet empty where it is the author or says the same."""
    author, outlet = (label(name) if name and name.strip() else "" for name in (source.author, source.outlet))
    if not author or author.casefold() == outlet.casefold():
        return author or outlet, ""
    return author, outlet


def _chicago(source: Source, page: int | None, author: str, outlet: str) -> str:
    title = label(source.title).translate(_INNER_QUOTES)
    ended = f"“{_without_stop(title)},”"
    where = whereabouts(source.location)
    spot = _spot(source, page)
    rest = [part for part in (outlet, _chicago_date(source.published), spot, where) if part]
    lead = f"{author}, " if author else ""
    return _stopped(f"{lead}{ended} {', '.join(rest)}")


def _apa(source: Source, page: int | None, author: str, outlet: str) -> str:
    spot, title = _spot(source, page), label(source.title)
    titled = f"{_without_stop(title)} ({spot})" if spot else title
    date = f"({_apa_date(source.published)})"
    lead = [_stopped(author), f"{date}.", _stopped(titled)] if author else [_stopped(titled), f"{date}."]
    return " ".join([*lead, *([_stopped(outlet)] if outlet else []), whereabouts(source.location)])


def _spot(source: Source, page: int | None) -> str:
    """``p. 2``, ``slide 2``, ``sheet 2``; empty where there is none."""
    if page is None:
        return ""
    kind = leaf_of(source.format)
    return f"{'p.' if kind == 'page' else kind} {page}"


def _chicago_date(published: str | None) -> str:
    year, month, day, other = _dated(published)
    if not year:
        return other or "n.d."
    if day:
        return f"{month} {day}, {year}"
    return f"{month} {year}" if month else year


def _apa_date(published: str | None) -> str:
    year, month, day, other = _dated(published)
    if not year:
        return other or "n.d."
    return " ".join(part for part in (f"{year}," if month else year, month, day) if part)


def _dated(published: str | None) -> tuple[str, str, str, str]:
    """Year, month by name and day of an ISO date, as far as there are; or what stands in its place."""
    found = _DATE.fullmatch(published or "")
    if found is None:
        return "", "", "", label(published) if published and published.strip() else ""
    year, month, day = found.groups(default="")
    return year, _MONTHS[int(month) - 1] if month else "", str(int(day)) if day else "", ""


def _without_stop(words: str) -> str:
    """``words`` without a full stop at the end; dots that say that words are left out stay."""
    return words if words.endswith("..") else words.removesuffix(".")


def _stopped(words: str) -> str:
    """``words`` with a full stop, unless they end in a sign that makes one needless."""
    return words if words.rstrip("”’\"'").endswith((".", "?", "!", "…")) else f"{words}."
