"""A sentence with those beside it that it cannot be read without."""

import re
from dataclasses import replace
from itertools import takewhile
from typing import Final

from onrecord.corrections import notice_of
from onrecord.ports import CitedSpan
from onrecord.question import kind_of, states
from onrecord.speech import TURN
from onrecord.types import Hit, Passage, Span
from onrecord.words import content_stems

__all__ = ["with_its_neighbours"]

# A sentence that leans on another one is quoted along when it answers as well: this much of its score.
_AS_WELL: Final = 0.85
# What begins so leans on the sentence before it.
_LEANS: Final = re.compile(
    r"[\"\u201c']?(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|The (?:former|latter)"
    r"|The (?:figure|number|sum|total|estimate|amount|date|share|cost|price|count))\b"
)
# A word that answers, and says nothing by itself.
_ANSWERS: Final = re.compile(r"\W*(?:yes|no|never|nothing|nobody|correct|exactly|certainly|indeed)\W*", re.IGNORECASE)
# Sentences and characters of a correction within which it tells what is right.
_RIGHT_WITHIN: Final = 2
_MOST_OF_A_CORRECTION: Final = 500
# What stands under the head of a table.
_RULE_BELOW: Final = re.compile(r"[ \t|]{0,20}\n[ \t]{0,20}\|?[ \t]{0,20}:?-{3,}")
# Characters of a sentence that is quoted along.
_MOST_BEFORE: Final = 400


def with_its_neighbours(hit: Hit, span: Span, question: str) -> CitedSpan:
    """The sentence with those beside it that it cannot be read without.

    Of its paragraph these are the one before it where it begins with a pronoun or "The figure", and the one after it
    where that does, and answers as well, states the figure or the date asked for where the sentence itself does not, or
    stands in a correction, where it may tell what is right.
    """
    passage = hit.passage
    span = _row_below(passage, span, question)
    start, end = span.start, span.end
    before = [other for other in passage.sentences if other.end <= span.start]
    if before and _LEANS.match(passage.quote(span)) and _go_together(passage, before[-1], span):
        start = before[-1].start
    following = _following(hit, span)
    if following is not None and (
        following.score >= _AS_WELL * span.score or _states_only(passage, following, span, question)
    ):
        end = following.end
    elif notice_of(hit.source, passage.text):
        end = _to_what_is_right(passage, span)
    elif _says_nothing(passage.quote(span)):
        end = next((one.end for one in passage.sentences if one.start >= end and _go_together(passage, span, one)), end)
    return CitedSpan(hit, Span(start, end, span.score))


def _to_what_is_right(passage: Passage, span: Span) -> int:
    """Where a sentence of a correction ends with the two behind it in its paragraph, which tell what is right."""
    last = span
    for one in [one for one in passage.sentences if one.start >= span.end][:_RIGHT_WITHIN]:
        if not _go_together(passage, last, one) or one.end - span.start > _MOST_OF_A_CORRECTION:
            break
        last = one
    return last.end


def _says_nothing(sentence: str) -> bool:
    """Whether a sentence, such as ``VENN: No.``, is a word that answers, beside the name of who speaks."""
    return _ANSWERS.fullmatch(TURN.sub("", sentence)) is not None


def _row_below(passage: Passage, span: Span, question: str) -> Span:
    """Of the head of a table the row below it that has most of the question's telling words, at least one; else itself.

    A head has the date that is asked about, and no figure.
    """
    rest = passage.text[span.end - passage.start :]
    if not _RULE_BELOW.match(rest):
        return span
    asked = set(content_stems(question)) - set(content_stems(passage.quote(span)))
    rows = takewhile(
        lambda one: passage.quote(one).lstrip().startswith("|"),
        (one for one in passage.sentences if one.start >= span.end),
    )
    shared = [(len(asked & set(content_stems(passage.quote(one)))), one) for one in rows]
    most, row = max(shared, key=lambda pair: pair[0], default=(0, span))
    return replace(row, score=span.score) if most else span


def _following(hit: Hit, span: Span) -> Span | None:
    """The sentence right after one, in its paragraph, that leans on it; its score is 0 where it is no evidence."""
    passage = hit.passage
    after = next((one for one in passage.sentences if one.start >= span.end), None)
    if after is None or not _LEANS.match(passage.quote(after)) or not _go_together(passage, span, after):
        return None
    return next((one for one in hit.evidence if one.start == after.start), replace(after, score=0.0))


def _states_only(passage: Passage, one: Span, other: Span, question: str) -> bool:
    """Whether one sentence states the figure or the date that a question asks for, and the other does not."""
    kind = kind_of(question)
    return states(kind, passage.quote(one), question) and not states(kind, passage.quote(other), question)


def _go_together(passage: Passage, first: Span, second: Span) -> bool:
    """Whether one sentence follows the other in a paragraph, and the first is short enough to be quoted along."""
    between = passage.text[first.end - passage.start : second.start - passage.start]
    return not between.strip() and "\n" not in between.strip(" ") and first.end - first.start <= _MOST_BEFORE
