"""The extractive writer: it answers with the sentences that answer, word for word."""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.answering.speaker import speaker_of
from onrecord.ports import CitedSpan, DraftSentence
from onrecord.sentences import fold
from onrecord.types import Hit, Passage, Source, Span
from onrecord.words import content_stems

__all__ = ["ExtractiveWriter", "describe"]

# A further sentence is quoted when it answers almost as well as the best one: this much of its score.
_CLOSE: Final = 0.85
# Of one document this many sentences at most: what others say of the matter is worth more than more of the same.
_OF_ONE_DOCUMENT: Final = 2
# Two sentences that share this much of their telling words say the same: a reprint, or the overlap of two passages.
_SAME: Final = 0.7
# A sentence that begins so leans on the one before it, which is then quoted with it.
_LEANS: Final = re.compile(
    r"[\"\u201c']?(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|The (?:former|latter))\b"
)
_MOST_BEFORE: Final = 400


class ExtractiveWriter:
    """Quotes the sentences that answer, grouped by document, most telling first, none said twice.

    Args:
        most: most sentences in an answer.
    """

    name = "extractive"

    def __init__(self, most: int) -> None:
        self._most = most

    def write(self, question: str, hits: Sequence[Hit]) -> list[DraftSentence]:
        """The quotes, each after a line that names its document; empty where the hits have no sentence."""
        chosen = self._choose(hits)
        documents = list(dict.fromkeys(cite.hit.source.document_id for cite in chosen))
        draft: list[DraftSentence] = []
        for document_id in documents:
            cites = [cite for cite in chosen if cite.hit.source.document_id == document_id]
            draft.append(DraftSentence(f"{describe(cites[0].hit.source)}:", "framing"))
            draft.extend(_quote(cite) for cite in cites)
        return draft

    def _choose(self, hits: Sequence[Hit]) -> list[CitedSpan]:
        """The best sentence of the best hit, then those that come close to it, best first, a few of a document."""
        if not hits or not hits[0].evidence:
            return []
        lead = _with_its_neighbours(hits[0], hits[0].evidence[0])
        close = [(hit, span) for hit in hits for span in hit.evidence if span.score >= _CLOSE * lead.span.score]
        others = [_with_its_neighbours(hit, span) for hit, span in close]
        chosen = [lead]
        for cite in sorted(others, key=lambda cite: -cite.span.score):
            if len(chosen) == self._most:
                break
            same_document = [one for one in chosen if one.hit.source.document_id == cite.hit.source.document_id]
            if len(same_document) < _OF_ONE_DOCUMENT and not any(_says_the_same(cite, one) for one in chosen):
                chosen.append(cite)
        return chosen


def _says_the_same(one: CitedSpan, other: CitedSpan) -> bool:
    if one.hit.source.document_id == other.hit.source.document_id and (
        one.span.start < other.span.end and other.span.start < one.span.end
    ):
        return True
    words, others = (set(content_stems(cite.hit.passage.quote(cite.span))) for cite in (one, other))
    if {word for word in words ^ others if word[0].isdigit()}:
        return False  # another figure is another claim, however alike the sentences are
    both = words | others
    return not both or len(words & others) / len(both) >= _SAME


def _quote(cite: CitedSpan) -> DraftSentence:
    passage = cite.hit.passage
    return DraftSentence(fold(passage.quote(cite.span)), "quote", (cite,), speaker_of(passage, cite.span))


def _with_its_neighbours(hit: Hit, span: Span) -> CitedSpan:
    """The sentence with those beside it that it cannot be read without.

    Of its paragraph these are the one before it where it begins with a pronoun, and the one after it where that does,
    and answers as well.
    """
    passage = hit.passage
    start, end = span.start, span.end
    before = [other for other in passage.sentences if other.end <= span.start]
    if before and _LEANS.match(passage.quote(span)) and _go_together(passage, before[-1], span):
        start = before[-1].start
    after = [other for other in hit.evidence if other.start >= span.end]
    following = min(after, key=lambda other: other.start, default=None)
    if (
        following is not None
        and following.score >= _CLOSE * span.score
        and _LEANS.match(passage.quote(following))
        and _go_together(passage, span, following)
    ):
        end = following.end
    return CitedSpan(hit, Span(start, end, span.score))


def _go_together(passage: Passage, first: Span, second: Span) -> bool:
    """Whether one sentence follows the other in a paragraph, and the first is short enough to be quoted along."""
    between = passage.text[first.end - passage.start : second.start - passage.start]
    return not between.strip() and "\n" not in between.strip(" ") and first.end - first.start <= _MOST_BEFORE


def describe(source: Source) -> str:
    """One line that names a document: who published it, when, and its title."""
    who = source.outlet or source.author
    return ", ".join(part for part in (who, source.published, f"\u201c{source.title}\u201d") if part)
