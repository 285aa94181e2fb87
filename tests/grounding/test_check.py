"""A draft becomes sentences, and each is weighed against the passages nearest to it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from onrecord.answers import Coverage, Verdict
from onrecord.desk import DraftChecker
from onrecord.errors import BadInput, EmptyLibrary
from onrecord.grounding.check import Checker, checked_sentences
from onrecord.types import Filters, Hit
from tests.fakes import a_hit

DRAFT = """# Pell Harbour

According to the two reports:

Dredging of the inner channel of the old harbour was
halted on Thursday.  Two barges stood idle.

- Mercury was found.
***
"""


class Shelf:
    """Finds what it was told to; remembers what it was asked."""

    def __init__(self, found: Mapping[str, Sequence[Hit]] | None = None, empty: bool = False) -> None:
        self.found, self.empty = found or {}, empty
        self.asked: list[tuple[str, int, Filters | None]] = []

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        if self.empty:
            raise EmptyLibrary("nothing has been ingested yet")
        self.asked.append((query, k, filters))
        return list(self.found.get(query, ()))

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        return Coverage(1, 1)


class WordJudge:
    """Supports what stands in a passage word for word."""

    name = "words"

    def __init__(self) -> None:
        self.weighed: list[tuple[str, list[str]]] = []

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        self.weighed.append((claim, list(evidence)))
        if any(claim in text for text in evidence):
            return Verdict("supported", 1.0, "the words stand there")
        return Verdict("unsupported", 0.0, "the words stand nowhere", ((0, 4),))


def checker(shelf: Shelf | None = None, judge: WordJudge | None = None) -> Checker:
    return Checker(shelf or Shelf(), judge or WordJudge(), lambda path: path.name)


def test_it_plays_the_role_that_the_page_knows() -> None:
    role: DraftChecker = checker()
    assert role.judge == "words"
    assert role.read(Path("/drafts/one.txt")) == "one.txt"


def test_headings_framing_lines_and_lines_without_a_word_claim_nothing() -> None:
    told = [(DRAFT[claim.start : claim.end], claim.claims) for claim in checker().claims(DRAFT)]
    assert told == [
        ("# Pell Harbour", False),
        ("According to the two reports:", False),
        ("Dredging of the inner channel of the old harbour was\nhalted on Thursday.", True),
        ("Two barges stood idle.", True),
        ("- Mercury was found.", True),
        ("***", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        DRAFT,
        "One.Two. «Trois?» — vier…\r\n\tfünf\u3002\u6e2f\u53e3\u5f88\u6df1\u3002\u6c34\u5f88\u6e05\u3002",
        "א ב ג. ד ה ו!\n\n\nA | B | C\n1 | 2 | 3\n(a) first\n(b) second",
        "word " * 900,
        "\ufeff  Dr. Venn said: “No.” She left. \u2028 End",
    ],
)
def test_the_sentences_leave_out_nothing_of_a_draft_but_white_space(text: str) -> None:
    end = 0
    for claim in checker().claims(text):
        assert text[end : claim.start].strip() == ""
        assert end <= claim.start < claim.end
        end = claim.end
    assert text[end:].strip() == ""


@pytest.mark.parametrize("text", ["", " \n ", "...", "# Heading", "Both say:"])
def test_a_draft_that_claims_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no sentence to check"):
        checker().claims(text)


@pytest.mark.parametrize(
    "heading",
    ["Costs", "What was found", "2. Findings", "2.1 Costs of the delay", "Annex B. Samples taken in March",
     "Letter on the Award of the Contract", "Table 3. Limits on use", "Kosten der Verzögerung"],
)  # fmt: skip
@pytest.mark.parametrize(
    "under", ["The delay costs 40,000 crowns a day.", "- Mercury, 3.1 mg\n- Zinc", "N1 | 3.3\nN2 | 2.9"]
)
def test_a_heading_that_nothing_marks_claims_nothing(heading: str, under: str) -> None:
    for text in (f"{heading}\n\n{under}", f"It was halted.\n\n{heading}\n\n{under}"):
        framed = [text[claim.start : claim.end] for claim in checker().claims(text) if not claim.claims]
        assert " ".join(framed) == heading


@pytest.mark.parametrize(
    "line",
    ["Mercury found in harbour sediment", "Auditor clears dredging award", "Dredging halted", "The quay is closed",
     "Cost of the delay 40,000 crowns", "Die Baggerarbeiten ruhen", "Census has lost 250 of us, says mayor"],
)  # fmt: skip
def test_a_line_that_states_something_is_checked_wherever_it_stands(line: str) -> None:
    text = f"{line}\n\nThe authority said so on Thursday."
    assert [claim.claims for claim in checker().claims(text)] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "The Town Council\n\nThe Harbour Authority",  # nothing stands under them
        "The matters are these:\n\nCosts\n\nThe delay costs 40,000 crowns a day.",  # led in to
        "Costs\n\nTimes\n\nPlaces\n\nPeople\n\nThe delay costs 40,000 crowns a day.",  # a list
        "The delay\ncosts 40,000 crowns a day.",  # one sentence
    ],
)
def test_short_lines_that_head_nothing_are_checked(text: str) -> None:
    assert all(claim.claims or text[claim.end - 1] == ":" for claim in checker().claims(text))


def test_a_sentence_is_searched_and_weighed_on_one_line_with_three_passages() -> None:
    hit, judge = a_hit("Dredging was halted on Thursday."), WordJudge()
    shelf = Shelf({"Dredging was halted on Thursday.": [hit]})
    checked = checker(shelf, judge).check("Dredging was\n  halted on Thursday.", Filters(since="2024"))
    assert shelf.asked == [("Dredging was halted on Thursday.", 8, Filters(since="2024"))]
    assert judge.weighed == [("Dredging was halted on Thursday.", [hit.passage.text])]
    assert (checked.text, checked.verdict.label, checked.hits) == (judge.weighed[0][0], "supported", (hit,))


def test_without_a_word_there_is_nothing_to_weigh() -> None:
    with pytest.raises(BadInput, match="no word"):
        checker().check(" — ")


def test_what_no_file_could_hold_is_weighed_as_a_question_mark_and_moves_no_place() -> None:
    text = "One b\ud800rge. Two barges."
    assert [(claim.start, claim.end) for claim in checker().claims(text)] == [(0, 10), (11, 22)]
    assert checker().check(text[:10]).text == "One b?rge."


def test_an_empty_library_says_so() -> None:
    with pytest.raises(EmptyLibrary):
        checker(Shelf(empty=True)).check("Dredging was halted.")


def test_a_row_a_claim_names_the_nearest_words_and_their_place() -> None:
    hit = a_hit("The boats left. Two barges stood idle.", "wire", 0.2, 0.9, start=40)
    rows = checked_sentences(DRAFT, checker(Shelf({"Two barges stood idle.": [hit]})))
    assert [row["text"] for row in rows] == [
        "Dredging of the inner channel of the old harbour was halted on Thursday.",
        "Two barges stood idle.",
        "- Mercury was found.",
    ]
    assert rows[0]["verdict"] == "unsupported"
    assert rows[0]["offending"] == ["Dred"]
    assert rows[0]["document_id"] is rows[0]["title"] is rows[0]["nearest"] is None
    assert {key: rows[1][key] for key in ("verdict", "document_id", "nearest", "start", "end", "page")} == {
        "verdict": "supported", "document_id": "wire", "nearest": "Two barges stood idle.", "start": 40, "end": 78,
        "page": None,
    }  # fmt: skip
