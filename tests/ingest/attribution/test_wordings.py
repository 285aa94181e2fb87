"""Cues of several words, passives with an agent, infinitives, and what is said in somebody's words."""

import pytest

from ingest.attribution import attributions
from tests.ingest.attribution.told import Told, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Venn made it clear that the quay was old.", ("Venn", "made it clear", ("that the quay was old",))),
        ("Venn left no doubt that it was old.", ("Venn", "left no doubt", ("that it was old",))),
        ("Venn voiced the hope that it would hold.", ("Venn", "voiced the hope", ("that it would hold",))),
        (
            "The board issued a statement saying it was old.",
            ("The board", "issued a statement saying", ("it was old",)),
        ),
        (
            "Venn sent the owners a letter warning that it leaks.",
            ("Venn", "sent the owners a letter warning", ("that it leaks",)),
        ),
        ("Orr lashed out at the owners.", ("Orr", "lashed out at", ("the owners",))),
        ("Orr is convinced that it will hold.", ("Orr", "is convinced", ("that it will hold",))),
        ("Orr was adamant that it would hold.", ("Orr", "was adamant", ("that it would hold",))),
        ("As Venn put it, the quay is a wreck.", ("Venn", "put it", ("the quay is a wreck",))),
        ("Venn went on to say that it was old.", ("Venn", "went on to say", ("that it was old",))),
        ("Venn took to the radio to say that it was old.", ("Venn", "took to the radio to say", ("that it was old",))),
        ("The Gazette quoted Venn as saying that it was old.", ("Venn", "saying", ("that it was old",))),
        ("Orr was accused by Venn of lying.", ("Venn", "was accused by", ("Orr", "of lying"))),
        ("The quay is said by Venn to be safe.", ("Venn", "is said by", ("The quay", "to be safe"))),
        ("It was claimed by Venn that it was safe.", ("Venn", "was claimed by", ("that it was safe",))),
        ("Venn's message was that the quay was safe.", ("Venn's", "message", ("that the quay was safe",))),
        ("The view of Mara Venn that it is safe", ("Mara Venn", "view", ("that it is safe",))),
        ("In Venn's view, the quay is a wreck.", ("Venn's", "view", ("the quay is a wreck",))),
        ("In the words of Venn, it is a wreck.", ("Venn", "In the words of", ("it is a wreck",))),
        ("The quay, in Venn's opinion, is a wreck.", ("Venn's", "opinion", ("The quay", "is a wreck"))),
    ],
)
def test_cues_of_several_words(text: str, expected: Told) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It is clear that the quay is old.",
        "Talks will go on. Talks would go on, as follows from the plan.",
        "Venn went on to win. Orr went on that year in a boat.",
        "The bridge was found by divers. Orr was attacked by gunmen.",
        "Venn took steps to repair the quay. She made the beds.",
        "Venn put it on the table. He gave the owners a boat.",
        "Allegations about a man, in the village of Harn, are old.",
    ],
)
def test_other_uses_of_the_words_name_nobody(text: str) -> None:
    assert [one for one in attributions(text) if one.source] == []


@pytest.mark.parametrize(
    "text",
    [
        "Venn will say that the quay is safe.",
        "Venn is expected to say that the quay is safe.",
        "Venn was due to tell the owners that the quay was safe.",
        '"The quay is safe," Venn will say on Monday.',
        "Venn is confident that the quay is safe.",
        "Venn reportedly said that the quay was safe.",
        "Venn expressed concern that the quay was unsafe.",
    ],
)
def test_what_is_to_be_said_or_is_felt_is_weak(text: str) -> None:
    [found] = attributions(text)
    assert found.weak


def test_a_word_said_of_oneself_is_no_plan() -> None:
    [found] = attributions("I will say that the quay is safe.")
    assert not found.weak


def test_what_is_ruled_out_is_denied() -> None:
    [found] = attributions("Venn ruled out a sale of the quay.")
    assert found.denies


def test_words_in_quote_marks_go_on_past_a_second_cue() -> None:
    text = '"It was sad," said Mara Venn, summing up the talks. "It is over now."'
    assert ("Mara Venn", "said", ("It was sad,", "It is over now.")) in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As Venn noted in May, the quay is old.", ("Venn", "noted", ("the quay is old",))),
        ("The quay is old, as Venn noted.", ("Venn", "noted", ("The quay is old",))),
        ('"It is old," Venn was quoted as saying.', ("Venn", "saying", ("It is old,",))),
        ('"It is old," the paper quoted Venn as saying.', ("Venn", "saying", ("It is old,",))),
        ("According to her, the quay is old.", ("her", "According to", ("the quay is old",))),
        ("According to her lawyer, the quay is old.", ("her lawyer", "According to", ("the quay is old",))),
        ('"It is old," said a colleague, Mara Venn.', ("a colleague, Mara Venn", "said", ("It is old,",))),
        ('It began at 3 a.m. "We ran," Venn said.', ("Venn", "said", ("We ran,",))),
        (
            "The Ledger reported, citing two officials, that it was old.",
            ("The Ledger", "reported", ("that it was old",)),
        ),
        ('"It is old," said one of them, Mara Venn.', ("one of them, Mara Venn", "said", ("It is old,",))),
        ("Venn asked Orr to say that it was old.", ("Venn", "asked", ("to say that it was old",))),
        ("Venn said in a statement that it was old.", ("Venn", "said", ("that it was old",))),
    ],
)
def test_who_says_it_stands_elsewhere(text: str, expected: Told) -> None:
    assert told(text) == [expected]


def test_a_clause_between_the_parts_of_a_quotation_tells_none_of_them() -> None:
    text = '"Each time," Venn said, referring to the crane, "you pay for it."'
    assert told(text) == [("Venn", "said", ("Each time,", "you pay for it."))]


def test_what_somebody_avoids_saying_is_weak_and_what_they_keep_saying_is_said() -> None:
    shunned, kept = attributions("Orr avoids condemning the plan. Orr kept saying that it was late.")
    assert (shunned.speaker, shunned.weak) == ("Orr", True)
    assert (kept.speaker, kept.weak) == ("Orr", False)


def test_a_relative_clause_ends_before_the_verb_of_its_noun() -> None:
    text = "Mara Venn, who had said that it was late, told the owners to leave."
    assert [content for _, _, content in told(text)] == [("that it was late",), ("to leave",)]


def test_a_second_verb_behind_but_begins_what_else_is_said() -> None:
    found = told("Venn said it was late but conceded that nobody was hurt.")
    assert [content for _, _, content in found] == [("it was late",), ("that nobody was hurt",)]
