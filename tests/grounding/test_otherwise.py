"""A document that says otherwise than a sentence which another one supports."""

from collections.abc import Sequence

import pytest

from onrecord.desk import CheckedClaim
from onrecord.grounding.check import Checker, checked_sentences
from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.otherwise import contrary, otherwise
from onrecord.types import Hit
from tests.effort import work_of_at_most
from tests.fakes import a_hit
from tests.grounding.test_check import Shelf

CLAIM = "The blockade of the canal at Lantry lasted three hours and was joined by 38 boats."
OTHER = "The blockade of the canal at Lantry lasted three hours, and was joined by 60 boats."


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        (CLAIM, "On Friday the blockade of the canal at Lantry was joined by 60 boats and lasted three hours.", "60"),
        ("The quay of Ossel closed on 4 May 2024.", "The quay of Ossel closed on 6 May 2024, the board said.", "6 May"),
        (
            "The board approved the new tariff for berths in May.",
            "The board did not approve the new tariff for berths in May.",
            "not",
        ),
        (
            "The yearly fee for the berth rose to 14 crowns.",
            "The yearly fee for the berth rose to 12 crowns in May.",
            "12 crowns",
        ),
    ],
)
def test_something_else_in_its_place_is_told(claim: str, passage: str, says: str) -> None:
    found = otherwise(claim, passage)
    assert found is not None
    assert says in found[0]
    assert says.split(maxsplit=1)[0] in found[1]


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (CLAIM, CLAIM),
        (CLAIM, "The blockade of the canal at Lantry lasted three hours."),  # lacks the figure
        (CLAIM, "Twelve boats were counted at the quay of Ossel in May."),  # another matter
        ("The quay of Ossel closed on 4 May 2024.", "The quay of Ossel closed after a bolt had sheared."),
        ("The fee rose to 14 crowns.", "The council met on Monday. The fee is a matter for the board."),
        ("That is not said.", "That is said."),  # too little to tell
        ("Hello there.", ""),
    ],
)
def test_a_passage_that_lacks_it_or_is_on_something_else_says_nothing(claim: str, passage: str) -> None:
    assert otherwise(claim, passage) is None


OWN_WORDS = [
    (
        "Nine people were injured when a tram left the rails in Orstad.",
        "A tram derailed in Orstad. Fourteen people were hurt, the fire brigade said.",
        "Fourteen",
    ),
    (
        "The flood left 31,000 homes in the Velm valley without power.",
        "Some 42,000 households in the Velm valley had no power on Sunday, the operator said.",
        "42,000",
    ),
    (
        "The new bridge at Hallow will cost 21 million crowns.",
        "The price of the new bridge at Hallow is put at 34 million crowns.",
        "34 million crowns",
    ),
    ("The Hallow lock opened on 3 May 1961.", "It was on 9 June 1958 that the lock at Hallow opened.", "9 June 1958"),
    (
        "The wall of the Kell reservoir gave way at 02:00.",
        "At 06:00 the wall of the Kell reservoir collapsed.",
        "06:00",
    ),
    (
        "The storm damaged the structure of the Hallow bridge.",
        "The storm had not harmed the structure of the Hallow bridge.",
        "not",
    ),
    ("The Brenholm ferry was insured.", "The ferry at Brenholm was not insured.", "not"),
    (
        "The inquiry into the Kell fire is led by Judge Marta Oleson.",
        "Judge Henrik Aune leads the inquiry into the fire at Kell.",
        "Judge Henrik Aune",
    ),
    (
        "Petra Lind won the mayoral election in Orstad.",
        "The mayoral election in Orstad was won by Jonas Reit.",
        "Jonas Reit",
    ),
]


@pytest.mark.parametrize(("claim", "passage", "says"), OWN_WORDS)
def test_the_same_matter_told_in_other_words_is_known(claim: str, passage: str, says: str) -> None:
    found = otherwise(claim, passage)
    assert found is not None
    assert says in found[0]
    assert says in found[1]


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "Nine people were injured when a tram left the rails in Orstad.",
            "Fourteen people were hurt when a bus ran off the road near Tarn.",
        ),
        (
            "Nine people were hurt in the tram accident in Orstad.",
            "Correction: we reported that five people were hurt in the tram accident in Orstad.",
        ),
        (
            "Fourteen people were hurt in the tram accident in Orstad.",
            "Three of the people hurt in the tram accident in Orstad are still in hospital.",
        ),
        (
            "At least nine people were hurt in the tram accident in Orstad.",
            "Fourteen people were hurt in the tram accident in Orstad.",
        ),
        ("About 40 boats blocked Port Anselm on Friday.", "In all 41 vessels blocked Port Anselm, the police counted."),
        ("Unemployment in Norvale fell to 6.1 per cent in May.", "In April unemployment in Norvale was 7.4 per cent."),
        ("The Brenholm hospital has 340 beds.", "In 1990 the hospital in Brenholm had 520 beds."),
        (
            "The new bridge at Hallow cost 34 million crowns.",
            "The new bridge at Hallow was to have cost 21 million crowns.",
        ),
        ("The new bridge at Hallow will cost 21 million crowns.", "The old bridge at Hallow cost 3 million crowns."),
        (
            "Police arrested 12 demonstrators outside the Orstad town hall.",
            "Some 900 demonstrators stood outside the Orstad town hall.",
        ),
        (
            "The contract with Belcor Shipping ends on 30 June 2026.",
            "The contract with Belcor Shipping was signed on 12 March 2021.",
        ),
        (
            "The minister knew of the warning about the Hallow bridge.",
            "The minister has not said when she heard of the warning about the Hallow bridge.",
        ),
        ("If the ferry at Brenholm is insured, the owner pays.", "The ferry at Brenholm was not insured."),
        (
            "Petra Lind won the mayoral election in Orstad.",
            "Petra Lind beat Jonas Reit in the mayoral election in Orstad.",
        ),
        ("The inquiry is led by Judge Marta Oleson of Kell.", "Judge Oleson leads the inquiry at Kell."),
        (
            "Marta Oleson attended the meeting on the fire at Kell.",
            "Henrik Aune attended the meeting on the fire at Kell.",
        ),
    ],
)
def test_another_event_a_part_another_time_or_a_plan_says_nothing_against_it(claim: str, passage: str) -> None:
    assert otherwise(claim, passage) is None


