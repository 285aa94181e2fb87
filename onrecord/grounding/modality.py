"""Rules on how sure and how binding: will for may, is for seems, did for tried to, must for may, "if" left out."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from onrecord.grounding.lexicon import ALLEGED, CERTAIN, HEDGED_NOUNS, HEDGES, INTENTS, SPEECH, denies
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read, by_all
from onrecord.grounding.surroundings import SHARED, matter, same_clause, scope

__all__ = ["hedges_broken"]

_TO_COME: Final = 3
# What has more words that bind or allow is no sentence.
_MOST: Final = 120
_PAST: Final = frozenset("has have had was were did been".split())
_AHEAD: Final = frozenset("to going due set scheduled future soon promised pledged vowed announced".split())
# A claim with one of these lets a "may" be leave to do something.
_ALLOWED: Final = re.compile(
    r"\b(?:can|could|allowed|permitted|entitled|allows?|permits?|free to|(?:the )?right to|leave to|permission|power to"
    r"|(?:not|n't|no longer|never)\s+(?:\w+\s+){0,2}(?:need|needed|required|require|requires|necessary|have|has"
    r"|obliged)"
    r"|need not|without|optional|up to)\b",
    re.IGNORECASE,
)
_WISHES: Final = re.compile(
    r"\b(?:wish(?:es|ed)?|would like|calls? for|called for|in favou?r of|seek(?:s|ing)?"
    r"|sought"
    r"|asks? for|asking for|looks? for|pushing for|hop(?:e|es|ed|ing)|demand(?:s|ed|ing)?|want(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_WISHED: Final = frozenset(
    "wants wanted want asks asked seeks seeking hopes hoped hope proposes requested demanded urged".split()
)
# Hedges that make another claim of it wherever they are left out.
_CLEAR: Final = ALLEGED | frozenset(
    """may might could possibly perhaps likely probably expected expects appear appears appeared seem seems seemed
    suspected potentially believed thought""".split()
)
_BREAKS: Final = re.compile(r"[;:.]\s|,?\s(?:but|while|although|though|whereas)\s|,\s(?:and|so)\s")
_MUST: Final = re.compile(
    r"\b(?:must|shall|ha(?:s|ve|d) to|(?:is|are|was|were|be) (?:required|obliged|obligated|bound|compelled|ordered"
    r"|forced) to"
    r"|required|mandatory|compulsory|obligatory|needs? to)\b",
    re.IGNORECASE,
)
_MAY: Final = re.compile(
    r"\b(?:may|might|can|could|should|ought to|(?:is|are|was|were|be) (?:free|allowed|permitted|entitled|advised"
    r"|encouraged"
    r"|invited|urged|asked|recommended) to|optional|voluntary|recommended|at (?:its|their|his"
    r"|her) (?:own )?discretion)\b",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"(?:^|[,;]\s|\s)(?P<if>if|unless|provided that|on condition that)\b", re.IGNORECASE)
_ANY_IF: Final = re.compile(
    r"\b(?:if|unless|provided|condition(?:s|al|ally)?|subject to|depend(?:s|ing|ed)?|in case|case of|in the event"
    r"|whenever|when|once"
    r"|until|where|without|with|would|could|may|might|should|as long as|only|whether|for any|after|given|assuming"
    r"|otherwise"
    r"|any|every|who|that|those|whose)\b",
    re.IGNORECASE,
)


def hedges_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim is surer than the evidence, or more binding: what may be, is planned or alleged there is so here."""
    if near.share >= SAME_MATTER:
        found = next(by_all(near, lambda one: _surer(claim, one)), None)
        if found:
            yield found
            return
    if matter(claim, near) < SAME_MATTER:
        return
    for other in near.sentences:
        broken = _clause_surer(claim, other, near) or _binding(claim, other, near) or _unconditional(claim, other)
        if broken:
            yield broken
            return


def _surer(claim: Read, other: Read) -> Broken | None:
    here = {word.text for word in claim.words}
    there = {word.text for word in other.words}
    if (here - there) & HEDGED_NOUNS:
        return None
    certain = [word for word in claim.words if word.text in CERTAIN]
    hedged = [
        word.text
        for at, word in enumerate(other.words)
        if HEDGES.get(word.text, _TO_COME) < _TO_COME and not _month(other, at)
    ]
    if certain and hedged and not CERTAIN & there:
        words = claim.text[certain[0].start : certain[0].end]
        return Broken("modality", f"the passage says '{hedged[0]}', not '{words}'", (words,))
    for place, word in enumerate(other.words):
        if (
            word.text in HEDGES
            and word.text not in here
            and not _month(other, place)
            and _is_about(claim, other, place)
        ):
            if HEDGES[word.text] == _TO_COME and _has_happened(here, other):
                return Broken("modality", f"the passage says '{word.text}', of what is to come")
            if _is_left_out(claim, word.text, here):
                return Broken("modality", f"the passage says '{word.text}', which the claim leaves out")
    return None


def _is_unable(one: Read, place: int) -> bool:
    """Whether the word is the "could" of "could not", which is no doubt, but a denial."""
    after = one.words[place + 1 : place + 2]
    return one.words[place].text == "could" and bool(after) and denies(after[0].text)


def _month(one: Read, place: int) -> bool:
    """Whether the word is the month of May."""
    word = one.words[place]
    return word.text == "may" and word.start > 0 and one.text[word.start].isupper()


