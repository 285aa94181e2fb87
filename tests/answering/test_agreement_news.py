"""Versions in news: tolls, datelines, offices, what somebody says of herself, and figures told without their noun."""

from dataclasses import replace

import pytest

from ingest.attribution.attributing import attributions
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.compare import disagreement, versions_in
from onrecord.answering.agreement.fates import adds_more, counts_alone, fate_at
from onrecord.dateline import after_dateline
from onrecord.grounding.reading import read
from onrecord.types import Hit
from tests.fakes import a_hit

HURT = "How many people were hurt in the Lantry fire?"
KILLED = "How many people were killed in the Lantry fire?"
CHIEF = "Who is chief engineer of the Lantry lock?"
ORDERED = "Who ordered the search of the Lantry mill?"


def hits(*texts: str, title: str = "Notice") -> list[Hit]:
    """A hit of a document of its own for each text, with what is said in it."""
    found = [a_hit(text, f"paper-{n}", *(0.9 for _ in range(4)), title=title) for n, text in enumerate(texts)]
    return [
        replace(hit, passage=replace(hit.passage, said=tuple(attributions(text))))
        for hit, text in zip(found, texts, strict=True)
    ]


def values(question: str, *texts: str) -> list[str]:
    found = disagreement(question, hits(*texts))
    return [version.value for version in found.versions] if found else []


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (HURT, "The Lantry fire killed at least 12 people on Friday and injured 34.",
         "Seven people died and 15 were hurt in the Lantry fire.", ["34", "15"]),
        (KILLED, "The Lantry fire killed at least 12 people on Friday and injured 34.",
         "Seven people died and 15 were hurt in the Lantry fire.", ["12", "Seven"]),
        (KILLED, "The death toll from last week's fire at a warehouse in Lantry has risen to 19.",
         "At least 23 people were killed in the Lantry fire, two doctors said.", ["19", "23"]),
        ("What is the death toll of the Lantry fire?", "The death toll of the Lantry fire has risen to 19.",
         "At least 23 people were killed in the Lantry fire, two doctors said.", ["19", "23"]),
        ("How many people were arrested in Lantry?", "Police arrested 40 people in Lantry and nine were hurt.",
         "In Lantry 60 people were arrested, and two officers were hurt.", ["40", "60"]),
        ("How many people filled the square at Lantry?", "About 200 people filled the square at Lantry.",
         "Some 600 traders and residents filled the square at Lantry.", ["200", "600"]),
        ("How many homes were damaged in Lantry?", "Thirty homes in the Old Town of Lantry were damaged.",
         "A reporter for Free Marl counted 112 damaged homes in Lantry.", ["Thirty", "112"]),
        ("How long did the Lantry fire burn?", "The fire at Lantry burned for six hours.",
         "The Lantry fire burned for 16 hours.", ["six", "16"]),
        ("How long did the Lantry fire burn?", "The fire at Lantry burned for six hours.",
         "The Lantry fire burned for two days.", ["six", "two"]),
        ("When will the Lantry talks be held?", "MARL, May 26 (CWA) - The Lantry talks will be held on June 3.",
         "MARL, May 27. /OPS/. The Lantry talks will be held on June 5.", ["June 3", "June 5"]),
        ("Where will the Lantry talks be held?", "The Lantry talks will be held in Belmar.",
         "The Lantry talks will be held in the old town of Sant Orso.", ["Belmar", "Sant Orso"]),
        ("How many miners were rescued at Lantry?", "MARL (CWA) - Rescuers brought 27 miners up at Lantry.",
         "In all 19 miners were rescued at Lantry.", ["27", "19"]),
        (ORDERED, "Struk said that he had personally ordered the search of the Lantry mill.",
         "It was the fire chief, Mira Toland, who ordered the search of the Lantry mill.", ["Struk", "Mira Toland"]),
        ("Who will lead the Lantry delegation?", "The Lantry delegation will be led by Anton Derev.",
         "The head of the Lantry delegation will be Oskar Blinov.", ["Anton Derev", "Oskar Blinov"]),
        ("Who opened the Lantry lock?", "The Lantry lock was opened on Saturday by Elsa Brandt.",
         "Magnus Foss opened the Lantry lock.", ["Elsa Brandt", "Magnus Foss"]),
        (CHIEF, "Those present: Mara Venn, chief executive; Edvin Sarr, chief engineer; all of the Lantry lock.",
         "Orla Foss, chief engineer of the Lantry lock, spoke first.", ["Edvin Sarr", "Orla Foss"]),
        ("Did Marl hand over a note to Lantry?", "A note was handed to Lantry by Marl in May.",
         "Asked about reports that Marl had handed over a note, the Lantry council said that it had received no note.",
         ["note was handed to Lantry by Marl", "received no"]),
    ],
)  # fmt: skip
def test_what_two_papers_tell_differently_is_seen(question: str, one: str, other: str, told: list[str]) -> None:
    assert sorted(values(question, one, other)) == sorted(told)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (HURT, "The Lantry fire killed at least 12 people and injured 34.", "In all 34 were hurt in the Lantry fire."),
        (HURT, "In all 34 people were hurt in the Lantry fire.", "The Lantry fire killed 12 people."),
        (KILLED, "Twelve people were killed in the Lantry fire.", "A man of 58 died in the Lantry fire."),
        (KILLED, "Five people were killed in the Lantry fire.",
         "The Lantry fire killed three people from Marl and two from Ost."),
        ("When will the Lantry talks be held?", "MARL, May 26 (CWA) - The Lantry talks will be held on June 3.",
         "MARL, May 29 (CWA) - The Lantry talks will be held on June 3, as planned."),
        ("What is the population of Lantry?", "Lantry has a population of 4,100.",
         "MARL (CWA) - Skarne had 609,000 inhabitants, the population office said at Lantry."),
        ("Where will the Lantry talks be held?", "The Lantry talks will be held in Belmar.",
         "According to Derev, talks with Lantry will be held soon."),
        ("What did the Lantry lock cost?", "The Lantry lock cost 48 million euros.",
         'In a report on Monday ("Lantry lock cost rises to 55m euros") we gave a wrong date for the Lantry lock.'),
        (CHIEF, "Mara Venn, chief executive; Edvin Sarr, chief engineer; both of the Lantry lock.",
         "Sarr, chief engineer of the Lantry lock, spoke first."),
        ("Who was head of Lantry lock in 2024?", "Mara Venn was head of Lantry lock in 2024.",
         "Edvin Sarr was head of Lantry lock in 1998."),
        ("How long did the Lantry fire burn?", "The Lantry fire burned for 44 hours.",
         "The fire at Lantry burned for two days."),
        ("How long did the Lantry fire burn?", "The Lantry fire burned for two weeks.",
         "The fire at Lantry burned for more than nine days."),
        ("Did Marl hand over a note to Lantry?", "A note was handed to Lantry by Marl.",
         "Lantry received the note from Marl in May."),
    ],
)  # fmt: skip
def test_what_is_of_something_else_or_the_same_is_no_version(question: str, one: str, other: str) -> None:
    assert values(question, one, other) == []


