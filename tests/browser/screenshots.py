"""Makes the pictures of README and docs from the running page: ``make screenshots``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from onrecord.assembly import open_parts, samples_folder
from onrecord.page import page_app
from onrecord.settings import Settings
from tests.browser.serving import CHROMIUM_OPTIONS, chromium_path, serve_in_thread
from tests.browser.steps import ask, cite

__all__ = ["SHOTS", "main"]

HURT = "How many people were hurt when the Solvane struck the ramp at Skarnehead?"
PDF = "Why did the port handle less cargo in 2023?"
NOT_SAID = "Which shipyard built the Solvane?"
DRAFT = """Fourteen people were hurt when the ferry Solvane struck its berth, the island's emergency coordinator said.

Coastal Wire later corrected its own story: eleven people, not nine, were taken to hospital. The ship had left Port
Ellary at 06:15 with 243 passengers on board."""

WIDE, PHONE = (1280, 800), (390, 844)
# A picture in so many colours looks the same and is half as large.
_COLOURS = 256


def _welcome(page: Any) -> None:
    page.wait_for_selector("#chat .examples button, #chat .example")


def _answer(page: Any) -> None:
    cite(ask(page, HURT), 1).click()
    page.wait_for_selector("#panel .card.active")


def _page_of_a_pdf(page: Any) -> None:
    answer = ask(page, PDF)
    answer.locator("a.cite").first.click()
    page.wait_for_selector("#panel .card.active")
    page.wait_for_function("() => [...document.querySelectorAll('#panel img')].every((it) => it.complete)")


def _refusal(page: Any) -> None:
    ask(page, NOT_SAID).locator("a.go").first.click()
    page.wait_for_selector("#panel .card")


def _library(page: Any) -> None:
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record tbody tr")


def _draft(page: Any) -> None:
    page.click("#tab-draft-button")
    page.fill("#draft textarea", DRAFT)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#draft-details .found")  # the first doubtful sentence is selected when the check ends


def _evaluation(page: Any) -> None:
    page.click("#tab-evaluation-button")
    page.fill("#run-form [name=sample]", "12")
    page.click("#run-form .go")
    page.wait_for_selector("#run-progress button.open", timeout=300_000)
    page.click("#run-progress button.open")
    page.wait_for_timeout(2500)


SHOTS: dict[str, tuple[Callable[[Any], None], tuple[int, int], str]] = {
    "1-ask": (_welcome, WIDE, "light"),
    "2-answer": (_answer, WIDE, "light"),
    "3-page": (_page_of_a_pdf, WIDE, "light"),
    "4-refusal": (_refusal, WIDE, "dark"),
    "5-library": (_library, WIDE, "light"),
    "6-draft": (_draft, WIDE, "light"),
    "7-evaluation": (_evaluation, WIDE, "light"),
    "8-phone": (_answer, PHONE, "dark"),
}
"""Name -> what is done on the page, the size of its window, and its colours."""


@contextmanager
def _served() -> Iterator[str]:
    """The page over the sample library, in a folder that is gone afterwards."""
    with (
        TemporaryDirectory(prefix="onrecord-") as folder,
        open_parts(Settings(library=Path(folder) / "library")) as parts,
    ):
        for report in parts.ingester.ingest([str(samples_folder())]):
            assert report.status == "added", report
        with page_app(parts, allowed_hosts=["127.0.0.1"]) as app, serve_in_thread(app) as url:
            yield url


def main(out: Path, names: list[str]) -> None:
    """Make the pictures of these names, or all of them, in a folder."""
    out.mkdir(parents=True, exist_ok=True)
    with _served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_OPTIONS))
        for name in names or SHOTS:
            act, (width, height), scheme = SHOTS[name]
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page.set_default_timeout(60_000)
            page.goto(url)
            page.wait_for_selector("#chat .welcome")
            act(page)
            page.wait_for_timeout(1200)  # smooth scrolling ends
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(_COLOURS, kmeans=2, dither=Image.Dither.NONE).save(out / f"{name}.png", optimize=True)
            print(out / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
