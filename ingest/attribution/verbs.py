"""Attributions by a verb of saying: who stands beside it, and what is said."""

from typing import Final

from ingest.attribution.content import direct_ranges, fronted, main
from ingest.attribution.ends import Clause
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.governing import NEEDS_PARTICLE, PARTICLES, is_told_actively, may_govern
from ingest.attribution.lexicon import AUXILIARIES, DETERMINERS, NOUNS, PREPOSITIONS, QUOTING, SAYING, VERBS, WEAK
from ingest.attribution.phrases import phrase_after, phrase_before, subject_before, verb_group

__all__ = ["by_verbs"]

_PREPOSED: Final = frozenset("as by after before while when in without".split())
_NOT_FRONTED: Final = WEAK - {"believe", "think", "hope", "fear", "know", "suspect", "guess", "feel"}
# "did not say", "must report": nothing has been said.
_NOT: Final = frozenset("not never must shall should may might can could would".split())
_SHORT: Final = 3
_BE: Final = frozenset("is are was were be been being".split())


def by_verbs(s: SentenceUnits) -> None:
    """Add to ``s.said`` what each verb of saying in the sentence tells."""
    for place in range(s.begin, s.end):
        verb = VERBS.get(s.low(place))
        if verb is not None and (place == s.begin or not s.units[place].is_name or _in_headline(s, place, *verb)):
            _read(s, place, *verb)


def _in_headline(s: SentenceUnits, place: int, lemma: str, form: str) -> bool:
    """Whether a verb with a capital letter is one, among words with capitals: "Mayor Says Quay Is Safe"."""
    if form != "s" or lemma not in SAYING or s.low(place) in NOUNS:
        return False
    named = [unit.is_name for unit in s.units[s.begin : s.end] if unit.is_word and len(unit.text) > _SHORT]
    return place > s.begin and len(named) > _SHORT and all(named)


def _read(s: SentenceUnits, place: int, lemma: str, form: str) -> None:
    if lemma in NEEDS_PARTICLE and s.low(place + 1) not in PARTICLES[lemma]:
        return
    group = verb_group(s.units, place, s.begin)
    if _inverted(s, place, group, lemma, form):
        return
    source = _source(s, place, group, form) if is_told_actively(s, place, group, form) else None
    if (
        source is None
        or (lemma in WEAK and s.low(source[0]) in {"i", "we", "you", "it"})
        or s.low(source[0]) == "please"
    ):
        return
    first = source[0] if source[1] >= group - 1 and source[0] < group <= place else group
    clause: Clause = (first, place + 1, lemma)
    ranges = fronted(s, clause) if lemma not in _NOT_FRONTED else None
    if ranges is None and may_govern(s, place, lemma):
        after = place + 1
        ranges = main(s, clause, _past_particle(s, after, lemma))
    if ranges and not _overlaps(s, ranges, source):
        noted = add(s, ranges, (group, _past_particle(s, place + 1, lemma)), source, lemma)
        negated = any(s.low(at) in _NOT or s.low(at).endswith("n't") for at in range(group, place))
        if noted and negated:
            noted.weak = True


def _overlaps(s: SentenceUnits, ranges: list[Range], source: Range) -> bool:
    return any(begin < source[1] and source[0] < end for begin, end in ranges)


def _past_particle(s: SentenceUnits, after: int, lemma: str) -> int:
    return after + 1 if s.low(after) in PARTICLES.get(lemma, ()) else after


def _inverted(s: SentenceUnits, place: int, group: int, lemma: str, form: str) -> bool:
    """``"...", said Venn``: read it and tell whether it is so."""
    if form not in {"past", "s"} or group != place or lemma not in SAYING | QUOTING:
        return False
    if place == s.begin:
        return _opens_inverted(s, place, lemma)
    behind = s.mark(place - 1) in {",", "\u2014", "\u2013"} or s.is_quotation(place - 1)
    source = phrase_after(s.units, place + 1, s.end) if behind and not _is_apposed(s, place) else None
    if source is None or source[1] > s.end:
        return False
    if not s.is_quotation(place - 1) and not s.is_quotation(place - 2) and not _closes(s, source[1]):
        return False
    ranges = fronted(s, (place, source[1], lemma))
    if not ranges:
        return False
    add(s, ranges, (place, place + 1), source, lemma)
    return True


def _is_apposed(s: SentenceUnits, place: int) -> bool:
    """Whether the sentence begins with a name and an apposition, up to the verb: "Venn, head of the port, said ..."."""
    phrase = phrase_before(s.units, place, s.begin) if s.mark(place - 1) == "," else None
    if phrase is None or phrase[0] > s.begin or not s.units[phrase[0]].is_name:
        return False
    return not any(s.low(at) in AUXILIARIES or s.is_quotation(at) for at in range(s.begin, place))


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


def _source(s: SentenceUnits, place: int, group: int, form: str) -> Range | None:
    """Who does it: the phrase before the verb, or, behind "and" or a comma, who did what came before."""
    before = s.low(group - 1)
    if group <= s.begin:
        return None
    participle = form == "ing" and not any(s.low(at) in _BE for at in range(group, place))
    loose = participle and (s.mark(group - 1) != "" or s.is_quotation(group - 1) or before in _PREPOSED)
    if loose or before in {"and", "but", "then", "or", "yet"}:
        return s.sources[-1] if s.sources else subject_before(s.units, s.begin, group)
    phrase = phrase_before(s.units, group, s.begin)
    if participle and phrase is not None:
        named = (s.units[phrase[0]].is_name and s.low(phrase[0]) not in DETERMINERS) or s.low(phrase[0] - 1) == "with"
        return phrase if named or s.low(place + 1) == "that" or s.speech(place + 1) else None
    return phrase
