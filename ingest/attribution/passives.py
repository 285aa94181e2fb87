"""What is said of somebody by somebody: "was accused by Venn of lying", "is said by Orr to be safe"."""

from typing import Final

from ingest.attribution.content import direct_ranges
from ingest.attribution.ends import end_of
from ingest.attribution.found import Range, SentenceUnits, add
from ingest.attribution.lexicon import SAYING, TREATING
from ingest.attribution.phrases import phrase_after, phrase_before

__all__ = ["read_passive"]

_BE: Final = frozenset("is are was were be been being".split())
# Done by words and otherwise too: "attacked by gunmen", "found by divers", "challenged by a rival".
_OTHERWISE: Final = frozenset(
    """find show attack rule determine record project point slam blast challenge question charge guarantee discover
    document write tally detail indicate imply signal mention demand calculate cite champion depict portray mock
    defend welcome echo label brand hail""".split()
)
_SAID: Final = (SAYING | TREATING) - _OTHERWISE
_GOES_ON: Final = frozenset("as of for to that because over with after when whether how what why if".split())
_RELATIVE: Final = frozenset("which who that it there".split())
_ADVERBS: Final = 2


def read_passive(s: SentenceUnits, place: int, group: int, lemma: str) -> bool:
    """Note what a verb in the passive tells whose agent is named, and tell whether there is one.

    What is said is its subject and what goes on behind the agent: ``Orr || of lying``.
    """
    if lemma not in _SAID or not any(s.low(at) in _BE for at in range(group, place)):
        return False
    by = next((at for at in range(place + 1, place + 2 + _ADVERBS) if s.low(at) == "by"), None)
    source = phrase_after(s.units, by + 1, s.end) if by is not None else None
    if by is None or source is None or s.low(source[0]) in _RELATIVE or s.low(source[0]).endswith("ing"):
        return False
    source = (source[0], _past_name(s, *source))
    ranges = _content(s, group, source[1])
    if not ranges:
        return False
    noted = add(s, ranges, (group, by + 1), source, lemma)
    if noted:
        noted.weak |= any(
            s.low(at) in {"not", "never", "will"} or s.low(at).endswith("n't") for at in range(group, place)
        )
    return noted is not None


def _past_name(s: SentenceUnits, begin: int, end: int) -> int:
    """Where an agent with a name ends before what it says: "Mara Venn | of lying"."""
    named = (at for at in range(begin + 1, end) if s.low(at) in {"of", "for"} and s.units[at - 1].is_name)
    return next((at for at in named if at + 1 < end and not s.units[at + 1].is_name), end)


def _content(s: SentenceUnits, group: int, at: int) -> list[Range]:
    subject = phrase_before(s.units, group, s.begin)
    ranges: list[Range] = []
    if subject is not None and s.low(subject[0]) not in _RELATIVE:
        first, past = s.trimmed(*subject)
        ranges = [(first, past)] if first < past else []
    at += s.mark(at) == "," and s.low(at + 1) in _GOES_ON and ranges != []
    if s.low(at) in _GOES_ON and at + 1 < s.end:
        quoted = direct_ranges(s, at + 1, s.end)
        begin, end = s.trimmed(at, end_of(s, at)) if not quoted else (quoted[0][0], quoted[-1][1])
        ranges += [(begin, end)] if begin < end else []
    return ranges
