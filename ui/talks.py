"""The conversations that are open on the page, shared by its tabs, and what one tab has open."""

import threading
from contextlib import suppress
from functools import partial
from weakref import WeakValueDictionary

from onrecord.conversations import Conversation, Conversations
from onrecord.errors import UnknownConversation
from ui.talk import Talk

__all__ = ["Tab", "Talks"]


class Talks:
    """The conversations of one process: tabs that have the same one open share it.

    Args:
        kept: the store; None where conversations are forgotten.
    """

    def __init__(self, kept: Conversations | None = None) -> None:
        self.kept = kept
        self._lock = threading.Lock()
        self._open: WeakValueDictionary[str, Talk] = WeakValueDictionary()  # as long as a tab has it open

    def new(self) -> Talk:
        """A new, empty one."""
        talk = Talk(self.kept)
        with self._lock:
            return self._open.setdefault(talk.id, talk)

    def open(self, conversation_id: str) -> Talk | None:
        """The one with that id, which may come from a visitor; None where there is none.

        Raises:
            LibraryError: it cannot be read.
        """
        if not conversation_id.isalnum():
            return None
        with self._lock:
            known = self._open.get(conversation_id)
        if known is not None and not known.gone:
            return known
        if self.kept is None:
            return None
        try:
            loaded = Talk(self.kept, conversation_id, self.kept.exchanges(conversation_id))
        except UnknownConversation:
            return None
        with self._lock:
            return self._open.setdefault(conversation_id, loaded)

    def holding(self, exchange_id: str) -> Talk | None:
        """The one that holds an exchange, whose id may come from a visitor; None where none does.

        Raises:
            LibraryError: it cannot be read.
        """
        if self.kept is None or not exchange_id.isalnum():
            return None
        try:
            return self.open(self.kept.holding(exchange_id))
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
            known = self._open.get(conversation_id) or Talk()
        known.forget(partial(self._take_out, conversation_id))
        with self._lock:
            self._open.pop(conversation_id, None)

    def _take_out(self, conversation_id: str) -> None:
        if self.kept is not None:
            with suppress(UnknownConversation):
                self.kept.remove(conversation_id)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give one that is kept another title.

        Raises:
            UnknownConversation: none has that id.
            BadInput: the title holds no character that is seen.
            LibraryError: it could not be stored.
        """
        if self.kept is None:
            raise UnknownConversation("No conversation is kept here")
        self.kept.rename(conversation_id, title)

    def listed(self, words: str, most: int) -> list[Conversation]:
        """Those that are kept and hold all of ``words``, the last changed one first.

        Raises:
            LibraryError: they cannot be read.
        """
        return self.kept.listed(words, most) if self.kept is not None else []


class Tab:
    """What one tab of a browser has open.

    Args:
        talks: all conversations.

    Attributes:
        talk: the conversation.
        turns: how often another one was opened.
        words: what the list of conversations is searched for.
        editing: id of the exchange whose question is being edited; empty where none is.
        draft: what stood in the field before that question took its place.
        awaiting: id of an exchange whose answer this tab is told of as it comes -> its conversation.
        followed: id of the exchange that the tab was last shown while another tab is told of its answer.
        wanted: id of the exchange whose passages were asked for last.
        chosen: stands for the conversation that was chosen last, so that a slower one chosen before gives way.
        earlier: how many more questions than usual it shows.
        seen: ``changes`` of the conversation when the tab was last shown it.
        listed: the list as the tab was last shown it.
    """

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self.talk, self.turns = talks.new(), 0
        self.words, self.earlier, self.seen, self.listed = "", 0, 0, ""
        self.editing = self.draft = self.followed = self.wanted = ""
        self.awaiting: dict[str, Talk] = {}
        self.chosen: object = None

    def __deepcopy__(self, memo: object) -> "Tab":
        """Another tab, with a new conversation: Gradio copies the first value of a state for each visitor."""
        return Tab(self._talks)

    @property
    def follows(self) -> str:
        """Id of the exchange whose answer is awaited here but told to another tab, or to this one before a reload."""
        awaited = self.talk.awaited
        return awaited.id if awaited is not None and awaited.id not in self.awaiting else ""

    def turn_to(self, talk: Talk) -> None:
        """Have another conversation open, or the same one anew."""
        self.talk, self.earlier = talk, 0
        self.editing = self.draft = self.wanted = ""
        self.turns += 1

    def take_up(self, exchange_id: str, written: str) -> None:
        """Edit a question in the field, where something else may have been ``written``."""
        self.draft = self.draft if self.editing else written
        self.editing = exchange_id

    def put_back(self) -> str | None:
        """Edit no question any longer; gives what the field held before that, or None where none was edited."""
        draft = self.draft if self.editing else None
        self.editing = self.draft = ""
        return draft
