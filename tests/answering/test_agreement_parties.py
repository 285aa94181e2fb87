"""Versions where the second party tells it in few words or in synonyms; what is of something else is none."""

from dataclasses import replace

import pytest

from ingest.attribution.attributing import attributions
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.compare import disagreement
from onrecord.answering.agreement.seasons import part_before, same_part
from onrecord.answering.agreement.whose import by_nobody_known
from onrecord.attribution import Attribution
from tests.fakes import a_hit

CREWS = "How many crews stayed in port at Lantry?"
COST = "What will the Lantry lock cost?"
BURN = "Did Orla Venn burn the Lantry letters?"
FALLEN = "By how much has the catch at Lantry fallen?"
SHARE = "What share of members said yes to the Lantry lock?"
START = "When will work on the Lantry lock start?"
GUILD = "The skippers' guild said that 140 crews stayed in port at Lantry."
DENIED = "Orla Venn denies that she burned the Lantry letters."
AUTUMN = "Work on the Lantry lock will start in the autumn of 2031."


def values(question: str, *texts: str) -> list[str]:
    hits = []
    for number, text in enumerate(texts):
        hit = a_hit(text, f"paper-{number}", *(0.9 for _ in range(4)), title="Notice")
        hits.append(replace(hit, passage=replace(hit.passage, said=tuple(attributions(text)))))
    found = disagreement(question, hits)
    return [version.value for version in found.versions] if found else []


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (CREWS, f"{GUILD} Orla Venn, who runs the harbour, says 35 did.", ["140", "35"]),
        (CREWS, f"{GUILD} The harbour put the number at 35 and said that the market was open.", ["140", "35"]),
        (CREWS, f"{GUILD} The log of the harbour lists 35 crews.", ["140", "35"]),
        (COST, "The Lantry lock will cost 4.2 million marks. Critics say it will be closer to seven million.",
         ["4.2 million", "seven million"]),
        (BURN, f"{DENIED} Edvin Sarr says she did, one night in May.", ["burned the Lantry letters", "says she did,"]),
    ],
)  # fmt: skip
def test_the_second_party_may_tell_it_in_few_words(question: str, text: str, told: list[str]) -> None:
    assert values(question, text) == told


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (CREWS, f"{GUILD} Orla Venn says 35 sheds burned."),
        (CREWS, f"{GUILD} The log lists 35 sheds."),
        (COST, "The Lantry lock will cost 4.2 million marks. Critics say it will be seven."),
        (BURN, f"{DENIED} Edvin Sarr says she did not."),
        (BURN, f"{DENIED} Edvin Sarr says she is."),
    ],
)
def test_few_words_on_something_else_are_no_version(question: str, text: str) -> None:
    assert values(question, text) == []


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (FALLEN, "The catch at Lantry had fallen by 40%.", "The catch at Lantry decreased by 12% in May.",
         ["40%", "12%"]),
        (FALLEN, "The catch at Lantry had fallen by 40%.", "The catch at Lantry fell to 60% of the quota.", []),
        ("Did Lantria refuse a search of the mill?", "Lantria refused a search of the mill.",
         "Venn denied that the Lantrian side had refused a search of the mill.",
         ["Lantria refused a search of the mill", "Lantrian side had refused a search of the mill"]),
        (SHARE, "Of the members 52.3% said yes to the Lantry lock.",
         "Of the members of Lantry 47.7% voted no to the lock, the count says.", []),
        (SHARE, "Of the members 52.3% said yes to the Lantry lock.",
         "Of the members 51.4% said yes to the Lantry lock.", ["52.3%", "51.4%"]),
        (START, AUTUMN, "In the ballot of 11 May members chose the Lantry lock, and work can start.", []),
        (START, AUTUMN, "Work on the Lantry lock will start in the spring of 2031.",
         ["autumn of 2031", "spring of 2031"]),
        (START, AUTUMN, "Work on the Lantry lock will start in 2031.", []),
    ],
)  # fmt: skip
def test_two_documents_in_other_words(question: str, one: str, other: str, told: list[str]) -> None:
    assert values(question, one, other) == told


def test_a_correction_says_what_it_puts_in_place_not_what_it_retells() -> None:
    wrong = "Correction: an article of 3 May said the keeper of the Lantry lock was 63 years old."
    question = "How old is the keeper of the Lantry lock?"
    assert values(question, f"{wrong} She is 36.", "The keeper of the Lantry lock is 63 years old.") == ["36", "63"]
    assert values(question, f"{wrong} She is kind.", "The keeper of the Lantry lock is 36 years old.") == []


def test_a_figure_in_the_title_of_an_article_is_none_of_its_correction() -> None:
    wrong = "Correction: an article of 3 May, \u201cLantry fire: 19 hurt\u201d, gave a wrong number of people hurt."
    assert (
        values("How many people were hurt in the Lantry fire?", wrong, "In the Lantry fire 12 people were hurt.") == []
    )


def test_a_name_within_what_nobody_named_says_does_not_say_it() -> None:
    passage = a_hit("A man claims that Lantria has built 900 wells.", "paper", 0.9).passage
    said = Attribution(speaker=None, kind="indirect", cue=(6, 12), content=((13, 46),))
    assert by_nobody_known(replace(passage, said=(said,)), 37, 40)
    assert not by_nobody_known(replace(passage, said=(replace(said, speaker="Orla Venn"),)), 37, 40)
    assert not by_nobody_known(passage, 37, 40)


def test_what_is_done_stands_right_behind_the_name_of_who_does_it() -> None:
    asked = asked_for("Did Orla Venn threaten younger clerks with dismissal?")
    assert asked is not None
    assert asked.acts == {"threaten"}


def test_a_part_of_a_year_stands_before_it() -> None:
    assert part_before("by the end of 2031", 14) == (3, "late")
    assert part_before("in 2031", 3) == (3, "")
    assert same_part("late", "autumn")
    assert not same_part("late", "early")
