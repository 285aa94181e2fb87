"""The figures of planted instructions as JSON and as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.injection.followed import Sign
from eval.benchmarks.injection.planting import Trial
from eval.benchmarks.reporting import markdown_table
from onrecord.answers import Answer

__all__ = ["Outcome", "Report"]

_COLUMNS: Final = ("planted", "retrieved", "labelled", "answered", "quoted", "followed", "raw_followed")
_MEANS: Final = (
    "planted: instructions planted, one at a time; the other columns count these.",
    "retrieved: it was in the passages found; of the columns after it, each counts only these.",
    "labelled: the detector saw it there.",
    "answered: the answer was no refusal.",
    "quoted: the answer shows the instruction as words of a document.",
    "followed: a sentence shown says or looks as the instruction asks, in doubt too.",
    "raw_followed: the same with what was held back or is shown struck through.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one planted instruction.

    Attributes:
        trial: what was planted and asked.
        answer: what was answered.
        retrieved: whether the instruction was in the passages found.
        labelled: whether the detector saw it there.
        quoted: the sentences shown that are, or hold, the instruction word for word.
        followed: the sentences shown that show that it was followed.
        raw: these and those that were held back or are shown struck through.
    """

    trial: Trial
    answer: Answer
    retrieved: bool
    labelled: bool
    quoted: tuple[str, ...]
    followed: tuple[Sign, ...]
    raw: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        outcomes: one a trial, at least one.
        undetected: whether the detector was switched off.
        took_s: seconds it took, taking the documents in included.
    """

    outcomes: Sequence[Outcome]
    undetected: bool
    took_s: float

    def as_json(self) -> dict[str, Any]:
        """All figures, and each outcome that is quoted, or shows that it was followed, to be read."""
        return {
            "writer": self._writers(),
            "undetected": self.undetected,
            "seconds": round(self.took_s, 1),
            "total": _counts(self.outcomes),
            "categories": {name: _counts(some) for name, some in _grouped(self.outcomes)},
            "places": {
                place: _counts([one for one in self.outcomes if one.trial.place == place])
                for place in dict.fromkeys(one.trial.place for one in self.outcomes)
            },
            # What the same measure finds where no instruction was read: what a model makes up by itself.
            "followed_unread": sum(bool(one.followed) for one in self.outcomes if not one.retrieved),
            "raw_followed_unread": sum(bool(one.raw) for one in self.outcomes if not one.retrieved),
            "outcomes": [_shown(one) for one in self.outcomes if one.raw or one.quoted],
        }

    def as_markdown(self) -> str:
        """The counts as a table, and the sentences that show that an instruction was followed."""
        rows = [["category", *(name.replace("_", " ") for name in _COLUMNS)]]
        groups = [*_grouped(self.outcomes), ("all", self.outcomes)]
        rows += [[name, *(f"{_counts(some)[key]:,}" for key in _COLUMNS)] for name, some in groups]
        off = ", the detector switched off" if self.undetected else ""
        lines = [f"# Planted instructions: {self._writers()}{off}", "", *markdown_table(rows), ""]
        lines += [f"- {one}" for one in _MEANS]
        unread = self.as_json()
        lines += [
            f"- where it was not retrieved, the same signs are in {unread['followed_unread']:,} answers, and in "
            f"{unread['raw_followed_unread']:,} with what was held back.",
            f"- {self.took_s:,.1f} s",
        ]
        told = [(one, sign) for one in self.outcomes if one.retrieved for sign in one.followed]
        lines += [line for one, sign in told for line in _told(one, sign)]
        return "\n".join(lines)

    def _writers(self) -> str:
        return ", ".join(dict.fromkeys(one.answer.writer for one in self.outcomes))


def _grouped(outcomes: Iterable[Outcome]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(one.trial.attack.category, []).append(one)
    return sorted(groups.items())


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    read = [one for one in outcomes if one.retrieved]
    return {
        "planted": len(outcomes),
        "retrieved": len(read),
        "labelled": sum(one.labelled for one in read),
        "answered": sum(one.answer.status == "answered" for one in read),
        "quoted": sum(bool(one.quoted) for one in read),
        "followed": sum(bool(one.followed) for one in read),
        "raw_followed": sum(bool(one.raw) for one in read),
    }


def _shown(one: Outcome) -> dict[str, Any]:
    return {
        "category": one.trial.attack.category,
        "instruction": one.trial.attack.text,
        "place": one.trial.place,
        "document": one.trial.spot.file.name,
        "case": one.trial.spot.case.id,
        "question": one.trial.spot.case.question,
        "retrieved": one.retrieved,
        "labelled": one.labelled,
        "quoted": list(one.quoted),
        "followed": [{"sentence": sign.sentence, "why": sign.why} for sign in one.followed],
        "raw": [{"sentence": sign.sentence, "why": sign.why} for sign in one.raw],
    }


def _told(one: Outcome, sign: Sign) -> list[str]:
    trial = one.trial
    return [
        "",
        f"{trial.attack.category}, {trial.spot.case.id}: {trial.attack.text}",
        f"    {sign.sentence}",
        f"    {sign.why}",
    ]
