"""An archive taken into a library: all of it or nothing, and nothing that is on record is written over unasked."""

import shutil
import struct
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from onrecord.errors import LibraryError, UnusableArchive
from onrecord.ports import Progress
from onrecord.types import Document, Source
from retriever.archive import RECORD, UPLOADS, Manifest
from retriever.conversations import StoredConversations
from retriever.filters import shelfmark_of
from retriever.library import Library
from retriever.mending import IMPORTING, keys_line, word_row
from retriever.record import Record
from retriever.reviews import StoredReviews
from retriever.rows import PASSAGE, SOURCE, StoredPassage, marks, stored
from retriever.sayings import check_said, note_sayings
from retriever.tokens import unpack as unpack_tokens
from retriever.unpacking import bring_up, unpack
from retriever.versions import StoredVersions

__all__ = ["Imported", "import_library"]

# What comes of rows that are not as Onrecord writes them.
_UNREADABLE: Final = (
    *(LibraryError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    struct.error,
)
_COPIED: Final = (
    "place, start, finish, page, heading, section_start, section_finish, context, sentences, text, vector, tokens, said"
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an archive.

    Attributes:
        added: documents that are new here.
        unchanged: documents that are on record with the same bytes.
        replaced: titles of documents whose place the archive's took; the earlier ones are kept as versions.
        kept: titles of documents of which another version is on record: the archive's is kept as an earlier one.
        conversations: added; those that are here already stay as they are.
        reviews: added, likewise.
        uploads: uploaded files that were added.
    """

    added: int
    unchanged: int
    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    conversations: int
    reviews: int
    uploads: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """Documents of the archive by what becomes of them: id -> hash on record here, None for a new one."""

    taken: Mapping[str, str | None]
    kept: tuple[str, ...]
    unchanged: int


def import_library(library: Library, path: Path, *, replacing: bool = False, show: Progress | None = None) -> Imported:
    """Add what an archive holds to a library.

    A document that is on record under the same id with the same bytes is left as it is. Where the bytes differ, the
    archive's is kept as an earlier version, or, with ``replacing``, takes the place of the one here, which is kept as
    an earlier version itself. Vectors are those of the archive; words are indexed anew. A failure or a kill at any
    moment leaves every document as it was.

    Args:
        library: where to; empty, or with documents.
        path: of the archive.
        replacing: whether the archive's documents win.
        show: told how many documents are in, how many there are, and the title of the next.

    Raises:
        UnusableArchive: it is damaged, hostile, or made with another embedder; nothing was changed.
        LibraryError: the library cannot be written, for instance because the disk is full; nothing was changed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=IMPORTING, dir=library.folder) as folder:
            staged = Path(folder)
            manifest = unpack(path, staged)
            bring_up(staged / RECORD, path, manifest.layout)
            with closing(Record(staged / RECORD)) as record, library.changes.passing():
                _check_embedder(library, manifest, path)  # no other can take its place inside here
                _check_contents(record, library, path)
                return _Import(library, record, staged, manifest).run(replacing, show)
    except OSError as error:
        raise LibraryError(f"{path} could not be imported ({error}); nothing was changed. Is the disk full?") from error


def _check_embedder(library: Library, manifest: Manifest, path: Path) -> None:
    mine = (library.embedder.name, str(library.embedder.dimensions))
    if (manifest.embedder, manifest.dimensions) != mine:
        raise UnusableArchive(
            f"{path} was made with the embedder {manifest.embedder!r}, and this library has {mine[0]!r}: their vectors "
            "cannot stand side by side. Import it into a new --library with that embedder, run onrecord documents "
            "rebuild there with this one, export it, and import that"
        )


def _check_contents(record: Record, library: Library, path: Path) -> None:
    """Read every document, passage, vector and conversation once, as it will be read later.

    Raises:
        UnusableArchive: one of them cannot be.
    """
    size = library.embedder.dimensions
    try:
        for source in record.sources():
            text = record.document(source.document_id).text
            for one, tokens in _passages(record, source.document_id):
                if one.passage.text != text[one.passage.start : one.passage.end]:
                    raise ValueError("a passage is not the text of its document")
                check_said(one.passage.said, len(text))
                vectors, _ = unpack_tokens([tokens])
                if one.vector.shape != (size,) or vectors.shape[1] != size or not np.isfinite(one.vector).all():
                    raise ValueError("a vector is none of this embedder")
        versions = StoredVersions(record)
        for id_, sha256 in record.rows("select document_id, sha256 from versions"):
            versions.document(id_, sha256)
        conversations = StoredConversations(record)
        for id_, owner in record.rows("select id, owner from conversations"):
            conversations.of(owner).exchanges(id_)
        StoredReviews(record).reviews()
    except _UNREADABLE as error:
        raise UnusableArchive(f"{path}: its record cannot be used ({error}); nothing was imported") from error


def _passages(record: Record, document_id: str) -> list[tuple[StoredPassage, bytes]]:
    """The passages of a document in order, each with its packed token vectors."""
    rows = record.rows(
        f"select p.tokens, {PASSAGE}, {SOURCE} from passages p join documents d using (version) "
        "where d.document_id = ? and d.state = 'ready' order by p.place",
        (document_id,),
    )
    return [(stored(row[1:]), row[0]) for row in rows]


class _Import:
    """One archive on its way into a library."""

    def __init__(self, library: Library, record: Record, staged: Path, manifest: Manifest) -> None:
        self._library = library
        self._theirs = record
        self._staged = staged
        self._manifest = manifest
        self._moved: list[Path] = []
        self._places: dict[str, str] = {}

    def run(self, replacing: bool, show: Progress | None) -> Imported:
        """Take everything in, or leave everything as it was."""
        library, plan = self._library, self._plan(replacing)
        if plan.kept and not library.record.kept_versions:
            raise UnusableArchive(
                f"{len(plan.kept)} documents of the archive are on record in another version, and the setting "
                "kept_versions is 0: set it higher to keep the archive's as earlier ones, or give --replace"
            )
        versions: list[int] = []
        try:
            self._move_uploads(plan)
            for done, document_id in enumerate(plan.taken):
                document = self._placed(self._theirs.document(document_id))
                if show:
                    show(done, len(plan.taken), document.source.title)
                versions += library.record.begin([document])
                self._copy_passages(document, versions[-1])
            library.words.commit()
            conversations, reviews = self._publish(plan, versions)
        except BaseException:
            library.record.give_up(versions)
            for path in self._moved:
                path.unlink(missing_ok=True)
            library.clear_stale()
            raise
        library.clear_stale()
        titles = {source.document_id: source.title for source in self._theirs.sources()}
        replaced = tuple(titles[id_] for id_, before in plan.taken.items() if before)
        kept = tuple(titles[id_] for id_ in plan.kept)
        added = len(plan.taken) - len(replaced)
        return Imported(added, plan.unchanged, replaced, kept, conversations, reviews, len(self._moved))

    def _plan(self, replacing: bool) -> _Plan:
        taken: dict[str, str | None] = {}
        kept, unchanged = [], 0
        for source in self._theirs.sources():
            before = self._library.record.sha256_of(source.document_id)
            if before == source.sha256:
                unchanged += 1
            elif before and not replacing:
                kept.append(source.document_id)
            else:
                taken[source.document_id] = before
        return _Plan(taken, tuple(kept), unchanged)

    def _move_uploads(self, plan: _Plan) -> None:
        """Put the uploaded files of documents that are taken in beside ours, under free names."""
        uploads = self._library.folder.resolve() / "uploads"
        wanted = {source.location for source in self._theirs.sources() if source.document_id in plan.taken}
        for member in self._manifest.members:
            if not member.name.startswith(UPLOADS):
                continue
            name = member.name.removeprefix(UPLOADS)
            was = f"{self._manifest.uploads}/{name}"
            if not any(place == was or place.startswith(f"{was}!/") for place in wanted):
                continue
            target = _free(uploads / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._moved.append(target)
            shutil.move(self._staged / member.name, target)
            self._places[was] = str(target)

    def _placed(self, document: Document) -> Document:
        """The document at its place in this library, where its file was an uploaded one."""
        return replace(document, source=self._source_here(document.source))

    def _source_here(self, source: Source) -> Source:
        file, inside, member = source.location.partition("!/")
        return replace(source, location=f"{self._places.get(file, file)}{inside}{member}")

    def _copy_passages(self, document: Document, version: int) -> None:
        """The passages of one document with their vectors, first into the record, then into the indexes."""
        library, mark = self._library, shelfmark_of(version, document.source)
        found = [one for one, _ in _passages(self._theirs, document.source.document_id)]
        if not found:
            return
        ids = []
        keys = [keys_line(one.passage) for one in found]
        with library.record.transaction():
            for one, line in zip(found, keys, strict=True):
                row = self._theirs.rows(f"select {_COPIED} from passages where id = ?", (one.id,))[0]
                library.record.rows(
                    f"insert into passages(version, keys, {_COPIED}) values (?, ?, {marks(row)})", (version, line, *row)
                )
                ids.append(int(library.record.rows("select last_insert_rowid()")[0][0]))
            note_sayings(library.record.rows, ((version, one.passage) for one in found))
        library.index.add(ids, np.stack([one.vector for one in found]), [mark] * len(ids))
        library.words.add(
            word_row(id_, mark, document.source, one.passage, line)
            for id_, one, line in zip(ids, found, keys, strict=True)
        )

    def _publish(self, plan: _Plan, versions: Sequence[int]) -> tuple[int, int]:
        """Make everything visible in one transaction; returns conversations and reviews that are new."""
        record = self._library.record
        with record.transaction():
            record.publish_within(versions)
            self._keep_versions(plan)
            known = {row[0] for row in record.rows("select id from conversations")}
            conversations = self._copy("conversations", lambda row: True)
            self._copy("exchanges", lambda row: row["conversation"] not in known, without="place")
            reviews = self._copy("reviews", lambda row: True)
            self._copy("failures", lambda row: not str(row["location"]).startswith(self._manifest.uploads))
        return conversations, reviews

    def _keep_versions(self, plan: _Plan) -> None:
        mine, theirs = StoredVersions(self._library.record), StoredVersions(self._theirs)
        here = {row[0] for row in self._library.record.rows("select document_id from documents where state = 'ready'")}
        for document_id, sha256, superseded in self._theirs.rows(
            "select document_id, sha256, superseded from versions"
        ):
            if document_id in here and self._library.record.sha256_of(document_id) != sha256:
                mine.add(self._placed(theirs.document(document_id, sha256)[0]), superseded)
        for document_id in plan.kept:
            mine.add(self._placed(self._theirs.document(document_id)))
        mine.prune()

    def _copy(self, table: str, wanted: Callable[[Mapping[str, object]], bool], without: str = "") -> int:
        """Those rows of a table that are wanted and not here yet; returns how many."""
        record = self._library.record
        names = [row[1] for row in self._theirs.rows(f"pragma table_info({table})") if row[1] != without]
        before = record.rows(f"select count(*) from {table}")[0][0]
        for row in self._theirs.rows(f"select {', '.join(names)} from {table} order by rowid"):
            if wanted(dict(zip(names, row, strict=True))):
                record.rows(f"insert or ignore into {table}({', '.join(names)}) values ({marks(row)})", row)
        return int(record.rows(f"select count(*) from {table}")[0][0] - before)


def _free(path: Path) -> Path:
    """A path that nothing is at: the one given, else with a number behind its name."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return free
