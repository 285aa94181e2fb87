"""Who says what an infinitive tells: "went on to say", "took to the radio to say", "is expected to say"."""

from typing import Final

from ingest.attribution.found import Range, SentenceUnits
from ingest.attribution.lexicon import SAYING, TELLING, TREATING, forms_of
from ingest.attribution.phrases import phrase_before, verb_group

__all__ = ["Governed", "governed"]

Governed = tuple[Range, int, bool]
"""The source, where its verb begins, and whether it is not said yet."""

_IRREGULAR: Final = {
    "write": ("wrote", "written"),
    "come": ("came",),
    "take": ("took", "taken"),
    "ring": ("rang", "rung"),
    "hold": ("held",),
    "meet": ("met",),
    "stand": ("stood",),
    "rise": ("rose", "risen"),
    "go": ("went", "gone"),
}
# Who does this to say something says it: "used her speech to warn that".
_LEADING: Final = frozenset(
    form
    for verb in """continue use step stand write come call phone ring telephone appear hold meet hasten rush pause move
        intervene rise return turn interrupt take go proceed""".split()
    for form, kind in forms_of(verb, _IRREGULAR.get(verb))
    if kind != "base"
)
_GOING: Final = frozenset("goes went going gone".split())
_AWAITED: Final = frozenset(
    "expected due set going likely about supposed scheduled ready prepared poised unlikely".split()
)
_BE: Final = frozenset("is are was were be been 's 're am".split())
_SHOWING: Final = frozenset("show indicate suggest find project point determine record".split())
_REACH: Final = 8


def governed(s: SentenceUnits, place: int, lemma: str) -> Governed | None:
    """Who says what the infinitive at unit ``place`` tells; None where it is no infinitive, or that is not told.

    Args:
        s: the sentence.
        place: of the verb behind "to".
        lemma: of this verb.
    """
    if lemma not in (SAYING | TELLING | TREATING) - _SHOWING:
        return None
    to = place - 1 if s.low(place - 1) == "to" else place - 2
    if s.low(to) != "to" or (to == place - 2 and not s.low(place - 1).endswith("ly")):
        return None
    for at in range(to - 1, max(s.begin, to - _REACH) - 1, -1):
        low = s.low(at)
        if s.is_quotation(at) or (s.mark(at) and s.mark(at) != "'"):
            return None
        if low in _AWAITED and any(s.low(before) in _BE for before in range(max(s.begin, at - 3), at)):
            return _by(s, at, unsaid=True)
        if low in _LEADING and _leads(s, at, to) and (lemma not in TREATING - SAYING or low in _GOING):
            return _by(s, at, unsaid=False)
    return None


def _leads(s: SentenceUnits, at: int, to: int) -> bool:
    """Whether the verb leads to the infinitive: "took to the radio to", but neither "took steps to" nor "seemed to"."""
    low, after = s.low(at), s.low(at + 1)
    if low in _GOING:
        return after == "on" and at + 2 == to
    if low.startswith(("took", "take", "taking")):
        return after == "to" and at + 1 != to
    return not (low.startswith("appear") and at + 1 == to) and not (low.startswith("call") and after in {"on", "for"})


def _by(s: SentenceUnits, verb: int, unsaid: bool) -> Governed | None:
    group = verb_group(s.units, verb, s.begin)
    beside = s.low(verb).endswith("ing") and s.mark(group - 1) == "," and bool(s.sources)
    source = s.sources[-1] if beside else phrase_before(s.units, group, s.begin)
    passive = not unsaid and any(s.low(at) in _BE for at in range(group, verb))
    return None if source is None or passive else (source, group, unsaid)
