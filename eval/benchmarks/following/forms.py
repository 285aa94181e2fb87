"""The forms that conversations come in, by the name the command line takes."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.following.task import Evidence, FollowUp, Task
from eval.benchmarks.reading import json_lines
from eval.benchmarks.refusing.forms import read_task
from eval.benchmarks.refusing.run import ids_of_files
from eval.cases import NEEDS_ALL, Case, read_suite
from eval.gold import Located, Shelf, located
from onrecord.errors import BadInput
from onrecord.ports import DocumentShelf, Ingester
from onrecord.types import Turn

__all__ = ["FORMS", "Library", "read_follow_ups"]

Library = tuple[Ingester, DocumentShelf]
"""An empty library: what takes documents in, and what gives them back."""


def mtrag(path: Path, folder: Path, library: Library) -> Task:
    """MTRAG (Katsis et al., 2025, arXiv:2501.03468), the form of its reference task; see ``bench refusing``.

    All contexts of the file are one library; the evidence of a question are its own. Questions that open a conversation
    and such without a context are left out. Groups: what ``Multi-Turn`` says, and the half a conversation falls in by
    the hash of its id.

    Raises:
        BadInput: the file is not of this form.
    """
    asked = read_task("mtrag", path, folder).readings["given"]
    ids = ids_of_files(library[0], folder)
    rows = [row for _, row in json_lines(path)]
    follow_ups, left_out = [], 0
    for row, one in zip(rows, asked, strict=True):
        if not one.within or not one.history:
            left_out += 1
            continue
        evidence = tuple(Evidence(((ids[file], None, None),)) for file in sorted(one.within))
        follow_ups.append(FollowUp(one.text, one.history, evidence, _groups(row)))
    counts = {"questions that open a conversation or have no context": left_out} if left_out else {}
    openings = _openings([one.history for one in asked if one.history])
    return Task("mtrag", path.resolve().name, True, tuple(follow_ups), openings, counts)


def _groups(row: Mapping[str, Any]) -> tuple[str, ...]:
    said = row.get("Multi-Turn")
    kinds = [kind for kind in said if isinstance(kind, str)] if isinstance(said, list) else []
    digest = hashlib.sha256(str(row.get("conversation_id", "")).encode("utf-8", "replace")).hexdigest()
    half = "even" if int(digest, 16) % 2 == 0 else "odd"
    return (f"half: {half}", *(f"kind: {kind}" for kind in kinds))


def suite(path: Path, folder: Path, library: Library) -> Task:
    """A suite of questions on the documents of ``folder``: its cases with a conversation and gold.

    The evidence is the gold: each of a kind that needs all, else any of it. Groups: the tags of a case.

    Raises:
        BadInput: the suite cannot be read, or gold of it is not in the documents.
    """
    ids_of_files(library[0], folder)
    shelf = Shelf(library[1])
    cases = read_suite(path).cases
    kept = [case for case in cases if case.history and case.gold]
    follow_ups = tuple(
        FollowUp(case.question, case.history, _evidence(case, shelf), tuple(f"tag: {tag}" for tag in case.tags))
        for case in kept
    )
    counts = {"cases without a conversation or without gold": len(cases) - len(kept)} if len(kept) < len(cases) else {}
    return Task("suite", path.resolve().name, False, follow_ups, _openings([case.history for case in kept]), counts)


def _evidence(case: Case, shelf: Shelf) -> tuple[Evidence, ...]:
    found, broken = located(case, shelf)
    if broken:
        raise BadInput("\n".join(f"{case.id}: {line}" for line in broken))
    gold = [found[one] for one in case.gold]
    if case.kind in NEEDS_ALL:
        return tuple(_piece([one]) for one in gold)
    return (_piece([*gold, *(found[one] for one in case.also)]),)


def _piece(places: Sequence[Located]) -> Evidence:
    return Evidence(tuple((one.document_id, span.start, span.end) for one in places for span in one.spans))


def _openings(histories: Sequence[Sequence[Turn]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(turn.content for history in histories for turn in history[:1] if turn.role == "user"))


FORMS: Final[Mapping[str, Callable[[Path, Path, Library], Task]]] = {"mtrag": mtrag, "suite": suite}


def read_follow_ups(form: str, path: Path, folder: Path, library: Library) -> Task:
    """The questions at ``path``, their documents put on record.

    Args:
        form: a key of :data:`FORMS`.
        path: file of that form.
        folder: an empty folder, which the documents are written to; for ``suite`` the folder that has them.
        library: an empty one.

    Raises:
        BadInput: there is no such form, what is at ``path`` is not of it, or no question has a conversation.
    """
    if form not in FORMS:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join(FORMS)}.")
    task = FORMS[form](path, folder, library)
    if not task.follow_ups:
        raise BadInput(f"{path} holds no question that goes on from a conversation; is it the right file?")
    return task
