"""Views of the library that overtake one another: the table tells for which of them it was made."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gradio as gr
import pytest

from onrecord.accounts import Role, User
from onrecord.errors import LibraryError
from tests.browser.fakes import library
from tests.browser.library_fakes import FakeCatalogue, SteppingIngester
from tests.ui.chat_page import event
from ui.library.tab import LibraryTab, _Browsing
from ui.visitors import visiting

VIEW = re.compile(r'<i hidden data-view="(\d+)">')


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[LibraryTab]:
    catalogue = FakeCatalogue(library())

    async def laid_out() -> LibraryTab:  # where no event loop runs, Gradio leaves many open
        with gr.Blocks():
            return LibraryTab(catalogue, SteppingIngester(catalogue), tmp_path / "uploads")

    made = asyncio.run(laid_out())
    with closing(made.queue):
        yield made


@pytest.fixture
def browsing() -> _Browsing:
    return _Browsing()


def table(tab: LibraryTab, browsing: _Browsing, **given: Any) -> str:
    """The table that answers a view; empty where the one that is there stays."""
    shown: str = tab._viewed(browsing, event(**given)).get(tab._table, "")
    return shown


def test_the_table_carries_the_number_of_the_view_that_was_asked_for(tab: LibraryTab, browsing: _Browsing) -> None:
    shown = table(tab, browsing, words="briefing", n=1_700_000_000_000)
    assert VIEW.findall(shown) == ["1700000000000"]
    assert shown.startswith("<i hidden data-view="), "the page's script takes the first"
    assert ("briefing" in shown, "wire-0418" in shown) == (True, False)


def test_a_view_that_was_overtaken_changes_nothing(tab: LibraryTab, browsing: _Browsing) -> None:
    table(tab, browsing, words="briefing", n=8)
    assert table(tab, browsing, words="wire", n=7) == ""
    assert browsing.view.words == "briefing"
    assert VIEW.findall(table(tab, browsing, page=1, n=9)) == ["9"]


def test_a_view_that_is_asked_for_once_more_is_answered_in_full(tab: LibraryTab, browsing: _Browsing) -> None:
    first = table(tab, browsing, words="wire", n=8)
    assert table(tab, browsing, words="wire", n=8) == first != ""


@pytest.mark.parametrize("n", [None, "9", "<b>", [9], 1.5])
def test_what_is_no_number_is_none(tab: LibraryTab, browsing: _Browsing, n: object) -> None:
    table(tab, browsing, words="wire", n=8)
    assert VIEW.findall(table(tab, browsing, words="briefing", n=n)) == ["8"]


def test_a_library_that_cannot_be_listed_has_no_number_to_be_compared(tab: LibraryTab, browsing: _Browsing) -> None:
    with patch.object(FakeCatalogue, "entries", side_effect=LibraryError("the disk is gone")):
        shown = table(tab, browsing, n=8)
    assert "The disk is gone." in shown
    assert "data-view" not in shown


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_whoever_may_add_nothing_has_no_place_for_it(tab: LibraryTab, browsing: _Browsing, role: Role) -> None:
    with visiting(User("ines", role)):
        loaded = tab._loaded(browsing)
    assert (loaded[tab._head].visible, loaded[tab._adding_row].visible) == ((role == "editor"),) * 2
    assert ("<h2>" in loaded[tab._head].value) is (role == "editor")
