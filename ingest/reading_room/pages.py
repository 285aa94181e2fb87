"""Pages of PDFs drawn and searched in the reading room, so that a hostile file cannot take the page down with it."""

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter

from ingest.on_page import Words
from ingest.reading_room.frames import Header
from ingest.reading_room.room import ReadingRoom
from onrecord.desk import Box
from onrecord.errors import BadInput, IngestError

__all__ = ["RoomPages"]

_Made = TypeVar("_Made")

_COUNT: Final = TypeAdapter(int)
_SHAPE: Final = TypeAdapter(tuple[float, float])
_BOXES: Final = TypeAdapter(tuple[Box, ...])
# The densest of 425 pages of annual reports took a tenth of a second; somebody waits for each.
_MOST_SECONDS: Final = 30.0


class RoomPages:
    """What :mod:`ingest.on_page` does, done in a reading room; what was found once is kept.

    Args:
        room: it stays the caller's to close.
    """

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room
        self._count = lru_cache(maxsize=1024)(self._count_pages)
        self._shape = lru_cache(maxsize=4096)(self._shape_of)
        self._boxes = lru_cache(maxsize=2048)(self._boxes_of)

    def count_pages(self, path: str, sha256: str) -> int:
        """As :func:`ingest.on_page.count_pages`.

        Raises:
            BadInput: PDFium cannot open it, or not within the limits.
        """
        return self._count(path, sha256)

    def shape_of(self, path: str, sha256: str, number: int) -> tuple[float, float]:
        """As :func:`ingest.on_page.shape_of`.

        Raises:
            BadInput: it has no such page, or PDFium cannot read it, or not within the limits.
        """
        return self._shape(path, sha256, number)

    def boxes_of(self, path: str, sha256: str, number: int, words: Words, expected: int) -> tuple[Box, ...]:
        """As :func:`ingest.on_page.boxes_of`.

        Raises:
            BadInput: it has no such page, or PDFium cannot read it, or not within the limits.
        """
        return self._boxes(path, sha256, number, words, expected)

    def picture(self, path: str, number: int, width: int) -> bytes:
        """As :func:`ingest.on_page.picture`.

        Raises:
            BadInput: it has no such page, or PDFium cannot draw it, or not within the limits.
        """
        return self._do(path, {"do": "picture", "number": number, "width": width}, _webp)

    def _count_pages(self, path: str, sha256: str) -> int:
        return self._do(path, {"do": "count", "sha256": sha256}, _COUNT.validate_json)

    def _shape_of(self, path: str, sha256: str, number: int) -> tuple[float, float]:
        return self._do(path, {"do": "shape", "sha256": sha256, "number": number}, _SHAPE.validate_json)

    def _boxes_of(self, path: str, sha256: str, number: int, words: Words, expected: int) -> tuple[Box, ...]:
        task = {"do": "boxes", "sha256": sha256, "number": number, "words": asdict(words), "expected": expected}
        return self._do(path, task, _BOXES.validate_json)

    def _do(self, path: str, task: Header, accept: Callable[[bytes], _Made]) -> _Made:
        try:
            return self._room.do({**task, "path": path}, b"", "pages", _MOST_SECONDS, accept)
        except IngestError as error:
            raise BadInput(
                f"{Path(path).name}: this page cannot be looked at ({error}); open the original instead"
            ) from error


def _webp(drawn: bytes) -> bytes:
    if drawn[:4] != b"RIFF" or drawn[8:12] != b"WEBP":
        raise ValueError("no WebP picture")
    return drawn
