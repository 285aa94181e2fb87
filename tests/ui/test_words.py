"""Words of documents stay words."""

import html
import string

import pytest

from ui.say import speaking
from ui.words import (
    date_words,
    ended,
    file_name,
    in_english,
    inert,
    label,
    plain,
    quoted,
    spoken_seconds,
    visible,
)

HOSTILE = (
    "<script>window.PWNED=1</script>",
    "<img src=x onerror=alert(1)>",
    "</div></section><iframe src='//evil.example'>",
    "${alert(1)}",
    "{{7*7}}",
    "`${`${1}`}`",
    "*bold* _under_ **b** ~~s~~ `code` [link](http://evil.example) ![](http://evil.example/p.png)",
    "# heading | table | --- \\* $$x$$ http://evil.example <http://evil.example> www.evil.example a@b.example",
    "&lt;b&gt; &amp; &#60;i&#62; \" ' <!-- --> ]]>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_reads_back_as_itself_and_holds_no_markup(text: str) -> None:
    escaped = plain(text)
    assert html.unescape(escaped) == text
    assert not set("<>\"'") & set(escaped)


@pytest.mark.parametrize("text", HOSTILE)
def test_inert_text_reads_back_as_itself_and_holds_no_sign_at_all(text: str) -> None:
    escaped = inert(text)
    assert html.unescape(escaped) == text
    rest = escaped
    for sign in string.punctuation:
        rest = rest.replace(f"&#{ord(sign)};", "")
    assert not set(string.punctuation) & set(rest)


def test_inert_text_is_one_line_since_an_empty_line_would_end_the_block() -> None:
    assert inert("one\n\n    two\tthree\r\n") == "one two three"


@pytest.mark.parametrize("override", ["\u202e", "\u202d"])
def test_a_direction_override_is_shown_and_does_not_work(override: str) -> None:
    for shown in (plain(f"a{override}b"), html.unescape(inert(f"a{override}b")), label(f"a{override}b")):
        assert override not in shown
        assert f"U+{ord(override):04X}" in shown


def test_names_lose_invisible_direction_marks_that_running_text_keeps() -> None:
    marked = "\u2067report\u2069\u200f.pdf"
    assert label(marked) == "report.pdf"
    assert visible(marked) == marked


def test_control_characters_become_visible_but_line_ends_stay() -> None:
    assert visible("a\x00b\x1bc\nd\te") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\nd\te"


def test_letters_of_every_script_stay() -> None:
    text = "Ærø Łódź Ωμέγα Дніпро 港口 ميناء נמל 👩‍🔬"
    assert html.unescape(inert(text)) == html.unescape(plain(text)) == label(text) == text


def test_a_name_of_nothing_visible_says_so() -> None:
    assert label(" \u200e \n") == "(no name)"


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2024-04-18", "18 April 2024"),
        ("2024-12", "December 2024"),
        ("2024", "2024"),
        (None, ""),
        ("2024-13-01", "2024-13-01"),
        ("spring 2024", "spring 2024"),
        ("2024-04-18T06:00", "2024-04-18T06:00"),
    ],
)
def test_dates_read_as_dates_and_anything_else_as_it_stands(published: str | None, words: str) -> None:
    assert date_words(published) == words


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("/library/wire-0418.txt", "wire-0418.txt"),
        ("C:\\files\\note.md", "note.md"),
        ("https://pell.example/news/1?q=2", "pell.example/news/1?q=2"),
        ("https://name:secret@pell.example/", "pell.example"),
        ("HTTPS://[pell", "HTTPS://[pell"),
        ("note.md", "note.md"),
    ],
)
def test_file_names(location: str, name: str) -> None:
    assert file_name(location) == name


def test_seconds() -> None:
    assert [spoken_seconds(ms) for ms in (0.2, 121, 4100, 75_000)] == ["under 0.01 s", "0.12 s", "4.1 s", "75 s"]


def test_in_german_dates_seconds_and_names_read_as_german() -> None:
    with speaking("de"):
        assert [date_words(one) for one in ("2024-04-18", "2024-03", "2024", "spring 2024")] == [
            "18. April 2024", "März 2024", "2024", "spring 2024",
        ]  # fmt: skip
        assert [spoken_seconds(ms) for ms in (0.2, 121, 4100, 75_000)] == ["unter 0,01 s", "0,12 s", "4,1 s", "75 s"]
        assert label("\u200e") == "(ohne Namen)"
        assert quoted("so") == "„so“"


def test_what_stays_english_says_so_where_another_language_is_spoken() -> None:
    assert in_english("so") == "so"
    with speaking("de"):
        assert in_english("so") == '<span lang="en">so</span>'


def test_a_reason_ends_once() -> None:
    assert [ended(reason) for reason in ("so", "so.", "so?", "so!")] == ["so.", "so.", "so?", "so!"]
