"""Where to look: what is chosen becomes filters, and the line says what is on."""

import asyncio
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from onrecord.errors import BadInput, LibraryError
from onrecord.types import Document, Filters, Source
from retriever.filters import bounds_of, day_range
from tests.browser.fakes import FakeShelf, library, source
from tests.ui.markup import read
from ui.say import LANGUAGES, speaking
from ui.scope import MOST_OFFERED, Scope, fits, read_date, scope_html

TEXT = "The quay was closed."


def document(name: str, title: str = "A notice", **named: str) -> Document:
    return Document(source(name, title, TEXT, "txt", **named), TEXT)


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf([*library(), document("letter.txt", "A letter", collection="letters", published="2019")])


@pytest.fixture
def scope(shelf: FakeShelf) -> Scope:
    return _laid_out(shelf)


def test_nothing_chosen_limits_nothing(scope: Scope) -> None:
    assert len(scope.inputs) == 4
    chosen: list[tuple[Any, ...]] = [(), ("", [], "", ""), (None, None, None, None), (7, "x", {}, [1])]
    for values in chosen:
        assert scope.filters(*values) == Filters()


def test_all_that_is_chosen_is_set(scope: Scope) -> None:
    wire, note, _ = library()
    ids = [wire.source.document_id, note.source.document_id]
    filters = scope.filters("default", [*ids, ids[0]], "2024", " 30 April 2024 ")
    assert filters == Filters("default", "2024", "2024-04-30", tuple(ids))
    bounds_of(filters)  # the retriever takes them as they are


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("", None), ("  ", None), ("2024", "2024"), ("0999", "0999"), ("2024-04", "2024-04"),
        ("2024-04-18", "2024-04-18"), ("18 April 2024", "2024-04-18"), ("April 18, 2024", "2024-04-18"),
        ("April 2024", "2024-04"), ("18/4/2024", "2024-04-18"), ("18.4.2024", "2024-04-18"), ("2011-12", "2011-12"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written: str, iso: str | None) -> None:
    assert read_date(written) == iso
    if iso:
        day_range(iso)


@pytest.mark.parametrize(
    "written",
    ["soon", "2024-13", "2024-02-30", "0000", "18 April", "Q4 2023", "1990s", "2018-2020", "in May 2024", "<b>"]
)  # fmt: skip
def test_what_is_no_date_is_said_in_words(written: str) -> None:
    with pytest.raises(BadInput, match="is no date"):
        read_date(written)


def test_a_date_that_may_be_two_days_is_not_guessed() -> None:
    with pytest.raises(BadInput, match="may be two days"):
        read_date("4/5/2024")


def test_dates_of_the_visitors_language_are_read() -> None:
    with speaking("de"):
        assert read_date("18. März 2024") == "2024-03-18"
        assert read_date("Dezember 2023") == "2023-12"
        with pytest.raises(BadInput, match="kein Datum"):
            read_date("demnächst")


def test_a_range_that_ends_before_it_begins_is_refused(scope: Scope) -> None:
    with pytest.raises(BadInput, match="is after the last"):
        scope.filters("", [], "2024-05", "2024-04-30")
    assert scope.filters("", [], "2024-04-18", "2024").until == "2024"  # the year goes on after the day


def test_documents_that_are_gone_are_left_out_and_none_left_is_said(scope: Scope, shelf: FakeShelf) -> None:
    wire, note, _ = library()
    ids = [wire.source.document_id, note.source.document_id]
    del shelf.by_id[ids[0]]
    assert scope.filters("", ids, "", "").documents == (ids[1],)
    with pytest.raises(BadInput, match="no longer on record"):
        scope.filters("", ids[:1], "", "")
    with pytest.raises(BadInput, match="holds no document any more"):
        scope.filters("gone", [], "", "")


def test_a_choice_that_the_server_has_not_offered_reaches_the_filters(scope: Scope) -> None:
    """After a restart the page still has its choice, and Gradio knows of none that it offered."""
    collection, documents, *_ = scope.inputs
    assert documents.preprocess(["doc-1"]) == ["doc-1"]
    assert collection.preprocess("letters") == "letters"


def test_a_collection_narrows_the_documents_offered(scope: Scope, shelf: FakeShelf) -> None:
    letter = next(one.source for one in shelf.by_id.values() if one.source.collection == "letters")
    wire = library()[0].source
    collections, documents, line = scope.choices("letters", [wire.document_id, letter.document_id], "", "")
    assert collections["choices"] == [("All collections", ""), ("default", "default"), ("letters", "letters")]
    assert (collections["value"], collections["visible"]) == ("letters", True)
    assert documents["choices"] == [("A letter · 2019", letter.document_id)]
    assert documents["value"] == [letter.document_id]
    assert "collection “letters” · 1 chosen document" in read(line).elements[-1].text
    assert len(scope.choices()[1]["choices"]) == 4


