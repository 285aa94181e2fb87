"""Fields of a data set's rows, read with errors that name the place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from eval.benchmarks.grounding.cases import Part
from onrecord.errors import BadInput

__all__ = ["chosen", "line_of", "split_files", "text", "texts"]

_Meaning = TypeVar("_Meaning")


def line_of(path: Path, number: int) -> str:
    """How errors name a line."""
    return f"{path}, line {number}"


def text(row: Mapping[str, Any], name: str, where: str) -> str:
    """The string ``name`` of ``row``.

    Raises:
        BadInput: it is missing or no string.
    """
    value = row.get(name)
    if not isinstance(value, str):
        raise BadInput(f"{where}: {name} is not a text.")
    return value


def texts(values: object, name: str, where: str) -> tuple[str, ...]:
    """``values`` as texts.

    Raises:
        BadInput: they are no list of strings.
    """
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise BadInput(f"{where}: {name} is not a list of texts.")
    return tuple(values)


def chosen(row: Mapping[str, Any], name: str, meanings: Mapping[str, _Meaning], where: str) -> _Meaning:
    """What the value ``name`` of ``row`` means.

    Args:
        row: one row.
        name: of the field.
        meanings: value, as text -> what it means.
        where: the place, for the error.

    Raises:
        BadInput: it is missing, or none of those.
    """
    value = row.get(name)
    if isinstance(value, bool) or str(value) not in meanings:
        raise BadInput(f"{where}: {name} is {value!r}; it is one of {', '.join(meanings)}.")
    return meanings[str(value)]


def split_files(path: Path) -> list[tuple[Path, Part]]:
    """A file as the part that is measured; a folder's ``dev.jsonl`` and ``test.jsonl``, or the one there is of them.

    Raises:
        BadInput: the folder has neither.
    """
    if not path.is_dir():
        return [(path, "test")]
    parts: list[tuple[Path, Part]] = [(path / "dev.jsonl", "dev"), (path / "test.jsonl", "test")]
    found = [(file, part) for file, part in parts if file.exists()]
    if not found:
        raise BadInput(f"{path} has neither dev.jsonl nor test.jsonl; give such a folder, or one file.")
    return found
