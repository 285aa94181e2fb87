"""FM2 form (Eisenschlos et al., NAACL 2021, arXiv:2104.04725): claims written to fool, with sentences of Wikipedia.

JSON lines with ``text``, ``label`` (``SUPPORTS`` or ``REFUTES``) and ``gold_evidence``, objects with ``text``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Part, claims_of, made_set
from eval.benchmarks.grounding.fields import chosen, line_of, split_files, text, texts
from eval.benchmarks.reading import json_lines

__all__ = ["fm2"]

_LABELS: Final = {"SUPPORTS": True, "REFUTES": False}


def fm2(path: Path) -> CaseSet:
    """The cases of a file, or of ``dev.jsonl`` and ``test.jsonl`` of a folder.

    Raises:
        BadInput: there is no such file, or one is not of this form.
    """
    cases = (case for file, part in split_files(path) for case in _cases(file, part))
    return made_set("fm2", path.resolve().name, cases)


def _cases(path: Path, part: Part) -> Iterator[Case]:
    for number, row in json_lines(path, "text", "label", "gold_evidence"):
        where = line_of(path, number)
        claims, supported = claims_of(text(row, "text", where)), chosen(row, "label", _LABELS, where)
        yield Case(claims, _evidence(row["gold_evidence"], where), supported, part)


def _evidence(found: Any, where: str) -> tuple[str, ...]:  # noqa: ANN401 - any JSON value
    sentences = (
        [one.get("text") if isinstance(one, dict) else None for one in found] if isinstance(found, list) else None
    )
    return texts(sentences, "the text of each gold_evidence", where)
