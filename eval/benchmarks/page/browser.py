"""The page in Chromium: how soon it is seen and can be used, how soon a source opens, whether typing lags."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from statistics import median
from typing import Any, Final

from onrecord.errors import BadInput

__all__ = [
    "BROWSERS",
    "ask_over_and_over",
    "chromium",
    "chromium_path",
    "converse",
    "open_page",
    "open_sources",
    "type_words",
]

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chromium-headless-shell",
)
"""Names of programs that are Chromium. The headless shell has the same engine without the browser around it."""

_OPTIONS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_WIDTH_AND_HEIGHT: Final = {"width": 1440, "height": 900}
_PATIENCE_MS: Final = 60_000
_MOMENT_MS: Final = 400
# Of a long conversation the earlier ones are folded behind a button, which has their number.
_ANSWERS: Final = (
    "(Number(document.querySelector('#chat button.earlier')?.value ?? 0)"
    " + document.querySelectorAll('#chat .answer:not(.partial)').length)"
)
_WORDS: Final = "When did the harbour office say that the quay would be closed to boats? "

# Notes when a field that takes a question is first there, drawn and open to typing.
_WATCH_FIELD: Final = """
const looking = () => {
  const field = document.querySelector('#ask textarea');
  if (field && !field.disabled && field.getClientRects().length) window.usableAt = performance.now();
  else requestAnimationFrame(looking);
};
requestAnimationFrame(looking);
"""
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint').map((it) => it.startTime)[0]"

# Follows a mark of an answer; gives milliseconds until its quote is in view, a page's picture included.
_FOLLOW: Final = """(link) => new Promise((done) => {
  const id = link.getAttribute('href').slice(1);
  const began = performance.now();
  const there = (element) => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  };
  const look = () => {
    const card = document.querySelector(`#panel [id="${id}"]`);
    const took = performance.now() - began;
    const pictures = card ? [...card.querySelectorAll('figure img')].filter(there) : [];
    const quote = card ? [...card.querySelectorAll('mark, figure')].some(there) : false;
    const drawn = pictures.every((it) => it.complete && it.naturalWidth);
    if (quote && drawn && card.classList.contains('active')) done(took);
    else if (took > 5000) done(took);
    else requestAnimationFrame(look);
  };
  link.click();
  requestAnimationFrame(look);
})"""

# Notes for each key how long it is until the next frame has been made.
_WATCH_KEYS: Final = """() => {
  window.keyDelays = [];
  document.addEventListener('keydown', () => {
    const began = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.keyDelays.push(performance.now() - began);
      after.port2.postMessage(0);
    });
  }, true);
}"""


def chromium_path(names: Sequence[str] = BROWSERS) -> str | None:
    """The Chromium to drive: ``ONRECORD_CHROMIUM``, else the first of ``names`` on the path; None without one."""
    return os.environ.get("ONRECORD_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium, closed at the end.

    Raises:
        BadInput: Chromium or Playwright is missing, or the page does not do what a measurement waits for.
    """
    path = chromium_path()
    if path is None:
        raise BadInput("Chromium is not installed: apt-get install chromium (or set ONRECORD_CHROMIUM).")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BadInput("Playwright is not installed: pip install -r requirements/dev.txt") from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_OPTIONS))
        try:
            yield browser
        except Error as error:
            raise BadInput(f"The page does not do what was waited for: {error}") from error
        finally:
            browser.close()


def open_page(browser: Any, url: str, rounds: int) -> dict[str, list[float]]:  # noqa: ANN401 - Playwright is optional
    """Open the page over and over, each time first with an empty cache and then again with what was kept.

    Returns:
        Milliseconds from the start of the navigation: ``first_paint_cold``, ``usable_cold`` (the question can be
        typed), ``first_paint_warm``, ``usable_warm``.
    """
    took: dict[str, list[float]] = {}
    for _ in range(rounds):
        context = browser.new_context(viewport=_WIDTH_AND_HEIGHT)
        for cache in ("cold", "warm"):
            page = context.new_page()
            page.set_default_timeout(_PATIENCE_MS)
            page.add_init_script(_WATCH_FIELD)
            page.goto(url)
            page.wait_for_function("window.usableAt")
            page.wait_for_function(_PAINTED)
            took.setdefault(f"first_paint_{cache}", []).append(page.evaluate(_PAINTED))
            took.setdefault(f"usable_{cache}", []).append(page.evaluate("window.usableAt"))
            page.close()
        context.close()
    return took


def converse(browser: Any, url: str, questions: Sequence[str], turns: int) -> tuple[Any, list[float]]:  # noqa: ANN401
    """Ask so many questions in one conversation.

    Returns:
        The page with all of it, and the milliseconds that each answer took.
    """
    page = browser.new_context(viewport=_WIDTH_AND_HEIGHT).new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(url)
    page.wait_for_selector("#ask textarea")
    return page, [_ask(page, question) for question in islice(cycle(questions), turns)]


def open_sources(page: Any, most: int = 10) -> dict[str, list[float]]:  # noqa: ANN401
    """Follow marks ``[n]`` of the newest answers, twice each, a moment apart.

    Returns:
        Milliseconds from the click to the quote being in view: ``text`` of formats without pages, ``page_first`` and
        ``page_again`` of those whose page is shown as a picture, where there were such. A quote that never came counts
        as the five seconds that were waited for it.
    """
    took: dict[str, list[float]] = {}
    for link in page.query_selector_all("#chat .answer a.cite")[-most:]:
        for time_of_it in ("first", "again"):
            page.wait_for_timeout(_MOMENT_MS)
            ms = page.evaluate(_FOLLOW, link)
            pictured = page.query_selector("#panel .card.active figure img") is not None
            took.setdefault(f"page_{time_of_it}" if pictured else "text", []).append(ms)
    return took


def type_words(page: Any) -> list[float]:  # noqa: ANN401
    """Type a question without sending it; milliseconds from each key to the end of the next frame."""
    page.evaluate(_WATCH_KEYS)
    page.focus("#ask textarea")
    page.keyboard.type(_WORDS, delay=40)
    page.wait_for_function("n => window.keyDelays.length >= n", arg=len(_WORDS))
    page.fill("#ask textarea", "")
    delays: list[float] = page.evaluate("window.keyDelays")
    return delays


def ask_over_and_over(url: str, questions: Sequence[str], rounds: int) -> dict[str, float]:
    """Ask a page that is running, after one question that warms it up and does not count.

    Args:
        url: of the page.
        questions: at least one.
        rounds: how many questions are asked in all.

    Returns:
        ``questions``, and ``ms_median`` and ``ms_max`` from the Enter key to the whole answer being on the page.

    Raises:
        BadInput: Chromium or Playwright is missing, or there is no page at ``url``.
    """
    with chromium() as browser:
        _, took = converse(browser, url, questions, rounds + 1)
    return {"questions": rounds, "ms_median": median(took[1:]), "ms_max": max(took[1:])}


def _ask(page: Any, question: str) -> float:  # noqa: ANN401
    """Milliseconds until one more answer is there and the next question can be asked."""
    before = page.evaluate(_ANSWERS)
    start = time.perf_counter()
    page.fill("#ask textarea", question)
    page.press("#ask textarea", "Enter")
    page.wait_for_function(f"n => {_ANSWERS} > n", arg=before)
    page.wait_for_selector("#ask .submit-button")
    return (time.perf_counter() - start) * 1000
