"""What removed documents leave in files, wiped: while somebody waits for it, or beside everything else.

A removed document is off the record, the vectors and the words at once. Its words are still in segments of the word
index, and may be in SQLite's log and in unused memory that Chroma wrote. To write those segments anew takes the longer
the more passages stand in them. Passages that were searched before a rebuild go likewise. A note in the record says
that there is something to wipe, so that what was interrupted is gone on with when the library is opened again.
"""

import logging
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from onrecord.errors import OnrecordError
from onrecord.ports import Progress
from retriever.beside import clear_before
from retriever.lexical import WordIndex
from retriever.mending import rows_of
from retriever.record import Record
from retriever.scrubbing import scrub

__all__ = ["Wiping"]

_log: Final = logging.getLogger(__name__)
# The note in the record; it holds another word for each removal, so that none is crossed out for one before it.
_NOTE: Final = "to_wipe"


class Wiping:
    """Wipes the files of one library.

    Args:
        record: of the library.
        words: its words.
        folder: its folder.
    """

    def __init__(self, record: Record, words: WordIndex, folder: Path) -> None:
        self._record = record
        self._words = words
        self._folder = folder
        self._stopping = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="wiping")

    def note(self) -> None:
        """Keep in mind that something is to be wiped; for the transaction that removes it."""
        for name, value in self.noted().items():
            self._record.set_meta(name, value)

    def noted(self) -> dict[str, str]:
        """What :meth:`note` notes, for a transaction that notes more."""
        return {_NOTE: secrets.token_hex(8)}

    @property
    def due(self) -> bool:
        """Whether something is to be wiped still."""
        return self._record.meta(_NOTE) is not None

    def run(self, show: Progress | None = None) -> None:
        """Wipe all that was removed before, whether or not there is a note.

        Args:
            show: told how many passages were written anew, how many there are, and what is done.

        Raises:
            LibraryError: the disk is full; the note stays.
        """
        with self._one_at_a_time:
            note = self._record.meta(_NOTE)
            if not clear_before(self._record, lambda: not self._stopping.is_set()):
                return
            if not self._words.purge(rows_of(self._record), show, lambda: not self._stopping.is_set()):
                return
            emptied = self._record.clear_log()
            scrub(self._folder)
            if emptied:
                self._record.rows("delete from meta where name = ? and value = ?", (_NOTE, note))

    def begin(self) -> None:
        """Wipe beside everything else; what goes wrong is logged, and done when the library is opened again."""
        if not self._stopping.is_set():
            self._beside.submit(self._run_if_due)

    def _run_if_due(self) -> None:
        try:
            if self.due and not self._stopping.is_set():
                self.run()
        except OnrecordError as error:
            _log.warning("what was removed could not be wiped from the files yet, and is later: %s", error)
        except Exception:  # noqa: BLE001 - nobody waits for it; the note stays
            _log.exception("what was removed could not be wiped from the files yet, and is later")

    def stop(self) -> None:
        """Let be what is not wiped yet, at the latest after the next thousand passages."""
        self._stopping.set()
        self._beside.shutdown(wait=True, cancel_futures=True)