def test_an_agency_dateline_and_a_participle_are_seen_through() -> None:
    one = "ORSTAD (HPA) - Fourteen people were hurt when the tram Petrel drove into its berth at Orstad on Tuesday."
    other = (
        "ORSTAD \u2014 The tram Petrel struck the ramp at Orstad, injuring nine people and closing the berth on Skarn."
    )
    assert otherwise(one, other) == ("the passage has nine there, not Fourteen", other)
    found = otherwise(other, one)
    assert found is not None
    assert "Fourteen there, not nine" in found[0]


def test_a_document_that_has_the_figure_too_contradicts_nothing() -> None:
    claim, passage, _ = OWN_WORDS[0]
    again = "At midday nine people were known to be injured by the tram in Orstad."
    assert contrary(claim, [passage], RuleJudge()) is not None
    assert contrary(claim, [passage, again], RuleJudge()) is None
    elsewhere = "Nine people asked for a new school."
    assert contrary(claim, [passage, elsewhere], RuleJudge()) is not None


def test_the_title_tells_what_a_passage_is_about() -> None:
    claim, passage = "Nine people were injured by a tram in Orstad.", "Fourteen people were hurt by the tram."
    assert contrary(claim, [passage], RuleJudge()) is None
    assert contrary(claim, [passage], RuleJudge(), title="Tram derails in Orstad") is not None


@work_of_at_most(4.0)
def test_hostile_sentences_take_no_long_time() -> None:
    claim = "Nine people were injured in Orstad on 3 May when a tram left the rails."
    many = " ".join(f"hurt not people {at} said that by 02:00 in Orstad," for at in range(800))
    assert otherwise(claim, many) is None
    assert otherwise(many, claim) is None


def checked(claim: str, hits: Sequence[Hit]) -> CheckedClaim:
    return Checker(Shelf({claim: hits}), RuleJudge(), lambda path: path.name).check(claim)


def test_a_supported_sentence_that_another_document_contradicts_is_flagged() -> None:
    same = a_hit(f"It was a warm day. {CLAIM}", "police", 0.1, 0.9)
    other = a_hit(f"Soup was served. {OTHER}", "owners", 0.2, 0.9)
    found = checked(CLAIM, [same, other])
    assert found.verdict.label == "supported"
    (one,) = found.contradicted
    assert one.hit.source.document_id == "owners"
    assert one.hit.passage.quote(one.span) == OTHER
    assert "60" in one.reason


def test_a_document_that_says_both_contradicts_nothing() -> None:
    both = [a_hit(CLAIM, "police", 0.9), a_hit(OTHER, "police", 0.8)]
    assert checked(CLAIM, both).contradicted == ()


def test_a_sentence_that_is_supported_in_part_is_flagged_too() -> None:
    claim = "The flood left 31,000 homes in the Velm valley without power."
    told = "The flood broke the dam and left 31,000 homes in the Velm valley without power, officials said."
    other = "Some 42,000 households in the Velm valley had no power on Sunday."
    found = checked(claim, [a_hit(told, "mayor", 0.9), a_hit(other, "operator", 0.8)])
    assert found.verdict.label == "partly"
    assert [one.hit.source.document_id for one in found.contradicted] == ["operator"]


def test_what_is_not_supported_is_only_that() -> None:
    found = checked(CLAIM, [a_hit(OTHER, "owners", 0.9)])
    assert found.verdict.label == "unsupported"
    assert found.contradicted == ()


def test_rows_name_the_document_and_its_words() -> None:
    hits = [
        a_hit(CLAIM, "police", 0.9),
        a_hit(OTHER, "owners", 0.8),
    ]
    (row,) = checked_sentences(CLAIM, Checker(Shelf({CLAIM: hits}), RuleJudge(), lambda path: path.name))
    (one,) = row["contradicted_by"]
    assert (one["document_id"], one["quote"][-9:]) == ("owners", "60 boats.")
    assert one["speaker"] is None


def test_who_says_otherwise_is_told_where_the_document_tells() -> None:
    hits = [a_hit(CLAIM, "police", 0.9), a_hit(f"Mara Venn said that {OTHER[0].lower()}{OTHER[1:]}", "owners", 0.8)]
    (one,) = checked(CLAIM, hits).contradicted
    assert one.speaker == "Mara Venn"
