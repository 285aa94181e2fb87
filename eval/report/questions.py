"""One question of a run as a page shows it: what was asked, what came back, what was wanted, what was lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from eval.metrics.score import Score
from eval.outcome import faults
from eval.report.figures import named, shown
from eval.report.words import clipped, split_at, visible
from eval.results import Result

__all__ = ["OUTCOMES", "Evidence", "Lost", "Question", "Said", "anchor", "link", "lost_of", "question_of"]

OUTCOMES: Final = {
    "lost": "Lost points",
    "refused": "Refused, though answerable",
    "answered": "Answered, though not answerable",
    "broken": "Broken or failed",
}
"""What a question can be filtered by -> as the page says it."""

_MOST: Final = 700
"""Characters of a piece of gold that are shown; a whole page or document is longer."""

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Lost:
    """A score: what was lost by which metric, and why.

    Attributes:
        name: of the metric.
        title: of the metric.
        value: as shown.
        reason: of the score.
    """

    name: str
    title: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the answer.

    Attributes:
        sentence: as ``ask --json`` has it.
        pieces: its words, each with whether the answer's own check holds them unsupported.
        judged: what the judge of the run says, as ``results.jsonl`` has it; None for a sentence that claims nothing.
        agreed: whether both say just the same.
        citations: the judge on each citation of several, one line each.
    """

    sentence: Mapping[str, Any]
    pieces: Pieces
    judged: Mapping[str, Any] | None
    agreed: bool
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of gold, or a passage that was found.

    Attributes:
        row: as ``results.jsonl`` has it.
        pieces: its words, each with whether they are wanted.
        rank: of the passage found that has the words, from 1; 0 where none has.
        left_out: characters that are not shown.
    """

    row: Mapping[str, Any]
    pieces: Pieces
    rank: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        key: unique in the page, letters and digits.
        result: what came of it.
        outcomes: those of :data:`OUTCOMES` that it has.
        lost: where it lost points.
        kept: its other scores.
        said: the sentences of the answer.
        gold: what was wanted.
        hits: what was found, best first.
    """

    key: str
    result: Result
    outcomes: tuple[str, ...]
    lost: tuple[Lost, ...]
    kept: tuple[Lost, ...]
    said: tuple[Said, ...]
    gold: tuple[Evidence, ...]
    hits: tuple[Evidence, ...]

    @property
    def filters(self) -> str:
        """What it is filtered by: its outcomes, and ``lost:NAME`` of each metric, parted by spaces."""
        return " ".join((*self.outcomes, *(f"lost:{one.name}" for one in self.lost)))

    @property
    def verdict(self) -> str:
        """What became of it, in a word or two."""
        if self.result.answer is None:
            return "Failed"
        if "refused" in self.outcomes or "answered" in self.outcomes:
            return OUTCOMES["refused" if "refused" in self.outcomes else "answered"]
        return "Answered" if self.result.status == "answered" else "Rightly refused"


def anchor(case_id: str) -> str:
    """The ``id`` of a question in the page."""
    return f"q-{visible(case_id)}"


def link(case_id: str) -> str:
    """What leads to a question in the page."""
    return f"#{quote(anchor(case_id), safe='')}"


def question_of(result: Result, key: str) -> Question:
    """A result made ready to show; ``key`` is unique in the page."""
    lost = lost_of(result)
    answer = result.answer or {}
    checked = {one["sentence"]: one for one in result.checked}
    said = (_said(one, checked.get(place)) for place, one in enumerate(answer.get("sentences", ())))
    return Question(
        key=key,
        result=result,
        outcomes=_outcomes(result, bool(lost)),
        lost=tuple(_score(name, one) for name, one in lost.items()),
        kept=tuple(_score(name, one) for name, one in result.scores.items() if name not in lost),
        said=tuple(said),
        gold=tuple(_gold(one, result.hits) for one in result.gold),
        hits=tuple(_hit(one, result.gold) for one in result.hits),
    )


def lost_of(result: Result) -> dict[str, Score]:
    """The scores of deciding metrics that are not as good as they can be."""
    return {name: result.scores[name] for name in faults(result.scores)}


def _outcomes(result: Result, lost: bool) -> tuple[str, ...]:
    answerable = bool(result.case.get("gold"))
    has = {
        "lost": lost,
        "refused": answerable and result.status == "abstained",
        "answered": not answerable and result.status == "answered",
        "broken": bool(result.broken or result.error or result.answer is None),
    }
    return tuple(name for name in OUTCOMES if has[name])


def _score(name: str, score: Score) -> Lost:
    metric = named(name)
    return Lost(name, metric.title, shown(metric, score.value), score.reason)


def _said(sentence: Mapping[str, Any], judged: Mapping[str, Any] | None) -> Said:
    pieces = split_at(sentence["text"], sentence["offending_at"])
    agreed = judged is not None and all(judged[name] == sentence[name] for name in ("verdict", "score", "reason"))
    return Said(sentence, pieces, judged, agreed, tuple(_on_citations(judged)) if judged else ())


def _on_citations(judged: Mapping[str, Any]) -> list[str]:
    """What each citation of several is worth, in words; JSON has their numbers as text."""
    without = {str(number): enough for number, enough in judged["without"].items()}
    alone = {str(number): enough for number, enough in judged["alone"].items()}
    return [
        f"[{number}] {'supports' if alone[number] else 'does not support'} it alone; "
        f"the others {'do' if without[number] else 'do not'} without it"
        for number in alone
        if number in without
    ]


def _gold(gold: Mapping[str, Any], hits: Sequence[Mapping[str, Any]]) -> Evidence:
    """Gold among the words around it, where a passage that was found has them; else alone."""
    start, end = gold["start"], gold["end"]
    for hit in hits:
        if hit["document_id"] == gold["document_id"] and hit["start"] <= start and end <= hit["end"]:
            pieces = split_at(hit["text"], [(start - hit["start"], end - hit["start"])])
            return Evidence(gold, pieces, hit["rank"])
    words, left_out = clipped(gold["quote"], _MOST)
    return Evidence(gold, [(words, True)], 0, left_out)


def _hit(hit: Mapping[str, Any], gold: Sequence[Mapping[str, Any]]) -> Evidence:
    ranges = [
        (one["start"] - hit["start"], one["end"] - hit["start"])
        for one in gold
        if one["document_id"] == hit["document_id"]
    ]
    return Evidence(hit, split_at(hit["text"], ranges), hit["rank"])
