"""Where gold stands in the documents on record."""

import pytest

from eval.cases import Gold
from eval.gold import Located, located, spans_of
from onrecord.types import Document, Span
from tests.eval.seen import GULLS, KILN, a_case, document_of, shelf_of


def words_of(gold: Gold, document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in spans_of(gold, document)]


@pytest.mark.parametrize(
    ("text", "quote", "has"),
    [
        ("The kiln\nwas  built\u00a0in 1931.", "kiln was built in 1931", ["kiln\nwas  built\u00a0in 1931"]),
        ("The kiln was built.", "kiln\n\twas ", ["kiln was"]),
        ("She said \u201cit\u2019s hot\u201d.", '"it\'s hot"', ["\u201cit\u2019s hot\u201d"]),
        ('She said "it\'s hot".', "\u201cit\u2019s hot\u201d", ['"it\'s hot"']),
        ("Open 1931\u20131987 \u2014 daily.", "1931-1987 - daily", ["1931\u20131987 \u2014 daily"]),
        ("Fees (net): 4.50* a day?", "(net): 4.50* a day?", ["(net): 4.50* a day?"]),
        ("Fees: 4x50 a day", "4.50 a day", []),
        ("The kiln. The kiln.", "The kiln.", ["The kiln.", "The kiln."]),
        ("The kilnhouse.", "The  kiln house", []),
    ],
)
def test_white_space_and_the_shapes_of_marks_make_no_difference(text: str, quote: str, has: list[str]) -> None:
    assert words_of(Gold("kiln.txt", quote), document_of(text)) == has


def test_case_makes_no_difference_only_where_nothing_is_found_else() -> None:
    shouting = document_of("MARL END. At Marl End all is well.")
    assert words_of(Gold("kiln.txt", "Marl End"), shouting) == ["Marl End"]
    assert words_of(Gold("kiln.txt", "marl END"), shouting) == ["MARL END", "Marl End"]
    assert words_of(Gold("kiln.txt", "Marl Ende"), shouting) == []


PAGED = document_of("Fire.\nWater and\nair.\nFire again.", page_starts=(0, 6, 21))


@pytest.mark.parametrize(
    ("gold", "has"),
    [
        (Gold("kiln.txt", "Fire"), ["Fire", "Fire"]),
        (Gold("kiln.txt", "Fire", page=1), ["Fire"]),
        (Gold("kiln.txt", "Fire", page=2), []),
        (Gold("kiln.txt", "fire again", page=3), ["Fire again"]),
        (Gold("kiln.txt", "air. Fire", page=2), ["air.\nFire"]),
        (Gold("kiln.txt", "air. Fire", page=3), []),
        (Gold("kiln.txt", page=2), ["Water and\nair.\n"]),
        (Gold("kiln.txt", page=3), ["Fire again."]),
        (Gold("kiln.txt", page=4), []),
        (Gold("kiln.txt"), ["Fire.\nWater and\nair.\nFire again."]),
        (Gold("kiln.txt", " \n"), ["Fire.\nWater and\nair.\nFire again."]),
    ],
)
def test_a_page_limits_the_words_or_stands_for_itself(gold: Gold, has: list[str]) -> None:
    assert words_of(gold, PAGED) == has


def test_a_page_without_words_and_a_document_without_pages_have_nothing() -> None:
    blank = document_of("Fire. Water.", page_starts=(0, 6, 6))
    assert spans_of(Gold("kiln.txt", page=2), blank) == ()
    assert words_of(Gold("kiln.txt", page=3), blank) == ["Water."]
    assert spans_of(Gold("kiln.txt", "kiln", page=1), KILN) == ()


def test_a_place_has_its_document_and_the_page_of_its_first_words() -> None:
    gold = Gold("kiln.txt", "air.")
    places, broken = located(a_case(gold), shelf_of(PAGED, GULLS))
    assert broken == []
    assert places == {gold: Located(gold, "kiln", (Span(16, 20),), 2)}


def test_gold_and_what_is_as_good_are_both_looked_up_and_once() -> None:
    gold, also = Gold("kiln.txt", "1931"), Gold("gulls.txt", "1987")
    places, broken = located(a_case(gold, gold, also=(also,)), shelf_of(KILN, GULLS))
    assert broken == []
    assert list(places) == [gold, also]
    assert places[also].document_id == "gulls"
    assert places[also].page is None


def test_what_is_not_on_record_is_told_one_line_each() -> None:
    gold = (
        Gold("nowhere.txt"),
        Gold("kiln.txt", "was built in 1932"),
        Gold("kiln.txt", "1931", page=2),
        Gold("kiln.txt", page=9),
    )
    places, broken = located(a_case(*gold, Gold("gulls.txt", "Gulls")), shelf_of(KILN, GULLS))
    assert list(places) == [Gold("gulls.txt", "Gulls")]
    assert len(broken) == 4
    assert broken[0] == "no document nowhere.txt is on record"
    assert broken[1] == "kiln.txt does not have the words \u201cwas built in 1932\u201d"
    assert broken[2] == "kiln.txt does not have the words \u201c1931\u201d on page 2"
    assert "kiln.txt" in broken[3]
    assert "page 9" in broken[3]


def test_a_name_that_two_documents_have_is_told_and_more_of_the_path_decides() -> None:
    wire = document_of("Gulls at sea.", "wire", location="/docs/wires/kiln.txt")
    shelf = shelf_of(KILN, wire)
    places, broken = located(a_case(Gold("kiln.txt", "Gulls")), shelf)
    assert places == {}
    assert broken == ["2 documents are called kiln.txt; write more of the path"]
    gold = Gold("wires/kiln.txt", "Gulls")
    assert located(a_case(gold), shelf) == ({gold: Located(gold, "wire", (Span(0, 5),), None)}, [])


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("kiln.txt", ["kiln"]),
        ("./kiln.txt", ["kiln"]),
        ("docs/kiln.txt", ["kiln"]),
        ("/docs/kiln.txt", ["kiln"]),
        ("iln.txt", []),
        ("kiln", []),
        ("docs", []),
        ("ocs/kiln.txt", []),
        ("other/kiln.txt", []),
        ("/other/docs/kiln.txt", []),
        ("https://marl.example/notes/oven", ["web"]),
        ("notes/oven", ["web"]),
    ],
)
def test_a_document_is_named_by_whole_parts_of_the_end_of_its_path(name: str, ids: list[str]) -> None:
    web = document_of("Gulls.", "web", location="https://marl.example/notes/oven")
    assert [source.document_id for source in shelf_of(KILN, web).find(name)] == ids


def test_a_document_is_read_once() -> None:
    shelf = shelf_of(KILN)
    assert shelf.document("kiln") is shelf.document("kiln") is KILN
    assert [source.document_id for source in shelf.sources] == ["kiln"]
