"""Whose words a question asks for, and who is meant."""

import pytest

from onrecord.attribution import Attribution
from onrecord.types import Passage, Source, Span
from retriever.header import words_around
from retriever.voices import asked_speakers, says


def said(speaker: str | None, role: str | None = None) -> Attribution:
    return Attribution(((0, 5),), (6, 9), (10, 12), speaker=speaker, role=role)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Mara Venn say about the crane?", ("Mara Venn",)),
        ("what has the harbour master said about fees?", ("the harbour master",)),
        ("Did Oskar Neame deny the leak?", ("Oskar Neame",)),
        ("Did the ministry ever confirm it?", ("the ministry",)),
        ("What is Venn's view of the tariff?", ("Venn",)),
        ("What did Dr. Ilse Okafor-Lund warn of?", ("Dr. Ilse Okafor-Lund",)),
        ("What did she say about it?", ()),
        ("Did anyone deny the leak?", ()),
        ("When did the crane fall?", ()),
        ("Who said that the crane is safe?", ()),
        ("", ()),
    ],
)
def test_the_speaker_asked_for(question: str, who: tuple[str, ...]) -> None:
    assert asked_speakers(question) == who


def test_after_according_to_more_may_follow() -> None:
    assert asked_speakers("How many boats left, according to Mara Venn?") == ("Mara Venn",)
    assert says("Mara Venn how many boats", said("Mara Venn"))


@pytest.mark.parametrize("who", ["Mara Venn", "Venn", "Ms Venn", "the harbour master", "harbour master Mara Venn"])
def test_a_name_a_surname_and_an_office_are_of_one_person(who: str) -> None:
    assert says(who, said("Mara Venn", "harbour master of Brackwater"))


@pytest.mark.parametrize("who", ["Oskar Neame", "the mayor", "Mara Lind", "the"])
def test_others_are_not(who: str) -> None:
    assert not says(who, said("Mara Venn", "harbour master of Brackwater"))
    assert not says(who, said(None))


def test_a_long_run_of_words_is_read_through() -> None:
    assert asked_speakers("did " + "the " * 20_000 + "say") != ("x",)


def test_who_speaks_is_found_by_name_where_the_passage_only_says_she() -> None:
    text = "It is safe, she said."
    passage = Passage("d", 0, 0, len(text), text, (Span(0, len(text)),), said=(said("Mara Venn"),))
    source = Source("d", "/docs/story.txt", "Story", "0" * 64, "txt")
    assert words_around(source, passage).splitlines() == ["Story", "story", "Mara Venn"]


def test_an_office_is_meant_where_nobody_is_named() -> None:
    assert says("the island's emergency coordinator", said(None, "the island's emergency coordinator"))
    assert not says("the emergency doctor", said(None, "the island's emergency coordinator"))
