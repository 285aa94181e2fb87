"""What making a suite gives, and what an adapter is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from eval.adapters.folder import DocumentFolder
from eval.cases import Case

__all__ = ["Adapted", "Adapter"]

Adapter = Callable[[Path, DocumentFolder, Random], Iterator[Case | str]]
"""Reads one form: writes its documents to the folder, and gives each question as a case, or says why it is left out.

What it draws by lot comes from the generator that it is given.
"""


@dataclass(frozen=True, slots=True)
class Adapted:
    """A suite that was made, and what is in it.

    Attributes:
        form: a key of :data:`eval.adapters.forms.FORMS`.
        suite: the file of its questions.
        documents: the folder of its documents.
        cases: kind -> how many questions; only kinds that occur.
        document_count: how many files are in the folder.
        left_out: why -> how many questions or documents; empty where nothing was left out.
    """

    form: str
    suite: Path
    documents: Path
    cases: Mapping[str, int]
    document_count: int
    left_out: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "form": self.form,
            "suite": str(self.suite),
            "documents": str(self.documents),
            "cases": dict(self.cases),
            "document_count": self.document_count,
            "left_out": dict(self.left_out),
        }
