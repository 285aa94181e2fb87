"""Many readers and an editor at one page at the same time, for as long as is wanted."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from eval.benchmarks.page.documents import write_documents
from tests.soak.lives import Editor, Pace, Reader
from tests.soak.served import Look, Served, growth
from tests.soak.tally import Tally

__all__ = ["MOST_GROWTH", "Plan", "Soaked", "soak"]

MOST_GROWTH = 0.05
"""So much more memory may be held at the end, as a share."""

_NOTICES = 60
_ANSWERS = ("ask", "follow up")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the page is soaked.

    Attributes:
        seconds: for how long.
        users: readers at once.
        seed: draws what each of them does.
        thinking: seconds between two deeds of a reader on average.
        editing: seconds between two changes of the documents on average.
        looking: seconds between two looks at what the page holds.
        enough: whether so much was done that it may end; looked at once the seconds are over.
    """

    seconds: float = 1800.0
    users: int = 20
    seed: int = 1
    thinking: float = 6.0
    editing: float = 8.0
    looking: float = 3.0
    enough: Callable[[Tally], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it."""

    plan: Plan
    tally: Tally
    looks: tuple[Look, ...]

    @property
    def growth(self) -> float:
        """Of the memory; see :func:`tests.soak.served.growth`."""
        return growth([look.megabytes for look in self.looks])

    @property
    def answers(self) -> int:
        """Questions that were answered."""
        return sum(len(self.tally.took[kind]) for kind in _ANSWERS) - self.tally.errors["no answer"]

    def lines(self) -> list[str]:
        """A table of what was done, one of what the page held, and what went wrong."""
        rows = [f"{'':14}{'times':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
        rows += [
            f"{kind:14}{n:8,}{half:9,.0f}{most:9,.0f}{top:9,.0f}" for kind, n, half, most, top in self.tally.rows()
        ]
        rows += ["", f"{'the page held':14}{'2nd fifth':>11}{'last fifth':>11}{'growth':>9}"]
        for name, values in self._held().items() if self.looks else ():
            fifth = max(1, len(values) // 5)
            before, after = sorted(values[fifth : 2 * fifth] or values), sorted(values[-fifth:])
            middle = (before[len(before) // 2], after[len(after) // 2])
            rows.append(f"{name:14}{middle[0]:11,.0f}{middle[1]:11,.0f}{growth(values):+9.1%}")
        plan, errors = self.plan, self.tally.errors.total()
        done = sum(len(took) for took in self.tally.took.values())
        rows += [
            "",
            f"{plan.users} users, {plan.seconds / 60:.1f} minutes, seed {plan.seed}: {self.answers:,} answers, "
            f"{done:,} deeds, {errors} errors, memory {self.growth:+.1%}",
        ]
        return [*rows, *(f"  {kind}: {times}" for kind, times in self.tally.errors.most_common()), *self.tally.told]

    def _held(self) -> dict[str, list[float]]:
        return {
            "MB": [look.megabytes for look in self.looks],
            "MB, the page": [look.of_page for look in self.looks],
            "MB of files": [look.of_files for look in self.looks],
            "open files": [float(look.open_files) for look in self.looks],
            "threads": [float(look.threads) for look in self.looks],
            "processes": [float(look.processes) for look in self.looks],
        }


def soak(plan: Plan, tell: Callable[[str], None] = lambda _: None) -> Soaked:
    """Start the page over the samples, let everybody live, and end it.

    Args:
        plan: how.
        tell: is told each error the moment it happens, and now and then what the page holds.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-soak-") as folder:
        notices = Path(folder, "notices")
        notices.mkdir()
        write_documents(notices, _NOTICES)
        texts = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(notices.glob("*.txt"))]
        home = Path(folder, "page")
        home.mkdir()
        with Served(home) as served:
            tally, looks = asyncio.run(_lived(plan, served, texts, tell))
        _heed(served, tally, ended=True)
    return Soaked(plan, tally, tuple(looks))


async def _lived(
    plan: Plan, served: Served, notices: list[tuple[str, str]], tell: Callable[[str], None]
) -> tuple[Tally, list[Look]]:
    tally, looks = Tally(tell), list[Look]()
    ends = asyncio.get_running_loop().time() + plan.seconds
    pace = Pace(ends, plan.thinking, plan.editing, lambda: plan.enough(tally))
    watching = asyncio.create_task(_watch(plan, served, tally, looks, tell))
    lives = [Editor(served.url, tally.of("editor"), Random(f"{plan.seed} editor"), notices).live(pace)]
    for number in range(plan.users):
        lives.append(
            Reader(served.url, tally.of(f"reader {number}"), Random(f"{plan.seed} reader {number}")).live(pace)
        )
    for came in await asyncio.gather(*lives, return_exceptions=True):
        if came is not None:
            tally.wrong("fault", repr(came))
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    if served.ended is not None:
        tally.wrong("ended", f"the page ended with {served.ended}")
    return tally, looks


async def _watch(plan: Plan, served: Served, tally: Tally, looks: list[Look], tell: Callable[[str], None]) -> None:
    told = time.monotonic()
    while True:
        look = await asyncio.to_thread(served.look)
        looks.append(look)
        _heed(served, tally)
        if time.monotonic() - told >= 30:
            told = time.monotonic()
            tell(
                f"{look.second:6.0f} s  {look.megabytes:7.0f} MB and {look.of_files:4.0f} of files  "
                f"{look.open_files:4} open files  {look.threads:4} threads  "
                f"{len(tally.took['ask']) + len(tally.took['follow up']):6,} answers  {tally.errors.total()} errors"
            )
        await asyncio.sleep(plan.looking)


def _heed(served: Served, tally: Tally, *, ended: bool = False) -> None:
    """Count what the page's log newly tells of errors."""
    for complaint in served.complaints(ended=ended):
        tally.wrong("log", complaint)
