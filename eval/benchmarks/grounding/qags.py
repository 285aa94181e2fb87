"""QAGS form (Wang et al., ACL 2020, arXiv:2004.04228): news summaries, each sentence with the votes of three people.

JSON lines with ``article`` and ``summary_sentences``, objects with ``sentence`` and ``responses``, whose ``response``
is ``yes`` (the article supports it) or ``no``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Claim, made_set
from eval.benchmarks.grounding.fields import chosen, line_of, text
from eval.benchmarks.reading import json_lines
from onrecord.errors import BadInput
from onrecord.sentences import fold
from onrecord.words import has_word

__all__ = ["qags"]

_VOTES: Final = {"yes": True, "no": False}


def qags(path: Path) -> CaseSet:
    """A case a summary, supported where most votes on each of its sentences say so; the sentences are the data's own.

    Raises:
        BadInput: there is no such file, or it is not of this form.
    """
    return made_set("qags", path.resolve().name, _cases(path))


def _cases(path: Path) -> Iterator[Case]:
    for number, row in json_lines(path, "article", "summary_sentences"):
        where = line_of(path, number)
        if not isinstance(row["summary_sentences"], list):
            raise BadInput(f"{where}: summary_sentences is not a list.")
        claims = tuple(_claim(one, where) for one in row["summary_sentences"])
        supported = all(claim.supported for claim in claims)
        worded = tuple(claim for claim in claims if has_word(claim.text))
        yield Case(worded, (text(row, "article", where),), supported)


def _claim(sentence: Any, where: str) -> Claim:  # noqa: ANN401 - any JSON value
    responses = sentence.get("responses") if isinstance(sentence, dict) else None
    if not isinstance(responses, list) or not responses or not all(isinstance(one, dict) for one in responses):
        raise BadInput(f"{where}: a summary sentence is not an object with sentence and responses.")
    votes = [chosen(one, "response", _VOTES, where) for one in responses]
    return Claim(fold(text(sentence, "sentence", where)), 2 * sum(votes) > len(votes))
