"""What a quote stands under: headings that the document itself marks, and none that only look like one."""

import pytest

from onrecord.types import Document
from tests.browser.fakes import FakeShelf, source
from tests.effort import work_of_at_most
from ui.excerpts import excerpt_at


def headings(text: str, form: str, quote: str = "QUOTE") -> tuple[str, ...]:
    document = Document(source(f"a.{form}", "A", text, form), text)
    return excerpt_at(document.source, text.index(quote), quote, FakeShelf([document])).headings


def test_headings_of_markdown_are_those_that_hold_outermost_first() -> None:
    text = "# Report\n\n## Costs #\n\n### Detail\n\n## Harbour\n\nText.\n\n```sh\n# no heading\n```\nmore\nQUOTE"
    assert headings(text, "md") == ("Report", "Harbour")
    assert headings("#hash\n\nQUOTE", "md") == ()
    assert headings("# Below\n", "md", "Below") == ()


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("A letter.\n\nWhat happened\n\nThe ferry struck. ", ("What happened",)),
        ("1. Purpose\nThis policy sets the charges.\n2.1 Drinking water\nIt is 3 crowns. ", ("2.1 Drinking water",)),
        ("A paragraph.\n\nThe coordinator, Brita Halloran, said her count included everybody who\n", ()),
        ("Name: Mara Venn\n\n40,000 crowns.\n\n", ()),
    ],
)
def test_elsewhere_a_heading_is_numbered_or_stands_alone(above: str, found: tuple[str, ...]) -> None:
    assert headings(f"{above}QUOTE", "txt") == found


@pytest.mark.parametrize("form", ["pptx", "xlsx", "odt", "odp", "ods", "epub", "rtf", "json", "jsonl", "eml", "vtt"])
def test_headings_that_a_reader_marks_are_named_without_the_marks(form: str) -> None:
    assert headings("# Costs\n\n## Harbour\n\nA line.\n\nQUOTE", form) == ("Costs", "Harbour")
    assert headings("A letter.\n\nWhat happened\n\nThe ferry struck. QUOTE", form) == ("What happened",)


def test_a_sign_before_a_line_marks_no_heading_where_no_reader_writes_one() -> None:
    assert headings("# 1 of 3\n\nA line.\n\nQUOTE", "txt") == ()


@pytest.mark.parametrize("form", ["md", "txt", "pptx"])
@pytest.mark.parametrize("unit", ["\n", "# ", "```a\n", "1.", "1.1", "a\n\n", "A b 1\n\n", "\n# #"])
def test_no_text_makes_the_search_for_headings_slow(form: str, unit: str) -> None:
    text = f"x{unit * 20_000}xQUOTE"
    with work_of_at_most(4):
        headings(text, form)
