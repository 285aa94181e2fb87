"""Whether a passage says otherwise than a claim: another figure or date in its place, or the contrary. Pure; English.

A passage that does not have a figure says nothing against it. What counts is one that tells the same matter and has
something else there: by the rules of the judge (docs/decisions/judging.md) where it has most of the claim's words, else
by those for a matter that is told in other words (docs/decisions/agreement.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from onrecord.grounding.denied import denied
from onrecord.grounding.figures import dates_broken, figures_broken, replaced
from onrecord.grounding.instead import instead, stands_for, told
from onrecord.grounding.lexicon import denies
from onrecord.grounding.named import other_name
from onrecord.grounding.reading import Broken, Near, Read, nearest, read
from onrecord.grounding.synonyms import any_same
from onrecord.grounding.wording import turned_broken
from onrecord.ports import Judge
from onrecord.words import whole

__all__ = ["Contrary", "contrary", "otherwise"]

# Share of the claim's telling words, by rarity, that the sentence must have to be held against it as the judge does;
# below it, what it is about is told by the rules for other words. Settled with `onrecord bench contradiction`.
_SAME: Final = 0.65
# A claim of fewer telling words is alike to too much.
_FEWEST: Final = 4
# Words of a sentence: what has more is a table or a list, and is held against nothing.
_LONGEST: Final = 300
_CONTRARY: Final = frozenset({"negation", "opposite"})
_RULES: Final[tuple[Callable[[Read, Near], Iterator[Broken]], ...]] = (figures_broken, dates_broken, turned_broken)


@dataclass(frozen=True, slots=True)
class Contrary:
    """What a document says otherwise than a claim.

    Attributes:
        passage: which of its passages says so, from 0.
        sentence: the sentence that does, white space folded.
        reason: what it says instead, in one line.
        kind: of what, see :class:`onrecord.grounding.reading.Broken`.
        words: the words of the claim in whose place it has something else; empty where that is not known.
        instead: what it has in their place; empty for a denial.
    """

    passage: int
    sentence: str
    reason: str
    kind: str = ""
    words: str = ""
    instead: str = ""


def contrary(claim: str, passages: Sequence[str], judge: Judge, title: str = "") -> Contrary | None:
    """What a document says otherwise than a claim; None where it says nothing else, or says the same too.

    Args:
        claim: a sentence, white space folded.
        passages: of one document, the nearest first.
        judge: tells whether they support the claim, where they deny it somewhere.
        title: of the document; its names tell what the passages are about.

    Raises:
        ModelUnavailable: the judge's model gave no verdict.
    """
    asked = read(whole(claim))
    for place, passage in enumerate(passages):
        if found := _otherwise(asked, whole(passage), title):
            broken, one = found
            same = (
                told(asked, broken, one, passages)
                if broken.instead
                else judge.weigh(claim, passages).label == "supported"
            )
            words = broken.words[0] if broken.words else ""
            return None if same else Contrary(place, one.text, broken.reason, broken.kind, words, broken.instead)
    return None


def otherwise(claim: str, passage: str) -> tuple[str, str] | None:
    """What a passage says instead, in one line, and the sentence that says it; None where it says nothing else.

    Args:
        claim: a sentence.
        passage: each of its sentences is held against the claim.
    """
    found = _otherwise(read(whole(claim)), whole(passage))
    return (found[0].reason, found[1].text) if found else None


def _otherwise(claim: Read, passage: str, title: str = "") -> tuple[Broken, Read] | None:
    if len(claim.words) > _LONGEST:
        return None
    near = nearest(claim, [passage])
    if near.share >= _SAME and len(claim.telling) >= _FEWEST and (found := _in_its_words(claim, near)):
        return found
    sentences = [one for one in near.everything if len(one.words) <= _LONGEST]
    return instead(claim, sentences, title) or denied(claim, sentences, title) or other_name(claim, sentences)


def _in_its_words(claim: Read, near: Near) -> tuple[Broken, Read] | None:
    """What the nearest sentence says otherwise, where it has most of the claim's words."""
    for broken in chain(replaced(claim, near.sentences[0]), *(rule(claim, near) for rule in _RULES)):
        there = [one for one in (*near.sentences, *near.everything) if broken.instead in one.text]
        if broken.instead and there and stands_for(claim, broken, there[0]):
            return broken, there[0]
        if broken.kind in _CONTRARY and (broken.kind != "negation" or _denies_it(claim, near.sentences[0])):
            return broken, near.sentences[0]
    return None


def _denies_it(claim: Read, one: Read) -> bool:
    """Whether what is denied on one side is told on the other: "does not mention the fee" says nothing of the fee."""
    return any(
        any_same(first, other.content)
        for some, other in ((claim, one), (one, claim))
        for place, word in enumerate(some.words)
        if denies(word.text)
        for first in some.telling_after(place, 1)
    )
