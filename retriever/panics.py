"""What libraries in Rust do where they find nonsense on disk: they panic, which is no ``Exception`` in Python.

Tantivy 0.27 panics on an index of which a few bits are turned, so a library with a damaged index could not be opened to
be mended. PyO3 hands a panic on as ``pyo3_runtime.PanicException``, which cannot be imported.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.errors import LibraryError

__all__ = ["Panicked", "panics_as_errors", "tantivy_speaking_onrecord"]


class Panicked(Exception):
    """A library in Rust panicked; the message is its own."""


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Panics as exceptions like others.

    Raises:
        Panicked: there was one.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Panicked(str(error)) from error
        raise


@contextmanager
def tantivy_speaking_onrecord(doing: str) -> Iterator[None]:
    """Tantivy's errors as ours; it raises ValueError for nearly everything.

    Raises:
        LibraryError: as said.
    """
    try:
        with panics_as_errors():
            yield
    except (ValueError, OSError, Panicked) as error:
        raise LibraryError(
            f"The word index failed while {doing}: {error}. Is the disk full? Try: onrecord doctor --repair"
        ) from error
