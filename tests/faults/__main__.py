"""``python -m tests.faults``: bring about every fault, and print a table of what became of the documents.

The process forks all others, so it has one thread: it opens no library, and BLAS is told to start no threads.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import retriever.embed
from tests.chroma_servers import ChromaServer
from tests.faults.acts import ACTS
from tests.faults.disks import on_disks
from tests.faults.harms import damaged, dropped
from tests.faults.looking import embedder
from tests.faults.sharing import paged, shared
from tests.faults.trials import Kills, Row

# What commands import when they are called: once, here.
_LATER = (
    "onrecord.assembly retriever.chroma_server onrecord.answering.chain onrecord.answering.extractive "
    "onrecord.grounding.judge retriever.langchain ingest.load prompts.files ingest.fetch.fetcher "
    "onrecord.cli.documents_rebuild retriever.rebuilding"
).split()
_NAMED = ("lost", "twice", "half")


def main() -> int:
    """Bring the faults about; 1 where a document was lost, doubled or halved, or anything else is amiss."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--kills", type=int, default=200, help="processes killed")
    parser.add_argument("--others", type=int, default=6, help="about so many trials of each other fault; 0: one")
    acts = [*ACTS, "move"]  # of which there are two, there and back
    parser.add_argument("--acts", nargs="+", choices=[*ACTS], default=acts, help="kinds of acts that are killed")
    parser.add_argument("--no-others", action="store_true", help="kill only")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed draws the same trials")
    parser.add_argument("--hostile", type=int, help="hostile files read at the end, 330 unless --others 0")
    parser.add_argument("--json", type=Path, help="write the rows to this file too")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    for name in _LATER:
        importlib.import_module(name)
    retriever.embed.Embedder = embedder  # type: ignore[assignment,misc]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onrecord-faults-") as folder:
        rows = _killed(Path(folder), given.kills, given.seed, tuple(given.acts))
        rows += [] if given.no_others else _others(Path(folder), given.others, given.seed)
    for line in _table(rows, time.monotonic() - begun):
        print(line)
    if given.json:
        given.json.write_text(json.dumps([row.as_json() for row in rows], indent=1), encoding="utf-8")
    harmed = _hostile(given.hostile, others=given.others and not given.no_others)
    return 1 if harmed or any(row.found for row in rows) else 0


def _hostile(number: int | None, *, others: bool) -> int:
    """Read hostile files in a process of their own, as `python -m tests.faults.hostile` does; its exit status."""
    if number == 0 or (number is None and not others):
        return 0
    words = [str(number)] if number else []
    return subprocess.run([sys.executable, "-m", "tests.faults.hostile", *words], check=False).returncode


def _killed(folder: Path, kills: int, seed: int, acts: tuple[str, ...]) -> list[Row]:
    """The trials with SIGKILL."""
    if not kills:
        return []
    (folder / "kills").mkdir()
    with ChromaServer(folder / "server") as server:
        killing = Kills(folder / "kills", Random(f"{seed} kills"), server.url, acts)
        killing.run(kills)
    return _told(sorted(killing.rows.values(), key=lambda row: row.fault))


def _others(folder: Path, others: int, seed: int) -> list[Row]:
    """All others. Each fault draws by itself, so that a change of one leaves the others as they were."""
    rows = []
    faults: tuple[Callable[[], list[Row]], ...] = (
        lambda: on_disks(folder / "disk", seed, max(1, others)),
        lambda: damaged(folder / "damage", Random(f"{seed} damage"), others // 3),
        lambda: [shared(folder / "shared", Random(f"{seed} shared"), max(1, others // 2))],
        lambda: dropped(folder / "dropped", Random(f"{seed} dropped"), max(1, others // 2)),
        lambda: [paged(folder / "paged", Random(f"{seed} paged"))] if others else [],
    )
    for fault in faults:
        rows += _told(fault())
    return rows


def _told(rows: list[Row]) -> list[Row]:
    """The rows, what is amiss in them printed at once."""
    for row in rows:
        print(f"{row.fault}: {row.trials} trials, {row.seconds:.0f} s", file=sys.stderr, flush=True)
        for line in row.wrong:
            print(f"  {line}", file=sys.stderr, flush=True)
    return rows


def _table(rows: list[Row], seconds: float) -> list[str]:
    """The figures, a line a fault."""
    heads: tuple[str, ...] = (
        "fault",
        "trials",
        "kills",
        *_NAMED,
        "other",
        "next start",
        "a command",
        "seconds",
        "notes",
    )
    lines = [heads]
    for row in rows:
        other = sum(times for kind, times in row.found.items() if kind not in _NAMED)
        notes = ", ".join(f"{what} {times}" for what, times in sorted(row.notes.items()) if times)
        figures = (row.trials, row.kills, *(row.found[kind] for kind in _NAMED), other, row.clean, row.commands)
        lines.append((row.fault, *map(str, figures), f"{row.seconds:.0f}", notes))
    sums = [str(sum(int(line[at]) for line in lines[1:])) for at in range(1, 9)]
    lines.append(("all", *sums, f"{seconds:.0f}", ""))
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if at in (0, len(heads) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


if __name__ == "__main__":
    sys.exit(main())
