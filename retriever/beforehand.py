"""What is wrong with a library, as far as its folder and its record tell, before a model is loaded to open it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from onrecord.errors import EmptyLibrary
from retriever.owner import locked
from retriever.schema import SCHEMA_VERSION, require_record

__all__ = ["nothing_yet", "require_documents", "require_free"]


def nothing_yet() -> EmptyLibrary:
    """What is said of a library without a document."""
    return EmptyLibrary("Nothing is on record yet; start with: onrecord ingest FOLDER")


def require_free(folder: Path) -> None:
    """See that no process has the library open just now; one may have it a moment later.

    Args:
        folder: of a library, or where there is none yet; it is not made.

    Raises:
        LibraryInUse: another process has it.
        LibraryError: the folder cannot be locked.
    """
    if (folder / ".lock").exists():
        locked(folder).release()


def require_documents(folder: Path, embedder: str, place: str) -> None:
    """See that something is on record, in a library that no process has open.

    A library that is to be opened in another way than it was built is let pass, as is one whose record cannot be read
    or holds a document that is half written: opening it says more.

    Args:
        folder: of a library, or where there is none yet; it is not made.
        embedder: that it is to be opened with, as the settings name it.
        place: where its vectors are to be, as :attr:`retriever.places.VectorPlace.name`.

    Raises:
        EmptyLibrary: nothing has been ingested yet.
        DamagedLibrary: it has indexes, and its record is missing or empty.
    """
    require_record(folder)
    path = folder / "record.sqlite3"
    if not path.exists() or _is_empty(path, embedder, place):
        raise nothing_yet()


def _is_empty(path: Path, embedder: str, place: str) -> bool:
    """Whether a record is of a library that could be opened so, and holds nothing; False where it cannot be read."""
    from retriever.places import EMBEDDED, VECTORS

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            noted = dict(database.execute("select name, value from meta"))
            built = (noted.get("schema"), noted.get("embedder"), noted.get(VECTORS) or EMBEDDED)
            if built != (SCHEMA_VERSION, embedder, place):
                return False
            return database.execute("select 1 from documents limit 1").fetchone() is None
    except sqlite3.Error:
        return False
