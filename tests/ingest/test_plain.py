"""Plain text and Markdown: the text stays as it was written; headers and front matter say what it is."""

from pathlib import Path

import pytest

from tests.effort import work_of_at_most
from tests.ingest.making import read

BODY = "The board met on Monday.\n\nIt raised the fee."
WIRE = f"Harbour fees rise\nOutlet: Coastal Wire\nBy: Mara Venn\nDate: 18 April 2024\n\n{BODY}"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\xef\xbb\xbfone \t two\n\n\n three  ", "one \t two\n\n\n three  "),
        ("naïve café 😀 مرحبا 港".encode(), "naïve café 😀 مرحبا 港"),
        ("e\u0301 ﬁ \u00a0 \u2028 x".encode(), "e\u0301 ﬁ \u00a0 \u2028 x"),
        ("One 渡輪.".encode("utf-16"), "One 渡輪."),
        (b"\xfe\xff" + "One 渡輪.".encode("utf-16-be"), "One 渡輪."),
        ("One 😀.".encode("utf-32"), "One 😀."),
    ],
)
@pytest.mark.parametrize("ending", ["txt", "md"])
def test_text_is_kept_exactly_but_for_newlines_and_the_byte_order_mark(data: bytes, text: str, ending: str) -> None:
    document = read(f"a.{ending}", data)
    assert document.text == text
    assert document.notes == ()
    assert document.page_starts == ()


@pytest.mark.parametrize("ending", ["txt", "md"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café est fermé à cause des travaux. Les pêcheurs s'y étaient opposés.", "latin-1"),
        ("Der Hafen ist für größere Schiffe gesperrt. Die Gebühr beträgt 40 Euro.", "latin-1"),
        ("The ferry \u201cMara\u201d cost \u20ac40 \u2014 the café said so. It isn\u2019t cheap.", "cp1252"),
        ("The fee is £40, the harbour board said on Monday.", "latin-1"),
        ("Hamnen är stängd. Rådet höjde avgiften på måndag efter en lång förhandling.", "latin-1"),
        ("O porto está fechado. A direção não deu explicações aos pescadores da região.", "latin-1"),
        ("El señor Muñoz pidió más información sobre la dársena. ¿Cuándo abrirá?", "latin-1"),
        ("Port jest zamknięty. Opłata wynosi czterdzieści euro. Rada podjęła decyzję.", "cp1250"),
        ("Přístav je uzavřen. Rada v pondělí zvýšila poplatek na čtyřicet eur.", "cp1250"),
        ("Порт закрыт. Совет повысил плату до сорока евро, несмотря на протесты.", "cp1251"),
        ("Порт закрыт. Совет повысил плату до сорока евро, несмотря на протесты.", "koi8_r"),
        ("Το λιμάνι είναι κλειστό. Το συμβούλιο αύξησε το τέλος σε σαράντα ευρώ.", "cp1253"),
    ],
)
def test_an_older_encoding_is_read_letter_for_letter_and_named(ending: str, text: str, encoding: str) -> None:
    document = read(f"a.{ending}", text.encode(encoding))
    assert document.text == text
    (note,) = document.notes
    named = note.removeprefix("not UTF-8: read as ")
    assert text.encode(named) == text.encode(encoding)


def test_a_header_gives_title_outlet_author_and_date_and_is_no_part_of_the_body() -> None:
    document = read("a.txt", WIRE.encode())
    source = document.source
    assert (source.title, source.outlet, source.author) == ("Harbour fees rise", "Coastal Wire", "Mara Venn")
    assert source.published == "2024-04-18"
    assert document.text == WIRE
    assert document.text[document.body_start :].strip() == BODY


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        ("TITLE: Fees rise", "title", "Fees rise"),
        ("Headline: Fees rise", "title", "Fees rise"),
        ("Subject: Fees rise", "title", "Fees rise"),
        ("Byline: By Mara Venn", "author", "Mara Venn"),
        ("Author:   Mara  Venn", "author", "Mara Venn"),
        ("Source: Port Ministry", "outlet", "Port Ministry"),
        ("Publication date: April 18, 2024", "published", "2024-04-18"),
        ("Issued: 2024-04-18", "published", "2024-04-18"),
        ("Date: April 2024", "published", "2024-04"),
        ("Date: 04/05/2024", "published", None),
    ],
)
def test_header_names_are_read_as_people_write_them(header: str, field: str, value: str | None) -> None:
    assert getattr(read("a.txt", f"{header}\n\n{BODY}".encode()).source, field) == value


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (BODY, "a b"),
        ("Fees rise\n\nThe board met.", "Fees rise"),
        ("Fees rise\nThe board met on Monday and raised\nthe fee.", "a b"),
        ("Fees rise again this year in the harbour.\n\nThe board met.", "a b"),
        ("MARA VENN: I saw it.\nTOM REED: I did not.", "a b"),
        ("x" * 200 + "\n\nThe board met.", "a b"),
        ("Note: this is the first line.\n\nThe board met.", "a b"),
    ],
)
def test_without_a_header_all_is_body_and_a_lone_short_first_line_is_the_title(text: str, title: str) -> None:
    document = read("a_b.txt", text.encode())
    assert document.source.title == title
    assert document.body_start == 0
    assert (document.source.author, document.source.outlet, document.source.published) == (None, None, None)


