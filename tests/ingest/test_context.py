"""What a passage leans on: headings, lead-ins of lists, and the section around it."""

from collections.abc import Callable, Sequence

import pytest

from ingest.context import CONTEXT_CHARS, LINE_CHARS, SECTION_CHARS
from ingest.split import ENOUGH_TOKENS, MOST_TOKENS, split
from onrecord.types import Document, Passage
from tests.fakes import a_source, count_words

SENTENCE = "The harbour board met on Monday and raised the mooring fee to 40 euros a night. "


def counter(pieces: int) -> Callable[[Sequence[str]], list[int]]:
    """A token counter that takes every sentence for as long, so that a passage holds so many of them."""
    return lambda texts: [-(-ENOUGH_TOKENS // pieces) for _ in texts]


def cut(text: str, pieces: int = 2, format_name: str = "md", title: str = "Notice") -> list[Passage]:
    """The passages of ``text``, each of so many sentences."""
    return list(split(Document(a_source(format=format_name, title=title), text), counter(pieces)))


def begun(passages: Sequence[Passage], words: str) -> Passage:
    """The passage that begins with ``words``."""
    (found,) = (passage for passage in passages if passage.text.startswith(words))
    return found


def section_of(text: str, passage: Passage) -> str:
    assert passage.section is not None
    return text[passage.section.start : passage.section.end]


NESTED = (
    "# Port rules\n\nOld. New.\n\n## Fees\n\nThey rise. They are high.\n\n### Yachts\n\nForty euros. A night.\n\n"
    "### Barges\n\nTen euros. A day.\n\n## Crane\n\nIt is shut. It is old."
)


def test_headings_above_a_passage_are_its_context_outermost_first() -> None:
    found = cut(NESTED)
    assert begun(found, "Forty euros.").context == ("Port rules", "Fees", "Yachts")
    assert begun(found, "Ten euros.").context == ("Port rules", "Fees", "Barges")
    assert begun(found, "It is shut.").context == ("Port rules", "Crane")


def test_a_heading_in_the_passage_is_not_repeated() -> None:
    found = cut(NESTED)
    assert begun(found, "### Yachts").context == ("Port rules", "Fees")
    assert begun(found, "### Yachts").heading == "Yachts"
    assert begun(found, "# Port rules").context == ()


def test_the_title_of_the_document_is_left_out() -> None:
    assert begun(cut(NESTED, title="PORT  RULES"), "Forty euros.").context == ("Fees", "Yachts")


def test_a_hash_in_a_code_block_is_no_heading() -> None:
    found = cut("## Set up\n\n```\n# a comment\nrun it\n```\n\nIt runs. It stops. It ends.")
    assert begun(found, "It stops.").context == ("Set up",)


@pytest.mark.parametrize("format_name", ["pdf", "docx"])
def test_a_hash_in_a_format_without_marks_is_no_heading(format_name: str) -> None:
    found = cut("Fees\n\n# Indicates a subsidiary of the port\n\nIt met. It left. It rose.", format_name=format_name)
    assert begun(found, "It left.").context == ("Fees",)


def test_items_and_notes_hold_the_headings_below_them_and_numbers_nest() -> None:
    text = (
        "PART II\n\nItem 8. Financial Statements.\n\nOne. Two.\n\nNote 2 \u2014 Debt\n\n"
        "It grew. It fell.\n\nCredit lines\n\nNone were drawn. All are open.\n\nNote 3 \u2014 Leases\n\nFew. Short."
    )
    found = cut(text, format_name="txt")
    assert begun(found, "None were drawn.").context == ("Note 2 \u2014 Debt", "Credit lines")
    assert begun(found, "Few.").context == ("Note 3 \u2014 Leases",)
    numbered = "2 Methods\n\nAll. Some.\n\n2.1 Boats\n\nBig. Small.\n\n3 Results\n\nGood. Bad."
    assert begun(cut(numbered, format_name="txt"), "Big.").context == ("2 Methods", "2.1 Boats")
    assert begun(cut(numbered, format_name="txt"), "Good.").context == ("3 Results",)


def test_headings_with_nothing_between_them_are_a_path() -> None:
    text = "Results\n\nThe whole port\n\nIt grew. It fell.\n\nThe crane\n\nIt stood. It ran."
    found = cut(text, format_name="txt")
    assert begun(found, "It grew.").context == ("Results", "The whole port")
    assert begun(found, "It stood.").context == ("The crane",)


def test_a_line_with_a_colon_over_text_is_a_heading_of_the_lowest_kind() -> None:
    text = "Results\n\nOne. Two.\n\nCost of Sales:\n\nIt rose. It fell.\n\nTaxes\n\nLow. High."
    found = cut(text, format_name="txt")
    assert begun(found, "It rose.").context == ("Results", "Cost of Sales:")
    assert begun(found, "Low.").context == ("Taxes",)


@pytest.mark.parametrize(
    "false",
    [
        "Mara Venn said:",
        "She told the board:",
        "Brindle Point,",
        "18 April 2024",
        "/s/ Mara Venn",
        "Dollar value of shares that",
        "0.95% notes due 2030",
        "Item 2, of this report",
        "\n\n".join(["Mara Venn", "Tom Reed", "Lea Sund", "Ivo Rell", "Una Marsh"]),
        "\n\n".join(["Harbour Board", "The Old Hall", "4 Quay Street", "BP1 2AB", "Brindle Point", "24 May", "Ref 12"]),
    ],
)
def test_what_only_looks_like_a_heading_is_no_context(false: str) -> None:
    found = cut(f"Fees\n\nIt met. It rose.\n\n{false}\n\nIt left. It came back. It ended.", format_name="txt")
    assert begun(found, "It came back.").context == ("Fees",)


def test_a_place_over_the_date_of_a_letter_is_no_heading() -> None:
    found = cut("Fees\n\nIt rose.\n\nBrindle Point\n\n18 April 2024\n\nIt left. It came. It ended.", format_name="txt")
    assert begun(found, "It came.").context == ("Fees",)


def test_half_a_broken_line_is_no_heading() -> None:
    found = cut("Fees\n\nIt rose.\n\nMooring and\nCraneage\n\nIt left. It came. It ended.", format_name="txt")
    assert begun(found, "It came.").context == ("Fees",)


LIST = "# Fees\n\nThe board met. The fee rises for:\n\n- yachts\n- barges\n- rafts\n\nIt met again. It left. It ended."


def test_an_item_has_the_sentence_that_leads_in_to_its_list() -> None:
    found = cut(LIST)
    assert begun(found, "- barges").context == ("Fees", "The fee rises for:")
    assert begun(found, "- rafts").context == ("Fees", "The fee rises for:")
    assert begun(found, "It left.").context == ("Fees",)


def test_items_of_numbered_and_lettered_lists_have_it_too() -> None:
    for marks in (["1.", "2.", "3.", "4."], ["(a)", "(b)", "(c)", "(d)"], ["1)", "2)", "3)", "4)"]):
        items = "\n".join(f"{mark} Boat {'ABCD'[n]}" for n, mark in enumerate(marks))
        found = cut(f"Fees\n\nThe fee rises as follows.\n{items}\n", format_name="txt")
        assert begun(found, f"{marks[2]} Boat C").context == ("Fees", "The fee rises as follows.")
        assert found[-1].text.endswith(f"{marks[3]} Boat D")


def test_items_in_an_item_have_both_lead_ins() -> None:
    text = "It rises for:\n\n- yachts\n- barges:\n  - old\n  - new\n  - none\n- rafts\n- canoes"
    found = cut(text)
    assert begun(found, "- new").context == ("It rises for:", "- barges:")
    assert begun(found, "- rafts").context == ("It rises for:",)


def test_items_that_lost_their_bullets_are_known_by_their_semicolons() -> None:
    text = (
        "The risks include, without limitation:\nstorms and high seas;\nfewer yachts;\nlower fees; and\nolder cranes.\n"
    )
    found = cut(f"{text}It met. It left. It ended.", format_name="pdf")
    assert begun(found, "lower fees;").context == ("The risks include, without limitation:",)
    assert begun(found, "It left.").context == ()


@pytest.mark.parametrize("above", ["It met.", "## Rules"])
def test_a_list_that_nothing_leads_in_to_has_no_lead_in(above: str) -> None:
    found = cut(f"# Fees\n\n{above}\n\n- yachts\n- barges\n- rafts\n")
    assert not any("It met." in passage.context for passage in found)
    assert begun(found, "- barges").context in {("Fees",), ("Fees", "Rules")}


def test_numbered_lines_over_text_are_headings_and_side_by_side_they_are_items() -> None:
    text = "1. Minutes\n\nApproved. Read.\n\n2. Fees\n\nThey rise. They fall.\n\n1. Yachts\n2. Barges\n3. Rafts\n"
    found = cut(text, format_name="txt")
    assert begun(found, "They rise.").context == ("2. Fees",)
    assert begun(found, "2. Barges").heading == "2. Fees"


@pytest.mark.parametrize("leads", ["## Yachts", "The fee rises for:\n\n- yachts"])
def test_a_heading_or_a_lead_in_does_not_end_a_passage(leads: str) -> None:
    body = SENTENCE * 12 + "\n\n" + leads + "\n\n" + SENTENCE * 12
    for before in range(1, 9):
        text = "A short one. " * before + body
        found = list(split(Document(a_source(), text), count_words))
        assert not any(passage.text.endswith(("## Yachts", "rises for:")) for passage in found)


def test_a_table_is_not_cut_between_its_header_and_its_first_row() -> None:
    rows = "\n".join(f"Berth {n} {n + 3},100 {n + 7},200" for n in range(30))
    for before in range(12):
        text = SENTENCE * 8 + "A short one. " * before + f"\n\nFees by berth\n(euros in thousands) 2023 2022\n{rows}\n"
        found = list(split(Document(a_source(format="pdf"), text), count_words))
        assert not any(passage.text.endswith(("berth", "2023 2022")) for passage in found)
        assert all(sum(count_words([passage.text])) <= MOST_TOKENS for passage in found)


def test_rows_are_not_repeated_from_one_passage_to_the_next() -> None:
    rows = "\n".join(f"Berth {n} {n + 3},100 {n + 7},200" for n in range(30))
    found = cut(f"Fees by berth\n(euros in thousands) 2023 2022\n{rows}\n", pieces=4, format_name="pdf")
    held = [span for passage in found for span in passage.sentences]
    assert len(held) == len(set(held)) == 32


def test_lines_and_the_whole_are_cut_and_the_innermost_kept() -> None:
    long = " ".join(["Rules for the mooring of yachts"] * 5)
    above = f"# {long[:150]}\n\nOne.\n\n## {long[:155]}\n\nTwo.\n\n### Yachts\n\n"
    text = f"{above}The board met and {long} as follows:\n\n- a\n- b\n- c"
    found = begun(cut(text), "- b").context
    assert found[-2] == "Yachts"
    assert found[-1].startswith("The board met and Rules")
    assert len(found[-1]) <= LINE_CHARS
    assert "The board met and " + long not in found[-1]
    assert sum(map(len, found)) <= CONTEXT_CHARS
    assert len(found) == 3


def test_a_section_runs_from_the_heading_to_the_next_of_the_same_or_a_higher_level() -> None:
    found = cut(NESTED)
    assert section_of(NESTED, begun(found, "They rise.")).startswith("## Fees")
    assert section_of(NESTED, begun(found, "They rise.")).endswith("Ten euros. A day.")
    assert section_of(NESTED, begun(found, "Forty euros.")) == "### Yachts\n\nForty euros. A night."
    assert section_of(NESTED, begun(found, "## Crane")) == "## Crane\n\nIt is shut. It is old."
    assert section_of(NESTED, begun(found, "# Port rules")) == NESTED


def test_a_document_without_headings_is_one_section() -> None:
    text = "It met. It rose. It fell. It ended."
    assert {section_of(text, passage) for passage in cut(text)} == {text}


def test_a_passage_of_several_sections_has_them_all() -> None:
    text = "## Fees\n\nThey rise.\n\n## Dredging\n\nIt starts in May.\n\n## Crane\n\nNone."
    (passage,) = split(Document(a_source(format="md"), text), count_words)
    assert section_of(text, passage) == text


def test_a_long_section_is_cut_around_the_passage_where_paragraphs_or_sentences_end() -> None:
    text = "# Fees\n\n" + "\n\n".join(SENTENCE.replace("40", str(n)) * 6 for n in range(30))
    found = list(split(Document(a_source(format="md"), text), count_words))
    ends = {text.find(".", at) + 1 for at in range(len(text))}
    for passage in found:
        section = passage.section
        assert section is not None
        assert section.start <= passage.start < passage.end <= section.end
        assert section.end - section.start <= SECTION_CHARS
        assert text[section.start :].startswith(("# Fees", "The harbour board met"))
        assert section.end in ends
    middle = found[len(found) // 2].section
    assert middle is not None
    assert middle.end - middle.start > SECTION_CHARS * 0.8


def test_what_is_left_at_one_side_of_a_passage_is_given_to_the_other() -> None:
    text = "# Fees\n\n" + SENTENCE * 200
    found = list(split(Document(a_source(format="md"), text), count_words))
    for passage in (found[0], found[-1]):
        assert passage.section is not None
        assert SECTION_CHARS * 0.9 < passage.section.end - passage.section.start <= SECTION_CHARS


def test_a_passage_that_is_longer_than_a_section_may_be_is_its_own() -> None:
    text = "word " * 1000
    found = list(split(Document(a_source(), text), lambda texts: [30 for _ in texts]))
    assert all(passage.section is not None for passage in found)
    (long,) = (passage for passage in found if len(passage.text) > SECTION_CHARS)
    assert long.section is not None
    assert (long.section.start, long.section.end) == (long.start, long.end)
