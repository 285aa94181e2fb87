"""Rows of data sets as typed values: what is not of the form is named with its file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.benchmarks.reading import json_lines, off_form
from onrecord.errors import BadInput

__all__ = ["read_whole", "rows"]

Row = TypeVar("Row")
_MOST_SAID: Final = 3


def rows(path: Path, row: type[Row]) -> Iterator[tuple[int, Row]]:
    """The number (from 1) of each line that is not empty, and its row.

    Args:
        path: JSON lines.
        row: a dataclass; what a line has beyond its fields is passed over.

    Raises:
        BadInput: the file cannot be read, or a line is not of the form; the message names file, line and field.
    """
    adapter = TypeAdapter(row)
    for number, found in json_lines(path):
        try:
            value = adapter.validate_python(found)
        except ValidationError as error:
            raise off_form(path, number, f"{_said(error)}.") from error
        yield number, value


def read_whole(path: Path, form: type[Row]) -> Row:
    """One JSON value that is the whole file.

    Raises:
        BadInput: the file cannot be read, is no JSON (the message names the line) or not of the form (the field).
    """
    try:
        return TypeAdapter(form).validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}. Give the file that holds the questions.") from error
    except ValidationError as error:
        raise BadInput(f"{path}: {_said(error)}. Is it a file of this form?") from error


def _said(error: ValidationError) -> str:
    """The first few things that are wrong, in one line."""
    wrong = error.errors()
    said = [": ".join(filter(None, (".".join(map(str, one["loc"])), one["msg"]))) for one in wrong[:_MOST_SAID]]
    more = f", and {len(wrong) - _MOST_SAID} more" if len(wrong) > _MOST_SAID else ""
    return "; ".join(said) + more
