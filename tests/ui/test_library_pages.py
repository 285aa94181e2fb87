"""What the library tab shows, as HTML: the table, the queue, what opens over it."""

from dataclasses import replace

import pytest

from onrecord.desk import Entry, Failure
from onrecord.types import Document
from tests.browser.fakes import library, source
from tests.ui.markup import Markup, read
from tests.ui.test_words import HOSTILE
from ui.library.dialogs import edit_html, preview_html, remove_html
from ui.library.jobs import Job
from ui.library.queue_page import queue_html, told_html
from ui.library.table import busy_html, head_html, shelf_html, tools_html
from ui.library.view import Row, View, rows_of, shown
from ui.say import LANGUAGES, speaking, translations

FAILURE = Failure("/in/scan.pdf", "press", "there is no text layer in it; run it through OCR")


def rows() -> list[Row]:
    return rows_of([Entry(document.source, 3, 1204) for document in library()], [FAILURE])


def table(rows: list[Row], view: View | None = None, *, tended: bool = True, busy: tuple[str, ...] = ()) -> Markup:
    view = view or View()
    failed = sum(row.state == "failed" for row in rows)
    return parsed(shelf_html(shown(rows, view), view, (len(rows) - failed, failed), tended=tended, busy=busy))


def parsed(page: str) -> Markup:
    """As a browser reads it: an input has no end."""
    return read(page.replace("<input ", "<br "))


def cells(page: Markup, row_id: str) -> dict[str, str]:
    at = next(n for n, each in enumerate(page.elements) if each.attributes.get("data-row") == row_id)
    rest = page.elements[at + 1 :]
    found: dict[str, str] = {}
    for each in rest:
        if each.tag == "tr":
            break
        if each.tag == "td":
            found[each.attributes["class"]] = each.text
    return found


def test_a_document_is_named_with_all_that_is_known_of_it() -> None:
    wire = rows()[0]
    told = cells(table(rows()), wire.id)
    assert told["title"] == "Dredging halted at Pell Harbourwire-0418.txt"
    assert (told["outlet"], told["date"], told["type"]) == ("Harbour Wire", "18 April 2024", "TXT")
    assert (told["pages"], told["passages"]) == ("3 pages", "1,204 passages")
    assert (told["collection"], told["state"]) == ("default", "On record")
    with speaking("de"):
        told = cells(table(rows()), wire.id)
    assert (told["date"], told["passages"], told["state"]) == ("18. April 2024", "1.204 Passagen", "Aufgenommen")


def test_a_file_that_could_not_be_read_says_why_and_what_to_do() -> None:
    page = table(rows())
    told = cells(page, rows()[-1].id)
    assert told["state"] == "Not read"
    assert "There is no text layer in it; run it through OCR." in told["title"]
    acts = [each.attributes["data-act"] for each in page.elements if each.attributes.get("data-act")]
    assert acts.count("retry") == acts.count("forget") == 1
    assert acts.count("edit") == acts.count("remove") == 3, "a file that is not on record has nothing to edit"
    assert page.one("count").text == "3 documents · 1 file not read"


def test_what_its_reader_could_not_read_is_shown_with_the_document() -> None:
    entry = Entry(library()[1].source, 3, 5, ("no text on pages 3-4",))
    told = cells(table(rows_of([entry], [])), entry.source.document_id)
    assert told["state"] == "Partly read"
    assert "No text on pages 3-4." in told["title"]


def test_what_the_queue_is_to_work_on_says_so() -> None:
    wire = rows()[0]
    assert cells(table(rows(), busy=(wire.id,)), wire.id)["state"] == "In the queue"


def test_a_shelf_that_is_only_read_offers_nothing_to_do() -> None:
    page = table(rows_of([Entry(document.source, 0, 0) for document in library()], []), tended=False)
    assert [each.text for each in page.elements if each.tag == "th"] == ["Title", "Outlet", "Date", "Type"]
    assert not [each for each in page.elements if each.attributes.get("data-act") or each.attributes.get("data-pick")]


