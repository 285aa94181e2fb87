"""Each sentence of a text against the passages nearest to it."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from onrecord.agreement import Contradiction
from onrecord.answering.speaker import speaker_of
from onrecord.contract import verdict_json
from onrecord.desk import CheckedClaim, Claim
from onrecord.errors import BadInput
from onrecord.grounding.headings import unmarked_headings
from onrecord.grounding.otherwise import contrary
from onrecord.grounding.said_so import said_so
from onrecord.grounding.speaker_missing import with_its_speaker
from onrecord.grounding.taken_back import taken_back
from onrecord.ports import Judge, Retriever
from onrecord.sentences import block_sentences, fold, iter_blocks
from onrecord.types import Filters, Hit, Span
from onrecord.words import has_word, whole

__all__ = ["Checker", "checked_sentences"]

# Passages that a sentence may rest on: more, and a false sentence finds its words somewhere.
_PASSAGES: Final = 3
# Passages in which something else is looked for than what is supported.
_LOOKED_AT: Final = 8
# A Markdown heading, or a line that ends in a colon.
_FRAMES: Final = re.compile(r"\A\s*#{1,6}\s|:\s*\Z")


class Checker:
    """Checks texts against what is on record: a :class:`onrecord.desk.DraftChecker`."""

    def __init__(self, retriever: Retriever, judge: Judge, read: Callable[[Path], str]) -> None:
        """Put the partners together; each is called from several threads at once.

        Args:
            retriever: finds the passages nearest to a sentence.
            judge: says whether they support it.
            read: gives the text of a file, or raises IngestError.
        """
        self._retriever, self._judge, self._read = retriever, judge, read

    @property
    def judge(self) -> str:
        """Name of what gives the verdicts."""
        return self._judge.name

    def read(self, path: Path) -> str:
        """The text of a file of any format that is read.

        Raises:
            IngestError: it cannot be read.
        """
        return self._read(path)

    def claims(self, text: str) -> list[Claim]:
        """The sentences of a text, in order, none overlapping; what stands between them is white space.

        Headings, lines that only frame what follows ("According to the two reports:") and what holds no word claim
        nothing. A heading that Markdown does not mark is told by its words and by what stands under it
        (:mod:`onrecord.grounding.headings`).

        Raises:
            BadInput: none of them claims anything.
        """
        kept = whole(text)  # as long as the text
        blocks = list(iter_blocks(kept))
        headings = unmarked_headings(kept, blocks)
        claims = [
            Claim(span.start, span.end, place not in headings and _claims(kept[span.start : span.end]))
            for place, block in enumerate(blocks)
            for span in block_sentences(kept, block)
        ]
        if not any(claim.claims for claim in claims):
            raise BadInput("There is no sentence to check; give a text or a file.")
        return claims

    def check(self, claim: str, filters: Filters | None = None) -> CheckedClaim:
        """A verdict on one sentence, from the few passages nearest to it.

        Where the filters let nothing pass there are no hits, and the sentence is not supported.

        Raises:
            EmptyLibrary: nothing has been ingested yet.
            BadInput: it holds no word.
            ModelUnavailable: the judge's model gave no verdict.
        """
        sentence = fold(whole(claim))
        if not has_word(sentence):
            raise BadInput("There is no word to check; give a sentence.")
        found = self._retriever.search(sentence, _LOOKED_AT, filters)
        hits = found[:_PASSAGES]
        passages = [hit.passage for hit in hits]
        verdict = self._judge.weigh(sentence, [passage.text for passage in passages])
        right = said_so(verdict, sentence, passages, self._judge)
        verdict = right or with_its_speaker(verdict, sentence, passages)
        contradicted = self._contradicted(sentence, found) if verdict.label != "unsupported" else ()
        return CheckedClaim(sentence, verdict, tuple(hits), contradicted)

    def _contradicted(self, sentence: str, hits: Sequence[Hit]) -> tuple[Contradiction, ...]:
        """The documents that say otherwise, and do not say the same in another of these passages."""
        by_document: dict[str, list[Hit]] = {}
        for hit in hits:
            by_document.setdefault(hit.source.document_id, []).append(hit)
        found = []
        for some in by_document.values():
            texts, title = [hit.passage.text for hit in some], some[0].source.title
            if one := contrary(sentence, texts, self._judge, title):
                hit = some[one.passage]
                span = _span_of(hit, one.sentence)
                found.append(Contradiction(hit, span, one.reason, speaker_of(hit.passage, span)))
            elif back := next(((hit, said) for hit in some if (said := taken_back(sentence, hit))), None):
                hit, (span, reason) = back
                found.append(Contradiction(hit, span, reason, speaker_of(hit.passage, span)))
        return tuple(found)


def checked_sentences(text: str, checker: Checker) -> list[dict[str, Any]]:
    """A row a sentence that claims something: text, verdict, reason, place and nearest words of the best passage.

    Raises:
        BadInput: the text holds no word, or nothing that claims anything.
        EmptyLibrary: nothing has been ingested yet.
        ModelUnavailable: the judge's model gave no verdict.
    """
    claims = [claim for claim in checker.claims(text) if claim.claims]
    return [_row(checker.check(text[claim.start : claim.end])) for claim in claims]


def _span_of(hit: Hit, sentence: str) -> Span:
    """Where a sentence of a passage stands; its best one where it is not among them."""
    passage = hit.passage
    same = (span for span in passage.sentences if fold(whole(passage.quote(span))) == sentence)
    return next(same, hit.evidence[0] if hit.evidence else passage.sentences[0])


def _claims(sentence: str) -> bool:
    return has_word(sentence) and not _FRAMES.search(sentence)


def _row(checked: CheckedClaim) -> dict[str, Any]:
    best = checked.hits[0] if checked.hits else None
    return {
        "text": checked.text,
        **verdict_json(checked.verdict, checked.text),
        "document_id": best.source.document_id if best else None,
        "nearest": fold(best.passage.quote(best.evidence[0])) if best and best.evidence else None,
        "title": best.source.title if best else None,
        "source": best.source.location if best else None,
        "page": best.passage.page if best else None,
        "start": best.passage.start if best else None,
        "end": best.passage.end if best else None,
        "contradicted_by": [_contradiction(one) for one in checked.contradicted],
    }


def _contradiction(one: Contradiction) -> dict[str, Any]:
    source, passage = one.hit.source, one.hit.passage
    return {
        "document_id": source.document_id,
        "title": source.title,
        "source": source.location,
        "published": source.published,
        "page": passage.page_of(one.span),
        "start": one.span.start,
        "end": one.span.end,
        "quote": passage.quote(one.span),
        "speaker": one.speaker,
        "reason": one.reason,
    }
