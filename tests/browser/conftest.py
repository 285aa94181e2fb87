"""A real Chromium on the page, over a small library of our own fiction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from onrecord.answers import Answer
from onrecord.types import Document
from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, library
from tests.browser.serving import CHROMIUM_OPTIONS, chromium_path, serve_in_thread
from tests.browser.story import EXAMPLES, script
from ui.app import build_app

playwright_api = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
)


@dataclass(frozen=True)
class PageLibrary:
    """A page being served, and what stands behind it."""

    url: str
    answerer: ScriptedAnswerer
    shelf: FakeShelf
    ingester: FakeIngester
    uploads: Path


Serve = Callable[[Mapping[str, Answer | Exception], Sequence[Document]], PageLibrary]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium (or set ONRECORD_CHROMIUM)")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """The browser. Playwright keeps an event loop running in this thread, so it lives no longer than a module."""
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve_library(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves a page over given answers and documents until the session ends."""
    with ExitStack() as running:

        def serve(answers: Mapping[str, Answer | Exception], documents: Sequence[Document]) -> PageLibrary:
            shelf = FakeShelf(documents)
            answerer, ingester = ScriptedAnswerer(answers), FakeIngester(shelf)
            uploads = tmp_path_factory.mktemp("uploads")
            app = build_app(
                answerer, shelf, ingester, uploads=uploads, examples=EXAMPLES, allowed_hosts=["127.0.0.1"]
            )  # fmt: skip
            return PageLibrary(running.enter_context(serve_in_thread(app)), answerer, shelf, ingester, uploads)

        yield serve


@pytest.fixture(scope="session")
def page_library(serve_library: Serve) -> PageLibrary:
    """The page over the small library, shared: a test that changes the library serves its own."""
    return serve_library(script(), library())


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a fresh profile; afterwards checks that no script failed and nothing left this machine.

    It is given when all selectors of ``ready`` are there, by default those of the whole page. ``expected`` is part of
    the addresses that may be refused; where it is given, every other error in the console counts as a failure too.
    """
    contexts, errors, requests = [], list[str](), list[str]()

    def note(expected: str, message: Any) -> None:
        if message.type == "error" and expected not in message.location["url"]:
            errors.append(message.text)

    def open_at(
        url: str, width: int = 1440, height: int = 900, *, ready: Sequence[str] = ("#panel h2", "#chat .welcome"),
        expected: str = "", **options: Any,
    ) -> Any:  # fmt: skip
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # never waited for on a machine that has nothing else to do
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        if expected:
            page.on("console", partial(note, expected))
        page.goto(url)
        for selector in ready:
            page.wait_for_selector(selector)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert requests, "no request was seen, so none could be checked"
    assert [url for url in requests if not url.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []
    assert errors == []
