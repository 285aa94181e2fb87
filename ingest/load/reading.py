"""What a reader found in a file."""

from dataclasses import dataclass

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The canonical text of a file and what the file says of itself.

    Attributes:
        text: canonical text, newlines as ``\\n``; may be empty, which the caller refuses.
        title: as stated in the file, or an empty string.
        author: or an empty string.
        outlet: agency, paper, ministry or company, or an empty string.
        published: ISO date, or None where the file states none.
        published_from: where that date was found, in few words, such as "Date line"; empty without one.
        page_starts: offset of each page, slide or sheet, or empty.
        body_start: offset at which the document's own words begin.
        notes: what could not be read, or how it had to be read.
    """

    text: str
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str | None = None
    published_from: str = ""
    page_starts: tuple[int, ...] = ()
    body_start: int = 0
    notes: tuple[str, ...] = ()
