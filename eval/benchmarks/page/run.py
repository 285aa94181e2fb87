"""Measures a page that is being served, one thing after another."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from eval.benchmarks.page.browser import chromium, converse, open_page, open_sources, type_words
from eval.benchmarks.page.people import ask_at_once
from eval.benchmarks.page.report import PageReport, rows_of

__all__ = ["Plan", "bench_page"]

_LOADS: Final = 5
_WARM_UP: Final = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        documents: how many are on record.
        turns: questions of the long conversation, at least 1.
        people: who ask at once, 1 to 200.
        rounds: questions of each of them, 1 to 100.
    """

    documents: int = 1000
    turns: int = 100
    people: int = 20
    rounds: int = 3


def bench_page(url: str, questions: Sequence[str], plan: Plan, tell: Callable[[str], None]) -> PageReport:
    """Open the page, converse in it, follow its marks, type, and let many people ask at once.

    Args:
        url: of a page on this machine, whose library answers the questions.
        questions: at least one.
        plan: how much is measured.
        tell: is told how far it is.

    Raises:
        BadInput: Chromium or Playwright is missing, or the page does not do what is measured.
    """
    before = os.getloadavg()[0]
    taken: dict[str, list[float]] = {}
    with chromium() as browser:
        tell(f"opening the page {2 * _LOADS} times")
        taken |= open_page(browser, url, _LOADS)
        tell(f"asking {plan.turns} questions in one conversation")
        page, taken["answer"] = converse(browser, url, questions, plan.turns)
        tell("following marks, and typing")
        taken |= open_sources(page)
        taken["typing"] = type_words(page)
    tell(f"{plan.people} people ask {plan.rounds} questions each")
    ask_at_once(url, questions, 1, _WARM_UP)
    asked = ask_at_once(url, questions, plan.people, plan.rounds)
    taken["asking_at_once"] = [one.took_ms for one in asked]
    load = (before, os.getloadavg()[0])
    return PageReport(rows_of(taken), tuple(asked), plan.documents, plan.turns, plan.people, load)
