"""Who is named beside a verb of saying: the noun phrase before it or behind it, by rules over units."""

from collections.abc import Sequence
from typing import Final

from ingest.attribution.found import Range
from ingest.attribution.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BARRIERS,
    DETERMINERS,
    MONTHS_AND_DAYS,
    NOUNS,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)
from ingest.attribution.titles import is_role_word
from ingest.attribution.units import Unit

__all__ = ["phrase_after", "phrase_before", "subject_before", "verb_group"]

_NOUN_LINKS: Final = frozenset({"of", "for", "to", "and", "in", "at", "from", "with", "on", "&"})
_LONGEST: Final = 16
_MOST_NAMED: Final = 4
_LONGEST_APPOSITION: Final = 30
_NO_ADVERBS: Final = frozenset(
    "family reply supply assembly rally monopoly early daily weekly friendly elderly".split()
)
_AFTER_VERBS: Final = DETERMINERS | PREPOSITIONS | PRONOUNS
_TIMES: Final = frozenset("week month year summer spring autumn winter fall".split())
_DAYS: Final = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
_PASTS: Final = frozenset(
    """took made went came gave left stood held ran met saw spoke led got set fell rose won lost brought sat drew
    cut hit sent kept paid chose knew spent stepped drove grew became threw broke""".split()
)
_DEFINITE: Final = frozenset("the a an his her their its".split())
_LEADS_ON: Final = PREPOSITIONS | _NOUN_LINKS | {"all", "both", "half", "only", "or", "not"}
_APPOSED: Final = frozenset("a an the its their our his her one who former".split())
_HARD: Final = frozenset({",", ".", ";", ":", "!", "?", "\u2014", "\u2013"})
_OBJECTS: Final = frozenset("me him her us them it".split())


def verb_group(units: Sequence[Unit], verb: int, floor: int) -> int:
    """Where the verb begins with its helpers and adverbs: at "has" of "has repeatedly said"."""
    at = verb
    while at > floor and (units[at - 1].low in AUXILIARIES or _is_adverb(units[at - 1])):
        at -= 1
    return at


def _is_adverb(unit: Unit) -> bool:
    if unit.low in ADVERBS:
        return True
    return unit.low.endswith("ly") and len(unit.low) > 4 and not unit.is_name and unit.low not in _NO_ADVERBS


def phrase_before(units: Sequence[Unit], end: int, floor: int) -> Range | None:
    """The noun phrase that ends before unit ``end`` and begins at ``floor`` or later; None for none.

    An apposition between commas or brackets belongs to it: "Mara Venn, the harbour master," and "Orr (Lab)".
    """
    if end <= floor:
        return None
    end = _without_time(units, end, floor)
    last = units[end - 1]
    if last.low in PRONOUNS:
        return (end - 1, end)
    if last.text in ",\u2014\u2013)" and last.text:
        core = _core_before_apposition(units, end - 1, floor)
        return (_past_others(units, core, floor), end) if core is not None else None
    begin = _walk_left(units, end, floor)
    participle = begin + 1 == end and last.low.endswith("ed") and not last.is_name
    return (_past_others(units, begin, floor), end) if begin < end and not participle else None


def _past_others(units: Sequence[Unit], begin: int, floor: int) -> int:
    """Where the first is named of several who are named together up to unit ``begin``, from where a sentence begins.

    ``Mara Venn, the harbour master, and | Jan Orr``, ``Mara Venn, | Jan Orr and Tom Ash``; else ``begin`` itself.
    """
    at = begin
    if at - 2 > floor and units[at - 1].low == "and" and units[at - 2].text == ",":
        core = _core_before_apposition(units, at - 2, floor)
        at = core if core is not None and units[core].is_name else _named_before(units, at - 2, floor)
        return at if at == floor else begin
    joined = any(unit.low == "and" for unit in units[begin : begin + _LONGEST])
    for _ in range(_MOST_NAMED if joined and units[begin].is_name else 0):
        before = _named_before(units, at - 1, floor) if at - 1 > floor and units[at - 1].text == "," else at
        if before == at:
            break
        at = before
    return at if at == floor else begin


def _named_before(units: Sequence[Unit], end: int, floor: int) -> int:
    """Where a full name begins that ends before unit ``end``; one past ``end`` where there is none."""
    name = _walk_left(units, end, floor)
    known = end - name > 1 and units[name].is_name and units[end - 1].is_name
    return name if known and units[name].low not in MONTHS_AND_DAYS | OPENERS else end + 1


def _without_time(units: Sequence[Unit], end: int, floor: int) -> int:
    """The end of a phrase without "on Monday" or "this week" behind it."""
    at = end
    if at - 2 > floor and units[at - 1].low in _TIMES and units[at - 2].low in {"this", "last", "next", "that"}:
        at -= 2
    elif at - 1 > floor and units[at - 1].low in _DAYS:
        at -= 1
    if at < end and units[at - 1].low.endswith("ed"):  # "a report released last week"
        return end
    return at - 1 if at < end and at - 1 > floor and units[at - 1].low in {"on", "earlier", "late"} else at


