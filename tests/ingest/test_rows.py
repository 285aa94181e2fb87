"""CSV and TSV: cells with bars between them, the header carried to every passage, odd files said to be odd."""

from collections.abc import Callable

import pytest

from ingest.load.rows import articles_in_rows, holds_articles_in_rows
from ingest.split import split
from onrecord.errors import EmptyDocument, TooLarge, UnsupportedFormat
from tests.fakes import count_words
from tests.ingest.making import read


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.csv", b"berth,fee\n1,40\n2,35\n", "berth | fee\n1 | 40\n2 | 35\n"),
        ("a.csv", b"berth;fee\r\n1;40,50\r\n2;35,00\r\n", "berth | fee\n1 | 40,50\n2 | 35,00\n"),
        ("a.csv", b"sep=;\nberth;fee\n1;40\n", "berth | fee\n1 | 40\n"),
        ("a.csv", b"berth|fee\n1|40\n", "berth | fee\n1 | 40\n"),
        ("a.csv", b'berth,note\n1,"a, b ""c"""\n', 'berth | note\n1 | a, b "c"\n'),
        ("a.csv", b'berth,note\n1,"two\n\n lines"\n', "berth | note\n1 | two lines\n"),
        ("a.csv", b'berth,note\n1,"a | b"\n', "berth | note\n1 | a / b\n"),
        ("a.csv", b"a,b\n=SUM(A1:A9),=cmd|' /C calc'!A0\n", "a | b\n=SUM(A1:A9) | =cmd/' /C calc'!A0\n"),
        ("a.csv", b"\xef\xbb\xbfa,b\n\n1,2\n,\n", "a | b\n1 | 2\n"),
        ("a.csv", "a,b\nx,ü\n".encode("utf-16"), "a | b\nx | ü\n"),
        ("a.tsv", b"berth\tfee, net\n1\t40, 50\n", "berth | fee, net\n1 | 40, 50\n"),
        ("a.tab", b"berth\tfee\n1\t\n", "berth | fee\n1 | \n"),
    ],
)
def test_rows_are_lines_with_bars(name: str, data: bytes, text: str) -> None:
    document = read(name, data)
    assert (document.text, document.notes) == (text, ())
    assert (document.source.published, document.source.title) == (None, "a")


def test_commas_of_sentences_in_quote_marks_do_not_part_cells() -> None:
    rows = ['"said; by"'] + [f'"The board, Ms Venn said, met in hall {n}, on Monday";"Mara, Venn"' for n in range(20)]
    assert read("a.csv", "\n".join(rows).encode()).text.splitlines()[1] == (
        "The board, Ms Venn said, met in hall 0, on Monday | Mara, Venn"
    )


def test_every_passage_has_the_header_and_every_row_is_a_sentence() -> None:
    rows = [f"North quay {number},{number},open to visitors" for number in range(1, 200)]
    document = read("berths.csv", "\n".join(["Place,Berth,State", *rows]).encode())
    passages = list(split(document, count_words))
    assert len(passages) > 5
    assert all(passage.context == ("Place | Berth | State",) for passage in passages[1:])
    assert passages[0].quote(passages[0].sentences[0]) == "Place | Berth | State"
    quoted = {passage.quote(span) for passage in passages for span in passage.sentences}
    assert quoted == {line.replace(",", " | ") for line in ["Place,Berth,State", *rows]}
    assert all(document.text[one.start : one.end] == one.text for one in passages)


def test_ragged_rows_are_kept_and_noted() -> None:
    document = read("a.csv", b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n")
    assert document.text == "a | b | c\n1 | 2 | 3\n4 | 5\n6 | 7 | 8 | 9\n"
    assert document.notes == ("2 rows have more or fewer cells than the first row's 3: line 3, 4",)


def test_a_quote_mark_that_is_never_closed_swallows_no_rows() -> None:
    document = read("a.csv", b'pipe,length\n"5 inch,3\n6 inch,4\n')
    assert document.text == 'pipe | length\n"5 inch | 3\n6 inch | 4\n'
    assert document.notes == ("a quote mark is not closed: quote marks were read as letters",)
    long = b'pipe,length\n"5 inch,3\n' + b"6 inch,4\n" * 20_000
    assert read("a.csv", long).text.count("\n") == 20_002


def test_letters_after_a_closed_quote_mark_do_no_harm() -> None:
    assert read("a.csv", b'name,fee\n"North" quay,3\n"South","4"\n').text == "name | fee\nNorth quay | 3\nSouth | 4\n"


def test_an_older_encoding_is_named() -> None:
    document = read("a.csv", "Platz;Gebühr\nNördlicher Kai;Überführung\n".encode("cp1252"))
    assert document.text.splitlines()[1] == "Nördlicher Kai | Überführung"
    assert document.notes == ("not UTF-8: read as cp1252",)


def test_one_column_is_paragraphs() -> None:
    assert read("a.csv", b"remark\nThe board met on Monday.\nIt rained.\n").text == (
        "remark\n\nThe board met on Monday.\n\nIt rained."
    )


LONG = "The harbour board met on Monday. " * 12


def test_rows_with_prose_are_records_under_headings() -> None:
    document = read("a.csv", f'Place,Remark,Remark\nQuay,"{LONG}",x\nPier,short,\n'.encode())
    assert document.text == f"## Row 1\n\n- Place: Quay\n- Remark (3): x\n\n### Remark\n\n{LONG.strip()}\n\n" + (
        "## Row 2\n\n- Place: Pier\n- Remark: short"
    )
    assert not holds_articles_in_rows(f'Place,Remark\nQuay,"{LONG}"\nPier,"{LONG}"\n'.encode(), tabs=False)


def test_rows_that_are_articles_are_documents_of_their_own() -> None:
    data = f'title,date,text\nFees rise,2024-04-18,"{LONG}"\n\nFees fall,2024-05-02,"{LONG}\n\nMore."\n'.encode()
    assert holds_articles_in_rows(data, tabs=False)
    first, second = articles_in_rows(data, tabs=False)
    assert (first[0], second[0]) == ("line 2.json", "line 6.json")
    document = read(*second)
    assert (document.source.title, document.source.published) == ("Fees fall", "2024-05-02")
    assert document.source.published_from == 'field "date"'
    assert document.text[document.body_start :] == f"{LONG.strip()}\n\nMore.\n"[: len(LONG) - 1] + " \n\nMore.\n"


def _rows(count: int) -> bytes:
    return b"a,b\n" + b"1,2\n" * count


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: b"a,b\n\xc3\xa9,\xff\n", UnsupportedFormat, "broken encoding: byte 7"),
        (lambda: b" \n,,\n", EmptyDocument, "no words"),
        (lambda: b"a,b\n1\0,2\n", UnsupportedFormat, "binary data"),
        (lambda: b"PK\x03\x04rest", UnsupportedFormat, "named as text but is a zip archive"),
        (lambda: _rows(3000), TooLarge, "over 2,000 rows; split the file"),
        (lambda: b"," * 30_000 + b"x", TooLarge, "over 20,000 cells"),
    ],
)
def test_what_cannot_be_read_is_refused(
    make: Callable[[], bytes], error: type[Exception], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.load.rows._MOST_ROWS", 2000)
    with pytest.raises(error, match=says):
        read("a.csv", make())
