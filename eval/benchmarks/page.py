"""How long does the running page take to answer, as a person in front of it sees it?"""

import os
import shutil
import time
from collections.abc import Sequence
from statistics import median
from typing import Any, Final

from onrecord.errors import BadInput

__all__ = ["bench_page"]

_ANSWERS: Final = "document.querySelectorAll('#chat .answer').length"


def bench_page(url: str, questions: Sequence[str], rounds: int) -> dict[str, float]:
    """Ask every question in Chromium, over and over, after one that warms the page up and does not count.

    Args:
        url: of a running page.
        questions: at least one.
        rounds: how many questions are asked in all.

    Returns:
        ``questions``, and ``ms_median`` and ``ms_max`` from the Enter key to the whole answer being on the page.

    Raises:
        BadInput: Chromium or Playwright is missing, or there is no page at ``url``.
    """
    chromium = os.environ.get("ONRECORD_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise BadInput("Chromium is not installed: apt-get install chromium (or set ONRECORD_CHROMIUM).")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BadInput("Playwright is not installed: pip install -r requirements/dev.txt") from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page()
            page.goto(url)
            page.wait_for_selector("#ask textarea")
            took = [_ask(page, questions[number % len(questions)]) for number in range(rounds + 1)][1:]
        except Error as error:
            raise BadInput(f"The page at {url} does not answer: {error}") from error
        finally:
            browser.close()
    return {"questions": len(took), "ms_median": median(took), "ms_max": max(took)}


def _ask(page: Any, question: str) -> float:  # noqa: ANN401 - Playwright is optional here
    """Milliseconds until one more answer is there and the next question can be asked."""
    before = page.evaluate(_ANSWERS)
    start = time.perf_counter()
    page.fill("#ask textarea", question)
    page.press("#ask textarea", "Enter")
    page.wait_for_function(f"n => {_ANSWERS} > n", arg=before)
    page.wait_for_selector("#ask .submit-button")
    return (time.perf_counter() - start) * 1000
