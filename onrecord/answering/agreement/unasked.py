"""What another document says otherwise than a sentence of the answer, though nobody asked: versions side by side."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.agreement import AskedFor, Disagreement, Version
from onrecord.answering.agreement.compare import dated
from onrecord.answering.speaker import speaker_of
from onrecord.answers import Answer, Citation, Sentence
from onrecord.corrections import notice_of
from onrecord.dateline import after_dateline
from onrecord.grounding.otherwise import Contrary, contrary
from onrecord.ports import Judge
from onrecord.sentences import fold
from onrecord.types import Hit, Span
from onrecord.words import whole

__all__ = ["unasked"]

# So many of the hits are looked at for each sentence, and so much is told.
_MOST_HITS: Final = 8
_MOST_TOLD: Final = 3
_LONGEST_ABOUT: Final = 90
_KINDS: Final[dict[str, AskedFor]] = {"figure": "number", "date": "date", "name": "name"}


def unasked(
    answer: Answer, hits: Sequence[Hit], judge: Judge, told: Sequence[Disagreement] = ()
) -> tuple[Disagreement, ...]:
    """Where a document that was found gives another figure, date or name than a sentence of the answer does.

    Args:
        answer: only sentences that are supported are looked at.
        hits: what was found for the question, best first.
        judge: that of the answer.
        told: differences in what was asked, whose versions are not told again.

    Returns:
        At most three, in the order of the sentences; each place of another document is there once.

    Raises:
        ModelUnavailable: the judge's model gave no verdict.
    """
    cited = {citation.number: citation for citation in answer.citations}
    found: list[Disagreement] = []
    seen = {(version.source.document_id, version.start) for one in told for version in one.versions}
    for sentence in answer.sentences:
        if sentence.verdict is None or sentence.verdict.label != "supported" or not sentence.citations:
            continue
        own = [cited[number] for number in sentence.citations]
        for other, said in _contraries(sentence, own, hits, judge):
            citation = next((one for one in own if _at(said.words, one.quote)), None)
            version = _version_there(other, said)
            if citation is None or version is None or (version.source.document_id, version.start) in seen:
                continue
            seen.add((version.source.document_id, version.start))
            versions = dated([_version_here(sentence, citation, said), version])
            found.append(Disagreement(_about(sentence.text), _KINDS[said.kind], tuple(versions), unasked=True))
    return tuple(found[:_MOST_TOLD])


def _contraries(
    sentence: Sentence, own: Sequence[Citation], hits: Sequence[Hit], judge: Judge
) -> Iterator[tuple[list[Hit], Contrary]]:
    """What documents that a sentence does not cite say otherwise: with another value in its place."""
    mine = {citation.source.document_id for citation in own}
    by_document: dict[str, list[Hit]] = {}
    for hit in hits[:_MOST_HITS]:
        if hit.source.document_id not in mine:
            by_document.setdefault(hit.source.document_id, []).append(hit)
    for some in by_document.values():
        said = contrary(sentence.text, [hit.passage.text for hit in some], judge, some[0].source.title)
        if said and said.words and said.instead and said.kind in _KINDS:
            yield some, said


def _at(words: str, quote: str) -> tuple[int, int] | None:
    """Where some words stand in a quote, whatever white space it has between them."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), quote)
    return found.span() if found else None


def _version_here(sentence: Sentence, citation: Citation, said: Contrary) -> Version:
    """What the answer cites."""
    start, end = _at(said.words, citation.quote) or (0, len(citation.quote))
    return Version(
        value=citation.quote[start:end],
        folded=fold(said.words).casefold(),
        source=citation.source,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        value_start=citation.start + start,
        value_end=citation.start + end,
        speaker=sentence.speaker,
    )


def _version_there(hits: Sequence[Hit], said: Contrary) -> Version | None:
    """What the other document says; None where its words are not found there letter for letter."""
    hit = hits[said.passage]
    passage = hit.passage
    span = next((one for one in passage.sentences if fold(whole(passage.quote(one))) == said.sentence), None)
    at = _at(said.instead, passage.quote(span)) if span else None
    if span is None or at is None:
        return None
    quote = passage.quote(span)
    return Version(
        value=quote[at[0] : at[1]],
        folded=fold(said.instead).casefold(),
        source=hit.source,
        page=passage.page_of(span),
        start=span.start,
        end=span.end,
        quote=quote,
        value_start=span.start + at[0],
        value_end=span.start + at[1],
        speaker=speaker_of(passage, Span(span.start, span.end)),
        reprints=hit.places,
        correction=notice_of(hit.source, passage.text) is not None,
    )


def _about(sentence: str) -> str:
    """The first words of a sentence, without the place and the agency of a report."""
    words = fold(sentence)
    words = words[after_dateline(words) :] or words
    return words if len(words) <= _LONGEST_ABOUT else f"{words[:_LONGEST_ABOUT].rsplit(maxsplit=1)[0]} \u2026"
