"""RAMDocs (Wang et al., Retrieval-Augmented Generation with Conflicting Evidence, 2025): a question and its documents.

JSON lines with ``question``, ``documents`` (each with ``text``, ``type`` and ``answer``), ``gold_answers`` and
``wrong_answers``. Some documents were changed to give a wrong answer, others answer nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from eval.adapters.rows import rows
from eval.adapters.wording import Line, Text
from onrecord.errors import BadInput

__all__ = ["Half", "Task", "read_ramdocs"]

Half = Literal["even", "odd"]
_NOTHING: Final = frozenset({"", "unknown"})


@dataclass(frozen=True, slots=True)
class _Given:
    text: Text
    answer: Text = ""


@dataclass(frozen=True, slots=True)
class _Row:
    question: Line
    documents: tuple[_Given, ...]
    gold_answers: tuple[Line, ...]
    wrong_answers: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One question.

    Attributes:
        question: as it is asked.
        folder: of its documents, one file each.
        gold: the answers that are right.
        wrong: those that are not, and that a document gives; empty where all documents agree.
        half: by the first byte of the SHA-256 of the question.
    """

    question: str
    folder: Path
    gold: tuple[str, ...]
    wrong: tuple[str, ...]
    half: Half

    @property
    def agree(self) -> bool:
        """Whether the documents that answer give one answer."""
        return not self.wrong and len(self.gold) == 1


def read_ramdocs(path: Path, documents: Path) -> list[Task]:
    """The questions; their documents are written into folders of their own below ``documents``.

    Raises:
        BadInput: the file cannot be read, is not of this form or has no question.
    """
    tasks = [_task(row, documents / f"{number:05d}") for number, row in rows(path, _Row)]
    if not tasks:
        raise BadInput(f"{path} has no question; give the JSON lines of RAMDocs.")
    return tasks


def _task(row: _Row, folder: Path) -> Task:
    folder.mkdir(parents=True)
    for number, one in enumerate(row.documents):
        if one.text.strip():
            (folder / f"{number:02d}.txt").write_text(one.text, encoding="utf-8", newline="\n")
    gold = _distinct(row.gold_answers)
    given = _distinct([*row.wrong_answers, *(one.answer for one in row.documents)])
    right = {_alike(answer) for answer in gold}
    wrong = tuple(answer for answer in given if _alike(answer) not in right | _NOTHING)
    even = hashlib.sha256(row.question.encode("utf-8")).digest()[0] % 2 == 0
    return Task(row.question, folder, gold, wrong, "even" if even else "odd")


def _distinct(answers: Sequence[str]) -> tuple[str, ...]:
    return tuple({_alike(answer): answer for answer in reversed(answers)}.values())[::-1]


def _alike(answer: str) -> str:
    return " ".join(answer.casefold().split())
