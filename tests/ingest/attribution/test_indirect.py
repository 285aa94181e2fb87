"""What is told in the document's own words: by verbs, nouns and "according to"."""

import pytest

from ingest.attribution import attributions
from tests.ingest.attribution.told import Told, speakers_of, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Venn said that the quay would open.", ("Venn", "said", ("that the quay would open",))),
        ("Venn said the quay would open.", ("Venn", "said", ("the quay would open",))),
        ("The quay would open in May, Venn said.", ("Venn", "said", ("The quay would open in May",))),
        ("The quay, Venn said, would open in May.", ("Venn", "said", ("The quay", "would open in May"))),
        ("The quay would open, said Mara Venn.", ("Mara Venn", "said", ("The quay would open",))),
        ("According to Orr, the crane failed.", ("Orr", "According to", ("the crane failed",))),
        ("The crane failed, according to Jan Orr.", ("Jan Orr", "according to", ("The crane failed",))),
        ("Orr told the owners that fees would rise.", ("Orr", "told", ("that fees would rise",))),
        ("The mayor warned of floods.", ("The mayor", "warned of", ("floods",))),
        ("Orr tweeted that the crane had failed.", ("Orr", "tweeted", ("that the crane had failed",))),
        ("Venn was quoted as saying that it was late.", ("Venn", "saying", ("that it was late",))),
        ("She has repeatedly said it is safe.", ("She", "has repeatedly said", ("it is safe",))),
    ],
)
def test_by_a_verb(text: str, expected: Told) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Venn's claim that the quay is safe", ("Venn's", "claim", ("that the quay is safe",))),
        ("He read a report by Jan Orr that the crane failed.", ("Jan Orr", "report", ("that the crane failed",))),
        ("It closed after allegations of fraud.", (None, "allegations", ("fraud",))),
    ],
)
def test_by_a_noun(text: str, expected: Told) -> None:
    assert expected in told(text)


def test_one_who_says_two_things() -> None:
    found = told("Venn said the crane had failed, adding that nobody was hurt, and warned that it would rain.")
    assert [(source, cue) for source, cue, _ in found] == [("Venn", "said"), ("Venn", "adding"), ("Venn", "warned")]
    assert found[0][2] == ("the crane had failed",)


def test_a_denial_and_a_thought_are_told_from_sayings() -> None:
    denied, thought, said = attributions("Orr denied that he knew. Venn believes it will rain. Venn said it rained.")
    assert (denied.denies, denied.weak) == (True, False)
    assert (thought.denies, thought.weak) == (False, True)
    assert (said.denies, said.weak) == (False, False)


def test_the_apposition_belongs_to_the_source() -> None:
    [(source, _, content)] = told("Mara Venn, the harbour master, said the quay was safe.")
    assert (source, content) == ("Mara Venn, the harbour master", ("the quay was safe",))


def test_what_nobody_says_is_none() -> None:
    assert told("The quay is safe. Boats leave at noon. The report has nine pages.") == []


def test_the_own_words_of_a_document_begin_later() -> None:
    text = "By: said Venn that\n\nVenn said it rained."
    [found] = attributions(text, text.index("Venn said"))
    assert text[found.start : found.end] == "it rained"


def test_what_is_not_said_is_weak() -> None:
    [found] = attributions("Orr did not say whether it rained.")
    assert found.weak


def test_a_dateline_is_not_said() -> None:
    [(_, _, content)] = told("PORT HARN (HPA) - The quay is safe, the mayor said.")
    assert content == ("The quay is safe",)


def test_an_apposition_before_the_verb_is_no_inversion() -> None:
    text = "Mara Venn, head of the port, said the mayor, Jan Orr, was late."
    assert told(text) == [("Mara Venn, head of the port", "said", ("the mayor, Jan Orr, was late",))]


@pytest.mark.parametrize(
    "text",
    [
        "The suing states were late.",
        "New rules could decide the case.",
        "A more detailed plan is due.",
        "He was asked to confirm the date.",
        "What the owners said was short.",
    ],
)
def test_nouns_and_other_uses_of_the_words_are_no_cues(text: str) -> None:
    assert told(text) == []


def test_a_remark_within_a_remark_ends_where_somebody_else_speaks() -> None:
    text = (
        'Commenting on a remark by Tom Ash, who said the port "listens only to money," the spokeswoman, Anna Bild, '
        "pointed out that fees had fallen."
    )
    assert told(text) == [
        ("who", "said", ('the port "listens only to money,"',)),
        ("the spokeswoman, Anna Bild", "pointed out", ("that fees had fallen",)),
    ]
    text = "Answering Tom Ash, who had claimed that the quay was old, Anna Bild replied that it was new."
    assert [content for _, _, content in told(text)] == [("that the quay was old",), ("that it was new",)]
    assert speakers_of(text) == [("Tom Ash", None), ("Anna Bild", None)]


@pytest.mark.parametrize("how", ["in writing", "on 4 June, six days before", "with fewer words", "this week"])
def test_whom_and_when_and_how_are_not_what_is_told(how: str) -> None:
    assert told(f"Venn told the board {how}.") == []
