"""PDF filings and questions with the page of their evidence: is a right page among the first hits?

Form of FinanceBench (Islam et al., 2023, arXiv:2311.11944): a folder ``pdfs/`` and ``questions.jsonl`` whose lines have
``question``, ``doc_name`` and ``evidence`` with ``evidence_page_num`` counted from 0.
"""

import json
import time
from pathlib import Path
from typing import Any, Final

from onrecord.errors import BadInput
from onrecord.ports import DocumentShelf, Ingester, Retriever

__all__ = ["bench_pages"]

_DEPTHS: Final = (1, 3, 5, 10)


def bench_pages(folder: Path, ingester: Ingester, retriever: Retriever, shelf: DocumentShelf) -> dict[str, float]:
    """Ingest the PDFs of ``folder/pdfs`` and search for every question.

    Returns:
        ``pages``, ``passages``, ``pages_per_second`` (reading, splitting, embedding and storing), ``questions``, and
        ``page_hit@k``: share of questions with a page of the evidence among the pages of the first k hits.

    Raises:
        BadInput: the folder is not of this form.
    """
    try:
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        questions: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(f"{folder} is not of the FinanceBench form: {error}") from error
    start = time.perf_counter()
    reports = list(ingester.ingest([str(folder / "pdfs")]))
    seconds = time.perf_counter() - start
    if failed := [report for report in reports if report.status == "failed"]:
        raise BadInput(f"{failed[0].location}: {failed[0].reason}")
    pages = sum(len(shelf.document(source.document_id).page_starts) for source in shelf.sources())
    ranks = [_rank(question, retriever) for question in questions]
    return {
        "pages": pages,
        "passages": sum(report.passages for report in reports),
        "pages_per_second": pages / seconds,
        "questions": len(questions),
        **{f"page_hit@{depth}": sum(rank <= depth for rank in ranks) / len(ranks) for depth in _DEPTHS},
    }


def _rank(question: dict[str, Any], retriever: Retriever) -> float:
    """Rank of the first hit on a page of the evidence; infinite where the first hits have none."""
    wanted = {(one.get("doc_name", question["doc_name"]), one["evidence_page_num"] + 1) for one in question["evidence"]}
    for rank, hit in enumerate(retriever.search(question["question"], max(_DEPTHS)), 1):
        found = {hit.passage.page, *hit.passage.sentence_pages}
        if any((Path(hit.source.location).stem, page) in wanted for page in found):
            return rank
    return float("inf")
