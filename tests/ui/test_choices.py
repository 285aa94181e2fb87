"""Of several conversations that are chosen in a tab the last one chosen is open, in whatever order requests arrive."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest

from tests.ui.chat_page import Page, event, visit
from tests.ui.markup import read
from ui.talks import Tab, Talks


def kept(page: Page, question: str) -> str:
    """The id of a conversation that no tab has open."""
    talk = Talks(page.store).new()
    talk.begin(question)
    talk.stop()
    return talk.id


def stand(page: Page, changes: dict[Any, Any]) -> tuple[str, int]:
    """What the list says is open, and by which choice."""
    (nav,) = [one for one in read(page.told(changes, "list")).elements if one.tag == "nav"]
    return nav.attributes["data-open"] or "", int(nav.attributes["data-chosen"] or "")


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_the_last_choice_counts_in_every_order_of_arrival(page: Page, tab: Tab, order: tuple[int, ...]) -> None:
    ids = {1: kept(page, "one"), 2: "", 3: kept(page, "three")}
    shown = [page.chat._opened(tab, event(c=ids[n], n=n)) for n in order]
    assert [one.question for one in tab.talk.exchanges] == ["three"]
    whole = [one for one in shown if page.told(one, "list") is not None]
    assert stand(page, whole[-1]) == (ids[3], 3)
    assert len(whole) == len({max(order[:place]) for place in (1, 2, 3)}), "each that was later than all before it"
    for void in shown[order.index(3) + 1 :]:
        assert page.told(void, "chat") is page.told(void, "box") is page.told(void, "panel") is None


def test_a_slow_one_that_was_chosen_before_gives_way_also_after_it_was_drawn(page: Page, tab: Tab) -> None:
    slow, last = kept(page, "slow"), kept(page, "last")
    whole = page.chat._whole

    def meanwhile(one: Tab, notice: str = "") -> Any:
        drawn = whole(one, notice)
        if one.talk.id == slow:
            assert page.told(page.chat._opened(tab, event(c=last, n=2)), "list")
        return drawn

    with patch.object(page.chat, "_whole", side_effect=meanwhile):
        late = page.chat._opened(tab, event(c=slow, n=1))
    assert (tab.talk.id, page.told(late, "chat")) == (last, None)


@pytest.mark.parametrize(
    "overtaken",
    [
        lambda chat, tab, c: chat._loaded(tab, visit(c=c)),
        lambda chat, tab, c: chat._looked_at(tab, event(c=c, n=4)),
        lambda chat, tab, c: chat._removed(tab, event(c=tab.talk.id, n=4)),
    ],
)
def test_what_is_no_choice_never_undoes_a_later_one(
    page: Page, tab: Tab, overtaken: Callable[[Any, Tab, str], dict[Any, Any]]
) -> None:
    page.chat._opened(tab, event(c=kept(page, "last"), n=5))
    tab.talk.clear()  # as if Gradio had let go of the tab, or the conversation were deleted
    before, opened = tab.talk.id, tab.opened
    overtaken(page.chat, tab, kept(page, "earlier"))
    assert (tab.talk.id, tab.opened) == (before, opened)


def test_deleting_the_open_one_counts_as_the_last_choice_there_was(page: Page, tab: Tab) -> None:
    page.chat._opened(tab, event(c=kept(page, "gone soon"), n=7))
    removed = page.chat._removed(tab, event(c=tab.talk.id, n=7))
    assert stand(page, removed) == ("", 7)
    page.chat._opened(tab, event(c=(name := kept(page, "next")), n=8))
    assert stand(page, page.chat._renewed(tab)) == ("", 8), "a press that nobody counted is the last one"
    assert page.told(page.chat._opened(tab, event(c=name, n=7)), "list") is None


@pytest.mark.parametrize("number", [None, -1, 2**53, 2**70, 1.5, float("nan"), True, "3", [3], {"n": 3}])
def test_a_number_that_is_none_locks_nobody_out(page: Page, tab: Tab, number: object) -> None:
    first, second = kept(page, "one"), kept(page, "two")
    page.chat._opened(tab, event(c=first, n=3))
    page.chat._opened(tab, event(c=second, n=number))
    assert tab.talk.id == second
    page.chat._opened(tab, event(c=first, n=4))
    assert tab.talk.id == first


def test_many_at_once_end_with_the_last(page: Page, tab: Tab) -> None:
    ids = [kept(page, f"question {place}") for place in range(8)]
    for turn in range(10):
        together = Barrier(8)

        def choose(place: int, turn: int = turn, together: Barrier = together) -> dict[Any, Any]:
            together.wait(20)
            return page.chat._opened(tab, event(c=ids[place], n=8 * turn + place + 1))

        with ThreadPoolExecutor(8) as pool:
            shown = list(pool.map(choose, range(8)))
        assert tab.talk.id == ids[7]
        assert stand(page, shown[7]) == (ids[7], 8 * turn + 8)
