"""Attributions without a verb of saying: "according to", "the claim that", a name behind a dash, a colon."""

from typing import Final

from ingest.attribution.content import direct_ranges
from ingest.attribution.ends import end_of
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.lexicon import AUXILIARIES, BARRIERS, CUE_NOUNS, PREPOSITIONS, WEAK_NOUNS
from ingest.attribution.phrases import phrase_after, phrase_before, subject_before
from ingest.attribution.titles import is_group, is_role_word

__all__ = ["by_phrasings"]

_DASHES: Final = frozenset("\u2014\u2013\u2015-")
_NO_SUBJECTS: Final = BARRIERS | PREPOSITIONS | {"it", "this", "there"}
_JOINING: Final = frozenset("and or that which who what he she it they we i there".split())
_LONGEST_CUE: Final = 9
_LONGEST_NAME: Final = 8
_BE: Final = frozenset("is was are were".split())
_BEHIND_NOUNS: Final = _BE | {"that", "of", "about", "by", "from"}
# "in the words of Venn", "in her view": what stands beside it is Venn's.
_SEEN: Final = frozenset("words view opinion judgment judgement estimation eyes telling reading assessment".split())
_DENIALS: Final = frozenset({"denial", "denials"})


def by_phrasings(s: SentenceUnits) -> None:
    """Add to ``s.said`` what is told otherwise than by a verb."""
    for place in range(s.begin, s.end):
        low = s.low(place)
        if low == "according" and s.low(place + 1) == "to":
            _by_source(s, (place, place + 2), _who_after(s, place + 2))
        elif low == "in" and (seen := _viewed(s, place)) is not None:
            _by_source(s, *seen)
        elif low in CUE_NOUNS and s.low(place + 1) in _BEHIND_NOUNS and not _is_cue(s, place):
            _noun(s, place)
    if not s.said:
        _signed(s)
        _after_colon(s)


def _is_cue(s: SentenceUnits, place: int) -> bool:
    """Whether a verb with this noun was read as a cue already: "voiced the hope that"."""
    start, end = s.span(place, place + 1)
    return any(one.cue[0] <= start and end <= one.cue[1] for one in s.said)


def _who_after(s: SentenceUnits, at: int) -> Range | None:
    """Who is named behind "according to": "her" too."""
    return phrase_after(s.units, at, s.end) or ((at, at + 1) if s.low(at) in {"her", "him", "them"} else None)


def _viewed(s: SentenceUnits, place: int) -> tuple[Range, Range] | None:
    """Cue and source of ``in the words of Mara Venn`` and ``in Venn's view``, at the edge of a clause; else None."""
    if place > s.begin + 1 and s.mark(place - 1) != "," and not s.is_quotation(place - 1):
        return None
    if s.low(place + 1) == "the" and s.low(place + 2) in _SEEN and s.low(place + 3) == "of":
        source = phrase_after(s.units, place + 4, s.end)
        return ((place, place + 4), source) if source else None
    for at in range(place + 2, min(s.end, place + _LONGEST_NAME)):
        if s.low(at) in _SEEN and s.low(at - 1).endswith(("'s", "s'")):
            return (at, at + 1), (place + 1, at)
        if not s.units[at].is_word:
            break
    own = s.low(place + 1) in {"his", "her", "their"} and s.low(place + 2) in _SEEN
    return ((place, place + 3), (place + 1, place + 2)) if own else None


def _by_source(s: SentenceUnits, cue: Range, source: Range | None) -> None:
    """Note what a source says that is named beside it: behind both at the start of a sentence, else before them."""
    if source is None:
        return
    place, past = cue[0] if cue[0] < source[0] else source[0] - 1, max(cue[1], source[1])
    if place <= s.begin + 1 and s.mark(source[1]) != ",":  # what looks like an apposition is what is said
        source = (source[0], next((at for at in range(*source) if s.mark(at) == ","), source[1]))
        past = max(cue[1], source[1])
    ranges: list[Range] = []
    if place <= s.begin + 1:
        told_at_once = s.low(cue[0]) != "according" and past < s.end and s.units[past].is_word  # "in his view it is"
        ranges = [s.trimmed(past, end_of(s, past))] if told_at_once else _behind_source(s, past)
    if not ranges:
        begin = max([s.begin, *(one[1] + 1 for one in s.sources if one[1] < place and s.mark(one[1] - 1) == ";")])
        quoted = direct_ranges(s, begin, place)
        ranges = quoted or [s.trimmed(begin, place)]
        if s.speech(place - 1) and s.mark(place - 2):
            ranges = [(place - 1, place)]
        if not quoted and s.mark(place - 1) == s.mark(past) == "," and s.low(past + 1) in AUXILIARIES:
            ranges.append(s.trimmed(past, end_of(s, past + 1)))
    if ranges and ranges[0][0] < ranges[0][1]:
        add(s, ranges, cue, source, "according")


