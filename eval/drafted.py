"""Drafted cases on their way into a suite: accepted into a file, or put aside."""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from eval.cases import Case, read_suite
from eval.draft import CHECK_GOLD, FROM_USE, GOLD_LOST, NEEDS_GOLD, NEEDS_KIND, draft_lines
from eval.folder import write_whole
from onrecord.desk import DraftedCase
from onrecord.errors import BadInput

__all__ = ["Accepted", "drafted_case"]

_OPEN: Final = (NEEDS_GOLD, NEEDS_KIND, CHECK_GOLD, GOLD_LOST)


def drafted_case(case: Case) -> DraftedCase:
    """A draft as a page shows it."""
    return DraftedCase(
        id=case.id,
        question=case.question,
        wanted=tuple((gold.document, gold.quote, gold.page) for gold in case.gold),
        said=tuple(tag for tag in case.tags if tag not in (FROM_USE, *_OPEN)),
        open=tuple(tag for tag in case.tags if tag in _OPEN),
        before=tuple(turn.content for turn in case.history if turn.role == "user"),
    )


class Accepted:
    """The suite of the cases that people accepted, and beside it a list of the drafts that they put aside.

    Args:
        path: the suite, one JSON object a line; made with the first case. The list has ``-aside.json`` in its name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside = path.with_name(f"{path.stem}-aside.json")
        self._one_at_a_time = threading.Lock()

    def settled(self) -> set[str]:
        """Ids of the drafts that were accepted or put aside.

        Raises:
            BadInput: one of the two files cannot be read.
        """
        return {*self._ids_aside(), *(case.id for case in self._cases())}

    def add(self, cases: Sequence[Case]) -> None:
        """Add cases to the suite, all or none; those that are there already stay as they are.

        Raises:
            BadInput: the file cannot be read or written.
        """
        with self._one_at_a_time:
            there = self._cases()
            ids = {case.id for case in there}
            new = [replace(case, draft=False) for case in cases if case.id not in ids]
            before = self.path.read_text(encoding="utf-8-sig") if there else ""
            lines = "".join(f"{line}\n" for line in draft_lines(new))
            _write(self.path, f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}{lines}")

    def put_aside(self, ids: Iterable[str]) -> None:
        """Add ids to those that were put aside.

        Raises:
            BadInput: the list cannot be read or written.
        """
        with self._one_at_a_time:
            all_ids = dict.fromkeys((*self._ids_aside(), *ids))
            _write(self._aside, json.dumps({"aside": list(all_ids)}, indent=2) + "\n")

    def _cases(self) -> tuple[Case, ...]:
        return read_suite(self.path).cases if self.path.exists() else ()

    def _ids_aside(self) -> list[str]:
        if not self._aside.exists():
            return []
        try:
            ids = json.loads(self._aside.read_text(encoding="utf-8"))["aside"]
            return [str(one) for one in ids]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{self._aside} cannot be read: {error}. Mend it, or remove it to see all drafts again."
            ) from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from error
