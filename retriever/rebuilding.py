"""A library embedded anew, by another model or the same, while the old vectors answer until the new ones are complete.

First every document is split and embedded, a few at a time, into the record beside what is searched
(:mod:`retriever.beside`); then the indexes are made from that beside the others (:mod:`retriever.draft`); then one
transaction of the record makes the new passages those that are searched, and the new indexes take the place of the old.
A kill at any moment leaves the one or the other whole, and the next call goes on.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from onrecord.errors import LibraryError, LibraryInUse, OnrecordError
from onrecord.forgetting import forget_texts
from onrecord.ports import Progress
from onrecord.types import Document, Passage, Source
from retriever import beside
from retriever.current import noted_in
from retriever.embed import Embedder
from retriever.header import header_of
from retriever.library import Library
from retriever.mending import keys_line
from retriever.owner import locked
from retriever.record import Record
from retriever.rows import passage_row
from retriever.sayings import note_sayings
from retriever.schema import require_record

__all__ = ["BackgroundRebuild", "Rebuild", "Split", "give_up", "rebuild_offline"]

Split = Callable[[Document], Iterable[Passage]]
_Found = TypeVar("_Found")
Held = Callable[[], AbstractContextManager[Record]]
_log: Final = logging.getLogger(__name__)
# Passages embedded in one go; documents, and characters of them, that are read in one go.
_TOGETHER: Final = 64
_MOST_DOCUMENTS: Final = 32
_MOST_CHARS: Final = 100_000
# What is left free on the disk beside the new passages and indexes.
_SPARE_BYTES: Final = 50_000_000
_ASKING_SECONDS: Final = 0.05


class Rebuild:
    """One rebuild, as far as it comes.

    Args:
        embedder: that the library is to have.
        split: a document -> its passages, for that embedder.
        show: told how far it is: done, all there is, and the title of a document or what is done.
        goes_on: asked between documents; after a no everything stays as it is, to be gone on with.
    """

    def __init__(
        self,
        embedder: Embedder,
        split: Split,
        show: Progress | None = None,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self._embedder = embedder
        self._split = split
        self._show = show
        self._goes_on = goes_on
        self._target = beside.target(embedder.name, embedder.dimensions)

    def begin(self, record: Record) -> bool:
        """Note what the library is rebuilt for; returns whether that was begun before, and is gone on with.

        Raises:
            LibraryError: the disk has no room for a second set of passages and indexes; nothing was changed.
        """
        if record.meta(beside.TARGET) != self._target:
            _check_room(record)
        return beside.begin(record, self._target)

    def feed(self, held: Held) -> bool:
        """Embed every document that is not embedded anew yet; returns whether it came to its end.

        Args:
            held: gives the record for as long as one step needs it.

        Raises:
            LibraryError: another rebuild has been begun, or the record cannot be written.
        """
        while self._goes_on():
            with held() as record:
                due = beside.due(record, self._target, _MOST_DOCUMENTS, _MOST_CHARS)
                done, total = beside.progress(record)
            if self._show:
                self._show(done, total, due[0][1].source.title if due else "")
            if not due:
                return True
            if not self._embed(due, held):
                return False
        return False

    def _embed(self, documents: Sequence[tuple[int, Document]], held: Held) -> bool:
        counts = {version: 0 for version, _ in documents}
        passages = (
            (version, document.source, passage) for version, document in documents for passage in self._split(document)
        )
        while some := list(islice(passages, _TOGETHER)):
            if not self._goes_on():
                return False
            rows = self._rows(some)
            for version, *_ in some:
                counts[version] += 1
            with held() as record:
                beside.store(record, self._target, rows)
                note_sayings(record.rows, ((version, passage) for version, _, passage in some))
        with held() as record:
            beside.finish(record, self._target, counts)
        return True

    def _rows(self, some: Sequence[tuple[int, Source, Passage]]) -> list[tuple[object, ...]]:
        headers = [header_of(source, passage) for _, source, passage in some]
        encoded = self._embedder.encode([passage.text for *_, passage in some], headers)
        passages = zip(some, encoded, strict=True)
        return [passage_row(version, one, vectors, keys_line(one)) for (version, _, one), vectors in passages]

    def finish(self, library: Library) -> bool:
        """Make the indexes, embed what came in meanwhile, and search the new ones from now on.

        Questions wait for the last step only, a second or less; what is put on record or removed waits for the last
        two.

        Returns:
            Whether it came to its end.

        Raises:
            LibraryError: another rebuild has been begun, or something cannot be written; the old index answers.
        """

        def held() -> AbstractContextManager[Record]:
            return nullcontext(library.record)

        while not self._switched(library, held):
            if not self._goes_on():
                return False
        return True

    def _switched(self, library: Library, held: Held) -> bool:
        """One attempt; returns whether it came about: not where it is told to stop, or a removal drops the indexes."""
        record, draft = library.record, library.draft
        # What came in while the indexes were made is embedded before anybody waits; what another rebuild left goes.
        if not draft.fill(self._show, self._goes_on) or not self.feed(held):
            return False
        if not beside.clear_before(record, self._goes_on):
            return False
        with library.changes.alone(self._goes_on) as here:
            # Indexes that were dropped a moment ago are not made while everybody waits.
            if not here or not draft.there or not self.feed(held) or not draft.fill(None, self._goes_on):
                return False
            try:
                library.take_up(self._embedder, self._switch)
            finally:
                forget_texts()
                library.wiping.begin()
        return True

    def _switch(self, library: Library) -> None:
        notes = {**library.built_by(self._embedder), **library.draft.notes(), **library.wiping.noted()}
        beside.switch(library.record, self._target, notes)


def _check_room(record: Record) -> None:
    """See that the passages and indexes have room a second time.

    Raises:
        LibraryError: they have not.
    """
    folder = record.path.parent
    files = [record.path, *folder.glob("chroma/**/*"), *folder.glob("words/**/*")]
    needed = sum(path.stat().st_size for path in files if path.is_file()) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LibraryError(
            f"The library {folder} is kept twice while it is rebuilt, which may take {needed / 1e6:,.0f} MB more, and "
            f"the disk has {free / 1e6:,.0f} MB free. Nothing was changed: make room, then try again"
        )


# ---- by a command ---------------------------------------------------------------------------------------------------


def rebuild_offline(
    folder: Path, rebuild: Rebuild, opened: Callable[[], Library], waiting: Callable[[str], None] = lambda _: None
) -> int:
    """Rebuild a library that no process has open; others may open it and ask meanwhile, until the last step.

    The library is held for moments only, while documents are read and passages written; where another process has it,
    it is waited for.

    Args:
        folder: of the library; made if it is missing.
        rebuild: what it is rebuilt for.
        opened: opens it for the last steps, with that embedder.
        waiting: told who has it, once each time that it is waited for.

    Returns:
        How many documents it has.

    Raises:
        LibraryInUse: another process has it at the beginning.
        LibraryError: as :meth:`Rebuild.begin`, :meth:`Rebuild.feed` and :meth:`Rebuild.finish`.
    """
    with _held(folder) as record:
        rebuild.begin(record)
    while rebuild.feed(lambda: _held(folder, waiting)):
        library = _opened(folder, opened, waiting)
        try:
            if rebuild.finish(library):
                library.wiping.run()
                return len(library.sources())
        finally:
            library.close()
    raise LibraryError("The rebuild was stopped; it goes on with: onrecord documents rebuild")


@contextmanager
def _held(folder: Path, waiting: Callable[[str], None] | None = None) -> Iterator[Record]:
    """The record of a library, held for the block; waited for where ``waiting`` is given."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"The folder {folder} cannot be made: {error}. Choose another --library.") from error
    lock = _patiently(lambda: locked(folder), waiting) if waiting else locked(folder)
    try:
        require_record(folder)
        with closing(Record(folder / "record.sqlite3", upgrade=True)) as record:
            yield record
    finally:
        lock.release()


