"""JSON lines in, JSON lines out; a bad line gets its error and the rest go on."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from onrecord.cli.printing import json_text
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.types import Turn

__all__ = ["history_of", "run_batch", "text_of"]

Row = dict[str, Any]
_log: Final = logging.getLogger(__name__)


def run_batch(batch: Path, out: Path, answer: Callable[[Row], Row]) -> int:
    """Answer each line of ``batch`` into ``out``; returns how many lines failed.

    Each line written has the ``id`` of the line read (null where it has none) and what ``answer`` gives, or ``error``.

    Raises:
        BadInput: the file cannot be read or written.
        EmptyLibrary: nothing has been ingested yet, so that no line can be answered.
    """
    failed = 0
    if batch.exists() and out.exists() and out.samefile(batch):
        raise BadInput(f"--out is the file of --batch, {batch}; name another, or its questions would be lost.")
    try:
        with batch.open(encoding="utf-8", errors="replace") as lines, out.open("w", encoding="utf-8") as answers:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row, result = _one(line, number, answer)
                failed += "error" in result
                answers.write(json_text({"id": row.get("id"), **result}) + "\n")
                answers.flush()
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}; check the path.") from error
    return failed


def _one(line: str, number: int, answer: Callable[[Row], Row]) -> tuple[Row, Row]:
    row: Row = {}
    try:
        read = json.loads(line, parse_constant=_no_number)
        if not isinstance(read, dict):
            raise BadInput("it is no JSON object")
        row = read
        return row, answer(row)
    except EmptyLibrary:
        raise
    except OnrecordError as error:
        return row, {"error": f"line {number}: {error}"}
    except (ValueError, RecursionError) as error:
        return row, {"error": f"line {number} is no JSON: {error}"}
    except Exception as error:  # noqa: BLE001 - whatever one line brings about, the rest go on
        _log.exception("line %d of the batch failed", number)
        return row, {"error": f"line {number}: {type(error).__name__}: {error}"}


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def text_of(row: Row, name: str) -> str:
    """A field that must be text.

    Raises:
        BadInput: it is missing or no text.
    """
    value = row.get(name)
    if not isinstance(value, str):
        raise BadInput(f"{name!r} is missing or is no text")
    return value


def history_of(value: object) -> tuple[Turn, ...]:
    """A conversation from JSON: a list of ``{"role": "user" | "assistant", "content": "..."}``; None is an empty one.

    Raises:
        BadInput: it has another form.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadInput("'history' is no list")
    turns = []
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            raise BadInput("a turn of 'history' needs a 'role' of 'user' or 'assistant'")
        turns.append(Turn(turn["role"], text_of(turn, "content")))
    return tuple(turns)
