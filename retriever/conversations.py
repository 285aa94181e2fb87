"""Conversations on record: what was asked and what came of it, kept whatever becomes of the documents it rests on."""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from onrecord.answers import Answer
from onrecord.conversations import Conversation, Exchange, Problem, now_utc
from onrecord.errors import BadInput, DamagedLibrary, LibraryError, UnknownConversation
from onrecord.reviews import MarkVerdict, Thumb
from onrecord.types import Filters
from retriever.record import Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["StoredConversations"]

# Longest title made from a question, in characters, and longest one that somebody may give.
_QUESTION_TITLE: Final = 80
_MOST_TITLE: Final = 200
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")

_HEADING: Final = (
    "select c.id, c.title, c.begun, c.changed, (select count(*) from exchanges e where e.conversation = c.id) "
    "from conversations c where c.owner = ?1"
)
_HAS_WORD: Final = (
    " and (instr(c.words, {0}) or "
    "exists (select 1 from exchanges e where e.conversation = c.id and instr(e.words, {0})))"
)


class StoredConversations:
    """The conversations of one library, as one owner sees them. Safe to call from several threads of its process.

    Args:
        record: the file that holds them.
        owner: whose they are; empty for those of a page without login.

    Raises:
        ValueError: the owner has NUL or half a surrogate pair, so that it cannot be told from other names.
    """

    def __init__(self, record: Record, owner: str = "") -> None:
        if _UNWRITABLE.search(owner):
            raise ValueError(f"{owner!r} cannot name the owner of conversations")
        self._record, self._owner = record, owner

    def of(self, owner: str) -> "StoredConversations":
        """The same store as another owner sees it.

        Raises:
            ValueError: the owner has NUL or half a surrogate pair.
        """
        return self if owner == self._owner else StoredConversations(self._record, owner)

    def listed(self, words: str = "", most: int = 200) -> list[Conversation]:
        """The conversations whose title, questions or answers hold all of ``words``, the last changed one first.

        A word is found inside a longer one too; case, accents and white space do not matter; no words give all. At
        most ``most``, from 0.

        Raises:
            DamagedLibrary: the record cannot be read.
        """
        wanted = list(dict.fromkeys(_folded(words).split()))
        having = "".join(_HAS_WORD.format(f"?{place}") for place in range(3, len(wanted) + 3))
        rows = self._record.rows(
            f"{_HEADING}{having} order by c.changed desc, c.rowid desc limit ?2", (self._owner, max(0, most), *wanted)
        )
        return [Conversation(*row) for row in rows]

    def heading(self, conversation_id: str) -> Conversation:
        """What names a conversation.

        Raises:
            UnknownConversation: none has that id.
            DamagedLibrary: the record cannot be read.
        """
        found = self._record.rows(f"{_HEADING} and c.id = ?2", (self._owner, _writable(conversation_id)))
        if not found:
            raise UnknownConversation(f"No conversation has the id {conversation_id!r}; it may have been deleted")
        return Conversation(*found[0])

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Its exchanges, oldest first; none of them is running.

        Raises:
            UnknownConversation: none has that id.
            DamagedLibrary: one of them cannot be read; the message has its id.
        """
        known = self.heading(conversation_id)
        rows = self._record.rows("select id, body from exchanges where conversation = ? order by place", (known.id,))
        return tuple(_exchange(*row) for row in rows)

    def holding(self, exchange_id: str) -> str:
        """The id of the conversation that holds an exchange.

        Raises:
            UnknownConversation: none does.
            DamagedLibrary: the record cannot be read.
        """
        found = self._record.rows(
            "select c.id from exchanges e join conversations c on c.id = e.conversation where c.owner = ? and e.id = ?",
            (self._owner, _writable(exchange_id)),
        )
        if not found:
            raise UnknownConversation(f"No conversation holds the question {exchange_id!r}; it may have been deleted")
        return str(found[0][0])

    def put(self, conversation_id: str, exchange: Exchange) -> Conversation:
        """Keep an exchange: in place of the one with its id, else as the last; the conversation is made where missing.

        Its title is the first question, shortened, until it is renamed.

        Raises:
            ValueError: the exchange is still running, another conversation holds it, or the id of the conversation is
                another owner's or has other characters than letters and digits.
            LibraryError: SQLite refused, for instance because the disk is full.
        """
        if exchange.running or not conversation_id.isalnum():
            raise ValueError(f"{exchange.id} in {conversation_id!r} cannot be kept: it runs, or the id is none")
        body, words = _body(exchange), _words(exchange)
        with self._writing():
            owners = self._record.rows("select owner from conversations where id = ?", (conversation_id,))
            if owners not in ([], [(self._owner,)]):
                raise ValueError(f"{exchange.id} cannot be kept: the id of its conversation is taken")
            held = self._record.rows("select conversation from exchanges where id = ?", (exchange.id,))
            if held and held[0][0] != conversation_id:
                raise ValueError(f"{exchange.id} is held by another conversation")
            if held:
                self._record.rows("update exchanges set words = ?, body = ? where id = ?", (words, body, exchange.id))
            else:
                self._begin(conversation_id, exchange.asked or now_utc())
                row = (exchange.id, conversation_id, words, body)
                self._record.rows("insert into exchanges(id, conversation, words, body) values (?, ?, ?, ?)", row)
            self._entitle(conversation_id, exchange)
            return self.heading(conversation_id)

    def _begin(self, conversation_id: str, asked: str) -> None:
        """Note that something was asked in a conversation, which is made where it is missing."""
        self._record.rows(
            "insert into conversations(id, title, words, begun, changed, owner) values (?1, '…', '', ?2, ?2, ?3) "
            "on conflict (id) do update set changed = max(changed, ?2)",
            (conversation_id, asked, self._owner),
        )

    def _entitle(self, conversation_id: str, exchange: Exchange) -> None:
        """Let the first question be the title of a conversation that was not renamed."""
        title = _shortened(exchange.question)
        self._record.rows(
            "update conversations set title = ?1, words = ?2 where id = ?3 and not renamed and ?4 = "
            "(select id from exchanges where conversation = ?3 order by place limit 1)",
            (title, _folded(title), conversation_id, exchange.id),
        )

    def cut(self, conversation_id: str, exchange_id: str) -> None:
        """Forget an exchange and all that came after it; nothing happens where there is no such exchange.

        Raises:
            LibraryError: SQLite refused.
        """
        with self._writing():
            self._record.rows(
                "delete from exchanges where conversation = "
                "(select id from conversations where id = ?1 and owner = ?3) "
                "and place >= (select place from exchanges where conversation = ?1 and id = ?2)",
                (_writable(conversation_id), _writable(exchange_id), self._owner),
            )

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Give it another title: white space folded, cut after 200 characters.

        Raises:
            UnknownConversation: none has that id.
            BadInput: the title holds no character that is seen.
            LibraryError: SQLite refused.
        """
        folded = _writable(" ".join(title.split()))[:_MOST_TITLE].rstrip()
        if not _seen(folded):
            raise BadInput("A conversation needs a title: at least one letter, figure or sign that can be seen.")
        with self._writing():
            known = self.heading(conversation_id)
            self._record.rows(
                "update conversations set title = ?, words = ?, renamed = 1, changed = max(changed, ?) where id = ?",
                (folded, _folded(folded), now_utc(), known.id),
            )
            return self.heading(known.id)

    def remove(self, conversation_id: str) -> None:
        """Forget a conversation whole; reviews of its answers stay.

        Raises:
            UnknownConversation: none has that id.
            LibraryError: SQLite refused.
        """
        with self._writing():
            known = self.heading(conversation_id)
            self._record.rows("delete from exchanges where conversation = ?", (known.id,))
            self._record.rows("delete from conversations where id = ?", (known.id,))

    def forget(self) -> int:
        """Forget all of this owner's, whole; returns how many there were. Reviews of their answers stay.

        Raises:
            LibraryError: SQLite refused.
        """
        mine = "select id from conversations where owner = ?"
        with self._writing():
            self._record.rows(f"delete from exchanges where conversation in ({mine})", [self._owner])
            return len(self._record.rows("delete from conversations where owner = ? returning 1", [self._owner]))

    def adopt(self, earlier: str = "") -> int:
        """Make the conversations of another owner this one's; returns how many, 0 where this is their view.

        Args:
            earlier: whose they were; empty for those of a page without login.

        Raises:
            LibraryError: SQLite refused.
        """
        if earlier == self._owner or not self._owner:
            return 0
        statement = "update conversations set owner = ? where owner = ? returning 1"
        with self._writing():
            return len(self._record.rows(statement, [self._owner, earlier]))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All statements inside, or none of them."""
        try:
            with self._record.transaction():
                yield
        except DamagedLibrary as error:  # what a refused write is called too, where it is one of several statements
            if isinstance(error.__cause__, sqlite3.OperationalError):
                words = f"The conversation could not be stored: {error.__cause__}. Is the disk full?"
                raise LibraryError(words) from error
            raise


# ---- an exchange as text, and back ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kept:
    """An exchange as it is written: either an answer or a problem, so that each is read as what it was."""

    id: str
    question: str
    answer: Answer | None
    problem: Problem | None
    thumb: Thumb | None
    marks: Mapping[int, MarkVerdict]
    filters: Filters
    asked: str


@cache
def _form() -> "TypeAdapter[_Kept]":
    """Reads and checks what is written; made once, when first needed, since that takes a while."""
    from pydantic import TypeAdapter

    return TypeAdapter(_Kept)


def _body(exchange: Exchange) -> str:
    """All of an exchange as JSON, in ASCII, so that half a surrogate pair is no obstacle either."""
    outcome = exchange.outcome
    values = {each.name: getattr(exchange, each.name) for each in fields(exchange) if each.name != "outcome"}
    kept = _Kept(
        answer=outcome if isinstance(outcome, Answer) else None,
        problem=outcome if isinstance(outcome, Problem) else None,
        **values,
    )
    return json.dumps(_form().dump_python(kept, warnings=False), default=_plain)


def _plain(value: object) -> str | float:
    """What JSON has no form for: days as they are written, and a model's figures, which may be NumPy's."""
    return value.isoformat() if isinstance(value, date) else float(value)  # type: ignore[arg-type]


def _exchange(id_: str, body: str) -> Exchange:
    try:
        kept = _form().validate_python(json.loads(body))
        outcome = kept.answer or kept.problem
        if outcome is None or kept.id != id_:
            raise ValueError("it is another exchange, or nothing came of it")
        return Exchange(kept.id, kept.question, outcome, kept.thumb, kept.marks, kept.filters, kept.asked)
    except (ValueError, TypeError, RecursionError) as error:
        raise DamagedLibrary(
            f"The question {id_!r} of a conversation in the record record.sqlite3 cannot be read "
            f"({type(error).__name__}); restore that file, or delete the conversation"
        ) from error


# ---- words ----------------------------------------------------------------------------------------------------------


def _words(exchange: Exchange) -> str:
    """What a search looks through: the question, and what the answer says."""
    outcome = exchange.outcome
    if isinstance(outcome, Answer):
        return _folded(f"{exchange.question}\n{outcome.text}")
    checked = outcome.checked if isinstance(outcome, Problem) else None
    return _folded("\n".join([exchange.question, *(one.text for one in (checked.sentences if checked else ()))]))


def _folded(text: str) -> str:
    """Text to be compared: without case, accents and differences of form, white space folded to single spaces."""
    letters = unicodedata.normalize("NFKD", _writable(text)).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())


def _writable(text: str) -> str:
    """Text that SQLite takes and compares whole: NUL and half a surrogate pair become the sign for such."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _seen(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def _shortened(question: str) -> str:
    """A question as a title: on one line, cut between words where it is long."""
    line = _writable(" ".join(question.split()))
    if len(line) > _QUESTION_TITLE:
        cut = line[: _QUESTION_TITLE - 1]
        line = (cut.rpartition(" ")[0] or cut) + "…"
    return line if _seen(line) else "…"
