"""A run: every case of a suite asked, judged and scored, one folder left behind."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.asking import Engine, ask_case
from eval.cases import Case, Suite
from eval.folder import PARTIAL, check_out, earlier, held, write_whole
from eval.junit import write_junit
from eval.record import Setup, record_of
from eval.reference import REFERENCE, measure_judge, reference_sha256
from eval.report.page import write_report
from eval.results import RECORD, RESULTS, SUMMARY, Result, Run
from eval.summary import summary_of
from onrecord.errors import BadInput, EmptyLibrary
from onrecord.ports import Progress

__all__ = ["Asking", "plan_of", "run_suite", "write_run"]


@dataclass(frozen=True, slots=True)
class Asking:
    """How a suite is asked.

    Attributes:
        sample: how many of its cases, drawn at random by the seed of the setup; None for all.
        drafts: whether cases are asked too that no person has accepted yet.
        jobs: how many cases at once, from 1.
        again: forget what an earlier run left in the folder.
        reference: the pairs that measure the judge.
    """

    sample: int | None = None
    drafts: bool = False
    jobs: int = 1
    again: bool = False
    reference: Path = REFERENCE


def plan_of(suite: Suite, engine: Engine, setup: Setup, asking: Asking) -> tuple[list[Case], dict[str, Any]]:
    """The cases that a run would ask, in the order of the suite, and its record as far as it is known beforehand.

    Raises:
        BadInput: no case is left to ask, or the pairs that measure the judge cannot be read.
        EmptyLibrary: nothing is on record.
    """
    if not engine.shelf.sources:
        raise EmptyLibrary("Nothing is on record. First: onrecord ingest PATH, or name the documents: --documents")
    cases = _asked(suite, asking, setup.seed)
    pairs = reference_sha256(asking.reference)
    return cases, record_of(setup, suite, [case.id for case in cases], engine.shelf.sources, engine.judge.name, pairs)


def run_suite(
    suite: Suite, engine: Engine, setup: Setup, out: Path, asking: Asking, progress: Progress | None = None
) -> Run:
    """Ask every case and write the folder of the run; go on where an interrupted run of the same stopped.

    Cases that failed for an error, or that the judge failed on, are asked again. What was finished already is only
    written anew.

    Args:
        suite: the questions.
        engine: what is measured and what measures it.
        setup: what the record says beside.
        out: the folder; made if it is missing.
        asking: how.
        progress: told cases done, cases in all, and the id of the case that was finished last.

    Raises:
        BadInput: the folder holds a run of something else, naming what differs, another process is at work in it, it
            cannot be written, or no case is left to ask.
        EmptyLibrary: nothing is on record.
        ModelUnavailable: the judge cannot be measured.
    """
    cases, record = plan_of(suite, engine, setup, asking)
    ids = [case.id for case in cases]
    record["started"] = datetime.now(UTC).isoformat(timespec="seconds")
    check_out(out, asking.again)
    with held(out):
        before = earlier(out, record, asking.again)
        began = time.perf_counter()
        results = _results(cases, before.done, engine, out, asking.jobs, progress)
        asked = len(before.done.keys() & set(ids)) < len(ids)
        record |= {
            "started": before.started or record["started"],
            "took_s": before.took_s + (time.perf_counter() - began if asked else 0.0),
            "jobs": asking.jobs,
            "writer": _writer(results),
            "drafts_left_out": 0 if asking.drafts else _drafts(suite),
        }
        judge = {"name": engine.judge.name, "reference": measure_judge(engine.judge, asking.reference)}
        return write_run(Run(out, record, results, summary_of(results, judge, setup.seed)))


def write_run(run: Run) -> Run:
    """Write every file of a finished run, each whole or not at all; gives it back."""
    lines = "".join(json.dumps(one.as_json(), ensure_ascii=True) + "\n" for one in run.results)
    write_whole(run.folder / RESULTS, lines)
    write_whole(run.folder / SUMMARY, json.dumps(run.summary, indent=2) + "\n")
    write_whole(run.folder / RECORD, json.dumps(run.record, indent=2) + "\n")
    write_junit(run)
    write_report(run)
    (run.folder / PARTIAL).unlink(missing_ok=True)
    return run


def _asked(suite: Suite, asking: Asking, seed: int) -> list[Case]:
    """The cases to ask, in the order of the suite.

    Raises:
        BadInput: there is none.
    """
    cases = [case for case in suite.cases if asking.drafts or not case.draft]
    if not cases:
        raise BadInput(
            f"{suite.path}: all {len(suite.cases)} cases are drafts. Accept them (onrecord eval accept) or add --drafts"
        )
    if asking.sample is None or asking.sample >= len(cases):
        return cases
    chosen = set(random.Random(seed).sample(range(len(cases)), asking.sample))  # noqa: S311 - no secret
    return [case for place, case in enumerate(cases) if place in chosen]


def _drafts(suite: Suite) -> int:
    return sum(case.draft for case in suite.cases)


def _writer(results: Sequence[Result]) -> str:
    return ", ".join(sorted({str(one.answer["writer"]) for one in results if one.answer}))


def _results(
    cases: Sequence[Case], done: Mapping[str, Result], engine: Engine, out: Path, jobs: int, progress: Progress | None
) -> tuple[Result, ...]:
    """The result of every case, in order; each is on disk before the next is told of."""
    found = {case.id: done[case.id] for case in cases if case.id in done}
    left = [case for case in cases if case.id not in found]
    if not left:
        return tuple(found[case.id] for case in cases)
    write_whole(out / PARTIAL, "".join(json.dumps(one.as_json()) + "\n" for one in found.values()))
    tell: Progress = progress or (lambda done, total, name: None)
    tell(len(found), len(cases), "")
    with (out / PARTIAL).open("a", encoding="utf-8") as kept, ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(ask_case, case, engine) for case in left]
        try:
            for future in as_completed(waiting):
                one = future.result()
                kept.write(json.dumps(one.as_json()) + "\n")
                kept.flush()
                found[one.id] = one
                tell(len(found), len(cases), one.id)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(found[case.id] for case in cases)
