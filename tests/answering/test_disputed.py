"""What is disputed: who asserts and who denies the same, in two documents or in one; nothing where nobody does."""

from dataclasses import replace

import pytest

from ingest.attribution.attributing import attributions
from onrecord.agreement import Disagreement
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.compare import disagreement
from onrecord.answering.agreement.whose import Voice, apart, in_folded, in_quote
from onrecord.types import Hit
from tests.fakes import a_hit

CONSULTED = "Did the ministry consult the Lantry fishers before it closed the canal?"
HURT = "How many people were hurt in the Lantry fire?"


def hits(*texts: str) -> list[Hit]:
    """A hit of a document of its own for each text, with what is said in it."""
    found = [a_hit(text, f"paper-{number}", *(0.9 for _ in range(4))) for number, text in enumerate(texts)]
    return [
        replace(hit, passage=replace(hit.passage, said=tuple(attributions(text))))
        for hit, text in zip(found, texts, strict=True)
    ]


def told(found: Disagreement | None) -> list[tuple[str, str, str | None]]:
    return [(one.folded, one.value, one.speaker) for one in found.versions] if found else []


TWO = [
    ("Mara Venn said that the Lantry fishers were not consulted. The ministry disputes this.",
     [("no", "not consulted", "Mara Venn"), ("yes", "disputes this", None)]),
    ("Mara Venn said that the Lantry fishers were not consulted. She had heard of it on the radio. The ministry "
     "denied this and spoke of three meetings.", [("no", "not consulted", "Mara Venn"), ("yes", "denied this", None)]),
    ("Mara Venn said that the ministry had consulted the Lantry fishers twice. Edvin Sarr of the fishers called the "
     "claim untrue.", [("yes", "ministry had consulted the Lantry fishers", "Mara Venn"),
                       ("no", "called the claim untrue", "Edvin Sarr")]),
    ("Mara Venn, for the ministry, said that it had consulted the Lantry fishers. Edvin Sarr, who speaks for them, "
     "said that nobody had been consulted.", [("yes", "consulted the Lantry fishers", "Mara Venn"),
                                              ("no", "nobody had been consulted", "Edvin Sarr")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TWO)
def test_two_who_speak_in_one_document_are_two_versions(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(disagreement(CONSULTED, hits(text))) == expected


ONE = [
    ("no one else says so", "Mara Venn said that the Lantry fishers were not consulted. Their nets are wide."),
    ("the same speaker", "Mara Venn said that the Lantry fishers were not consulted. Venn said that the ministry had "
     "consulted the Lantry fishers in May."),
    ("another thing is disputed", "The ministry consulted the Lantry fishers. Mara Venn said that the nets were too "
     "wide; the mayor disputed this."),
    ("a sentence between", "The ministry consulted the Lantry fishers. Mara Venn said that the nets would go. The "
     "mayor disputed this."),
    ("another paragraph", "Mara Venn said that the Lantry fishers were not consulted.\n\nThe ministry disputes this."),
    ("others did not", "The ministry consulted the Lantry fishers. Marl did not consult the fishers."),
    ("nothing is denied of it", "The ministry consulted the Lantry fishers without a word on nets."),
    ("meant only", "The ministry consulted the Lantry fishers. Mara Venn said that it had not agreed to consult the "
     "Lantry fishers again."),
]  # fmt: skip


@pytest.mark.parametrize("text", [row[1] for row in ONE], ids=[row[0] for row in ONE])
def test_what_nobody_else_denies_is_one_version(text: str) -> None:
    assert disagreement(CONSULTED, hits(text)) is None


def test_figures_of_two_who_speak_in_one_document_are_two_versions() -> None:
    text = "Mara Venn said that nine people were hurt in the Lantry fire. Edvin Sarr said that the fire hurt 14 people."
    assert told(disagreement(HURT, hits(text))) == [("9 peopl", "nine", "Mara Venn"), ("14 peopl", "14", "Edvin Sarr")]
    other = (
        "Mara Venn said that nine people were hurt in the Lantry fire. Edvin Sarr said that the fire drew 140 people."
    )
    assert disagreement(HURT, hits(other)) is None
    one = "Nine people were hurt in the Lantry fire. Edvin Sarr said that the fire hurt 14 people."
    assert disagreement(HURT, hits(one)) is None


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Was it a clerical mistake that the notice left out the Lantry option?",
         "The board calls the gap in its Lantry notice a clerical omission.",
         "It was not clerical that the notice left out the Lantry option."),
        ("Has the union accepted the offer of Lantry Shipping?", "The union has accepted the offer of Lantry Shipping.",
         "The union has rejected the offer of Lantry Shipping."),
        ("Did the police use tear gas in Lantry?", "Officers used tear gas in Lantry without a warning.",
         "No tear gas was used in Lantry, the police say."),
        ("Did the mayor of Lantry object to the lorries?", "The mayor of Lantry objected by telephone, to nobody.",
         "A letter went to the mayor of Lantry, and no objection was received to the lorries."),
    ],
)  # fmt: skip
def test_yes_and_no_in_other_words(question: str, one: str, other: str) -> None:
    found = disagreement(question, hits(one, other))
    assert found is not None
    assert sorted(found.values) == ["no", "yes"]


@pytest.mark.parametrize(
    ("question", "acts", "main"),
    [
        (CONSULTED, {"consult"}, {"consult", "ministri", "lantri", "fisher"}),
        ("Was the old Lantry lock inspected in May?", {"inspect"}, None),
        ("Was it a clerical mistake that the notice was late?", {"cleric", "mistak"}, None),
        ("Did the police use tear gas in Lantry?", {"tear", "gas"}, None),
        ("Is Orla Venn a member of the board?", {"member"}, None),
        ("Was the mayor in Lantry?", set(), None),
        ("Did Venn resign?", {"resign"}, {"venn", "resign"}),
        ("Did the mayor of Lantry know of the leak?", {"know"}, None),
    ],
)
def test_what_a_question_says_is_done(question: str, acts: set[str], main: set[str] | None) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert asked.acts == acts
    assert main is None or asked.main == main


def test_two_without_a_name_are_apart_where_no_word_is_the_same() -> None:
    venn, ministry, spokesman = (
        Voice("Mara Venn", frozenset({"mara", "venn", "chair"})),
        Voice(None, frozenset({"ministri"})),
        Voice(None, frozenset({"ministri", "spokesman"})),
    )
    assert apart(venn, ministry)
    assert not apart(ministry, spokesman)
    assert not apart(venn, venn)
    assert not apart(venn, None)


@pytest.mark.parametrize(("start", "end"), [(0, 3), (5, 8), (5, 12)])
def test_places_in_a_quote_and_in_it_folded_are_the_same_words(start: int, end: int) -> None:
    quote = "one  two\n three"
    folded = "one two three"
    a, b = in_folded(quote, start, end)
    assert folded[a:b] == " ".join(quote[start:end].split())
    assert " ".join(quote[slice(*in_quote(quote, a, b))].split()) == folded[a:b]


@pytest.mark.parametrize("text", ["denied this " * 4_000, "It " * 20_000 + ".", "not that " * 9_000])
def test_a_hostile_dispute_is_through(text: str) -> None:
    disagreement(CONSULTED, hits(f"The ministry consulted the Lantry fishers. {text}"))


def test_many_questions_words_are_through() -> None:
    assert asked_for("Did " + "the use take " * 600 + "?") is not None
