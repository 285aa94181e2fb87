"""SQuAD-form JSON (Rajpurkar et al., EMNLP 2016; XQuAD: Artetxe et al., ACL 2020): questions on paragraphs of articles.

Form: https://rajpurkar.github.io/SQuAD-explorer/.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from eval.adapters.folder import DocumentFolder
from eval.adapters.rows import read_whole
from eval.adapters.wording import Line, Text
from eval.cases import Case, Gold
from onrecord.sentences import fold, split_sentences
from onrecord.types import Span

__all__ = ["squad"]

_MOST_GROWN: Final = 60


@dataclass(frozen=True, slots=True)
class _Answer:
    text: Text
    answer_start: int


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Line
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    context: Text
    qas: tuple[_Asked, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    paragraphs: tuple[_Paragraph, ...]
    title: Text = ""


@dataclass(frozen=True, slots=True)
class _File:
    data: tuple[_Article, ...]


def squad(path: Path, documents: DocumentFolder, draw: Random) -> Iterator[Case | str]:
    """One document an article: its title, then its paragraphs with empty lines between, as people keep documents.

    Gold is the sentence with the answer, with more words around it where the same sentence stands twice in the article;
    where several people marked answers in several sentences, each is gold, and one is enough. Their answers are the
    short answers, and any of them is the fact.

    A question that SQuAD 2.0 calls impossible is unanswerable as its own paragraph goes: nobody looked whether another
    paragraph answers it. A question without an answer that is not called so is left out.

    Raises:
        BadInput: the file is not of the SQuAD form.
    """
    number = 0
    for article in read_whole(path, _File).data:
        text = "\n\n".join(one.context.strip() for one in article.paragraphs)
        name = documents.add(text, article.title.replace("_", " "))
        for paragraph in article.paragraphs:
            for asked in paragraph.qas:
                number += 1
                yield _case(f"squad-{number:06d}", asked, paragraph.context, name, documents)


def _case(number: str, asked: _Asked, context: str, name: str, documents: DocumentFolder) -> Case | str:
    if asked.is_impossible:
        return Case(number, asked.question, "unanswerable")
    if not asked.answers:
        return "questions without an answer"
    right = [
        one for one in asked.answers if one.text.strip() and context.startswith(one.text, max(one.answer_start, 0))
    ]
    if not right:
        return "questions whose answer does not stand where the file says"
    quotes = [_quote(context, one, name, documents) for one in right]
    gold = tuple(Gold(name, quote) for quote in dict.fromkeys(filter(None, quotes)))
    if not gold:
        return "questions whose answer cannot be told from the same words elsewhere in the article"
    answers = tuple(dict.fromkeys(fold(one.text) for one in right))
    return Case(number, asked.question, "answerable", gold=gold, facts=(answers,), answers=answers)


def _quote(context: str, answer: _Answer, name: str, documents: DocumentFolder) -> str:
    """The sentence with the answer, and words around it until it stands once in the article; empty where it never does.

    It grows by at most 60 words on each side.
    """
    start, end = answer.answer_start, answer.answer_start + len(answer.text)
    around = [span for span in split_sentences(context) if span.start < end and start < span.end]
    span = Span(min(start, *(one.start for one in around)), max(end, *(one.end for one in around))) if around else None
    span = span or Span(start, end)
    words = [match.span() for match in re.finditer(r"\S+", context)]
    before = [start for start, _ in words if start < span.start][::-1]
    after = [end for _, end in words if end > span.end]
    for more in range(_MOST_GROWN + 1):
        begin = before[min(more, len(before)) - 1] if more and before else span.start
        finish = after[min(more, len(after)) - 1] if more and after else span.end
        quote = fold(context[begin:finish])
        if documents.places(Gold(name, quote)) == 1:
            return quote
        if more > max(len(before), len(after)):
            break
    return ""
