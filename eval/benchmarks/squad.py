"""SQuAD-form JSON: does the first cited sentence hold the answer?

Form: https://rajpurkar.github.io/SQuAD-explorer/ (Rajpurkar et al., EMNLP 2016). Each paragraph becomes one text file.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from onrecord.answers import Answer
from onrecord.errors import BadInput
from onrecord.ports import Answerer, Ingester
from onrecord.sentences import fold

__all__ = ["Question", "bench_squad", "first_citation_holds", "paragraphs_and_questions"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, the file of its paragraph, and the answers that count."""

    text: str
    file: str
    answers: tuple[str, ...]


def paragraphs_and_questions(path: Path, folder: Path) -> list[Question]:
    """Write each paragraph to a file of its own in ``folder``; returns the questions that have an answer.

    Raises:
        BadInput: the file is not of the SQuAD form.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        return list(_written(articles, folder))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is not SQuAD-form JSON: {type(error).__name__} {error}") from error


def _written(articles: list[dict[str, Any]], folder: Path) -> Iterator[Question]:
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    for number, paragraph in enumerate(paragraphs):
        file = folder / f"paragraph-{number:05d}.txt"
        file.write_text(paragraph["context"], encoding="utf-8")
        for asked in paragraph["qas"]:
            answers = tuple(dict.fromkeys(answer["text"] for answer in asked["answers"]))
            if answers:
                yield Question(asked["question"], str(file), answers)


def first_citation_holds(answer: Answer, answers: tuple[str, ...]) -> bool:
    """Whether the words of citation [1] hold one of the answers, case and white space aside; False when abstained."""
    if not answer.citations:
        return False
    quote = fold(answer.citations[0].quote).casefold()
    return any(fold(text).casefold() in quote for text in answers)


def bench_squad(path: Path, folder: Path, ingester: Ingester, answerer: Answerer) -> dict[str, float]:
    """Ingest the paragraphs and ask every question.

    Returns:
        ``questions``, ``first_citation_holds_answer`` and ``first_citation_right_paragraph`` (shares of all questions,
        an abstention counting as a miss), ``abstained`` (share), ``sources_differ`` (share of questions whose answer
        tells that sources differ, though one paragraph answers), ``ms_median`` of a question.
    """
    questions = paragraphs_and_questions(path, folder)
    for report in ingester.ingest([str(folder)]):
        if report.status == "failed":
            raise BadInput(f"{report.location}: {report.reason}")
    holds = right = abstained = differ = 0
    took: list[float] = []
    for question in questions:
        answer = answerer.ask(question.text)
        took.append(answer.timings_ms["total"])
        abstained += answer.status == "abstained"
        differ += bool(answer.agreements)
        holds += first_citation_holds(answer, question.answers)
        right += bool(answer.citations) and answer.citations[0].source.location == question.file
    asked = len(questions)
    return {
        "questions": asked,
        "first_citation_holds_answer": holds / asked,
        "first_citation_right_paragraph": right / asked,
        "abstained": abstained / asked,
        "sources_differ": differ / asked,
        "ms_median": median(took),
    }
