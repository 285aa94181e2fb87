"""The extractive writer: it answers with the sentences that answer, word for word."""

import re
from collections.abc import Sequence
from typing import Any, Final

from onrecord.answering.agreement.compare import versions_in
from onrecord.answering.agreement.told import told_in
from onrecord.answering.dated import is_other, is_then, moments_of, when_asked
from onrecord.answering.drafted import Drafted
from onrecord.answering.evidence import STATES_ENOUGH, STATES_WITHIN
from onrecord.answering.neighbours import with_its_neighbours
from onrecord.answering.speaker import named_there, speaker_of
from onrecord.grounding.verbatim import quoted_words
from onrecord.ports import CitedSpan, DraftSentence, Writing
from onrecord.question import kind_of, states
from onrecord.sentences import fold
from onrecord.types import Hit, Source, Span
from onrecord.words import content_stems

__all__ = ["ExtractiveWriter", "describe", "quote_of"]

# A further sentence is quoted when it answers almost as well as the best one: this much of its score.
_CLOSE: Final = 0.85
# Of one document this many sentences at most: what others say of the matter is worth more than more of the same.
_OF_ONE_DOCUMENT: Final = 2
# A sentence that states what is asked for ("38 boats" for "how many boats") comes before others by so much of a score.
_STATES_BONUS: Final = 0.2
# And one of the day, month or quarter that is asked about before others by so much.
_THEN_BONUS: Final = 0.1
# Two sentences that share this much of their telling words say the same: a reprint, or the overlap of two passages.
_SAME: Final = 0.7
# Words of somebody whom the sentence does not name.
_SAYS: Final = re.compile(
    r"\b(?:she|he|they) (?:\w+ly )?(?:said|says|wrote|told|added|asked|replied|argued)\b", re.IGNORECASE
)
_STATED: Final = frozenset({"money", "number", "date"})


class ExtractiveWriter:
    """Quotes the sentences that answer, grouped by document, most telling first, none said twice.

    Args:
        most: most sentences in an answer.
    """

    name = "extractive"

    def __init__(self, most: int) -> None:
        self._most = most

    def begin(
        self,
        question: str,
        hits: Sequence[Hit],
        fresh: bool = False,
        trace: Any = None,  # noqa: ANN401 - no model is asked
    ) -> Writing:
        """The draft of :meth:`write`, at hand whole."""
        return Drafted(self.write(question, hits))

    def write(self, question: str, hits: Sequence[Hit]) -> list[DraftSentence]:
        """The quotes, each after a line that names its document; empty where the hits have no sentence."""
        chosen = self._choose(question, hits)
        documents = list(dict.fromkeys(cite.hit.source.document_id for cite in chosen))
        draft: list[DraftSentence] = []
        for document_id in documents:
            cites = [cite for cite in chosen if cite.hit.source.document_id == document_id]
            draft.append(DraftSentence(f"{describe(cites[0].hit.source)}:", "framing"))
            draft.extend(quote_of(cite) for cite in cites)
        return draft

    def _choose(self, question: str, hits: Sequence[Hit]) -> list[CitedSpan]:
        """The best sentence of the best hit, then those that come close to it, best first, a few of a document.

        Where a figure, a sum or a date is asked for, those that have one come before others, and need come less close.
        Where a day, a month or a quarter is named, those of that time come before others, and the first place goes to
        one that comes close where the best sentence is of another time. Where sources differ in what is asked, each
        version is quoted, whatever its score: who reads one must see the other.
        """
        if not hits or not hits[0].evidence:
            return []
        kind, asked = kind_of(question), when_asked(question)
        best = with_its_neighbours(hits[0], _best(hits[0], quoted_words(question), question), question)

        def then(cite: CitedSpan) -> bool:
            return bool(asked) and is_then(moments_of(cite.hit, cite.span), asked)

        close = _enough(hits, best, _CLOSE, question)
        lead = best
        if asked and not quoted_words(question) and is_other(moments_of(best.hit, best.span), asked):
            lead = next(filter(then, _by_score(close)), best)

        def stated(cite: CitedSpan) -> bool:
            return states(kind, cite.hit.passage.quote(cite.span), question)

        further = [cite for cite in _enough(hits[:STATES_WITHIN], best, STATES_ENOUGH, question) if stated(cite)]
        named = _who_spoke(lead) if kind == "person" else []

        def worth(cite: CitedSpan) -> float:
            return cite.span.score + _STATES_BONUS * stated(cite) + _THEN_BONUS * then(cite)

        told = [with_its_neighbours(cite.hit, cite.span, question) for cite in versions_in(question, hits)]
        chosen = _with_versions([lead, *named], told)[: self._most]
        return self._taken(chosen, sorted([*close, *further], key=worth, reverse=True))

    def _taken(self, chosen: list[CitedSpan], others: Sequence[CitedSpan]) -> list[CitedSpan]:
        """``chosen`` with others, in their order, that say something else, a few of a document."""
        for cite in others:
            if len(chosen) == self._most:
                break
            if len(_of(cite, chosen)) < _OF_ONE_DOCUMENT and not any(_says_the_same(cite, one) for one in chosen):
                chosen = [*chosen, cite]
        return chosen