def _is_about(claim: Read, other: Read, place: int) -> bool:
    """Whether the claim has half of what the word at ``place`` of the sentence stands to, in the same surroundings."""
    their = scope(other, place, _BREAKS)
    about = [at for at in claim.telling if claim.lemmas[at] in their]
    return bool(about) and 2 * len(about) >= len(their) and same_clause(claim, about[0], other, place)


def _has_happened(here: set[str], other: Read) -> bool:
    """Whether the claim tells what was or is, and the sentence does not."""
    sure = any(text in HEDGES for text in here)
    return not sure and not here & _AHEAD and bool(here & _PAST) and not {word.text for word in other.words} & _PAST


def _is_left_out(claim: Read, hedge: str, here: set[str]) -> bool:
    """Whether the claim has nothing as unsure as this hedge, which is no "will"."""
    degree = HEDGES[hedge]
    if degree == _TO_COME or (hedge in SPEECH and here & SPEECH):
        return False
    if (hedge in ("may", "could") and _ALLOWED.search(claim.text)) or (hedge in _WISHED and _WISHES.search(claim.text)):
        return False
    sure = max((HEDGES[text] for text in here & set(HEDGES)), default=None)
    return sure is None or sure > degree


def _clause_surer(claim: Read, other: Read, near: Near) -> Broken | None:
    """A hedge of a sentence near the claim, of what one clause of the claim states without any."""
    cuts = [0, *(found.end() for found in _BREAKS.finditer(claim.text)), len(claim.text) + 1]
    starts = [word.start for word in claim.words]
    for start, end in pairwise(cuts):
        places = range(bisect_left(starts, start), bisect_left(starts, end))
        texts = {claim.words[at].text for at in places}
        content = {claim.lemmas[at] for at in places} & claim.content
        if len(content) < SHARED + 1 or texts & {*HEDGES, *INTENTS, *HEDGED_NOUNS, "would", "can", "if", "should"}:
            continue
        for at in _hedging(other):
            word = other.words[at]
            if word.text in SPEECH and texts & SPEECH:
                continue
            about = scope(other, at, _BREAKS)
            first = other.telling_after(at, 1, 5)
            if not first or first[0] not in content or 3 * len(about & content) < 2 * len(about):
                continue
            if len(other.content & content) < max(SHARED + 1, 0.6 * len(content)) or _plain(about, other, near):
                continue
            if _is_left_out(claim, word.text, texts) if word.text in HEDGES else True:
                return Broken("modality", f"the passage says '{word.text}', which the claim leaves out")
    return None


@lru_cache(maxsize=4096)  # as the sentences themselves
def _hedging(one: Read) -> tuple[int, ...]:
    """Places of the words that hedge."""
    return tuple(at for at in range(len(one.words)) if _hedges(one, at))


def _hedges(other: Read, at: int) -> bool:
    text = other.words[at].text
    if _is_unable(other, at):
        return False
    if text in _CLEAR and not _month(other, at):
        return True
    after = [word.text for word in other.words[at + 1 : at + 3]]
    return text in INTENTS and "to" in after


def _plain(about: frozenset[str], other: Read, near: Near) -> bool:
    """Whether another sentence says the same, too."""
    return any(2 * len(about & one.content) > len(about) for one in near.sentences if one is not other)


def _binding(claim: Read, other: Read, near: Near) -> Broken | None:
    """Must for may, or may for must, before the same words."""
    theirs = _bound_to(other)
    everywhere = {(kind, first) for one in near.sentences for kind, first, _, _ in _bound_to(one)}
    for kind, first, about, words in _bound_to(claim):
        same = [
            their for their in theirs if their[1] == first or 3 * len(about & their[2]) >= 2 * len(about | their[2])
        ]
        if not same or kind in {their[0] for their in same} or (kind, first) in everywhere:
            continue
        if len(about & same[0][2]) >= min(SHARED, len(about)):
            return Broken("modality", f"the passage says '{same[0][3]}', not '{words}'", (words,))
    return None


@lru_cache(maxsize=4096)  # as the sentences themselves
def _bound_to(one: Read) -> tuple[tuple[str, str, frozenset[str], str], ...]:
    """Each word that binds or allows: which of both, the verb behind it, the telling words behind it, its own words."""
    starts = [word.start for word in one.words]
    found = []
    for kind, pattern in (("must", _MUST), ("may", _MAY)):
        for match in pattern.finditer(one.text):
            place = bisect_left(starts, match.end()) - 1
            after = one.words[place + 1 : place + 2]
            if not after or denies(after[0].text) or denies(one.words[max(0, place - 1)].text):
                continue
            first = one.telling_after(place, 1, 3)
            if first and not (after[0].text == "have" and kind == "may"):
                found.append((kind, first[0], scope(one, place, _BREAKS), match[0]))
    return tuple(dict.fromkeys(found))[:_MOST]


def _unconditional(claim: Read, other: Read) -> Broken | None:
    """What is so under a condition there, and the claim says without one."""
    found = _CONDITION.search(other.text)
    if not found or _ANY_IF.search(claim.text):
        return None
    start = found.start("if")
    comma = other.text.find(",", start)
    end = comma if comma > 0 else len(other.text)
    places = [(other.lemmas[at], start <= other.words[at].start < end) for at in other.telling]
    condition = {lemma for lemma, inside in places if inside}
    main = {lemma for lemma, inside in places if not inside}
    if len(condition) < SHARED or len(main) < SHARED or 3 * len((condition - main) & claim.content) > len(condition):
        return None
    if 4 * len(main & claim.content) >= 3 * len(main) and 4 * len(main & claim.content) >= 3 * len(claim.content):
        return Broken("modality", f"the passage says '{found['if']}', which the claim leaves out")
    return None