def test_the_order_is_told_to_a_screen_reader() -> None:
    page = table(rows(), View(sort="date", descending=True))
    orders = {each.text: each.attributes["aria-sort"] for each in page.elements if "aria-sort" in each.attributes}
    assert orders["Date"] == "descending"
    assert set(orders.values()) == {"none", "descending"}


def test_nothing_on_record_and_nothing_found_say_what_to_do() -> None:
    assert "Add a few files" in table([]).one("nothing").text
    page = table(rows(), View(words="zebra"))
    assert "Nothing matches" in page.one("nothing").text
    assert [each.text for each in page.elements if each.attributes.get("data-act") == "unlimit"] == ["Show all"]
    assert "The disk has gone." in parsed(busy_html("the disk has gone")).one("nothing").text


def test_a_large_library_comes_in_pages() -> None:
    many = [replace(rows()[0], id=f"d{n}", title=f"Title {n:04}") for n in range(1204)]
    page = table(many, View(page=13))
    assert sum(each.tag == "tr" for each in page.elements) == 1 + 4
    assert page.one("pager").text == "PreviousPage 13 of 13Next"
    first, last = (each for each in page.elements if "data-page" in each.attributes)
    assert ("disabled" in first.attributes, "disabled" in last.attributes) == (False, True)
    assert first.attributes["data-page"] == "12"
    assert not table(many[:100]).all("pager")


def test_the_tools_keep_what_is_chosen() -> None:
    page = parsed(tools_html(["default", "press"], View(words='a "b"', collection="press", state="failed")))
    (field,) = [each for each in page.elements if each.attributes.get("type") == "search"]
    assert field.attributes["value"] == 'a "b"'
    chosen = [each.text for each in page.elements if "selected" in each.attributes]
    assert chosen == ["press", "Not read", "By Title"]
    assert not parsed(tools_html(["default"], View())).all("by-collection"), "one collection needs no choice"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_become_no_markup(text: str) -> None:
    known = source(f"{text}.txt", text, "x", "txt", outlet=text, author=text, collection=text)
    document = Document(known, f"{text}\n\n{text}", (0, len(text) + 1), 0, (text,))
    listed = rows_of([Entry(known, 1, 1, (text,))], [Failure(f"/in/{text}", text, text)])
    job = Job("a1", "file", text, text, "/in/x", state="failed", status="failed", reason=text)
    pages = [
        shelf_html(shown(listed, View()), View(), (1, 1), tended=True),
        tools_html([text, "press"], View(words=text[:200])),
        queue_html([job, replace(job, state="waiting")], None),
        told_html(text, failed=True, english=text),
        preview_html(document),
        edit_html(known, {"title": text}, text, text),
        remove_html([known]),
    ]
    allowed = (
        "body div nav p table thead tbody tr th td span bdi button details summary br select option section header h2 "
        "h3 ul li form label progress"
    )
    for page in pages:
        seen = parsed(page)
        assert seen.tags() <= set(allowed.split())
        assert not [name for each in seen.elements for name in each.attributes if name.startswith("on")]
    assert parsed(preview_html(document)).all("words")[0].text == text


def test_a_preview_is_cut_marks_pages_and_says_what_is_missing() -> None:
    long = Document(library()[1].source, "a" * 15_000 + "b" * 15_000, (0, 15_000), 0, ("no text on page 3",))
    page = parsed(preview_html(long))
    assert [each.text for each in page.all("words")] == ["a" * 15_000, "b" * 5_000]
    assert [each.text for each in page.elements if each.tag == "h3"] == ["Page 1", "Page 2"]
    assert page.one("note").text == "No text on page 3."
    assert page.one("rest").text == "The first 20,000 of 30,000 characters. Show more"
    whole = parsed(preview_html(long, 40_000))
    assert not whole.all("rest")
    assert whole.all("words")[1].text == "b" * 15_000


