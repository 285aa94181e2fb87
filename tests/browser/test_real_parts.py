"""The page over a real library: from a question to the highlighted words, and a hostile document that does nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.assembly import Parts, open_parts
from onrecord.sentences import fold
from onrecord.settings import Settings
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask, cite, wait_for_passage
from ui.app import build_app

HOSTILE = """<script>window.PWNED = 1</script> Ferry notice
Outlet: <img src=x onerror="window.PWNED=2">
Date: 2024-05-01

The spring timetable of the Gullwing launch is <script>window.PWNED = 3</script> printed on green paper.
"""


def served(parts: Parts, uploads: Path) -> Any:
    app = build_app(
        parts.answerer,
        parts.library,
        parts.ingester,
        uploads=uploads,
        examples=["When does the new water tariff begin?"],
        allowed_hosts=["127.0.0.1"],
    )
    return serve_in_thread(app)


@pytest.fixture(scope="module")
def samples_url(samples: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(samples, tmp_path_factory.mktemp("uploads")) as url:
        yield url


def test_a_question_an_answer_and_the_words_in_their_place(samples_url: str, samples: Parts, open_page: Any) -> None:
    page = open_page(samples_url)
    answer = ask(page, "How many people were hurt when the Solvane struck the ramp at Skarnehead?")
    quote = wait_for_passage(page, cite_and_click(answer))
    documents = [samples.library.document(source.document_id) for source in samples.library.sources()]
    assert any(quote in document.text for document in documents)
    assert "hurt" in quote or "injur" in quote
    assert "Searched" in answer.inner_text()


def cite_and_click(answer: Any) -> Any:
    link = cite(answer, 1)
    link.click()
    return link


def test_an_uploaded_file_can_be_asked_about(tmp_path: Path, open_page: Any, chromium: str) -> None:
    story = tmp_path / "lighthouse.txt"
    story.write_text("The lighthouse of Marrow Point was repainted in October 2024 by Ilse Tarn.", encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as parts, served(parts, tmp_path / "uploads") as url:
        page = open_page(url)
        page.get_by_role("tab", name="Library").click()
        page.set_input_files("#files input[type=file]", str(story))
        page.wait_for_selector("#report li.done >> text=lighthouse.txt")
        page.get_by_role("tab", name="Ask").click()
        answer = ask(page, "Who repainted the lighthouse of Marrow Point?")
        assert "Ilse Tarn" in fold(answer.inner_text())


def test_a_hostile_document_runs_nothing(tmp_path: Path, open_page: Any) -> None:
    path = tmp_path / "<img src=x onerror=window.PWNED=4>.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        assert [report.status for report in parts.ingester.ingest([str(path)])] == ["added"]
        with served(parts, tmp_path / "uploads") as url:
            page = open_page(url)
            answer = ask(page, "On what paper is the timetable of the Gullwing launch printed?")
            quote = wait_for_passage(page, cite_and_click(answer))
            assert "<script>" in quote, "the markup is shown as text"
            page.get_by_role("tab", name="Library").click()
            page.wait_for_selector("#on-record td.title .name")  # all that the tab shows of it is there
            assert page.locator("#on-record :is(img, script)").count() == 0
            assert page.evaluate("window.PWNED") is None
