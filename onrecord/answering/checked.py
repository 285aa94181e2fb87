"""Checked sentences -> the answer, with what it leaves open; or a refusal that says what was searched."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.answering.sheet import Sheet
from onrecord.answers import Answer, Citation, Coverage, Sentence, Unanswered
from onrecord.grounding.verbatim import quoted_words
from onrecord.ports import Prompts
from onrecord.sentences import fold

__all__ = ["answered", "refusal", "with_unanswered"]


def answered(question: str, standalone: str, sheet: Sheet, coverage: Coverage, names: tuple[str, str]) -> Answer:
    """The answer that is on a sheet; ``names`` are those of the writer and of the judge."""
    writer, judge = names
    return Answer(
        question=question,
        standalone_question=standalone,
        status="answered",
        reason=_basis(sheet.citations),
        text="\n".join(_shown(sentence) for sentence in sheet.sentences),
        sentences=sheet.sentences,
        citations=sheet.citations,
        coverage=coverage,
        writer=writer,
        timings_ms={"total": 0.0},
        judge=judge,
        held=tuple(sheet.held),
    )


def with_unanswered(answer: Answer, unanswered: Sequence[Unanswered]) -> Answer:
    """``answer`` with the parts of the question that it leaves open, which are said at its end."""
    if not unanswered:
        return answer
    said = [_not_answered(part) for part in unanswered]
    return replace(
        answer,
        reason=f"{answer.reason}; {len(said)} part{'s' if len(said) > 1 else ''} of the question not answered",
        text="\n".join((answer.text, *said)),
        sentences=(*answer.sentences, *(Sentence(words, "framing") for words in said)),
        unanswered=tuple(unanswered),
    )


def _not_answered(part: Unanswered) -> str:
    because = f": {part.reason}" if part.reason else ""
    return f"The documents on record do not answer \u201c{part.question}\u201d{because}."


def _shown(sentence: Sentence) -> str:
    if sentence.kind == "framing":
        return sentence.text
    marks = "".join(f" [{number}]" for number in sentence.citations)
    if sentence.said_by and (sentence.speaker or sentence.said_by).casefold() not in sentence.text.casefold():
        marks = f" \u2014 {sentence.said_by}{marks}"
    if sentence.kind == "quote":
        return f"\u201c{sentence.text}\u201d{marks}"
    unsupported = sentence.verdict is not None and sentence.verdict.label == "unsupported"
    return f"{sentence.text}{marks}{' (not supported)' if unsupported else ''}"


def _basis(citations: Sequence[Citation]) -> str:
    documents = len({citation.source.document_id for citation in citations})
    return (
        f"rests on {len(citations)} quote{'s' if len(citations) != 1 else ''} "
        f"from {documents} document{'s' if documents != 1 else ''}"
    )


def refusal(
    question: str,
    standalone: str,
    unanswered: Sequence[Unanswered],
    coverage: Coverage,
    writer: str,
    prompts: Prompts,
) -> Answer:
    """An answer that answers nothing, and says what was searched, what came nearest, and why that is no answer."""
    if not coverage.documents_searched:
        reason = "no document passes the filters"
    elif not coverage.nearest:
        quoted = quoted_words(standalone)
        reason = "no passage has the quoted words" if quoted else "no passage has anything to do with the question"
    else:
        reason = "; ".join(_reasons(unanswered)) or "no passage answers the question well enough"
    text = prompts.render(
        "refusal",
        documents=f"{coverage.documents_searched:,}",
        passages=f"{coverage.passages_searched:,}",
        filters=_filters(coverage),
        nearest=_nearest(coverage),
        failed=_failed(coverage),
    )
    return Answer(question, standalone, "abstained", reason, text.strip(), (), (), coverage, writer, {"total": 0.0})


def _reasons(unanswered: Sequence[Unanswered]) -> list[str]:
    """Why each part is not answered; each after its part, where there are several."""
    known = [part for part in unanswered if part.reason]
    if len(unanswered) == 1:
        return [part.reason for part in known]
    return [f"\u201c{part.question}\u201d: {part.reason}" for part in known]


def _filters(coverage: Coverage) -> str:
    return "".join(f", {name} {value}" for name, value in coverage.filters.items())


def _nearest(coverage: Coverage) -> str:
    """The titles of the nearest passages, the first with why it does not answer."""
    if not coverage.nearest:
        return ""
    first, *others = dict.fromkeys(fold(hit.source.title) for hit in coverage.nearest)
    because = f", which {coverage.why[0]}" if coverage.why else ""
    quoted = [f"\u201c{title}\u201d" for title in others]
    also = f"; then {', '.join(quoted)}" if others else ""
    return f" Nearest: \u201c{first}\u201d{because}{also}."


def _failed(coverage: Coverage) -> str:
    count = coverage.failed_documents
    return f" {count} file{'s' if count > 1 else ''} could not be read." if count else ""
