"""The judge of a run on each sentence of an answer, whatever the answer's own judge said."""

from collections.abc import Callable, Mapping

from eval.metrics.seen import Checked
from onrecord.answers import Answer, Citation, Sentence, Verdict
from onrecord.errors import OnrecordError
from onrecord.ports import Judge
from onrecord.types import Document

__all__ = ["check_sentences", "read_by"]


def check_sentences(answer: Answer, documents: Mapping[str, Document], judge: Judge) -> tuple[Checked, ...]:
    """Weigh each sentence that claims something against all it cites, each citation alone, and the others without it.

    Args:
        answer: an answer or a refusal, which has no sentence.
        documents: id -> document as it is on record now; a citation of one that is gone is read as nothing.
        judge: the judge of the run. Where it fails on a sentence the sentence is noted as not judged.
    """
    texts = {one.number: read_by(one, documents) for one in answer.citations}
    return tuple(
        _checked(place, sentence, texts, judge)
        for place, sentence in enumerate(answer.sentences)
        if sentence.kind != "framing"
    )


def read_by(citation: Citation, documents: Mapping[str, Document]) -> str:
    """What a checker of the citation reads, as the document has it now; empty where it has nothing there."""
    document = documents.get(citation.source.document_id)
    if document is None:
        return ""
    start, end = (citation.read.start, citation.read.end) if citation.read else (citation.start, citation.end)
    return document.text[start:end]


def _checked(place: int, sentence: Sentence, texts: Mapping[int, str], judge: Judge) -> Checked:
    def weigh(numbers: tuple[int, ...]) -> Verdict:
        evidence = [texts[number] for number in numbers if texts[number].strip()]
        return judge.weigh(sentence.text, list(dict.fromkeys(evidence)))

    numbers = sentence.citations
    try:
        verdict = weigh(numbers)
        alone = {number: _supports(weigh, (number,)) if len(numbers) > 1 else _full(verdict) for number in numbers}
        others = {number: tuple(one for one in numbers if one != number) for number in numbers if len(numbers) > 1}
        without = {number: _supports(weigh, rest) for number, rest in others.items()}
    except OnrecordError as error:
        return Checked(place, None, failure=str(error))
    return Checked(place, verdict, alone, without)


def _supports(weigh: Callable[[tuple[int, ...]], Verdict], numbers: tuple[int, ...]) -> bool:
    return _full(weigh(numbers))


def _full(verdict: Verdict) -> bool:
    return verdict.label == "supported"
