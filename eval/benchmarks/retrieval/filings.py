"""FinanceBench form (Islam et al., 2023, arXiv:2311.11944): PDF filings and questions with the page of their evidence.

A folder with ``pdfs/`` and ``questions.jsonl``, whose lines have ``question``, ``doc_name`` (a PDF's name without its
ending) and ``evidence`` with ``evidence_page_num`` counted from 0.
"""

from pathlib import Path
from typing import Any

from eval.benchmarks.reading import json_lines, off_form
from eval.benchmarks.retrieval.task import Query, Task, Unit, made_task

__all__ = ["filings"]


def filings(path: Path) -> Task:
    """The questions; the documents are the PDFs where they are, the units their pages.

    Evidence in a filing that is not there is left out and counted.

    Raises:
        BadInput: the folder is not of this form.
    """
    files = {file.stem: file.name for file in sorted((path / "pdfs").rglob("*.pdf"))}
    queries: list[Query | None] = []
    unknown = 0
    questions = path / "questions.jsonl"
    for number, row in json_lines(questions, "question", "doc_name", "evidence"):
        try:
            pages = [_page(one, row) for one in row["evidence"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise off_form(questions, number, "evidence is not a list of objects with evidence_page_num.") from error
        relevant: dict[Unit, int] = {(files[name], page): 1 for name, page in pages if name in files}
        unknown += sum(name not in files for name, _ in pages)
        queries.append(Query(str(row["question"]), relevant) if relevant else None)
    left_out = {"evidence in filings that are not there": unknown}
    task = Task("financebench", path.resolve().name, path / "pdfs", len(files), (), by_page=True, left_out=left_out)
    return made_task(task, queries)


def _page(evidence: Any, row: dict[str, Any]) -> tuple[str, int]:  # noqa: ANN401 - any JSON value
    """The name of the filing and the page, from 1."""
    return str(evidence.get("doc_name", row["doc_name"])), int(evidence["evidence_page_num"]) + 1
