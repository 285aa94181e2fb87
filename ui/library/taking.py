"""One file, or one address on the web, taken in by the ingester, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from onrecord.ports import Ingester, IngestReport
from ui.library.jobs import Job, JobState
from ui.uploads import Staged

__all__ = ["GivenUp", "StepwiseIngester", "Upload", "fetched", "taken_in"]


class GivenUp(Exception):
    """The running job was cancelled."""


@runtime_checkable
class StepwiseIngester(Protocol):
    """An ingester that gives a say between the batches of one file."""

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """Put one file on record, whole or not at all.

        ``step`` is told the passages stored so far, before each batch; what it raises comes out of here, and leaves
        the record as it was. A file that was not ``named`` but found in a folder is skipped where it is of a format
        that is not read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to put on record, or an address on the web.

    Attributes:
        place: where it is to be read, a path or an address; for a staged file where it goes.
        name: to show.
        staged: the copy that takes its place when its turn comes; None for a file that is there already.
        named: whether it was chosen by itself, and not as one of all in a folder.
    """

    place: str
    name: str
    staged: Staged | None = None
    named: bool = True


def taken_in(ingester: Ingester, job: Job, step: Callable[[int], None], named: bool) -> Job:
    """The job of a file as it ended; ``step`` is told the passages stored so far, and what it raises comes out."""
    if isinstance(ingester, StepwiseIngester):
        report = ingester.ingest_file(job.place, job.collection, step, named)
    else:
        *_, report = ingester.ingest([job.place], job.collection)
    state: JobState = "failed" if report.status == "failed" else "done"
    return replace(job, state=state, status=report.status, reason=report.reason, passages=report.passages)


def fetched(ingester: Ingester, job: Job, news: Callable[[Job], None]) -> Job:
    """The job of an address as it ended: one page, or all that a feed or a site map names.

    Args:
        ingester: fetches it.
        job: now running.
        news: told the job as it stands, before each page and after it. Where it raises :class:`GivenUp`, no further
            page is fetched; those that are on record stay.
    """
    if isinstance(ingester, StepwiseIngester):
        return _in_steps(ingester, job, news)
    read = job

    def step(*_: object) -> None:
        news(read)

    try:
        step()
        for report in ingester.ingest([job.place], job.collection, step):
            read = _with(read, report)
            step()
    except GivenUp:
        return replace(read, state="cancelled")
    if not read.pages:
        return replace(read, state="failed", status="nothing")
    return replace(read, state="failed" if read.failed == read.pages else "done")


def _in_steps(ingester: Ingester, job: Job, news: Callable[[Job], None]) -> Job:
    """As :func:`fetched`, with a say between the batches of a page; one report tells of all pages."""
    read, begun = job, 0

    def step(stored: int) -> None:
        nonlocal read, begun
        if not stored:  # the first batch of the next page: those before it are on record
            read, begun = replace(job, pages=begun), begun + 1
        news(read)

    try:
        news(job)
        return replace(taken_in(ingester, job, step, named=True), pages=begun)
    except GivenUp:
        return replace(read, state="cancelled")


def _with(job: Job, report: IngestReport) -> Job:
    """A job with one more report of a page; its status is that of the page that brought the most."""
    order = ("failed", "skipped", "unchanged", "replaced", "added")
    status = max(job.status or "failed", report.status, key=order.index)
    first = report.status == "failed" and not job.failed
    return replace(
        job,
        status=status,
        reason=report.reason if first else job.reason or report.reason,
        passages=job.passages + report.passages,
        pages=job.pages + 1,
        failed=job.failed + (report.status == "failed"),
    )