def test_a_collection_that_is_gone_is_no_longer_chosen(scope: Scope) -> None:
    collections, documents, _ = scope.choices("gone", [], "", "")
    assert collections["value"] == ""
    assert len(documents["choices"]) == 4


def test_one_collection_needs_no_choice() -> None:
    assert _laid_out(FakeShelf(library())).choices()[0]["visible"] is False


def test_documents_of_one_name_are_told_apart_by_their_file() -> None:
    shelf = FakeShelf([document("a/one.txt"), document("b/one.txt"), document("two.txt"), document("c.txt", "Other")])
    names = [name for name, _ in _laid_out(shelf).choices()[1]["choices"]]
    assert len(set(names)) == 4
    assert "Other" in names
    assert "A notice · two.txt" in names


def test_many_documents_are_offered_in_part_and_the_chosen_ones_always() -> None:
    shelf = FakeShelf([document(f"n{number:05}.txt", f"Notice {number:05}") for number in range(MOST_OFFERED + 5)])
    last = shelf.sources()[-1].document_id
    offered = _laid_out(shelf).choices("", [last], "", "")[1]
    assert len(offered["choices"]) == MOST_OFFERED
    assert offered["value"] == [last]
    assert last in [value for _, value in offered["choices"]]
    assert "2,000" in offered["info"]


def test_a_library_that_cannot_be_read_is_said(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Source]:
        raise LibraryError("The record cannot be read: <i>disk</i>")

    monkeypatch.setattr(scope._shelf, "sources", broken)
    *_, line = scope.choices()
    assert read(line).one("scope-wrong").text == "The record cannot be read: <i>disk</i>"
    assert read(scope._told("default", [], "", "")).one("scope-wrong")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_line_says_what_is_on_in_every_language(code: str) -> None:
    sources = [one.source for one in library()]
    with speaking(code):
        some = read(scope_html(Filters("default", "2024-04", None, (sources[0].document_id,)), sources)).one(
            "scope-some"
        )
        none = read(scope_html(Filters(until="1999"), sources)).one("scope-none")
        everything = read(scope_html(Filters(), sources)).one("scope-all")
        empty = read(scope_html(Filters(), [])).one("scope-empty")
    assert "default" in some.text
    assert "April 2024" in some.text
    assert "1" in some.text
    assert "3" in everything.text
    assert "0" in none.text
    assert empty.text
    assert none.attributes["role"] == "status"


def test_documents_without_a_date_are_said_to_be_left_out() -> None:
    sources = [replace(one.source, published=None) if place else one.source for place, one in enumerate(library())]
    told = read(scope_html(Filters(since="2020"), sources)).elements[-1].text
    assert told == "Looks only in: from 2020 · 1 document. 2 without a date are left out."


@pytest.mark.parametrize("published", ["2024", "2024-04", "2024-04-18", "2023-12-31", "2025", None, "long ago"])
@pytest.mark.parametrize(("since", "until"), [("2024", None), (None, "2024-04"), ("2024-04-18", "2024-04-18")])
def test_the_count_is_of_the_documents_that_a_search_looks_into(
    published: str | None, since: str | None, until: str | None
) -> None:
    one = replace(library()[0].source, published=published)
    bounds = bounds_of(Filters(since=since, until=until))
    try:
        first, last = day_range(published or "")
    except BadInput:
        first, last = 0, 0
    looked_into = first > 0 and last >= (bounds.first_day or 0) and first <= (bounds.last_day or 99999999)
    assert fits(one, Filters(since=since, until=until)) is looked_into


def test_names_of_collections_and_documents_are_never_markup() -> None:
    hostile = "<img src=x onerror=alert(1)>${1}"
    shelf = FakeShelf([document("a.txt", hostile, collection=hostile)])
    told = scope_html(Filters(collection=hostile), shelf.sources())
    assert read(told).tags() == {"body", "p"}
    with pytest.raises(BadInput) as caught:
        read_date(hostile)
    assert hostile in str(caught.value)  # plain words; whoever shows them escapes them


def test_clear_takes_everything_back(scope: Scope) -> None:
    collections, documents, line, since, until = scope._cleared()
    assert (collections["value"], documents["value"], since, until) == ("", [], "", "")
    assert read(line).one("scope-all")


def test_the_page_holds_no_choices_before_they_are_looked_for(scope: Scope) -> None:
    config: list[dict[str, Any]] = [component.get_config() for component in scope.inputs[:2]]
    assert [one["choices"] for one in config] == [[], []]


def _laid_out(shelf: FakeShelf) -> Scope:
    """On a page of its own; without a running event loop Gradio would leave several open."""
    scope = Scope(shelf)

    async def building() -> None:
        with gr.Blocks():
            scope.lay_out()

    asyncio.run(building())
    return scope
