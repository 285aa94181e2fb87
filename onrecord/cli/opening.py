"""The library of the settings, opened without what answers questions from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.settings import Settings

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["make_library", "open_library"]


def make_library(settings: Settings) -> "Library":
    """Open the library; the caller closes it.

    Raises:
        LibraryError: one of its kinds.
        ModelUnavailable: the embedder cannot be loaded.
    """
    from onrecord.assembly import vectors_place
    from retriever.embed import Embedder
    from retriever.library import Library

    return Library(
        settings.library,
        Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models),
        cached_replies=settings.cached_replies,
        kept_versions=settings.kept_versions,
        vectors=vectors_place(settings),
    )


@contextmanager
def open_library(settings: Settings) -> Iterator["Library"]:
    """The library, open for the block; raises as :func:`make_library`."""
    library = make_library(settings)
    try:
        yield library
    finally:
        library.close()
