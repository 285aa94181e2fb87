"""What was cited of an earlier version of a document opens as it was, and says in words that it was superseded."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.answers import Answer
from onrecord.contract import answer_json, source_json
from onrecord.conversations import Exchange
from onrecord.errors import DamagedLibrary
from onrecord.shelf import DocumentVersion
from onrecord.types import Document
from tests.browser.fakes import FakeShelf, library, source
from tests.browser.library_fakes import FakeCatalogue
from tests.browser.story import script
from tests.ui.exports import FakeOriginals as Pictures
from tests.ui.exports import bundle
from tests.ui.markup import Markup, read
from tests.ui.source_fakes import FakeOriginals
from tests.ui.test_words import HOSTILE
from ui.cards import panel_html
from ui.excerpts import excerpt
from ui.export.bundle import Bundle, Stand, gathered
from ui.export.docx import docx_file
from ui.export.markdown import markdown
from ui.export.pack import pack
from ui.library.dialogs import preview_html
from ui.library.tending import Tending
from ui.pages import pages_router
from ui.say import speaking
from ui.source_tools import dated_html

WHEN = "2026-05-03T08:30:00.000+00:00"
HALTED = cast(Answer, script()["halted"])
WIRE, NOTE, FILING = library()
SAID = "Superseded on 3 May 2026; the document has changed since."


def now(document: Document) -> Document:
    """The document after its file was changed: other words all over."""
    text = f"Corrected. {document.text.replace('halted', 'paused').replace('Mercury', 'Lead')}"
    return Document(replace(document.source, sha256="ab12cd34" * 8), text, document.page_starts)


def changed(*documents: Document, kept: bool = True) -> FakeCatalogue:
    """A shelf on which these documents have changed, what they were being kept or not."""
    others = [one for one in (WIRE, NOTE, FILING) if one not in documents]
    shelf = FakeCatalogue([*map(now, documents), *others])
    if kept:
        shelf.earlier = {(one.source.document_id, one.source.sha256): (one, WHEN) for one in documents}
    return shelf


def panel(shelf: FakeShelf, originals: FakeOriginals | None = None) -> Markup:
    """The passages of an answer that was given before anything changed."""
    return read(panel_html(Exchange("a1", "Why?", HALTED), shelf, originals=originals))


def exported(shelf: FakeShelf) -> Bundle:
    """The same answer, to be taken along."""
    stand = Stand(shelf, Pictures(), {})
    return gathered("Mud", [Exchange("a1", "Why?", HALTED)], stand, made=WHEN, pictured=True)


def test_the_earlier_text_is_shown_around_the_quoted_words_and_said_to_be_superseded() -> None:
    citation = HALTED.citations[0]
    found = excerpt(citation, changed(WIRE))
    assert (found.state, found.superseded) == ("superseded", WHEN)
    assert f"{found.before}{found.quote}{found.after}" in WIRE.text
    assert len(found.before + found.after) > 100
    seen = panel(changed(WIRE), FakeOriginals())
    card = seen.all("card")[0]
    assert f"{SAID} This is its text as it was quoted. Open the document as it is now" in card.text
    assert card.text.count("Superseded") == 1
    assert "Corrected." not in card.text
    (link, *_) = seen.all("now")
    assert link.attributes["href"] == f"texts/{WIRE.source.document_id}"
    assert "Superseded" not in seen.all("card")[2].text, "what has not changed is as it was"
    marks = [element.text for element in seen.elements if element.tag == "mark"]
    assert marks == [one.quote for one in HALTED.citations]


def test_a_superseded_pdf_shows_its_text_and_never_a_page_of_the_file_as_it_is() -> None:
    originals = FakeOriginals()
    seen = panel(changed(NOTE), originals)
    assert len(seen.all("superseded")) == 1
    card = next(card for card in seen.all("card") if "Superseded" in card.text)
    assert card.attributes["class"] == "card"
    assert not seen.all("leaf")
    assert NOTE.source.document_id not in [asked[1] for asked in originals.asked]
    assert not [a for a in seen.all("original") if NOTE.source.document_id in a.attributes["href"]]


def test_a_version_that_is_not_kept_is_labelled_as_changed_and_a_removed_one_as_removed() -> None:
    for shelf, state in ((changed(WIRE, kept=False), "changed"), (FakeShelf([NOTE, FILING]), "removed")):
        found = excerpt(HALTED.citations[0], shelf)
        assert (found.state, found.before, found.after, found.superseded) == (state, "", "", "")
        assert not panel(shelf, FakeOriginals()).all("superseded")


def test_no_version_that_lacks_the_words_at_their_place_is_shown_for_them() -> None:
    shelf = changed(WIRE)
    key = (WIRE.source.document_id, WIRE.source.sha256)
    for wrong in (
        replace(WIRE, text=f"x{WIRE.text}"),
        replace(WIRE, text=WIRE.text[:40]),
        replace(WIRE, source=replace(WIRE.source, sha256="0" * 64)),
    ):
        shelf.earlier[key] = (wrong, WHEN)
        found = excerpt(HALTED.citations[0], shelf)
        assert (found.state, found.before, found.quote) == ("changed", "", HALTED.citations[0].quote)


def test_versions_that_cannot_be_read_cost_their_surroundings_alone() -> None:
    class Broken(FakeShelf):
        def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
            raise DamagedLibrary(f"{document_id} {sha256}")

    assert excerpt(HALTED.citations[0], Broken([WIRE])).state == "unreadable"


def test_a_file_that_goes_back_to_what_it_was_is_the_one_that_was_quoted() -> None:
    shelf = changed(WIRE)
    shelf.by_id[WIRE.source.document_id] = WIRE
    assert excerpt(HALTED.citations[0], shelf).state == "found"


def _docx_words(made: Bundle) -> str:
    document = docx.Document(io.BytesIO(docx_file(made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _pack_words(made: Bundle) -> str:
    return read(pack(made).replace("<meta ", "<br ")).elements[0].text


@pytest.mark.parametrize("words", [lambda made: markdown(made).replace("\\", ""), _docx_words, _pack_words])
def test_exports_say_that_a_version_was_superseded_beside_the_passage_and_in_the_list_of_documents(
    words: Callable[[Bundle], str],
) -> None:
    told = words(exported(changed(NOTE)))
    assert told.count(f"{SAID} These are the words as they were quoted.") == 1
    assert told.count(SAID) >= 2, "the list of documents says it too"
    assert HALTED.citations[2].quote.split()[0] in told
    assert SAID not in words(exported(changed(NOTE, kept=False)))
    assert "has changed since it was quoted" in words(exported(changed(NOTE, kept=False)))
    assert SAID not in words(bundle([Exchange("a1", "Why?", HALTED)]))


def test_a_pack_has_no_picture_of_another_version() -> None:
    whole, later = exported(changed()), exported(changed(NOTE))
    assert [key.file.document_id for key in whole.pages] == [NOTE.source.document_id]
    assert not later.pages
    assert 'class="state superseded"' in pack(later)


@pytest.fixture
def tending() -> Tending:
    shelf = changed(WIRE)
    first = Document(replace(WIRE.source, sha256="0f" * 32), "The very first words.")
    shelf.earlier[WIRE.source.document_id, first.source.sha256] = (first, "2026-04-01T00:00:00.000+00:00")
    return Tending(shelf, shelf, cast(Any, None), cast(Any, None))


def opened(tending: Tending, **given: Any) -> Markup:
    return read(tending.open({"act": "preview", "ids": [WIRE.source.document_id], **given})[0])


def test_a_preview_lists_the_versions_that_are_kept_by_date_and_hash(tending: Tending) -> None:
    page = opened(tending)
    rows = [element.text for element in page.elements if element.tag == "li"]
    assert rows == [
        "As it is now ab12cd34",
        f"Superseded on 3 May 2026 {WIRE.source.sha256[:8]}",
        "Superseded on 1 April 2026 0f0f0f0f",
    ]
    assert "2 earlier versions are kept" in page.one("versions").text
    assert "Corrected. PELL" in page.one("words").text
    assert "Superseded" not in page.one("details").text
    assert not read(preview_html(WIRE, versions=[DocumentVersion(WIRE.source)])).all("versions")


def test_each_version_opens_as_text_and_leads_back(tending: Tending) -> None:
    page = opened(tending, sha256=WIRE.source.sha256)
    assert page.one("words").text == WIRE.text
    assert page.one("superseded").text == f"{SAID} This is its text as it was. As it is now"
    current = [element.text for element in page.elements if "aria-current" in element.attributes]
    assert current == ["Superseded on 3 May 2026"]
    targets = [element.attributes["data-version"] for element in page.elements if "data-version" in element.attributes]
    assert targets == ["", "", WIRE.source.sha256, "0f" * 32]
    assert opened(tending, sha256="0f" * 32).one("words").text == "The very first words."
    for given in ("", None, 7, "ab12cd34" * 8):
        assert "Corrected." in opened(tending, sha256=given).one("words").text
    opens, tells = tending.open({"act": "preview", "ids": [WIRE.source.document_id], "sha256": "9" * 64})
    assert 'data-kind="closed"' in opens
    assert "not in the library any more" in tells


def test_more_of_an_earlier_version_is_more_of_that_version() -> None:
    long = Document(replace(WIRE.source, sha256="c" * 64), "a" * 30_000)
    versions = [DocumentVersion(WIRE.source), DocumentVersion(long.source, WHEN)]
    (more,) = [one for one in read(preview_html(long, 20_000, versions)).elements if "data-more" in one.attributes]
    assert more.attributes["data-of"] == "c" * 64


def test_versions_are_listed_in_german(tending: Tending) -> None:
    with speaking("de"):
        assert "Ersetzt am 3. Mai 2026" in opened(tending).one("versions").text
        assert "Am 3. Mai 2026 durch eine neue Fassung ersetzt" in panel(changed(WIRE)).all("superseded")[0].text
        assert "Am 3. Mai 2026 durch eine neue Fassung ersetzt" in markdown(exported(changed(WIRE)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_versions_and_of_where_dates_are_from_stay_words(text: str) -> None:
    known = source("a.txt", text, text, "txt", published="2024-04-18", published_from=text)
    document = Document(known, text or "x")
    shown = preview_html(document, versions=[DocumentVersion(now(document).source), DocumentVersion(known, WHEN)])
    allowed = "body div header h2 p bdi button details summary ul li code small"
    assert read(shown).tags() <= set(allowed.split())
    assert read(shown).one("words").text == text


def test_where_a_date_was_found_stands_behind_it_in_the_pane_and_in_the_preview() -> None:
    known = replace(WIRE.source, published_from="date line in the text")
    document = replace(WIRE, source=known)
    first = replace(HALTED.citations[0], source=known)
    answer = replace(HALTED, citations=(first, *HALTED.citations[1:]))
    seen = read(panel_html(Exchange("a1", "Why?", answer), FakeShelf([document, NOTE, FILING])))
    assert "18 April 2024 (from a date line in the text)" in seen.all("details")[0].text
    assert "(" not in seen.all("details")[2].text, "nothing is said where it is not known"
    assert "18 April 2024 (from a date line in the text)" in read(preview_html(document)).one("details").text
    with speaking("de"):
        assert "(aus einer Datumszeile im Text)" in dated_html(known)
        assert '<span lang="en"><bdi>field &quot;day&quot;' in dated_html(replace(known, published_from='field "day"'))
    assert dated_html(replace(known, published=None)) == ""


def test_where_a_date_was_found_is_in_the_json_of_documents_and_citations() -> None:
    known = replace(WIRE.source, published_from="header line")
    assert source_json(known)["published_from"] == "header line"
    answer = replace(HALTED, citations=(replace(HALTED.citations[0], source=known), *HALTED.citations[1:]))
    assert [one["published_from"] for one in answer_json(answer)["citations"]] == ["header line", "", ""]


def test_the_text_as_it_is_now_is_plain_text_whatever_it_holds() -> None:
    hostile = replace(now(WIRE), text="<script>alert(1)</script>\x07\n\u202eabc")
    app = FastAPI()
    app.include_router(pages_router(FakeOriginals(), FakeShelf([hostile])))
    with TestClient(app) as client:
        found = client.get(f"/texts/{WIRE.source.document_id}")
        assert (found.status_code, found.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert found.text == "<script>alert(1)</script>\ufffd\n⟨U+202E⟩abc"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["content-security-policy"].startswith("default-src 'none'")
        assert found.headers["cache-control"] == "private, no-cache"
        for wrong in ("nothing", "%2e%2e", "a" * 65):
            assert client.get(f"/texts/{wrong}").status_code == 404
