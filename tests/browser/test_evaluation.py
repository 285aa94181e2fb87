"""The evaluation tab in a real Chromium: reports in their frame, two compared, a run started and stopped, drafts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.evaluation_page import FakeEvaluation, a_run, page_of, some_drafts
from tests.browser.serving import serve_in_thread

Open = Callable[..., Any]


@pytest.fixture
def evaluation() -> FakeEvaluation:
    half = a_run("half", 8, cases=7, left=17, interrupted=True, figures={})
    return FakeEvaluation([a_run("new", 9), half, a_run("old", 4), a_run("other", 2)], some_drafts())


@pytest.fixture
def served(chromium: str, evaluation: FakeEvaluation) -> Iterator[str]:
    """Where the page is."""
    with serve_in_thread(page_of(evaluation)) as url:
        yield url


@pytest.fixture
def open_tab(served: str, open_page: Open) -> Open:
    """Opens the tab in a fresh profile, and watches it as ``open_page`` does, which ends before the page does."""

    def open_at(width: int = 1280, **options: Any) -> Any:
        # Two that cannot be compared are answered 404.
        page = open_page(served, width, ready=["#tab-evaluation-button"], expected="/runs/compare", **options)
        page.click("#tab-evaluation-button")
        page.wait_for_selector("#drafts :is(.draft, .nothing)")
        return page

    return open_at


def frame_of(page: Any) -> Any:
    return page.frame_locator("#run-view iframe")


def focused(page: Any) -> str:
    name: str = page.evaluate("document.activeElement.className || document.activeElement.id")
    return name


def axe_findings(page: Any) -> list[str]:
    """What axe-core finds serious in the tab."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python").Axe()
    found = axe.run(page, context="#evaluation").response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def test_a_report_is_read_in_the_page_and_in_a_tab(open_tab: Open) -> None:
    page = open_tab(locale="en-GB")
    assert page.locator("#runs tbody tr").count() == 4
    assert "7 of 24 asked" in page.inner_text("#runs .interrupted")
    page.focus("#runs button.open >> nth=0")
    page.keyboard.press("Enter")
    report = frame_of(page)
    report.locator("#count").wait_for()
    assert report.locator("#count").inner_text() == "4 questions"
    report.locator("#outcome").select_option("refused")  # its own script is at work, though the frame is shut in
    report.locator("#count", has_text="1 of 4 questions").wait_for()
    assert page.evaluate("document.querySelector('#run-view iframe').contentDocument") is None
    page.wait_for_function("document.activeElement.id === 'view-title'")
    assert axe_findings(page) == []

    from playwright.sync_api import expect

    steps = page.evaluate("history.length")
    for scheme, paper in (("dark", "rgb(21, 20, 18)"), ("light", "rgb(250, 248, 244)")):  # as chosen in the masthead
        page.evaluate("scheme => { document.documentElement.dataset.scheme = scheme; }", scheme)
        page.wait_for_selector(f"#run-view iframe[src$='?scheme={scheme}']")
        expect(report.locator("body")).to_have_css("background-color", paper, timeout=60_000)
    assert page.evaluate("history.length") == steps

    with page.expect_popup() as popup:
        page.click("#run-view a")
    popup.value.wait_for_selector(".question")
    assert popup.value.url.endswith("?scheme=light")
    assert popup.value.evaluate("window.opener") is None
    popup.value.close()

    page.click("#run-view button.close")
    page.wait_for_selector("#run-view .view", state="detached")
    assert focused(page) == "open"


def test_two_runs_are_compared(open_tab: Open) -> None:
    page = open_tab(locale="en-GB")
    boxes = page.locator("#runs .pick input")
    assert page.locator("#runs .compare").is_disabled()
    boxes.nth(0).check()
    boxes.nth(1).check()
    assert boxes.nth(2).is_disabled()
    page.click("#runs .compare")
    frame_of(page).locator("h1", has_text="old to new").wait_for()
    boxes.nth(0).uncheck()
    boxes.nth(2).check()
    page.click("#runs .compare")  # these two do not measure the same
    trouble = frame_of(page).locator("p")
    trouble.get_by_text("do not measure the same thing").wait_for()
    assert "<b>rules</b>" in trouble.inner_text()

    page.click("#tab-first-button")
    page.click("#tab-evaluation-button")  # filled anew, and the choice is kept
    page.wait_for_function("document.querySelectorAll('#runs .pick input:checked').length === 2")


def test_a_run_is_started_stopped_and_ends_with_the_page(open_tab: Open, evaluation: FakeEvaluation) -> None:
    page = open_tab(locale="en-GB")
    page.fill("#run-form [name=sample]", "2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#run-progress progress[max='2']")
    assert evaluation.started == [("harbour", 2)]
    page.wait_for_function("document.activeElement.matches('#run-form .stop')")
    assert page.locator("#run-form .go").is_disabled()
    evaluation.go_on.release()
    page.wait_for_selector("#run-progress progress[value='1']")
    assert "1 of 2 asked" in page.inner_text("#run-progress")
    page.keyboard.press("Enter")
    page.wait_for_selector("#run-progress .told")
    assert "Stopped." in page.inner_text("#run-progress")
    assert evaluation.closed.wait(60)
    page.wait_for_function("document.activeElement.matches('#run-form .go')")

    evaluation.go_on.release(2)
    page.select_option("#run-form select", "samples")
    page.click("#run-form .go")
    page.wait_for_selector("#run-progress button.open")
    assert evaluation.started[-1] == ("samples", 2)
    page.wait_for_function("document.querySelector('#runs button.open').value === 'made-now'")
    page.click("#run-progress button.open")
    frame_of(page).locator("#count").wait_for()

    evaluation.closed.clear()
    page.click("#run-form .go")
    page.wait_for_selector("#run-progress progress[max='2']")
    page.context.close()
    assert evaluation.closed.wait(60)


def test_drafts_are_decided_on_a_phone(open_tab: Open, evaluation: FakeEvaluation) -> None:
    page = open_tab(width=390, color_scheme="dark", locale="de-DE")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.inner_text("#tab-evaluation-button") == "Auswertung"
    assert page.evaluate("window.PWNED") is None
    assert page.locator("#drafts img, #drafts script").count() == 0
    accept, aside = page.locator("#drafts .decide").all()
    assert accept.is_disabled()
    assert axe_findings(page) == []
    page.locator("#drafts .draft input").nth(1).focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('#drafts .all').indeterminate")
    page.check("#drafts .all")
    accept.click()
    page.wait_for_selector("#drafts .told")
    assert evaluation.accepted == ["use-a1", "use-c3", "use-d4"]
    assert "3 Entwürfe angenommen" in page.inner_text("#drafts .told")
    assert "1 bleibt" in page.inner_text("#drafts .told")
    page.wait_for_function("document.activeElement.matches('#drafts .told')")
    page.check("#drafts .draft input")
    aside.click()
    page.wait_for_selector("#drafts .nothing")
    assert evaluation.aside == ["use-b2"]
    assert "1 Entwurf beiseitegelegt." in page.inner_text("#drafts .told")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
