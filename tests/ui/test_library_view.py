"""Which rows of the library are shown, and in which order."""

from typing import Any

import pytest

from onrecord.desk import Entry, Failure
from tests.browser.fakes import source
from ui.library.view import Row, View, collections_of, rows_of, shown

HARBOUR = source("hafen.txt", "Häfen über Nacht", "x", "txt", outlet="Wire", published="2024-04-18")
ANNUAL = source("annual.pdf", "annual report", "x", "pdf", author="Oldane", collection="press", published="2024-03")
ZINC = source("zinc.md", "Zinc", "x", "md")
ENTRIES = [Entry(HARBOUR, 0, 7), Entry(ANNUAL, 12, 90, ("no text on page 3",)), Entry(ZINC, 0, 1)]
FAILURES = [Failure("/in/Scan 1.pdf", "press", "no text layer"), Failure("/in/README", "default", "it is empty")]


def titles(view: View) -> list[str]:
    return [row.title for row in shown(rows_of(ENTRIES, FAILURES), view).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["annual report", "Häfen über Nacht", "README", "Scan 1.pdf", "Zinc"]),
        ("HAFEN uber", ["Häfen über Nacht"]),
        ("wire", ["Häfen über Nacht"]),
        ("oldane report", ["annual report"]),
        ("zinc.md", ["Zinc"]),
        ("press", ["annual report", "Scan 1.pdf"]),
        ("report zinc", []),
        ("' or 1=1 --", []),
    ],
)
def test_all_words_must_be_in_title_outlet_author_file_or_collection(words: str, found: list[str]) -> None:
    assert titles(View(words=words)) == found


def test_collection_and_state_limit_together() -> None:
    assert titles(View(collection="press")) == ["annual report", "Scan 1.pdf"]
    assert titles(View(collection="press", state="failed")) == ["Scan 1.pdf"]
    assert titles(View(state="partly")) == ["annual report"]
    assert titles(View(state="read")) == ["Häfen über Nacht", "Zinc"]


def test_what_has_no_value_comes_last_in_either_direction() -> None:
    assert titles(View(sort="date"))[:2] == ["annual report", "Häfen über Nacht"]
    assert titles(View(sort="date", descending=True))[:2] == ["Häfen über Nacht", "annual report"]
    assert titles(View(sort="passages", descending=True)) == [
        "annual report",
        "Häfen über Nacht",
        "Zinc",
        "README",
        "Scan 1.pdf",
    ]
    assert titles(View(sort="state"))[-2:] == ["README", "Scan 1.pdf"]
    assert titles(View(descending=True))[0] == "Zinc"


def test_a_page_beyond_the_last_is_the_last() -> None:
    rows = [Row(str(n), "read", f"T{n:03}", f"/{n}", "default", "txt") for n in range(101)]
    page = shown(rows, View(page=99))
    assert (page.page, page.pages, page.found, [row.title for row in page.rows]) == (2, 2, 101, ["T100"])
    assert (shown([], View()).page, shown([], View()).pages) == (1, 1)


@pytest.mark.parametrize(
    "given",
    [
        {"sort": "__class__"},
        {"sort": ["title"]},
        {"descending": "yes"},
        {"page": 0},
        {"page": True},
        {"page": "2"},
        {"words": 7},
        {"words": "x" * 201},
        {"state": "gone"},
        {"collection": None},
        {"unknown": "x"},
    ],
)
def test_a_view_that_makes_no_sense_is_left_out(given: dict[str, Any]) -> None:
    assert View(words="a", page=3).changed(given) == View(words="a", page=3)


def test_a_changed_view_begins_at_its_first_page() -> None:
    assert View(page=3).changed({"words": "a"}) == View(words="a")
    assert View(words="a").changed({"page": 2}) == View(words="a", page=2)


def test_files_have_ids_of_their_own_and_collections_are_listed_once() -> None:
    rows = rows_of(ENTRIES, FAILURES)
    assert len({row.id for row in rows}) == 5
    assert rows[-1].id == rows_of([], FAILURES)[-1].id
    assert (rows[3].format, rows[4].format) == ("pdf", "")
    assert collections_of(rows) == ["default", "press"]
