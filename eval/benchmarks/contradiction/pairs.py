"""Claims and what one document says of them, as JSON lines.

Each with ``claim``, ``evidence`` (texts of one document), ``contradicted`` (whether it says otherwise) and, where
wanted, ``kind``, a word for what the line tries.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eval.adapters.rows import rows
from eval.benchmarks.grounding.cases import Case, claims_of
from eval.benchmarks.grounding.forms import FORMS, read_cases
from onrecord.errors import BadInput

__all__ = ["PAIRS", "read_claims"]

PAIRS: Final = "pairs"
"""Name of this form."""


@dataclass(frozen=True, slots=True)
class _Row:
    claim: str
    evidence: tuple[str, ...]
    contradicted: bool
    kind: str | None = None


def read_claims(form: str, path: Path) -> list[Case]:
    """The claims of a file of this form, or of one that ``onrecord bench grounding`` takes.

    Of such a one, what is not supported counts as contradicted.

    Args:
        form: ``pairs`` or a key of :data:`eval.benchmarks.grounding.forms.FORMS`.
        path: file or folder of that form.

    Raises:
        BadInput: there is no such form, or what is at ``path`` is not of it, or has no claim.
    """
    if form not in {PAIRS, *FORMS}:
        raise BadInput(f"There is no form {form!r}; give one of {', '.join([PAIRS, *FORMS])}.")
    if form != PAIRS:
        return list(read_cases(form, path).cases)
    found = [
        Case(claims_of(row.claim), row.evidence, not row.contradicted, kind=row.kind) for _, row in rows(path, _Row)
    ]
    if not any(case.claims for case in found):
        raise BadInput(f"{path} has no claim; give JSON lines with claim, evidence and contradicted.")
    return [case for case in found if case.claims]
