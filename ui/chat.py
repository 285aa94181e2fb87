"""The chat: a conversation beside the passages its answers rest on, and all conversations that are kept."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

import gradio as gr

from onrecord.conversations import Conversations, Exchange, Problem
from onrecord.desk import Originals
from onrecord.errors import OnrecordError
from onrecord.ports import Answerer, DocumentShelf, Reviews
from onrecord.types import Filters
from ui.asking import Pace, Turns, choice_number, example, given, outcomes, sent, told
from ui.cards import broken_html, lost_html, no_passages_html, panel_html
from ui.drawing import TOGETHER, editing_html, field, hint_html, messages, near, standing_html, welcome
from ui.feedback import Feedback
from ui.look import script
from ui.rail import Rail, SearchScope, bar_html, fresh_button
from ui.say import label_key, say, spoken
from ui.talk import Talk
from ui.talks import Tab, Tabs, Talks, as_shown, at_own_tab

__all__ = ["ChatTab"]

Changes = dict[Any, Any]
"""New values of components, by component."""

# Questions answered at once, and those that may say that they wait: Gradio has 40 threads for all that people do.
_AT_ONCE: Final = 4
_MOST_AWAITED: Final = 24
_MOST_SEARCHED: Final = 200  # characters, as the field takes them
_log: Final = logging.getLogger(__name__)
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}


def _heard(handler: Callable[..., Any]) -> Callable[..., Any]:
    """What is attached of a handler that is given a tab: that of the visitor, in the language of their browser."""
    return spoken(as_shown(at_own_tab(handler)))


class ChatTab:
    """The components of the chat and what they do."""

    def __init__(  # noqa: PLR0913 - the page hands over every partner by name
        self,
        answerer: Answerer,
        shelf: DocumentShelf,
        examples: Callable[[], Sequence[str]],
        reviews: Reviews | None = None,
        *,
        conversations: Conversations | None = None,
        originals: Originals | None = None,
        scope: SearchScope | None = None,
    ) -> None:
        """Lay the components out in the current Gradio context and attach their events.

        Args:
            answerer: asked every question.
            shelf: where quoted documents are looked up.
            examples: gives the questions offered while the conversation is empty and something is on record.
            reviews: where readers' thumbs and marks are kept; None for a page without them.
            conversations: where conversations are kept; None for a page that forgets them when it is closed.
            originals: the files of quoted documents; None for a page that shows their text alone.
            scope: limits where a question looks; laid out here. None for a page that looks everywhere.
        """
        self._feedback = Feedback(reviews) if reviews is not None else None
        self._answerer, self._shelf, self._examples, self._originals = answerer, shelf, examples, originals
        self._talks, self._scope, self._turns = Talks(conversations), scope, Turns(_AT_ONCE)
        self._tab = gr.State(Tabs(self._talks))
        with gr.Row(elem_id="desk"):
            self._rail = Rail(self._talks, scope)
            with gr.Column(scale=3, min_width=320, elem_id="conversation"):
                self._bar = gr.HTML("", elem_id="bar", visible=conversations is not None or scope is not None)
                self.chatbot = gr.Chatbot(
                    elem_id="chat", label=label_key("ask.chat"), show_label=False, container=False, height="auto",
                    buttons=[], latex_delimiters=[], autoscroll=False, group_consecutive_messages=False,
                    feedback_options=None, layout="panel",
                )  # fmt: skip
                self._box = gr.Textbox(
                    elem_id="ask", label=label_key("ask.field"), show_label=False, container=False, submit_btn=True,
                    placeholder=label_key("ask.placeholder"), max_lines=6,
                )  # fmt: skip
                if scope is not None:
                    near()
                with gr.Row(elem_id="below"):
                    self._hint = gr.HTML("", elem_id="hint")
                    self._fresh = self._rail.fresh or fresh_button()
            with gr.Column(scale=2, min_width=320, elem_id="sources"):
                self._panel = gr.HTML("", elem_id="panel", js_on_load=script("page"))
                self._noted = gr.HTML("", elem_id="noted")  # not seen: tells the page's script what was kept
        self._outputs = [self.chatbot, self._box, self._panel, self._hint, self._rail.listed]
        self._connect()
        self._connect_rail()

    def _connect(self) -> None:
        # Gradio's own way to cancel shows "Error" over the chat and lets a late stage overwrite what Stop showed; here
        # Stop writes to the conversation, and the event that awaits the answer ends by itself when it sees that.
        asking: dict[str, Any] = {
            "outputs": self._outputs, "trigger_mode": "multiple", "concurrency_id": "ask",
            "concurrency_limit": _MOST_AWAITED, "show_progress": "hidden", "api_visibility": "private",
        }  # fmt: skip
        limits = self._scope.inputs if self._scope else []
        self._box.submit(_heard(self._ask), [self._box, self._tab, *limits], **asking)
        self.chatbot.example_select(_heard(self._ask_example), [self._tab, *limits], **asking)
        self._box.stop(_heard(self._stopped), [self._tab], self._outputs, **_QUIET)
        # With "once" the passages of an answer would not come while others are fetched, and with "always_last" Gradio
        # sends what came with the first event again.
        self._panel.select(_heard(self._reopened), [self._tab], self._panel, **_QUIET, trigger_mode="multiple")
        self._panel.retry(_heard(self._ask_again), [self._tab], **asking)
        if self._feedback:
            self._panel.like(_heard(self._judged), [self._tab], self._noted, **_QUIET, trigger_mode="multiple")

    def _connect_rail(self) -> None:
        rail, every = self._rail, {**_QUIET, "trigger_mode": "multiple"}
        self._fresh.click(_heard(self._renewed), [self._tab], self._outputs, **_QUIET)
        rail.search.input(
            _heard(self._searched), [rail.search, self._tab], rail.listed, **_QUIET, trigger_mode="always_last"
        )
        rail.listed.select(_heard(self._opened), [self._tab], self._outputs, **every)
        rail.listed.edit(_heard(self._renamed), [self._tab], rail.listed, **every)
        rail.listed.delete(_heard(self._removed), [self._tab], self._outputs, **every)
        rail.listed.undo(_heard(self._edited), [self._tab], [self._box, self._hint], **every)
        rail.listed.expand(_heard(self._more), [self._tab], self.chatbot, **_QUIET)
        rail.listed.focus(_heard(self._looked_at), [self._tab], self._outputs, **_QUIET)

    # ---- opening ------------------------------------------------------------------------------------------------

    def welcome(self) -> gr.Chatbot:
        """What the empty conversation says, which depends on whether anything is on record."""
        try:
            something = bool(self._shelf.sources())
        except OnrecordError:
            something = True  # the answer to the first question will say what is wrong
        return welcome(something, self._examples())

    def refresh(self, blocks: gr.Blocks) -> None:
        """Set the welcome whenever the page is opened, and open the conversation that its address names."""
        outputs = [*self._outputs, self._bar]
        blocks.load(_heard(self._loaded), [self._tab], outputs, show_progress="hidden", api_visibility="private")
        blocks.load(spoken(self.welcome), None, self.chatbot, show_progress="hidden", api_visibility="private")
        if self._scope is not None:
            self._scope.refresh(blocks)

    def _loaded(self, tab: Tab, visit: gr.Request) -> Changes:
        named = visit.query_params.get("c", "")
        return {**self._turned(tab, str(named), 0), self._bar: bar_html(self._scope is not None)}

    def _opened(self, tab: Tab, event: gr.EventData) -> Changes:
        """A conversation was chosen, or the browser went back or forth to one; an empty id stands for a new one."""
        return self._left(tab, sent(event, "c"), choice_number(event))

    def _renewed(self, tab: Tab) -> Changes:
        return self._left(tab, "")

    def _left(self, tab: Tab, conversation_id: str, number: int | None = None) -> Changes:
        """The page with another conversation; a question that was being edited does not come along."""
        draft = tab.draft if tab.editing else None
        changes = self._turned(tab, conversation_id, number)
        box = {} if draft is None or self._box not in changes else {self._box: field(tab.talk, value=draft)}
        return {**changes, **box}

    def _turned(self, tab: Tab, conversation_id: str, number: int | None = None) -> Changes:
        """The page with another conversation; with a new one and a word about it where that one is not here.

        Nothing of it where another one was chosen since; ``number`` is that of the choice, None for the last one yet.
        """
        choice = tab.choose(number)
        if choice is None:
            return {self._hint: gr.skip()}
        try:
            talk = self._talks.open(conversation_id) if conversation_id else self._talks.new()
            notice = "" if talk else say("ask.not_here")
        except Exception as error:  # noqa: BLE001 - whatever it is, another one can be had
            talk, notice = None, told(error)
        whole = self._whole(tab, notice) if tab.turn_to(talk or self._talks.new(), choice) else {}
        return whole if tab.opened is choice else {self._hint: gr.skip()}

    def _whole(self, tab: Tab, notice: str = "") -> Changes:
        """The page as it should be in a tab, all of it."""
        exchanges = tab.talk.exchanges
        return {
            **self._shown(tab),
            **self._rail.shown(tab, whole=True),
            self._box: field(tab.talk),
            self._panel: self._passages(exchanges[-1]) if exchanges else no_passages_html(),
            self._hint: hint_html(notice, nudge=True) if notice else standing_html(tab),
        }

    def _looked_at(self, tab: Tab, event: gr.EventData) -> Changes:
        """The tab is looked at again, or asks for news: what happened in another one meanwhile is shown."""
        shows = sent(event, "c")
        forgotten = shows and shows != tab.talk.id and not tab.talk.exchanges  # Gradio has let go of an old tab's state
        if forgotten or tab.talk.gone:
            return self._turned(tab, shows or tab.talk.id, choice_number(event))
        if tab.followed and tab.followed != tab.follows:
            return self._settled(tab, tab.talk.find(tab.followed))
        changed = self._settled(tab, None) if tab.seen != tab.talk.changes else {}
        if sent(event, "lacks") == "examples" and not tab.talk.exchanges and self._examples():
            changed = {self.chatbot: self.welcome()}
        return {**self._rail.shown(tab), **changed} or {self._hint: gr.skip()}

    def _more(self, tab: Tab) -> Changes:
        """Earlier questions are asked for."""
        tab.earlier += TOGETHER
        return self._shown(tab)

    # ---- asking -------------------------------------------------------------------------------------------------

    def _ask_example(self, tab: Tab, event: gr.EventData, *limits: Any) -> Iterator[Changes]:  # noqa: ANN401
        yield from self._ask(example(event), tab, *limits)

    def _ask(self, question: str | None, tab: Tab, *limits: Any) -> Iterator[Changes]:  # noqa: ANN401
        """Answer one question; the page follows every stage."""
        question = (question or "").strip()
        if not question:
            yield {self._hint: hint_html(say("ask.hint_empty"), nudge=True)}
            return
        if tab.talk.gone or tab.missing:
            yield self._turned(tab, tab.missing or tab.talk.id, tab.opened.number)
            return
        try:
            filters = self._scope.filters(*limits) if self._scope else Filters()
        except Exception as error:  # noqa: BLE001 - whatever it is, the question stays in the field
            yield {self._hint: hint_html(told(error), nudge=True)}
            return
        talk, editing = tab.talk, tab.editing
        begun = talk.edit(editing, question, filters) if editing else talk.begin(question, filters)
        if begun is None:
            yield self._refused(tab)
            return
        draft = tab.put_back()
        first = {**self._begun(tab, begun), self._box: field(talk, value=draft or "")}
        yield from self._awaiting(tab, talk, begun, first)

    def _ask_again(self, tab: Tab, event: gr.EventData) -> Iterator[Changes]:
        """Ask the last question anew; what the field holds meanwhile stays."""
        talk = tab.talk
        begun = talk.again(sent(event, "exchange"))
        if begun is None:
            yield self._refused(tab)
            return
        first = {**self._begun(tab, begun), self._box: field(talk), self._panel: no_passages_html()}
        yield from self._awaiting(tab, talk, begun, first, fresh=True)

    def _refused(self, tab: Tab) -> Changes:
        """Why a question is not taken up now; the conversation is shown, for another tab may have changed it."""
        words = say("ask.hint_running" if tab.talk.running else "ask.hint_gone")
        tab.editing = "" if not tab.talk.running else tab.editing
        return {**self._shown(tab), **self._rail.shown(tab), self._hint: hint_html(words, nudge=True)}

    def _begun(self, tab: Tab, begun: Exchange) -> Changes:
        """The page once a question was taken up, whose answer this tab is told of from now on."""
        tab.awaiting[begun.id], tab.earlier = tab.talk, 0
        return {**self._shown(tab), **self._rail.shown(tab), self._hint: standing_html(tab)}

    def _awaiting(
        self, tab: Tab, talk: Talk, begun: Exchange, first: Changes, fresh: bool = False
    ) -> Iterator[Changes]:
        """The page at first, at every stage and every sentence, until there is an answer or none is awaited any longer.

        An answer goes on while its reader has another conversation open; it ends when the page is closed.
        """
        exchange = None
        try:
            yield first
            pace = Pace()
            with closing(outcomes(self._answerer, begun, talk.history(), fresh, self._turns)) as coming:
                for outcome in coming:
                    exchange = talk.advance(begun.id, outcome)
                    if exchange is None or not exchange.running:
                        break
                    # While a model is silent the same comes again, so that Stop is seen, and a page that was closed.
                    news = pace.news(outcome if tab.talk is talk else None)
                    if news is not None:
                        yield self._shown(tab) if news else {self._hint: gr.skip()}
        finally:
            talk.advance(begun.id, Problem("closed"))
            tab.awaiting.pop(begun.id, None)
        yield self._settled(tab, exchange) if tab.talk is talk else self._rail.shown(tab) or {self._hint: gr.skip()}

    def _settled(self, tab: Tab, exchange: Exchange | None) -> Changes:
        """The page once nothing more comes to a question; ``exchange`` is None where the panel stays as it is."""
        changes = {**self._shown(tab), **self._rail.shown(tab), self._box: field(tab.talk)}
        changes[self._hint] = standing_html(tab)
        return {**changes, self._panel: self._passages(exchange)} if exchange is not None else changes

    def _stopped(self, tab: Tab) -> Changes:
        stopped = tab.talk.stop()
        return self._settled(tab, stopped if stopped and stopped.citations else None)

    # ---- changing -----------------------------------------------------------------------------------------------

    def _edited(self, tab: Tab, event: gr.EventData) -> Changes:
        """An earlier question goes back into the field, to be changed and sent again; no id leaves that."""
        exchange = tab.talk.find(sent(event, "exchange"))
        if exchange is None:
            return {self._box: field(tab.talk, value=tab.put_back() or ""), self._hint: standing_html(tab)}
        tab.take_up(exchange.id, sent(event, "draft"))
        return {self._box: field(tab.talk, value=exchange.question), self._hint: editing_html()}

    def _searched(self, words: str | None, tab: Tab) -> Changes:
        tab.words = " ".join((words or "").split())[:_MOST_SEARCHED]
        return self._rail.shown(tab, whole=True)

    def _renamed(self, tab: Tab, event: gr.EventData) -> Changes:
        return self._rail.attempted(tab, lambda: self._talks.rename(sent(event, "c"), sent(event, "title")))

    def _removed(self, tab: Tab, event: gr.EventData) -> Changes:
        """Deleting the open conversation opens a new one."""
        changes = self._rail.attempted(tab, lambda: self._talks.remove(sent(event, "c")))
        return {**changes, **self._turned(tab, "", choice_number(event))} if tab.talk.gone else changes

    def _reopened(self, tab: Tab, event: gr.EventData) -> Any:  # noqa: ANN401 - HTML, or what leaves the panel as it is
        """The passages of an answer again, looked up afresh; also of one that another tab holds.

        Where others were asked for meanwhile, those are shown.
        """
        name = tab.wanted = sent(event, "exchange")
        html = self._passages_of(tab, name)
        return html if tab.wanted == name else gr.skip()

    def _passages_of(self, tab: Tab, name: str) -> str:
        try:
            talk = tab.talk if tab.talk.find(name) else self._talks.holding(name)
        except OnrecordError:
            _log.exception("could not look an answer up")
            return broken_html()
        exchange = talk.find(name) if talk else None
        return self._passages(exchange) if exchange else lost_html()

    def _judged(self, tab: Tab, event: gr.EventData) -> str:
        """A thumb or a mark was pressed."""
        return self._feedback.take(tab.talk, given(event)) if self._feedback else ""

    # ---- drawing ------------------------------------------------------------------------------------------------

    def _passages(self, exchange: Exchange) -> str:
        """The panel of one exchange; a failure to build it must not cost the answer that is already there."""
        try:
            return panel_html(exchange, self._shelf, reviewed=self._feedback is not None, originals=self._originals)
        except Exception:  # noqa: BLE001 - whatever it is, the answer is already there
            _log.exception("could not show the passages of an answer")
            return broken_html()

    def _shown(self, tab: Tab) -> Changes:
        tab.seen, tab.followed = tab.talk.changes, tab.follows
        reviewed, kept = self._feedback is not None, self._talks.kept is not None
        return {self.chatbot: messages(tab.talk, reviewed=reviewed, kept=kept, most=TOGETHER + tab.earlier)}