def _core_before_apposition(units: Sequence[Unit], comma: int, floor: int) -> int | None:
    """Where the phrase begins that an apposition ending at ``comma`` belongs to."""
    opening = "(" if units[comma].text == ")" else units[comma].text
    lowest = max(floor, comma - _LONGEST_APPOSITION)
    found = None
    for at in range(comma - 1, lowest, -1):
        if units[at].quotation is not None or units[at].text in ".;:!?":
            break
        if units[at].text == opening and at + 1 < comma:
            begin = _walk_left(units, at, floor)
            if begin < at and (units[at - 1].is_word or units[at - 1].text == ")"):
                found = begin
                clause = begin > floor and units[begin - 1].low in BARRIERS  # "which the firm's head, Tom Ash, called"
                if _is_named(units, begin, at) or opening == "(" or clause:
                    named = units[at + 1].is_name and opening == ","
                    return begin if named else _past_apposition(units, begin, floor)
    return found


def _past_apposition(units: Sequence[Unit], begin: int, floor: int) -> int:
    """Where the name begins that an apposition before unit ``begin`` belongs to; ``begin`` where there is none."""
    if begin - 2 < floor or units[begin - 1].text != "," or not units[begin - 2].is_name:
        return begin
    if units[begin].low not in _APPOSED and not is_role_word(units[begin].low):
        return begin
    name = _walk_left(units, begin - 1, floor)
    return name if name < begin - 1 and units[name].is_name else begin


def _is_named(units: Sequence[Unit], begin: int, end: int) -> bool:
    return units[end - 1].is_name or units[end - 1].text == ")" or units[begin].low in DETERMINERS


def _walk_left(units: Sequence[Unit], end: int, floor: int) -> int:
    """Where the noun phrase begins that ends before ``end``; ``end`` itself where there is none."""
    lowest = max(floor, end - _LONGEST)
    at = end
    while at > lowest and _within(units, at - 1, end):
        at -= 1
    return _trimmed(units, at, end)


def _within(units: Sequence[Unit], at: int, end: int) -> bool:
    """Whether unit ``at`` may stand in a noun phrase that goes on to ``end``."""
    unit = units[at]
    if unit.quotation is not None:
        return False
    if not unit.is_word:
        return unit.text == ")" or (unit.text in {"'", "\u2019", "&", "("} and at + 1 < end)
    if unit.low in BARRIERS or unit.low in AUXILIARIES or unit.low in PRONOUNS - {"one"}:
        return False
    return not (unit.low in VERBS and _is_finite(units, at, end))


def _is_finite(units: Sequence[Unit], at: int, end: int) -> bool:
    """Whether a form that may be a verb is one here, standing left of a noun phrase."""
    unit = units[at]
    form = VERBS[unit.low][1]
    if unit.is_name or at + 1 == end:
        return False
    before = units[at - 1] if at else None
    if form == "base" and before is not None and before.low in {"i", "we", "you", "they"}:
        return True
    if before is not None and (before.low in DETERMINERS or before.low.endswith("'s")):
        return False
    after = units[at + 1]
    verb = form == "past" or (form == "s" and unit.low not in NOUNS)
    return verb and (after.low in _AFTER_VERBS or after.is_name or "'" in after.low)


def _trimmed(units: Sequence[Unit], begin: int, end: int) -> int:
    """The phrase without what only leads up to it: "But", "On Monday", a phrase of place."""
    at = begin
    while at < end and (units[at].low in OPENERS or not (units[at].is_word) or _is_adverb(units[at])):
        at += 1
    while at < end and (units[at].low in PREPOSITIONS or units[at].low in {"to", "of", "for"}):
        after = _past_preposition(units, at + 1, end)
        if after >= end:
            return end
        at = after
    for place in range(at + 1, end):
        if units[place].low in _DEFINITE and units[place - 1].is_word and units[place - 1].low not in _LEADS_ON:
            at = place
    named = at + 1 < end and units[at + 1].is_name  # "Jan Orr"
    if at + 1 < end and units[at].low in MONTHS_AND_DAYS and units[at].low not in {"last", "may"} and not named:
        at += 1
    return at


def _past_preposition(units: Sequence[Unit], at: int, end: int) -> int:
    """Where the subject begins behind "On Monday" or "In a statement": at the second phrase."""
    seen = False
    for place in range(at, end):
        unit = units[place]
        if seen and (unit.low in DETERMINERS or (unit.is_name and not units[place - 1].is_name)):
            return place
        seen = seen or unit.low not in DETERMINERS
    return end


