"""Originals for tests of the page: files behind documents, or what went wrong with them."""

from pathlib import Path

from onrecord.desk import Box, OnPage
from onrecord.errors import BadInput, OnrecordError

BOX = Box(0.1, 0.25, 0.5, 0.02)


class FakeOriginals:
    """Every document is a PDF of ``pages`` pages, its words at :data:`BOX`; or every call raises ``trouble``."""

    def __init__(
        self, path: Path = Path("/library/a.pdf"), pages: int = 3, trouble: OnrecordError | None = None
    ) -> None:
        self.file, self.count, self.trouble = path, pages, trouble
        self.asked = list[tuple[object, ...]]()
        self.marked: tuple[OnPage, ...] | None = None

    def _note(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.trouble:
            raise self.trouble

    def path(self, document_id: str) -> Path:
        """The file."""
        self._note("path", document_id)
        return self.file

    def pages(self, document_id: str) -> int:
        """How many."""
        self._note("pages", document_id)
        return self.count

    def shape(self, document_id: str, page: int) -> tuple[float, float]:
        """A4."""
        self._note("shape", document_id, page)
        return (595.0, 842.0)

    def image(self, document_id: str, page: int, width: int) -> bytes:
        """Not a real picture."""
        self._note("image", document_id, page, width)
        if page > self.count:
            raise BadInput(f"no page {page}")
        return b"RIFF picture"

    def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
        """One on that page."""
        self._note("boxes", document_id, page, quote, start)
        return (OnPage(page, (BOX,)),) if self.marked is None else self.marked
