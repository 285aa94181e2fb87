"""Retrieval side by side: figures against values worked out by hand, and both systems for real on a small library."""

import json
import sys
from collections.abc import Iterator
from math import log2
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from eval.benchmarks.retrieval.forms import read_task
from eval.benchmarks.retrieval.memory import PeakMemory
from eval.benchmarks.retrieval.quick_start import QuickStart
from eval.benchmarks.retrieval.report import Report
from eval.benchmarks.retrieval.run import bench_retrieval
from eval.benchmarks.retrieval.scores import ranked_units, scores
from eval.benchmarks.retrieval.systems import Found, Indexed, Onrecord, Variant
from eval.benchmarks.retrieval.task import Query, Task, Unit
from onrecord.answers import Coverage
from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput
from onrecord.settings import Settings
from onrecord.types import Filters, Hit, Passage, Place, Source, Span
from retriever.embed import bundled_folder

pytestmark = pytest.mark.usefixtures("loaded_once")


def found(name: str, *pages: int) -> Found:
    return Found(f"/somewhere/{name}", frozenset(pages), "words")


def test_a_document_counts_once_at_its_best_passage() -> None:
    query = Query("q", {("b", None): 1})
    ranking = ranked_units([found("a"), found("b", 2), found("a"), found("c")], query, by_page=False)
    assert ranking == [("a", None), ("b", None), ("c", None)]


def test_a_passage_keeps_its_rank_and_a_page_is_credited_once() -> None:
    query = Query("q", {("a", 2): 1, ("a", 3): 2, ("b", 2): 1})
    passages = [found("a", 1), found("a", 1, 2, 3), found("a", 3), found("a", 2, 3), found("b"), found("b", 2, 7)]
    expected: list[Unit | None] = [None, ("a", 3), None, ("a", 2), None, ("b", 2)]
    assert ranked_units(passages, query, by_page=True) == expected


def test_the_figures_are_those_worked_out_by_hand() -> None:
    a, b, c, other = ("a", None), ("b", None), ("c", None), ("other", None)
    queries = [Query("1", {a: 2, b: 1}), Query("2", {c: 1}), Query("3", {c: 1}), Query("4", {c: 1})]
    # Ranks of the first relevant unit: 2, none, nothing found, 11.
    late: list[Unit | None] = [(f"n{number}", None) for number in range(10)]
    figures = scores(queries, [[other, b, a], [other, None], [], [*late, c]])
    assert [figures[f"hit@{k}"] for k in (1, 3, 5, 10, 20)] == [0.0, 0.25, 0.25, 0.25, 0.5]
    assert figures["mrr@10"] == pytest.approx(0.5 / 4)
    gained, ideal = 1 / log2(3) + 2 / log2(4), 2 / log2(2) + 1 / log2(3)
    assert figures["ndcg@10"] == pytest.approx(gained / ideal / 4)


SOURCE = Source("d", "/x/a.txt", "A", "0" * 64, "txt")
COPY = Source("e", "/x/b.pdf", "B", "1" * 64, "pdf")


class Scripted:
    """Finds ``count`` passages of its own, one a document, whatever is asked; keeps how many it was asked for."""

    def __init__(self, name: str, count: int = 1, holds: bool | None = True) -> None:
        self.name, self.count, self.holds = name, count, holds
        self.asked: list[int] = []

    def index(self, folder: Path) -> Indexed:
        return Indexed(self.count, (f"{folder}/bad.pdf: broken",))

    def search(self, query: str, k: int) -> list[Found]:
        self.asked.append(k)
        return [found(f"{number // 8}.txt") for number in range(min(k, self.count))]

    def quotes_answer(self, question: str, answers: tuple[str, ...]) -> bool | None:
        return self.holds


def test_a_search_is_widened_until_twenty_documents_are_out(tmp_path: Path) -> None:
    query = Query("a question", {("15.txt", None): 1}, ("42",))
    task = Task("squad", "x.json", tmp_path, 50, (query,))
    many, few = Scripted("many", 400), Scripted("few", 3, holds=None)
    told: list[str] = []
    report = bench_retrieval(task, many, few, {}, told.append)
    assert many.asked == [20, 20, 80, 320]  # the first warms up
    assert few.asked == [20, 20, 80]
    assert report.figures["many"]["hit@20"] == 1.0
    assert report.figures["many"]["hit@10"] == report.figures["few"]["hit@20"] == 0.0
    assert report.figures["many"]["first_sentence_holds_answer"] == report.figures["few"]["refused"] == 1.0
    assert report.figures["few"]["failed_documents"] == 1
    assert any("bad.pdf: broken" in line for line in told)


def test_a_system_that_takes_in_nothing_is_an_error(tmp_path: Path) -> None:
    task = Task("squad", "x.json", tmp_path, 1, (Query("a question", {("a", None): 1}),))
    with pytest.raises(BadInput, match="could take in none of the 1 documents"):
        bench_retrieval(task, Scripted("none", 0), None, {}, lambda _: None)


class OneHit:
    """A retriever of one hit, whose words stand in two other places too."""

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        passage = Passage("d", 0, 0, 9, "One. Two.", (Span(0, 4), Span(5, 9)), 3, sentence_pages=(3, 4))
        return [Hit(passage, SOURCE, 1.0, places=(Place(COPY, 7, 0, 9), Place(SOURCE, None, 20, 29)))] * 2

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        raise NotImplementedError


