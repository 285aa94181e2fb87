"""EPUB books: chapters in reading order, headings, what the metadata says, copy protection, and broken books."""

import pytest

from ingest.split import split
from onrecord.errors import EmptyDocument, EncryptedDocument, IngestError, UnsupportedFormat
from tests.fakes import count_words
from tests.ingest.making import read, rezipped
from tests.ingest.making_office import epub, zipped

ONE = "<h1>The tide</h1><p>It rose at <b>nine</b>.</p><ul><li>Boats</li><li>Nets</li></ul>"
TABLE = "<table><tr><th>Berth</th><th>Fee</th></tr><tr><td>1</td><td>40</td></tr></table>"


def test_chapters_stand_in_reading_order_with_their_headings_lists_and_tables() -> None:
    document = read("a.epub", epub({"one.xhtml": ONE, "two.xhtml": f"<h2>Fees</h2>{TABLE}<p>They rise.</p>"}))
    assert document.text.split("\n\n") == [
        "# The tide",
        "It rose at nine.",
        "- Boats\n- Nets",
        "## Fees",
        "Berth | Fee\n1 | 40",
        "They rise.",
    ]
    assert document.page_starts == ()
    assert document.notes == ()


def test_a_chapter_without_a_heading_stands_under_its_name_in_the_contents() -> None:
    nav = '<nav><ol><li><a href="one.xhtml#top">The tide</a></li><li><a href="two.xhtml">The ebb</a></li></ol></nav>'
    document = read("a.epub", epub({"one.xhtml": ONE, "two.xhtml": "<p>It fell.</p>"}, nav=nav))
    assert document.text.startswith("# The tide\n\nIt rose at nine.")
    assert document.text.endswith("# The ebb\n\nIt fell.")
    assert [passage.text for passage in split(document, count_words)][-1].endswith("It fell.")


def test_metadata_names_title_authors_publisher_and_date() -> None:
    metadata = (
        "<dc:title>Tides &amp; ebbs</dc:title><dc:creator>Mara Venn</dc:creator><dc:creator>Jon Adare</dc:creator>"
        "<dc:publisher>Coastal Press</dc:publisher><dc:date opf:event='modification'>2024-06-01</dc:date>"
        "<dc:date opf:event='publication'>2021-05-03</dc:date>"
    )
    source = read("a.epub", epub({"one.xhtml": ONE}, metadata)).source
    assert (source.title, source.author, source.outlet) == ("Tides & ebbs", "Mara Venn, Jon Adare", "Coastal Press")
    assert (source.published, source.published_from) == ("2021-05-03", "book's metadata")
    unknown = "<dc:title>Tides</dc:title><dc:date>0101-01-01T00:00:00+00:00</dc:date>"
    assert read("a.epub", epub({"one.xhtml": ONE}, unknown)).source.published is None


def test_names_of_letters_empty_tags_and_pages_that_are_no_xml_are_read_as_a_browser_would() -> None:
    chapters = {
        "one.xhtml": "<p>A&nbsp;caf&eacute; &amp; a&unknown; <a id='x'/>quay.</p><script/><p>More.</p>",
        "two.xhtml": "<html><body><p>Not <b>closed<p>Twice",
        "three.xhtml": "<p hidden='hidden'>Out of sight.</p><style>p {}</style><p>In sight.</p>",
    }
    assert read("a.epub", epub(chapters)).text.split("\n\n") == [
        "A caf\u00e9 & a&unknown; quay.",
        "More.",
        "Not closed",
        "Twice",
        "In sight.",
    ]


def test_a_chapter_that_is_missing_is_said_and_loses_no_other() -> None:
    document = read("a.epub", epub({"one.xhtml": ONE, "gone.xhtml": ""}))
    assert document.text.startswith("# The tide")
    assert document.notes == ("OEBPS/gone.xhtml is named among the chapters and is not in the file",)


def test_a_locked_book_is_refused_and_packed_fonts_lock_nothing() -> None:
    space = 'xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"'
    lock = "<encryption {}><enc:EncryptedData><enc:EncryptionMethod Algorithm='{}'/></enc:EncryptedData></encryption>"
    fonts = lock.format(space, "http://www.idpf.org/2008/embedding")
    assert read("a.epub", epub({"one.xhtml": ONE}, encryption=fonts)).text
    words = lock.format(space, "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(EncryptedDocument, match="copy protection"):
        read("a.epub", epub({"one.xhtml": ONE}, encryption=words))


@pytest.mark.parametrize("name", ["META-INF/container.xml", "OEBPS/book.opf"])
@pytest.mark.parametrize("broken", [b"", b"<a", b"\x00\x01", None])
def test_a_book_without_its_list_of_chapters_is_refused_in_words(name: str, broken: bytes | None) -> None:
    data = rezipped(epub({"one.xhtml": ONE}), lambda part, old: broken if part == name else old)
    with pytest.raises(UnsupportedFormat, match=r"damaged|another zip archive"):
        read("a.epub", data)


def test_cut_books_entities_paths_that_lead_out_and_books_without_words_are_refused_in_words() -> None:
    data = epub({"one.xhtml": ONE})
    for cut in range(10, len(data), len(data) // 10):
        with pytest.raises(IngestError, match=r"damaged|check the file"):
            read("a.epub", data[:cut])
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><html><body>&b;</body></html>'
    assert "root:" not in read("a.epub", epub({"one.xhtml": entity, "two.xhtml": ONE})).text
    with pytest.raises(EmptyDocument, match="no words"):
        read("a.epub", epub({"../../../../etc/passwd": "", "one.xhtml": "<p> </p>"}))
    with pytest.raises(UnsupportedFormat, match="another zip archive"):
        read("a.epub", zipped({"a.txt": "words"}))


def test_a_figure_that_is_set_high_does_not_run_into_the_number_or_the_word_before_it() -> None:
    burned = "<p>It burned 10<sup>6</sup> litres<a href='#n1'>1</a>, "
    page = f"{burned}see page <a href='#p4'>4</a>; CO<sub>2</sub>, 1<sup>st</sup>.</p>"
    assert read("a.epub", epub({"one.xhtml": page})).text == ("It burned 10\u2076 litres\u00b9, see page 4; CO2, 1st.")
