"""Rules on how many: all for some, more than for less than, all for "four of them", "only" where there are others."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from onrecord.grounding.lexicon import BOUNDS, MAGNITUDES, QUANTIFIERS, UNIVERSAL, denies, lemma
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read
from onrecord.grounding.surroundings import matter
from onrecord.words import in_english_letters, stem

__all__ = ["quantifiers_broken"]

# Share of the claim that a sentence has which speaks of the same amount of the same thing.
_MOSTLY: Final = 0.6
_ALL, _MOST_OF, _SOME, _NONE = 4, 3, 1, 0
_FEW: Final = frozenset("few fewer rarely seldom hardly barely".split())
_NEARLY: Final = frozenset("almost nearly virtually practically not hardly".split())
_ADVERBS: Final = frozenset(
    """always usually generally largely mostly mainly often frequently sometimes occasionally rarely seldom completely
    fully entirely partly partially never""".split()
)
_SIDES: Final = {"at least": 1, "more than": 1, "at most": -1, "less than": -1, "nearly": -1}
_BOUNDS: Final = "|".join(sorted(BOUNDS, key=len, reverse=True))
_BOUND: Final = re.compile(
    rf"\b(?:(?:a little|slightly|just|well|far|much|a bit)\s+)?(?P<bound>{_BOUNDS})\s+", re.IGNORECASE
)
_PART_OF: Final = re.compile(
    r"\b(?P<part>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|some|most|many|several|half|part"
    r"|few|a third"
    r"|two thirds|a quarter|a majority|a minority|the majority|only one)\s+(?:out\s+)?of\s+"
    r"(?:(?P<them>them|these|those|whom|which)\b|(?:the|its|their|his|her|all)?\s*"
    r"(?P<whole>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)?)",
    re.IGNORECASE,
)
_PARTS: Final = frozenset(lemma(stem(word)) for word in "half third quarter fifth sixth eighth tenth dozen".split())
_EXCEPT: Final = re.compile(
    r"\b(?:(?:all|every\w*|each|whole|entire)\b[^.;]{0,60}?\b(?:but|except|apart from|other than|excluding|barring"
    r"|save)"
    r"|not (?:all|every\w*|each|both)|except|with the exception)\b",
    re.IGNORECASE,
)
_EXCEPTED: Final = re.compile(
    r"\b(?:but|except\w*|apart|aside|besides|save|other|others|excluding|barring|not|most|nearly|almost|unless|only"
    r"|rest|one"
    r"|without|no|none|never)\b|n't\b|\d",
    re.IGNORECASE,
)
_ONLY: Final = frozenset("only sole solely exclusively alone".split())
_ALONE: Final = _ONLY | frozenset(
    """no not nobody none nothing never except but just single one unless until without other limited restricted first
    last merely apart besides hardly barely few fewer less more most least unique lone nowhere neither nor any
    minimum maximum rather instead refused sole small little purely simply confined once""".split()
)


def quantifiers_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim speaks of more of a thing, of hardly any where the evidence speaks of most, or puts another bound."""
    if near.share < SAME_MATTER and matter(claim, near) < SAME_MATTER:
        return
    yield from _levels(claim, near)
    yield from _sides(claim, near)
    yield from _parts(claim, near)
    yield from _magnitudes(claim, near)
    yield from _exceptions(claim, near)
    yield from only_added(claim, near)


class _Much(NamedTuple):
    """A word that says how much, its degree, and the lemmas it may stand to."""

    words: str
    degree: int
    things: frozenset[str]


def _much(one: Read) -> Iterator[_Much]:
    for place, word in enumerate(one.words):
        degree = _degree(one, place)
        if degree is None:
            continue
        before = one.words[place - 1].text if place else ""
        shown = one.text[word.start : word.end]
        if degree == _ALL and before in _NEARLY:
            degree = _SOME if before == "not" else _MOST_OF
            shown = f"{before} {shown}"
        elif word.text == "few" and before == "a":
            shown = "a few"
        elif before in _NEARLY or (before and denies(before)):
            continue
        things = {*one.telling_after(place, 2, 4)}
        if word.text in _ADVERBS:
            things |= {*one.telling_before(place, 2, 4), *one.telling_after(place, 3, 6)}
        yield _Much(shown, degree, frozenset(things))


def _degree(one: Read, place: int) -> int | None:
    """How much the word at ``place`` says there is of a thing; None where it says nothing of it."""
    text, following = one.words[place].text, one.words[place + 1].text if place + 1 < len(one.words) else ""
    before = " ".join(word.text for word in one.words[max(0, place - 2) : place])
    if text == "half" and following in ("of", "the", "its", "their"):
        return (
            _MOST_OF if before.endswith(("more than", "over")) else _SOME if before.endswith(("than", "under")) else 2
        )
    if text == "one" and (following == "of" or before.endswith("only")):
        return _SOME
    return QUANTIFIERS.get(text)


def _levels(claim: Read, near: Near) -> Iterator[Broken]:
    for mine in _much(claim):
        wrong = [_against(mine, one) for one in near.closest]
        if all(wrong) and wrong[0] is not None:
            yield Broken("quantifier", f"the passage says {wrong[0]}, not '{mine.words}'", (mine.words,))


