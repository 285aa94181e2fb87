"""FinanceBench (Islam et al., 2023, arXiv:2311.11944): PDF filings, and questions with the page of their evidence.

A folder with ``pdfs/`` and ``questions.jsonl``, whose lines have ``question``, ``doc_name`` (a PDF's name without its
ending), ``answer`` and ``evidence`` with ``evidence_page_num`` counted from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

from pydantic import Field

from eval.adapters.folder import DocumentFolder
from eval.adapters.rows import rows
from eval.adapters.wording import Line, Text
from eval.cases import Case, Gold
from onrecord.sentences import fold

__all__ = ["financebench"]


@dataclass(frozen=True, slots=True)
class _Evidence:
    evidence_page_num: Annotated[int, Field(ge=0)]
    doc_name: Text = ""


@dataclass(frozen=True, slots=True)
class _Row:
    question: Line
    doc_name: Line
    evidence: tuple[_Evidence, ...]
    answer: Text = ""
    question_type: Text | None = None
    question_reasoning: Text | None = None


def financebench(path: Path, documents: DocumentFolder, draw: Random) -> Iterator[Case | str]:
    """Every PDF that is there, linked or copied; questions on others are left out.

    Gold are the pages of the evidence, which counts them from 0, and Onrecord from 1; one is enough. The answer is the
    written one, often a sentence, so exact match tells little. Tags are the type of the question and its reasoning.

    Raises:
        BadInput: the folder is not of this form.
    """
    files = {file.stem: file for file in sorted((path / "pdfs").rglob("*.pdf")) if file.is_file()}
    names = {stem: documents.take(file) for stem, file in files.items()}
    for number, row in rows(path / "questions.jsonl", _Row):
        pages = dict.fromkeys((one.doc_name or row.doc_name, one.evidence_page_num + 1) for one in row.evidence)
        gold = tuple(Gold(names[stem], page=page) for stem, page in pages if names.get(stem))
        if not gold:
            yield "questions on filings that are not there" if pages else "questions without evidence"
            continue
        tags = tuple(fold(tag) for tag in (row.question_type, row.question_reasoning) if tag and tag.strip())
        answers = (fold(row.answer),) if row.answer.strip() else ()
        yield Case(f"financebench-{number:05d}", row.question, "answerable", gold=gold, answers=answers, tags=tags)
