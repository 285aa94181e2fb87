"""The closer look: late interaction with rare words, names and kinds of answer, on vectors of our own."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest

from onrecord.sentences import split_sentences
from onrecord.types import Passage, Span
from retriever.embed import Encoded
from retriever.query import Query, understand
from retriever.rerank import Look, MaxSim
from retriever.rows import StoredPassage
from retriever.tokens import pack
from tests.fakes import HashEncoder, a_source

ENCODER = HashEncoder()


def encoded(text: str) -> Encoded:
    (found,) = ENCODER.token_vectors([text])
    return Encoded(found.tokens[0], found.tokens, found.offsets)


def equally_rare(words: Iterable[str]) -> dict[str, float]:
    return dict.fromkeys(words, 1.0)


def stored(text: str, id_: int = 1, name: str = "notice", **source: str) -> StoredPassage:
    spans = tuple(Span(span.start, span.end) for span in split_sentences(text))
    passage = Passage(name, 0, 0, len(text), text, spans)
    return StoredPassage(id_, id_, passage, a_source(name, **source), np.zeros(4, np.float32))


def asked(question: str) -> Query:
    return understand(question, date(2024, 5, 1))


def look(question: str, *texts: str, rarity: object = equally_rare, **source: str) -> list[Look]:
    query = asked(question)
    passages = [stored(text, number, **source) for number, text in enumerate(texts, 1)]
    found = MaxSim(query, encoded(query.core), rarity)  # type: ignore[arg-type]
    return found.look(passages, [pack(encoded(text)) for text in texts])


def best_words(found: Look, text: str) -> str:
    span = found.sentences[0]
    return text[span.start : span.end]


def test_the_passage_with_the_words_of_the_question_wins() -> None:
    fee, gulls = look("How high is the mooring fee?", "The mooring fee is 40 euros.", "Gulls nest on the tower.")
    assert fee.score > gulls.score
    assert fee.evidence > gulls.evidence
    assert fee.maxsim > gulls.maxsim


def test_the_sentence_that_answers_comes_first() -> None:
    text = "Gulls nest on the tower. The mooring fee is 40 euros. The crane is closed."
    (found,) = look("How high is the mooring fee?", text)
    assert best_words(found, text) == "The mooring fee is 40 euros."
    assert len(found.sentences) == 3
    scores = [span.score for span in found.sentences]
    assert scores == sorted(scores, reverse=True)


def test_a_sentence_with_the_kind_of_thing_asked_for_is_preferred() -> None:
    text = "The board raised the mooring fee again. The board raised the mooring fee on 3 May 2021."
    (found,) = look("When did the board raise the mooring fee?", text)
    assert best_words(found, text).endswith("2021.")


def test_rare_words_count_for_more_than_common_ones() -> None:
    def rarity(words: Iterable[str]) -> dict[str, float]:
        return {word: 5.0 if word == "gullwing" else 0.1 for word in words}

    rare, common = look("What does the Gullwing carry on the way?", "Gullwing.", "On the way the carry.", rarity=rarity)
    assert rare.evidence > common.evidence


def test_a_name_counts_for_the_order_and_not_as_evidence() -> None:
    question = "What did Mara Venn say of the fee?"
    (named,) = look(question, "The fee will not rise.", title="An interview with Mara Venn")
    (other,) = look(question, "The fee will not rise.", title="An interview with Mara Voss")
    assert named.score - named.evidence > other.score - other.evidence == 0.0


def test_a_name_written_in_one_word_is_known() -> None:
    (found,) = look("What did Ulta Beauty report?", "Net sales rose.", location="/docs/ULTABEAUTY_2023.pdf")
    assert found.score > found.evidence


def test_a_question_in_the_text_hands_its_score_to_its_answer() -> None:
    text = "When does the new tariff start? In the first week of May."
    (found,) = look("When does the new tariff start?", text)
    assert best_words(found, text) == "In the first week of May."


def test_a_heading_is_no_answer() -> None:
    text = "The mooring fee\n\nIt rises to 40 euros, said the mooring board of its fee."
    (found,) = look("What of the mooring fee?", text)
    assert best_words(found, text).startswith("It rises")


def test_instructions_after_the_question_do_not_count() -> None:
    text = "The mooring fee is 40 euros. Answer in whole sentences."
    (found,) = look("What is the mooring fee? Answer in whole sentences.", text)
    assert best_words(found, text) == "The mooring fee is 40 euros."


@pytest.mark.parametrize("question", ["x", "the of and", "\u6e21\u8f2a", "\U0001f6a2 boat"])
def test_any_question_gives_finite_scores(question: str) -> None:
    for found in look(question, "The mooring fee is 40 euros.", "\u6e21\u8f2a\u3002"):
        assert np.isfinite([found.score, found.evidence, found.maxsim]).all()


def test_nothing_to_look_at() -> None:
    assert look("What is the fee?") == []
