"""The evaluation tab: runs to read and compare, a run started, drafts from feedback decided."""

import itertools
import logging
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, Final

import gradio as gr

from onrecord.desk import Evaluation, RunProgress
from onrecord.errors import EmptyLibrary, OnrecordError
from ui.asking import given
from ui.evaluation_page import (
    drafts_html,
    finished_html,
    form_html,
    progress_html,
    readers_html,
    runs_html,
    told_html,
    trouble_html,
    view_html,
)
from ui.look import script
from ui.say import counted, say, spoken
from ui.visitors import may_edit

__all__ = ["EvaluationTab"]

Changes = dict[Any, Any]
"""New values of components, by component."""

_log: Final = logging.getLogger(__name__)

_WAITING: Final = '<div class="waiting" aria-busy="true"></div>'
_QUIET: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
# Drafts decided with one press; the page sends no more than it shows.
_MOST: Final = 200


class EvaluationTab:
    """The components of the tab and what they do; filled whenever the tab comes into view."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Lay the components out in the current Gradio context and attach their events.

        Args:
            evaluation: runs and drafts; called from several threads at once.
        """
        self._evaluation, self._numbers = evaluation, itertools.count(1)
        with gr.Column(elem_id="evaluation"):
            with gr.Row(elem_id="evaluation-top"):
                with gr.Column(scale=5, min_width=300, elem_id="runs-column"):
                    self._runs = gr.HTML(_WAITING, elem_id="runs", js_on_load=script("evaluation"))
                with gr.Column(scale=2, min_width=280, elem_id="run-column"):
                    self._form = gr.HTML(_WAITING, elem_id="run-form")
                    self._progress = gr.HTML("", elem_id="run-progress")
            self._view = gr.HTML("", elem_id="run-view")
            self._drafts = gr.HTML(_WAITING, elem_id="drafts")
        self._connect()

    def _connect(self) -> None:
        """The script sends every event through the list of runs."""
        runs = self._runs
        runs.expand(
            spoken(self._filled), None, [runs, self._form, self._drafts], concurrency_limit=4,
            trigger_mode="always_last", **_QUIET,
        )  # fmt: skip
        runs.select(
            spoken(self._opened), None, self._view, concurrency_limit=8, trigger_mode="multiple", **_QUIET,
        )  # fmt: skip
        # More than one may be asked for at once, so that whoever comes second is told at once.
        running = runs.play(
            spoken(self._run, edits=True), None, [self._progress, runs], concurrency_limit=8, trigger_mode="once",
            **_QUIET,
        )  # fmt: skip
        runs.stop(
            spoken(self._stopped, edits=True), None, [self._progress, runs], cancels=[running], concurrency_limit=8,
            trigger_mode="once", **_QUIET,
        )  # fmt: skip
        runs.submit(
            spoken(self._decided, edits=True), None, [self._drafts, self._form], concurrency_limit=1,
            trigger_mode="multiple", **_QUIET,
        )  # fmt: skip

    # ---- runs -------------------------------------------------------------------------------------------------------

    def _filled(self) -> list[str]:
        return [self._listed(), self._offered(), self._drafted()]

    def _listed(self) -> str:
        return _shown(lambda: runs_html(self._evaluation.runs()), "cannot_list")

    def _offered(self) -> str:
        if not may_edit():
            return readers_html()
        return _shown(lambda: form_html(self._evaluation.suites()), "trouble_run")

    def _opened(self, event: gr.EventData) -> str:
        """The report of one run, two compared, or nothing where the view is closed."""
        names = _texts(given(event).get("names"))
        if not names:
            return ""
        return _shown(lambda: self._view_of(list(dict.fromkeys(names))), "trouble_page")

    def _view_of(self, names: list[str]) -> str:
        if len(names) > 2:
            return trouble_html(say("evaluation.trouble_choice"))
        known = {run.name: run for run in self._evaluation.runs() if run.finished}
        if any(name not in known for name in names):
            return trouble_html(say("evaluation.trouble_gone"))
        return view_html([known[name] for name in names])

    # ---- a run at work ----------------------------------------------------------------------------------------------

    def _run(self, event: gr.EventData) -> Iterator[Changes]:
        """Run a suite and tell how far it is; a page that is closed closes this, which stops the run."""
        press = given(event)
        suite, sample = str(press.get("suite") or ""), _number(press.get("sample"))
        if not suite or sample == 0:
            yield {
                self._progress: self._anew(trouble_html(say(f"evaluation.trouble_{'sample' if suite else 'suite'}")))
            }
            return
        yield {self._progress: progress_html(None)}
        try:
            with closing(self._steps(suite, sample)) as steps:
                yield from self._told(steps)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must not hang
            yield {self._progress: self._anew(_trouble(error, "trouble_run")), self._runs: self._listed()}

    def _steps(self, suite: str, sample: int | None) -> Generator[RunProgress]:
        yield from self._evaluation.start(suite, sample)

    def _told(self, steps: Iterator[RunProgress]) -> Iterator[Changes]:
        began, first, shown = time.monotonic(), -1, ""
        for step in steps:
            if step.name:
                yield {self._progress: self._anew(finished_html(step)), self._runs: self._listed()}
                return
            if first < 0:
                began, first = time.monotonic(), step.done  # what an earlier run had asked took no time now
            asked = step.done - first
            now = progress_html(step, (time.monotonic() - began) / asked if asked > 0 else None)
            # The same comes again, so that Stop is seen, and a page that was closed.
            yield {self._progress: now if now != shown else gr.skip()}
            shown = now
        yield self._stopped()

    def _stopped(self) -> Changes:
        return {self._progress: self._anew(told_html(say("evaluation.stopped"))), self._runs: self._listed()}

    def _anew(self, page: str) -> str:
        """The same once more is not shown again, and the page would go on waiting for what came of its press."""
        return f"{page}<!--{next(self._numbers)}-->"

    # ---- drafts -----------------------------------------------------------------------------------------------------

    def _drafted(self, told: str = "") -> str:
        """The drafts, for those who decide on them: they hold questions that others asked."""
        if not may_edit():
            return ""
        return _shown(lambda: drafts_html(self._evaluation.drafts(), told), "drafts_cannot")

    def _decided(self, event: gr.EventData) -> list[str]:
        """Drafts were accepted or put aside."""
        press = given(event)
        ids = _texts(press.get("ids"))
        if not ids:
            told = told_html(say("evaluation.none_selected"), failed=True)
            return [self._anew(self._drafted(told)), self._offered()]
        act = self._accepted if press.get("act") == "accept" else self._put_aside
        told = _shown(lambda: told_html(act(ids)), "trouble_drafts")
        return [self._anew(self._drafted(told)), self._offered()]

    def _accepted(self, ids: list[str]) -> str:
        """Accept those of the drafts that have no open point, and say how many stay."""
        unready = {draft.id for draft in self._evaluation.drafts() if draft.open}
        ready = [one for one in ids if one not in unready]
        told = []
        if ready:
            told.append(counted("evaluation.accepted", len(ready), place=self._evaluation.accept(ready)))
        if len(ready) < len(ids):
            told.append(counted("evaluation.stayed", len(ids) - len(ready)))
        return " ".join(told)

    def _put_aside(self, ids: list[str]) -> str:
        self._evaluation.put_aside(ids)
        return counted("evaluation.aside", len(ids))


def _shown(made: Callable[[], str], key: str) -> str:
    """What ``made`` gives, or what went wrong, under the words of ``key``; never raises."""
    try:
        return made()
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest of the tab is shown
        return _trouble(error, key)


def _trouble(error: Exception, key: str) -> str:
    words = say(f"evaluation.{key}")
    if isinstance(error, EmptyLibrary):
        return trouble_html(f"{words} {say('evaluation.trouble_empty')}")
    if isinstance(error, OnrecordError):
        return trouble_html(words, str(error))
    _log.error("the evaluation tab failed", exc_info=error)
    return trouble_html(f"{words} {say('evaluation.trouble_ours', name=type(error).__name__)}")


def _texts(value: object) -> list[str]:
    texts = [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []
    return list(dict.fromkeys(texts))[:_MOST]


def _number(value: object) -> int | None:
    """How many questions: None for all of them, 0 for what is no number of questions."""
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
