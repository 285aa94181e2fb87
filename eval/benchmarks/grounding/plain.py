"""The plain form, for data of one's own.

JSON lines with ``id``, ``claim``, ``evidence`` (texts) and ``label`` (``supported`` or ``unsupported``), and where
wanted ``split`` (``dev`` or ``test``) and ``kind``, a word for what the line tries.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.grounding.cases import Case, CaseSet, Part, claims_of, made_set
from eval.benchmarks.grounding.fields import chosen, line_of, text, texts
from eval.benchmarks.reading import json_lines
from onrecord.errors import BadInput

__all__ = ["plain"]

_LABELS: Final = {"supported": True, "unsupported": False}
_PARTS: Final[Mapping[str, Part]] = {"dev": "dev", "test": "test"}


def plain(path: Path) -> CaseSet:
    """The cases of a file; a line without ``split`` is of the test part.

    Raises:
        BadInput: there is no such file, it is not of this form, or two lines have one id.
    """
    return made_set("jsonl", path.resolve().name, _cases(path))


def _cases(path: Path) -> Iterator[Case]:
    seen: set[str] = set()
    for number, row in json_lines(path, "id", "claim", "evidence", "label"):
        where = line_of(path, number)
        if str(row["id"]) in seen:
            raise BadInput(f"{where}: the id {row['id']!r} was there before; each line needs its own.")
        seen.add(str(row["id"]))
        yield _case(row, where)


def _case(row: dict[str, Any], where: str) -> Case:
    return Case(
        claims_of(text(row, "claim", where)),
        texts(row["evidence"], "evidence", where),
        chosen(row, "label", _LABELS, where),
        chosen(row, "split", _PARTS, where) if row.get("split") is not None else "test",
        text(row, "kind", where) if row.get("kind") is not None else None,
    )