def test_a_bound_does_not_make_two_others_agree() -> None:
    found = disagreement(KILLED, hits("At least 12 people were killed in the Lantry fire.",
                                      "In all 19 people were killed in the Lantry fire.",
                                      "At least 23 people were killed in the fire at Lantry."))  # fmt: skip
    assert found is not None
    assert len(found.values) == 2


SPILLS = "How many spills were there at Lantry?"


def test_a_bare_figure_of_somebody_else_in_the_next_sentence_is_a_version_and_quoted() -> None:
    given = hits("The company says that there were 214 spills at Lantry. Friends of the Ost, a club, counted 389.")
    found = disagreement(SPILLS, given)
    assert found is not None
    assert [(one.value, one.speaker) for one in found.versions] == [("214", None), ("389", "Friends of the Ost")]
    assert len(versions_in(SPILLS, given)) == 2


@pytest.mark.parametrize(
    "after",
    ["It counted 389.", "The council counted 389 rats.", "The council counted 214.", "The council closed in 1998.",
     "The council counted 9 per cent.", "\n\nThe council counted 389."],
)  # fmt: skip
def test_another_sentence_with_a_figure_is_none(after: str) -> None:
    assert values(SPILLS, f"The company says that there were 214 spills at Lantry. {after}") == []


def test_who_had_not_known_until_told_did_not_know() -> None:
    text = (
        'Judith Amory, prosecuting, said that Venn "knew exactly what the payments were for".\n\n'
        "Simon Hale, for the defence, said that Venn had not known of the payments until the police came."
    )
    found = disagreement("Did Venn know about the payments?", hits(text))
    assert found is not None
    assert [(one.folded, one.speaker) for one in found.versions] == [("yes", "Judith Amory"), ("no", "Simon Hale")]