def test_a_hit_gives_its_pages_and_then_the_other_places_of_its_words() -> None:
    places = Variant("dense", OneHit()).search("one", 4)
    assert [(Path(one.location).name, sorted(one.pages)) for one in places] == [
        ("a.txt", [3, 4]),
        ("b.pdf", [7]),
        ("a.txt", []),
        ("a.txt", [3, 4]),
    ]


def test_the_table_is_markdown_and_the_ratios_are_ours_by_theirs(tmp_path: Path) -> None:
    task = Task("beir", "x (test)", tmp_path, 1200, (Query("q", {("a", None): 1}),), left_out={"queries torn": 2})
    ours = {"passages": 1200.0, "passages_per_second": 30.0, "hit@5": 0.5, "hit@10": 1.0}
    report = Report(task, {"O": ours, "Q": {**ours, "passages_per_second": 60.0, "hit@5": 0.0}, "v": {}}, "O", "Q")
    assert report.ratios() == {"passages_per_second": 0.5, "hit@10": 1.0}
    table = [line for line in report.as_markdown().splitlines() if line.startswith("|")]
    assert table[2] == "| passages   | 1,200 | 1,200 |    |"
    assert table[1] == "| :--------- | ----: | ----: | -: |"
    assert "1,200 documents, 1 queries, a unit is a document. Left out: 2 queries torn." in report.as_markdown()
    assert report.as_markdown().endswith("O / Q: passages/s 0.50, hit@10 1.00")
    assert Report(task, {"O": ours}, "O", None).ratios() == {}


def test_the_peak_is_seen_though_the_memory_is_given_back() -> None:
    import time

    with PeakMemory() as memory:
        block = bytearray(b"x" * 64_000_000)
        until = time.monotonic() + 60
        while memory.peak - memory.start <= 50 and time.monotonic() < until:
            time.sleep(0.01)
        del block
    assert memory.peak - memory.start > 50


def test_a_missing_package_is_said_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_chroma", None)
    with pytest.raises(BadInput, match=r"langchain_chroma is not installed: pip install"):
        QuickStart(bundled_folder(), tmp_path)
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(BadInput, match=r"ir_measures is not installed: pip install"):
        scores([Query("q", {("a", None): 1})], [[]])


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=tmp_path / "library", min_evidence=0.0)) as parts:
        yield parts


@pytest.fixture
def quick_start(tmp_path: Path) -> QuickStart:
    for package in ("langchain_chroma", "langchain_huggingface", "langchain_text_splitters", "ir_measures"):
        pytest.importorskip(package, reason='needs pip install -e ".[bench]"')
    return QuickStart(bundled_folder(), tmp_path / "quick-start")


def test_both_systems_find_the_paragraphs_and_quote_the_answers(
    parts: Parts, quick_start: QuickStart, tmp_path: Path
) -> None:
    told = {
        "The Gullwing launch carries 42 people. Its timetable is printed on green paper.": ("the Gullwing carry", "42"),
        "Dredging the harbour of Halvane cost 18.4 million crowns.": (
            "the dredging of the harbour cost",
            "18.4 million",
        ),
    }
    paragraphs = [
        {"context": text, "qas": [{"question": f"How many did {asked}?", "answers": [{"text": answer}]}]}
        for text, (asked, answer) in told.items()
    ]
    (tmp_path / "x.json").write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), "utf-8")
    documents = tmp_path / "documents"
    documents.mkdir()
    task = read_task("squad", tmp_path / "x.json", documents)
    ours = Onrecord(parts.ingester, parts.retriever, parts.answerer)
    report = bench_retrieval(task, ours, quick_start, {"again": parts.retriever}, lambda _: None)
    assert list(report.figures) == ["Onrecord", "LangChain quick start", "again"]
    for name, figures in report.figures.items():
        assert figures["hit@1"] == figures["mrr@10"] == figures["ndcg@10"] == 1.0, name
        assert 0 < figures["query_ms_p50"] <= figures["query_ms_p95"]
    for name in ("Onrecord", "LangChain quick start"):
        figures = report.figures[name]
        assert figures["passages"] == 2
        assert figures["failed_documents"] == figures["refused"] == 0
        assert figures["first_sentence_holds_answer"] == 1.0
        assert figures["passages_per_second"] > 0
        assert figures["peak_memory_mb"] > 50
    assert json.loads(json.dumps(report.as_json()))["ratios"].keys() == {"passages_per_second", "hit@5", "hit@10"}


def test_both_systems_find_the_page_of_a_filing(parts: Parts, quick_start: QuickStart, tmp_path: Path) -> None:
    (tmp_path / "pdfs").mkdir()
    canvas = Canvas(str(tmp_path / "pdfs" / "HALVANE_2023.pdf"))
    for line in ("The pilots spent the winter repairing nets.", "", "Dredging cost 18.4 million crowns in 2023."):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    (tmp_path / "pdfs" / "BROKEN.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    asked = {"question": "What did dredging cost?", "doc_name": "HALVANE_2023", "evidence": [{"evidence_page_num": 2}]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked), "utf-8")
    task = read_task("financebench", tmp_path, tmp_path)
    ours = Onrecord(parts.ingester, parts.retriever, parts.answerer)
    report = bench_retrieval(task, ours, quick_start, {}, lambda _: None)
    for figures in report.figures.values():
        assert figures["hit@1"] == 1.0
        assert figures["failed_documents"] == 1
        assert "refused" not in figures
    assert [sorted(one.pages) for one in quick_start.search("What did dredging cost?", 1)] == [[3]]
