"""Disks that are full, that take no writing at all, and a limit on how long a file may become."""

import ctypes
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.faults.acts import ACTS, Plan, Stage, opening
from tests.faults.children import Child, Outcome, run
from tests.faults.papers import Papers
from tests.faults.trials import Row, judged

__all__ = ["DISKS", "on_disks"]

_MEGABYTES = 64
_MOST_ROOM_BYTES = 400_000
_LONGEST_FILE_BYTES = 300_000
_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000
_RECURSIVELY_PRIVATE = 0x4000 | 0x40000
_READ_ONLY, _AGAIN = 0x1, 0x20
_KINDS: Final = ("ingest", "replace", "remove", "rebuild", "edit", "repair")


def own_disk(folder: Path) -> bool:
    """Put a small disk in memory at ``folder`` that only this process and its children see; whether that worked.

    Root may do so on Linux, and so may others where the system lets users have namespaces of their own.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS):
        if libc.unshare(_NEW_MOUNTS | _NEW_USERS):
            return False
        try:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"0 {user} 1")
            Path("/proc/self/gid_map").write_text(f"0 {group} 1")
        except OSError:  # some systems give a namespace in which nothing may be done
            return False
    private = libc.mount(None, b"/", None, _RECURSIVELY_PRIVATE, None)
    size = f"size={_MEGABYTES}m".encode()
    return not private and not libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, size)


def _set_read_only(folder: Path, on: bool) -> None:
    flags = _AGAIN | (_READ_ONLY if on else 0)
    if ctypes.CDLL(None, use_errno=True).mount(None, str(folder).encode(), None, flags, None):
        raise OSError(ctypes.get_errno(), f"{folder} could not be mounted again")


def _full(stage: Stage, plan: Plan) -> tuple[Outcome, bool]:
    """The act with little room left, none at times; and whether a library can be opened then."""
    ballast = stage.folder.parent / "ballast"
    room = stage.random.choice((0, stage.random.randrange(_MOST_ROOM_BYTES)))
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(stage.folder).free - room)))
    try:
        return run(plan.act), not run(opening(stage)).trouble
    finally:
        ballast.unlink()


def _read_only(stage: Stage, plan: Plan) -> tuple[Outcome, bool]:
    """The act where nothing can be written."""
    _set_read_only(stage.folder.parent.parent, True)
    try:
        return run(plan.act), not run(opening(stage)).trouble
    finally:
        _set_read_only(stage.folder.parent.parent, False)


def _short_files(stage: Stage, plan: Plan) -> tuple[Outcome, bool]:
    """The act where a write fails once a file would become longer than some length."""
    sizes = sorted(path.stat().st_size for path in stage.folder.rglob("*") if path.is_file())
    longest = stage.random.choice(sizes) + stage.random.choice((0, stage.random.randrange(_LONGEST_FILE_BYTES)))

    def act(child: Child) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest, resource.RLIM_INFINITY))
        plan.act(child)

    return run(act), True


@dataclass(frozen=True)
class Disk:
    """A fault of a disk: what it is called, how it is brought about, and whether it needs a disk of its own."""

    name: str
    fault: Callable[[Stage, Plan], tuple[Outcome, bool]]
    own: bool = True


DISKS: Final = (
    Disk("disk full", _full),
    Disk("read-only file system", _read_only),
    Disk("files may not grow", _short_files, own=False),
)


def on_disks(folder: Path, seed: int, trials: int) -> list[Row]:
    """So many trials of each fault: a row each, or a line that it was left out, for want of a disk of its own."""
    folder.mkdir()

    def act(child: Child) -> None:
        own = own_disk(folder)
        for disk in DISKS:
            if own or not disk.own:
                _try(child, disk, folder, Random(f"{seed} {disk.name}"), trials)

    outcome = run(act)
    assert not outcome.trouble, outcome.trouble
    rows = [Row.of(row) for row in outcome.all_of("row")]
    for name in [disk.name for disk in DISKS if disk.name not in {row.fault for row in rows}]:
        print(f"{name}: left out; it needs root, or a Linux that lets users have namespaces", file=sys.stderr)
    return rows


def _try(child: Child, disk: Disk, folder: Path, random: Random, trials: int) -> None:
    """Trials of one fault, each on a library of its own; tells the row."""
    row, begun = Row(disk.name), time.monotonic()
    for at in range(trials):
        place = folder / f"{disk.name}-{at}".replace(" ", "-")
        papers = Papers(folder.parent / f"papers-of-{place.name}")
        place.mkdir()
        stage = Stage(place / "library", papers, random)
        first = ACTS["ingest"](stage)
        judged(stage, first, run(first.act), Row("before"))
        plan = ACTS[_KINDS[at % len(_KINDS)]](stage)
        outcome, opens = disk.fault(stage, plan)
        failed = bool(outcome.trouble or any(outcome.all_of("exit")))
        row.notes["told" if failed else "went on"] += 1
        row.notes["not opened meanwhile"] += not opens
        judged(stage, plan, outcome, row)
        shutil.rmtree(place)
        child.tell(tried=at)
    row.seconds = time.monotonic() - begun
    child.tell(row=row.as_json())
