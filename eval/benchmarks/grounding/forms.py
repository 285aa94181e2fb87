"""The forms that data sets come in, by the name the command line takes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from eval.benchmarks.grounding.cases import CaseSet
from eval.benchmarks.grounding.fm2 import fm2
from eval.benchmarks.grounding.plain import plain
from eval.benchmarks.grounding.qags import qags
from eval.benchmarks.grounding.ragtruth import ragtruth
from eval.benchmarks.grounding.summedits import summedits
from eval.benchmarks.grounding.wice import wice
from onrecord.errors import BadInput

__all__ = ["FORMS", "read_cases"]

FORMS: Final[Mapping[str, Callable[[Path], CaseSet]]] = {
    "summedits": summedits,
    "fm2": fm2,
    "qags": qags,
    "wice": wice,
    "ragtruth": ragtruth,
    "jsonl": plain,
}


def read_cases(form: str, path: Path) -> CaseSet:
    """The cases at ``path``.

    Args:
        form: a key of :data:`FORMS`.
        path: file or folder of that form.

    Raises:
        BadInput: there is no such form, or what is at ``path`` is not of it.
    """
    if form not in FORMS:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join(FORMS)}.")
    return FORMS[form](path)
