"""The metrics of what an answer cites, and of what the judge of the run says of its sentences."""

from dataclasses import replace

import pytest

from eval.cases import Case, Gold
from eval.checking import check_sentences, read_by
from eval.metrics.citation_position import citation_position
from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.cited import cited
from eval.metrics.groundedness import groundedness
from eval.metrics.quotes import quote_fidelity
from eval.metrics.score import Score
from onrecord.answers import Citation
from onrecord.errors import ModelUnavailable
from onrecord.types import Document, Span
from tests.eval.seen import GULLS, KILN, ScriptedJudge, a_case, answer_of, cites, document_of, refusal, said, seen_of

BUILT = cites("The kiln at Marl End was built in 1931.")
WOOD = cites("It burns wood.", number=2)
SOLD = cites("The kiln was sold in 1987 for 40 crowns.", GULLS, number=3)
CASE = a_case(Gold("kiln.txt", "built in 1931"))


def test_a_citation_counts_where_it_alone_supports_or_the_others_do_not() -> None:
    claims = {"idle": ["1931"], "both": ["1931", "1987"], "twice": ["kiln"]}
    sentences = [said("idle", 1, 2), said("both", 1, 3), said("twice", 1, 3)]
    seen = seen_of(CASE, answer_of(sentences, [BUILT, WOOD, SOLD]), judge=ScriptedJudge(claims))
    assert citation_precision(seen) == Score(5 / 6, "of no help to its sentence: [2]")
    assert citation_recall(seen) == Score(1.0, "every sentence is supported")
    assert groundedness(seen) == Score(1.0, "all 3 supported")


def test_of_three_citations_two_can_be_idle() -> None:
    judge = ScriptedJudge({"sold": ["1931", "kiln"]})
    idle = [cites("Dora Fenn", number=2), cites("Gulls", GULLS, number=3)]
    seen = seen_of(CASE, answer_of([said("sold", 1, 2, 3)], [BUILT, *idle]), judge=judge)
    found = citation_precision(seen)
    assert found.value == pytest.approx(1 / 3)
    assert found.reason == "of no help to its sentence: [2], [3]"


def test_no_citation_helps_a_sentence_that_all_of_them_do_not_support() -> None:
    judge = ScriptedJudge({"good": ["1931"], "weak": ["1931", "1999"]})
    seen = seen_of(CASE, answer_of([said("good", 1), said("weak", 1, 2)], [BUILT, WOOD]), judge=judge)
    found = citation_precision(seen)
    assert found.value == pytest.approx(1 / 3)
    assert found.reason == "of no help to its sentence: [1], [2]"
    why = "\u201cweak\u201d partly: 1 of 2 words are in it"
    assert citation_recall(seen) == Score(0.5, why)
    assert groundedness(seen) == Score(0.5, why)


def test_a_sentence_that_cites_nothing_is_not_recalled() -> None:
    judge = ScriptedJudge({"good": ["1931"]})
    seen = seen_of(CASE, answer_of([said("good", 1), said("bare")], [BUILT]), judge=judge)
    assert citation_recall(seen) == Score(0.5, "\u201cbare\u201d cites nothing")
    assert groundedness(seen) == Score(0.5, "\u201cbare\u201d unsupported: nothing says so")
    assert citation_precision(seen) == Score(1.0, "all 1 help")


def test_framing_is_not_judged_and_keeps_the_places_of_the_others() -> None:
    judge = ScriptedJudge({"good": ["1931"]})
    seen = seen_of(CASE, answer_of([said("Two things are known.", kind="framing"), said("good", 1)], [BUILT]),
                   judge=judge)  # fmt: skip
    assert [one.sentence for one in seen.checked] == [1]
    assert citation_precision(seen).value == citation_recall(seen).value == groundedness(seen).value == 1.0
    assert {claim for claim, _ in judge.read} == {"good"}


def test_a_refusal_and_an_answer_that_cites_nothing_are_not_scored() -> None:
    refused = seen_of(CASE, refusal(), judge=ScriptedJudge())
    assert citation_recall(refused) == groundedness(refused) == Score(None, "no sentence claims anything")
    assert citation_precision(refused) == Score(None, "nothing is cited")
    bare = seen_of(CASE, answer_of([said("bare")]), judge=ScriptedJudge())
    assert citation_precision(bare) == Score(None, "nothing is cited")
    assert citation_recall(bare).value == 0.0


