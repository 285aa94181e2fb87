"""A page with every part that it can have, and the way around in it."""

import re
from typing import Any

import pytest

from onrecord.answers import Answer
from onrecord.types import Document
from tests.browser.fakes import answered, quoting, source
from tests.browser.fakes import cite as cited
from tests.browser.test_hostile import ATTACK
from tests.ui.drafts import DRAFT

__all__ = [
    "ARABIC",
    "FILLED",
    "FOCUSABLE",
    "FOCUSED",
    "HEBREW_QUESTION",
    "LEFT_OUT",
    "findings",
    "open_scope",
    "right_to_left",
    "shell",
    "show",
    "shown_tabs",
    "tabs",
    "walk",
]

axe_api = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install axe-playwright-python"
)

ARABIC = "توقف تجريف القناة الداخلية يوم الخميس. وجد الغواصون زئبقا في الرواسب."

HEBREW_QUESTION = "arabic: מדוע הופסקה החפירה?"

# Gradio's own; what is left out is named as narrowly as it can be, with the reason.
LEFT_OUT: tuple[str, ...] = ()


def right_to_left() -> tuple[Answer, Document]:
    """An answer that quotes a document written from right to left."""
    document = Document(source("qanat.txt", "القناة الداخلية", ARABIC, "txt", outlet="وكالة الميناء"), ARABIC)
    first, second = (cited(n, document, quote) for n, quote in enumerate(re.findall(r"[^.]+\.", ARABIC), 1))
    return answered("arabic", [first, second], [quoting(first, "مارا"), quoting(second)]), document


def shell(page: Any) -> None:
    """Wait until the masthead is filled."""
    page.wait_for_selector("#masthead #open-sheet")


def tabs(page: Any) -> list[str]:
    """The ids of the tabs."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('#tabs [role=tab]')].map(tab => tab.id)")
    assert len(found) >= 2
    return found


# What is there once a tab is shown and filled.
FILLED = {
    "tab-ask-button": "#chat .welcome, #chat .answer",
    "tab-documents-button": "#on-record td.title",
    "tab-draft-button": "#draft-result > .sr",
    "tab-evaluation-button": "#drafts .draft",
}


def show(page: Any, tab: str) -> None:
    """Go to a tab, wherever a narrow window keeps its button; on that of drafts one is checked."""
    if page.locator(f"#{tab}").is_visible():
        page.click(f"#{tab}")
    else:
        page.click("#tabs .overflow-menu > button")
        page.click(f"#tabs .overflow-dropdown button >> nth={tabs(page).index(tab) - shown_tabs(page)}")
    page.wait_for_selector(FILLED[tab], state="attached")
    if tab == "tab-draft-button" and not page.locator("#draft-sheet .sheet").count():
        page.fill("#draft-text textarea", f"{DRAFT}\n{ATTACK} is wrong.")
        page.click("#draft-check")
        page.wait_for_selector("#draft-sheet .sheet.over")


def shown_tabs(page: Any) -> int:
    """How many tabs a window has room for."""
    return sum(page.locator(f"#{tab}").is_visible() for tab in tabs(page))


def open_scope(page: Any) -> None:
    """Open what a search is limited to, in the rail."""
    if page.locator("#rail-toggle").is_visible():
        page.click("#rail-toggle")
    page.click("#scope > button")
    page.wait_for_selector("#scope-documents input")


def findings(page: Any, where: str) -> list[str]:
    """What axe finds serious or worse, and how to see it."""
    page.wait_for_timeout(250)  # a change of colours has ended by then
    context = {"exclude": [[selector] for selector in LEFT_OUT]} if LEFT_OUT else None
    found = axe_api.Axe().run(page, context=context).response["violations"]
    return [
        f"{where}: {one['id']}: {node['target']}: {' '.join(node['failureSummary'].split())}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


FOCUSABLE = """() => [...document.querySelectorAll(
    "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0 && !e.closest("[inert]"))
  .filter(e => !(e.type === "file" && getComputedStyle(e).clip !== "auto"))
  .map(e => { e.dataset.reach ??= String(Math.random()); return e.dataset.reach; })"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const fields = e.matches("textarea, input") ? [e, e.closest("#ask, #scope .wrap")].filter(Boolean) : [];
  const box = fields.some((field) => getComputedStyle(field).boxShadow !== "none");
  return { reach: e.dataset.reach ?? "", seen: ring || Boolean(box), what: e.outerHTML.slice(0, 160) };
}"""


def walk(page: Any, most: int = 200) -> list[dict[str, Any]]:
    """Everything that Tab reaches from the top of the page, once."""
    page.keyboard.press("Shift")  # a focus set after a key is one that is seen
    page.focus("#masthead .skip")
    seen: list[dict[str, Any]] = []
    for _ in range(most):
        if seen:
            page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None or (seen and now["reach"] == seen[0]["reach"]):
            break
        seen.append(now)
    return seen
