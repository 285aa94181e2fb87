"""TREC form (Voorhees and Harman, 2005): a folder with documents, topics and judgements.

* Judgements: files whose name holds ``qrel``; lines of topic, iteration, document number and grade.
* Topics: files whose name holds ``topic``; ``<top>`` with ``<num>`` and ``<title>``, closed or not; the title is the
  query.
* Documents: every other file, folders read through; ``<DOC>`` with ``<DOCNO>``, a headline and ``<TEXT>``. A file
  without a ``<DOC>`` (a note, a DTD) is passed over; a packed one has none, so unpack first.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eval.benchmarks.reading import columns, off_form, old_text
from eval.benchmarks.retrieval.corpus import Corpus, Judgement, judged_task
from eval.benchmarks.retrieval.task import Task
from onrecord.errors import BadInput
from onrecord.sentences import fold

__all__ = ["trec"]

_DOC: Final = re.compile(r"<DOC>(.*?)</DOC>", re.DOTALL | re.IGNORECASE)
_DOCNO: Final = re.compile(r"<DOCNO>(.*?)</DOCNO>", re.DOTALL | re.IGNORECASE)
_TITLE: Final = re.compile(r"<(TITLE|HEADLINE|HEAD|HL|TI)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_TEXT: Final = re.compile(r"<TEXT>(.*?)</TEXT>", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_TOPIC: Final = re.compile(r"<top>(.*?)</top>", re.DOTALL | re.IGNORECASE)
_NUMBER: Final = re.compile(r"<num>\s*(?:Number:)?\s*([^<\s]+)", re.IGNORECASE)
_ASKED: Final = re.compile(r"<title>\s*(?:Topic:)?([^<]+)", re.IGNORECASE)


def trec(path: Path, folder: Path) -> Task:
    """Write each document to a file of ``folder``; grades of relevance are kept.

    Raises:
        BadInput: the folder is not of this form.
    """
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    qrels = [file for file in files if "qrel" in file.name.lower()]
    topics = [file for file in files if "topic" in file.name.lower() and file not in qrels]
    for found, what in ((qrels, "qrels"), (topics, "topics")):
        if not found:
            raise BadInput(
                f"{path} has no file with {what!r} in its name; a TREC folder has topics, qrels and documents."
            )
    corpus = Corpus(folder)
    for file in files:
        if file not in qrels and file not in topics:
            _add(file, corpus)
    queries = {number: title for file in topics for number, title in _topics(file)}
    judgements = (judgement for file in qrels for judgement in _judgements(file))
    return judged_task("trec", path.resolve().name, corpus, queries, judgements)


def _add(path: Path, corpus: Corpus) -> None:
    """Put the documents of one file into the corpus."""
    text = old_text(path)
    for match in _DOC.finditer(text):
        number = _DOCNO.search(match[1])
        if number is None:
            line = text.count("\n", 0, match.start()) + 1
            raise off_form(path, line, "a <DOC> without <DOCNO>; every document needs its number.")
        title = next((_plain(found[2]) for found in _TITLE.finditer(match[1])), "")
        bodies = _TEXT.findall(match[1]) or [_TITLE.sub("", _DOCNO.sub("", match[1]))]
        corpus.add(number[1].strip(), fold(title), "\n\n".join(map(_plain, bodies)))


def _plain(text: str) -> str:
    """``text`` without tags, its entities as the characters they stand for."""
    return html.unescape(_TAG.sub("", text)).strip()


def _topics(path: Path) -> Iterator[tuple[str, str]]:
    text = old_text(path)
    for match in _TOPIC.finditer(text):
        number, title = _NUMBER.search(match[1]), _ASKED.search(match[1])
        if number is None or title is None:
            line = text.count("\n", 0, match.start()) + 1
            raise off_form(path, line, "a <top> without <num> or <title>; every topic needs both.")
        yield _bare(number[1]), fold(html.unescape(title[1]))


def _bare(number: str) -> str:
    """A topic's number as judgements write it: ``051`` is 51 there."""
    return str(int(number)) if number.isdecimal() else number


def _judgements(path: Path) -> Iterator[Judgement]:
    for number, (topic, _, document, grade) in columns(path, 4):
        try:
            yield Judgement(_bare(topic), document, int(grade))
        except ValueError as error:
            raise off_form(path, number, "the fourth column, the grade, is not a whole number.") from error
