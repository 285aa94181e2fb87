"""The folder of a run while it is at work: held by one process, and gone on with where an earlier one stopped."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from eval.record import differences
from eval.results import RECORD, REPORT, RESULTS, SUMMARY, XML, Result, read_json, read_run
from onrecord.errors import BadInput

__all__ = ["PARTIAL", "Earlier", "check_out", "earlier", "held", "write_whole"]

PARTIAL: Final = "results.partial.jsonl"
"""One line a case as it is finished; gone when the run is."""

_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run of the same left behind.

    Attributes:
        done: the results that need not be asked for again, by the id of their case.
        started: when it began, in ISO 8601; None where there was none.
        took_s: seconds it asked for, as far as it could say.
    """

    done: Mapping[str, Result] = field(default_factory=dict)
    started: str | None = None
    took_s: float = 0.0


def check_out(out: Path, again: bool) -> None:
    """Refuse a folder that no run can be left in, before anything is done for it.

    Raises:
        BadInput: it is a file, or holds something that is no run.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file; name a folder with --out.")
    strangers = [path.name for path in out.iterdir() if path.name != _LOCK] if out.is_dir() else []
    if strangers and not again and not (out / RECORD).exists():
        raise BadInput(f"{out} holds {min(strangers)} and no run; name an empty folder with --out.")


@contextmanager
def held(out: Path) -> Iterator[None]:
    """The folder, made where it is missing, for this process alone.

    Raises:
        BadInput: another run is at work in it, or it cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / _LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise BadInput(f"Another run is at work in {out}. Wait for it, or name another folder with --out.") from None
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}. Name another folder with --out.") from error
    try:
        yield
    finally:
        lock.release()  # the file stays: whoever removed it could let two processes lock two files of its name


def earlier(out: Path, record: Mapping[str, Any], again: bool) -> Earlier:
    """What an earlier run of the same left in the folder, which then says that this one has begun.

    Args:
        out: a folder that is held.
        record: of this run, with when it ``started``.
        again: forget what is there.

    Raises:
        BadInput: it holds a run of something else, naming what differs, or a file of it cannot be read.
    """
    if again:
        for name in (RECORD, PARTIAL, RESULTS, SUMMARY, REPORT, XML):
            (out / name).unlink(missing_ok=True)
    if not (out / RECORD).exists():
        write_whole(out / RECORD, json.dumps(record, indent=2) + "\n")
        return Earlier()
    theirs = read_json(out / RECORD)
    if changed := differences(theirs, record):
        lines = "\n  ".join(changed)
        raise BadInput(f"{out} holds a run of something else:\n  {lines}\nName another --out, or add --again.")
    finished = (out / SUMMARY).exists() and not (out / PARTIAL).exists()
    results = read_run(out).results if finished else _partial(out / PARTIAL)
    done = {one.id: one for one in results if not one.error and not one.judge_failure}
    return Earlier(done, theirs.get("started"), float(theirs.get("took_s", 0.0)))


def _partial(path: Path) -> Iterator[Result]:
    """The results of an interrupted run up to the first line that is torn, which is asked again."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield Result.of_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            return


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)  # noqa: PTH105 - as Path.replace
