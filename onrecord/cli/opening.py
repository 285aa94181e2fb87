"""The library of the settings, opened without what answers questions from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.settings import Settings

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["open_library"]


@contextmanager
def open_library(settings: Settings) -> Iterator["Library"]:
    """The library, open for the block; raises as :func:`onrecord.assembly.make_library`."""
    from onrecord.assembly import make_library

    library = make_library(settings)
    try:
        yield library
    finally:
        library.close()
