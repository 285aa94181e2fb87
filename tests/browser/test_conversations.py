"""Conversations in a real browser: kept, found again, renamed, deleted, linked to, edited."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.conversations import Problem
from tests.browser.kept_page import Kept, named, questions, titles
from tests.browser.steps import ask, cite, wait_for_passage
from tests.browser.story import EXAMPLES
from ui.talk import Talk

Open = Callable[..., Any]

HOSTILE = (
    "halted? <img src=x onerror=\"document.title='hit'\"> ${document.title='hit'} {{x}} [a](javascript:hit) \u202egnp"
)


@pytest.fixture
def kept(chromium: str, tmp_path: Path) -> Iterator[Kept]:
    served = Kept(tmp_path)
    yield served
    served.stop()


def test_back_and_forth_lead_through_what_was_open(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    assert named(page) == ""
    ask(page, "Why was the dredging halted?")
    titles(page, "Why was the dredging halted?")
    first = named(page)
    assert page.title() == "Why was the dredging halted? · Onrecord"
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    page.wait_for_function("document.title === 'Onrecord'")
    assert named(page) == ""
    ask(page, "What does each side say it costs?")
    titles(page, "What does each side say it costs?", "Why was the dredging halted?")
    second = named(page)
    assert len({first, second, ""}) == 3

    page.go_back()
    questions(page)
    page.go_back()
    questions(page, "Why was the dredging halted?")
    page.wait_for_selector("#listed a[aria-current=page] .title >> text=Why was the dredging halted?")
    page.go_forward()
    page.go_forward()
    questions(page, "What does each side say it costs?")
    assert named(page) == second


def test_a_conversation_outlives_reload_and_restart(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was the dredging halted?")
    titles(page, "Why was the dredging halted?")
    first = named(page)
    page.reload()
    questions(page, "Why was the dredging halted?")
    kept.stop()
    kept.start()
    page.goto(f"{kept.url}/?c={first}")
    questions(page, "Why was the dredging halted?")
    link = cite(page.locator("#chat .answer"), 3)
    link.click()
    assert wait_for_passage(page, link).startswith("Mercury stood between")
    ask(page, "What does it cost?")
    assert len(kept.answerer.histories[0]) == 2, "what was said before the restart goes with the question"
    titles(page, "Why was the dredging halted?")

    page.goto(f"{kept.url}/?c=gone")
    page.wait_for_selector("#hint .nudge")
    assert "not here any more" in page.locator("#hint").inner_text()
    page.wait_for_function("!location.search")


def test_hostile_words_are_only_ever_words(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, HOSTILE)
    page.wait_for_selector("#listed button.rename")
    kept.store.rename(named(page), HOSTILE)
    page.reload()
    page.wait_for_selector("#chat .answer")
    shown = HOSTILE.replace("\u202e", "⟨U+202E⟩")
    titles(page, shown)
    page.wait_for_function("title => document.title === title", arg=f"{shown} · Onrecord")
    assert page.locator("#chat .question").inner_text() == shown
    assert page.locator("#listed img, #chat img[src=x]").count() == 0
    page.locator("#listed li").hover()
    page.locator("#listed button.rename").click()
    assert page.input_value("#listed .asked input") == shown


def test_by_keyboard_one_is_searched_and_renamed(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was it halted?")
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    ask(page, "What does it cost?")
    titles(page, "What does it cost?", "Why was it halted?")
    page.locator("#renew").focus()
    page.keyboard.press("s")
    page.wait_for_function("document.activeElement.closest('#find') !== null")
    page.keyboard.type("divers")
    titles(page, "Why was it halted?")
    assert "1 conversation found" in page.locator("#listed .note").inner_text()
    page.locator("#listed a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#listed .asked input')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('#listed button.rename')")
    page.keyboard.press("Enter")
    page.keyboard.type("Stopped by divers")
    page.keyboard.press("Enter")
    titles(page, "Stopped by divers")
    page.wait_for_function("document.activeElement.matches('#listed a')")
    page.keyboard.press("Enter")
    questions(page, "Why was it halted?")
    page.wait_for_function("document.title === 'Stopped by divers · Onrecord'")


def test_by_keyboard_one_is_deleted(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was it halted?")
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    ask(page, "What does it cost?")
    titles(page, "What does it cost?", "Why was it halted?")
    page.locator("#listed button.remove").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Keep'")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#listed button.remove')")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .welcome")
    titles(page, "Why was it halted?")
    page.wait_for_function("document.activeElement.matches('#listed a') && !location.search")
    assert [one.title for one in kept.store.listed()] == ["Why was it halted?"]


def test_two_tabs_share_a_conversation(open_page: Open, kept: Kept) -> None:
    first = open_page(kept.url)
    ask(first, "Why was the dredging halted?")
    titles(first, "Why was the dredging halted?")
    second = first.context.new_page()
    second.goto(first.url)
    questions(second, "Why was the dredging halted?")
    first.fill("#ask textarea", "slow: what does it cost?")
    first.press("#ask textarea", "Enter")
    first.wait_for_selector("#chat .stage")
    second.fill("#ask textarea", "another one")
    second.press("#ask textarea", "Enter")
    second.wait_for_selector("#hint .nudge")
    assert "Still at work" in second.locator("#hint").inner_text()
    questions(second, "Why was the dredging halted?", "slow: what does it cost?")
    kept.answerer.go_on.set()
    first.wait_for_selector("#ask .submit-button")
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second.wait_for_function("document.querySelectorAll('#chat .answer').length === 2")
    assert second.input_value("#ask textarea") == "another one"
    second.locator("#listed li").hover()
    second.locator("#listed button.remove").click()
    second.locator("#listed .asked .yes").click()
    second.wait_for_selector("#chat .welcome")
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first.wait_for_selector("#hint .nudge")
    assert "not here any more" in first.locator("#hint").inner_text()
    first.wait_for_function("!location.search")


def test_a_question_is_edited_and_a_page_closed_half_way_loses_nothing(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was the dredging halted?")
    ask(page, "Who paid?")
    page.locator("#chat button.edit").first.click()
    page.wait_for_selector("#hint .editing")
    page.wait_for_function("document.querySelector('#ask textarea').value === 'Why was the dredging halted?'")
    page.press("#ask textarea", "Escape")
    page.wait_for_function("document.querySelector('#ask textarea').value === ''")
    page.locator("#chat button.edit").first.click()
    page.wait_for_function("document.querySelector('#ask textarea').value !== ''")
    page.fill("#ask textarea", "When did the authority learn of it?")
    page.press("#ask textarea", "Enter")
    questions(page, "When did the authority learn of it?")
    page.wait_for_selector("#chat .answer")
    titles(page, "When did the authority learn of it?")
    name = named(page)
    page.fill("#ask textarea", "slow")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    page.goto("about:blank")
    assert kept.answerer.closed.wait(20)
    page.goto(f"{kept.url}/?c={name}")
    questions(page, "When did the authority learn of it?", "slow")
    page.wait_for_selector("#chat .problem")
    assert [one.outcome for one in kept.store.exchanges(name)][1:] == [Problem("closed")]
    assert kept.answerer.histories[2] == [], "the edited question knows nothing of what it replaced"


def test_on_a_phone_the_list_is_a_drawer(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url, 390, 844, color_scheme="light", has_touch=True)
    ask(page, "Why was the dredging halted?")
    toggle = page.locator("#rail-toggle")
    assert page.locator("#renew").is_hidden()
    toggle.tap()
    page.wait_for_selector("#renew", state="visible")
    assert toggle.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("#renew", state="hidden")
    assert page.evaluate("document.activeElement.id") == "rail-toggle"
    toggle.tap()
    page.locator("#renew").tap()
    page.wait_for_selector("#chat .welcome")
    page.wait_for_selector("#renew", state="hidden")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.tap()
    page.locator("#listed a").tap()
    questions(page, "Why was the dredging halted?")
    page.wait_for_selector("#renew", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("scrollTo(0, 0)")
    page.set_viewport_size({"width": 390, "height": 420})
    page.wait_for_function(
        "(b => b.top > 0 && b.bottom <= innerHeight)(document.querySelector('#ask').getBoundingClientRect())"
    )


def test_a_page_reloaded_half_way_does_not_wait_for_ever(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    page.fill("#ask textarea", "slow: why halted?")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    page.wait_for_function("location.search !== ''")
    page.reload()
    page.wait_for_selector("#chat .problem")
    assert "The page was closed" in page.locator("#chat .problem").inner_text()
    page.wait_for_selector("#ask .submit-button")
    assert page.locator("#chat .stage, #listed nav[data-follows]").count() == 0


def test_going_back_twice_at_once_leads_two_back(open_page: Open, kept: Kept) -> None:
    talks = [Talk(kept.store) for _ in range(3)]
    for talk, question in zip(talks, ("one", "two", "three"), strict=True):
        talk.begin(question)
        talk.stop()
    page = open_page(kept.url)
    for talk, question in zip(talks, ("one", "two", "three"), strict=True):
        page.locator(f"#listed a[href='?c={talk.id}']").click()
        questions(page, question)
        page.wait_for_function("c => location.search === `?c=${c}`", arg=talk.id)
    # As soon as the first step is made: before that a browser takes two steps for one.
    page.evaluate("addEventListener('popstate', () => history.back(), { once: true }), history.back()")
    questions(page, "one")
    page.wait_for_function("c => location.search === `?c=${c}`", arg=talks[0].id)
    page.go_forward()
    questions(page, "two")
    page.go_forward()
    questions(page, "three")
    assert named(page) == talks[2].id


def test_a_hundred_questions_and_the_newest_is_still_at_the_top(open_page: Open, kept: Kept) -> None:
    talk = Talk(kept.store)
    for number in range(100):
        talk.begin(f"Question {number}, and a few words more")
        talk.stop()
    page = open_page(kept.url)
    page.goto(f"{kept.url}/?c={talk.id}")
    page.wait_for_selector("#chat button.earlier")
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -400)
    top = "[...document.querySelectorAll('#chat .question')].at(-1).getBoundingClientRect().top"
    page.fill("#ask textarea", "Why was the dredging halted?")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .answered")
    page.wait_for_function(f"Math.abs({top} - document.querySelector('#chat').getBoundingClientRect().top) < 60")

    page.evaluate("document.querySelector('#chat').scrollTop = 0")
    first = page.locator("#chat .question").first.inner_text()
    page.locator("#chat button.earlier").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('#chat .question').length === 30")
    page.wait_for_function("words => document.activeElement.textContent === words", arg=first)
    box = "(b => b.top > 0 && b.bottom < innerHeight)(document.activeElement.getBoundingClientRect())"
    page.wait_for_function(box)


def test_what_cannot_be_renamed_leaves_no_field_behind(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was it halted?")
    page.wait_for_selector("#listed button.rename", state="attached")
    for _ in range(2):  # the second time the list comes as it is
        page.locator("#listed li").hover()
        page.locator("#listed button.rename").click()
        page.fill("#listed .asked input", "  ")
        page.press("#listed .asked input", "Enter")
        page.wait_for_selector("#listed .wrong")
        page.wait_for_selector("#listed .asked", state="detached")
        page.wait_for_function("document.activeElement.matches('#listed a')")
    titles(page, "Why was it halted?")


def test_keys_of_the_conversation_lead_to_it_from_another_tab(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    for key, place in (("c", "#ask textarea"), ("s", "#find :is(input, textarea)")):
        page.click("#tab-documents-button")
        page.wait_for_selector("#tab-documents-button[aria-selected=true]")
        page.keyboard.press(key)
        page.wait_for_selector("#tab-ask-button[aria-selected=true]")
        page.wait_for_function("place => document.activeElement.matches(place)", arg=place)
        assert page.input_value(place) == ""


def test_what_is_limited_is_said_beside_the_field_where_the_pane_is_folded(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url, 390, 844)
    page.wait_for_selector("#scope-line p", state="attached")
    assert page.locator("#near").is_hidden()
    page.locator("#rail-toggle").click()
    page.locator("#scope > button").click()
    page.locator("#scope-since input").fill("2024-04-20")
    page.keyboard.press("Enter")
    page.wait_for_selector("#near .where", state="visible")
    said = page.locator("#near .where").inner_text()
    assert said.startswith("Looks only in: from 20 April 2024")
    page.locator("#ask textarea").focus()
    page.wait_for_selector("#renew", state="hidden")
    assert page.locator("#rail-toggle").get_attribute("aria-expanded") == "false", "it lies over nothing that is used"
    page.locator("#near .where").click()
    page.wait_for_selector("#scope-since input", state="visible")
    page.locator("#scope-clear").click()
    page.wait_for_selector("#near .where", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_questions_to_begin_with_come_without_a_second_visit(open_page: Open, kept: Kept) -> None:
    kept.examples.clear()
    page = open_page(kept.url)
    assert page.locator("#chat .example").count() == 0
    kept.examples.extend(EXAMPLES)
    page.wait_for_selector("#chat .example")
    assert page.locator("#chat .example").all_inner_texts() == list(EXAMPLES)
