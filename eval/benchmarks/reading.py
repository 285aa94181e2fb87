"""Files of public data sets, read with errors that name the file and the line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import BadInput

__all__ = ["columns", "json_lines", "off_form", "old_text"]


def off_form(path: Path, line: int, what: str) -> BadInput:
    """The error for one line that is not of its form; ``what`` says what is wrong and what is wanted."""
    return BadInput(f"{path}, line {line}: {what}")


def old_text(path: Path) -> str:
    """The text of a file that may be older than UTF-8: read as that, else as Latin-1.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}. Give the folder that holds it.") from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\r\n", "\n")


def json_lines(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number (from 1) and the object of each line; empty lines are passed over.

    Raises:
        BadInput: the file cannot be read, or a line is no JSON object with all keys of ``needed``.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _row(path, number, line, needed)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}. Give the folder that holds it.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: {error}. Save it as UTF-8.") from error


def _row(path: Path, number: int, line: str, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise off_form(path, number, f"no JSON ({error}); each line is one JSON object.") from error
    if not isinstance(row, dict) or not all(name in row for name in needed):
        raise off_form(path, number, f"not an object with {', '.join(needed)}.")
    return row


def columns(path: Path, count: int) -> Iterator[tuple[int, list[str]]]:
    """The number (from 1) and the columns, parted by white space, of each line that is not empty.

    Raises:
        BadInput: the file cannot be read, or a line has another number of columns than ``count``.
    """
    for number, line in enumerate(old_text(path).split("\n"), 1):
        parts = line.split()
        if parts and len(parts) != count:
            raise off_form(path, number, f"{len(parts)} columns where {count} are wanted.")
        if parts:
            yield number, parts
