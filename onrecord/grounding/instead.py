"""What a passage has in place of a figure or a date of a claim, where it tells the same in words of its own. English.

"Nine people were injured" and "fourteen people were hurt": the thing that is counted, what became of it and the names
tell that both speak of one matter. Whatever speaks of a part, of another time, of a plan or of what is taken back says
nothing against the claim; and so does what is in doubt.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from onrecord.grounding.amounts import MOST_FIGURES, number_at, same_amount
from onrecord.grounding.events import (
    Event,
    acts_in,
    core,
    event_of,
    named,
    same_act,
    same_names,
    share,
    taken_back,
    told_open,
)
from onrecord.grounding.figures import dates_agree, replaced, times_of
from onrecord.grounding.lexicon import BOUNDS, CALENDAR
from onrecord.grounding.reading import Broken, Read, read, sentences_of
from onrecord.grounding.slots import Slot
from onrecord.grounding.synonyms import any_same, same_word
from onrecord.numbers import NumberFound
from onrecord.words import in_english_letters

__all__ = ["instead", "stands_for", "told"]

# Share of the claim's telling words, figures and dates left out, that the passage must have, and its sentence.
_IN_PASSAGE: Final = 0.6
_IN_SENTENCE: Final = 0.3
# For sums and measures, which count no thing, and for dates: of the sentence.
_ALIKE: Final = 0.6
# Telling words besides figures: with fewer a claim is alike to too much.
_FEWEST: Final = 3
_NEARLY_ALL: Final = 0.6
# A sentence with the claim's own figure that has this much of what the other has of the claim speaks of it as well.
_AS_MUCH: Final = 0.75
# "About" and "nearly" reach so far.
_ROUGHLY: Final = Decimal("0.1")
# Characters on either side of a figure that tell what is said of it.
_BEFORE: Final = 40
_AFTER: Final = 30
# A figure behind one of these is of a part, of what was added, of each, one of two, or what is denied or taken back.
_PART_BEFORE: Final = re.compile(
    r"(?:\b(?:by|another|others?|further|additional|first|last|next|each|every|per|than|from|not|against|between"
    r"|compared (?:with|to)|previous|earlier|former|old|initial|original|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)|\d\s+(?:to|or|and))\s+(?:the\s+|a\s+|an\s+|its\s+|[-\u2013]\s+)?$",
    re.IGNORECASE,
)
_PART_AFTER: Final = re.compile(
    r"\s*(?:(?:\w+\s+)?of\s+(?:the|these|those|them|which|whom|its|his|her|their)\b"
    r"|(?:\w+\s+)?(?:more|fewer|less|others?|further|additional)\b|(?:\w+\s+)?(?:an?|per|each|every)\s+(?:hour|day|week|month|year|person)\b|[-\u2013]"
    r"|(?:or|and|to)\s+(?:\d|\w+\s+more))",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(r"(?:^|,\s)(?:of|among|out of)\s+(?:the|these|those|them|its)\b", re.IGNORECASE)
_BOUND: Final = re.compile(
    rf"\b(?P<bound>{'|'.join(sorted(BOUNDS, key=len, reverse=True))})\s+(?:the\s+|a\s+|an\s+)?\W?$", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"\b(?:about|around|roughly|approximately|some|circa|estimated|nearly|almost)\s+\W?$", re.IGNORECASE
)
_GROUP_OF: Final = re.compile(r"\b(?P<thing>[^\W\d_]+)\s+of\s+$")


def instead(claim: Read, passage: Sequence[Read], title: str = "") -> tuple[Broken, Read] | None:
    """A figure or date that stands in place of the claim's in a sentence on the same event, and that sentence.

    Args:
        claim: a sentence.
        passage: sentences of one passage, in any order.
        title: of the document; its names tell what the passage is about.
    """
    if not claim.numbers and not claim.dates and not times_of(claim):
        return None
    mine = core(claim)
    event = event_of(mine)
    if event.size < _FEWEST:
        return None
    cores = [core(one) for one in passage]
    everywhere = frozenset().union(read(title).content, *(one.content for one in cores))
    if share(event, everywhere) < _IN_PASSAGE or not named(mine, event, everywhere):
        return None
    for whole, one in zip(passage, cores, strict=True):
        if taken_back(claim, whole) or not same_act(mine, one):
            continue
        found = next(_broken(mine, event, one, cores), None)
        if found and not told_open(mine, one, found.instead):
            return found, whole
    return None


def stands_for(claim: Read, broken: Broken, one: Read) -> bool:
    """Whether what a sentence has in place of a figure or date of a claim is said of the same event.

    Args:
        claim: a sentence.
        broken: has the words of the claim and what stands there instead.
        one: the sentence that has it.
    """
    mine, other = core(claim), core(one)
    if taken_back(claim, one) or not same_act(mine, other) or told_open(mine, other, broken.instead):
        return False
    slots = [_slot_of(mine, word) for word in broken.words[:1]] + [_slot_of(other, broken.instead)]
    numbers = [slot for slot in slots if slot]
    if broken.kind != "figure" or len(numbers) < len(slots) or len(slots) < 2:
        return True
    return _marks(numbers[0]) == _marks(numbers[1]) and not _within(numbers[0], number_at(numbers[0]), numbers[1])


def told(claim: Read, broken: Broken, there: Read, texts: Sequence[str]) -> bool:
    """Whether one of the texts has the figure or date of the claim too, in a sentence on the same event.

    Args:
        claim: a sentence.
        broken: has the figure or date as the claim has it.
        there: the sentence that has something else in its place.
        texts: of the same document.
    """
    event = event_of(core(claim))
    enough = max(_IN_SENTENCE, _AS_MUCH * share(event, there.content))
    sentences = [read(one) for text in texts for one in sentences_of(text)]
    return any(
        share(event, one.content) >= enough and any(_has_too(claim, word, one) for word in broken.words)
        for one in sentences
    )


def _has_too(claim: Read, words: str, one: Read) -> bool:
    """Whether a sentence has what the claim writes with these words: a date, a figure of the same thing, or a time."""
    for date in claim.dates:
        if claim.text[date.start : date.end] == words:
            return any(dates_agree(date, Slot(one, other.start, other.end)) for other in one.dates)
    slot = _slot_of(claim, words)
    if slot is None:
        return words in one.text
    number, theirs = number_at(slot), (Slot(one, other.start, other.end) for other in one.numbers)
    return any(
        same_amount(claim, number, other) and (number.unit != "plain" or _same_thing(slot, other)) for other in theirs
    )


def _slot_of(one: Read, words: str) -> Slot | None:
    """The number of a sentence that is written so."""
    found = (number for number in one.numbers if one.text[number.start : number.end] == words)
    return next((Slot(one, number.start, number.end) for number in found), None)


def _broken(claim: Read, event: Event, one: Read, passage: Sequence[Read]) -> Iterator[Broken]:
    held = share(event, one.content)
    if not event.names and not all(any_same(act, one.content) for act in acts_in(claim)):
        return
    if held < (_IN_SENTENCE if event.names else _NEARLY_ALL) or not same_names(claim, event, one):
        return
    if held >= _ALIKE:
        yield from (found for found in replaced(claim, one) if found.kind == "date")
        yield from _times_broken(claim, one, passage)
    months, own = ({word.text for word in some.words} & CALENDAR for some in (one, claim))
    if months and own and not months & own:
        return
    for number in claim.numbers[:MOST_FIGURES]:
        mine = Slot(claim, number.start, number.end)
        slots = [[Slot(some, other.start, other.end) for other in some.numbers] for some in passage]
        if any(same_amount(claim, number, slot) for some in slots for slot in some):
            continue
        theirs = [Slot(one, other.start, other.end) for other in one.numbers]
        kin = [slot for slot in theirs if _kin(mine, number, slot, held) and not _has(claim, slot)]
        if len(kin) == 1 and _marks(kin[0]) == _marks(mine) and not _within(mine, number, kin[0]):
            yield Broken("figure", f"the passage has {kin[0].text} there, not {mine.text}", (mine.text,), kin[0].text)


def _times_broken(claim: Read, one: Read, passage: Sequence[Read]) -> Iterator[Broken]:
    """The one time of day of the claim, where the sentence has one other and the passage has the claim's nowhere."""
    mine, theirs = times_of(claim), times_of(one)
    if len(mine) == len(theirs) == 1 and all(
        minutes != mine[0][1] for some in passage for _, minutes in times_of(some)
    ):
        other = theirs[0][0].text
        yield Broken("figure", f"the passage has {other} there, not {mine[0][0].text}", (mine[0][0].text,), other)


