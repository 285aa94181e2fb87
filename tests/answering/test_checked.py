"""From a draft to an answer: every sentence weighed by what it cites alone, every citation in its exact place."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.checked import answered, refusal, with_unanswered
from onrecord.answering.composing import Composing
from onrecord.answering.drafted import Drafted
from onrecord.answering.extractive import ExtractiveWriter
from onrecord.answering.sheet import Sheet
from onrecord.answers import Answer, Coverage, Sentence, Unanswered, Verdict
from onrecord.attribution import Attribution
from onrecord.errors import PromptError
from onrecord.grounding.judge import RuleJudge
from onrecord.ports import CitedSpan, DraftSentence, Judge
from onrecord.types import Hit, Span
from prompts.files import PromptFiles
from tests.fakes import a_hit
from tests.texts import steady, texts_with_words

NOTICE = a_hit("The board met. It raised the fee to 40 euros.", "notice", 0.5, 0.9, start=100)
FERRY = a_hit("The ferry was late.", "ferry", 0.8)
COVERAGE = Coverage(2, 9)
UNANSWERED = [Unanswered("What is the fee?", "the nearest passage mentions “fee” but no sum of money")]


class Recorder:
    """A judge that keeps what it was shown."""

    name = "recorder"

    def __init__(self) -> None:
        self.shown: list[tuple[str, list[str]]] = []

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        self.shown.append((claim, list(evidence)))
        return Verdict("partly", 0.5, "as told")


def quote(hit: Hit, number: int) -> DraftSentence:
    span = hit.passage.sentences[number]
    return DraftSentence(hit.passage.quote(span), "quote", (CitedSpan(hit, span),))


def answer_of(*draft: DraftSentence) -> Answer:
    return checked_answer(draft, RuleJudge())


def checked_answer(draft: Sequence[DraftSentence], judge: Judge) -> Answer:
    sheet = Sheet(judge)
    composing = Composing(sheet, Drafted(draft), "show")
    for one in draft:
        list(composing.take(one))
    return answered("And?", "What is the fee?", sheet, COVERAGE, ("extractive", judge.name))


def test_citations_are_numbered_in_the_order_of_their_first_use_and_shared_ones_keep_their_number() -> None:
    both = DraftSentence(
        "The board met.", "statement", (*quote(FERRY, 0).cites, *quote(NOTICE, 0).cites, *quote(FERRY, 0).cites)
    )
    answer = answer_of(DraftSentence("Wire:", "framing"), quote(NOTICE, 1), quote(FERRY, 0), quote(NOTICE, 1), both)
    assert [citation.number for citation in answer.citations] == [1, 2, 3]
    assert [citation.quote for citation in answer.citations] == [
        "It raised the fee to 40 euros.",
        "The ferry was late.",
        "The board met.",
    ]
    assert [sentence.citations for sentence in answer.sentences] == [(), (1,), (2,), (2, 3)]


def test_what_is_drafted_twice_is_there_once_and_framing_without_a_sentence_is_not_there() -> None:
    wire = DraftSentence("Wire:", "framing")
    answer = answer_of(wire, quote(FERRY, 0), DraftSentence("Notice:", "framing"), wire, quote(NOTICE, 1), wire)
    assert [sentence.text for sentence in answer.sentences] == [
        "Wire:",
        "The ferry was late.",
        "Wire:",
        "It raised the fee to 40 euros.",
    ]
    again = answer_of(wire, quote(FERRY, 0), wire, quote(FERRY, 0))
    assert [sentence.text for sentence in again.sentences] == ["Wire:", "The ferry was late."]


def test_parts_that_are_left_open_are_said_at_the_end_and_claim_nothing() -> None:
    answer = answer_of(quote(NOTICE, 1))
    assert with_unanswered(answer, []) is answer
    open_ = [Unanswered("Who paid?", "the nearest passage mentions “paid” but no name"), Unanswered("Why?", "")]
    found = with_unanswered(answer, open_)
    assert [sentence.kind for sentence in found.sentences] == ["quote", "framing", "framing"]
    assert found.text.splitlines()[1:] == [
        "The documents on record do not answer “Who paid?”: the nearest passage mentions “paid” but no name.",
        "The documents on record do not answer “Why?”.",
    ]
    assert found.reason.endswith("; 2 parts of the question not answered")
    assert found.unanswered == tuple(open_)


def test_a_citation_says_where_its_words_stand_in_the_document() -> None:
    passage = replace(NOTICE.passage, page=3, sentence_pages=(3, 4))
    (citation,) = answer_of(quote(replace(NOTICE, passage=passage), 1)).citations
    assert (citation.start, citation.end, citation.page) == (115, 145, 4)
    assert citation.source is NOTICE.source
    assert answer_of(quote(NOTICE, 1)).citations[0].page is None


def test_the_same_place_in_two_documents_is_two_citations() -> None:
    twin = replace(NOTICE, source=replace(NOTICE.source, document_id="twin"))
    assert len(answer_of(quote(NOTICE, 0), quote(twin, 0)).citations) == 2


def test_the_text_shows_quotes_in_marks_statements_plain_and_numbers_behind_both() -> None:
    statement = DraftSentence("The board met.", "statement", (*quote(NOTICE, 0).cites, *quote(FERRY, 0).cites))
    answer = answer_of(DraftSentence("Wire:", "framing"), quote(NOTICE, 1), statement)
    assert answer.text == "Wire:\n“It raised the fee to 40 euros.” [1]\nThe board met. [2] [3]"


def test_a_sentence_is_weighed_by_its_own_passages_only_and_framing_not_at_all() -> None:
    judge = Recorder()
    draft = [DraftSentence("Wire:", "framing"), quote(NOTICE, 1), DraftSentence("Wolves howl.", "statement")]
    answer = checked_answer(draft, judge)
    assert judge.shown == [("It raised the fee to 40 euros.", [NOTICE.passage.text]), ("Wolves howl.", [])]
    assert [sentence.verdict for sentence in answer.sentences] == [None] + [Verdict("partly", 0.5, "as told")] * 2


def test_a_statement_that_cites_nothing_is_unsupported() -> None:
    (sentence,) = answer_of(DraftSentence("The fee is 40 euros.", "statement")).sentences
    assert sentence.verdict is not None
    assert (sentence.verdict.label, sentence.verdict.score) == ("unsupported", 0.0)


def test_question_writer_coverage_and_speaker_come_through() -> None:
    answer = answer_of(replace(quote(NOTICE, 1), speaker="Mara Venn"))
    assert (answer.question, answer.standalone_question) == ("And?", "What is the fee?")
    assert (answer.status, answer.writer, answer.coverage) == ("answered", "extractive", COVERAGE)
    assert answer.sentences[0].speaker == "Mara Venn"


def test_an_office_without_a_name_is_shown_behind_the_words() -> None:
    text = '"Stay in. It is wet," said the coordinator.'
    hit = a_hit(text)
    said = Attribution(((1, 20),), (22, 26), (27, 42), "direct", None, "the coordinator")
    hit = replace(hit, passage=replace(hit.passage, said=(said,)))
    span = Span(1, 8)
    answer = answer_of(DraftSentence("Stay in", "quote", (CitedSpan(hit, span),)))
    assert answer.sentences[0].said_by == "the coordinator"
    assert "\u2014 the coordinator" in answer.text


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ([quote(NOTICE, 1)], "rests on 1 quote from 1 document"),
        ([quote(NOTICE, 0), quote(NOTICE, 1)], "rests on 2 quotes from 1 document"),
        ([quote(NOTICE, 0), quote(FERRY, 0)], "rests on 2 quotes from 2 documents"),
    ],
)
def test_the_reason_counts_quotes_and_documents(draft: list[DraftSentence], reason: str) -> None:
    assert answer_of(*draft).reason == reason


@pytest.mark.parametrize(
    ("speaker", "role", "shown"),
    [
        ("Mara Venn", "harbour master", "Mara Venn, harbour master"),
        ("Ministry for Transport", "Ministry for Transport and the Sea", "Ministry for Transport and the Sea"),
        ("Venn", "Venn's deputy", "Venn, Venn's deputy"),
        (None, "the coordinator", "the coordinator"),
        ("Mara Venn", None, "Mara Venn"),
        (None, None, ""),
    ],
)
def test_who_says_it_is_shown_with_the_role(speaker: str | None, role: str | None, shown: str) -> None:
    assert Sentence("It is.", "framing", speaker=speaker, role=role).said_by == shown


@steady
@given(st.lists(texts_with_words, min_size=1, max_size=3), st.integers(0, 500))
def test_what_the_extractive_writer_quotes_is_verbatim_and_supported(texts: list[str], start: int) -> None:
    hits = [a_hit(text, f"d{n}", *[0.9] * 6, start=start) for n, text in enumerate(texts)]
    hits = [replace(hit, evidence=tuple(span for span in hit.evidence if has_word(hit, span))) for hit in hits]
    draft = ExtractiveWriter(4).write("What?", hits)
    if not draft:
        return
    answer = answer_of(*draft)
    passages = {hit.source.document_id: hit.passage for hit in hits}
    for citation in answer.citations:
        passage = passages[citation.source.document_id]
        assert passage.text[citation.start - passage.start : citation.end - passage.start] == citation.quote
    for sentence in answer.sentences:
        assert sentence.verdict is None or (sentence.verdict.label, sentence.verdict.score) == ("supported", 1.0)


def has_word(hit: Hit, span: Span) -> bool:
    return any(letter.isalnum() for letter in hit.passage.quote(span))


def refused(coverage: Coverage) -> Answer:
    return refusal("And?", "What is the fee?", UNANSWERED, coverage, "extractive", PromptFiles())


def test_a_refusal_says_what_was_searched_and_what_came_nearest() -> None:
    coverage = Coverage(1234, 56789, 2, {"since": "2024-01-01", "collection": "press"}, (NOTICE, NOTICE, FERRY))
    answer = refused(coverage)
    assert (answer.status, answer.sentences, answer.citations) == ("abstained", (), ())
    assert answer.reason == "the nearest passage mentions “fee” but no sum of money"
    assert answer.coverage is coverage
    assert "1,234 documents" in answer.text
    assert "56,789 passages" in answer.text
    assert "since 2024-01-01, collection press" in answer.text
    assert "Nearest: “Notice”; then “Ferry”." in answer.text
    assert "2 files could not be read." in answer.text


def test_a_refusal_leaves_out_what_there_is_not_to_say() -> None:
    text = refused(Coverage(2, 9)).text
    assert "Nearest" not in text
    assert "could not be read" not in text
    assert ", collection" not in text
    assert text == text.strip()
    assert "1 file could" in refused(Coverage(2, 9, 1)).text


@pytest.mark.parametrize(
    ("coverage", "reason"),
    [
        (Coverage(0, 0), "no document passes the filters"),
        (Coverage(2, 9), "no passage has anything to do with the question"),
        (Coverage(2, 9, nearest=(FERRY,)), UNANSWERED[0].reason),
    ],
)
def test_a_refusal_gives_its_reason(coverage: Coverage, reason: str) -> None:
    assert refused(coverage).reason == reason


def test_a_refusal_says_why_the_nearest_passage_does_not_answer() -> None:
    coverage = Coverage(2, 9, nearest=(NOTICE, FERRY), why=("mentions “fee” but no date", "mentions nothing"))
    assert "Nearest: “Notice”, which mentions “fee” but no date; then “Ferry”." in refused(coverage).text


def test_without_a_reason_of_a_part_the_refusal_still_has_one() -> None:
    found = refusal("q", "q", [Unanswered("q", "")], Coverage(2, 9, nearest=(FERRY,)), "w", PromptFiles())
    assert found.reason == "no passage answers the question well enough"


def test_nearest_hits_have_as_many_reasons_or_none() -> None:
    with pytest.raises(ValueError, match="2 reasons for 1"):
        Coverage(2, 9, nearest=(FERRY,), why=("a", "b"))


def test_a_title_with_braces_is_shown_as_it_is() -> None:
    hit = a_hit("The ferry was late.", "ferry", title="Fees {documents} {0} %s")
    assert "Nearest: “Fees {documents} {0} %s”." in refused(Coverage(2, 9, nearest=(hit,))).text


def test_a_refusal_prompt_with_other_slots_is_an_error_and_no_wrong_refusal(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("prompts")
    (folder / "refusal.txt").write_text("Nothing in {documents}.", encoding="utf-8")
    with pytest.raises(PromptError, match="slots"):
        refusal("q", "q", [], COVERAGE, "w", PromptFiles(folder))
