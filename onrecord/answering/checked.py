"""A draft -> an answer in which every sentence has its verdict and every citation its exact place."""

from collections.abc import Sequence

from onrecord.grounding.verbatim import quoted_words
from onrecord.ports import CitedSpan, DraftSentence, Judge, Prompts
from onrecord.types import Answer, Citation, Coverage, Sentence

__all__ = ["checked_answer", "refusal"]


class _Numbering:
    """Citations in the order they are first used; the same words of the same document keep their number."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[str, int, int], Citation] = {}

    def number(self, cite: CitedSpan) -> int:
        place = (cite.hit.source.document_id, cite.span.start, cite.span.end)
        if place not in self._by_place:
            self._by_place[place] = _citation(len(self._by_place) + 1, cite)
        return self._by_place[place].number

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._by_place.values())


def _citation(number: int, cite: CitedSpan) -> Citation:
    passage, span = cite.hit.passage, cite.span
    page, quote = passage.page_of(span), passage.quote(span)
    return Citation(number, cite.hit.source, page, span.start, span.end, quote, cite.hit.places)


def checked_answer(
    question: str,
    standalone: str,
    draft: Sequence[DraftSentence],
    coverage: Coverage,
    judge: Judge,
    writer: str,
) -> Answer:
    """The answer of a draft, each sentence weighed against only what it cites, in the section it stands in."""
    numbering = _Numbering()
    sentences = tuple(_checked(drafted, numbering, judge) for drafted in draft)
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
    )


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
    return f"\u201c{sentence.text}\u201d{marks}" if sentence.kind == "quote" else f"{sentence.text}{marks}"


def _basis(citations: Sequence[Citation]) -> str:
    documents = len({citation.source.document_id for citation in citations})
    return (
        f"rests on {len(citations)} quote{'s' if len(citations) != 1 else ''} "
        f"from {documents} document{'s' if documents != 1 else ''}"
    )


def refusal(question: str, standalone: str, coverage: Coverage, writer: str, prompts: Prompts) -> Answer:
    """An answer that answers nothing, and says what was searched and what came nearest."""
    if not coverage.documents_searched:
        reason = "no document passes the filters"
    elif not coverage.nearest:
        quoted = quoted_words(standalone)
        reason = "no passage has the quoted words" if quoted else "no passage has anything to do with the question"
    else:
        reason = "no passage answers the question well enough"
    text = prompts.render(
        "refusal",
        documents=f"{coverage.documents_searched:,}",
        passages=f"{coverage.passages_searched:,}",
        filters=_filters(coverage),
        nearest=_nearest(coverage),
        failed=_failed(coverage),
    )
    return Answer(question, standalone, "abstained", reason, text.strip(), (), (), coverage, writer, {"total": 0.0})


def _filters(coverage: Coverage) -> str:
    return "".join(f", {name} {value}" for name, value in coverage.filters.items())


def _nearest(coverage: Coverage) -> str:
    titles = dict.fromkeys(hit.source.title for hit in coverage.nearest)
    return f" Nearest: {'; '.join(titles)}." if titles else ""


def _failed(coverage: Coverage) -> str:
    count = coverage.failed_documents
    return f" {count} file{'s' if count > 1 else ''} could not be read." if count else ""
