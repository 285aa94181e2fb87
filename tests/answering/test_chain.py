"""The chain: each part of a question is searched and answered by itself, and what is not supported is no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from onrecord.answering.chain import AnswerChain, Manner
from onrecord.answering.drafted import Drafted
from onrecord.answering.extractive import ExtractiveWriter
from onrecord.answers import Coverage
from onrecord.errors import BadInput
from onrecord.grounding.judge import RuleJudge
from onrecord.ports import DraftSentence, Writer, Writing
from onrecord.types import Filters, Hit
from prompts.files import PromptFiles
from retriever.langchain import PassageRetriever
from tests.fakes import a_hit


def answering(text: str, name: str) -> Hit:
    """A hit that answers: all words there, far above anything else."""
    hit = a_hit(text, name, 0.9)
    return replace(hit, stages={"evidence": 0.9, "missing": 0.0}, words={"crane": 1.0})


def beside(text: str, name: str) -> Hit:
    """A hit that does not."""
    hit = a_hit(text, name, 0.2)
    return replace(hit, stages={"evidence": 0.2, "missing": 1.0}, words={"ferry": 1.0, "barge": 0.1})


COST = answering("The crane cost 40 euros.", "notice")
BOARD = answering("Mara Venn chairs the board.", "board")
WOLVES = beside("The ferry is white.", "wire")


class Shelf:
    """A retriever that finds what it was told to for a question, and remembers what it was asked.

    Attributes:
        asked: every query with its filters.
        spoken: queries that speak of a publication date of their own.
    """

    def __init__(self, found: Mapping[str, Sequence[Hit]], spoken: Mapping[str, str] | None = None) -> None:
        self._found = found
        self.spoken = spoken or {}
        self.asked: list[tuple[str, Filters | None]] = []

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        self.asked.append((query, filters))
        return list(self._found.get(query, ()))[:k]

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        since = self.spoken.get(question)
        return Coverage(3, 9, filters={"since": since} if since else {})


class Inventing:
    """A writer whose only sentence rests on nothing."""

    name = "inventing"

    def begin(self, question: str, hits: Sequence[Hit], fresh: bool = False, trace: Any = None) -> Writing:
        return Drafted([DraftSentence("Wolves howl at the quay.", "statement")])


def chain(shelf: Shelf, writer: Writer | None = None, min_evidence: float = 0.2) -> AnswerChain:
    passages = PassageRetriever(retriever=shelf, k=8)
    return AnswerChain(
        passages, shelf.coverage, writer or ExtractiveWriter(4), RuleJudge(), PromptFiles(), Manner(min_evidence)
    )


BOTH = "What did the crane cost, and who chairs the Harbour Board?"


def test_both_parts_are_searched_and_answered() -> None:
    shelf = Shelf({"What did the crane cost?": [COST], "Who chairs the Harbour Board?": [BOARD]})
    answer = chain(shelf).ask(BOTH)
    assert [query for query, _ in shelf.asked] == ["What did the crane cost?", "Who chairs the Harbour Board?"]
    assert [citation.quote for citation in answer.citations] == [
        "The crane cost 40 euros.",
        "Mara Venn chairs the board.",
    ]
    assert (answer.status, answer.unanswered, answer.coverage.why) == ("answered", (), ())


def test_the_answerable_part_is_answered_and_the_other_is_said_to_be_open() -> None:
    shelf = Shelf({"What did the crane cost?": [COST], "Who chairs the Harbour Board?": [WOLVES]})
    answer = chain(shelf).ask(BOTH)
    (left,) = answer.unanswered
    assert left.question == "Who chairs the Harbour Board?"
    assert left.reason == "the nearest passage mentions \u201cferry\u201d but no name and nothing on \u201cbarge\u201d"
    assert answer.status == "answered"
    assert answer.evidence > 0.5
    assert answer.sentences[-1].kind == "framing"
    assert left.question in answer.text
    assert answer.coverage.nearest == (WOLVES,), "the nearest to the part that is left open"
    assert len(answer.coverage.why) == 1


def test_where_no_part_is_answered_it_refuses_and_says_why() -> None:
    answer = chain(Shelf({"What did the crane cost?": [WOLVES]})).ask(BOTH)
    assert (answer.status, answer.unanswered) == ("abstained", ())
    assert answer.reason.startswith(
        "\u201cWhat did the crane cost?\u201d: the nearest passage mentions \u201cferry\u201d but"
    )
    assert answer.coverage.why == ("mentions \u201cferry\u201d but no sum of money and nothing on \u201cbarge\u201d",)


def test_a_part_for_which_nothing_is_found_has_no_reason() -> None:
    answer = chain(Shelf({"What did the crane cost?": [COST]})).ask(BOTH)
    assert [(part.question, part.reason) for part in answer.unanswered] == [("Who chairs the Harbour Board?", "")]


def test_a_filter_that_only_one_part_speaks_of_keeps_the_question_whole() -> None:
    shelf = Shelf({BOTH: [COST]}, {BOTH: "2024-01-01", "What did the crane cost?": "2024-01-01"})
    chain(shelf).ask(BOTH)
    assert [query for query, _ in shelf.asked] == [BOTH]


def test_filters_go_along_with_every_part() -> None:
    shelf = Shelf({})
    chain(shelf).ask(BOTH, filters=Filters(collection="press"))
    assert {filters for _, filters in shelf.asked} == {Filters(collection="press")}


def test_what_nothing_supports_is_no_answer() -> None:
    answer = chain(Shelf({"What did the crane cost?": [COST]}), Inventing()).ask("What did the crane cost?")
    assert answer.status == "abstained"
    assert answer.reason == "no sentence that was written is supported by the passages it cites"
    assert answer.sentences == ()


def test_a_part_of_which_nothing_is_supported_is_left_open_beside_one_that_is_answered() -> None:
    class Half(ExtractiveWriter):
        """Invents what it writes on the board."""

        def begin(self, question: str, hits: Sequence[Hit], fresh: bool = False, trace: Any = None) -> Writing:
            return Inventing().begin(question, hits) if "Board" in question else super().begin(question, hits)

    shelf = Shelf({"What did the crane cost?": [COST], "Who chairs the Harbour Board?": [BOARD]})
    answer = chain(shelf, Half(4)).ask(BOTH)
    assert answer.status == "answered"
    assert [part.question for part in answer.unanswered] == ["Who chairs the Harbour Board?"]
    assert answer.unanswered[0].reason.startswith("no sentence that was written is supported")


def test_weak_evidence_is_answered_where_the_setting_never_refuses() -> None:
    answer = chain(Shelf({"Is the ferry white?": [WOLVES]}), min_evidence=0.0).ask("Is the ferry white?")
    assert answer.status == "answered"


def test_a_question_without_a_word_is_an_error() -> None:
    with pytest.raises(BadInput, match="no word"):
        chain(Shelf({})).ask("?!")


def test_the_stages_come_in_order() -> None:
    shelf = Shelf({"What did the crane cost?": [COST]})
    *before, answer = chain(shelf).ask_stream("What did the crane cost?")
    stages = [one for one in before if isinstance(one, str)]
    assert stages == ["searching", "writing", "checking"]
    assert set(getattr(answer, "timings_ms")) == {"retrieve", "write", "check", "compare", "total"}  # noqa: B009  a union
