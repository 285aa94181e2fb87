"""The library of the settings, looked at before a model is loaded, or opened without what answers questions from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.settings import Settings
from onrecord.types import Filters

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["open_library", "require_answerable"]


@contextmanager
def open_library(settings: Settings) -> Iterator["Library"]:
    """The library, open for the block; raises as :func:`onrecord.assembly.make_library`."""
    from onrecord.assembly import make_library
    from retriever.beforehand import require_free

    require_free(settings.library)
    library = make_library(settings)
    try:
        yield library
    finally:
        library.close()


def require_answerable(settings: Settings, filters: Filters | None) -> None:
    """See that something could be found, as far as the record tells it: to load the models takes seconds.

    Filters that name documents are left to the search, which first says what is wrong with those.

    Raises:
        LibraryInUse: another process has the library.
        EmptyLibrary: nothing has been ingested yet.
        DamagedLibrary: its record is missing.
    """
    from onrecord.assembly import vectors_place
    from retriever.beforehand import require_documents, require_free

    require_free(settings.library)
    if filters is None or not filters.documents:
        require_documents(settings.library, settings.embedder, vectors_place(settings).name)