def test_where_the_judge_failed_nothing_is_scored() -> None:
    judge = ScriptedJudge({"good": ["1931"]}, ModelUnavailable("the judge is asleep"))
    seen = seen_of(CASE, answer_of([said("good", 1), said("bad", 2)], [BUILT, WOOD]), judge=judge)
    assert [one.failure for one in seen.checked] == ["", "the judge is asleep"]
    assert [one.supported for one in seen.checked] == [True, False]
    assert groundedness(seen) == Score(None, "the judge failed: the judge is asleep")
    assert citation_recall(seen) == citation_precision(seen) == Score(None, "the judge failed on a sentence")


def test_the_judge_reads_what_the_documents_have_now() -> None:
    wide = replace(BUILT, read=Span(0, 54))
    judge = ScriptedJudge({"a": ["1931"]})
    check_sentences(answer_of([said("a", 1), said("b", 2, 3)], [wide, WOOD, SOLD]), {"kiln": KILN}, judge)
    assert judge.read[0] == ("a", (KILN.text[:54],))
    assert set(judge.read[1:]) == {("b", ("It burns wood.",)), ("b", ())}
    assert read_by(wide, {"kiln": KILN}) == KILN.text[:54]
    assert read_by(wide, {}) == ""


def test_two_citations_of_the_same_words_are_read_once() -> None:
    judge = ScriptedJudge({"a": ["1931"]})
    answer = answer_of([said("a", 1, 2)], [BUILT, replace(BUILT, number=2)])
    (one,) = check_sentences(answer, {"kiln": KILN}, judge)
    assert {evidence for _, evidence in judge.read} == {(BUILT.quote,)}
    assert one.alone == one.without == {1: True, 2: True}


def fidelity(citation: Citation, *documents: Document) -> Score:
    return quote_fidelity(seen_of(a_case(), answer_of([said("a", 1)], [citation]), documents))


def test_a_citation_is_verbatim() -> None:
    assert fidelity(BUILT, KILN) == Score(1.0, "all 1 verbatim")
    paged = document_of("Fire.\nWater.", page_starts=(0, 6))
    assert fidelity(cites("Water.", paged), paged) == Score(1.0, "all 1 verbatim")


@pytest.mark.parametrize("step", [-1, 1])
def test_offsets_that_are_off_by_one_are_not_verbatim(step: int) -> None:
    wood = cites("It burns wood.")
    score = fidelity(replace(wood, start=wood.start + step, end=wood.end + step), KILN)
    assert score.value == 0.0
    there = {-1: "It burns wood", 1: "t burns wood."}[step]
    assert score.reason == f"[1] quotes \u201cIt burns wood.\u201d where the document has \u201c{there}\u201d"


def test_a_range_past_the_end_of_its_document_is_not_verbatim() -> None:
    late = Citation(1, KILN.source, None, 500, 504, "kiln")
    assert fidelity(late, KILN) == Score(0.0, "[1] quotes \u201ckiln\u201d where the document has \u201c\u201d")


def test_another_version_another_page_and_a_document_that_is_gone_are_told() -> None:
    changed = replace(BUILT, source=replace(KILN.source, sha256="0" * 64))
    assert fidelity(changed, KILN) == Score(0.0, "[1] cites another version of its document")
    assert fidelity(BUILT) == Score(0.0, "[1] cites a document that is not on record")
    paged = document_of("Fire.\nWater.", page_starts=(0, 6))
    assert fidelity(cites("Water.", paged, page=1), paged) == Score(0.0, "[1] says page 1 and is on page 2")
    assert fidelity(replace(BUILT, page=1), KILN) == Score(0.0, "[1] says page 1 and is on page none")


def test_a_quoted_sentence_is_in_one_of_the_quotes_that_it_cites() -> None:
    broken = document_of("The kiln\nburns  wood.")
    right = said("The kiln burns wood.", 1, kind="quote")
    altered = said("The kiln burnt wood.", 1, kind="quote")
    elsewhere = said("It burns wood.", 1, kind="quote")
    citation = cites("The kiln\nburns  wood.", broken)
    seen = seen_of(a_case(), answer_of([right, altered], [citation]), [broken])
    found = quote_fidelity(seen)
    assert found.value == pytest.approx(2 / 3)
    assert found.reason == "\u201cThe kiln burnt wood.\u201d is not in what it cites"
    other = seen_of(a_case(), answer_of([elsewhere], [BUILT, WOOD]))
    assert quote_fidelity(other).value == pytest.approx(2 / 3)
    second = seen_of(a_case(), answer_of([said("It burns wood.", 1, 2, kind="quote")], [BUILT, WOOD]))
    assert quote_fidelity(second) == Score(1.0, "all 2 verbatim")
    bare = seen_of(a_case(), answer_of([said("It burns wood.", kind="quote")]))
    assert quote_fidelity(bare).value == 0.0


