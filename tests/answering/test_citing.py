"""The words of the passages that a drafted sentence rests on, whatever its marks say."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.citing import Citer, speaker_for
from onrecord.ports import CitedSpan, TokenVectors
from onrecord.types import Hit, Passage, Span
from tests.fakes import HashEncoder, a_hit, a_source
from tests.texts import steady, texts_with_words

FEE = "The harbour board raised the mooring fee to 40 euros."
FLEET = "Fishermen called this rise a blow to their trade."
FERRY = "A new ferry carries 212 passengers on weekdays."
CRANE = "Engineers tested the northern crane in spring."
OLD_FEE = "The harbour board raised the mooring fee to 35 euros last year."

notice = a_hit(f"{FLEET} {FEE} {CRANE}", "notice")
ferry = a_hit(f"{CRANE} {FERRY}", "ferry", start=700)


def cited(sentence: str, *named: Hit, among: tuple[Hit, ...] = (notice, ferry), plain: bool = False) -> list[str]:
    cites, _ = Citer(None if plain else HashEncoder()).cite(sentence, named, among)
    return [one.hit.passage.quote(one.span) for one in cites]


def aligned(sentence: str, *named: Hit, among: tuple[Hit, ...] = (notice, ferry)) -> bool:
    return Citer(None).cite(sentence, named, among)[1]


@pytest.mark.parametrize("plain", [True, False])
def test_of_a_named_passage_the_sentence_that_has_the_words(plain: bool) -> None:
    assert cited("Mooring now costs 40 euros, a fee the board raised.", notice, plain=plain) == [FEE]
    assert cited("The new ferry takes 212 passengers.", ferry, plain=plain) == [FERRY]
    assert not aligned("The new ferry takes 212 passengers.", ferry)


def test_a_neighbour_is_cited_too_where_the_sentence_draws_on_both() -> None:
    assert cited("The board raised the mooring fee, which fishermen called a blow.", notice) == [f"{FLEET} {FEE}"]


def test_several_named_passages_in_the_order_named() -> None:
    both = "The mooring fee is 40 euros and the ferry carries 212 passengers."
    assert cited(both, ferry, notice) == [FERRY, FEE]


def test_a_named_passage_without_any_of_the_words_is_dropped() -> None:
    assert cited("The mooring fee is 40 euros.", ferry, notice) == [FEE]
    assert not aligned("The mooring fee is 40 euros.", ferry, notice)


def test_where_only_wrong_passages_are_named_the_words_decide() -> None:
    assert cited("The mooring fee is 40 euros.", ferry) == [FEE]
    assert aligned("The mooring fee is 40 euros.", ferry)


def test_without_a_name_the_words_decide() -> None:
    assert cited("The ferry carries 212 passengers.") == [FERRY]
    assert aligned("The ferry carries 212 passengers.")
    both = "The board raised the mooring fee, and the ferry carries 212 passengers."
    assert set(cited(both)) == {FEE, FERRY}


def test_a_second_passage_that_says_the_same_adds_nothing() -> None:
    reprint = a_hit(FEE, "reprint")
    assert cited("The mooring fee is 40 euros.", among=(notice, reprint)) == [FEE]


def test_the_sentence_with_the_figure_is_preferred() -> None:
    both = a_hit(f"{OLD_FEE} {CRANE} {FEE}", "both")
    assert cited("The harbour board raised the mooring fee to 40 euros.", both) == [FEE]
    assert cited("The harbour board raised the mooring fee to 35 euros.", both) == [OLD_FEE]


@pytest.mark.parametrize("sentence", ["Volcanoes erupt.", "It is what it is.", "!", ""])
def test_what_shares_no_telling_word_cites_nothing(sentence: str) -> None:
    assert cited(sentence) == []
    assert cited(sentence, notice) == []
    assert aligned(sentence, notice)


def test_nothing_to_cite_is_no_error() -> None:
    assert Citer(None).cite("The fee is 40 euros.", (), ()) == ((), True)


def test_words_that_mean_the_same_count_with_an_encoder() -> None:
    encoder = HashEncoder({"lifted": "raised", "berth": "mooring", "charge": "fee"})
    cites, by_words = Citer(encoder).cite("They lifted a charge.", [notice], [notice, ferry])
    assert [one.hit.passage.quote(one.span) for one in cites] == [FEE]
    assert not by_words
    assert Citer(None).cite("They lifted a charge.", [notice], [notice, ferry]) == ((), True)


def test_passages_are_encoded_once() -> None:
    class Counting(HashEncoder):
        seen: list[str]

        def __init__(self) -> None:
            super().__init__()
            self.seen = []

        def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
            self.seen += texts
            return super().token_vectors(texts)

    encoder = Counting()
    citer = Citer(encoder)
    citer.prepare([notice, ferry])
    citer.cite("The ferry carries people.", (), [notice, ferry])
    citer.cite("The ferry carries others.", (), [notice, ferry])
    assert encoder.seen.count(notice.passage.text) == encoder.seen.count(ferry.passage.text) == 1


def test_a_passage_without_sentences_is_cited_by_its_first_paragraph() -> None:
    text = "Mooring fee 40 euros\n\nFerry 212"
    hit = Hit(Passage("table", 0, 5, 5 + len(text), text, ()), a_source("table"), 1.0)
    ((cite,), _) = Citer(None).cite("The mooring fee is 40 euros.", [hit], [hit])
    assert hit.passage.quote(cite.span) == "Mooring fee 40 euros"


@steady
@given(texts_with_words, st.lists(texts_with_words, min_size=1, max_size=3), st.booleans(), st.booleans())
def test_spans_are_whole_sentences_of_their_passages(claim: str, bodies: list[str], names: bool, plain: bool) -> None:
    hits = [a_hit(body, f"d{number}", start=number * 10) for number, body in enumerate(bodies)]
    cites, _ = Citer(None if plain else HashEncoder()).cite(claim, hits[:1] if names else (), hits)
    for one in cites:
        passage = one.hit.passage
        assert one.span.start in {span.start for span in passage.sentences}
        assert one.span.end in {span.end for span in passage.sentences}
        assert len(passage.quote(one.span)) == one.span.end - one.span.start
        assert 0.0 < one.span.score <= 1.0


def spoken(sentence: str, text: str, *places: int) -> str | None:
    hit = a_hit(text)
    return speaker_for(sentence, [CitedSpan(hit, hit.passage.sentences[place]) for place in places])


def test_who_said_the_cited_words() -> None:
    assert spoken("The fee is fair.", '"The fee is fair," said Mara Venn.', 0) == "Mara Venn"
    assert spoken("The fee is fair.", "The fee is fair.", 0) is None
    assert spoken("It rose.", '"The fee is fair," said Mara Venn. The ferry left.', 0, 1) is None
    assert speaker_for("The fee is fair.", []) is None


def test_the_fuller_name_of_one_speaker_and_none_of_two() -> None:
    one = '"The fee is fair," said Mara Venn. "The fine is fair too," Venn added.'
    assert spoken("Fee and fine are fair.", one, 0, 1) == "Mara Venn"
    two = '"The fee is fair," said Mara Venn. "The fine is fair too," Dana Kestrel added.'
    assert spoken("Fee and fine are fair.", two, 0, 1) is None


def test_words_in_quote_marks_that_go_on_keep_their_speaker() -> None:
    text = "\u201cThe fee is fair,\u201d said Mara Venn. \u201cNobody was forced to moor here.\u201d The ferry left."
    assert spoken("Nobody was forced to moor.", text, 1) == "Mara Venn"
    assert spoken("The ferry left.", text, 2) is None


def test_of_a_longer_span_only_the_sentences_that_share_words_count() -> None:
    hit = a_hit('The ferry left at noon. "The fee is fair," said Mara Venn.')
    whole = CitedSpan(hit, Span(0, len(hit.passage.text)))
    assert speaker_for("The fee is fair.", [whole]) == "Mara Venn"
    assert speaker_for("The ferry left.", [whole]) is None
