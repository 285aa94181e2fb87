"""Conversations that are kept: questions, what came of each, and where they are kept; frozen values and one port."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal, Protocol

from onrecord.answers import Answer, Citation, Partial
from onrecord.ports import Stage
from onrecord.reviews import MarkVerdict, Thumb
from onrecord.types import Filters

__all__ = ["Conversation", "Conversations", "Exchange", "Outcome", "Problem", "ProblemKind", "now_utc"]

ProblemKind = Literal["stopped", "closed", "nothing", "empty", "question", "failed", "ours"]
"""Why there is no answer: its reader stopped it, or closed the page; none came; nothing is on record; the question
cannot be searched; something of the library or a model failed; something went wrong on our side."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a question got no answer.

    Attributes:
        kind: what happened.
        detail: the words of the error, which say what to do next; may be empty.
        checked: the sentences that were checked before it happened; None where none were.
    """

    kind: ProblemKind
    detail: str = ""
    checked: Partial | None = None

    def after(self, outcome: "Outcome") -> "Problem":
        """This, with the sentences of ``outcome`` that have their verdict."""
        if not isinstance(outcome, Partial) or not outcome.sentences:
            return self
        return replace(self, checked=replace(outcome, pending=""))


Outcome = Stage | Partial | Answer | Problem
"""What came of a question: the stage it is in, the answer as far as it is checked, then the answer or the problem."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it.

    Attributes:
        id: names it in links: letters and digits only; no other exchange of any conversation has it.
        question: as typed.
        outcome: where it stands.
        thumb: what its reader says of the answer; None where nothing.
        marks: number of a citation -> what its reader says of it.
        filters: what the search was limited to by whoever asked.
        asked: when, ISO 8601 in UTC, such as ``2024-04-18T09:30:00.000+00:00``; empty where that is not known.
    """

    id: str
    question: str
    outcome: Outcome
    thumb: Thumb | None = None
    marks: Mapping[int, MarkVerdict] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    asked: str = ""

    def __post_init__(self) -> None:
        if not self.id.isalnum():
            raise ValueError(f"{self.id!r} cannot name an exchange in a link")

    @property
    def running(self) -> bool:
        """Whether the answer is still awaited."""
        return isinstance(self.outcome, str | Partial)

    @property
    def renewable(self) -> bool:
        """Whether asking again may bring another answer: a model wrote it, one was to and failed, or none came."""
        if isinstance(self.outcome, Answer):
            return self.outcome.usage is not None or bool(self.outcome.instead)
        return isinstance(self.outcome, Problem)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the sentences that are shown rest on, by number; of an answer under way or stopped, those so far."""
        shown = self.outcome.checked if isinstance(self.outcome, Problem) else self.outcome
        if not isinstance(shown, Answer | Partial):
            return ()
        return tuple(sorted(shown.citations, key=attrgetter("number")))


@dataclass(frozen=True, slots=True)
class Conversation:
    """What names a conversation, without its exchanges.

    Attributes:
        id: letters and digits only.
        title: never empty; the first question, shortened, until it is renamed.
        begun: when, ISO 8601 in UTC.
        changed: when something was last asked in it or it was renamed, ISO 8601 in UTC.
        exchanges: how many it has.
    """

    id: str
    title: str
    begun: str
    changed: str
    exchanges: int

    def __post_init__(self) -> None:
        if not self.id.isalnum() or not self.title.strip():
            raise ValueError("a conversation has an id of letters and digits, and a title")


class Conversations(Protocol):
    """Where conversations are kept, as one owner sees it. Every method is called from several threads.

    Those of other owners are as if they were not there: asked for by id, they are as unknown as one that never was.
    Each method raises LibraryError where the library cannot be read or written.
    """

    def of(self, owner: str) -> "Conversations":
        """The same store as another owner sees it.

        Args:
            owner: name of a user; empty for the conversations of a page without login, which is what a store shows
                unless it is asked for another view.

        Raises:
            ValueError: it holds NUL or half a surrogate pair, so that it cannot be told from other names.
        """
        ...

    def listed(self, words: str = "", most: int = 200) -> list[Conversation]:
        """The conversations whose title, questions or answers hold all of ``words``, the last changed one first.

        Case and white space do not matter; no words give all. At most ``most``.
        """
        ...

    def heading(self, conversation_id: str) -> Conversation:
        """What names a conversation.

        Raises:
            UnknownConversation: none has that id.
        """
        ...

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Its exchanges, oldest first; none of them is running.

        Raises:
            UnknownConversation: none has that id.
            DamagedLibrary: one of them cannot be read; the message names it.
        """
        ...

    def holding(self, exchange_id: str) -> str:
        """The id of the conversation that holds an exchange.

        Raises:
            UnknownConversation: none does.
        """
        ...

    def put(self, conversation_id: str, exchange: Exchange) -> Conversation:
        """Keep an exchange: in place of the one with its id, else as the last; the conversation is made where missing.

        Raises:
            ValueError: the exchange is still running, another conversation holds it, or the id is another owner's.
        """
        ...

    def cut(self, conversation_id: str, exchange_id: str) -> None:
        """Forget an exchange and all that came after it; nothing happens where there is no such exchange."""
        ...

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Give it another title, its white space folded.

        Raises:
            UnknownConversation: none has that id.
            BadInput: the title holds no character that is seen.
        """
        ...

    def remove(self, conversation_id: str) -> None:
        """Forget a conversation whole; reviews of its answers stay.

        Raises:
            UnknownConversation: none has that id.
        """
        ...


def now_utc() -> str:
    """Now as conversations write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
