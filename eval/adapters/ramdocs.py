"""RAMDocs (Wang et al., 2025, arXiv:2504.13079): questions on namesakes, and documents that mislead or do not help.

JSON lines with ``question``, ``documents`` (each with ``text``, ``type`` and ``answer``) and ``gold_answers``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from eval.adapters.folder import DocumentFolder
from eval.adapters.rows import rows
from eval.adapters.wording import Line, Text
from eval.cases import Case, Gold

__all__ = ["ramdocs"]


@dataclass(frozen=True, slots=True)
class _Given:
    text: Text
    type: Literal["correct", "misinfo", "noise"]
    answer: Text = ""


@dataclass(frozen=True, slots=True)
class _Row:
    question: Line
    documents: tuple[_Given, ...]
    gold_answers: tuple[Line, ...]


def ramdocs(path: Path, documents: DocumentFolder, draw: Random) -> Iterator[Case | str]:
    """One document each, those that mislead (``misinfo``) and that do not help (``noise``) among them.

    Gold are the documents of type ``correct``. A question with several correct answers is of the kind disagreement: its
    facts are all of them, and every gold document counts, also where several give one answer. With a single correct
    answer it is answerable, one document is enough, and the answer is the short answer too.

    The tags ``misinfo`` and ``noise`` say what stands beside the correct documents. A question with a correct answer
    that no correct document gives is left out. Which answer a file of the library gives does not show in its name.

    Raises:
        BadInput: the file is not of this form.
    """
    for number, row in rows(path, _Row):
        names = [documents.add(one.text) for one in row.documents]
        correct = [
            (one, name) for one, name in zip(row.documents, names, strict=True) if one.type == "correct" and name
        ]
        given = {_alike(one.answer) for one, _ in correct}
        wanted: dict[str, str] = {}
        for answer in row.gold_answers:
            wanted.setdefault(_alike(answer), answer)
        if not correct or not wanted.keys() <= given:
            yield "questions with a correct answer that no correct document gives"
            continue
        gold = tuple(Gold(name) for name in dict.fromkeys(name for _, name in correct))
        tags = tuple(kind for kind in ("misinfo", "noise") if any(one.type == kind for one in row.documents))
        yield _case(f"ramdocs-{number:05d}", row.question, gold, tuple(wanted.values()), tags)


def _case(case_id: str, question: str, gold: tuple[Gold, ...], answers: tuple[str, ...], tags: tuple[str, ...]) -> Case:
    facts = tuple((answer,) for answer in answers)
    if len(answers) > 1:
        return Case(case_id, question, "disagreement", gold=gold, facts=facts, tags=tags)
    return Case(case_id, question, "answerable", gold=gold, facts=facts, answers=answers, tags=tags)


def _alike(answer: str) -> str:
    return " ".join(answer.casefold().split())
