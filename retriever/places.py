"""Where the vectors of a library are kept: in its own folder, or on a Chroma server."""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from onrecord.errors import StaleLibrary
from retriever.embed import Floats
from retriever.filters import Bounds, Shelfmark
from retriever.record import Record

__all__ = [
    "EMBEDDED",
    "INDEX_NAME",
    "LEFT",
    "NAME_ANEW",
    "NAME_BEFORE",
    "VECTORS",
    "VectorPlace",
    "Vectors",
    "collection_name",
    "open_index",
    "open_place",
]

_log: Final = logging.getLogger(__name__)
# What the record says of a library whose vectors lie in its own folder.
EMBEDDED: Final = "embedded"
# Notes in the record: where the vectors are; where others may be left that nobody needs; the name of the collection on
# a server, and which folder it was given to.
VECTORS: Final = "vectors"
LEFT: Final = "vectors_left"
INDEX_NAME: Final = "index_name"
# The names of a collection that a rebuild is filling, and of one that nobody needs since a rebuild.
NAME_ANEW: Final = "index_name_anew"
NAME_BEFORE: Final = "index_name_before"
_HOME: Final = "index_home"


class Vectors(Protocol):
    """What a library needs of an index of vectors; :class:`retriever.chroma.ChromaIndex` says more of each."""

    def add(self, ids: Sequence[int], vectors: Floats, shelfmarks: Sequence[Shelfmark]) -> None:
        """Put vectors in; an id that is there already is written over."""

    def remove_version(self, version: int) -> None:
        """Take the vectors of one version out."""

    def remove(self, ids: Sequence[int]) -> None:
        """Take vectors out by passage id."""

    def count(self) -> int:
        """How many vectors there are."""
        ...

    def ids(self) -> set[int]:
        """The passage ids of all vectors."""
        ...

    def held(self, ids: Sequence[int]) -> set[int]:
        """Those of these passage ids that have a vector."""
        ...

    def search(self, vector: Floats, k: int, bounds: Bounds, hidden: Sequence[int] = ()) -> dict[int, float]:
        """Ids of the ``k`` nearest passages, nearest first, with their cosine."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""


@dataclass(frozen=True, slots=True)
class VectorPlace:
    """Where vectors are kept, and how it is spoken to.

    Attributes:
        url: address of a Chroma server, without a slash at its end and without a secret; empty for the library's own
            folder.
        token: what the server, or the proxy before it, lets us in by; empty for nothing. It is in no text of ours.
        header: that the token goes in: ``Authorization`` (as ``Bearer ...``), or another one that holds it alone.
        timeout_seconds: how long one request may keep us waiting, over 0.
        patience_seconds: for how long a request that failed is made again, from 0 (which makes it once).
    """

    url: str = ""
    token: str = field(default="", repr=False)
    header: str = "Authorization"
    timeout_seconds: float = 30.0
    patience_seconds: float = 10.0

    @property
    def name(self) -> str:
        """What the record says of it."""
        return self.url or EMBEDDED


def open_index(record: Record, folder: Path, place: VectorPlace, *, anew: bool = False) -> Vectors:
    """The vectors of a library, at the place that its settings name.

    A library without documents takes any place; one with documents stays where it is until its vectors are moved.

    Args:
        record: of the library.
        folder: of the library.
        place: that the settings name.
        anew: begin with no vectors; what was there is dropped.

    Raises:
        StaleLibrary: the vectors are elsewhere; :func:`retriever.moving.move_vectors` moves them.
        IndexUnavailable: the server is down, or does not let us in.
        LibraryError: Chroma failed otherwise.
    """
    full = record.has_documents()
    noted = record.meta(VECTORS) or (EMBEDDED if full else place.name)
    if full and noted != place.name:
        raise StaleLibrary(
            f"The vectors of the library {folder} are {_told(noted)}, and chroma_url names {_told(place.name)}. "
            f"Set chroma_url back, or move them there: onrecord documents index"
        )
    if record.meta(VECTORS) != place.name:
        record.set_meta(VECTORS, place.name)
    if record.meta(LEFT):
        _log.warning(
            "after a move, vectors that are not needed are left %s; remove them: onrecord documents index",
            _told(record.meta(LEFT) or ""),
        )
    return open_place(record, folder, place, anew=anew)


def open_place(record: Record, folder: Path, place: VectorPlace, *, anew: bool = False) -> Vectors:
    """The vectors that are at this place for this library, whatever the record says of where they are.

    The arguments are those of :func:`open_index`.

    Raises:
        IndexUnavailable: the server is down, or does not let us in.
        LibraryError: Chroma failed otherwise.
    """
    if not place.url:
        from retriever.chroma import VectorIndex

        return VectorIndex(folder / "chroma", anew=anew)
    from retriever.chroma_server import ServerIndex

    return ServerIndex(place, collection_name(record, folder), anew=anew)


def collection_name(record: Record, folder: Path) -> str:
    """The name of this library's collection on a server, made when it is first asked for.

    A copy of a library folder has the record of the library it was copied from, and must not write over its vectors: it
    gets a name of its own. It is one where neither the path nor the file of the record is that which the name was given
    to; a folder that was renamed keeps its file, one that was restored in its place keeps its path. A copy at the same
    path of another machine is not seen.
    """
    path = folder.resolve() / "record.sqlite3"
    file, name = str(path.stat().st_ino), record.meta(INDEX_NAME)
    noted_file, _, noted_path = (record.meta(_HOME) or "").partition(" ")
    if name and file != noted_file and str(path) != noted_path:
        _log.warning("this library was copied or moved from %s; its vectors get a collection of their own", noted_path)
        name = None
        record.rows("delete from meta where name in (?, ?)", (NAME_ANEW, NAME_BEFORE))  # the other library's as well
    if name is None:
        name = f"onrecord-{uuid.uuid4().hex}"
        record.set_meta(INDEX_NAME, name)
    record.set_meta(_HOME, f"{file} {path}")
    return name


def _told(noted: str) -> str:
    return "in its own folder" if noted == EMBEDDED else f"on the Chroma server {noted}"