def phrase_after(units: Sequence[Unit], begin: int, ceiling: int) -> Range | None:
    """The noun phrase that begins at unit ``begin``, with an apposition behind its comma; None for none."""
    if begin >= ceiling:
        return None
    first = units[begin]
    if first.low in PRONOUNS - {"one"}:
        return (begin, begin + 1)
    if not first.is_word or first.low in PREPOSITIONS or first.low in {"of", "for", "to"}:
        return None
    owns = first.low == "her" and begin + 1 < ceiling and _is_owned(units[begin + 1])
    if first.low in BARRIERS or first.low in AUXILIARIES or _is_adverb(first) or (first.low in _OBJECTS and not owns):
        return None
    named = first.is_name and begin + 1 < ceiling and units[begin + 1].is_name
    if first.low in MONTHS_AND_DAYS and not named:
        return None
    end = _walk_right(units, begin, ceiling)
    return _with_apposition(units, begin, end, ceiling) if end > begin else None


def _is_owned(unit: Unit) -> bool:
    """Whether "her" goes with the word behind it: "her lawyer", but "told her that"."""
    low = unit.low
    others = BARRIERS | AUXILIARIES | PREPOSITIONS | PRONOUNS | DETERMINERS | MONTHS_AND_DAYS | {"of", "for", "not"}
    return unit.is_word and low not in others and not _is_adverb(unit)


def _walk_right(units: Sequence[Unit], begin: int, ceiling: int) -> int:
    at = begin
    while at < min(ceiling, begin + _LONGEST):
        unit = units[at]
        if unit.quotation is not None or not (unit.is_word or unit.text in "()'\u2019&-."):
            break
        if at > begin and _stops(units, at, ceiling):
            break
        at += 1
    while at > begin and (
        (not units[at - 1].is_word and units[at - 1].text != ")") or units[at - 1].low in _NOUN_LINKS
    ):
        at -= 1
    return at


def _stops(units: Sequence[Unit], at: int, ceiling: int) -> bool:
    """Whether the phrase ends before unit ``at``."""
    unit = units[at]
    if unit.text == ".":
        return True
    if unit.low in BARRIERS or unit.low in AUXILIARIES or unit.low in PRONOUNS or _is_adverb(unit):
        return True
    named = unit.is_name and at + 1 < ceiling and units[at + 1].is_name and units[at - 1].low not in PREPOSITIONS
    if unit.low in MONTHS_AND_DAYS and units[at - 1].low != "of" and not named:
        return True
    if unit.low in PREPOSITIONS:
        return not (unit.low in {"in", "at", "with", "from", "on"} and at + 1 < ceiling and _links(units, at))
    if unit.low in VERBS and not unit.is_name:
        return VERBS[unit.low][1] in {"past", "ing"} and at + 1 < ceiling and units[at - 1].low not in DETERMINERS
    return False


def _links(units: Sequence[Unit], at: int) -> bool:
    """Whether a preposition links a name to a common noun: "a teacher at Brackwater School"."""
    before, after = units[at - 1], units[at + 1]
    follows = units[at + 2].is_name if after.low == "the" and at + 2 < len(units) else after.is_name
    return not before.is_name and follows and after.low not in MONTHS_AND_DAYS


def _with_apposition(units: Sequence[Unit], begin: int, end: int, ceiling: int) -> Range:
    """The phrase with ", the harbour master of Brackwater" behind it, which a comma or the sentence ends."""
    if end + 1 >= ceiling or units[end].text != ",":
        return (begin, end)
    first = units[end + 1]
    office = is_role_word(units[end - 1].low) or units[begin].low == "one"
    described = not units[begin].is_name and office and end + 2 < ceiling
    named = described and first.is_name and units[end + 2].is_name  # "a colleague, Mara Venn", "one of them, Jan Orr"
    if not (first.low in _APPOSED or is_role_word(first.low) or (first.text.isdigit() and end + 2 < ceiling) or named):
        return (begin, end)
    at = end + 1
    while at < min(ceiling, end + _LONGEST_APPOSITION):
        if units[at].quotation is not None or units[at].text in _HARD:
            break
        if units[at].low in AUXILIARIES and first.low != "who":
            return (begin, end)
        at += 1
    return (begin, _with_another(units, at, ceiling))


def _with_another(units: Sequence[Unit], end: int, ceiling: int) -> int:
    """The end of a phrase with ", and Jan Orr, the mayor" behind an apposition, where the clause ends there too."""
    if end + 3 >= ceiling or units[end].text != "," or units[end + 1].low != "and":
        return end
    past = _walk_right(units, end + 2, ceiling)
    if not (past - end > 3 and units[end + 2].is_name and units[end + 3].is_name and units[past - 1].is_name):
        return end
    past = _with_apposition(units, end + 2, past, ceiling)[1]
    return past if past >= ceiling or not units[past].is_word else end


def subject_before(units: Sequence[Unit], begin: int, end: int) -> Range | None:
    """The subject of what stands in units ``begin`` to ``end``: the phrase before its first verb that is known as one.

    Where none is known, the phrase that it begins with.
    """
    for place in range(begin + 1, end):
        low = units[place].low
        past = low.endswith("ed") and not units[place].is_name
        if low in AUXILIARIES or low in VERBS or low in _PASTS or past:
            return phrase_before(units, verb_group(units, place, begin), begin)
    return phrase_after(units, begin, end)
