"""The figures of following as JSON and as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from eval.benchmarks.following.task import FIRST, Scored, Task
from eval.benchmarks.reporting import markdown_table
from eval.statistics import CONFIDENCE

__all__ = ["Report", "Shares", "ratio_interval"]

_SAMPLES: Final = 2000
_SEED: Final = 0
_DIGITS: Final = 4
# So that a mean of nought can be divided by; and beyond this a ratio is of such a mean, and says nothing.
_LEAST: Final = 1e-9
_MOST: Final = 1e3
# Of fewer questions an interval says nothing.
_FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Shares:
    """How often questions are rewritten, in [0, 1].

    Attributes:
        rewritten: of the questions that go on from a conversation.
        new_topic: of the same, those called of another matter.
        openings: how many first questions of other conversations were put behind one.
        openings_left_alone: share of these that stay as they are.
        openings_new_topic: share of these that are called of another matter.
    """

    rewritten: float
    new_topic: float
    openings: int
    openings_left_alone: float
    openings_new_topic: float


def ratio_interval(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float] | None:
    """Mean of ``after`` over mean of ``before``, with its paired percentile bootstrap interval (``scipy``).

    None for fewer than ten pairs, and where the first mean, or that of one sample in forty, is nought. Where all pairs
    are one, the interval is the ratio itself.
    """
    if len(before) < _FEWEST or not any(before):
        return None
    import numpy as np
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    def ratio(one: Any, other: Any, axis: int = -1) -> Any:  # noqa: ANN401 - arrays
        return np.mean(other, axis=axis) / np.maximum(np.mean(one, axis=axis), _LEAST)

    data = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    value = float(ratio(*data))
    if len(set(zip(before, after, strict=True))) == 1:
        return value, value, value
    found = bootstrap(
        data, ratio, paired=True, n_resamples=_SAMPLES, confidence_level=CONFIDENCE, method="percentile", rng=_SEED
    ).confidence_interval
    return (value, float(found.low), float(found.high)) if found.high < _MOST else None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured on one task.

    Attributes:
        task: the questions.
        ways: how was searched -> what came of each question; the first is the last turn alone, the second rewritten.
        leans: of each question whether it leans on the conversation.
        shares: how often questions are rewritten.
    """

    task: Task
    ways: Mapping[str, Sequence[Scored]]
    leans: Sequence[bool]
    shares: Shares

    def as_json(self) -> dict[str, Any]:
        """All figures, as one JSON object."""
        return {
            "form": self.task.form,
            "source": self.task.source,
            "left_out": dict(self.task.left_out),
            "ranked": "documents" if self.task.by_document else "passages",
            "shares": {name: _rounded(value) for name, value in asdict(self.shares).items()},
            "groups": {name: self._figures(places) for name, places in self._groups().items() if places},
        }

    def _groups(self) -> dict[str, list[int]]:
        """Name -> places of its questions."""
        alone = next(iter(self.ways.values()))
        every = list(range(len(alone)))
        named = dict.fromkeys(group for one in self.task.follow_ups for group in one.groups)
        return {
            "all": every,
            "leaning": [place for place in every if self.leans[place]],
            "left alone": [place for place in every if not self.leans[place]],
            "last turn alone finds not all": [place for place in every if alone[place].recall < 1],
            **{name: [at for at in every if name in self.task.follow_ups[at].groups] for name in named},
        }

    def _figures(self, places: Sequence[int]) -> dict[str, Any]:
        recalls = {way: [found[place].recall for place in places] for way, found in self.ways.items()}
        alone, rewritten = list(recalls.values())[:2]
        ratio = _mean(rewritten) / _mean(alone) if any(alone) else None
        interval = ratio_interval(alone, rewritten)
        wanted = [len(self.task.follow_ups[place].evidence) for place in places]
        return {
            "questions": len(places),
            "ways": {
                way: {
                    "recall": _rounded(_mean(recalls[way])),
                    "mrr": _rounded(_mean([found[place].rank for place in places])),
                }
                for way, found in self.ways.items()
            },
            "ratio": None if ratio is None else _rounded(ratio),
            "interval": None if interval is None else [_rounded(value) for value in interval[1:]],
            "more_found": sum(now > then for then, now in zip(alone, rewritten, strict=True)),
            "less_found": sum(now < then for then, now in zip(alone, rewritten, strict=True)),
            "best_of_ways": _rounded(_mean([max(values) for values in zip(*recalls.values(), strict=True)])),
            "ceiling": _rounded(_mean([min(FIRST, count) / count for count in wanted])),
        }

    def as_markdown(self) -> str:
        """The same as tables."""
        found = self.as_json()
        shares = self.shares
        lines = [f"# Follow-ups: {self.task.form}, {self.task.source}", ""]
        lines += [f"Left out: {count:,} {what}." for what, count in self.task.left_out.items()]
        lines += [
            f"Rewritten: {shares.rewritten:.0%}; called of another matter: {shares.new_topic:.0%}. Of "
            f"{shares.openings:,} first questions of other conversations left alone: {shares.openings_left_alone:.0%}; "
            f"called of another matter: {shares.openings_new_topic:.0%}."
        ]
        head = ["", "questions", *(f"{way}: recall@{FIRST} / MRR" for way in self.ways)]
        rows = [head, *([name, *self._row(one)] for name, one in found["groups"].items())]
        gains = [["", "rewritten / alone", "interval", "more found", "less found", "best of all ways", "ceiling"]]
        gains += [[name, *_gains(one)] for name, one in found["groups"].items()]
        return "\n".join([*lines, "", *markdown_table(rows), "", *markdown_table(gains)])

    def _row(self, one: Mapping[str, Any]) -> list[str]:
        cells = [f"{way['recall']:.3f} / {way['mrr']:.3f}" for way in one["ways"].values()]
        return [f"{one['questions']:,}", *cells]


def _gains(one: Mapping[str, Any]) -> list[str]:
    ratio, interval = one["ratio"], one["interval"]
    return [
        "-" if ratio is None else f"{ratio:.3f}",
        "-" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}",
        str(one["more_found"]),
        str(one["less_found"]),
        f"{one['best_of_ways']:.3f}",
        f"{one['ceiling']:.3f}",
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
