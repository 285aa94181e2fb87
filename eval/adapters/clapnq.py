"""CLAPNQ (Rosenthal et al., 2024, arXiv:2404.02103): questions on passages, with the sentences that answer.

A folder with ``answerable.jsonl`` and ``unanswerable.jsonl``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from eval.adapters.folder import DocumentFolder
from eval.adapters.rows import rows
from eval.adapters.wording import Line, Text
from eval.cases import Case, Gold
from onrecord.sentences import fold

__all__ = ["clapnq"]


@dataclass(frozen=True, slots=True)
class _Passage:
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class _Output:
    answer: Text = ""
    selected_sentences: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    input: Line
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...] = ()


def clapnq(path: Path, documents: DocumentFolder, draw: Random) -> Iterator[Case | str]:
    """One document a passage, under its title.

    Gold are the selected sentences, each by itself, and one is enough; the answers are the written ones. They are of
    some sentences, so exact match tells little, and no fact is made of them.

    The passages of an unanswerable question are documents too. It is unanswerable as they go: nobody looked whether the
    passage of another question answers it.

    Raises:
        BadInput: the folder is not of this form.
    """
    for label in ("answerable", "unanswerable"):
        for number, row in rows(path / f"{label}.jsonl", _Row):
            names = [documents.add(passage.text, passage.title) for passage in row.passages]
            case_id = f"clapnq-{label}-{number:05d}"
            if label == "unanswerable":
                yield Case(case_id, row.input, "unanswerable")
            else:
                yield _answerable(case_id, row, [name for name in names if name], documents)


def _answerable(case_id: str, row: _Row, names: list[str], documents: DocumentFolder) -> Case | str:
    wanted = dict.fromkeys(fold(one) for output in row.output for one in output.selected_sentences if one.strip())
    if not wanted:
        return "answerable questions without selected sentences"
    gold = []
    for quote in wanted:
        found = [one for one in (Gold(name, quote) for name in names) if documents.places(one)]
        if not found:
            return "questions with a selected sentence that is in no passage"
        gold.append(found[0])
    answers = tuple(dict.fromkeys(fold(output.answer) for output in row.output if output.answer.strip()))
    return Case(case_id, row.input, "answerable", gold=tuple(gold), answers=answers)
