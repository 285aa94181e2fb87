"""What readers say of an answer on the page: thumbs under it, marks beside its passages, and how both are kept.

The page's script sends every press here and shows only what was kept: it reads that from the HTML that
:meth:`Feedback.take` gives, so a press that could not be stored is never shown as one that was.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, get_args

from onrecord.answers import Answer, Citation
from onrecord.conversations import Exchange
from onrecord.ports import Reviews
from onrecord.reviews import Mark, MarkVerdict, Review, Thumb
from onrecord.types import Turn
from ui.say import say
from ui.talk import Talk
from ui.visitors import owner
from ui.words import inert, plain

__all__ = ["Feedback", "marks_html", "pressed", "review_of", "thumbs_html"]

_log: Final = logging.getLogger(__name__)


def thumbs_html(exchange: Exchange) -> str:
    """The two thumbs of an answer, for the chat, which leaves of a button its class, title and value."""
    buttons = "".join(_thumb_html(exchange, thumb) for thumb in get_args(Thumb))
    return f'<span class="thumbs"><span class="told" role="status"></span>{buttons}</span>'


def _thumb_html(exchange: Exchange, thumb: Thumb) -> str:
    words = say(f"feedback.thumb_{thumb}")
    title = inert(f"{words}. {say('feedback.where')}")
    return (
        f'<button type="button" class="thumb {thumb}{_if_pressed(exchange.thumb == thumb)}" '
        f'value="{exchange.id}-{thumb}" title="{title}"><span class="sr">{inert(words)}</span></button>'
    )


def marks_html(exchange: Exchange, citation: int) -> str:
    """The three marks of a cited passage, for the panel."""
    buttons = "".join(_mark_html(exchange, citation, verdict) for verdict in get_args(MarkVerdict))
    return (
        f'<div class="marks" role="group" aria-label="{plain(say("feedback.question"))}">'
        f'<span class="asking" aria-hidden="true">{plain(say("feedback.short"))}</span>'
        f'<span class="choices">{buttons}</span><span class="told" role="status"></span></div>'
    )


def _mark_html(exchange: Exchange, citation: int, verdict: MarkVerdict) -> str:
    chosen = exchange.marks.get(citation) == verdict
    title = plain(f"{say(f'feedback.means_{verdict}')} {say('feedback.where')}")
    return (
        f'<button type="button" class="mark{_if_pressed(chosen)}" aria-pressed="{"true" if chosen else "false"}" '
        f'value="{exchange.id}-{citation}-{verdict}" title="{title}">{plain(say(f"feedback.mark_{verdict}"))}</button>'
    )


def _if_pressed(is_pressed: bool) -> str:
    return " pressed" if is_pressed else ""


def pressed(exchange: Exchange, citation: int | None, value: object) -> Exchange | None:
    """The exchange after a press: a thumb or a mark is set, and where it was already, taken back.

    Args:
        exchange: as it stands.
        citation: number of the citation that was marked; None where a thumb was pressed.
        value: the thumb or the mark.

    Returns:
        None where the exchange has no answer, no such citation, or there is no such thumb or mark.
    """
    answer = exchange.outcome
    if not isinstance(answer, Answer):
        return None
    if citation is None:
        thumb = next((one for one in get_args(Thumb) if one == value), None)
        return replace(exchange, thumb=None if thumb == exchange.thumb else thumb) if thumb else None
    verdict = next((one for one in get_args(MarkVerdict) if one == value), None)
    if verdict is None or citation not in {known.number for known in answer.citations}:
        return None
    others = {number: mark for number, mark in exchange.marks.items() if number != citation}
    marks = others if exchange.marks.get(citation) == verdict else {**others, citation: verdict}
    return replace(exchange, marks=marks)


def review_of(exchange: Exchange, history: Sequence[Turn], when: datetime, owner: str = "") -> Review:
    """What is kept of an answer and what its reader says of it.

    Args:
        exchange: one with an answer.
        history: what was said before it.
        when: now, in UTC.
        owner: who says it; empty on a page without login.

    Raises:
        ValueError: the exchange has no answer.
    """
    answer = exchange.outcome
    if not isinstance(answer, Answer):
        raise ValueError(f"exchange {exchange.id} has no answer")
    marked = [citation for citation in answer.citations if citation.number in exchange.marks]
    return Review(
        id=exchange.id,
        when=when.isoformat(timespec="milliseconds"),
        question=answer.question,
        standalone_question=answer.standalone_question,
        history=tuple(history),
        status=answer.status,
        answer_text=answer.text,
        thumb=exchange.thumb,
        marks=tuple(_mark(citation, answer, exchange.marks[citation.number]) for citation in marked),
        writer=answer.writer,
        judge=answer.judge,
        owner=owner,
    )


def _mark(citation: Citation, answer: Answer, verdict: MarkVerdict) -> Mark:
    citing = (sentence.text for sentence in answer.sentences if citation.number in sentence.citations)
    source = citation.source
    return Mark(
        document_id=source.document_id,
        location=source.location,
        sha256=source.sha256,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        sentence=" ".join(citing),
        verdict=verdict,
    )


class Feedback:
    """Takes the presses of all conversations and keeps what they say.

    Args:
        reviews: where it is kept.
    """

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews
        self._lock = threading.Lock()  # what is stored last is what was pressed last

    def take(self, talk: Talk, press: Mapping[str, object]) -> str:
        """Keep one press; never raises.

        Args:
            talk: the conversation it is about.
            press: ``exchange``, its id; ``citation``, a number, where a passage was marked; ``value``, the thumb or
                mark. Whatever else a visitor may send changes nothing.

        Returns:
            HTML for the page's script: what is kept of that exchange now, and words for the reader.
        """
        name, citation = press.get("exchange"), press.get("citation")
        with self._lock:
            known = talk.find(name) if isinstance(name, str) else None
            number = citation if isinstance(citation, int) or citation is None else 0
            changed = pressed(known, number, press.get("value")) if known else None
            if known is None or changed is None:
                return _noted_html(known, say("feedback.lost"), failed=True)
            try:
                review = review_of(changed, talk.history(before=changed.id), datetime.now(UTC), owner())
                self._reviews.note(review)
            except Exception:  # noqa: BLE001 - whatever it is, the answer is already there
                _log.exception("could not keep what a reader says of an answer")
                return _noted_html(known, say("feedback.failed"), failed=True)
            talk.judged(changed)
            return _noted_html(changed, _words(known, changed), failed=False)


def _words(before: Exchange, after: Exchange) -> str:
    """What the reader is told: whether the press set something or took it back."""
    fewer = len(after.marks) < len(before.marks) or (before.thumb is not None and after.thumb is None)
    return say("feedback.taken_back" if fewer else "feedback.kept")


def _noted_html(exchange: Exchange | None, words: str, *, failed: bool) -> str:
    """What is kept of an exchange: the values of the buttons that are pressed, with spaces between."""
    values = []
    if exchange is not None:
        thumbs = [exchange.thumb] if exchange.thumb else []
        marks = [f"{number}-{verdict}" for number, verdict in sorted(exchange.marks.items())]
        values = [f"{exchange.id}-{one}" for one in (*thumbs, *marks)]
    name = exchange.id if exchange is not None else ""
    return (
        f'<p class="{"failed" if failed else "kept"}" data-exchange="{plain(name)}" '
        f'data-pressed="{plain(" ".join(values))}">{plain(words)}</p>'
    )
