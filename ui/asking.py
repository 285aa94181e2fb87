"""What an event of the chat brings, and what comes of a question, for the page; nothing here raises."""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Condition
from time import monotonic
from typing import Any, Final

import gradio as gr

from onrecord.answers import Partial
from onrecord.conversations import Exchange, Outcome, Problem
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.ports import Answerer
from onrecord.types import Turn
from ui.say import say

__all__ = ["Pace", "Turns", "choice_number", "example", "given", "outcomes", "sent", "told"]

# How often one who waits for its turn looks whether it was stopped.
_LOOK_SECONDS: Final = 0.25
# News that come sooner after others than this are not told by themselves: telling takes longer than reading them.
_MOMENT_SECONDS: Final = 0.1
# How often the page hears from a question of which there is no news, so that it is noticed when a page was closed; of
# one that waits for its turn less often, since many may.
_SILENCE_SECONDS: Final = 0.4
_WAITING_SECONDS: Final = 2.0
_MOST_CHOICES: Final = 2**53  # a script counts no further
_log: Final = logging.getLogger(__name__)


class Turns:
    """So many questions are answered at once; the others wait, and come in the order in which they were asked.

    Args:
        most: how many at once, at least 1.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._moved = Condition()
        self._line: list[object] = []  # those who are being answered first

    @contextmanager
    def taken(self) -> Iterator[Callable[[float], bool]]:
        """A place in the line, left at the end; gives what waits up to so many seconds and says whether it has come."""
        mine = object()
        with self._moved:
            self._line.append(mine)
        try:
            yield partial(self._come, mine)
        finally:
            with self._moved:
                self._line.remove(mine)
                self._moved.notify_all()

    def _come(self, mine: object, seconds: float) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: mine in self._line[: self._most], seconds)


class Pace:
    """When a tab is told of what came of a question, whose search it was told of just now."""

    def __init__(self) -> None:
        self._told = monotonic()
        self._shown: Outcome | None = "searching"

    def news(self, outcome: Outcome | None) -> bool | None:
        """Whether it is to be shown now; False for a mere sign of life, None for nothing at all yet.

        ``outcome`` is None where the tab has another conversation open.
        """
        same = outcome is None or outcome == self._shown
        if same:
            silent = _WAITING_SECONDS if outcome == "waiting" else _SILENCE_SECONDS
        else:
            # A sentence that awaits its verdict may do so for long.
            silent = 0.0 if isinstance(outcome, Partial) and outcome.pending else _MOMENT_SECONDS
        if monotonic() < self._told + silent:
            return None
        self._told, self._shown = monotonic(), outcome
        return not same


def outcomes(
    answerer: Answerer, begun: Exchange, before: Sequence[Turn], fresh: bool, turns: Turns
) -> Generator[Outcome]:
    """The stages, the answer as it grows, then the answer or the problem that ended it; never raises.

    Args:
        answerer: asked, once it is this question's turn.
        begun: the question, and what the search is limited to.
        before: what was said before it.
        fresh: have it answered anew, also where an earlier answer is kept.
        turns: of all questions.
    """
    try:
        with turns.taken() as come:
            come_now = come(0.0)
            while not come_now:
                yield "waiting"
                come_now = come(_LOOK_SECONDS)
            yield from answerer.ask_stream(begun.question, before, begun.filters, fresh=fresh)
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


def given(event: gr.EventData) -> dict[str, Any]:
    """All that the page's script, or whoever poses as it, sent with an event; anything may be in it."""
    return event._data if isinstance(event._data, dict) else {}


def sent(event: gr.EventData, name: str) -> str:
    """A value that was sent with an event; empty where it is no text."""
    value = given(event).get(name)
    return value if isinstance(value, str) else ""


def choice_number(event: gr.EventData) -> int | None:
    """The number of a choice among conversations, as the page's script counts them; None where what came is none."""
    value = given(event).get("n")
    return value if type(value) is int and 0 <= value < _MOST_CHOICES else None


def example(event: gr.EventData) -> str:
    """The question that was chosen among those offered; empty where what came is none."""
    value = given(event).get("value")
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def told(error: Exception) -> str:
    """An error in words for whoever reads the page; what is no error of ours is logged."""
    if isinstance(error, OnrecordError):
        return str(error)
    _log.error("something failed on the page", exc_info=error)
    return say("ask.ours")
