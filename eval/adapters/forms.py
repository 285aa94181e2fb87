"""The forms that can be made into suites, by the name the command line takes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from eval.adapters.adapted import Adapted, Adapter
from eval.adapters.bipia import bipia
from eval.adapters.clapnq import clapnq
from eval.adapters.financebench import financebench
from eval.adapters.folder import DocumentFolder
from eval.adapters.mtrag import mtrag
from eval.adapters.ramdocs import ramdocs
from eval.adapters.squad import squad
from eval.cases import Case, case_line, read_suite
from onrecord.errors import BadInput

__all__ = ["FORMS", "adapt"]

_SUITE: Final = "suite.jsonl"
_DOCUMENTS: Final = "documents"

FORMS: Final[Mapping[str, Adapter]] = {
    "bipia": bipia,
    "clapnq": clapnq,
    "financebench": financebench,
    "mtrag": mtrag,
    "ramdocs": ramdocs,
    "squad": squad,
}


def adapt(form: str, path: Path, out: Path, most: int | None = None, seed: int = 0) -> Adapted:
    """Make a suite and its documents of a public data set.

    Nothing is left in ``out`` where this fails.

    Args:
        form: a key of :data:`FORMS`.
        path: file or folder of that form.
        out: ``suite.jsonl`` and ``documents/`` are written to it; made where it is not there.
        most: so many of the questions, at least 1, drawn by lot from the whole file and kept in its order; None for
            all. The documents are the same with it and without, so that what is searched is as large.
        seed: the same one draws the same questions, and plants the same instructions.

    Raises:
        BadInput: there is no such form, what is at ``path`` is not of it or gives no case, ``out`` holds a suite or
            documents already or cannot be written, or ``most`` is below 1.
    """
    if form not in FORMS:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join(FORMS)}.")
    if most is not None and most < 1:
        raise BadInput(f"{most} questions make no suite; give 1 or more.")
    for name in (_SUITE, _DOCUMENTS):
        if (out / name).exists():
            raise BadInput(f"{out} holds {name} already; give a new folder, or remove it first.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".making-", dir=out) as place:
            made = _made(form, path, Path(place), most, seed)
            made.documents.rename(out / _DOCUMENTS)
            made.suite.rename(out / _SUITE)
    except OSError as error:
        raise BadInput(f"{out} cannot be filled: {error}. Give a folder that can be written to.") from error
    return Adapted(form, out / _SUITE, out / _DOCUMENTS, made.cases, made.document_count, made.left_out)


def _made(form: str, path: Path, place: Path, most: int | None, seed: int) -> Adapted:
    """The suite, in a folder of its own."""
    (place / _DOCUMENTS).mkdir()
    documents = DocumentFolder(place / _DOCUMENTS)
    cases, left_out = _sound(FORMS[form](path, documents, Random(seed)), documents)  # noqa: S311 - no secret
    if not cases:
        why = ", ".join(f"{reason}: {count}" for reason, count in left_out.items())
        raise BadInput(f"{path} gives no case ({why or 'it is empty'}); is it the right file or folder?")
    if most is not None and most < len(cases):
        drawn = sorted(Random(seed).sample(range(len(cases)), most))  # noqa: S311 - no secret
        left_out["questions that were not drawn"] = len(cases) - most
        cases = [cases[place] for place in drawn]
    suite = place / _SUITE
    suite.write_text("".join(f"{case_line(case)}\n" for case in cases), encoding="utf-8", newline="\n")
    kinds = Counter(case.kind for case in read_suite(suite).cases)
    left_out.update(documents.left_out)
    return Adapted(form, suite, place / _DOCUMENTS, dict(sorted(kinds.items())), len(documents), dict(left_out))


def _sound(found: Iterator[Case | str], documents: DocumentFolder) -> tuple[list[Case], Counter[str]]:
    """The cases whose gold stands in its documents, and why the others are left out."""
    cases, left_out = [], Counter[str]()
    for one in found:
        if isinstance(one, str):
            left_out[one] += 1
        elif all(documents.places(gold) for gold in one.gold):
            cases.append(one)
        else:
            left_out["questions whose gold is not found in its document"] += 1
    return cases, left_out