def give_up(folder: Path) -> str:
    """Delete what a rebuild has embedded so far; the library stays as it is searched.

    Returns:
        The embedder that it was for; empty where none was begun.

    Raises:
        LibraryInUse: another process has the library.
        LibraryError: the record cannot be written.
    """
    wanted = noted_in(folder).target
    if wanted:
        with _held(folder) as record:
            beside.forget(record)
            record.clear_log()
    return wanted


def _opened(folder: Path, opened: Callable[[], Library], waiting: Callable[[str], None]) -> Library:
    """The library opened; it is waited for before, since a model is loaded to open it."""
    while True:
        with _held(folder, waiting):
            pass
        with suppress(LibraryInUse):
            return opened()


def _patiently(opened: Callable[[], _Found], waiting: Callable[[str], None]) -> _Found:
    told = False
    while True:
        try:
            return opened()
        except LibraryInUse as error:
            if not told:
                waiting(str(error))
            told = True
            time.sleep(_ASKING_SECONDS)


# ---- beside a page --------------------------------------------------------------------------------------------------


class BackgroundRebuild:
    """A rebuild of an open library in a thread of its own, while questions are answered from what is complete.

    Args:
        library: that is open, with its old embedder.
        made: gives the rebuild; called in the thread, for it may load a model: told what to show progress to, and what
            to ask whether to go on.
        told: called with a line for people once it is done, or once it has failed.
    """

    def __init__(
        self,
        library: Library,
        made: Callable[[Progress, Callable[[], bool]], Rebuild],
        told: Callable[[str], None] = _log.info,
    ) -> None:
        self._library = library
        self._made = made
        self._told = told
        self._stopping = threading.Event()
        self._progress = (0, 0, "")
        self._thread = threading.Thread(target=self._run, name="rebuilding", daemon=True)
        self.trouble = ""
        """Why it ended before its end; empty where it did not."""

    @property
    def progress(self) -> tuple[int, int, str]:
        """How far it is: done, all there is, and what is done."""
        return self._progress

    @property
    def going_on(self) -> bool:
        """Whether it is under way."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin, or go on with what was begun."""
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Let be what is not done yet, after the passages that are being embedded; the next opening goes on with it."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join()

    def _run(self) -> None:
        library = self._library
        try:
            rebuild = self._made(self._show, lambda: not self._stopping.is_set())
            rebuild.begin(library.record)
            if rebuild.feed(lambda: nullcontext(library.record)) and rebuild.finish(library):
                self._told(f"rebuilt: the library answers with the embedder {library.embedder.name} from now on")
        except OnrecordError as error:
            self.trouble = str(error)
            self._told(f"the library could not be rebuilt, and answers as before: {error}")
        except Exception as error:  # noqa: BLE001 - nobody waits for it; the old index answers
            self.trouble = f"{type(error).__name__}: {error}"
            _log.exception("the library could not be rebuilt, and answers as before")

    def _show(self, done: int, total: int, name: str) -> None:
        self._progress = (done, total, name)
