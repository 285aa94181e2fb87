"""The report in a real Chromium, from a file: filters, links, print, no sideways scroll, nothing that runs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from eval.report.compare_page import comparison_html
from eval.report.page import write_report
from eval.results import Run
from tests.eval.runs import answered, run_of, small_run
from tests.eval.test_report import HOSTILE, hostile_run
from tests.eval.test_report_compare import comparison, two

Open = Callable[..., Any]


@pytest.fixture
def open_file(browser: Any) -> Iterator[Open]:
    """Opens a file; afterwards checks that no script failed, none was stopped, and nothing else was asked for."""
    contexts, said, requests = [], list[str](), list[str]()

    def open_at(path: Path, hash_: str = "", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri() + hash_)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:///", "data:"))] == []
    assert len([url for url in requests if url.startswith("file:///")]) == len(contexts)
    assert said == []


def shown(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(".question", "all => all.filter(e => e.offsetHeight).map(e => e.id)")
    return found


def test_filters_narrow_the_questions_and_count_them(open_file: Open, tmp_path: Path) -> None:
    page = open_file(write_report(small_run(tmp_path)))
    assert len(shown(page)) == 4
    page.select_option("#outcome", "refused")
    assert shown(page) == ["q-keeper"]
    assert page.inner_text("#count") == "1 of 4 questions"
    assert page.eval_on_selector_all("#kind option", "all => all.map(e => e.text)")[:3] == [
        "All kinds (1)", "date (0)", "unanswerable (0)"
    ]  # fmt: skip
    page.select_option("#kind", "date")
    assert shown(page) == []
    assert page.is_visible("#none")
    page.select_option("#outcome", "lost:groundedness")
    assert shown(page) == ["q-lamp-1"]
    page.click("#open")
    assert page.is_visible("#q-lamp-1 .gold mark")
    assert page.inner_text("#open") == "Close all shown"


def test_the_keyboard_is_enough(open_file: Open, tmp_path: Path) -> None:
    page = open_file(write_report(small_run(tmp_path)))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.parentElement.id") == "q-lamp-1"
    page.keyboard.press("Enter")
    assert page.is_visible("#q-lamp-1 .body")


def test_a_link_opens_its_question_whatever_is_filtered(open_file: Open, tmp_path: Path) -> None:
    path = write_report(small_run(tmp_path))
    page = open_file(path, "#q-keeper")
    assert page.evaluate("document.activeElement.parentElement.id") == "q-keeper"
    assert page.is_visible("#q-keeper .refusal")
    page.select_option("#outcome", "broken")
    page.evaluate("location.hash = '#q-lamp-2'")
    page.wait_for_selector("#q-lamp-2 .body", state="visible")
    assert len(shown(page)) == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways(open_file: Open, tmp_path: Path, width: int, scheme: str) -> None:
    long = hostile_run(tmp_path)
    write_report(long)
    compared = tmp_path / "compared.html"
    compared.write_text(comparison_html(*two(tmp_path), comparison()), encoding="utf-8")
    for path in (tmp_path / "report.html", compared):
        page = open_file(path, width=width, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        colours = page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert (colours[0] == "rgb(29, 28, 26)") == (scheme == "light")


def test_hostile_words_do_nothing(open_file: Open, tmp_path: Path) -> None:
    a: Run = hostile_run(tmp_path)
    page = open_file(write_report(a))
    page.click("#open")
    page.wait_for_timeout(200)
    assert page.evaluate("window.PWNED") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator(".question").count() == 3
    page.select_option("#kind", index=1)
    assert len(shown(page)) == 1
    assert HOSTILE[:40] in page.locator(".question .said").first.text_content()


def test_markup_that_got_in_would_not_run(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(write_report(small_run(tmp_path)).as_uri())
    page.evaluate(
        """() => { window.stopped = [];
        document.addEventListener("securitypolicyviolation", e => window.stopped.push(e.effectiveDirective));
        const script = document.createElement("script"); script.textContent = "window.PWNED = 1";
        document.body.append(script); }"""
    )
    page.wait_for_function("window.stopped.length > 0")
    assert page.evaluate("window.PWNED") is None
    page.close()


def test_a_question_is_found_by_any_id(open_file: Open, tmp_path: Path) -> None:
    case_id = 'a "b" <c> %41 \u00e9 #d'
    path = write_report(run_of(tmp_path, answered(case_id)))
    page = open_file(path, f"#{quote(f'q-{case_id}')}")
    assert page.is_visible(".question .body")


def test_print_has_every_question_open_and_no_filters(open_file: Open, tmp_path: Path) -> None:
    page = open_file(write_report(small_run(tmp_path)))
    page.select_option("#outcome", "refused")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == 4
    assert page.locator("details:not([open])").count() == 0
    assert not page.is_visible("#filters")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".question[open]").count() == 0


def test_it_reads_without_scripts(open_file: Open, tmp_path: Path) -> None:
    page = open_file(write_report(small_run(tmp_path)), java_script_enabled=False)
    assert page.locator("#filters").is_hidden()
    page.click("#q-lamp-1 > summary")
    assert page.is_visible("#q-lamp-1 .sentences")


def test_three_hundred_questions_stay_usable(open_file: Open, tmp_path: Path) -> None:
    page = open_file(write_report(run_of(tmp_path, *(answered(f"lamp-{n}") for n in range(300)))))
    took = page.evaluate(
        """() => { const begun = performance.now(); document.getElementById("open").click();
        document.body.offsetHeight; return performance.now() - begun; }"""
    )
    assert took < 5000
    assert page.locator(".question[open]").count() == 300
