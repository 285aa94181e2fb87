"""A page with the evaluation tab alone, over an evaluation that does what a test says."""

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from eval.report.page import report_html
from onrecord.desk import DraftedCase, Evaluation, RunHeading, RunProgress
from onrecord.errors import BadInput
from tests.browser.tab_page import page_with
from tests.eval.runs import small_run
from ui.evaluation import EvaluationTab
from ui.runs import runs_router

__all__ = ["HOSTILE", "FakeEvaluation", "a_run", "page_of", "some_drafts"]

HOSTILE = '<img src=x onerror="window.PWNED=1"> ${window.PWNED=1} {{x}} <script>window.PWNED=1</script> \u202eevil'


def a_run(name: str, day: int = 4, **changes: Any) -> RunHeading:
    """A finished run."""
    figures = {"facts_found": 0.914, "citation_position": 0.88, "groundedness": 1.0, "recall@5": 0.957,
               "refusing_recall": 0.9, "wrongly_refused": 0.02}  # fmt: skip
    given: dict[str, Any] = {"suite": "harbour", "started": f"2026-05-{day:02}T09:30:00+00:00", "cases": 24,
                             "figures": figures, "writer": "extractive", "judge": "rules-3", **changes}  # fmt: skip
    return RunHeading(name, **given)


def some_drafts() -> list[DraftedCase]:
    """One ready, one with open points, one that expects a refusal, one whose words are hostile."""
    words = (("wires/wire-0418.txt", "Nobody will move another shovel of mud until we know what is in it", None),)
    return [
        DraftedCase("use-a1", "Who spoke of mud?", words, ("marked-right",), (), ("What was halted?",)),
        DraftedCase("use-b2", "Who paid for the samples?", (), ("thumb-down",), ("needs-gold", "needs-kind")),
        DraftedCase("use-c3", "What did the ministry pay?", (), ("thumb-up",)),
        DraftedCase("use-d4", HOSTILE, ((HOSTILE, HOSTILE, 3),), ("marked-right", HOSTILE)),
    ]


@cache
def small_report() -> str:
    """A real one, made once."""
    return report_html(small_run(Path("run")))


class FakeEvaluation:
    """Runs that wait for :attr:`go_on` before each case after the first; :attr:`closed` is set when one is stopped."""

    def __init__(self, runs: Sequence[RunHeading] = (), drafts: Sequence[DraftedCase] = ()) -> None:
        self.listed, self.waiting, self.offered = list(runs), list(drafts), ["harbour", "samples"]
        self.go_on, self.closed = threading.Semaphore(0), threading.Event()
        self.started, self.accepted, self.aside = list[tuple[str, int | None]](), list[str](), list[str]()

    def suites(self) -> list[str]:
        """As offered."""
        return self.offered

    def runs(self) -> list[RunHeading]:
        """As listed."""
        return self.listed

    def report(self, name: str) -> str:
        """A real report of a small run."""
        if all(run.name != name for run in self.listed):
            raise BadInput(f"There is no run {name!r}.")
        return small_report()

    def comparison(self, before: str, after: str) -> str:
        """A page that says what was compared."""
        if "other" in (before, after):
            raise BadInput(f"The runs do not measure the same thing. judge.name: <b>rules</b> -> {HOSTILE}")
        return f"<!doctype html><title>Compared</title><h1>{before} to {after}</h1>"

    def start(self, suite: str, sample: int | None = None) -> Iterator[RunProgress]:
        """Waits to be told to go on."""
        self.started.append((suite, sample))
        total = sample or 24
        try:
            for done in range(total + 1):
                yield RunProgress(done, total)
                while done < total and not self.go_on.acquire(timeout=0.2):
                    yield RunProgress(done, total)
            self.listed.insert(0, a_run("made-now", 20, cases=total))
            yield RunProgress(total, total, "", "made-now")
        finally:
            self.closed.set()

    def drafts(self) -> list[DraftedCase]:
        """Those that are left."""
        return [one for one in self.waiting if one.id not in (*self.accepted, *self.aside)]

    def accept(self, ids: Sequence[str]) -> str:
        """Takes them."""
        self.accepted += ids
        return "/suites/from-use.jsonl"

    def put_aside(self, ids: Sequence[str]) -> None:
        """Takes them away."""
        self.aside += ids


def page_of(evaluation: Evaluation) -> FastAPI:
    """An application whose page has the tab, and the reports."""
    return page_with("evaluation", lambda: EvaluationTab(evaluation), runs_router(evaluation))
