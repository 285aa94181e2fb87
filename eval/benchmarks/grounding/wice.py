"""WiCE form (Kamoi et al., EMNLP 2023, arXiv:2303.01432): sentences of Wikipedia and the articles that they cite.

JSON lines with ``claim``, ``evidence`` (the sentences of the cited article) and ``label``: ``supported``,
``partially_supported`` or ``not_supported``. What is supported in part only counts as unsupported.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Part, claims_of, made_set
from eval.benchmarks.grounding.fields import chosen, line_of, split_files, text, texts
from eval.benchmarks.reading import json_lines

__all__ = ["wice"]

_LABELS: Final = {"supported": True, "partially_supported": False, "not_supported": False}


def wice(path: Path) -> CaseSet:
    """The cases of a file, or of ``dev.jsonl`` and ``test.jsonl`` of a folder.

    Raises:
        BadInput: there is no such file, or one is not of this form.
    """
    cases = (case for file, part in split_files(path) for case in _cases(file, part))
    return made_set("wice", path.resolve().name, cases)


def _cases(path: Path, part: Part) -> Iterator[Case]:
    for number, row in json_lines(path, "claim", "evidence", "label"):
        where = line_of(path, number)
        # One text, so that a judge may look at what stands beside a sentence.
        evidence = "\n".join(texts(row["evidence"], "evidence", where))
        yield Case(claims_of(text(row, "claim", where)), (evidence,), chosen(row, "label", _LABELS, where), part)
