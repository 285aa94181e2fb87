"""Reviews on record: what readers said of answers, kept whatever becomes of the documents they speak of."""

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.reviews import Mark, Review
from onrecord.types import Cited, Turn
from retriever.record import Record

__all__ = ["StoredReviews"]


class StoredReviews:
    """The reviews of one library. Safe to call from several threads of the process that owns it.

    Args:
        record: the file that holds them.
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def note(self, review: Review) -> None:
        """Keep a review, in place of the one with its id; one that says nothing only takes that one away.

        Raises:
            ValueError: the answer, or what was said of it so far, is somebody else's.
            LibraryError: SQLite refused, for instance because the disk is full.
        """
        try:
            with self._record.transaction():
                if self._holder(review.id) not in (None, review.owner):
                    raise ValueError(f"the review {review.id} is somebody else's")
                self._record.rows("delete from reviews where id = ?", (review.id,))
                if not review.empty:
                    row = (review.id, review.when, json.dumps(asdict(review)))
                    self._record.rows("insert into reviews values (?, ?, ?)", row)
        except DamagedLibrary as error:  # what a refused write is called too, where it is one of several statements
            if isinstance(error.__cause__, sqlite3.OperationalError):
                raise LibraryError(f"The review could not be stored: {error.__cause__}. Is the disk full?") from error
            raise

    def _holder(self, id_: str) -> str | None:
        """Who may say something of an answer: whose conversation has it, else who did; None where nobody is known."""
        asked = self._record.rows(
            "select c.owner from exchanges e join conversations c on c.id = e.conversation where e.id = ?", (id_,)
        )
        if asked:
            return str(asked[0][0])
        held = self._record.rows("select id, body from reviews where id = ?", (id_,))
        try:
            return _review(*held[0]).owner if held else None
        except DamagedLibrary:
            return None

    def reviews(self) -> list[Review]:
        """All of them, whoever gave them, oldest first.

        Raises:
            DamagedLibrary: one of them cannot be read; the message has its id.
        """
        return [_review(*row) for row in self._record.rows("select id, body from reviews order by noted, rowid")]


def _turn(fields: dict[str, Any]) -> Turn:
    """One turn; those that were noted before turns had citations are without."""
    return Turn(**{**fields, "cited": tuple(Cited(**one) for one in fields.get("cited", ()))})


def _review(id_: str, body: str) -> Review:
    try:
        fields: dict[str, Any] = json.loads(body)
        fields["history"] = tuple(map(_turn, fields["history"]))
        fields["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
        return Review(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedLibrary(
            f"The review {id_!r} in the record record.sqlite3 cannot be read ({error}); restore that file"
        ) from error
