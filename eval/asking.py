"""One case: asked, judged and scored."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from eval.cases import Case, Gold
from eval.checking import check_sentences
from eval.gold import Located, Shelf, located
from eval.metrics import METRICS
from eval.metrics.ranking import DEPTH
from eval.metrics.score import Score
from eval.metrics.seen import Checked, Seen
from eval.results import Result
from onrecord.answers import Answer
from onrecord.contract import answer_json, hits_json
from onrecord.errors import OnrecordError, UnknownDocument
from onrecord.ports import Answerer, Judge, Retriever
from onrecord.types import Document

__all__ = ["Engine", "ask_case"]

_NO_ANSWER: Final = "there is no answer"


@dataclass(frozen=True, slots=True)
class Engine:
    """What is measured, and what measures it.

    Attributes:
        answerer: the one that the chat asks.
        retriever: the one that it searches with.
        shelf: the documents on record.
        judge: the judge of the run, apart from the answerer's own.
    """

    answerer: Answerer
    retriever: Retriever
    shelf: Shelf
    judge: Judge


def ask_case(case: Case, engine: Engine) -> Result:
    """Ask one case and score the answer; what goes wrong is noted in the result and never raised."""
    broken: list[str] = []
    try:
        places, broken = located(case, engine.shelf)
        answer = engine.answerer.ask(case.question, case.history)
        hits = tuple(engine.retriever.search(answer.standalone_question, DEPTH))
        documents = _cited(answer, engine.shelf)
        seen = Seen(case, answer, hits, places, check_sentences(answer, documents, engine.judge), documents)
        scores = {metric.name: metric.of(seen) for metric in METRICS}
    except OnrecordError as error:
        return _failed(case, broken, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other cases are still asked
        return _failed(case, broken, f"{type(error).__name__}: {error}")
    return Result(
        case=asdict(case),
        answer=answer_json(answer),
        hits=tuple(hits_json(hits)),
        gold=tuple(_gold(gold, place, seen, engine.shelf) for gold, place in places.items()),
        checked=tuple(_judged(one) for one in seen.checked),
        broken=tuple(broken),
        scores=scores,
    )


def _failed(case: Case, broken: list[str], why: str) -> Result:
    scores = {metric.name: Score.unscored(_NO_ANSWER) for metric in METRICS}
    return Result(asdict(case), None, broken=tuple(broken), scores=scores, error=why)


def _cited(answer: Answer, shelf: Shelf) -> dict[str, Document]:
    """The documents that an answer cites and that are on record."""
    found = {}
    for document_id in {one.source.document_id for one in answer.citations}:
        try:
            found[document_id] = shelf.document(document_id)
        except UnknownDocument:
            continue
    return found


def _gold(gold: Gold, place: Located, seen: Seen, shelf: Shelf) -> dict[str, Any]:
    text = shelf.document(place.document_id).text
    span = place.spans[0]
    return {
        "document": gold.document,
        "document_id": place.document_id,
        "page": place.page,
        "start": span.start,
        "end": span.end,
        "quote": text[span.start : span.end] if gold.quote else "",
        "also": gold not in seen.case.gold,
        "cited": bool(seen.cited(place)),
    }


def _judged(one: Checked) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "sentence": one.sentence,
        "verdict": verdict.label if verdict else None,
        "score": round(verdict.score, 4) if verdict else None,
        "reason": verdict.reason if verdict else "",
        "alone": {str(number): held for number, held in one.alone.items()},
        "without": {str(number): held for number, held in one.without.items()},
        "failure": one.failure,
    }