def test_a_header_with_nothing_below_it_is_the_body() -> None:
    document = read("a.txt", b"Title: Fees rise\nDate: 2024-04-18\n")
    assert document.source.title == "Fees rise"
    assert document.body_start == 0


MATTER = "---\ntitle: Fees rise\nauthor: [Mara Venn, Tom Reed]\npublisher: Coastal Wire\ndate: 2024-04-18\n---\n"


def test_front_matter_gives_title_authors_outlet_and_date() -> None:
    document = read("a.md", f"{MATTER}# Another heading\n\n{BODY}".encode())
    source = document.source
    assert (source.title, source.author) == ("Fees rise", "Mara Venn, Tom Reed")
    assert (source.outlet, source.published) == ("Coastal Wire", "2024-04-18")
    assert document.text.startswith("---\ntitle: Fees")
    assert document.text[document.body_start :].startswith("# Another heading")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Fees *rise*\n\nThe board met.", "Fees *rise*"),
        ("The board met.\n\n# Fees rise\n\nIt did.", "Fees rise"),
        ("## Only a second level\n\nThe board met.", "Only a second level"),
        ("---\nauthor: Mara Venn\n---\n\n# Fees rise\n\nThe board met.", "Fees rise"),
        ("---\nauthor: Mara Venn\n---\n\nThe board met.", "a b"),
        ("---\ntitle: null\n---\n\nThe board met.", "a b"),
        ("---\ntitle: ''\n---\n\nThe board met.", "a b"),
        ("The board met. It is so.", "a b"),
    ],
)
def test_the_title_of_markdown_is_the_stated_one_else_the_first_heading_else_the_name(text: str, title: str) -> None:
    assert read("a_b.md", text.encode()).source.title == title


def test_markdown_header_lines_under_the_heading_are_read() -> None:
    text = f"# Fees rise\nBy: Mara Venn\nDate: 18 April 2024\n\n{BODY}"
    document = read("a.md", text.encode())
    assert (document.source.author, document.source.published) == ("Mara Venn", "2024-04-18")
    assert document.text[document.body_start :].strip() == BODY


@pytest.mark.parametrize(
    "matter",
    [
        "a: !!python/object/apply:os.mkdir ['{there}']",
        "a: !!python/object/new:os.mkdir ['{there}']",
        "a: !!python/name:os.mkdir ''",
        "? !!python/object/apply:os.mkdir ['{there}']\n: 1",
        "- a list\n- and no mapping",
        "just words",
        "a: [unclosed",
        "a: 'unclosed",
        "\ttabs: are\n\tno: yaml",
        "date: 2024-13-45",
        "date: 0000-00-00 99:99:99",
        "a: 1" + "0" * 5000,
        "a: " + "[" * 5000,
        "a: " + "{a: " * 3000,
        "? [a, b]\n: c",
        "a: &a [*a]",
        "a: 1\na: 2",
    ],
    ids=lambda matter: matter[:25],
)
def test_front_matter_that_is_odd_or_malicious_does_no_harm(tmp_path: Path, matter: str) -> None:
    matter = matter.replace("{there}", str(tmp_path / "made"))
    document = read("a.md", f"---\n{matter}\n---\n\n{BODY}".encode())
    assert document.text.endswith(BODY)
    assert document.source.title in {"a", "just words", "- a list", "a: [unclosed", "a: 'unclosed"}
    assert list(tmp_path.iterdir()) == []


@work_of_at_most(20)
@pytest.mark.parametrize("step", ["a{n}: &a{n} [{many}]", "a{n}: &a{n} {{<<: [{many}]}}"])
def test_front_matter_that_would_unfold_without_end_does_not(step: str) -> None:
    lines = ["a0: &a0 {x: y}"]
    for number in range(1, 12):
        lines.append(step.format(n=number, many=", ".join([f"*a{number - 1}"] * 9)))
    lines.append("title: *a11")
    document = read("a.md", ("---\n" + "\n".join(lines) + f"\n---\n{BODY}").encode())
    assert len(document.source.title) < 200


@work_of_at_most(20)
def test_two_rules_far_apart_are_no_front_matter() -> None:
    text = "---\n" + "".join(f"name{number}: value\n" for number in range(100_000)) + "title: x\n---\n" + BODY
    document = read("a.md", text.encode())
    assert document.text == text
    assert document.body_start == 0
    assert document.source.title == "a"


def test_values_of_front_matter_that_are_no_text_are_left_out() -> None:
    document = read("a.md", f"---\ntitle: 2024\nauthor: {{name: x}}\ndate: 2024-04-18T09:00:00Z\n---\n{BODY}".encode())
    assert (document.source.title, document.source.author) == ("2024", None)
    assert document.source.published == "2024-04-18"
