"""A draft -> an answer in which every sentence has its verdict and every citation its exact place."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.answers import Answer, Citation, Coverage, Sentence, Unanswered
from onrecord.grounding.verbatim import quoted_words
from onrecord.ports import CitedSpan, DraftSentence, Judge, Prompts
from onrecord.sentences import fold
from onrecord.types import Span

__all__ = ["checked_answer", "refusal", "with_unanswered"]


class _Numbering:
    """Citations in the order they are first used; the same words of the same document keep their number."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, int, int], Citation] = {}

    def number(self, cite: CitedSpan) -> int:
        place = _place(cite)
        if place not in self._by_place:
            self._by_place[place] = _citation(len(self._by_place) + 1, cite)
        return self._by_place[place].number

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._by_place.values())


def _place(cite: CitedSpan) -> tuple[str, int, int]:
    return cite.hit.source.document_id, cite.span.start, cite.span.end


def _citation(number: int, cite: CitedSpan) -> Citation:
    passage, span = cite.hit.passage, cite.span
    page, quote = passage.page_of(span), passage.quote(span)
    read = passage.section if cite.hit.section and passage.section else Span(passage.start, passage.end)
    return Citation(number, cite.hit.source, page, span.start, span.end, quote, cite.hit.places, read)


def checked_answer(
    question: str,
    standalone: str,
    draft: Sequence[DraftSentence],
    coverage: Coverage,
    judge: Judge,
    writer: str,
) -> Answer:
    """The answer of a draft, each sentence weighed against only what it cites, in the section it stands in.

    What is drafted twice is there once.
    """
    numbering = _Numbering()
    sentences = tuple(_checked(drafted, numbering, judge) for drafted in _once(draft))
    citations = numbering.all()
    return Answer(
        question=question,
        standalone_question=standalone,
        status="answered",
        reason=_basis(citations),
        text="\n".join(_shown(sentence) for sentence in sentences),
        sentences=sentences,
        citations=citations,
        coverage=coverage,
        writer=writer,
        timings_ms={"total": 0.0},
        judge=judge.name,
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


def _once(draft: Sequence[DraftSentence]) -> list[DraftSentence]:
    """The draft without sentences that it has already, and without framing that then frames nothing."""
    first: dict[object, DraftSentence] = {}
    for drafted in draft:
        again = drafted.kind == "framing"  # the name of a document may stand over its quotes more than once
        first.setdefault(len(first) if again else (drafted.text, tuple(map(_place, drafted.cites))), drafted)
    ahead = [*list(first.values())[1:], None]
    return [
        one
        for one, after in zip(first.values(), ahead, strict=True)
        if one.kind != "framing" or (after is not None and after.kind != "framing") or len(first) == 1
    ]


def _not_answered(part: Unanswered) -> str:
    because = f": {part.reason}" if part.reason else ""
    return f"The documents on record do not answer \u201c{part.question}\u201d{because}."


def _checked(drafted: DraftSentence, numbering: _Numbering, judge: Judge) -> Sentence:
    if drafted.kind == "framing":
        return Sentence(drafted.text, "framing")
    evidence = [cite.hit.section or cite.hit.passage.text for cite in drafted.cites]
    verdict = judge.weigh(drafted.text, evidence)
    numbers = tuple(dict.fromkeys(numbering.number(cite) for cite in drafted.cites))
    return Sentence(drafted.text, drafted.kind, numbers, verdict, drafted.speaker)


def _shown(sentence: Sentence) -> str:
    if sentence.kind == "framing":
        return sentence.text
    marks = "".join(f" [{number}]" for number in sentence.citations)
    if sentence.speaker and sentence.speaker.casefold() not in sentence.text.casefold():
        marks = f" \u2014 {sentence.speaker}{marks}"
    return f"\u201c{sentence.text}\u201d{marks}" if sentence.kind == "quote" else f"{sentence.text}{marks}"


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
