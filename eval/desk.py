"""Runs of suites for the page: listed, read, compared and started; and what readers said, accepted as cases."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final

from eval.asking import Engine
from eval.at_work import RunAtWork
from eval.cases import Case, Suite, read_suite
from eval.compare import compare_runs, incomparable
from eval.draft import drafts
from eval.drafted import Accepted, drafted_case
from eval.gold import Shelf
from eval.headings import headings, run_folder
from eval.record import Setup, differences
from eval.reference import REFERENCE
from eval.results import RECORD, REPORT, SUMMARY, Run, read_json, read_run
from eval.run import Asking, plan_of, run_suite
from onrecord.desk import DraftedCase, RunHeading, RunProgress
from onrecord.errors import BadInput
from onrecord.ports import DocumentShelf, Reviews

__all__ = ["Bench", "EvaluationDesk"]

_WAIT: Final = 0.4


@dataclass(frozen=True, slots=True)
class Bench:
    """What runs are made with.

    Attributes:
        engine: gives what is measured and what measures it, on the documents that are now on record. It may raise
            ModelUnavailable.
        setup: gives what the record says beside, as it is now.
        reference: the pairs that measure the judge.
    """

    engine: Callable[[], Engine]
    setup: Callable[[], Setup]
    reference: Path = REFERENCE


class EvaluationDesk:
    """Plays :class:`onrecord.desk.Evaluation`.

    Args:
        folder: where the folders of runs lie, one a run; made with the first.
        suites: name -> file of the suites that may be offered.
        bench: what runs are made with; one run is at work at a time.
        shelf: the documents on record.
        reviews: what readers said.
        accepted: file of the suite of accepted cases, made with the first of them. It and any other ``.jsonl`` beside
            it are offered too, each under its name.
    """

    def __init__(
        self,
        folder: Path,
        suites: Mapping[str, Path],
        bench: Bench,
        *,
        shelf: DocumentShelf,
        reviews: Reviews,
        accepted: Path,
    ) -> None:
        self._folder, self._given, self._bench = folder, dict(suites), bench
        self._shelf, self._reviews, self._accepted = shelf, reviews, Accepted(accepted)
        self._now: RunAtWork | None = None
        self._one_at_a_time = Lock()

    # ---- runs -------------------------------------------------------------------------------------------------------

    def suites(self) -> list[str]:
        """Names of the suites that ask for a document on record, or for none; one that cannot be read is named too.

        Starting that one says what is wrong with it.
        """
        sources = self._shelf.sources()
        places = [source.location.replace("\\", "/") for source in sources]
        return [name for name, path in self._files().items() if places and _asks_for(path, places)]

    def runs(self) -> list[RunHeading]:
        """All runs, the newest first, interrupted ones among them; those that cannot be read come last and say why."""
        return headings(self._folder)

    def report(self, name: str) -> str:
        """The report of a run, one self-contained page; made anew where the run has lost its own.

        Raises:
            BadInput: there is no such run, it is not finished, or a file of it cannot be read.
        """
        folder = run_folder(self._folder, name)
        try:
            return (folder / REPORT).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            from eval.report.page import report_html

            return report_html(self._finished(name))

    def comparison(self, before: str, after: str) -> str:
        """Two runs compared, one self-contained page.

        Raises:
            BadInput: there is no such run, it is not finished, or the two do not measure the same thing; the message
                names what differs.
        """
        from eval.report.compare_page import comparison_html

        a, b = self._finished(before), self._finished(after)
        if unlike := incomparable(a, b):
            raise BadInput(f"The runs do not measure the same thing. {'; '.join(unlike)}. Choose two runs that do.")
        return comparison_html(a, b, compare_runs(a, b).as_json())

    def _finished(self, name: str) -> Run:
        folder = run_folder(self._folder, name)
        if not (folder / SUMMARY).exists():
            raise BadInput(f"The run {name!r} is not finished. Start its suite again, and it goes on there.")
        return read_run(folder)

    def _files(self) -> dict[str, Path]:
        beside = sorted(self._accepted.path.parent.glob("*.jsonl"))
        return self._given | {path.stem: path for path in beside if path.stem not in self._given}

    # ---- a run at work ----------------------------------------------------------------------------------------------

    def start(self, suite: str, sample: int | None = None) -> Iterator[RunProgress]:
        """Run a suite, or ``sample`` of its cases, in a thread; yields more than twice a second, its name at the end.

        Closing the iterator stops the run after the case it is at. What was finished is kept, and the same run started
        again, the library and settings being what they were, goes on there.

        Raises:
            BadInput: there is no such suite, its file cannot be read, ``sample`` is under 1, or a run is at work.
            EmptyLibrary: nothing is on record.
            ModelUnavailable: the judge cannot be loaded or measured.
        """
        path = self._files().get(suite)
        if path is None:
            raise BadInput(f"There is no suite {suite!r}. Choose one of: {', '.join(self._files()) or 'none'}.")
        if sample is not None and sample < 1:
            raise BadInput("A run asks at least 1 question.")
        self._refuse_second()
        cases, engine, setup = read_suite(path), self._bench.engine(), self._bench.setup()
        asking = Asking(sample, reference=self._bench.reference)
        asked, record = plan_of(cases, engine, setup, asking)
        out = self._place(cases, record)
        return self._at_work(partial(run_suite, cases, engine, setup, out, asking), len(asked))

    def close(self, seconds: float = 30.0) -> None:
        """Stop a run that is at work and wait for the end of the case it is at, so many seconds at most."""
        if self._now is not None:
            self._now.stop()
            self._now.wait(seconds)

    def _at_work(self, work: Callable[..., Run], total: int) -> Iterator[RunProgress]:
        while not (run := self._begun(work, total)):
            yield RunProgress(0, total)  # the one before is still at its last case
            time.sleep(_WAIT)
        yield from run.watch()

    def _begun(self, work: Callable[..., Run], total: int) -> RunAtWork | None:
        with self._one_at_a_time:
            self._refuse_second()
            if self._now and not self._now.ended:
                return None
            self._now = RunAtWork(work, total)
            return self._now

    def _refuse_second(self) -> None:
        if self._now and not self._now.ended and not self._now.stopping:
            raise BadInput("A run is at work already, perhaps in another window. Wait for it, or stop it there.")

    def _place(self, suite: Suite, record: Mapping[str, Any]) -> Path:
        """The folder of an interrupted run of the same, or a new one."""
        for one in headings(self._folder):
            place = self._folder / one.name
            same = one.interrupted and one.suite == suite.name
            if same and not differences(read_json(place / RECORD), record):
                return place
        name = f"{suite.name}-{datetime.now():%Y%m%d-%H%M%S}"
        names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
        return next(place for place in map(self._folder.joinpath, names) if not place.exists())

    # ---- drafts -----------------------------------------------------------------------------------------------------

    def drafts(self) -> list[DraftedCase]:
        """Cases drafted from the feedback that is kept, without those that were accepted or put aside.

        Raises:
            LibraryError: the feedback cannot be read.
            BadInput: the file of accepted cases, or of those put aside, cannot be read.
        """
        return [drafted_case(case) for case in self._cases()]

    def accept(self, ids: Sequence[str]) -> str:
        """Add drafted cases to the suite of accepted ones, all or none; returns where it is.

        Raises:
            BadInput: one of them is no draft any more, or has open points; or the file cannot be written.
            LibraryError: the feedback cannot be read.
        """
        cases = self._known(ids)
        if unready := [case.id for case in cases if drafted_case(case).open]:
            raise BadInput(
                f"Something is still open in {', '.join(unready)}. Write the drafts to a file, decide it there, and "
                "accept them: onrecord eval draft, then onrecord eval accept."
            )
        self._accepted.add(cases)
        return str(self._accepted.path)

    def put_aside(self, ids: Sequence[str]) -> None:
        """Show these drafts no more.

        Raises:
            BadInput: one of them is no draft any more; or the list cannot be written.
            LibraryError: the feedback cannot be read.
        """
        self._accepted.put_aside(case.id for case in self._known(ids))

    def _cases(self) -> list[Case]:
        reviews = self._reviews.reviews()
        if not reviews:
            return []
        settled = self._accepted.settled()
        return [case for case in drafts(reviews, Shelf(self._shelf)) if case.id not in settled]

    def _known(self, ids: Sequence[str]) -> list[Case]:
        by_id = {case.id: case for case in self._cases()}
        wanted = list(dict.fromkeys(ids))
        if gone := [one for one in wanted if one not in by_id]:
            raise BadInput(
                f"No longer a draft: {', '.join(map(repr, gone))}. Nothing was changed; look at the list again."
            )
        return [by_id[one] for one in wanted]


def _asks_for(path: Path, places: Sequence[str]) -> bool:
    """Whether one of the documents that a suite asks for is on record; True for a suite that asks for none."""
    try:
        cases = read_suite(path).cases
    except BadInput:
        return True  # starting it says what is wrong
    names = {gold.document for case in cases for gold in case.gold}
    return not names or any(f"/{place}".endswith(f"/{name}") for name in names for place in places)
