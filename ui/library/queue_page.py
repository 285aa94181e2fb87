"""The queue as HTML: a row a file, with its stage, and how long all of it will take; pure."""

from collections.abc import Sequence
from typing import Final

from ui.library.jobs import Job, load_of
from ui.say import counted, say
from ui.words import as_sentence, in_english, label, plain

__all__ = ["queue_html", "told_html"]

# Rows sent to the page; the running one, those before and after it.
_ROWS: Final = 200
# Characters of a reason.
_LONGEST: Final = 400


def queue_html(jobs: Sequence[Job], seconds_left: float | None, *, edits: bool = True) -> str:
    """What is to be taken in, being taken in, and has been; empty where nothing is.

    Args:
        jobs: in the order they came.
        seconds_left: until all is done; None where that is not known.
        edits: whether whoever sees it may cancel what is in it, and clear it.
    """
    if not jobs:
        return ""
    load = load_of(jobs)
    head = _counted("queue_active", load.active, jobs) if load.active else _ended(jobs)
    left = f'<span class="left">{plain(_left(seconds_left))}</span>' if load.active else ""
    act, words = ("cancel-all", "cancel_all") if load.active else ("clear", "clear")
    button = f'<button type="button" class="link" data-queue="{act}">{_say(words)}</button>' if edits else ""
    # Those at work first, then those that failed, then those that are well.
    rows = sorted(jobs, key=lambda job: (not job.active, job.state != "failed"))
    cut = len(rows) - _ROWS
    rest = f'<li class="rest">{plain(counted("library.queue_more", cut))}</li>' if cut > 0 else ""
    return (
        f'<section class="queue" aria-label="{_say("queue")}"><header><h3>{plain(head)}</h3>{left}'
        f"{button}</header>"
        f"{_bar_html(load.ended, len(jobs)) if load.active else ''}"
        f"<ul>{''.join(_job_html(job, edits) for job in rows[:_ROWS])}{rest}</ul></section>"
    )


def told_html(words: str, failed: bool = False, english: str = "") -> str:
    """What came of the last thing that was done; ``english`` are words of an error that says why."""
    why = f" {in_english(plain(as_sentence(english)))}" if english else ""
    return f'<p class="{"failed" if failed else "well"}" role="status">{plain(words)}{why}</p>' if words else ""


def _say(key: str) -> str:
    return plain(say(f"library.{key}"))


def _ended(jobs: Sequence[Job]) -> str:
    failed, cancelled = (sum(job.state == state for job in jobs) for state in ("failed", "cancelled"))
    if failed:
        return _counted("queue_failed", failed, jobs)
    return _counted("queue_cancelled", cancelled, jobs) if cancelled else say(f"library.queue_done{_sort(jobs)}")


def _counted(key: str, number: int, jobs: Sequence[Job]) -> str:
    return counted(f"library.{key}{_sort(jobs)}", number)


def _sort(jobs: Sequence[Job]) -> str:
    """How keys end that count files, or whatever there is where they are not all files."""
    return "_any" if any(job.kind == "address" for job in jobs) else ""


def _bar_html(done: int, total: int) -> str:
    return f'<progress value="{done}" max="{total}" aria-label="{_say("progress")}"></progress>'


def _left(seconds: float | None) -> str:
    if seconds is None:
        return say("library.left_unknown")
    if seconds < 10:
        return say("library.left_moment")
    if seconds < 90:
        return say("library.left_seconds", n=round(seconds / 10) * 10)
    return counted("library.left_minutes", round(seconds / 60))


def _job_html(job: Job, edits: bool) -> str:
    cancel = ""
    if edits and job.active and not job.cancelling:
        words = plain(say("library.cancel_file", name=label(job.name)))
        cancel = f'<button type="button" data-cancel="{job.id}" aria-label="{words}">{_say("cancel")}</button>'
    remark = _remark_html(job)
    return (
        f'<li class="{job.state}"><span class="stage">{plain(_stage(job))}</span> '
        f'<bdi class="file">{plain(label(job.name))}</bdi> <span class="remark">{remark}</span>{cancel}</li>'
    )


def _stage(job: Job) -> str:
    if job.active and job.cancelling:
        return say("library.stage_cancelling")
    if job.state == "done":
        return say(f"library.done_{job.status}")
    if job.state == "reading" and job.kind == "address":
        return say("library.stage_fetching")
    return say(f"library.stage_{job.state}")


def _shortened(reason: str) -> str:
    """The beginning of what is said of many files; those that could not be read stand in the table, each with why."""
    return reason if len(reason) <= _LONGEST else f"{reason[:_LONGEST].rpartition(' ')[0]} …"


def _remark_html(job: Job) -> str:
    if job.status == "ours":
        return plain(say("library.ours", name=job.reason))
    if job.status == "unkept":
        return plain(say("library.unkept", reason=job.reason))
    if job.status == "gone":
        return _say("gone")
    if job.status == "nothing":
        return _say("no_pages")
    parts = [plain(counted("library.pages_read", job.pages))] if job.pages > 1 else []
    parts += [plain(counted("library.pages_unread", job.failed))] if job.pages > 1 and job.failed else []
    parts += [plain(counted("library.passages", job.passages))] if job.passages else []
    if job.seconds_left is not None:
        parts.append(plain(_left(job.seconds_left)))
    parts += [in_english(plain(as_sentence(_shortened(job.reason))))] if job.reason else []
    return " · ".join(parts)
