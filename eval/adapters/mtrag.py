"""MTRAG (Katsis et al., 2025, arXiv:2501.03468), the form of its reference task: the last turn of a conversation.

JSON lines with ``input`` (turns), ``contexts`` (the passages that answer), ``targets`` and ``answerability``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated, Final

from pydantic import Field

from eval.adapters.folder import DocumentFolder
from eval.adapters.rows import rows
from eval.adapters.wording import Line, Text
from eval.benchmarks.reading import off_form
from eval.cases import Case, Gold, Kind
from onrecord.sentences import fold
from onrecord.types import Turn

__all__ = ["mtrag"]

# Label -> why a question of it is left out; empty where it is not.
_LABELS: Final[Mapping[str, str]] = {
    "ANSWERABLE": "",
    "PARTIAL": "",
    "UNANSWERABLE": "",
    "UNDERSPECIFIED": "turns that are underspecified, where a right answer asks back",
    "CONVERSATIONAL": "turns that are conversational, and ask nothing",
}


@dataclass(frozen=True, slots=True)
class _Said:
    text: Text
    speaker: Text = ""


@dataclass(frozen=True, slots=True)
class _Context:
    text: Text
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    input: tuple[_Said, ...]
    contexts: tuple[_Context, ...]
    answerability: tuple[str, ...] | str
    targets: tuple[_Said, ...] = ()
    types: Annotated[tuple[Line, ...], Field(alias="Question Type")] = ()
    collection: Annotated[Text, Field(alias="Collection")] = ""


def mtrag(path: Path, documents: DocumentFolder, draw: Random) -> Iterator[Case | str]:
    """One document a passage, under its title where it has one.

    Gold are the passages, each whole, and one is enough; the answer is the written one, of some sentences, so exact
    match tells little. A question after earlier turns is a follow-up, and one that is called unanswerable is that, with
    its earlier turns. A partly answerable question counts as answerable and has the tag ``partial``. Tags are also the
    type of the question (of which ``non-question`` is a remark or a bare topic) and the name of the collection.

    Underspecified and conversational turns are left out, their passages stay. The library has the passages of this file
    only, and no question was checked against those of the others.

    Raises:
        BadInput: the file is not of this form.
    """
    for number, row in rows(path, _Row):
        label = row.answerability if isinstance(row.answerability, str) else next(iter(row.answerability), "")
        if label not in _LABELS:
            raise off_form(path, number, f"answerability is {label!r}; it is one of {', '.join(_LABELS)}.")
        if not row.input or row.input[-1].speaker != "user" or not row.input[-1].text.strip():
            raise off_form(path, number, "the conversation does not end with a user who asks something.")
        names = [documents.add(context.text, context.title or "") for context in row.contexts]
        gold = tuple(Gold(name) for name in dict.fromkeys(filter(None, names)))
        yield _LABELS[label] or _case(f"mtrag-{number:05d}", label, row, gold)


def _case(case_id: str, label: str, row: _Row, gold: tuple[Gold, ...]) -> Case | str:
    *before, last = row.input
    question = fold(last.text)
    history = tuple(Turn("user" if one.speaker == "user" else "assistant", one.text) for one in before)
    tags = tuple(dict.fromkeys((label.lower(), *(one.lower() for one in row.types), *row.collection.split())))
    if label == "UNANSWERABLE":
        return Case(case_id, question, "unanswerable", history, tags=tags)
    if not gold:
        return "answerable questions without a passage"
    answers = tuple(dict.fromkeys(fold(one.text) for one in row.targets if one.text.strip()))
    kind: Kind = "follow-up" if history else "answerable"
    return Case(case_id, question, kind, history, gold, answers=answers, tags=tags)
