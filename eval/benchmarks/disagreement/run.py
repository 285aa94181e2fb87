"""Ask each question of its own documents, and see which answers are shown and whether a difference is told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from eval.benchmarks.disagreement.report import Outcome, Report
from eval.benchmarks.disagreement.task import Task
from onrecord.answers import Answer
from onrecord.errors import BadInput
from onrecord.ports import Answerer, DocumentShelf, Ingester
from onrecord.types import Filters
from onrecord.words import words_of

__all__ = ["bench_disagreement"]

Tell = Callable[[str], None]
_TOLD_EVERY: Final = 25
_ARTICLES: Final = frozenset({"a", "an", "the"})


def bench_disagreement(
    tasks: Sequence[Task], ingester: Ingester, shelf: DocumentShelf, answerer: Answerer, tell: Tell = lambda _: None
) -> Report:
    """Put all documents on record in one library, and ask each question with a filter for its own documents.

    A document that cannot be read is left out; the report counts them.

    Raises:
        BadInput: nothing of a question can be read.
    """
    folders = dict.fromkeys(task.folder.resolve() for task in tasks)
    unread = sum(report.status == "failed" for report in ingester.ingest([str(folder) for folder in folders]))
    ids: dict[Path, list[str]] = {folder: [] for folder in folders}
    for source in shelf.sources():
        ids[Path(source.location).parent].append(source.document_id)
    outcomes = []
    for number, task in enumerate(tasks):
        if number % _TOLD_EVERY == 0:
            tell(f"question {number + 1:,} of {len(tasks):,}")
        documents = tuple(ids[task.folder.resolve()])
        if not documents:
            raise BadInput(f"No document of the question \u201c{task.question}\u201d can be read.")
        outcomes.append(_outcome(task, answerer.ask(task.question, filters=Filters(documents=documents))))
    return Report(outcomes, unread)


def _outcome(task: Task, answer: Answer) -> Outcome:
    quotes = [version.quote for one in answer.agreements for version in one.versions]
    return Outcome(
        task=task,
        answered=answer.status == "answered",
        gold_answered=answer.status == "answered" and _any_in(task.gold, [answer.text]),
        gold_shown=answer.status == "answered" and _any_in(task.gold, [answer.text, *quotes]),
        wrong_answered=answer.status == "answered" and _any_in(task.wrong, [answer.text]),
        versions=tuple(version.value for one in answer.agreements for version in one.versions),
        compare_ms=answer.timings_ms.get("compare", 0.0),
    )


def _any_in(answers: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether all words of one of the answers stand in a row in one of the texts, articles and case aside."""
    shown = [f" {' '.join(_words(text))} " for text in texts]
    return any(words and f" {' '.join(words)} " in text for words in map(_words, answers) for text in shown)


def _words(text: str) -> list[str]:
    return [word.text for word in words_of(text) if word.text not in _ARTICLES]
