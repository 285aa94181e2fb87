"""Indexes deleted, garbled or cut; a Chroma server that goes away in the middle."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from tests.chroma_servers import ChromaServer
from tests.faults.acts import ACTS, Plan, Stage, ingesting
from tests.faults.children import Outcome, run, start
from tests.faults.looking import place_of
from tests.faults.trials import Row, filled, judged

__all__ = ["HARMS", "damaged", "dropped"]


# ---- damage ---------------------------------------------------------------------------------------------------------


def _gone(files: list[Path], _: Random) -> None:
    shutil.rmtree(_top(files))


def _garbled(files: list[Path], random: Random) -> None:
    for path in files:
        path.write_bytes(random.randbytes(path.stat().st_size))


def _cut(files: list[Path], _: Random) -> None:
    for path in files:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _one_gone(files: list[Path], random: Random) -> None:
    random.choice(files).unlink()


def _one_garbled(files: list[Path], random: Random) -> None:
    _garbled([random.choice(files)], random)


def _one_cut(files: list[Path], random: Random) -> None:
    _cut([random.choice(files)], random)


def _bits(files: list[Path], random: Random) -> None:
    path = random.choice([path for path in files if path.stat().st_size])
    data = bytearray(path.read_bytes())
    for _ in range(3):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _top(files: list[Path]) -> Path:
    return next(parent for parent in files[0].parents if parent.parent.name == "library")


HARMS: Final[dict[str, Callable[[list[Path], Random], None]]] = {
    "deleted": _gone,
    "garbled": _garbled,
    "cut": _cut,
    "a file deleted": _one_gone,
    "a file garbled": _one_garbled,
    "a file cut": _one_cut,
    "three bits turned": _bits,
}
"""What is done to the files of an index."""


def damaged(folder: Path, random: Random, times: int) -> list[Row]:
    """Each harm, so many times, to the vectors, to the words and to both; a row each.

    Args:
        folder: for libraries.
        random: draws files and bytes.
        times: from 1; with 0, one harm is drawn for each of the three.
    """
    folder.mkdir()
    stage = filled(folder, random)
    rows = []
    for names in (("chroma",), ("words",), ("chroma", "words")):
        row, begun = Row(f"damaged: {' and '.join(names)}"), time.monotonic()
        for harm in list(HARMS) * times or random.sample(list(HARMS), 1):
            for name in names:
                files = sorted(path for path in (stage.folder / name).rglob("*") if path.is_file())
                HARMS[harm]([path for path in files if not path.name.endswith(".lock")], random)
            judged(stage, Plan(f"{harm}: {' and '.join(names)}", lambda _: None), Outcome(), row)
        row.seconds = time.monotonic() - begun
        rows.append(row)
    return rows


# ---- a server that goes away ----------------------------------------------------------------------------------------


def dropped(folder: Path, random: Random, times: int) -> list[Row]:
    """The Chroma server killed while documents go in: for good, and for less long than is waited for it."""
    folder.mkdir()
    rows = []
    with ChromaServer(folder / "server") as server:
        for name, back in (("Chroma server killed", False), ("Chroma server restarted", True)):
            row, begun = Row(name), time.monotonic()
            for at in range(times):
                place = folder / f"{back}-{at}"
                place.mkdir()
                _drop(_served(place, random, server.url), server, row, back)
            row.seconds = time.monotonic() - begun
            rows.append(row)
    return rows


def _served(folder: Path, random: Random, url: str) -> Stage:
    stage = filled(folder, random)
    plan = ACTS["move"](replace(stage, server=url))
    judged(stage, plan, run(plan.act), Row("before"))
    return stage


def _drop(stage: Stage, server: ChromaServer, row: Row, back: bool) -> None:
    place = replace(place_of(stage.folder), patience_seconds=120.0 if back else 0.3)
    written = dict(stage.papers.write(stage.random) for _ in range(9))
    plan = Plan("ingest", ingesting(replace(stage, place=place), list(written)), written)
    going = start(plan.act)
    going.wait_for("done")
    time.sleep(stage.random.uniform(0, 0.1))
    server.kill()
    if back:
        time.sleep(0.5)
        server.start()
    outcome = going.finish()
    if not back:
        server.start()
    told = outcome.trouble.startswith("IndexUnavailable")
    row.notes["told" if told else "went on"] += 1
    if back and outcome.trouble:
        row.found["untold"] += 1
        row.wrong.append(f"the server was back, and yet: {outcome.trouble}")
    judged(stage, plan, outcome, row)
