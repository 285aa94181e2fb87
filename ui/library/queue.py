"""Files and addresses on their way in, one after another in a thread of its own, whatever becomes of the page."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from onrecord.errors import OnrecordError, UnknownDocument
from onrecord.ports import Ingester
from ui.library.jobs import Job, JobKind, JobState
from ui.library.taking import GivenUp, Upload, fetched, taken_in
from ui.words import is_address

__all__ = ["Queue"]

_log: Final = logging.getLogger(__name__)
# Jobs that have ended are shown until so many have ended after them.
_MOST_ENDED: Final = 500


@dataclass(slots=True)
class _Pace:
    """Bytes taken in so far, and the seconds that took."""

    size: int = 0
    seconds: float = 0.0

    def needed(self, size: float) -> float | None:
        """The seconds that so many bytes will take; None before anything was taken in."""
        return size * self.seconds / self.size if self.size else None


class Queue:
    """What is to be taken in, being taken in, and has been, shared by all who look at the page.

    Args:
        ingester: called by the queue's own thread alone.
        reindex: splits and embeds a document anew, by id; returns its number of passages.
        clock: seconds, rising.
    """

    def __init__(
        self,
        ingester: Ingester,
        reindex: Callable[[str], int] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ingester, self._reindex, self._clock = ingester, reindex, clock
        self._jobs: dict[str, Job] = {}
        self._uploads: dict[str, Upload] = {}
        self._kept_out: set[str] = set()
        self._pace, self._since = _Pace(), 0.0
        self._changed = threading.Condition(threading.RLock())
        self._worker: threading.Thread | None = None
        self._revision = 0

    # ---- asked by the page ------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """Another number whenever what is on record, or the list of failures, may have changed."""
        with self._changed:
            return self._revision

    def touch(self) -> None:
        """What is on record was changed by somebody else."""
        with self._changed:
            self._revision += 1

    def state(self) -> tuple[Job, ...]:
        """All jobs in the order they came, each with the time it will take."""
        with self._changed:
            return tuple(self._timed(job) for job in self._jobs.values())

    def seconds_left(self) -> float | None:
        """Until all is done; 0.0 where nothing is to be done, None where it is not known."""
        with self._changed:
            active = [job for job in self._jobs.values() if job.active]
            left = [self._pace.needed(job.size) if job.kind == "file" else None for job in active]
            running = [job for job in active if job.state != "waiting"]
            gone = self._clock() - self._since if running else 0.0
            return None if None in left else max(0.0, sum(each or 0.0 for each in left) - gone)

    def submit(self, uploads: Sequence[Upload], collection: str) -> list[Job]:
        """Put files at the end of the queue; one that waits there already keeps its place, with the newer bytes."""
        with self._changed:
            jobs = [self._submitted(upload, collection) for upload in uploads]
            self._start()
            return jobs

    def submit_anew(self, document_id: str, title: str, collection: str) -> Job:
        """Put a document that is to be indexed anew at the end of the queue; one that waits already keeps its place."""
        with self._changed:
            waiting = self._waiting_at(document_id)
            job = waiting or Job(uuid4().hex, "anew", title, collection, document_id)
            self._jobs[job.id] = job
            self._start()
            return job

    def refuse(self, name: str, collection: str, reason: str) -> Job:
        """Show a file that could not even be copied."""
        with self._changed:
            job = Job(uuid4().hex, "file", name, collection, "", state="failed", status="unkept", reason=reason)
            self._jobs[job.id] = job
            return job

    def cancel(self, job_id: str) -> bool:
        """Take a waiting job out, or end the running one as soon as it can; False where there is no such job to end."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or not job.active:
                return False
            if job.state == "waiting":
                self._dropped(job)
            else:
                self._jobs[job_id] = replace(job, cancelling=True)
            return True

    def cancel_all(self) -> None:
        """Cancel every job that is active."""
        with self._changed:
            for job_id in list(self._jobs):
                self.cancel(job_id)

    def clear(self) -> None:
        """Forget the jobs that have ended."""
        with self._changed:
            self._jobs = {job_id: job for job_id, job in self._jobs.items() if job.active}

    @contextmanager
    def holding(self, *places: str) -> Iterator[bool]:
        """Keep the queue off these places while inside; gives False where it is at work on one of them."""
        with self._changed:
            free = not any(job.place in places and job.state in ("reading", "indexing") for job in self._jobs.values())
            mine = set(places) - self._kept_out if free else set()
            free = free and mine == set(places)
            self._kept_out |= mine if free else set()
        try:
            yield free
        finally:
            with self._changed:
                self._kept_out -= mine if free else set()
                self._changed.notify_all()

    def close(self, patience_seconds: float = 10.0) -> None:
        """Cancel all, and wait until the queue's thread has ended or patience has."""
        self.cancel_all()
        worker = self._worker
        if worker is not None:
            worker.join(patience_seconds)

    def _submitted(self, upload: Upload, collection: str) -> Job:
        job = self._waiting_at(upload.place, collection)
        if job is None:
            kind: JobKind = "address" if is_address(upload.place) else "file"
            job = Job(uuid4().hex, kind, upload.name, collection, upload.place)
        elif (earlier := self._uploads[job.id].staged) is not None and earlier != upload.staged:
            earlier.discard()
        job = replace(job, size=upload.staged.size if upload.staged else _size_of(job))
        self._jobs[job.id], self._uploads[job.id] = job, upload
        return job

    def _waiting_at(self, place: str, collection: str | None = None) -> Job | None:
        found = (job for job in self._jobs.values() if job.place == place and job.state == "waiting")
        return next((job for job in found if collection in (None, job.collection)), None)

    def _dropped(self, job: Job) -> None:
        upload = self._uploads.pop(job.id, None)
        if upload is not None and upload.staged is not None:
            upload.staged.discard()
        self._ended(replace(job, state="cancelled"))

    def _timed(self, job: Job) -> Job:
        if job.state not in ("reading", "indexing"):
            return job
        needed = self._pace.needed(job.size)
        left = None if needed is None or not job.size else max(1.0, needed - (self._clock() - self._since))
        return replace(job, seconds_left=left)

    # ---- the queue's own thread -------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="onrecord-taking-in", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            upload = self._uploads.get(job.id)
            try:
                ended = self._done(job, upload)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next file gets its turn
                _log.exception("could not take in %r", job.name)
                ended = replace(job, state="failed", status="ours", reason=type(error).__name__)
            with self._changed:
                if ended.state == "done":
                    self._pace.size += job.size
                    self._pace.seconds += self._clock() - self._since if job.size else 0.0
                self._revision += 1
                self._uploads.pop(job.id, None)
                self._ended(ended)

    def _next(self) -> Job | None:
        """The next job, now running; None where none is left, and the thread ends."""
        with self._changed:
            while True:
                waiting = [job for job in self._jobs.values() if job.state == "waiting"]
                if not waiting:
                    self._worker = None
                    return None
                job = next((job for job in waiting if job.place not in self._kept_out), None)
                if job is not None:
                    self._since = self._clock()
                    return self._now(job, "reading")
                self._changed.wait()

    def _now(self, job: Job, state: JobState, passages: int = 0) -> Job:
        with self._changed:
            cancelling = self._jobs[job.id].cancelling
            self._jobs[job.id] = now = replace(job, state=state, passages=passages, cancelling=cancelling)
            return now

    def _done(self, job: Job, upload: Upload | None) -> Job:
        """The job as it ended."""
        try:
            return self._tried(job, upload)
        except GivenUp:
            return replace(job, state="cancelled")
        except UnknownDocument:
            return replace(job, state="failed", status="gone")
        except OnrecordError as error:
            return replace(job, state="failed", status="failed", reason=str(error))

    def _tried(self, job: Job, upload: Upload | None) -> Job:
        def step(stored: int) -> None:
            if self._now(job, "indexing", stored).cancelling:
                raise GivenUp

        def news(read: Job) -> None:
            with self._changed:
                self._revision += read.pages != self._jobs[job.id].pages
            if self._now(read, "reading", read.passages).cancelling:
                raise GivenUp

        if upload is None:
            self._now(job, "indexing")
            return replace(job, state="done", status="anew", passages=self._indexed_anew(job.place))
        if job.kind == "address":
            return fetched(self._ingester, job, news)
        if upload.staged is None:
            return taken_in(self._ingester, job, step, upload.named)
        with upload.staged.in_place() as turn:
            ended = taken_in(self._ingester, job, step, upload.named)
            # One that cannot be read stays, to be tried again, unless an earlier version needs its place.
            turn.given_up = ended.status == "skipped" or (ended.state == "failed" and turn.before)
            return ended

    def _indexed_anew(self, document_id: str) -> int:
        if self._reindex is None:
            raise OnrecordError("This library can only be read.")
        return self._reindex(document_id)

    def _ended(self, job: Job) -> None:
        self._jobs[job.id] = job
        ended = [known.id for known in self._jobs.values() if not known.active]
        for job_id in ended[:-_MOST_ENDED]:
            del self._jobs[job_id]


def _size_of(job: Job) -> int:
    try:
        return Path(job.place).stat().st_size if job.kind == "file" else 0
    except OSError:
        return 0
