"""Small data written to files and made into suites, for the tests of adapters."""

import json
from pathlib import Path

from eval.adapters.adapted import Adapted
from eval.adapters.forms import adapt
from eval.cases import Case, read_suite
from eval.gold import spans_of
from ingest.load import load

__all__ = ["lines", "made"]


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def made(form: str, path: Path, out: Path, seed: int = 0) -> tuple[Adapted, tuple[Case, ...], dict[str, str]]:
    """What was made, its cases, and the texts of its documents as Onrecord reads them; all gold stands in them."""
    adapted = adapt(form, path, out, seed=seed)
    files = sorted(adapted.documents.iterdir())
    documents = {file.name: load(str(file), "default", file.read_bytes()) for file in files}
    cases = read_suite(adapted.suite).cases
    assert all(spans_of(gold, documents[gold.document]) for case in cases for gold in case.gold)
    assert adapted.document_count == len(documents)
    return adapted, cases, {name: document.text for name, document in documents.items()}
