"""The forms that data sets come in, by the name the command line takes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from eval.benchmarks.retrieval.beir import beir
from eval.benchmarks.retrieval.cranfield import cranfield
from eval.benchmarks.retrieval.filings import filings
from eval.benchmarks.retrieval.paragraphs import paragraphs
from eval.benchmarks.retrieval.task import Task
from eval.benchmarks.retrieval.trec import trec
from onrecord.errors import BadInput

__all__ = ["FORMS", "read_task"]

FORMS: Final[Mapping[str, Callable[[Path, Path, str | None], Task]]] = {
    "xquad": lambda path, folder, _: paragraphs("xquad", path, folder),
    "squad": lambda path, folder, _: paragraphs("squad", path, folder),
    "beir": beir,
    "cranfield": lambda path, folder, _: cranfield(path, folder),
    "trec": lambda path, folder, _: trec(path, folder),
    "financebench": lambda path, _, __: filings(path),
}


def read_task(form: str, path: Path, folder: Path, split: str | None = None) -> Task:
    """The task at ``path``.

    Args:
        form: a key of :data:`FORMS`.
        path: file or folder of that form.
        folder: empty, for the documents that the form writes as files.
        split: of a BEIR folder; None elsewhere.

    Raises:
        BadInput: there is no such form or split, or what is at ``path`` is not of the form.
    """
    if form not in FORMS:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join(FORMS)}.")
    if split is not None and form != "beir":
        raise BadInput(f"--split is for the form beir; {form} has no splits.")
    return FORMS[form](path, folder, split)
