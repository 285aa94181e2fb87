"""SummEdits form (Laban et al., EMNLP 2023, arXiv:2305.14540): summaries of a document, some with one fact edited.

A JSON file a domain, a list of objects with ``doc``, ``summary``, ``label`` (1 is consistent with the document, 0 is
not) and ``split``, whose ``evaluation`` is for fitting thresholds.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Part, claims_of, made_set
from eval.benchmarks.grounding.fields import chosen, text
from onrecord.errors import BadInput

__all__ = ["summedits"]

_LABELS: Final = {"1": True, "0": False}
_PARTS: Final[Mapping[str, Part]] = {"evaluation": "dev", "test": "test"}


def summedits(path: Path) -> CaseSet:
    """The cases of a file, or of all ``.json`` files of a folder.

    Raises:
        BadInput: there is no such file, or one is not of this form.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise BadInput(f"{path} holds no .json file; give a folder with a file a domain, such as podcast.json.")
    return made_set("summedits", path.resolve().name, (case for file in files for case in _cases(file)))


def _cases(path: Path) -> Iterator[Case]:
    for number, row in enumerate(_rows(path), 1):
        where = f"{path}, item {number}"
        if not isinstance(row, dict):
            raise BadInput(f"{where}: not an object with doc, summary, label and split.")
        claims, supported = claims_of(text(row, "summary", where)), chosen(row, "label", _LABELS, where)
        yield Case(claims, (text(row, "doc", where),), supported, chosen(row, "split", _PARTS, where))


def _rows(path: Path) -> list[Any]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: {error}. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, line {error.lineno}: no JSON ({error.msg}); the file is one JSON list.") from error
    if not isinstance(rows, list):
        raise BadInput(f"{path}, line 1: not a JSON list of objects.")
    return rows
