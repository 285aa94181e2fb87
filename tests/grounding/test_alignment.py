"""Which telling words of a claim have their like in the evidence."""

from onrecord.grounding.alignment import align
from onrecord.grounding.reading import nearest, read
from tests.fakes import HashEncoder


def strengths(claim: str, *evidence: str, encoder: HashEncoder | None = None) -> dict[str, float]:
    asked = read(claim)
    return {one.word.text: round(one.strength, 3) for one in align(asked, nearest(asked, evidence), encoder).words}


def test_only_telling_words_count_and_stems_are_compared() -> None:
    assert strengths("The boards are raising fees.", "A board raised the fee.") == {
        "boards": 1,
        "raising": 1,
        "fees": 1,
    }


def test_a_word_that_is_not_there_has_no_strength() -> None:
    assert strengths("The crane rises.", "The board met.") == {"crane": 0, "rises": 0}


def test_no_evidence_gives_no_strength_and_no_error() -> None:
    assert strengths("The crane rises.") == {"crane": 0, "rises": 0}
    assert strengths("The crane rises.", encoder=HashEncoder()) == {"crane": 0, "rises": 0}
    assert strengths("The crane rises.", "", encoder=HashEncoder()) == {"crane": 0, "rises": 0}


def test_a_claim_of_stop_words_has_nothing_to_align() -> None:
    assert strengths("It was what it is.", "The board met.") == {}


def test_words_that_deny_are_left_to_the_rules() -> None:
    assert strengths("It was not signed.", "It was.") == {"signed": 0}


def test_irregular_forms_are_the_same_word() -> None:
    assert strengths("Norrand won and paid.", "Norrand wins, and will pay.") == {"norrand": 1, "won": 1, "paid": 1}


def test_a_near_word_counts_by_its_cosine_and_a_far_one_not_at_all() -> None:
    encoder = HashEncoder({"halted": "suspended"})
    found = strengths("They halted trains.", "They suspended ferries.", encoder=encoder)
    assert found == {"halted": 1.0, "trains": 0.0}


def test_a_figure_has_no_near_ones() -> None:
    assert strengths("It cost 45.", "It cost 40.", encoder=HashEncoder({"45": "40"}))["45"] == 0


def test_one_passage_is_enough_for_each_word() -> None:
    assert strengths("The crane met the board.", "The crane.", "The board met.") == {"crane": 1, "met": 1, "board": 1}
