"""A conversation drawn for the chat: its messages, the hint under the field, and what an empty one says."""

from collections.abc import Sequence
from typing import Any, Final

import gradio as gr

from onrecord.conversations import Exchange
from ui.look import script
from ui.render import exchange_html, question_html
from ui.say import counted, language, say
from ui.talk import Talk
from ui.talks import Tab
from ui.words import inert, plain, visible

__all__ = ["TOGETHER", "editing_html", "field", "hint_html", "messages", "near", "standing_html", "welcome"]


TOGETHER: Final = 15
"""So many questions are shown at first, and so many more at a time: Gradio draws every message anew with every stage,
and a browser takes longer over a hundred than anybody should wait for a letter they type."""


def messages(talk: Talk, *, reviewed: bool, kept: bool, most: int = TOGETHER) -> list[dict[str, str]]:
    """The end of a conversation; what has ended is drawn once a language, so that a stage costs only the last answer.

    Args:
        talk: the conversation.
        reviewed: answers have thumbs.
        kept: answers can be taken along as a file.
        most: so many questions at most, at least 1; a button for those before stands above them.
    """
    drawn: list[dict[str, str]] = []
    exchanges = talk.exchanges
    for exchange in exchanges[-most:]:
        question, answer = _drawn(talk, exchange, reviewed, kept)
        drawn += [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    before = len(exchanges) - most
    if before > 0:
        more = (
            f'<button type="button" class="earlier" value="{before}">{inert(counted("ask.earlier", before))}</button>'
        )
        drawn[0]["content"] = f"{more}{drawn[0]['content']}"
    return drawn


def _drawn(talk: Talk, exchange: Exchange, reviewed: bool, kept: bool) -> tuple[str, str]:
    key = exchange.id, language()
    known = talk.drawn.get(key)
    if known is not None and known[0] is exchange:
        return known[1]
    edited = "" if exchange.running else exchange.id
    html = (
        question_html(exchange.question, edited),
        exchange_html(exchange, reviewed, kept, talk.tries.get(exchange.id)),
    )
    if not exchange.running:
        talk.drawn[key] = exchange, html
    return html


def hint_html(words: str, nudge: bool = False) -> str:
    """One line under the field; a nudge is seen at once."""
    return f'<p class="{"nudge" if nudge else "hint"}" role="status" dir="auto">{plain(words)}</p>'


def editing_html() -> str:
    """What is said while an earlier question is being edited, with a way out."""
    cancel = f'<button type="button" class="cancel">{plain(say("ask.cancel"))}</button>'
    return f'<p class="editing" role="status">{plain(say("ask.editing"))} {cancel}</p>'


def standing_html(tab: Tab) -> str:
    """What the hint says when nothing else is to be said; that something could not be kept is.

    A question that was being edited may have gone meanwhile: then it is edited no longer.
    """
    if tab.editing and tab.talk.find(tab.editing):
        return editing_html()
    tab.editing, why = "", tab.talk.not_kept
    return hint_html(say("ask.not_kept", why=why) if why else say("ask.hint"))


def field(talk: Talk, **changes: Any) -> gr.Textbox:  # noqa: ANN401 - as Gradio takes them
    """The question field as it should be now: with a button to ask, or to stop what is under way."""
    if talk.running:
        return gr.Textbox(submit_btn=False, stop_btn=say("ask.stop"), **changes)
    return gr.Textbox(submit_btn=say("ask.ask"), stop_btn=False, **changes)


def near() -> gr.HTML:
    """What the search is limited to, where the pane that says so is folded away; a script fills it."""
    return gr.HTML('<button type="button" class="where" hidden></button>', elem_id="near", js_on_load=script("scope"))


def welcome(something: bool, examples: Sequence[str]) -> gr.Chatbot:
    """What an empty conversation says, which depends on whether anything is on record."""
    if something:
        lines = f'<p class="big">{plain(say("ask.welcome"))}</p><p>{plain(say("ask.welcome_how"))}</p>'
        offered = [{"text": visible(question)} for question in examples]  # they may be words of documents
    else:
        add = f'<p><a class="go" href="#documents">{plain(say("ask.add"))}</a></p>'
        lines = f'<p class="big">{plain(say("ask.empty"))}</p><p>{plain(say("ask.empty_how"))}</p>{add}'
        offered = []
    return gr.Chatbot(placeholder=f'<div class="welcome">{lines}</div>', examples=offered)  # type: ignore[arg-type]
