"""The conversations that are open on the page, shared by the tabs of their owner, and what one tab has open."""

import inspect
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial, wraps
from typing import Any, Final
from weakref import WeakValueDictionary

import gradio as gr

from onrecord.conversations import Conversation, Conversations
from onrecord.errors import LibraryError, UnknownConversation
from ui.talk import Talk
from ui.visitors import owner

__all__ = ["Choice", "Tab", "Tabs", "Talks", "as_shown", "at_own_tab"]

_log: Final = logging.getLogger(__name__)


class Talks:
    """The conversations of one process: tabs that have the same one open share it.

    Each call is about those of whoever sent the request that is being answered, and no others: what is another's is as
    unknown as what never was.

    Args:
        kept: the store; None where conversations are forgotten.
    """

    def __init__(self, kept: Conversations | None = None) -> None:
        self.kept = kept
        self._lock = threading.Lock()
        # By owner and id, as long as a tab has it open.
        self._open: WeakValueDictionary[tuple[str, str], Talk] = WeakValueDictionary()

    def _mine(self) -> Conversations | None:
        """The store as the visitor sees it."""
        return None if self.kept is None else self.kept.of(owner())

    def new(self) -> Talk:
        """A new, empty one."""
        talk = Talk(self._mine())
        with self._lock:
            return self._open.setdefault((owner(), talk.id), talk)

    def open(self, conversation_id: str) -> Talk | None:
        """The one with that id, which may come from a visitor; None where there is none.

        Raises:
            LibraryError: it cannot be read.
        """
        if not conversation_id.isalnum():
            return None
        with self._lock:
            known = self._open.get((owner(), conversation_id))
        if known is not None and not known.gone:
            return known
        kept = self._mine()
        if kept is None:
            return None
        try:
            loaded = Talk(kept, conversation_id, kept.exchanges(conversation_id))
        except UnknownConversation:
            return None
        with self._lock:
            return self._open.setdefault((owner(), conversation_id), loaded)

    def holding(self, exchange_id: str) -> Talk | None:
        """The one that holds an exchange, whose id may come from a visitor; None where none does.

        Raises:
            LibraryError: it cannot be read.
        """
        kept = self._mine()
        if kept is None or not exchange_id.isalnum():
            return None
        try:
            return self.open(kept.holding(exchange_id))
        except UnknownConversation:
            return None

    def remove(self, conversation_id: str) -> None:
        """Forget one whole, in every tab that has it open too; nothing happens where there is none.

        Raises:
            LibraryError: the store could not forget it; then it stays as it was.
        """
        if not conversation_id.isalnum():
            return
        with self._lock:
            known = self._open.get((owner(), conversation_id)) or Talk()
        known.forget(partial(self._take_out, conversation_id))
        with self._lock:
            self._open.pop((owner(), conversation_id), None)

    def _take_out(self, conversation_id: str) -> None:
        kept = self._mine()
        if kept is not None:
            with suppress(UnknownConversation):
                kept.remove(conversation_id)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give one that is kept another title.

        Raises:
            UnknownConversation: none has that id.
            BadInput: the title holds no character that is seen.
            LibraryError: it could not be stored.
        """
        kept = self._mine()
        if kept is None:
            raise UnknownConversation("No conversation is kept here")
        kept.rename(conversation_id, title)

    def listed(self, words: str, most: int) -> list[Conversation]:
        """Those that are kept and hold all of ``words``, the last changed one first.

        Raises:
            LibraryError: they cannot be read.
        """
        kept = self._mine()
        return kept.listed(words, most) if kept is not None else []


class Choice:
    """That a conversation was chosen in a tab; each stands for itself.

    Args:
        number: of the choice, as the page's script counts them; of a page that was opened or looked at again, that of
            the last one before.
    """

    def __init__(self, number: int) -> None:
        self.number = number


class Tab:
    """What one tab of a browser has open.

    Args:
        talks: all conversations.
        shown: id of the conversation that the page shows already, which may come from a visitor: it is open from the
            start. Empty where it shows none yet.
        edited: id of the exchange whose question is being edited there, which may come from a visitor, too.

    Attributes:
        id: another one for each tab, so that the page's script sees when Gradio has let go of an old one.
        talk: the conversation.
        missing: ``shown``, where it could not be opened and nothing else was chosen since; else empty.
        words: what the list of conversations is searched for.
        editing: id of the exchange whose question is being edited; empty where none is.
        draft: what stood in the field before that question took its place.
        awaiting: id of an exchange whose answer this tab is told of as it comes -> its conversation.
        followed: id of the exchange that the tab was last shown while another tab is told of its answer.
        wanted: id of the exchange whose passages were asked for last.
        opened: the choice by which the conversation came to be open.
        earlier: how many more questions than usual it shows.
        seen: ``changes`` of the conversation when the tab was last shown it.
        listed: what tells the list that the tab was last shown from any other; not the list, which may be long.
    """

    def __init__(self, talks: Talks, shown: str = "", edited: str = "") -> None:
        self._talks, self._lock = talks, threading.Lock()
        known = _opened(talks, shown)
        self.id, self.talk, self.missing = secrets.token_hex(4), known or talks.new(), "" if known else shown
        self._chosen = self.opened = Choice(0)
        self.words, self.earlier, self.seen, self.listed = "", 0, -1 if known else 0, b""
        self.editing = edited if known and known.find(edited) else ""
        self.draft = self.followed = self.wanted = ""
        self.awaiting: dict[str, Talk] = {}

    @property
    def follows(self) -> str:
        """Id of the exchange whose answer is awaited here but told to another tab, or to this one before a reload."""
        awaited = self.talk.awaited
        return awaited.id if awaited is not None and awaited.id not in self.awaiting else ""

    def choose(self, number: int | None = None) -> Choice | None:
        """Begin to open another conversation.

        Requests overtake one another, so the page's script numbers its choices: the last one made counts, not the last
        one that arrives.

        Args:
            number: of the choice; None for one that nobody counted, which is then the last.

        Returns:
            What stands for the choice; None where a later one has arrived, so that this one is void.
        """
        with self._lock:
            if number is not None and number < self._chosen.number:
                return None
            self._chosen = Choice(self._chosen.number if number is None else number)
            return self._chosen

    def turn_to(self, talk: Talk, choice: Choice | None = None) -> bool:
        """Have another conversation open, or the same one anew; False where another was chosen since ``choice``."""
        with self._lock:
            if choice not in (None, self._chosen):
                return False
            self.talk, self.earlier, self.opened = talk, 0, self._chosen
            self.editing = self.draft = self.wanted = self.missing = ""
            return True

    def take_up(self, exchange_id: str, written: str) -> None:
        """Edit a question in the field, where something else may have been ``written``."""
        self.draft = self.draft if self.editing else written
        self.editing = exchange_id

    def put_back(self) -> str | None:
        """Edit no question any longer; gives what the field held before that, or None where none was edited."""
        draft = self.draft if self.editing else None
        self.editing = self.draft = ""
        return draft


class Tabs:
    """What one tab of a browser has open, apart for each visitor who sends events of it.

    A tab is told from others by a name that its browser makes up and anybody may send; whoever sends that of another
    visitor's tab gets a tab of their own, and nothing of what that one shows.

    Args:
        talks: all conversations.
    """

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._of: dict[str, Tab] = {}

    def __deepcopy__(self, memo: object) -> "Tabs":
        """Another one, with nothing open: Gradio copies the first value of a state for each tab."""
        return Tabs(self._talks)

    def mine(self, shown: str = "", edited: str = "") -> Tab:
        """The tab of whoever sent the request that is being answered.

        Args:
            shown: id of the conversation that their page shows. It counts where nothing is known of the tab, as after
                Gradio has let go of it: what is done there goes into the conversation that is seen there.
            edited: id of the exchange whose question their page says is being edited; it counts where ``shown`` does.
        """
        return self._of.get(owner()) or self._of.setdefault(owner(), Tab(self._talks, shown, edited))


def _opened(talks: Talks, shown: str) -> Talk | None:
    """A conversation that a page shows; None where there is none, or none that can be read."""
    try:
        return talks.open(shown) if shown else None
    except LibraryError:
        _log.exception("could not open the conversation that a page shows")
        return None


def at_own_tab(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler of a Gradio event that is given, where that has :class:`Tabs`, the :class:`Tab` of the visitor."""

    @wraps(handler)
    def answering(*values: Any) -> Any:  # noqa: ANN401
        return handler(*map(_own, values))

    @wraps(handler)
    def going_on(*values: Any) -> Iterator[Any]:  # noqa: ANN401
        yield from handler(*map(_own, values))

    return going_on if inspect.isgeneratorfunction(handler) else answering


def _own(value: object) -> object:
    return value.mine() if isinstance(value, Tabs) else value


def as_shown(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler of a Gradio event, in a tab that has open what its page shows also where nothing else is known of it.

    Gradio hands over the request as the first argument; ``handler`` does not see it. Gradio's script sends the address
    of the page along with each event, and ours keeps the open conversation in that, and the question being edited.
    """

    @wraps(handler)
    def answering(sender: gr.Request, *values: Any) -> Any:  # noqa: ANN401
        _show(sender, values)
        return handler(*values)

    @wraps(handler)
    def going_on(sender: gr.Request, *values: Any) -> Iterator[Any]:  # noqa: ANN401
        _show(sender, values)
        yield from handler(*values)

    wrapped = going_on if inspect.isgeneratorfunction(handler) else answering
    theirs = inspect.signature(handler, eval_str=True).parameters.values()
    sender = inspect.Parameter("sender", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    vars(wrapped)["__signature__"] = inspect.Signature([sender, *theirs])
    return wrapped


def _show(sender: gr.Request, values: Sequence[object]) -> None:
    shown, edited = (str(sender.query_params.get(name, "")) for name in ("c", "e"))
    for value in values:
        if isinstance(value, Tabs):
            value.mine(shown, edited)
