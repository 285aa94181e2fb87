"""The Cranfield collection (Cleverdon, 1967) in SMART form: 1,400 abstracts on aerodynamics, 225 questions.

A folder with ``cran.all.1400``, ``cran.qry`` and ``cranqrel``. Records begin with ``.I NUMBER``; ``.T`` title, ``.A``
author, ``.B`` bibliography and ``.W`` words stand on lines of their own before what they name. Two traps:

* The query numbers of ``cranqrel`` are the positions of the queries in ``cran.qry``, from 1, not the numbers after
  ``.I``, which have gaps. Read as the latter, most questions are scored against judgements of another.
* The third column of ``cranqrel`` is a code, not a grade. The description that came with the collection calls 1 a
  complete answer and 4 of minimum interest; others print the same four in the reverse order. So each of 1 to 4 counts
  as relevant, with the same grade, and nothing else does: neither 5 and -1 (of no interest) nor 0.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eval.benchmarks.reading import columns, off_form, old_text
from eval.benchmarks.retrieval.corpus import Corpus, Judgement, judged_task
from eval.benchmarks.retrieval.task import Task
from onrecord.errors import BadInput
from onrecord.sentences import fold

__all__ = ["cranfield"]

_RECORD: Final = re.compile(r"^\.I[ \t]+(\d+)[ \t]*$", re.MULTILINE)
_FIELD: Final = re.compile(r"^\.([TABW])[ \t]*$", re.MULTILINE)
_RELEVANT: Final = range(1, 5)


def cranfield(path: Path, folder: Path) -> Task:
    """Write each abstract to a file of ``folder``: its title and words, which begin with the title once more, once.

    Raises:
        BadInput: the folder is not of this form.
    """
    corpus = Corpus(folder)
    for number, fields in _records(path / "cran.all.1400"):
        title, words = fields.get("T", ""), fields.get("W", "")
        corpus.add(number, "" if fold(words).startswith(fold(title)) else title, words)
    asked = enumerate(_records(path / "cran.qry"), 1)
    queries = {str(position): fold(fields.get("W", "")) for position, (_, fields) in asked}
    return judged_task("cranfield", path.resolve().name, corpus, queries, _judgements(path / "cranqrel"))


def _records(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The number and the fields of each record."""
    _, *parts = _RECORD.split(old_text(path))
    if not parts:
        raise BadInput(f"{path} has no line such as '.I 1'; it should be the SMART form of the Cranfield collection.")
    for number, record in zip(parts[::2], parts[1::2], strict=True):
        _, *named = _FIELD.split(record)
        fields: dict[str, str] = {}
        for name, text in zip(named[::2], named[1::2], strict=True):
            fields[name] = fields.get(name, "") + text
        yield number, fields


def _judgements(path: Path) -> Iterator[Judgement]:
    for number, (query, document, code) in columns(path, 3):
        try:
            yield Judgement(str(int(query)), document, int(int(code) in _RELEVANT))
        except ValueError as error:
            raise off_form(path, number, "not three whole numbers: query, document, code.") from error
