"""A desk of evaluation over the small library, and what a test turns at it."""

import json
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.asking import Engine
from eval.desk import Bench, EvaluationDesk
from eval.gold import Shelf
from eval.record import Setup
from onrecord.answers import Answer
from onrecord.desk import RunProgress
from onrecord.types import Document
from tests.browser.fakes import FakeReviews, FakeShelf, ScriptedAnswerer
from tests.eval.test_run import ROWS, SCRIPT, ScriptedJudge, ScriptedRetriever

__all__ = ["CHEAP", "Gate", "Workbench", "close", "finish"]

CHEAP = {"citation_position": 1.0, "wrongly_refused": 0.0}


class Workbench:
    """A desk over the small library, and what a test turns at it."""

    def __init__(self, folder: Path, documents: list[Document]) -> None:
        self.folder, self.reviews, self.shelf = folder, FakeReviews(), FakeShelf(documents)
        self.answerer, self.judge = ScriptedAnswerer(SCRIPT), ScriptedJudge()
        self.hits = 8
        suite = folder / "harbour.jsonl"
        suite.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
        pairs = folder / "pairs.jsonl"
        rows = (("a b", ["a b c"], "supported"), ("x y", ["a b c"], "unsupported"))
        pairs.write_text(
            "\n".join(json.dumps(dict(zip(("claim", "evidence", "label"), one, strict=True))) for one in rows)
        )
        self.accepted = folder / "suites" / "from-use.jsonl"
        self.desk = EvaluationDesk(
            folder / "runs", {"harbour": suite}, Bench(self._engine, self._setup, pairs),
            shelf=self.shelf, reviews=self.reviews, accepted=self.accepted,
        )  # fmt: skip

    def _engine(self) -> Engine:
        return Engine(self.answerer, ScriptedRetriever(), Shelf(self.shelf), self.judge)

    def _setup(self) -> Setup:
        return Setup("0.0", "c" * 64, {"hits": self.hits}, {}, "rules", 9)


def finish(steps: Iterator[RunProgress]) -> RunProgress:
    """The last word of a run."""
    *_, last = steps
    return last


def close(steps: Iterator[RunProgress]) -> None:
    """Stop watching, as a page that is closed does."""
    assert isinstance(steps, Generator)
    steps.close()


class Gate:
    """Holds every answer back until it is opened; counts those that began."""

    def __init__(self, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened, self.began = threading.Semaphore(0), threading.Event()
        scripted = ScriptedAnswerer.ask

        def held(this: ScriptedAnswerer, *of: Any, **named: Any) -> Answer:
            self.began.set()
            assert self.opened.acquire(timeout=60)
            return scripted(this, *of, **named)

        monkeypatch.setattr(ScriptedAnswerer, "ask", held)
