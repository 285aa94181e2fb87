"""What a document gives as somebody's words is theirs, and not another's nor a fact. The texts are fiction."""

from dataclasses import replace

import pytest

from onrecord.answers import Verdict
from onrecord.attribution import Attribution
from onrecord.grounding.speaker_missing import (
    SOMEBODY,
    another_speaker,
    speaker_missing,
    with_its_article,
    with_its_speaker,
)
from onrecord.types import Passage
from tests.fakes import a_hit

FULL = Verdict("supported", 1.0, "verbatim")


def passage(
    text: str, content: str = "", source: str = "", speaker: str | None = None, *, weak: bool = False, start: int = 0
) -> Passage:
    """A passage in which ``content`` is what ``source`` says."""
    plain = a_hit(text, "wire", 0.9, start=start).passage
    if not content:
        return plain
    at, who = start + text.index(content), start + text.index(source) if source else None
    told = (who, who + len(source)) if who is not None else None
    cue = (at + len(content), at + len(content) + 1)
    return replace(plain, said=(Attribution(((at, at + len(content)),), cue, told, "indirect", speaker, weak=weak),))


POLICE = passage("Nine people were hurt at the quay, police said.", "Nine people were hurt at the quay", "police")
SHE = passage("“The quay is quite unsafe,” she said.", "“The quay is quite unsafe,”", "she", "Mara Venn", start=400)


@pytest.mark.parametrize(
    ("claim", "source", "who"),
    [
        ("Nine people were hurt at the quay.", POLICE, "police"),
        ("The quay is unsafe.", SHE, "Mara Venn"),
        ("The quay is unsafe.", replace(SHE, said=(replace(SHE.said[0], speaker=None),)), SOMEBODY),
        ("The quay is unsafe.", replace(SHE, said=(replace(SHE.said[0], speaker=None, source=None),)), SOMEBODY),
        ("Police said that nine people were hurt at the quay.", POLICE, None),
        ("According to the harbour office, nine people were hurt.", POLICE, None),
        ("Venn thinks that the quay is unsafe.", SHE, None),
        ("The police counted nine people hurt at the quay.", POLICE, None),
        ("It is unsafe.", SHE, None),
        ("The quay was built in 1931 by Dutch masons.", SHE, None),
    ],
)
def test_a_fact_that_somebody_says_lacks_its_speaker(claim: str, source: Passage, who: str | None) -> None:
    assert speaker_missing(claim, [source]) == who
    verdict = with_its_speaker(FULL, claim, [source])
    assert verdict.label == ("partly" if who else "supported")
    if who:
        assert verdict.reason == f"the speaker is missing: in the passage {who} says so"


def test_what_the_document_tells_itself_lacks_none() -> None:
    itself = passage("Nine people were hurt at the quay on Monday.")
    assert speaker_missing("Nine people were hurt at the quay.", [POLICE, itself]) is None
    both = passage("Nine people were hurt at the quay. It was foggy, police said.", "It was foggy", "police")
    assert speaker_missing("Nine people were hurt at the quay.", [both]) is None
    who = passage("The board, which met at the quay, said the crane fell.", "the crane fell", "The board")
    assert speaker_missing("They met at the quay.", [who]) is None


def test_thoughts_and_denials_are_left_to_the_judge() -> None:
    said = POLICE.said[0]
    for other in (replace(said, weak=True), replace(said, denies=True)):
        assert speaker_missing("Nine people were hurt at the quay.", [replace(POLICE, said=(other,))]) is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Tom Reed said that the quay is unsafe.", ("Mara Venn", "Tom Reed")),
        ("“The quay is quite unsafe,” Tom Reed said.", ("Mara Venn", "Tom Reed")),
        ("Mara Venn said that the quay is unsafe.", None),
        ("“The quay is quite unsafe,” said Venn.", None),
        ("Tom Reed said that the crane was sold to Norway.", None),
        ("The quay is unsafe.", None),
    ],
)
def test_words_given_to_another_are_not_supported(claim: str, expected: tuple[str, str] | None) -> None:
    assert another_speaker(claim, [SHE]) == expected
    if expected:
        verdict = with_its_speaker(FULL, claim, [SHE])
        assert (verdict.label, verdict.reason) == ("unsupported", "in the passage Mara Venn says it, not Tom Reed")
        assert [claim[start:end] for start, end in verdict.offending] == ["Tom Reed"]


def test_two_who_say_alike_contradict_nobody() -> None:
    told = "the old quay was no longer safe"
    too = passage(f"Tom Reed said {told}.", told, "Tom Reed", "Tom Reed")
    assert another_speaker("Tom Reed said that the quay is unsafe.", [SHE, too]) is None
    told = "Tom Reed had called the quay unsafe"
    within = passage(f"Ada Quist said {told}.", told, "Ada Quist", "Ada Quist")
    assert another_speaker("Tom Reed said that the quay is unsafe.", [within]) is None


def test_a_body_has_its_article_where_the_passage_gives_it_one() -> None:
    told = passage(
        "It is safe, the Ministry of Works said.", "It is safe", "the Ministry of Works", "Ministry of Works"
    )
    assert with_its_article("Ministry of Works", [told]) == "the Ministry of Works"
    assert with_its_article("Mara Venn", [told, SHE]) == "Mara Venn"


def test_what_is_not_supported_stays_so() -> None:
    verdict = Verdict("unsupported", 0.1, "figure not in the passage: 90")
    assert with_its_speaker(verdict, "Nine people were hurt at the quay.", [POLICE]) is verdict


def test_a_sentence_of_the_document_is_its_own_speakers_word_for_word() -> None:
    """Its words within were given to another whom it names."""
    text = "Venn, who said Reed had warned of floods, told the board the quay was safe."
    source = passage(text, "floods, told the board the quay was safe", "Reed", "Reed")
    assert another_speaker(text, [source]) is None
    assert another_speaker("Venn, who said Reed had warned of floods, told the board its quay was safe.", [source])
