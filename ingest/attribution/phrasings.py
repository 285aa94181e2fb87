"""Attributions without a verb of saying: "according to", "the claim that", a name behind a dash, a colon."""

from typing import Final

from ingest.attribution.content import direct_ranges
from ingest.attribution.ends import end_of
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.lexicon import AUXILIARIES, BARRIERS, CUE_NOUNS, PREPOSITIONS
from ingest.attribution.phrases import phrase_after, phrase_before, subject_before

__all__ = ["by_phrasings"]

_DASHES: Final = frozenset("\u2014\u2013\u2015-")
_NO_SUBJECTS: Final = BARRIERS | PREPOSITIONS | {"it", "this", "there"}
_JOINING: Final = frozenset("and or that which who what he she it they we i there".split())
_LONGEST_CUE: Final = 9
_LONGEST_NAME: Final = 8
_WEAK_NOUNS: Final = frozenset(
    "belief beliefs concern concerns fear fears hope hopes notion opinion view views speculation doubts".split()
)
_DENIALS: Final = frozenset({"denial", "denials"})


def by_phrasings(s: SentenceUnits) -> None:
    """Add to ``s.said`` what is told otherwise than by a verb."""
    for place in range(s.begin, s.end):
        low = s.low(place)
        if low == "according" and s.low(place + 1) == "to":
            _according(s, place)
        elif low in CUE_NOUNS and s.low(place + 1) in {"that", "of", "about", "by"}:
            _noun(s, place)
    if not s.said:
        _signed(s)
        _after_colon(s)


def _according(s: SentenceUnits, place: int) -> None:
    source = phrase_after(s.units, place + 2, s.end)
    if source is None:
        return
    if place <= s.begin + 1 and s.mark(source[1]) != ",":  # what looks like an apposition is what is said
        source = (source[0], next((at for at in range(*source) if s.mark(at) == ","), source[1]))
    ranges = _behind_source(s, source[1]) if place <= s.begin + 1 else []
    if not ranges:
        begin = max([s.begin, *(one[1] + 1 for one in s.sources if one[1] < place and s.mark(one[1] - 1) == ";")])
        quoted = direct_ranges(s, begin, place)
        ranges = quoted or [s.trimmed(begin, place)]
        if s.speech(place - 1) and s.mark(place - 2):
            ranges = [(place - 1, place)]
    if ranges and ranges[0][0] < ranges[0][1]:
        add(s, ranges, (place, place + 2), source, "according")


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
    """``Venn's claim that ...``, ``a report by Venn that ...``, ``allegations of fraud``."""
    source: Range | None = None
    at = place + 1
    owner = s.low(place - 1)
    if owner.endswith(("'s", "s'")) or owner in {"his", "her", "their", "my", "our", "its"}:
        whole = phrase_before(s.units, place, s.begin)
        source = whole if whole and owner.endswith(("'s", "s'")) else (place - 1, place)
    if s.low(at) == "by":
        source = phrase_after(s.units, at + 1, s.end)
        at = source[1] if source else s.end
    if s.low(at) not in {"that", "of", "about"} or (
        s.low(at) != "that" and source is None and s.low(place) not in _CLAIMED
    ):
        return
    end = _noun_content_end(s, at + 1)
    begin = at if s.low(at) == "that" else at + 1
    if end > at + 1:
        _note(s, (begin, end), (place, at if s.low(at) == "that" and at == place + 1 else place + 1), source)


_CLAIMED: Final = frozenset("allegation allegations accusation accusations claims charges".split())


def _note(s: SentenceUnits, content: Range, cue: Range, source: Range | None) -> None:
    noun = s.low(cue[0])
    noted = add(s, [content], cue, source, "deny" if noun in _DENIALS else "claim")
    if noted:
        noted.weak = noun in _WEAK_NOUNS


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