def _behind_source(s: SentenceUnits, at: int) -> list[Range]:
    """The rest of a sentence that begins with "according to"."""
    while at < s.end and s.mark(at) != "," and not s.is_quotation(at):
        at += 1
    quoted = direct_ranges(s, at, s.end) if at < s.end else None
    if quoted:
        return quoted
    begin, end = s.trimmed(at, end_of(s, at + 1))
    return [(begin, end)] if begin < end else []


def _noun(s: SentenceUnits, place: int) -> None:
    """``Venn's claim that ...``, ``a report by Venn that ...``, ``allegations of fraud``, ``her view was that ...``."""
    source, at = _owner(s, place)
    told = s.low(at) in _BE
    at += told
    that = s.low(at) == "that"
    if s.low(at) not in {"that", "of", "about"} or (
        source is None and (told or not that) and s.low(place) not in _CLAIMED
    ):
        return
    end = end_of(s, at) if told else _noun_content_end(s, at + 1)
    begin = at if that else at + 1
    if end > at + 1 and (that or not told):
        _note(s, (begin, end), (place, at if that and at == place + 1 else place + 1), source)


def _owner(s: SentenceUnits, place: int) -> tuple[Range | None, int]:
    """Whose a noun is, and where what follows begins: before it, or behind "by", "from" and "of"."""
    source: Range | None = None
    at = place + 1
    owner = s.low(place - 1)
    if owner.endswith(("'s", "s'")) or owner in {"his", "her", "their", "my", "our", "its"}:
        whole = phrase_before(s.units, place, s.begin)
        source = whole if whole and owner.endswith(("'s", "s'")) else (place - 1, place)
    if s.low(at) in {"by", "from"}:
        source = phrase_after(s.units, at + 1, s.end)
        at = source[1] if source else s.end
    elif s.low(at) == "of" and source is None:
        named = phrase_after(s.units, at + 1, s.end)
        if named and s.low(named[1]) == "that" and _is_somebody(s, named):
            return named, named[1]
    return source, at


def _is_somebody(s: SentenceUnits, source: Range) -> bool:
    """Whether a phrase names or describes somebody: no "allegations of fraud that ..."."""
    last = s.units[source[1] - 1]
    return last.is_name or is_role_word(last.low) or is_group(last.low)


_CLAIMED: Final = frozenset("allegation allegations accusation accusations claims charges".split())


def _note(s: SentenceUnits, content: Range, cue: Range, source: Range | None) -> None:
    noun = s.low(cue[0])
    told = s.span(*content)[0]
    if source is None and any(start == told for one in s.said for start, _ in one.content):
        return  # "said in a statement that"
    noted = add(s, [content], cue, source, "deny" if noun in _DENIALS else "claim")
    if noted:
        noted.weak = noun in WEAK_NOUNS


def _noun_content_end(s: SentenceUnits, at: int) -> int:
    """Where what a noun tells ends: at a comma or dash, at the verb that the noun is the subject of, or at the end."""
    seen = s.low(at - 1) != "that"
    for place in range(at, s.end):
        if s.mark(place) in {",", ";", ":", "\u2014", "\u2013"}:
            return place
        if s.low(place) in AUXILIARIES and s.low(place - 1) not in AUXILIARIES:
            if seen and s.low(place - 1) not in _JOINING:
                return place
            seen = True
    return s.end


def _signed(s: SentenceUnits) -> None:
    """``"..." -- Mara Venn``, the name behind a dash at the end."""
    for place in range(max(s.begin, s.end - _LONGEST_NAME), s.end - 1):
        if s.mark(place) in _DASHES and s.speech(place - 1) and s.units[place + 1].is_name:
            rest = s.units[place + 1 : s.end]
            quoted = direct_ranges(s, s.begin, place)
            if quoted and all(unit.is_name or unit.text in ",." or unit.low in {"de", "of", "the"} for unit in rest):
                add(s, quoted, (place, place + 1), (place + 1, s.end), "sign")


def _after_colon(s: SentenceUnits) -> None:
    """``Venn has a new message: "..."``, and ``Venn: "..."``."""
    place = next((at for at in range(s.begin + 1, s.end - 1) if s.mark(at) == ":" and s.speech(at + 1)), None)
    quoted = direct_ranges(s, place + 1, s.end) if place is not None else None
    if place is None or not quoted:
        return
    if place - s.begin <= _LONGEST_NAME // 2 and all(unit.is_name for unit in s.units[s.begin : place]):
        add(s, quoted, (place, place + 1), (s.begin, place), "colon")
        return
    source = subject_before(s.units, s.begin, place)
    if source and place - source[1] <= _LONGEST_CUE and s.low(source[0]) not in _NO_SUBJECTS:
        add(s, quoted, (source[1], place + 1), source, "colon")
