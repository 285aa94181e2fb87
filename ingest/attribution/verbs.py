"""Attributions by a verb of saying: who stands beside it, and what is said."""

from typing import Final

from ingest.attribution.content import after_as, direct_ranges, fronted, main
from ingest.attribution.ends import Clause
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.governing import NEEDS_PARTICLE, PARTICLES, is_told_actively, may_govern
from ingest.attribution.infinitives import Governed, governed
from ingest.attribution.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    MONTHS_AND_DAYS,
    NOUNS,
    PREPOSITIONS,
    QUOTING,
    SAYING,
    VERBS,
    WEAK,
    Verb,
)
from ingest.attribution.passives import read_passive
from ingest.attribution.phrases import phrase_after, phrase_before, subject_before, verb_group
from ingest.attribution.titles import is_group, is_role_word
from ingest.attribution.wordings import Cue, wording_at

__all__ = ["by_verbs"]

_PREPOSED: Final = frozenset("as by after before while when in without".split())
# "avoids condemning", "kept saying": who does the one does the other; behind those of _SHUN nothing is said.
_SHUN: Final = frozenset("avoid avoids avoided resist resists resisted stopped stops considered considers".split())
_CATENATIVE: Final = _SHUN | frozenset(
    "keep keeps kept start starts started begin begins began continue continues continued finished".split()
)
_NOT_FRONTED: Final = WEAK - {"believe", "think", "hope", "fear", "know", "suspect", "guess", "feel"}
# "did not say", "must report": nothing has been said.
_NOT: Final = frozenset("not never must shall should may might can could would".split())
# "will say": it has not been said yet. Of "I will say this" it has.
_TO_COME: Final = frozenset({"will", "'ll"})
# Of the wordings these may stand behind what is said: "..., as Venn put it".
_FRONTED: Final = frozenset({"put", "state"})
_HEARSAY: Final = frozenset("reportedly allegedly supposedly purportedly".split())
_NOBODY: Final = frozenset("it there this that what".split())
_HEARD_BY: Final = frozenset("tell inform remind assure notify warn ask".split())
_SHORT: Final = 3
_WIDE: Final = 10
_QUOTES: Final = frozenset("quote quotes quoted quoting cite cites cited citing".split())
_SENT: Final = frozenset("statement letter message post memo tweet email note release video notice circular".split())
_SENDING: Final = frozenset(
    """issued issues released releases sent sends posted posts published wrote signed circulated shared made put gave
    recorded distributed""".split()
)
_BE: Final = frozenset("is are was were be been being".split())


def by_verbs(s: SentenceUnits) -> None:
    """Add to ``s.said`` what each verb of saying in the sentence tells."""
    place = s.begin
    while place < s.end:
        wording = wording_at(s, place)
        if wording is not None and _read_wording(s, place, wording):
            place = wording[0]
            continue
        verb = VERBS.get(s.low(place))
        if verb is not None and (place == s.begin or not s.units[place].is_name or _in_headline(s, place, *verb)):
            _read(s, place, *verb)
        place += 1


def _read_wording(s: SentenceUnits, place: int, wording: Cue) -> bool:
    """Note what a cue of several words tells, and tell whether it told anything."""
    past, lemma, form = wording
    group = verb_group(s.units, place, s.begin)
    active = s.low(place) in _BE or is_told_actively(s, place, group, form)
    source = _source(s, place, group, form) if active else None
    if source is None or s.low(source[0]) in _NOBODY or (lemma in WEAK and s.low(source[0]) in {"i", "we", "you"}):
        return False
    first = source[0] if source[1] >= group - 1 and source[0] < group else group
    clause: Clause = (first, past, lemma)
    ranges = (fronted(s, clause) if lemma in _FRONTED else None) or after_as(s, clause) or main(s, clause, past)
    if not ranges or _overlaps(s, ranges, source):
        return False
    noted = add(s, ranges, (group, past), source, lemma)
    if noted and _is_unsaid(s, group, place, source):
        noted.weak = True
    return noted is not None


def _is_unsaid(s: SentenceUnits, group: int, place: int, source: Range) -> bool:
    """Whether the helpers of a verb tell that it has not been said: "did not say", "must report", "will say"."""
    helpers = [s.low(at) for at in range(group, place)]
    if (group == place and s.low(place - 1) in _SHUN) or _HEARSAY & {*helpers}:
        return True
    if s.low(source[0]) in {"i", "we"} and not _NOT & {*helpers}:
        return any(one.endswith("n't") for one in helpers)
    return any(one in _NOT | _TO_COME or one.endswith("n't") for one in helpers)


def _in_headline(s: SentenceUnits, place: int, lemma: str, form: str) -> bool:
    """Whether a verb with a capital letter is one, among words with capitals: "Mayor Says Quay Is Safe"."""
    if form != "s" or lemma not in SAYING or s.low(place) in NOUNS:
        return False
    named = [unit.is_name for unit in s.units[s.begin : s.end] if unit.is_word and len(unit.text) > _SHORT]
    return place > s.begin and len(named) > _SHORT and all(named)


def _read(s: SentenceUnits, place: int, lemma: str, form: str) -> None:
    if (lemma in NEEDS_PARTICLE and s.low(place + 1) not in PARTICLES[lemma]) or _goes_elsewhere(s, place, lemma):
        return
    group = verb_group(s.units, place, s.begin)
    if _inverted(s, place, group, lemma, form):
        return
    if form == "past" and read_passive(s, place, group, lemma):
        return
    by = _by_whom(s, place, group, (lemma, form))
    if by is None:
        return
    source, group, unsaid = by
    clause: Clause = (_first(s, source, group, place), place + 1, lemma)
    ranges = (fronted(s, clause) if lemma not in _NOT_FRONTED else None) or after_as(s, clause)
    if ranges is None and may_govern(s, place, lemma):
        after = place + 1
        ranges = main(s, clause, _past_particle(s, after, lemma))
    if ranges and not _overlaps(s, ranges, source) and not _is_telling_only(s, ranges, lemma):
        noted = add(s, ranges, (group, _past_particle(s, place + 1, lemma)), source, lemma)
        if noted and (unsaid or _is_unsaid(s, group, place, source)):
            noted.weak = True