@pytest.mark.parametrize(
    ("text", "figure", "fate"),
    [
        ("It killed at least 12 people early Tuesday and injured 34.", "12", "dead"),
        ("It killed at least 12 people early Tuesday and injured 34.", "34", "hurt"),
        ("Seven people died and 15 were injured.", "15", "hurt"),
        ("The death toll has risen to 19.", "19", "dead"),
        ("At least 23 people were killed, two doctors said.", "two", None),
        ("They died in a bus that carried 40 people.", "40", None),
        ("Venn, aged 58, died.", "58", None),
        ("He sold 40 boats.", "40", ""),
    ],
)
def test_what_a_figure_is_told_of(text: str, figure: str, fate: str | None) -> None:
    start = text.index(figure)
    assert fate_at(read(text), start, start + len(figure)) == fate


def test_a_figure_that_counts_people_without_saying_so() -> None:
    assert counts_alone(read("It injured 34, officials said."), 13)
    assert counts_alone(read("It hurt 15."), 10)
    assert not counts_alone(read("It killed 12 cows."), 12)
    assert adds_more(read("It killed three miners and two nurses."), 15)
    assert not adds_more(read("It killed three people and 15 were hurt."), 15)


def test_an_office_of_one_word_binds_nothing() -> None:
    for question, role in ((CHIEF, {"chief", "engin"}), ("Who is mayor of Lantry?", set()), (ORDERED, set())):
        asked = asked_for(question)
        assert asked is not None
        assert asked.role == role


@pytest.mark.parametrize(
    ("text", "behind"),
    [("LANTRY, May 3 (CWA) - The lock", "The lock"), ("PORT MARL, Ost (AW) \u2014 A fire", "A fire"),
     ("LANTRY, March 4. /OPS/. The lock", "The lock"), ("LANTRY \u2014 A fire", "A fire"), ("The lock is shut.", None),
     ("NATO, which met, left.", None)],
)  # fmt: skip
def test_where_a_dateline_ends(text: str, behind: str | None) -> None:
    assert text[after_dateline(text) :] == (behind or text)


@pytest.mark.parametrize(
    "text",
    ["killed 3 " * 6_000, "LANTRY, " * 8_000, "said that he had " * 1_500, "is the Venn " * 5_000,
     "Asked about it, " * 4_000, 'report ("' * 6_000, "counted 3. " * 6_000],
    ids=["tolls", "lines", "says", "is", "asked", "titles", "counts"],
)  # fmt: skip
def test_hostile_news_are_through(text: str) -> None:
    for question in (KILLED, CHIEF, ORDERED, SPILLS, "Did Venn know about the payments?"):
        disagreement(question, hits(text, "Nine people were killed in the Lantry fire."))
