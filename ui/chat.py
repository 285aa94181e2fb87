"""The chat: a conversation beside the passages its answers rest on."""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

import gradio as gr

from onrecord.conversations import Exchange, Outcome, Problem
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.ports import Answerer, DocumentShelf, Reviews
from onrecord.types import Turn
from ui.cards import BROKEN_HTML, LOST_HTML, NO_PASSAGES_HTML, panel_html
from ui.feedback import Feedback
from ui.look import script
from ui.render import exchange_html, question_html
from ui.talk import Talk

__all__ = ["ChatTab"]

Changes = dict[Any, Any]
"""New values of components, by component."""

_log: Final = logging.getLogger(__name__)

_HINT: Final = "Every sentence is checked. Select [n] to see the words it rests on."
_HINT_EMPTY: Final = "Type a question first, in your own words."
_HINT_RUNNING: Final = "Still at work on the last question. Wait for its answer, or stop it."
_HINT_GONE: Final = "That question is from an earlier session. Type it again."
_WELCOME: Final = (
    '<div class="welcome"><p class="big">What do your documents say?</p>'
    "<p>Ask in your own words. Each sentence of the answer shows where it stands, and how well it is supported.</p>"
    "</div>"
)
_WELCOME_EMPTY: Final = (
    '<div class="welcome"><p class="big">Nothing on record yet</p>'
    "<p>Answers come only from your own documents. Add a few, then ask about them.</p>"
    '<p><a class="go" href="#documents">Add documents</a></p></div>'
)


