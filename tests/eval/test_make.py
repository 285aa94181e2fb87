"""Cases proposed from documents: natural questions, sound gold, and nothing that gives itself away."""

import random
import re

import pytest

from eval.cases import Case, case_line, read_cases
from eval.gold import spans_of
from eval.make import propose
from eval.make.corpus import read_corpus
from eval.make.drafts import Draft, has_words, telling
from eval.make.names import read_names
from eval.make.swaps import swapped
from onrecord.sentences import fold, split_sentences
from onrecord.types import Document, Source
from onrecord.words import content_stems

QUAY = """The quay at Ossel

The Ossel Harbour Board opened the north quay on 4 May 2021. The Ossel Harbour Board paid 2.4 million crowns for the
crane at the north quay. It was late.

"The crane cannot lift a wet net in January," said Ida Brock, who runs the fish hall. Mr Vane told reporters that the
crane had passed every test of the maker.

The ferry Hulda was built in Trondvik by a family of shipwrights. There were 86 passengers on the ferry Hulda in March.

Crane | 2021 | 2,400,000
Quay | 2020 | 5,100,000
"""
MILL = """The mill at Trondvik

The Trondvik Mill Trust reopened the flour mill in 1998. Fifteen millers were trained at the flour mill by Berta Lund.
Mayor Runa Holt said that the mill race would be cleared before the winter storms.

Old sacks from the flour mill were found in Selby by children. Visitors from Selby paid 12 crowns each for the tour.
Mr Odd Kvale, who keeps the lock, said that the salmon would come back to the mill race.
"""
ROAD = """The road over the fell

The road over Grim Fell was closed on 9 November 2022 after a fall of rocks. The Selby Road Office sent 14 lorries to
Grim Fell. In 2019 the Selby Road Office widened the road near Selby.
"""


def document(name: str, text: str, *, pages: tuple[int, ...] = ()) -> Document:
    title = fold(text.split("\n", 1)[0])
    return Document(Source(name, f"/library/{name}", title, "0" * 64, "txt"), text, pages)


LIBRARY = [document("quay.txt", QUAY), document("mill.txt", MILL), document("road.txt", ROAD)]


def made(*texts: str, most: int = 40, seed: int = 0) -> dict[str, Case]:
    """Question -> case."""
    documents = [document(f"{number}.txt", text) for number, text in enumerate(texts)]
    return {case.question: case for case in propose(documents, most, seed)}


def test_the_sorts_are_asked_for_in_plain_questions() -> None:
    cases = {case.question: case.answers for case in propose(LIBRARY, 60, 0)}
    assert cases["When did the Ossel Harbour Board open the north quay?"] == ("4 May 2021",)
    assert cases["Who said \u201cThe crane cannot lift a wet net in January\u201d?"] == ("Ida Brock", "Brock")
    assert cases["How many lorries did the Selby Road Office send to Grim Fell?"] == ("14 lorries", "14")
    assert cases["Where was the ferry Hulda built by a family of shipwrights?"] == ("Trondvik",)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "Dana Wick said that the old bridge had been closed on 3 June 2020 for repairs.",
            "According to Dana Wick, when had the old bridge been closed for repairs?",
            "3 June 2020",
        ),
        (
            "In 2019 the Vik Water Board raised its prices.",
            "In which year did the Vik Water Board raise its prices?",
            "2019",
        ),
        (
            "The Vik Water Board must answer each letter by 1 March 2026.",
            "By which date must the Vik Water Board answer each letter?",
            "1 March 2026",
        ),
        (
            "The Vik Water Board on Monday ordered 30 new pumps from Sweden.",
            "How many new pumps did the Vik Water Board order from Sweden on Monday?",
            "30 new pumps",
        ),
        (
            "There were 41 boats in Vik harbour at noon.",
            "How many boats were there in Vik harbour at noon?",
            "41 boats",
        ),
        (
            "Nine divers were hurt when the hull of the Hulda broke.",
            "How many divers were hurt when the hull of the Hulda broke?",
            "Nine divers",
        ),
        (
            "A speed limit of 40 kilometres will apply on Vik Bridge in winter.",
            "What speed limit will apply on Vik Bridge in winter?",
            "40 kilometres",
        ),
        (
            "The Vik Water Board cut its losses by 12 per cent in winter.",
            "By what percentage did the Vik Water Board cut its losses in winter?",
            "12 per cent",
        ),
        (
            "Acme Harbour Group paid $3.5 million for the Vik yard.",
            "How much did Acme Harbour Group pay for the Vik yard?",
            "$3.5 million",
        ),
    ],
)
def test_a_sentence_is_turned_into_its_question(text: str, question: str, answer: str) -> None:
    more = "The pumps of the Vik Water Board stand near the Hulda and the Vik yard, and Dana Wick keeps the keys."
    cases = made(f"A title here\n\n{text} {more}")
    assert question in cases
    assert cases[question].answers[0] == answer
    assert cases[question].gold[0].quote == text


def test_a_sentence_that_no_rule_turns_becomes_a_gap() -> None:
    text = "Halfway through, with 31 boats tied up in Vik, the Hulda slipped away before anybody on the quay noticed."
    cases = made(f"A title here\n\n{text} The Hulda and the people of Vik were seldom seen together after the war.")
    assert "cloze" in cases[f"Which figure belongs in: \u201c{text.replace('31 boats', '____')}\u201d?"].tags


