"""Conversations that are chosen one right after another, while requests and what comes of them overtake one another."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.kept_page import Kept, named, questions
from ui.talk import Talk

Open = Callable[..., Any]


@pytest.fixture
def kept(chromium: str, tmp_path: Path) -> Iterator[Kept]:
    served = Kept(tmp_path)
    yield served
    served.stop()


def of(kept: Kept, *asked: str) -> list[str]:
    """The ids of conversations with one question each."""
    talks = [Talk(kept.store) for _ in asked]
    for talk, question in zip(talks, asked, strict=True):
        talk.begin(question)
        talk.stop()
    return [talk.id for talk in talks]


def chosen(request: Any) -> object:
    """What a request chooses; None where it is no choice."""
    data = (request.post_data_json or {}).get("event_data") or {}
    return data["c"] if data.keys() == {"c", "n"} else None


def test_the_last_choice_wins_though_its_request_overtakes_those_before(open_page: Open, kept: Kept) -> None:
    one, two, three = of(kept, "one", "two", "three")
    page = open_page(kept.url)
    for name, question in ((one, "one"), (two, "two"), (three, "three")):
        page.click(f"#listed a[href='?c={name}']")
        questions(page, question)
        page.wait_for_function("c => location.search === `?c=${c}`", arg=name)
    late: list[Any] = []
    page.route(
        "**/queue/join*", lambda route: late.append(route) if chosen(route.request) in ("", one) else route.continue_()
    )
    page.click(f"#listed a[href='?c={one}']")
    page.click("#renew")
    page.go_back()
    questions(page, "two")
    assert len(late) == 2
    for route in reversed(late):
        with page.expect_response(lambda response: "/queue/join" in response.url):
            route.continue_()
    page.wait_for_timeout(1500)  # a late choice would show by now
    questions(page, "two")
    page.wait_for_selector("#listed a[aria-current=page] .title >> text=two")
    assert named(page) == two
    page.unroute("**/queue/join*")
    page.go_forward()
    questions(page, "three")
    assert named(page) == three


def test_what_is_shown_by_a_late_list_is_put_right_a_few_times_and_never_for_ever(open_page: Open, kept: Kept) -> None:
    one, two = of(kept, "one", "two")
    page = open_page(kept.url)
    page.click(f"#listed a[href='?c={one}']")
    questions(page, "one")
    page.click(f"#listed a[href='?c={two}']")
    questions(page, "two")
    page.wait_for_function("c => location.search === `?c=${c}`", arg=two)
    asked: list[object] = []
    page.on("request", lambda request: asked.append(chosen(request)) if "/queue/join" in request.url else None)
    stale = (
        f"(nav => {{ nav.dataset.open = '{one}'; nav.dataset.chosen = '1'; }})(document.querySelector('#listed nav'))"
    )
    for turn in range(3):
        page.evaluate(stale)
        page.wait_for_function(f"document.querySelector('#listed nav').dataset.chosen === '{turn + 3}'")
        assert (named(page), page.title()) == (two, "two · Onrecord")
    page.evaluate(stale)
    page.wait_for_timeout(1000)
    assert [one for one in asked if one is not None] == [two] * 3, "after three times it lets it be"
    assert named(page) == two
    page.click(f"#listed a[href='?c={one}']")
    questions(page, "one")
    page.wait_for_function("c => location.search === `?c=${c}`", arg=one)
