"""Whether a clause of the claim and one of the evidence on the same matter deny it alike; two turns make no turn."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from onrecord.grounding.lexicon import IMPLICIT_DENIALS, denies
from onrecord.grounding.opposites import BESIDE, CONVERSES, opposites_of
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.tongues import tongue_of
from onrecord.words import Word

__all__ = ["DENYING_PHRASES", "MOST", "NO_DENIAL", "PART_ENDS", "denial_turned", "of_two", "silent_denials"]

NO_DENIAL: Final = re.compile(
    r"(?:no|not)\s+(?:(?:later|longer|earlier|more|less|fewer|other)\s+than|only|least|merely|just|all|every|always"
    r"|both"
    r"|everyone|everybody|necessarily)\b|no\.?\s+\d|nor\b|without\s+(?:doubt|question)\b"
    r"|(?:no|not|nobody|none|never|nothing)\b[^.,;]{1,60}\s(?:until|before|unless|except|but|other\s+than)\b"
    r"|nothing\s+but\b",
    re.IGNORECASE,
)
"""A word that denies and does not here; "nor" goes on with what "neither" began."""

DENYING_PHRASES: Final = re.compile(
    r"\b(?:turn(?:s|ed|ing)?\b[^.,;]{0,30}\bdown|rul(?:e|es|ed|ing) out|call(?:s|ed)? off|(?:put|puts|putting) off"
    r"|le(?:ft|aves?) out"
    r"|(?:walk|stay|stays|stayed|walked|kept|keeps) away|(?:pull|opt|back|drop|pulled|opted|backed|dropped) out"
    r"|held back"
    r"|short of|far from|devoid of|free (?:of|from)|out of|too \w+ to)\b",
    re.IGNORECASE,
)
"""Several words that deny without saying no."""

PART_ENDS: Final = re.compile(
    r"[;:?!]\s|[.]\s(?=[\"\u201c]?[A-Z])|[,)]?\s(?:but|while|although|though|whereas|because|unless)\s|,\s(?:and|or"
    r"|so|who|which)\s"
)
MOST: Final = 60
"""What has more denials is no sentence: only so many are looked at."""

_CONTRAST: Final = re.compile(r"(?:\band|\bif|\bor|,)\s+not\b|\bnot\s[^,;.]{1,60}\bbut\b", re.IGNORECASE)
_LIKE: Final = 0.6
# Where so much is there, each denial is one of the clause itself.
_ALIKE: Final = 0.75
_SHARED: Final = 2
_SCOPE: Final = 4
# Of the best likeness, so much is as good: another clause may be the one meant.
_AS_GOOD: Final = 0.75


# "unsure", "disbelief", "non-member", "groundless": "opposites_of" tells of the plain form.
_DENYING_FORM: Final = re.compile(r"(?:un(?!der|i|til|cle)|dis(?!t|c)|non)\w{4,}|\w{3,}less(?:ly)?")


@dataclass(frozen=True, slots=True)
class _Denial:
    """A word that denies, the lemmas of the telling words after it that it stands to, and the first of them."""

    word: Word
    scope: frozenset[str]
    first: str | None


@dataclass(frozen=True, slots=True)
class _Clause:
    content: frozenset[str]
    lemmas: frozenset[str]
    denials: tuple[_Denial, ...]
    implicit: frozenset[str]
    phrase: bool


@lru_cache(maxsize=4096)  # as the sentences themselves
def _clauses(one: Read) -> tuple[_Clause, ...]:
    cuts = [0, *(found.end() for found in PART_ENDS.finditer(one.text)), len(one.text) + 1]
    return tuple(_clause(one, start, end) for start, end in pairwise(cuts))


def _clause(one: Read, start: int, end: int) -> _Clause:
    starts = _word_starts(one)
    places = range(bisect_left(starts, start), bisect_left(starts, end))
    telling, silent = (
        among[bisect_left(among, places.start) : bisect_left(among, places.stop)]
        for among in (one.telling, silent_denials(one))
    )
    denials: list[_Denial] = []
    for at in places:
        if len(denials) == MOST:
            break
        word = one.words[at]
        if is_denial(one, at) and not NO_DENIAL.match(one.text, word.start) and not of_two(one, word):
            first = bisect_right(telling, at + _goes_on(one, at))
            scope = telling[first : first + _SCOPE] or telling[-_SCOPE:]
            lemmas = [one.lemmas[place] for place in scope]
            denials.append(_Denial(word, frozenset(lemmas), lemmas[0] if lemmas else None))
    return _Clause(
        frozenset(one.lemmas[at] for at in telling),
        frozenset(one.lemmas[at] for at in places),
        tuple(denials),
        frozenset(one.lemmas[at] for at in silent),
        DENYING_PHRASES.search(one.text[start:end]) is not None,
    )


@lru_cache(maxsize=4096)  # as the sentences themselves
def _word_starts(one: Read) -> tuple[int, ...]:
    return tuple(word.start for word in one.words)


def is_denial(one: Read, place: int) -> bool:
    """Whether the word at ``place`` denies something: "not", or the "yet" of "has yet to". In English alone."""
    text = one.words[place].text
    found = denies(text) or (text == "yet" and [word.text for word in one.words[place + 1 : place + 2]] == ["to"])
    return found and tongue_of(one.text) is None


def _goes_on(one: Read, place: int) -> int:
    """1 for the "no" of "no longer", else 0."""
    return int([word.text for word in one.words[place + 1 : place + 2]] in (["longer"], ["more"]))


def of_two(one: Read, word: Word) -> bool:
    """Whether the word denies the other of two only: "from July, and not from May", "not May but July"."""
    starts, ends = _contrasts(one)
    at = bisect_right(starts, word.start) - 1
    return at >= 0 and word.start < ends[at]


@lru_cache(maxsize=4096)  # as the sentences themselves
def _contrasts(one: Read) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where each contrast begins, and where it ends."""
    spans = [found.span() for found in _CONTRAST.finditer(one.text)]
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)


