"""Attributions by a verb of saying: who stands beside it, and what is said."""

from typing import Final

from ingest.attribution.content import Clause, direct_ranges, fronted, main
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.lexicon import (
    AUXILIARIES,
    PREPOSITIONS,
    QUOTING,
    SAYING,
    TREATING,
    VERBS,
    WEAK,
)
from ingest.attribution.phrases import phrase_after, phrase_before, subject_before, verb_group

__all__ = ["by_verbs"]

_MODALS: Final = frozenset("will would can could may might must should shall do does did don't didn't doesn't".split())
_PLURAL: Final = frozenset("people police some many others most few both all i we you they who men women".split())
_NO_SUBJECT: Final = frozenset("to a an the his her their its our my your every each no any".split())
_BE: Final = frozenset("is are was were be been being".split())
_HAVE: Final = frozenset("has have had having".split())
# Verb, then the small word that goes with it, then what is said of.
_PARTICLES: Final = {
    "call": {"for", "on"},
    "point": {"out", "to"},
    "speak": {"of", "about", "out"},
    "talk": {"about", "of"},
    "refer": {"to"},
    "complain": {"about", "of"},
    "object": {"to"},
    "agree": {"with", "on", "to"},
    "warn": {"of", "against"},
    "go": {"on"},
    "wonder": {"about"},
    "worry": {"about"},
    "joke": {"about"},
    "boast": {"about", "of"},
    "respond": {"to"},
    "ask": {"for", "about"},
    "push": {"for"},
    "think": {"of", "about"},
    "hope": {"for"},
    "apologize": {"for"},
    "apologise": {"for"},
}
_NEEDS_PARTICLE: Final = frozenset({"point", "speak", "talk", "refer", "object", "go"})


def by_verbs(s: SentenceUnits) -> None:
    """Add to ``s.said`` what each verb of saying in the sentence tells."""
    for place in range(s.begin, s.end):
        verb = VERBS.get(s.low(place))
        if verb is not None and not (s.units[place].is_name and place > s.begin):
            _read(s, place, *verb)


def _read(s: SentenceUnits, place: int, lemma: str, form: str) -> None:
    if lemma in _NEEDS_PARTICLE and s.low(place + 1) not in _PARTICLES[lemma]:
        return
    group = verb_group(s.units, place, s.begin)
    if _inverted(s, place, group, lemma, form):
        return
    helpers = {s.low(at) for at in range(group, place)}
    if not _is_told_actively(s, place, group, form, helpers):
        return
    source = _source(s, group, form, helpers)
    if source is None:
        return
    first = source[0] if source[1] >= group - 1 and source[0] < group <= place else group
    clause: Clause = (first, place + 1, lemma)
    ranges = fronted(s, clause)
    if ranges is None and _may_govern(s, place, lemma):
        after = place + 1
        ranges = main(s, clause, _past_particle(s, after, lemma))
    if ranges and not _overlaps(s, ranges, source):
        add(s, ranges, (group, _past_particle(s, place + 1, lemma)), source, lemma)


def _overlaps(s: SentenceUnits, ranges: list[Range], source: Range) -> bool:
    return any(begin < source[1] and source[0] < end for begin, end in ranges)


def _past_particle(s: SentenceUnits, after: int, lemma: str) -> int:
    return after + 1 if s.low(after) in _PARTICLES.get(lemma, ()) else after


def _inverted(s: SentenceUnits, place: int, group: int, lemma: str, form: str) -> bool:
    """``"...", said Venn``: read it and tell whether it is so."""
    if form not in {"past", "s"} or group != place or lemma not in SAYING | QUOTING:
        return False
    if place == s.begin:
        return _opens_inverted(s, place, lemma)
    behind = s.mark(place - 1) in {",", "\u2014", "\u2013"} or s.is_quotation(place - 1)
    source = phrase_after(s.units, place + 1, s.end) if behind else None
    if source is None or source[1] > s.end:
        return False
    if not s.is_quotation(place - 1) and not s.is_quotation(place - 2) and not _closes(s, source[1]):
        return False
    ranges = fronted(s, (place, source[1], lemma))
    if not ranges:
        return False
    add(s, ranges, (place, place + 1), source, lemma)
    return True


def _opens_inverted(s: SentenceUnits, place: int, lemma: str) -> bool:
    """``Said Venn: "..."``."""
    source = phrase_after(s.units, place + 1, s.end)
    if source is None or s.mark(source[1]) not in {":", ","} or not s.speech(source[1] + 1):
        return False
    ranges = direct_ranges(s, source[1] + 1, s.end)
    if ranges:
        add(s, ranges, (place, place + 1), source, lemma)
    return bool(ranges)


def _closes(s: SentenceUnits, at: int) -> bool:
    return at >= s.end or s.mark(at) != "" or s.low(at) in PREPOSITIONS


def _is_told_actively(s: SentenceUnits, place: int, group: int, form: str, helpers: set[str]) -> bool:
    """Whether the verb stands as one that somebody does, here: no noun, no infinitive, no passive."""
    before = s.low(group - 1)
    if before in _NO_SUBJECT:
        return False
    if form == "past":
        return not (helpers & _BE and not helpers & _HAVE) and not (helpers & {"been", "being"})
    if form == "s":
        return not helpers & AUXILIARIES and not before.endswith(("'s", "s'"))
    if form == "ing":
        return before != "of"
    return bool(helpers & _MODALS) or before in _PLURAL or (before.endswith("s") and not before.endswith(("'s", "ss")))


def _source(s: SentenceUnits, group: int, form: str, helpers: set[str]) -> Range | None:
    """Who does it: the phrase before the verb, or, behind "and" or a comma, who did what came before."""
    before = s.low(group - 1)
    if group <= s.begin:
        return None
    shares = before in {"and", "but", "then", "or"} or (form == "ing" and not helpers & _BE and s.mark(group - 1) != "")
    if shares or (form == "ing" and s.is_quotation(group - 1)):
        return s.sources[-1] if s.sources else subject_before(s.units, s.begin, group)
    if form == "ing" and not helpers & _BE and s.units[group - 1].is_word:
        phrase = phrase_before(s.units, group, s.begin)
        if phrase is None or not (s.units[phrase[0]].is_name or s.low(phrase[0] - 1) == "with"):
            return s.sources[-1] if s.sources else subject_before(s.units, s.begin, group)
        return phrase
    return phrase_before(s.units, group, s.begin)


def _may_govern(s: SentenceUnits, place: int, lemma: str) -> bool:
    """Whether what follows the verb may be what is said."""
    after = s.low(place + 1)
    if s.mark(place + 1) in {":", ","} or s.is_quotation(place + 1):
        return s.speech(place + 1) or s.speech(place + 2) or s.mark(place + 1) == ":" or s.low(place + 2) == "that"
    if place + 1 >= s.end or after in _PARTICLES.get(lemma, ()):
        return place + 1 < s.end
    if lemma in QUOTING and lemma not in SAYING | TREATING | WEAK:
        return any(s.speech(at) for at in range(place + 1, min(place + 10, s.end)))
    if after in PREPOSITIONS or after in {"to", "of", "for", "as"}:
        return (
            lemma == "say"
            or _that_or_quote(s, place + 1)
            or (after == "to" and lemma in WEAK | {"promise", "vow", "pledge", "offer", "threaten", "agree", "propose"})
        )
    return True


def _that_or_quote(s: SentenceUnits, at: int) -> bool:
    for place in range(at, min(at + 10, s.end)):
        if s.low(place) == "that" or s.speech(place) or s.mark(place) == ":":
            return True
    return False