def _against(mine: _Much, other: Read) -> str | None:
    """What the sentence says that is against the claim's quantifier; None where nothing is."""
    word = mine.words.casefold()
    theirs = [one for one in _much(other) if one.things & mine.things]
    if not theirs:
        theirs = [one for one in _much(other) if mine.things & {*_wider(other, one)}]
    if not theirs or any(one.words.casefold() == word for one in theirs):
        return None
    most = max(theirs, key=lambda one: one.degree)
    their = most.words.casefold()
    too_many = mine.degree > most.degree and (mine.degree >= _MOST_OF or their in _FEW or their == "one")
    too_few = word in _FEW and most.degree > _SOME
    return f"'{their}'" if too_many or too_few else None


def _wider(other: Read, one: _Much) -> tuple[str, ...]:
    last = one.words.split()[-1].casefold()
    place = next(at for at, word in enumerate(other.words) if word.text == last)
    return other.telling_after(place, 3, 8)


def _bounds(one: Read) -> Iterator[tuple[str, frozenset[str], str]]:
    """Each bound with the lemmas of the two words it stands before, and its words."""
    for found in _BOUND.finditer(one.text):
        after = [at for at, word in enumerate(one.words) if word.start >= found.end()][:4]
        things = [one.lemmas[at] for at in after if one.words[at].text not in ("a", "an", "the", "of", "per")][:2]
        if len(things) == 2:
            yield (
                BOUNDS[" ".join(in_english_letters(found["bound"]).casefold().split())],
                frozenset(things),
                found[0].strip(),
            )


def _sides(claim: Read, near: Near) -> Iterator[Broken]:
    """A bound that the evidence puts on the other side of the same amount: "less than a fifth"."""
    theirs = [
        bound
        for one in near.sentences
        if len(claim.content & one.content) >= _MOSTLY * len(claim.content)
        for bound in _bounds(one)
    ]
    for mine, things, words in _bounds(claim):
        same = [(side, shown) for side, their, shown in theirs if their == things or _PARTS & their & things]
        if same and not any(_SIDES[side] == _SIDES[mine] for side, _ in same):
            yield Broken("bound", f"the passage says '{same[0][1]}', not '{words}'", (words,))
            return


def _parts(claim: Read, near: Near) -> Iterator[Broken]:
    """All where the evidence speaks of a part: "all nine by helicopter" for "four of them by helicopter"."""
    texts = {word.text for word in claim.words}
    every = sorted(texts & UNIVERSAL)
    if not every or _PART_OF.search(claim.text):
        return
    for one in near.closest:
        for found in _PART_OF.finditer(one.text):
            if not found["them"] and not found["whole"]:
                continue
            if found["part"].casefold() in texts or (found["whole"] and found["whole"] == found["part"]):
                continue
            after = [at for at in one.telling if one.words[at].start >= found.end()][:3]
            things = {one.lemmas[at] for at in after}
            if things and len(things & claim.content) * 2 > len(things):
                yield Broken("quantifier", f"the passage says '{found[0].strip()}', not '{every[0]}'", (every[0],))
                return


def _exceptions(claim: Read, near: Near) -> Iterator[Broken]:
    """All where the evidence says all but some."""
    every = sorted({word.text for word in claim.words} & UNIVERSAL)
    if not every or _EXCEPTED.search(claim.text):
        return
    found = [_EXCEPT.search(one.text) for one in near.closest]
    if all(found) and found[0]:
        yield Broken("quantifier", f"the passage says '{found[0][0]}', not '{every[0]}'", (every[0],))


def _magnitudes(claim: Read, near: Near) -> Iterator[Broken]:
    """Hundreds for dozens."""
    here = {word.text for word in claim.words} & MAGNITUDES
    there = {word.text for one in near.sentences for word in one.words} & MAGNITUDES
    numbers = any(number.unit == "plain" for one in near.sentences for number in one.numbers)
    for word in sorted(here - there):
        if there and not numbers:
            yield Broken("quantifier", f"the passage says '{min(there)}', not '{word}'", (word,))


def only_added(claim: Read, near: Near) -> Iterator[Broken]:
    """The word "only" where nothing in the evidence says that there is no other."""
    mine = [
        word
        for place, word in enumerate(claim.words)
        if word.text in ("only", "solely", "exclusively") and not _of_a_number(claim, place)
    ]
    there = {word.text for one in near.sentences for word in one.words}
    if mine and not there & _ALONE:
        yield Broken("quantifier", f"the passage does not say '{mine[0].text}'", (mine[0].text,))


def _of_a_number(claim: Read, place: int) -> bool:
    """Whether "only" stands before an amount or a time, and says that it is small: "only 22"."""
    after = claim.words[place + 1 : place + 2]
    return bool(after) and (
        any(number.start <= after[0].start < number.end for number in claim.numbers)
        or after[0].text
        in ("a", "an", "one", "recently", "just", "then", "now", "in", "on", "after", "when", "by", "too")
    )
