"""The page over an answerer that writes sentence by sentence, and what a person waits for on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.answers import Answer
from onrecord.types import Document
from tests.browser.fakes import FakeIngester, FakeReviews, FakeShelf
from tests.browser.model_story import StreamingAnswerer
from tests.browser.serving import serve_in_thread
from ui.app import build_app

__all__ = ["WHY", "ModelPage", "begin", "finish", "served_page", "wait_for_sentences"]

WHY = "Why was the dredging halted?"


@dataclass(frozen=True)
class ModelPage:
    """A page being served, and what stands behind it."""

    url: str
    answerer: StreamingAnswerer
    reviews: FakeReviews


def served_page(
    tmp_path: Path, answers: Mapping[str, Answer | Exception], documents: list[Document]
) -> Iterator[ModelPage]:
    shelf, reviews, answerer = FakeShelf(documents), FakeReviews(), StreamingAnswerer(answers)
    app = build_app(
        answerer, shelf, FakeIngester(shelf), uploads=tmp_path / "uploads", examples=[], allowed_hosts=["127.0.0.1"],
        reviews=reviews,
    )  # fmt: skip
    with serve_in_thread(app) as url:
        yield ModelPage(url, answerer, reviews)


def begin(page: Any, question: str = WHY) -> None:
    page.fill("#ask textarea", question)
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#ask .stop-button")


def wait_for_sentences(page: Any, checked: int, pending: int) -> Any:
    """Wait until the newest answer has so many sentences of either kind; give it."""
    page.wait_for_function(
        """([checked, pending]) => {
          const answer = [...document.querySelectorAll("#chat .answer")].at(-1);
          const count = (what) => (answer ? answer.querySelectorAll(what).length : 0);
          return count(".sentence:not(.pending)") === checked && count(".sentence.pending") === pending;
        }""",
        arg=[checked, pending],
    )
    return page.locator("#chat .answer").last


def finish(page: Any, served: ModelPage) -> Any:
    served.answerer.let_all()
    page.wait_for_selector("#ask .submit-button")
    return page.locator("#chat .answer").last
