"""The benchmarks on small data of our own, with the real parts: right figures, clear errors."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from eval.benchmarks.pages import bench_pages
from eval.benchmarks.squad import bench_squad
from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput
from onrecord.settings import Settings

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=tmp_path / "library", min_evidence=0.0)) as parts:
        yield parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def test_squad_counts_a_first_citation_that_holds_the_answer(parts: Parts, folder: Path, tmp_path: Path) -> None:
    paragraph = {
        "context": "The Gullwing launch carries 42 people. Its timetable is printed on green paper.",
        "qas": [
            {"id": "1", "question": "How many people does the Gullwing carry?", "answers": [{"text": "42"}]},
            {"id": "2", "question": "How many people does the Gullwing carry?", "answers": [{"text": "ninety"}]},
        ],
    }
    data = tmp_path / "squad.json"
    data.write_text(json.dumps({"data": [{"title": "x", "paragraphs": [paragraph]}]}), encoding="utf-8")
    figures = bench_squad(data, folder, parts.ingester, parts.answerer)
    assert figures["questions"] == 2
    assert figures["first_citation_holds_answer"] == 0.5
    assert figures["first_citation_right_paragraph"] == 1.0
    assert figures["sources_differ"] == 0.0
    data.write_text("[]", encoding="utf-8")
    with pytest.raises(BadInput, match="SQuAD"):
        bench_squad(data, folder, parts.ingester, parts.answerer)


def test_pages_finds_the_page_of_the_evidence(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "pdfs").mkdir()
    canvas = Canvas(str(tmp_path / "pdfs" / "REPORT_2023.pdf"))
    for line in ("The pilots spent the winter repairing nets.", "Dredging cost 18.4 million crowns in 2023."):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    asked = {"question": "What did dredging cost?", "doc_name": "REPORT_2023", "evidence": [{"evidence_page_num": 1}]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    figures = bench_pages(tmp_path, parts.ingester, parts.retriever, parts.library)
    assert figures["pages"] == 2
    assert figures["page_hit@1"] == 1.0
    with pytest.raises(BadInput, match="FinanceBench"):
        bench_pages(tmp_path / "pdfs", parts.ingester, parts.retriever, parts.library)
