"""A page over conversations that outlive it, and what of them is seen."""

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, library
from tests.browser.serving import serve_in_thread
from tests.browser.story import EXAMPLES, script
from ui.app import build_app

__all__ = ["Kept", "named", "questions", "titles"]


class Kept:
    """A page over a store that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._running, self.examples = folder, ExitStack(), list(EXAMPLES)
        self.start()

    def start(self) -> None:
        record = self._running.enter_context(closing(Record(self._folder / "record.sqlite3")))
        self.store, self.answerer = StoredConversations(record), ScriptedAnswerer(script())
        shelf = FakeShelf(library())
        app = build_app(
            self.answerer, shelf, FakeIngester(shelf), uploads=self._folder / "uploads", examples=lambda: self.examples,
            allowed_hosts=["127.0.0.1"], conversations=self.store,
        )  # fmt: skip
        self.url = self._running.enter_context(serve_in_thread(app))

    def stop(self) -> None:
        self._running.close()
        self._running = ExitStack()


def questions(page: Any, *wanted: str) -> None:
    """Wait until these are the questions shown."""
    page.wait_for_function(
        "w => JSON.stringify([...document.querySelectorAll('#chat .question')].map(q => q.textContent)) === w",
        arg=page.evaluate("w => JSON.stringify(w)", list(wanted)),
    )


def titles(page: Any, *wanted: str) -> None:
    """Wait until these are the conversations listed."""
    page.wait_for_function(
        "w => JSON.stringify([...document.querySelectorAll('#listed .title')].map(t => t.textContent)) === w",
        arg=page.evaluate("w => JSON.stringify(w)", list(wanted)),
    )


def named(page: Any) -> str:
    """The conversation that the address names."""
    name: str = page.evaluate("new URL(location.href).searchParams.get('c') ?? ''")
    return name