def test_nothing_quoted_is_not_scored() -> None:
    assert quote_fidelity(seen_of(a_case(), refusal())) == Score(None, "nothing is quoted")
    assert quote_fidelity(seen_of(a_case(), answer_of([said("bare")]))) == Score(None, "nothing is quoted")


def test_an_answer_is_cited_where_each_of_its_sentences_has_a_citation_that_stands() -> None:
    framing = said("Two things are known.", kind="framing")
    both = seen_of(CASE, answer_of([framing, said("a", 1), said("It burns wood.", 2, kind="quote")], [BUILT, WOOD]))
    assert cited(both) == Score(1.0, "each is cited")
    moved = replace(BUILT, start=BUILT.start + 1, end=BUILT.end + 1)
    one_of_two = seen_of(CASE, answer_of([said("a", 1, 2)], [moved, WOOD]))
    assert cited(one_of_two).value == 1.0
    off = seen_of(CASE, answer_of([said("good", 2), said("off", 1), said("bare")], [moved, WOOD]))
    assert cited(off) == Score(0.0, "without a citation that stands: \u201coff\u201d; \u201cbare\u201d")
    gone = seen_of(CASE, answer_of([said("a", 1)], [BUILT]), documents=[GULLS])
    assert cited(gone).value == 0.0
    assert cited(seen_of(CASE, refusal())) == Score(None, "no sentence claims anything")
    assert cited(seen_of(CASE, answer_of([framing]))) == Score(None, "no sentence claims anything")


def position(*citations: Citation, case: Case = CASE) -> Score:
    answer = answer_of([said("a", *(one.number for one in citations))], citations)
    return citation_position(seen_of(case, answer))


def test_a_citation_is_at_its_place_where_half_of_the_shorter_is_shared() -> None:
    assert position(BUILT) == Score(1.0, "the evidence is cited")
    assert position(cites("1931")) == Score(1.0, "the evidence is cited")
    missed = Score(0.0, "not cited: kiln.txt \u201cbuilt in 1931\u201d")
    assert position(WOOD) == missed
    assert position() == missed
    # "built in 1931" has 13 letters; 7 are more than half, 6 are not.
    assert position(cites("The kiln at Marl End was built i")).value == 1.0
    assert position(cites("The kiln at Marl End was built ")).value == 0.0
    assert position(replace(BUILT, source=GULLS.source)) == missed


def test_any_source_will_do_unless_the_kind_needs_all() -> None:
    one, other = Gold("kiln.txt", "built in 1931"), Gold("gulls.txt", "sold in 1987")
    assert position(SOLD, case=a_case(one, other)).value == 1.0
    assert position(SOLD, case=a_case(one, also=(other,))).value == 1.0
    needs = a_case(one, other, kind="multi-document", also=(Gold("kiln.txt", "wood"),))
    assert position(SOLD, case=needs) == Score(0.5, "not cited: kiln.txt \u201cbuilt in 1931\u201d")
    assert position(SOLD, BUILT, case=needs).value == 1.0
    assert position(WOOD, case=needs).value == 0.0
    assert position(WOOD, case=replace(needs, kind="disagreement")).value == 0.0


def test_the_page_of_what_is_not_cited_is_told() -> None:
    paged = document_of("Fire.\nWater.", page_starts=(0, 6))
    case = a_case(Gold("kiln.txt", "Water"))
    seen = seen_of(case, answer_of([said("a", 1)], [cites("Fire.", paged)]), [paged])
    assert citation_position(seen) == Score(0.0, "not cited: kiln.txt p. 2 \u201cWater\u201d")


def test_a_refusal_cites_nothing_and_what_has_no_evidence_is_not_scored() -> None:
    assert citation_position(seen_of(CASE, refusal())).value == 0.0
    assert citation_position(seen_of(a_case(), refusal())) == Score(None, "there is no evidence")
    lost = seen_of(a_case(Gold("kiln.txt", "built in 1932")), answer_of([said("a", 1)], [BUILT]))
    assert citation_position(lost) == Score(None, "the case is broken")
    half = seen_of(replace(CASE, also=(Gold("gone.txt"),)), answer_of([said("a", 1)], [BUILT]))
    assert citation_position(half) == Score(None, "the case is broken")
