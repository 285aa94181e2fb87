"""Drafted cases become cases: a person has read them."""

import difflib
import os
import re
import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from eval.cases import Case, read_cases
from onrecord.errors import BadInput

__all__ = ["accept_cases"]

_BOM: Final = "\ufeff"
# Inside a JSON string the quote marks would have backslashes before them, so this is the field itself.
_DRAFT: Final = re.compile(r'(?P<name>"draft"\s*:\s*)true\b')


def accept_cases(path: Path, ids: Sequence[str] | None = None) -> tuple[tuple[str, ...], int]:
    """Set ``draft`` to false in the lines of some cases, in place and all at once; no other byte changes.

    Args:
        path: a suite.
        ids: of the cases to accept; None for all. One that is accepted already stays as it is.

    Returns:
        The ids that were drafts until now, in the order of the file, and how many drafts are left.

    Raises:
        BadInput: the file cannot be read or written, a line is no case, or no case has one of the ids; nothing is
            changed then.
    """
    lines = _lines(path)
    cases = read_cases([line.removeprefix(_BOM) for line in lines], str(path))
    wanted = {case.id for case in cases} if ids is None else _known(ids, [case.id for case in cases], path)
    now = tuple(case.id for case in cases if case.draft and case.id in wanted)
    if now:
        _put(path, "\n".join(_accepted(lines, cases, set(now), path)))
    return now, sum(case.draft for case in cases) - len(now)


def _lines(path: Path) -> list[str]:
    """The file's lines, cut at newlines alone, so that joined they are the file again."""
    try:
        return path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}. Give a suite, one JSON object a line.") from error


def _known(ids: Sequence[str], there: Sequence[str], path: Path) -> set[str]:
    unknown = [one for one in dict.fromkeys(ids) if one not in there]
    if unknown:
        nearest = [f"{one!r} (nearest: {difflib.get_close_matches(one, there, 1, 0.0)[0]!r})" for one in unknown]
        raise BadInput(f"{path} has no case {', '.join(nearest)}. Nothing was accepted; give ids that it has.")
    return set(ids)


def _accepted(lines: Sequence[str], cases: Sequence[Case], now: Collection[str], path: Path) -> list[str]:
    """The lines of the file, those of the cases ``now`` without the mark of a draft."""
    left = iter(cases)
    written = []
    for number, line in enumerate(lines, 1):
        case = next(left) if line.removeprefix(_BOM).strip() else None
        written.append(line if case is None or case.id not in now else _undrafted(line, case, f"{path}, line {number}"))
    return written


def _undrafted(line: str, case: Case, place: str) -> str:
    changed = _DRAFT.sub(r"\g<name>false", line)
    if read_cases([changed.removeprefix(_BOM)], place) != (replace(case, draft=False),):
        raise BadInput(f'{place}: its field "draft" is written in a way that cannot be changed; write "draft": false.')
    return changed


def _put(path: Path, text: str) -> None:
    """Replace the file by a whole new one, so that it is never seen half written."""
    whole = path.resolve()
    new = ""
    try:
        handle, new = mkstemp(dir=whole.parent, prefix=f".{whole.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        shutil.copymode(whole, new)
        Path(new).replace(whole)
    except OSError as error:
        with suppress(OSError):
            Path(new).unlink()
        raise BadInput(f"{path} cannot be written: {error.strerror}. Nothing was accepted.") from error
