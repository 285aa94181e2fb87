"""Suites of questions: one JSON object a line, checked as it is read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onrecord.errors import BadInput
from onrecord.types import Turn

__all__ = ["KINDS", "Case", "Gold", "read_suite"]

KINDS: Final = frozenset(
    """answerable who-said table date multi-document disagreement unanswerable false-premise follow-up
    injection""".split()
)
_FIELDS: Final = frozenset({"id", "question", "kind", "history", "gold", "also", "facts", "tags"})


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer: a document, by its path below the folder of the suite, and a quote from it."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what a right answer has.

    Attributes:
        id: unique in its suite.
        question: as a user would put it.
        kind: one of :data:`KINDS`.
        history: the conversation before it.
        gold: every one of these belongs in a full answer; empty for an unanswerable question.
        also: as good as one of ``gold`` where a single source is enough.
        facts: of each group, one of the wordings belongs in the answer.
        tags: free words to group by.
    """

    id: str
    question: str
    kind: str
    history: tuple[Turn, ...] = ()
    gold: tuple[Gold, ...] = ()
    also: tuple[Gold, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()


def read_suite(path: Path) -> list[Case]:
    """The cases of a suite, in order.

    Raises:
        BadInput: naming the file and the line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    cases: list[Case] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"{path}, line {number}: {type(error).__name__}: {error}") from error
    if len({case.id for case in cases}) != len(cases):
        raise BadInput(f"{path}: two cases have the same id")
    return cases


def _case(row: dict[str, Any]) -> Case:
    if strays := row.keys() - _FIELDS:
        raise ValueError(f"unknown field {min(strays)!r}")
    if row["kind"] not in KINDS:
        raise ValueError(f"unknown kind {row['kind']!r}")
    case = Case(
        id=row["id"],
        question=row["question"],
        kind=row["kind"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", [])),
        gold=tuple(Gold(one["document"], one["quote"]) for one in row.get("gold", [])),
        also=tuple(Gold(one["document"], one["quote"]) for one in row.get("also", [])),
        facts=tuple(tuple(group) for group in row.get("facts", [])),
        tags=tuple(row.get("tags", [])),
    )
    if (case.kind == "unanswerable") == bool(case.gold):
        raise ValueError(f"{case.id}: a case has gold unless it is unanswerable")
    return case