class ChatTab:
    """The components of the chat and what they do."""

    def __init__(
        self, answerer: Answerer, shelf: DocumentShelf, examples: Sequence[str], reviews: Reviews | None = None
    ) -> None:
        """Lay the components out in the current Gradio context and attach their events.

        Args:
            answerer: asked every question.
            shelf: where quoted documents are looked up.
            examples: questions offered while the conversation is empty and something is on record.
            reviews: where readers' thumbs and marks are kept; None for a page without them.
        """
        self._feedback = Feedback(reviews) if reviews is not None else None
        self._answerer, self._shelf, self._examples = answerer, shelf, list(examples)
        self._talk = gr.State(Talk())
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=3, min_width=320, elem_id="conversation"):
                self.chatbot = gr.Chatbot(
                    elem_id="chat", label="Conversation", show_label=False, container=False, height="auto", buttons=[],
                    latex_delimiters=[], autoscroll=False, group_consecutive_messages=False, feedback_options=None,
                    layout="panel", placeholder=_WELCOME,
                )  # fmt: skip
                self._box = gr.Textbox(
                    elem_id="ask", label="Your question", show_label=False, container=False, submit_btn="Ask",
                    placeholder="Ask your documents", max_lines=6,
                )  # fmt: skip
                with gr.Row(elem_id="below"):
                    self._hint = gr.HTML(_hint_html(_HINT), elem_id="hint")
                    self._renew = gr.Button("New conversation", elem_id="renew", size="sm", variant="secondary")
            with gr.Column(scale=2, min_width=320, elem_id="sources"):
                self._panel = gr.HTML(NO_PASSAGES_HTML, elem_id="panel", js_on_load=script("page"))
                self._noted = gr.HTML("", elem_id="noted")  # not seen: tells the page's script what was kept
        self._connect()

    def _connect(self) -> None:
        outputs = [self.chatbot, self._box, self._panel, self._hint]
        # Gradio's own way to cancel shows "Error" over the chat and lets a late stage overwrite what Stop showed; here
        # Stop writes to the conversation, and the event that awaits the answer ends by itself when it sees that.
        asking: dict[str, Any] = {
            "outputs": outputs, "trigger_mode": "multiple", "concurrency_id": "ask", "concurrency_limit": 4,
            "show_progress": "hidden", "api_visibility": "private",
        }  # fmt: skip
        quiet: dict[str, Any] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
        self._box.submit(self._ask, [self._box, self._talk], **asking)
        self.chatbot.example_select(self._ask_example, [self._talk], **asking)
        self._box.stop(self._stopped, [self._talk], outputs, **quiet)
        self._renew.click(self._renewed, [self._talk], outputs, **quiet)
        self._panel.select(self._reopened, [self._talk], self._panel, **quiet)
        self._panel.retry(self._ask_again, [self._talk], **asking)
        if self._feedback:
            self._panel.like(self._judged, [self._talk], self._noted, **quiet, trigger_mode="multiple")

    def welcome(self) -> gr.Chatbot:
        """What the empty conversation says, which depends on whether anything is on record."""
        try:
            something = bool(self._shelf.sources())
        except OnrecordError:
            something = True  # the answer to the first question will say what is wrong
        if not something:
            return gr.Chatbot(placeholder=_WELCOME_EMPTY, examples=[])
        return gr.Chatbot(placeholder=_WELCOME, examples=[{"text": question} for question in self._examples])

    def refresh(self, blocks: gr.Blocks) -> None:
        """Set the welcome whenever the page is opened."""
        blocks.load(self.welcome, None, self.chatbot, show_progress="hidden", api_visibility="private")

    def _ask_example(self, talk: Talk, event: gr.SelectData) -> Iterator[Changes]:
        yield from self._ask(event.value["text"], talk)

    def _ask(self, question: str, talk: Talk) -> Iterator[Changes]:
        """Answer one question; the page follows every stage."""
        if not question.strip():
            yield {self._hint: _hint_html(_HINT_EMPTY, nudge=True)}
            return
        begun = talk.begin(question.strip())
        if begun is None:
            yield {self._hint: _hint_html(_HINT_RUNNING, nudge=True)}
            return
        yield {**self._begun(talk), self._box: gr.Textbox(value="", submit_btn=False, stop_btn="Stop")}
        yield from self._awaiting(talk, begun)

    def _ask_again(self, talk: Talk, event: gr.EventData) -> Iterator[Changes]:
        """Ask the last question anew; what the field holds meanwhile stays."""
        begun = talk.again(str(event.exchange))
        if begun is None:
            running = any(exchange.running for exchange in talk.exchanges)
            yield {self._hint: _hint_html(_HINT_RUNNING if running else _HINT_GONE, nudge=True)}
            return
        stop = {self._box: gr.Textbox(submit_btn=False, stop_btn="Stop")}
        yield {**self._begun(talk), **stop, self._panel: NO_PASSAGES_HTML}
        yield from self._awaiting(talk, begun, fresh=True)

    def _begun(self, talk: Talk) -> Changes:
        return {**self._shown(talk), self._hint: _hint_html(_HINT)}

    def _awaiting(self, talk: Talk, begun: Exchange, fresh: bool = False) -> Iterator[Changes]:
        """The page at every stage and every sentence, until there is an answer or none is awaited any longer."""
        before, exchange, shown = talk.history(), None, None
        with closing(self._outcomes(begun.question, before, fresh)) as outcomes:
            for outcome in outcomes:
                exchange = talk.advance(begun.id, outcome)
                if exchange is None or not exchange.running:
                    break
                # While a model is silent the same comes again, so that Stop is seen, and a page that was closed.
                yield self._shown(talk) if outcome != shown else {self._hint: gr.skip()}
                shown = outcome
        yield self._settled(talk, exchange)

    def _outcomes(self, question: str, before: Sequence[Turn], fresh: bool) -> Generator[Outcome]:
        """The stages, the answer as it grows, then the answer or the problem that ended it; never raises."""
        try:
            yield from self._answerer.ask_stream(question, before, fresh=fresh)
            yield Problem("nothing")
        except EmptyLibrary:
            yield Problem("empty")
        except BadInput as error:
            yield Problem("question", str(error))
        except OnrecordError as error:
            yield Problem("failed", str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must not hang
            _log.exception("could not answer a question")
            yield Problem("ours", type(error).__name__)

    def _settled(self, talk: Talk, exchange: Exchange | None) -> Changes:
        """The page once nothing more comes to a question; ``exchange`` is None where the panel stays as it is."""
        changes = {**self._shown(talk), self._hint: _hint_html(_HINT)}
        if exchange is not None:
            changes[self._panel] = self._passages(exchange)
        if not any(it.running for it in talk.exchanges):
            changes[self._box] = gr.Textbox(submit_btn="Ask", stop_btn=False)
        return changes

    def _stopped(self, talk: Talk) -> Changes:
        stopped = talk.stop()
        return self._settled(talk, stopped if stopped and stopped.citations else None)

    def _renewed(self, talk: Talk) -> Changes:
        talk.clear()
        return {**self._settled(talk, None), self._panel: NO_PASSAGES_HTML}

    def _reopened(self, talk: Talk, event: gr.EventData) -> str:
        """The passages of an answer again, looked up afresh."""
        exchange = talk.find(str(event.exchange))
        return self._passages(exchange) if exchange else LOST_HTML

    def _judged(self, talk: Talk, event: gr.EventData) -> str:
        """A thumb or a mark was pressed."""
        press = event._data if isinstance(event._data, dict) else {}
        return self._feedback.take(talk, press) if self._feedback else ""

    def _passages(self, exchange: Exchange) -> str:
        """The panel of one exchange; a failure to build it must not cost the answer that is already there."""
        try:
            return panel_html(exchange, self._shelf, reviewed=self._feedback is not None)
        except Exception:  # noqa: BLE001 - whatever it is, the answer is already there
            _log.exception("could not show the passages of an answer")
            return BROKEN_HTML

    def _shown(self, talk: Talk) -> Changes:
        messages: list[dict[str, str]] = []
        reviewed = self._feedback is not None
        for exchange in talk.exchanges:
            messages.append({"role": "user", "content": question_html(exchange.question)})
            messages.append({"role": "assistant", "content": exchange_html(exchange, reviewed)})
        return {self.chatbot: messages}


def _hint_html(words: str, nudge: bool = False) -> str:
    return f'<p class="{"nudge" if nudge else "hint"}" role="status">{words}</p>'
