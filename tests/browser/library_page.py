"""The library tab over a library that can be tended, and what of it is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.fakes import ScriptedAnswerer
from tests.browser.library_fakes import FakeCatalogue, SteppingIngester
from tests.browser.story import EXAMPLES, script
from ui.app import build_app

__all__ = ["Served", "edit_by_keyboard", "opened", "queue", "serving", "titles", "wait_for_titles"]


@dataclass(frozen=True)
class Served:
    """A page over a library that can be tended, and what stands behind it."""

    url: str
    catalogue: FakeCatalogue
    ingester: SteppingIngester
    uploads: Path


def serving(catalogue: FakeCatalogue, folder: Path) -> Any:
    ingester = SteppingIngester(catalogue)
    app = build_app(
        ScriptedAnswerer(script()), catalogue, ingester, uploads=folder / "uploads", examples=EXAMPLES,
        allowed_hosts=["127.0.0.1"], catalogue=catalogue,
    )  # fmt: skip
    return app, ingester


def opened(open_page: Callable[..., Any], url: str, **options: Any) -> Any:
    page = open_page(url, **options)
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record :is(table, .nothing)")
    page.wait_for_selector("#library-dialog", state="attached")
    return page


def titles(page: Any) -> list[str]:
    found: list[str] = page.locator("#on-record td.title .name").all_inner_texts()
    return found


def wait_for_titles(page: Any, *wanted: str) -> None:
    names = "[...document.querySelectorAll('#on-record td.title .name')].map((it) => it.textContent)"
    page.wait_for_function(f"wanted => JSON.stringify({names}) === JSON.stringify(wanted)", arg=list(wanted))


def queue(page: Any) -> list[str]:
    return [" ".join(row.split()) for row in page.locator("#report .queue li").all_inner_texts()]


def edit_by_keyboard(page: Any) -> None:
    """Give the first document another title and date, the date wrong at first."""
    page.locator("#on-record .menu summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.textContent === 'Edit'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-dialog[open] form")
    page.wait_for_function("document.activeElement.name === 'title'")
    page.keyboard.press("Control+A")
    page.keyboard.type("Zinc & <b>mud</b>")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-dialog .problem >> text='soon' is not a date")
    assert page.input_value("#library-dialog input[name=title]") == "Zinc & <b>mud</b>"
    page.fill("#library-dialog input[name=published]", "2024-05")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-told >> text=Saved.")
    page.wait_for_selector("#library-dialog[open]", state="detached")
    page.wait_for_selector("#on-record td.title >> text=Zinc & <b>mud</b>")
