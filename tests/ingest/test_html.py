"""Web pages: the main text alone, and what the page says of itself."""

import pytest

from onrecord.errors import EmptyDocument
from tests.effort import work_of_at_most
from tests.ingest.making import read

PARAGRAPHS = [
    "The Brindle harbour board raised the mooring fee to 40 euros on Monday, after a debate of three hours.",
    "Mara Venn, who chairs the board, said that the dredging of the northern basin could not be paid otherwise.",
    "The fishing fleet, which has 34 boats, called the rise a blow and wants it undone before the summer season.",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Fees rise - Coastal Wire</title>
<meta property="og:title" content="Harbour fees rise">
<meta property="og:site_name" content="Coastal Wire">
<meta name="author" content="Tom Reed">
<meta property="article:published_time" content="2024-04-18T09:30:00+02:00">
<style>.x {{ color: red }}</style><script>var tracker = "pixel";</script></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner" id="cookie-consent"><p>We use cookies, as all do.</p><button>OK</button></div>
<main><article><h1>Harbour fees rise</h1>
{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}
<script>document.write("injected by a script");</script>
<!-- an editor's note in a comment -->
<table><tr><th>Year</th><th>Fee</th></tr><tr><td>2023</td><td>35 euros</td></tr></table>
</article></main>
<aside class="related"><h2>Related</h2><a href="/x">Ten harbours you must see</a></aside>
<section id="comments" class="comments"><div class="comment"><p>First! This is an outrage.</p></div></section>
<footer><p>Copyright 2024 Coastal Wire. All rights reserved.</p></footer>
</body></html>"""


def test_the_main_text_is_kept_in_order() -> None:
    text = read("a.html", PAGE.encode()).text
    places = [text.index(paragraph) for paragraph in PARAGRAPHS]
    assert places == sorted(places)


def test_a_table_of_the_article_is_kept() -> None:
    text = read("a.html", PAGE.encode()).text
    assert "2023" in text
    assert "35 euros" in text


@pytest.mark.parametrize(
    "noise",
    ["Sport", "cookies", "tracker", "injected by", "editor's note", "Ten harbours", "outrage", "Copyright", "color"],
)
def test_what_stands_around_the_article_is_left_out(noise: str) -> None:
    assert noise not in read("a.html", PAGE.encode()).text


def test_title_author_outlet_and_date_are_those_of_the_page() -> None:
    source = read("a.html", PAGE.encode()).source
    assert (source.title, source.author, source.outlet) == ("Harbour fees rise", "Tom Reed", "Coastal Wire")
    assert source.published == "2024-04-18"


def test_a_page_that_says_nothing_of_itself_is_named_by_its_file_and_has_no_date() -> None:
    page = f"<html><body><article>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
    source = read("harbour_fees.html", page.encode()).source
    assert (source.title, source.author, source.outlet) == ("harbour fees", None, None)
    assert source.published is None


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Only a title</title></head><body></body></html>",
        "<html><body><script>var x = 'words in a script';</script><style>p { color: red }</style></body></html>",
        "<!-- only a comment -->",
        "<",
        "\n \n",
    ],
)
def test_a_page_without_main_text_is_refused(page: str) -> None:
    with pytest.raises(EmptyDocument, match="no main text in this web page; save the article itself"):
        read("a.html", page.encode())


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-16", ""),
        ("latin-1", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("cp1250", '<meta charset="windows-1250">'),
        ("iso8859_7", '<meta charset="ISO-8859-7">'),
        ("shift_jis", '<meta charset="Shift_JIS">'),
        ("gb18030", "<meta charset=gb18030>"),
    ],
)
def test_letters_are_read_in_the_encoding_that_the_page_declares(encoding: str, declared: str) -> None:
    words = {
        "cp1250": "Opłata wynosi czterdzieści euro, zdecydowała rada portu w poniedziałek po długiej debacie.",
        "iso8859_7": "Το συμβούλιο αύξησε το τέλος σε σαράντα ευρώ μετά από πολύωρη συζήτηση στο λιμάνι της πόλης.",
        "shift_jis": "港湾委員会は月曜日に係留料を四十ユーロに引き上げた。三時間の議論の後だった。" * 3,
        "gb18030": "港务局星期一将泊位费提高到四十欧元。此前进行了三个小时的辩论。" * 3,
    }.get(encoding, "Le café de la plage est fermé à cause des travaux, disent les pêcheurs du port de Brindle.")
    page = f"<html><head>{declared}</head><body><article><p>{words}</p><p>{PARAGRAPHS[0]}</p></article></body></html>"
    if encoding not in {"utf-8", "utf-16"}:
        page = page.replace(PARAGRAPHS[0], "Mara Venn.")
    assert words in read("a.html", page.encode(encoding)).text


@work_of_at_most(60)
def test_tags_that_are_never_closed_do_not_stop_the_reading() -> None:
    page = "<html><body>" + "<div>" * 150 + f"<p>{PARAGRAPHS[0]}</p>" * 3
    assert PARAGRAPHS[0] in read("a.html", page.encode()).text


@pytest.mark.parametrize("letter", ["&#xD800;", "&#0;", "&#x110000;", "&nosuch;"])
def test_character_references_that_name_no_letter_leave_text_that_can_be_stored(letter: str) -> None:
    page = "<html><body><article>" + f"<p>{PARAGRAPHS[0]} {letter} {PARAGRAPHS[1]}</p>" * 3 + "</article></body></html>"
    text = read("a.html", page.encode()).text
    text.encode("utf-8")
    assert "\0" not in text
    assert "mooring fee" in text


def test_markup_that_is_meant_as_text_stays_text() -> None:
    page = f"<html><body><article><p>{PARAGRAPHS[0]}</p><p>Write &lt;script&gt; &amp; co.</p></article></body></html>"
    assert "<script> & co." in read("a.html", page.encode()).text