@lru_cache(maxsize=4096)  # as the sentences themselves
def silent_denials(one: Read, *, phrases: bool = False) -> tuple[int, ...]:
    """Places of words that deny without saying no; with ``phrases``, those of "ruled out" and its like too."""
    inside = set[int]()
    if not phrases:
        starts = _word_starts(one)
        for found in DENYING_PHRASES.finditer(one.text):
            inside.update(range(bisect_left(starts, found.start()), bisect_left(starts, found.end())))
    return tuple(at for at, word in enumerate(one.words) if at not in inside and implies_denial(word.text))


def implies_denial(word: str) -> bool:
    """Whether the word, in small letters, denies something without saying no: "absent", "unpaid", "groundless"."""
    return word in IMPLICIT_DENIALS or _DENYING_FORM.fullmatch(word) is not None


def denial_turned(claim: Read, near: Near) -> Broken | None:
    """A clause of the claim that says no where all the clauses most like it say yes, or the other way round."""
    theirs = [(one, their) for one in near.sentences for their in _clauses(one)]
    for mine in _clauses(claim):
        likes = [(_likeness(mine, their), one, their) for one, their in theirs]
        best = max((like for like, _, _ in likes), default=0.0)
        if best < _LIKE or (best < _ALIKE and _answered(mine, [their for _, their in theirs])):
            continue
        close = [(like, one, their) for like, one, their in likes if like >= _AS_GOOD * best]
        mines = () if best >= _ALIKE else _clauses(claim)
        if all(_turned(mine, their, mines) for _, _, their in close):
            _, one, their = max(close, key=lambda found: found[0])
            return _said(claim, mine, one, their)
    return None


def _likeness(mine: _Clause, their: _Clause) -> float:
    """Share of the words of both that are in both; 0.0 where too few are."""
    shared = len(mine.content & their.content)
    if shared < _SHARED:
        return 0.0
    return 2 * shared / (len(mine.content) + len(their.content))


def _answered(mine: _Clause, theirs: Sequence[_Clause]) -> bool:
    """Whether each denial of a clause has its like in another one: of the same, or in a clause on the same matter."""
    return bool(mine.denials) and all(
        any(
            own.scope & other.scope or len(mine.content & their.content) >= _SHARED
            for their in theirs
            for other in their.denials
        )
        for own in mine.denials
    )


def _turned(mine: _Clause, their: _Clause, claims: Sequence[_Clause]) -> bool:
    if mine.phrase != their.phrase or _unmatched(mine, their) or _answered(their, claims):
        return False
    if not all(one.first in their.content for one in mine.denials):
        return False
    if not all(one.first in mine.content for one in their.denials):
        return False
    skipped = BESIDE | {one for pair in CONVERSES for one in pair}
    if "than" in mine.lemmas & their.lemmas:  # which of two is more, the rule on order tells
        skipped |= {one for one in mine.lemmas if one.endswith("er")}
    pairs = sum(bool(opposites_of(one) & (their.lemmas - mine.lemmas)) for one in mine.lemmas - their.lemmas - skipped)
    return (len(mine.denials) + len(their.denials) + pairs) % 2 == 1


def _unmatched(mine: _Clause, their: _Clause) -> bool:
    """Whether one of the two denies something without a word that denies, and has no word that tells what."""
    both = mine.lemmas | their.lemmas
    return any(not opposites_of(word) & both for word in mine.implicit ^ their.implicit)


def _said(claim: Read, mine: _Clause, one: Read, their: _Clause) -> Broken:
    if their.denials:
        word = their.denials[0].word
        return Broken("negation", f"the passage says '{one.text[word.start : word.end]}', which the claim leaves out")
    if mine.denials:
        word = mine.denials[0].word
        words = claim.text[word.start : word.end]
        return Broken("negation", f"the passage does not say '{words}'", (words,))
    at, other = next(
        (at, min(found))
        for at, lemma in enumerate(claim.lemmas)
        if (found := opposites_of(lemma) & (their.lemmas - mine.lemmas)) and lemma not in their.lemmas | BESIDE
    )
    words = claim.text[claim.words[at].start : claim.words[at].end]
    there = one.words[one.lemmas.index(other)]
    return Broken("opposite", f"the passage says '{one.text[there.start : there.end]}', not '{words}'", (words,))
