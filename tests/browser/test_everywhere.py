"""What holds on every part of the page: seen, heard and worked by anyone, in either colours, at any width."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from ingest.originals import FileOriginals
from onrecord.desk import Failure
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.evaluation_page import FakeEvaluation, a_run, some_drafts
from tests.browser.every_part import (
    FOCUSABLE,
    HEBREW_QUESTION,
    findings,
    open_scope,
    right_to_left,
    shell,
    show,
    tabs,
    walk,
)
from tests.browser.fakes import (
    FakeIngester,
    FakeReviews,
    ScriptedAnswerer,
    answered,
    library,
    quoting,
)
from tests.browser.fakes import cite as cited
from tests.browser.library_fakes import FakeCatalogue
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask
from tests.browser.story import EXAMPLES, script
from tests.browser.test_export import QUOTE, a_pdf
from tests.browser.test_hostile import ATTACK, hostile_answers, hostile_document, unharmed
from tests.ui.drafts import ScriptedChecker
from ui.app import build_app
from ui.say import translations

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def url(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with every part that it can have, over the small library with every kind of answer."""
    folder = tmp_path_factory.mktemp("everywhere")
    told, document = right_to_left()
    briefing = a_pdf(folder)
    pictured = cited(1, briefing, QUOTE)
    failures = [Failure("/library/scan 1998.pdf", "press", "there is no text layer in it; run it through OCR")]
    catalogue = FakeCatalogue([*library(), document, hostile_document(), briefing], failures)
    answers = {"arabic": told, "pictured": answered("pictured", [pictured], [quoting(pictured)]), **script()}
    with closing(Record(folder / "record.sqlite3")) as record:
        app = build_app(
            ScriptedAnswerer({**answers, **hostile_answers()}), catalogue, FakeIngester(catalogue),
            uploads=folder / "uploads", examples=EXAMPLES, allowed_hosts=["127.0.0.1"], reviews=FakeReviews(),
            catalogue=catalogue, checker=ScriptedChecker(), conversations=StoredConversations(record),
            evaluation=FakeEvaluation([a_run("first", 4), a_run("second", 5)], some_drafts()),
            originals=FileOriginals(catalogue, folder / "cache"),
        )  # fmt: skip
        with serve_in_thread(app) as address:
            yield address