def _kin(mine: Slot, number: NumberFound, slot: Slot, held: float) -> bool:
    """Whether the other figure is of the same thing."""
    other = number_at(slot)
    if other.unit != number.unit or other.currency != number.currency or number.unit == "label":
        return False
    return held >= _ALIKE if number.unit != "plain" else _same_thing(mine, slot)


def _same_thing(one: Slot, other: Slot) -> bool:
    return any(same_word(mine, theirs) for mine in _things(one) for theirs in _things(other))


def _things(slot: Slot) -> frozenset[str]:
    """What is counted: the next word, or the group before "of": "14 people", "a crew of eleven"."""
    group = _GROUP_OF.search(slot.sentence.text[max(0, slot.start - _BEFORE) : slot.start])
    if group:
        return read(group["thing"]).content
    after = slot.sentence.text[slot.end : slot.end + 1]
    thing = slot.thing()
    return frozenset({thing}) if thing and after in (" ", "-", "\u00a0") else frozenset()


def _has(claim: Read, slot: Slot) -> bool:
    return any(same_amount(claim, number, slot) for number in claim.numbers[:MOST_FIGURES])


def _marks(slot: Slot) -> tuple[str, ...]:
    """The words around a figure that make it one of a part, of each, of a change; a claim may have the same."""
    text = slot.sentence.text
    before = _PART_BEFORE.search(text[max(0, slot.start - _BEFORE) : slot.start])
    after = _PART_AFTER.match(text, slot.end, slot.end + _AFTER)
    part = _PART_OF.search(text, 0, slot.start) if number_at(slot).unit != "percent" else None
    return tuple(" ".join(found[0].casefold().split()) if found else "" for found in (before, after, part))


def _within(mine: Slot, number: NumberFound, slot: Slot) -> bool:
    """Whether one is within what the other says: "at least nine" and 14, "about 40" and 41."""
    one, two = number.value, number_at(slot).value
    for bound, base, value in ((_bound(mine), one, two), (_bound(slot), two, one)):
        if bound in ("at least", "more than") and value >= base:
            return True
        if bound in ("at most", "less than", "nearly") and value <= base:
            return True
    rough = any(_ABOUT.search(some.sentence.text[max(0, some.start - _BEFORE) : some.start]) for some in (mine, slot))
    return rough and abs(one - two) <= _ROUGHLY * max(abs(one), abs(two))


def _bound(slot: Slot) -> str | None:
    found = _BOUND.search(slot.sentence.text[max(0, slot.start - _BEFORE) : slot.start])
    return BOUNDS[" ".join(in_english_letters(found["bound"]).casefold().split())] if found else None
