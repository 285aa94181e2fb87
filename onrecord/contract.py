"""Our values as the JSON that other tools rely on. Fields are added freely and renamed never."""

from collections.abc import Sequence
from typing import Any

from onrecord.types import Answer, Citation, Coverage, Hit, Place, Sentence, Source, Verdict

__all__ = ["answer_json", "hits_json", "source_json", "verdict_json"]


def source_json(source: Source) -> dict[str, Any]:
    """What names a document."""
    return {
        "document_id": source.document_id,
        "title": source.title,
        "source": source.location,
        "sha256": source.sha256,
        "format": source.format,
        "collection": source.collection,
        "author": source.author,
        "outlet": source.outlet,
        "published": source.published,
    }


def hits_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Hits with their ranks, from 1."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 6),
            "document_id": hit.source.document_id,
            "title": hit.source.title,
            "source": hit.source.location,
            "published": hit.source.published,
            "page": hit.passage.page,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "context": list(hit.passage.context),
            "places": [_place(place) for place in hit.places],
        }
        for rank, hit in enumerate(hits, 1)
    ]


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict."""
    return {"verdict": verdict.label, "score": round(verdict.score, 4), "reason": verdict.reason}


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer, as ``ask --json`` prints it."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status,
        "reason": answer.reason,
        "text": answer.text,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [_citation(citation) for citation in answer.citations],
        "coverage": _coverage(answer.coverage),
        "writer": answer.writer,
        "evidence": round(answer.evidence, 4),
        "timings_ms": dict(answer.timings_ms),
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    verdict = verdict_json(sentence.verdict) if sentence.verdict else {"verdict": None, "score": None, "reason": ""}
    return {
        "text": sentence.text,
        "kind": sentence.kind,
        **verdict,
        "citations": list(sentence.citations),
        "speaker": sentence.speaker,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    place = {"page": citation.page, "start": citation.start, "end": citation.end, "quote": citation.quote}
    places = [_place(one) for one in citation.places]
    return {"number": citation.number, **source_json(citation.source), **place, "places": places}


def _place(place: Place) -> dict[str, Any]:
    source = place.source
    return {
        "document_id": source.document_id,
        "title": source.title,
        "source": source.location,
        "published": source.published,
        "page": place.page,
        "start": place.start,
        "end": place.end,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "documents_searched": coverage.documents_searched,
        "passages_searched": coverage.passages_searched,
        "failed_documents": coverage.failed_documents,
        "filters": dict(coverage.filters),
        "nearest": hits_json(coverage.nearest),
    }