def _with_versions(chosen: list[CitedSpan], versions: Sequence[CitedSpan]) -> list[CitedSpan]:
    """``chosen`` with the versions that none of it holds already, in place of what such a version holds."""
    for cite in versions:
        if not any(_holds(one, cite) for one in chosen):
            chosen = [*(one for one in chosen if not _holds(cite, one)), cite]
    return chosen


def _holds(one: CitedSpan, other: CitedSpan) -> bool:
    same = one.hit.source.document_id == other.hit.source.document_id
    return same and one.span.start <= other.span.start and other.span.end <= one.span.end


def _best(hit: Hit, phrases: Sequence[str], question: str) -> Span:
    """The best sentence of a hit; of those that have the words in quote marks, where any does.

    Where it has not the figure or the date that is asked for, the one that gives it.
    """
    wanted = [fold(phrase).casefold().rstrip(".,") for phrase in phrases]
    has = (span for span in hit.evidence if all(one in fold(hit.passage.quote(span)).casefold() for one in wanted))
    best, kind = next(has, hit.evidence[0]), kind_of(question)
    if phrases or kind not in _STATED or states(kind, hit.passage.quote(best), question):
        return best
    told = told_in(question, hit)
    return next((span for span in hit.evidence if told and span.start == told.start), best)


def _by_score(cites: Sequence[CitedSpan]) -> list[CitedSpan]:
    """Best first; of equal ones in their order."""
    return sorted(cites, key=lambda cite: -cite.span.score)


def _who_spoke(cite: CitedSpan) -> list[CitedSpan]:
    """The nearest sentence before words of somebody that they only call "she" or "he" which names who speaks."""
    passage = cite.hit.passage
    words = fold(passage.quote(cite.span))
    if not _SAYS.search(words) or named_there(passage, cite.span):
        return []
    before = [span for span in passage.sentences if span.end <= cite.span.start]
    named = [span for span in reversed(before) if named_there(passage, span)]
    return [CitedSpan(cite.hit, Span(named[0].start, named[0].end, cite.span.score))] if named else []


def _enough(hits: Sequence[Hit], lead: CitedSpan, share: float, question: str) -> list[CitedSpan]:
    """The sentences that have this share of the score of the best one, with those that they lean on."""
    least = share * lead.span.score
    return [with_its_neighbours(hit, span, question) for hit in hits for span in hit.evidence if span.score >= least]


def _of(cite: CitedSpan, chosen: Sequence[CitedSpan]) -> list[CitedSpan]:
    """Those of the same document."""
    return [one for one in chosen if one.hit.source.document_id == cite.hit.source.document_id]


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


def quote_of(cite: CitedSpan) -> DraftSentence:
    """The words of a span as a quote, with their speaker where the text names one."""
    passage = cite.hit.passage
    return DraftSentence(fold(passage.quote(cite.span)), "quote", (cite,), speaker_of(passage, cite.span))


def describe(source: Source) -> str:
    """One line that names a document: who published it, when, and its title."""
    who = source.outlet or source.author
    return ", ".join(part for part in (who, source.published, f"\u201c{source.title}\u201d") if part)
