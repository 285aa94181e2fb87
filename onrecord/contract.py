"""Our values as the JSON that other tools rely on. Fields are added freely and renamed never."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from onrecord.agreement import Disagreement, Version
from onrecord.answers import Answer, Citation, Coverage, HeldBack, Sentence, Verdict
from onrecord.asked_time import AskedTime
from onrecord.moments import Moment
from onrecord.types import Hit, Place, Source

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
        "published_from": source.published_from,
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
            "corrected": _place(hit.corrected) if hit.corrected else None,
        }
        for rank, hit in enumerate(hits, 1)
    ]


def verdict_json(verdict: Verdict, text: str) -> dict[str, Any]:
    """A verdict on ``text``, which must be as the judge was given it.

    ``offending`` are the words that are not supported, ``offending_at`` where each stands in ``text``.
    """
    return {
        "verdict": verdict.label,
        "score": round(verdict.score, 4),
        "reason": verdict.reason,
        "offending": [text[start:end] for start, end in verdict.offending],
        "offending_at": [[start, end] for start, end in verdict.offending],
    }


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
        "judge": answer.judge,
        "evidence": round(answer.evidence, 4),
        "unanswered": [{"question": part.question, "reason": part.reason} for part in answer.unanswered],
        "timings_ms": dict(answer.timings_ms),
        "held": [_held(one) for one in answer.held],
        "usage": asdict(answer.usage) if answer.usage else None,
        "instead": answer.instead,
        "planted": [_place(place) for place in answer.planted],
        "new_topic": answer.new_topic,
        "agreements": [_disagreement(one) for one in answer.agreements],
        "as_of": answer.as_of,
        "asked_time": _asked_time(answer.asked_time) if answer.asked_time else None,
    }


def _asked_time(asked: AskedTime) -> dict[str, Any]:
    return {"which": asked.which, "day": asked.day.isoformat() if asked.day else None}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    none: dict[str, Any] = {"verdict": None, "score": None, "reason": "", "offending": [], "offending_at": []}
    verdict = verdict_json(sentence.verdict, sentence.text) if sentence.verdict else none
    return {
        "text": sentence.text,
        "kind": sentence.kind,
        **verdict,
        "citations": list(sentence.citations),
        "speaker": sentence.speaker,
        "role": sentence.role,
    }


def _held(held: HeldBack) -> dict[str, Any]:
    return {"text": held.text, **verdict_json(held.verdict, held.text), "fate": held.fate, "instead": held.instead}


def _citation(citation: Citation) -> dict[str, Any]:
    place = {"page": citation.page, "start": citation.start, "end": citation.end, "quote": citation.quote}
    places = [_place(one) for one in citation.places]
    read = [citation.read.start, citation.read.end] if citation.read else None
    moments = [_moment(one) for one in citation.moments]
    corrected = _place(citation.corrected) if citation.corrected else None
    told = {"places": places, "read": read, "moments": moments, "corrected": corrected}
    return {"number": citation.number, **source_json(citation.source), **place, **told}


def _moment(moment: Moment) -> dict[str, Any]:
    """Words that are a date; ``first`` and ``last`` are ISO days, null where what the words mean is not known."""
    return {
        "words": moment.words,
        "start": moment.start,
        "end": moment.end,
        "first": moment.first.isoformat() if moment.first else None,
        "last": moment.last.isoformat() if moment.last else None,
        "relative": moment.relative,
        "leans": moment.leans,
    }


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


def _disagreement(one: Disagreement) -> dict[str, Any]:
    versions = [_version(version) for version in one.versions]
    return {"question": one.question, "kind": one.kind, "versions": versions, "unasked": one.unasked}


def _version(version: Version) -> dict[str, Any]:
    """A version with ``value`` as written and ``folded``, which versions that agree share."""
    return {
        "value": version.value,
        "folded": version.folded,
        **source_json(version.source),
        "page": version.page,
        "start": version.start,
        "end": version.end,
        "quote": version.quote,
        "value_start": version.value_start,
        "value_end": version.value_end,
        "speaker": version.speaker,
        "reprints": [_place(place) for place in version.reprints],
        "latest": version.latest,
        "correction": version.correction,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    nearest = hits_json(coverage.nearest)
    for row, why in zip(nearest, coverage.why, strict=False):
        row["why"] = why
    return {
        "documents_searched": coverage.documents_searched,
        "passages_searched": coverage.passages_searched,
        "failed_documents": coverage.failed_documents,
        "filters": dict(coverage.filters),
        "nearest": nearest,
    }
