"""Documents taken off the record for good: with all that was made of them, and with a look that nothing is left."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from onrecord.errors import DamagedLibrary, LibraryError, UnknownDocument
from onrecord.forgetting import forget_texts
from onrecord.ports import Progress
from onrecord.types import Source
from retriever.filters import Bounds
from retriever.lexical import Words
from retriever.rows import SOURCE, marks, together

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["delete_copies", "delete_pictures", "file_of", "remove_documents"]

# Between an archive's or mailbox's path and the name of a document in it.
_INSIDE: Final = "!/"
# Of so many of the documents the beginning is searched for afterwards.
_SEARCHED_FOR: Final = 20
_BEGINNING_CHARS: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Leaving:
    """What is on record of the documents that go, noted before they do.

    Attributes:
        sources: of the documents.
        versions: their numbers, those of half written ones too.
        passages: ids of their passages.
        hashes: of their files, those of earlier versions too.
        beginnings: how some of them begin.
    """

    sources: tuple[Source, ...]
    versions: tuple[int, ...]
    passages: tuple[int, ...]
    hashes: frozenset[str]
    beginnings: tuple[str, ...]


def remove_documents(
    library: "Library", document_ids: Sequence[str], *, wipe_later: bool = False, show: Progress | None = None
) -> None:
    """Take documents off the record, all of them or none, and prove that they are gone.

    They are off every search at once. To wipe their words from the files of the indexes takes some 0.1 ms for every
    passage that stands beside them in a file.

    What goes: the documents with every earlier version, their passages, vectors and words; replies of chat models that
    are kept (any may have been made from them); notes of failures at their places; the library's own copies of files
    that were uploaded; pictures of their pages. Files elsewhere are not touched. Conversations and reviews keep what
    their readers were told.

    Args:
        library: that they are in.
        document_ids: of the documents.
        wipe_later: leave the files of the indexes to a thread of the library; else they are waited for and looked into.
        show: told how far the wiping is: passages done, passages in all, and what is done.

    Raises:
        UnknownDocument: no document has one of the ids; then nothing is removed.
        DamagedLibrary: a trace of one is left; the message says where.
        LibraryError: they are gone, but a copy or a picture could not be deleted.
    """
    leaving = _noted(library, list(dict.fromkeys(document_ids)))
    if not leaving.sources:
        return
    _forget(library, leaving)
    library.take_out(leaving.passages, leaving.versions)
    forget_texts()
    if wipe_later:
        library.wiping.begin()
    else:
        library.wiping.run(show)
    _prove_gone(library, leaving, wiped=not wipe_later)
    for source in leaving.sources:
        library.forget_failure(source.location, source.collection)
    told = f"“{leaving.sources[0].title}”" if len(leaving.sources) == 1 else f"{len(leaving.sources)} documents"
    delete_pictures(library, leaving.hashes)
    delete_copies(library, [source.location for source in leaving.sources], f"{told} removed")
    library.record.clear_log()


def _forget(library: "Library", leaving: _Leaving) -> None:
    """Take them off the record with every version of them, and all replies of models: any may have been made from them.

    No reply is lost that could be found again: each was given about a library that held these documents.
    """
    record = library.record
    with record.transaction():
        record.drop_within(leaving.versions)
        for source in leaving.sources:
            # One may have been begun since the versions were noted.
            record.drop_within(record.versions_of(source.document_id))
            record.rows("delete from versions where document_id = ?", (source.document_id,))
        record.rows("delete from replies")
        library.wiping.note()


def _noted(library: "Library", document_ids: Sequence[str]) -> _Leaving:
    """What is on record of these documents.

    Raises:
        UnknownDocument: no document has one of the ids.
    """
    rows, found = library.record.rows, []
    versions: list[int] = []
    passages: list[int] = []
    hashes: set[str] = set()
    for document_id in document_ids:
        source = rows(f"select {SOURCE} from documents d where document_id = ? and state = 'ready'", (document_id,))
        if not source:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        found.append(Source(*source[0]))
        versions += library.record.versions_of(document_id)
        earlier = rows("select sha256 from versions where document_id = ?", (document_id,))
        hashes.update((found[-1].sha256, *(row[0] for row in earlier)))
    for some in together(versions):
        passages += [row[0] for row in rows(f"select id from passages where version in ({marks(some)})", some)]
    return _Leaving(
        tuple(found), tuple(versions), tuple(passages), frozenset(hashes), tuple(_beginnings(library, found))
    )


def _beginnings(library: "Library", sources: Sequence[Source]) -> list[str]:
    every = max(1, len(sources) // _SEARCHED_FOR)
    return [
        str(row[0])
        for source in sources[::every][:_SEARCHED_FOR]
        for row in library.record.rows(
            "select substr(text, body_start + 1, ?) from documents where document_id = ? and state = 'ready'",
            (_BEGINNING_CHARS, source.document_id),
        )
    ]


def _prove_gone(library: "Library", leaving: _Leaving, *, wiped: bool) -> None:
    """Look for what was removed, in every place that held it; in files of the word index once those are wiped.

    Raises:
        DamagedLibrary: something of it is left.
    """
    ids = [source.document_id for source in leaving.sources]
    left = [
        place
        for place, found in (
            ("the record", _any(library, "documents", "document_id", ids)),
            ("its earlier versions", _any(library, "versions", "document_id", ids)),
            ("the passages of the record", _any(library, "passages", "version", leaving.versions)),
            ("what was said by whom", _any(library, "sayings", "version", leaving.versions)),
            ("the vectors", library.index.held(leaving.passages)),
            ("the words", not library.words.ids().isdisjoint(leaving.passages)),
            ("a search for its words", _found_by_words(library, leaving)),
            ("files of the word index", wiped and library.words.removed()),
        )
        if found
    ]
    if left:
        titles = ", ".join(f"“{source.title}”" for source in leaving.sources[:3])
        raise DamagedLibrary(
            f"{titles} {'was' if len(ids) == 1 else f'({len(ids)} in all) were'} removed, but traces are left in "
            f"{', '.join(left)}; stop the page and run: onrecord doctor --repair"
        )


def _any(library: "Library", table: str, column: str, values: Sequence[object]) -> bool:
    return any(
        library.record.rows(f"select 1 from {table} where {column} in ({marks(some)}) limit 1", some)
        for some in together(values)
    )


def _found_by_words(library: "Library", leaving: _Leaving) -> bool:
    """Whether a search for how they begin, limited to their own versions, still gives a passage."""
    bounds = Bounds(versions=leaving.versions)
    vectors = [one.vector for one in library.embedder.encode(list(leaving.beginnings))]
    return any(library.words.search(Words(text), 1, bounds) for text in leaving.beginnings) or any(
        library.index.search(vector, 1, bounds) for vector in vectors
    )


def delete_pictures(library: "Library", hashes: frozenset[str]) -> None:
    """Delete the pictures of pages of files with these hashes, but for those that are on record still.

    Raises:
        LibraryError: one could not be deleted.
    """
    folder = library.folder / "page-images"
    kept = {
        row[0]
        for row in library.record.rows(
            "select sha256 from documents where sha256 in (select value from json_each(?1)) "
            "union select sha256 from versions where sha256 in (select value from json_each(?1))",
            (json.dumps(sorted(hashes)),),
        )
    }
    going = hashes - kept
    for path in folder.glob("*"):
        if path.name.partition("-")[0] in going:
            _unlink(path, "The document was removed, but the picture of its page")


def delete_copies(library: "Library", locations: Sequence[str], done: str) -> None:
    """Delete uploaded files, unless they lie elsewhere or are another document's, on record or not.

    An archive or mailbox goes with the last document that was made from it.

    Raises:
        LibraryError: one could not be deleted; ``done`` says what was done nevertheless.
    """
    uploads = library.folder.resolve() / "uploads"
    places = {source.location for source in library.sources()} | {row[1] for row in library.record.failures()}
    needed = {file_of(place) for place in places}
    for file in dict.fromkeys(map(file_of, locations)):
        path = Path(file)
        if file not in needed and path.parent.resolve().is_relative_to(uploads):
            _unlink(path, f"{done}, but the uploaded copy")


def file_of(location: str) -> str:
    """The file at a location: an archive or mailbox where the location is that of a member of it."""
    return location.partition(_INSIDE)[0]


def _unlink(path: Path, done: str) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"{done} {path} could not be deleted ({error.strerror}); delete it by hand") from error
