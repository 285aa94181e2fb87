"""Replies of chat models on record: a bounded number, the newest, by what they were replies to."""

import hashlib
import json
import logging
import sqlite3
from dataclasses import asdict
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.replies import Reply
from retriever.record import Record

__all__ = ["StoredReplies"]

_log: Final = logging.getLogger(__name__)


class StoredReplies:
    """The replies of one library. Safe to call from several threads of the process that owns it.

    A reply stays until newer ones take its place; that it was given about documents that have changed since is for its
    key to say, which the caller makes with :meth:`library`.

    Args:
        record: the file that holds them.
        most: how many are kept, from 0; with 0 nothing is kept and nothing found.
    """

    def __init__(self, record: Record, most: int) -> None:
        self._record = record
        self._most = most
        # What the fingerprint was made of, and the fingerprint: one value, so that threads see both or neither.
        self._last: tuple[list[tuple[int]], str] | None = None

    def library(self) -> str:
        """A fingerprint of all that is on record, 64 hex digits: the id, file hash and collection of every document.

        Another once a document is added, replaced by other bytes, or removed; the same again once that is undone.

        Raises:
            DamagedLibrary: the record cannot be read.
        """
        versions = self._record.rows("select version from documents where state = 'ready' order by version")
        last = self._last
        if last and last[0] == versions:  # a version never changes once it is ready
            return last[1]
        rows = self._record.rows(
            "select document_id, sha256, collection from documents where state = 'ready' "
            "order by document_id, sha256, collection"
        )
        found = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        self._last = (versions, found)
        return found

    def get(self, key: str) -> Reply | None:
        """The reply under ``key``; None where there is none, or where it cannot be read, which is logged."""
        if not self._most:
            return None
        try:
            found = self._record.rows("select body from replies where key = ?", (key,))
            return _reply(found[0][0]) if found else None
        except (LibraryError, ValueError, TypeError) as error:
            _log.warning("an earlier reply of the chat model cannot be read (%s); it is asked anew", error)
            return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply, in place of one under the same key, and forget the oldest where there are too many.

        Raises:
            LibraryError: SQLite refused, for instance because the disk is full. The answer that the reply gave is
                none the worse: the caller decides what becomes of it.
        """
        try:
            with self._record.transaction():
                self._record.rows("delete from replies where key = ?", (key,))
                if self._most:
                    row = (key, json.dumps(asdict(reply)))
                    self._record.rows("insert into replies (key, body) values (?, ?)", row)
                self._forget_oldest()
        except DamagedLibrary as error:  # what a refused write is called too, where it is one of several statements
            if isinstance(error.__cause__, sqlite3.OperationalError):
                raise LibraryError(f"The reply could not be stored: {error.__cause__}. Is the disk full?") from error
            raise

    def _forget_oldest(self) -> None:
        count = self._record.rows("select count(*) from replies")[0][0]
        if count > self._most:
            self._record.rows(
                "delete from replies where id in (select id from replies order by id limit ?)", (count - self._most,)
            )


def _reply(body: str) -> Reply:
    """What :meth:`StoredReplies.put` wrote.

    Raises:
        ValueError: it is something else.
        TypeError: it is something else.
    """
    reply = Reply(**json.loads(body))
    counts = (reply.tokens_in, reply.tokens_out)
    if not isinstance(reply.text, str) or not isinstance(reply.truncated, bool):
        raise TypeError("it is no text")
    if not all(one is None or (isinstance(one, int) and one >= 0) for one in counts):
        raise TypeError("it has no count of tokens")
    return reply