@pytest.mark.timeout(400)
# Each colour and each width once: no rule of the style sheets is for one colour at one width.
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing_serious_anywhere(open_page: Open, url: str, scheme: str, width: int) -> None:
    page = open_page(url, width, 900, color_scheme=scheme)
    shell(page)
    found = findings(page, "empty")
    for question in ("What does it cost?", "Who paid?", "the model", "crash"):
        ask(page, question)
    found += findings(page, "answers")
    ask(page, "Why was it halted?").locator("a.cite").first.click()
    page.wait_for_selector("#panel .active, [role=dialog], #panel mark")
    found += findings(page, "a passage")
    ask(page, "Is it pictured?").locator("a.cite").first.click()
    page.wait_for_selector("#panel .active img")
    page.click("#panel .active button.sheet")
    page.wait_for_selector("dialog[open] img")
    found += findings(page, "a page, larger")
    page.keyboard.press("Escape")
    page.locator("#chat details.take summary").last.click()
    found += findings(page, "what to take along")
    page.keyboard.press("Escape")
    open_scope(page)
    found += findings(page, "the scope")
    if page.locator("#rail-toggle").is_visible():
        page.keyboard.press("Escape")
    for tab in tabs(page)[1:]:
        show(page, tab)
        found += findings(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{tab} is too wide"
    page.click("#open-sheet")
    found += findings(page, "the sheet")
    assert found == []


@pytest.mark.timeout(400)
def test_the_keyboard_reaches_everything_and_what_it_reaches_is_seen(open_page: Open, url: str) -> None:
    page = open_page(url)
    shell(page)
    ask(page, "What does it cost?")
    ask(page, "Is it pictured?").locator("a.cite").first.click()
    page.wait_for_selector("#panel .active img")
    open_scope(page)
    for tab in tabs(page):
        page.focus(f"#{tab}")
        page.keyboard.press("Enter")
        show(page, tab)
        wanted = set(page.evaluate(FOCUSABLE))
        reached = walk(page)
        assert [one["what"] for one in reached if not one["seen"]] == [], f"{tab}: no ring is seen"
        missed = wanted - {one["reach"] for one in reached}
        names = [page.locator(f"[data-reach='{one}']").evaluate("e => e.outerHTML.slice(0, 160)") for one in missed]
        names = [name for name in names if 'role="tab"' not in name]  # the arrows reach the tabs beside the chosen one
        assert names == [], f"{tab}: never reached"


def test_keys_lead_to_the_question_and_to_the_sheet_and_can_be_turned_off(open_page: Open, url: str) -> None:
    page = open_page(url)
    shell(page)
    page.focus("#scheme")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the question"
    assert page.locator("#masthead .skip").bounding_box()["width"] > 60, "it is seen once it is reached"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#ask textarea')")
    page.keyboard.type("what / is ?")
    assert page.input_value("#ask textarea") == "what / is ?"
    page.click(f"#{tabs(page)[1]}")
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.matches('#ask textarea')")
    assert page.input_value("#ask textarea") == "what / is ?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("#sheet[open]")
    assert {"Go to the question", "Show this sheet"} <= set(page.locator("#sheet li span").all_inner_texts())
    assert "stay on the machine" in page.locator("#sheet").inner_text()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#sheet') !== null"), "what is behind the sheet rests"
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sheet", state="detached")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    assert page.locator("#sheet").count() == 0
    page.click("#open-sheet")
    assert not page.is_checked("#single-keys")


def test_the_sheet_names_every_key_once_in_the_language_of_the_browser(open_page: Open, url: str) -> None:
    page = open_page(url, locale="de-DE")
    shell(page)
    for visited in (False, True):
        if visited:
            show(page, "tab-draft-button")
        page.click("#open-sheet")
        rows = [row.splitlines() for row in page.locator("#sheet li").all_inner_texts()]
        keys = {words: names for *names, words in rows}
        assert len(keys) == len(rows)
        assert keys["Dieses Blatt zeigen"] == ["?"]
        assert keys["Nächster zweifelhafter Satz eines Entwurfs"] == ["j"], "of a tab too that was not shown yet"
        assert keys["Den Entwurf in seinem Feld prüfen"] == ["Strg", "Eingabe"]
        page.keyboard.press("Escape")
        page.wait_for_selector("#sheet", state="detached")


def test_colours_are_chosen_kept_and_there_before_anything_is_painted(open_page: Open, url: str) -> None:
    page = open_page(url, color_scheme="light")
    shell(page)
    ground = "getComputedStyle(document.body).backgroundColor"
    state = "[document.documentElement.dataset.scheme, document.body.classList.contains('dark')]"
    light = page.evaluate(ground)
    assert page.evaluate(state) == ["light", False]
    page.select_option("#scheme", "dark")
    page.wait_for_function("document.body.classList.contains('dark')")
    dark = page.evaluate(ground)
    assert dark != light
    page.add_init_script("""document.addEventListener("readystatechange", () => {
        if (document.readyState !== "interactive") return;
        window.first = [document.documentElement.dataset.scheme, getComputedStyle(document.body).backgroundColor];
    });""")
    page.reload()
    shell(page)
    assert page.evaluate("window.first") == ["dark", dark]
    assert page.input_value("#scheme") == "dark"
    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(200)
    assert page.evaluate(state) == ["dark", True]
    page.select_option("#scheme", "system")
    page.wait_for_function("!document.body.classList.contains('dark')")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.classList.contains('dark')")
    assert page.evaluate(state) == ["dark", True]
    other = page.context.new_page()
    other.goto(url)
    shell(other)
    other.select_option("#scheme", "light")
    page.wait_for_function("!document.body.classList.contains('dark')")  # as chosen in the other tab
    page.wait_for_function("document.querySelector('#scheme').value === 'light'")


def test_on_paper_it_is_dark_on_white_and_whole(open_page: Open, url: str) -> None:
    page = open_page(url, color_scheme="dark")
    shell(page)
    ask(page, "What does it cost?")
    ask(page, "Why was it halted?").locator("a.cite").first.click()
    page.wait_for_selector("#panel .active mark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 248, 244)"
    cut = """[...document.querySelectorAll("#chat, #conversation, #sources, #panel .surroundings")]
        .filter((one) => one.scrollHeight > one.clientHeight + 2 && getComputedStyle(one).overflowY !== "visible")
        .map((one) => one.id || one.className)"""
    assert page.evaluate(cut) == [], "what a window scrolls is printed whole"
    assert not page.locator("#ask").is_visible()
    assert not page.locator("#rail").is_visible()


def test_nothing_moves_for_whoever_asked_for_less_motion(open_page: Open, url: str) -> None:
    page = open_page(url, reduced_motion="reduce")
    page.fill("#ask textarea", "a slow question")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    moving = """document.getAnimations().filter(a => a.playState === "running"
        && (a.effect.getComputedTiming().duration > 10 || a.effect.getComputedTiming().iterations > 1))
        .map(a => `${a.animationName ?? a.transitionProperty} ${a.effect.target?.className}`)"""
    assert page.evaluate(moving) == []
    page.click("#ask .stop-button")
    page.wait_for_selector("#chat .problem")


DIRECTIONS = "all => all.map(e => getComputedStyle(e).direction)"


def test_what_is_written_from_right_to_left_reads_so(open_page: Open, url: str) -> None:
    page = open_page(url)
    answer = ask(page, HEBREW_QUESTION.removeprefix("arabic: ") + " arabic")
    direction = "e => getComputedStyle(e).direction"
    assert page.locator("#chat .question").last.evaluate(direction) == "rtl"
    assert set(answer.locator("blockquote").evaluate_all(DIRECTIONS)) == {"rtl"}
    box, words = answer.locator("blockquote").first.bounding_box(), answer.locator(".said").first.bounding_box()
    assert box["x"] + box["width"] - words["x"] - words["width"] < 80, "the words begin at the right"
    english = ask(page, "What does it cost?")
    assert page.locator("#chat .question").last.evaluate(direction) == "ltr"
    assert set(english.locator("blockquote").evaluate_all(DIRECTIONS)) == {"ltr"}


# Words of documents, of people and of the judge, which stay in their own language.
THEIRS = (
    "[lang=en], .said, .question, .asked, .example, cite, .title, .details, .surroundings, .speaker, mark, .where, td, "
    ".file, #on-record, .coverage, pre, code, #masthead h1, .note, .quote footer"
)
OURS_SHOWN = """(theirs) => {
  const copy = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent.closest(theirs) || parent.closest("script, style, noscript") || !parent.checkVisibility()) continue;
    if (walk.currentNode.textContent.trim()) copy.push(walk.currentNode.textContent.trim());
  }
  for (const e of document.querySelectorAll("[title], [aria-label], [placeholder]")) {
    if (e.closest(theirs) || e.matches(".card") || !e.checkVisibility()) continue; // a card is named by its document
    copy.push(...["title", "aria-label", "placeholder"].map((name) => e.getAttribute(name)).filter(Boolean));
  }
  return copy;
}"""
ENGLISH = re.compile(
    r"(?i)\b(?:the|your|of|and|is|are|to|ask|asked|search|searched|show|not|new|add|documents|passages)\b"
)


def test_a_german_browser_is_spoken_to_in_german(open_page: Open, url: str) -> None:
    page = open_page(url, locale="de-DE")
    shell(page)
    assert page.evaluate("document.documentElement.lang") == "de"
    english = {text for key, text in translations("en").items() if text != translations("de")[key] and "{" not in text}
    for question in ("", "What does it cost?", "Who paid?", "crash"):
        if question:
            ask(page, question)
        shown = page.evaluate(OURS_SHOWN, THEIRS)
        assert len(shown) > 10
        assert sorted(english & set(shown)) == []
        assert sorted({text for text in shown if ENGLISH.search(text)}) == []
    page.click("#open-sheet")
    assert [text for text in page.locator("#sheet").inner_text().splitlines() if ENGLISH.search(text)] == []
    page.keyboard.press("Escape")
    assert page.locator("#chat .why [lang=en]").count() > 3, "the chat keeps the language of reasons"
    assert "Durchsucht: 26 Dokumente" in page.locator("#chat .coverage").first.inner_text()


def test_at_2560_pixels_no_line_is_too_long_to_read(open_page: Open, url: str) -> None:
    page = open_page(url, 2560, 1300)
    shell(page)
    ask(page, "What does it cost?")
    ask(page, "Who paid?")
    for tab in tabs(page):
        show(page, tab)
        long = page.evaluate("""[...document.querySelectorAll("main :is(p, blockquote, li, .surroundings)")]
            .filter(e => e.checkVisibility() && e.textContent.trim().length > 90 && !e.closest("td"))
            .filter(e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize) > 58)
            .map(e => `${e.clientWidth} ${e.outerHTML.slice(0, 90)}`)""")
        assert long == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 2560


def test_hostile_words_stay_words_on_every_tab(open_page: Open, url: str) -> None:
    page = open_page(url)
    ask(page, "quote").locator("a.cite").first.click()
    page.wait_for_selector("#panel mark")
    ask(page, "refuse")
    ask(page, ATTACK)
    page.wait_for_selector("#listed a[aria-current]")
    for tab in tabs(page):
        show(page, tab)
        unharmed(page)
    made = "img, script, svg[onload], b, .katex, a[href*='evil'], a[href^='java']"
    assert page.locator(f":is(#rail, #draft, #evaluation) :is({made})").count() == 0
    assert page.evaluate("document.title").endswith("Onrecord")


def test_an_unknown_choice_of_colours_is_none(open_page: Open, url: str) -> None:
    page = open_page(url, color_scheme="dark")
    shell(page)
    page.evaluate("localStorage.setItem('onrecord-scheme', '\"><script>')")
    page.reload()
    shell(page)
    assert page.evaluate("document.documentElement.dataset.choice") == "system"
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
