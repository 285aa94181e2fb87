"""JSON lines in, JSON lines out; a bad line gets its error and the rest go on. A conversation as JSON."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from onrecord.cli.printing import json_text
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.types import Cited, Turn

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

    An answer may have ``citations``, as ``ask --json`` prints them: ``number``, ``document_id``, ``start`` and ``end``
    of each are read, and what else they hold is not.

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
        cited = _cited(turn.get("citations")) if turn["role"] == "assistant" else ()
        turns.append(Turn(turn["role"], text_of(turn, "content"), cited))
    return tuple(turns)


def _cited(value: object) -> tuple[Cited, ...]:
    """What the numbers of an answer stand for; None is nothing."""
    if value is None:
        return ()
    found = [_one_cited(one) for one in value] if isinstance(value, list) else [None]
    if None in found:
        raise BadInput(
            "'citations' of a turn of 'history' is a list of objects with 'number' (from 1), 'document_id', 'start' "
            "and 'end' (characters, the end greater), as `onrecord ask --json` prints them"
        )
    return tuple(one for one in found if one)


def _one_cited(row: object) -> Cited | None:
    """One citation; None where it is none."""
    if not isinstance(row, dict):
        return None
    number, start, end = (_count(row.get(name)) for name in ("number", "start", "end"))
    document_id = row.get("document_id")
    if not isinstance(document_id, str) or not document_id or number < 1 or not 0 <= start < end:
        return None
    return Cited(number, document_id, start, end)


def _count(value: object) -> int:
    """A whole number; -1 for anything else, truth values among them."""
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