def _is_telling_only(s: SentenceUnits, ranges: list[Range], lemma: str) -> bool:
    """Whether a verb tells whom, when and how, and not what: "told the board | in writing", "told us | this week"."""
    begin, end = ranges[0]
    if lemma not in _HEARD_BY or len(ranges) > 1 or s.is_quotation(begin):
        return False
    loose = s.low(begin) in (PREPOSITIONS - {"to"}) | MONTHS_AND_DAYS
    finite = (VERBS.get(s.low(at), ("", "ing"))[1] != "ing" or s.low(at) in AUXILIARIES for at in range(begin, end))
    return loose and not any(finite)


def _first(s: SentenceUnits, source: Range, group: int, place: int) -> int:
    """Where the clause of a verb begins: with its source, where that stands right before it."""
    first = source[0] if source[1] >= group - 1 and source[0] < group <= place else group
    quoting = s.low(group - 1) == "as" and VERBS.get(s.low(place), ("", ""))[1] == "ing"
    return _quoting_from(s, group - 1, first) if quoting else first


def _by_whom(s: SentenceUnits, place: int, group: int, verb: Verb) -> Governed | None:
    """Who says it, where the verb begins, and whether it is not said yet; None where it is no saying."""
    lemma, form = verb
    source = _source(s, place, group, form) if is_told_actively(s, place, group, form) else None
    by: Governed | None = (source, group, False) if source is not None else None
    if by is None and form == "base":
        by = governed(s, place, lemma)
    low = s.low(by[0][0]) if by else ""
    return None if (lemma in WEAK and low in {"i", "we", "you", "it"}) or low == "please" else by


def _goes_elsewhere(s: SentenceUnits, place: int, lemma: str) -> bool:
    """Whether a verb tells no words: "went on to win", "talks go on"; "citing two officials" tells who does."""
    if s.low(place) == "citing":
        cited = phrase_after(s.units, place + 1, s.end)
        last = s.units[cited[1] - 1] if cited else None
        return last is not None and (last.is_name or is_group(last.low) or is_role_word(last.low))
    return lemma == "go" and not any(s.speech(at) for at in range(s.begin, s.end))


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
    if participle and before == "as" and (quoted := _quoted(s, group - 1)) is not None:
        return quoted
    loose = participle and (s.mark(group - 1) != "" or s.is_quotation(group - 1) or before in _PREPOSED)
    if loose or before in {"and", "but", "then", "or", "yet"}:
        return s.sources[-1] if s.sources else subject_before(s.units, s.begin, group)
    return _participle_source(s, place, group) if participle else phrase_before(s.units, group, s.begin)


def _participle_source(s: SentenceUnits, place: int, group: int) -> Range | None:
    """Who does what a participle tells: whoever sent the letter "saying that", keeps "saying", or stands before it."""
    if s.low(group - 1) in _CATENATIVE:
        return phrase_before(s.units, verb_group(s.units, group - 1, s.begin), s.begin)
    phrase = phrase_before(s.units, group, s.begin)
    if phrase is None:
        return None
    sender = _sender(s, group)
    if sender is not None:
        return sender
    named = (s.units[phrase[0]].is_name and s.low(phrase[0]) not in DETERMINERS) or s.low(phrase[0] - 1) == "with"
    return phrase if named or s.low(place + 1) == "that" or s.speech(place + 1) else None


def _quoted(s: SentenceUnits, end: int) -> Range | None:
    """Who is quoted: "him" of "the agency quoted him as saying", "he" of "he was quoted as saying"; None for nobody."""
    for verb in range(end - 1, max(s.begin, end - _WIDE) - 1, -1):
        if s.low(verb) in _QUOTES:
            group = verb_group(s.units, verb, s.begin)
            if any(s.low(at) in _BE for at in range(group, verb)):
                return phrase_before(s.units, group, s.begin)
            return (verb + 1, end) if verb + 1 < end else None
        if s.mark(verb) == "," and not s.units[verb - 1].is_name:
            break
    return None


def _quoting_from(s: SentenceUnits, end: int, first: int) -> int:
    """Where a clause begins such as "the paper quoted Venn as saying", "Venn was quoted as saying"; else ``first``."""
    for verb in range(end - 1, max(s.begin, end - _WIDE) - 1, -1):
        if s.low(verb) in _QUOTES or (s.low(verb) == "record" and s.low(verb - 1) == "on"):
            group = verb_group(s.units, verb - (s.low(verb) == "record"), s.begin)
            subject = phrase_before(s.units, group, s.begin)
            return subject[0] if subject else first
    return first


def _sender(s: SentenceUnits, group: int) -> Range | None:
    """Who wrote what says something: "Venn" of "Venn sent the board a letter warning that"."""
    for paper in range(group - 1, max(s.begin, group - _WIDE) - 1, -1):
        if s.mark(paper):
            return None
        if s.low(paper) in _SENT:
            for verb in range(paper - 1, max(s.begin, paper - _WIDE) - 1, -1):
                if s.low(verb) in _SENDING:
                    return phrase_before(s.units, verb_group(s.units, verb, s.begin), s.begin)
            return None
    return None