@pytest.mark.parametrize(
    "text",
    [
        "He opened the north quay in Vik on 4 May 2021.",  # who?
        "It carried 86 passengers to Vik in March.",
        "The quay opened in 2021.",  # five words
        "Crane | Vik quay | 4 May 2021 | 2,400,000 crowns",
        "The Vik Water Board opened the quay on 4 May 2021 and " + "and on " * 40 + "it went.",
        "Did the Vik Water Board open the north quay on 4 May 2021?",
        "They told us that the Vik quay had been opened this year on 4 May.",
    ],
)
def test_a_sentence_that_does_not_stand_alone_is_not_asked_about(text: str) -> None:
    assert made(f"A title here\n\n{text}") == {}


def test_a_sentence_that_stands_twice_is_not_asked_about() -> None:
    text = "The Vik Water Board opened the north quay on 4 May 2021.\n"
    assert len(made(text)) == 1
    assert made(text, f"Another notice\n\n{text}") == {}


def test_a_question_with_two_answers_is_not_asked() -> None:
    first = "The Vik Water Board opened the north quay on 4 May 2021."
    assert made(f"{first} The Vik Water Board opened the north quay again on 7 June 2022.") == {}


def test_a_sentence_that_answers_alike_is_as_good() -> None:
    first = "The Vik Water Board opened the north quay on 4 May 2021."
    second = "On 4 May 2021 the Vik Water Board opened the north quay with a brass band."
    (case,) = made(first, second).values()
    assert [gold.document for gold in (*case.gold, *case.also)] in (["0.txt", "1.txt"], ["1.txt", "0.txt"])


def test_documents_of_one_name_are_told_apart() -> None:
    texts = {"a/notes.txt": QUAY, "b/notes.txt": ROAD}
    cases = propose([document(name, text) for name, text in texts.items()], 30, 0)
    assert {gold.document for case in cases for gold in case.gold} == set(texts)


def test_gold_names_the_page() -> None:
    text = "A cover page\n\n\nThe Vik Water Board opened the north quay on 4 May 2021."
    (case,) = propose([document("pages.pdf", text, pages=(0, 14))], 5, 0)
    assert case.gold[0].page == 2


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proposed_is_sound(seed: int) -> None:
    cases = propose(LIBRARY, 40, seed)
    texts = {one.source.document_id: one for one in LIBRARY}
    assert [case.id for case in cases] == [f"made-{number:04d}" for number in range(1, len(cases) + 1)]
    assert read_cases([case_line(case) for case in cases], "made") == tuple(cases)
    assert len({case.question for case in cases}) == len(cases)
    for case in cases:
        assert case.draft
        assert "made" in case.tags
        assert case.question.endswith("?")
        for gold in case.gold + case.also:
            assert spans_of(gold, texts[gold.document])
        for wording in (wording for group in case.facts for wording in group):
            assert wording in case.gold[0].quote
            assert not has_words(case.question, wording)


@pytest.mark.parametrize("seed", range(4))
def test_a_swapped_name_is_nowhere_near_what_is_asked(seed: int) -> None:
    cases = {case.id: case for case in propose(LIBRARY, 40, seed)}
    swaps = [case for case in cases.values() if case.kind == "unanswerable"]
    assert swaps
    for case in swaps:
        assert not case.gold
        origin = cases[next(tag.removeprefix("from ") for tag in case.tags if tag.startswith("from "))]
        assert "entity-swap" in case.tags
        new = set(re.findall(r"\w+", case.question)) - set(re.findall(r"\w+", origin.question))
        assert new
        kept = telling(origin.question) & telling(case.question)
        for one in LIBRARY:
            for span in split_sentences(one.text):
                sentence = one.text[span.start : span.end]
                if any(has_words(sentence, word) for word in new):
                    assert not kept <= set(content_stems(sentence))


def test_a_name_that_may_answer_is_not_swapped_in() -> None:
    asked = "The Selby Road Office sent 14 lorries to Grim Fell."
    near = "The Ossel Harbour Board keeps the lorries for Grim Fell."
    far = "The Trondvik Mill Trust sells flour. The Ossel Harbour Board keeps the quay."
    draft = Draft(
        "how-many", "answerable", "How many lorries did the Selby Road Office send to Grim Fell?", ("14 lorries",)
    )
    swaps = {}
    for last in (near, ""):
        corpus = read_corpus([document("a.txt", f"{asked}\n\n{far}\n\n{last}")])
        names = read_names([one.text for one in corpus.sentences])
        swaps[last] = {name for _, name in swapped(draft, names, corpus, random.Random(0))}
    assert swaps == {near: {"Trondvik Mill Trust"}, "": {"Trondvik Mill Trust", "Ossel Harbour Board"}}


def test_about_one_in_five_has_no_answer() -> None:
    cases = propose(LIBRARY, 15, 0)
    assert sum(case.kind == "unanswerable" for case in cases) == 3
    assert len(cases) == 15


def test_documents_and_sorts_have_their_turns() -> None:
    cases = propose(LIBRARY, 8, 1)
    answerable = [case for case in cases if case.gold]
    assert len({case.gold[0].document for case in answerable}) == 3
    assert {case.tags[1] for case in answerable} == {"who", "when", "how-many", "where"}


def test_the_same_seed_draws_the_same_cases_in_any_order_of_documents() -> None:
    once = propose(LIBRARY, 10, 7)
    assert propose(LIBRARY[::-1], 10, 7) == once
    assert any(propose(LIBRARY, 10, seed) != once for seed in range(3))


def test_no_documents_give_no_cases_and_a_wrong_number_is_refused() -> None:
    assert propose([], 10, 0) == []
    assert propose(LIBRARY, 0, 0) == []
    with pytest.raises(ValueError, match="-1"):
        propose(LIBRARY, -1, 0)