def test_a_page_without_text_says_so() -> None:
    page = parsed(preview_html(Document(library()[1].source, "one\n\n\nthree", (0, 4, 6))))
    assert page.one("note").text == "No text on this page."


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    page = parsed(edit_html(library()[0].source, {"published": "soon"}, "No date.", "write it as 2024"))
    values = {each.attributes["name"]: each.attributes["value"] for each in page.elements if "name" in each.attributes}
    assert values == {
        "title": "Dredging halted at Pell Harbour",
        "outlet": "Harbour Wire",
        "author": "",
        "published": "soon",
    }
    assert page.one("problem").text == "No date. Write it as 2024."
    assert not parsed(edit_html(library()[0].source)).all("problem")


def test_before_deleting_the_documents_are_named() -> None:
    sources = [source(f"{n}.txt", f"Title {n}", "x", "txt") for n in range(11)]
    page = parsed(remove_html(sources))
    items = [each.text for each in page.elements if each.tag == "li"]
    assert (len(items), items[-1]) == (9, "and 3 more")
    assert "copy of an uploaded file is deleted too" in page.elements[1].text
    assert page.elements[1].attributes["data-ids"].split() == [known.document_id for known in sources]


def test_the_queue_tells_stage_passages_time_and_reason() -> None:
    jobs = [
        Job("a", "file", "a.txt", "default", "/a", state="done", status="added", passages=12),
        Job("b", "file", "b.zip", "default", "/b", state="failed", status="failed", reason="not a format we read"),
        Job("c", "file", "c.pdf", "default", "/c", state="indexing", passages=512, seconds_left=130.0),
        Job("d", "file", "d.pdf", "default", "/d", state="reading", cancelling=True),
        Job("e", "file", "e.pdf", "default", "/e"),
        Job("f", "file", "f.txt", "default", "", state="failed", status="unkept", reason="No space left on device"),
        Job("g", "file", "g.txt", "default", "/g", state="failed", status="ours", reason="KeyError"),
    ]
    page = read(queue_html(jobs, 130.0))
    items = [" ".join(each.text.split()) for each in page.elements if each.tag == "li"]
    assert items[:3] == [
        "Indexing c.pdf 512 passages · about 2 min leftCancel",
        "Cancelling d.pdf",
        "Waiting e.pdf Cancel",
    ]
    assert items[3] == "Not added b.zip Not a format we read."
    assert "uploads folder (No space left on device)" in items[4]
    assert "on our side (KeyError)" in items[5]
    assert items[6] == "Added a.txt 12 passages"
    (bar,) = [each for each in page.elements if each.tag == "progress"]
    assert (bar.attributes["value"], bar.attributes["max"]) == ("4", "7")
    assert page.elements[0].text.startswith("3 files to goabout 2 min left")


def test_an_ended_queue_says_how_it_went_and_an_empty_one_nothing() -> None:
    done = Job("a", "file", "a.txt", "default", "/a", state="done", status="added", passages=1)
    assert "All files are done" in queue_html([done], 0.0)
    failed = replace(done, state="failed", status="failed")
    assert "1 file could not be added" in queue_html([done, failed], 0.0)
    assert queue_html([], 0.0) == ""
    many = [replace(done, id=str(n)) for n in range(205)]
    assert "and 5 more" in queue_html(many, 0.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "not known yet"), (3, "a few seconds"), (42, "about 40 s"), (100, "about 2 min"), (3600, "about 60 min")],
)
def test_time_left_is_rounded(seconds: float | None, words: str) -> None:
    waiting = Job("a", "file", "a.txt", "default", "/a")
    assert words in queue_html([waiting], seconds)


def test_both_languages_have_the_same_words_with_the_same_slots() -> None:
    def slots(code: str) -> dict[str, list[str]]:
        own = {key: text for key, text in translations(code).items() if key.startswith("library.")}
        return {key: sorted(part.split("}")[0] for part in text.split("{")[1:]) for key, text in own.items()}

    assert slots("en") == slots("de")
    for code in LANGUAGES:
        with speaking(code):
            assert "<h2>" in head_html()
