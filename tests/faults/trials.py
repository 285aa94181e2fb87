"""Trials: an act on a library, a fault in the middle of it, and then the question whether anything was lost."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from retriever.current import noted_in
from tests.faults.acts import ACTS, Plan, Stage, opening
from tests.faults.children import Kill, Outcome, command, run
from tests.faults.looking import looking, place_of
from tests.faults.papers import Papers

__all__ = ["Kills", "Row", "compared", "filled", "judged"]

# Acts on one library before another is begun.
_CHAIN = 10
# Both narrow moments and long ones: shares of kills at a moment, at a point, just after a point.
_AT_MOMENT, _AT_POINT = 0.45, 0.8
_JUST_AFTER_SECONDS = 0.02
# A kill may come a little after the time that the act takes on most days.
_LATEST = 1.1
# The first ingest of a library is left alone, so often.
_SPARED = 0.6
# An opening after a kill is killed too, so often.
_TWICE = 0.25


@dataclass
class Row:
    """A line of the table.

    Attributes:
        fault: what was done.
        trials: how often; ``kills``, how many of them ended in a SIGKILL.
        found: kind of problem -> how many were left after the one command: lost, twice, half, and others.
        clean: trials after which the next start found or made everything whole; ``commands`` those that took one
            command more.
        wrong: what was found, for reading.
        notes: what became of a trial -> how often.
        seconds: in all.
    """

    fault: str
    trials: int = 0
    kills: int = 0
    found: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    commands: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return vars(self)

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Row":
        """The row of its JSON."""
        return cls(**{**row, "found": Counter(row["found"]), "notes": Counter(row["notes"])})


def judged(stage: Stage, plan: Plan, outcome: Outcome, row: Row) -> None:
    """Open the library after a fault, compare it with what it must be, and mend it by a command where that is needed.

    What is on record afterwards is what the next trial starts from.
    """
    row.trials += 1
    row.kills += outcome.killed
    if outcome.all_of("raw") or outcome.crashed:
        row.found["untold"] += 1
        row.wrong.append(f"{plan.name}: {outcome.trouble}")
    look = looking(stage.folder, stage.papers, _removed(stage, plan))
    seen = run(look)
    problems = compared(stage, plan, outcome, seen)
    if seen.all_of("mended") and seen.all_of("mended")[0]:
        row.notes["mended at the next start"] += 1
    if not problems:
        row.clean += 1
    else:
        words = ("documents", "rebuild") if "documents rebuild" in seen.trouble else ("doctor", "--repair")
        variables = {"ONRECORD_CHROMA_URL": place_of(stage.folder).url}
        variables["ONRECORD_EMBEDDER"] = noted_in(stage.folder).embedder or "small"
        mending = run(command(*words, "--library", str(stage.folder), **variables))
        seen = run(look)
        left = compared(stage, plan, outcome, seen)
        row.notes[f"mended by onrecord {' '.join(words)}"] += not left
        row.commands += not left
        if words[0] == "doctor" or left:
            row.wrong += [f"{plan.name}, before {' '.join(words)}: {kind}: {what}" for kind, what in problems[:3]]
        for kind, what in left:
            row.found[kind] += 1
            row.wrong.append(f"{plan.name}: {kind}: {what} ({mending.all_of('said')} {outcome.trouble})"[:600])
    for location, sha256 in {**dict.fromkeys(plan.after), **(seen.all_of("record") or [{}])[0]}.items():
        stage.papers.adopt(location, sha256)
    stage.papers.titles = (seen.all_of("titles") or [{}])[0]


def compared(stage: Stage, plan: Plan, outcome: Outcome, seen: Outcome) -> list[tuple[str, str]]:
    """What is amiss: kind and words."""
    if seen.trouble:
        return [("closed", seen.trouble)]
    problems = [(kind, what) for kind, what in seen.all_of("problem")]
    record: dict[str, str] = seen.all_of("record")[0]
    was, done = stage.papers.now, set(outcome.all_of("done"))
    changed = []
    for location in {*record, *was, *plan.after}:
        before, now = was.get(location), record.get(location)
        after = plan.after.get(location, before)
        changed += [now == after] if location in plan.after else []
        if now not in ({after} if location in done else {before, after}):
            kind = "lost" if now is None else "wrong"
            problems.append((kind, f"{location} is {now}, and must be {after}, or {before} where not acknowledged"))
    problems += _titles_compared(stage, plan, done, (seen.all_of("titles") or [{}])[0])
    if plan.together and len(set(changed)) > 1:
        problems.append(("half", f"some of {sorted(plan.after)} were changed, and some not"))
    if plan.together and done:
        problems += [("trace", f"{tag} was removed, and is in a file") for tags in seen.all_of("left") for tag in tags]
    return problems


def _titles_compared(stage: Stage, plan: Plan, done: set[str], titles: dict[str, str]) -> list[tuple[str, str]]:
    problems = []
    for location, title in plan.titles.items():
        may = {title} if location in done else {title, stage.papers.titles[location]}
        if titles.get(location) not in may:
            problems.append(("wrong", f"{location} is called {titles.get(location)!r}, not one of {sorted(may)}"))
    return problems


def _removed(stage: Stage, plan: Plan) -> list[str]:
    """Words of what was removed before this act, and of what it removes."""
    papers = stage.papers
    going = [location for location, after in plan.after.items() if after is None and location in papers.now]
    gone = [papers.tags[sha256] for place in going for sha256 in (papers.now[place], *papers.earlier[place])]
    return [*papers.removed, *gone]


def filled(folder: Path, random: Random) -> Stage:
    """A library with some documents, some of them replaced."""
    stage = Stage(folder / "library", Papers(folder / "papers"), random)
    for name in ("ingest", "replace"):
        plan = ACTS[name](stage)
        judged(stage, plan, run(plan.act), Row("before"))
    return stage


@dataclass
class Kills:
    """Trials with SIGKILL, over all acts in turn.

    Attributes:
        folder: for libraries and papers.
        random: draws acts and kills.
        server: address of a Chroma server.
        acts: kinds of acts to draw from.
        rows: kind of act -> its figures.
    """

    folder: Path
    random: Random
    server: str
    acts: tuple[str, ...] = (*ACTS, "move")
    rows: dict[str, Row] = field(default_factory=dict)
    _seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _points: dict[str, Counter[str]] = field(default_factory=dict)
    _chains: int = 0

    def run(self, kills: int) -> None:
        """Go on until so many processes were killed."""
        while sum(row.kills for row in self.rows.values()) < kills:
            self._chain(kills)

    def _chain(self, kills: int) -> None:
        """One library, from its first document on."""
        self._chains += 1
        place = self.folder / f"chain-{self._chains}"
        place.mkdir()
        stage = Stage(place / "library", Papers(place / "papers"), self.random, self.server)
        names = ["ingest"]
        while len(names) < _CHAIN:
            names += self.random.sample(self.acts, len(self.acts))  # there, and back
        for name in names[:_CHAIN]:
            if sum(row.kills for row in self.rows.values()) >= kills:
                return
            plan = ACTS[name if stage.papers.now else "ingest"](stage)
            # Most of the time there is something on record to lose.
            spared = not stage.papers.now and self.random.random() < _SPARED
            self._trial(stage, plan, None if spared else self._kill(plan.name))

    def _trial(self, stage: Stage, plan: Plan, kill: Kill | None) -> None:
        begun = time.monotonic()
        row = self.rows.setdefault(plan.name, Row(f"kill: {plan.name}"))
        outcome = run(plan.act, kill)
        if not outcome.killed:
            self._seconds[plan.name].append(outcome.seconds)
            self._points[plan.name] = outcome.points
            if (code := (outcome.all_of("exit") or [0])[0]) != 0:
                row.found["untold"] += 1
                row.wrong.append(f"{plan.name} ended with {code}: {outcome.all_of('said')}")
        elif self.random.random() < _TWICE:
            again = self.rows.setdefault("opening", Row("kill: the opening after a kill"))
            second = run(opening(stage), self._kill("opening"))
            if second.killed:
                again.trials += 1
                again.kills += 1
                again.clean += 1  # what is wrong after it is told of the act before
            else:
                self._seconds["opening"].append(second.seconds)
                self._points["opening"] = second.points
        judged(stage, plan, outcome, row)
        row.seconds += time.monotonic() - begun

    def _kill(self, name: str) -> Kill | None:
        """When to kill an act of this kind; None the first time, when it is measured."""
        if name not in self._points:
            return None
        drawn = self.random.random()
        if drawn < _AT_MOMENT or not self._points[name]:
            usual = sorted(self._seconds[name])[len(self._seconds[name]) // 2]
            return Kill(self.random.uniform(0, usual * _LATEST))
        point = self.random.choice(sorted(self._points[name]))
        times = self.random.randrange(1, self._points[name][point] + 1)
        later = 0.0 if drawn < _AT_POINT else self.random.uniform(0, _JUST_AFTER_SECONDS)
        return Kill(None, (point, times), later)
