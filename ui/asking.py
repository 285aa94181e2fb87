"""What an event of the chat brings, and what comes of a question, for the page; nothing here raises."""

import logging
from collections.abc import Generator, Sequence
from typing import Final

import gradio as gr

from onrecord.conversations import Exchange, Outcome, Problem
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.ports import Answerer
from onrecord.types import Turn
from ui.say import say

__all__ = ["example", "outcomes", "sent", "told"]

_log: Final = logging.getLogger(__name__)


def outcomes(answerer: Answerer, begun: Exchange, before: Sequence[Turn], fresh: bool) -> Generator[Outcome]:
    """The stages, the answer as it grows, then the answer or the problem that ended it; never raises.

    Args:
        answerer: asked.
        begun: the question, and what the search is limited to.
        before: what was said before it.
        fresh: have it answered anew, also where an earlier answer is kept.
    """
    try:
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


def sent(event: gr.EventData, name: str) -> str:
    """A value that the page's script, or whoever poses as it, sent with an event; empty where it is no text."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""


def example(event: gr.EventData) -> str:
    """The question that was chosen among those offered; empty where what came is none."""
    value = event._data.get("value") if isinstance(event._data, dict) else None
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def told(error: Exception) -> str:
    """An error in words for whoever reads the page; what is no error of ours is logged."""
    if isinstance(error, OnrecordError):
        return str(error)
    _log.error("something failed on the page", exc_info=error)
    return say("ask.ours")
