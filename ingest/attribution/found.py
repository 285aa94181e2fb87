"""An attribution as it is found, before it is known who its source is; and the sentence it is found in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.attribution.lexicon import DENYING, VERBS, WEAK
from ingest.attribution.units import Unit, is_speech
from onrecord.attribution import AttributionKind

__all__ = ["Range", "Said", "SentenceUnits", "add"]

_PLAINEST: Final = frozenset("say tell write ask add reply".split())

Range = tuple[int, int]
"""First unit and one past the last."""


@dataclass(slots=True)
class Said:
    """An attribution whose source is a place in the text only.

    Attributes:
        content: ranges of characters, ascending.
        cue: the words of saying.
        source: who, None for nobody.
        kind: how it is told.
        denies: as in :class:`onrecord.attribution.Attribution`.
        weak: as there.
        within: range of the quotation that this stands in; None where the document itself tells it.
    """

    content: list[tuple[int, int]]
    cue: tuple[int, int]
    source: tuple[int, int] | None
    kind: AttributionKind = "indirect"
    denies: bool = False
    weak: bool = False
    within: tuple[int, int] | None = None


@dataclass(slots=True)
class SentenceUnits:
    """One sentence of a stretch of text.

    Attributes:
        text: the whole text.
        units: of the stretch.
        begin: its first unit.
        end: one past its last, marks that end it not counted.
        said: what was found in it so far.
        sources: unit ranges of the sources found in it, in order.
    """

    text: str
    units: Sequence[Unit]
    begin: int
    end: int
    said: list[Said] = field(default_factory=list)
    sources: list[tuple[int, int]] = field(default_factory=list)

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The characters of units ``begin`` to ``end``."""
        return self.units[begin].start, self.units[end - 1].end

    def speech(self, place: int) -> bool:
        """Whether a unit is a quotation that may be speech."""
        if not self.begin <= place < self.end:
            return False
        quotation = self.units[place].quotation
        return quotation is not None and is_speech(self.text, quotation)

    def is_quotation(self, place: int) -> bool:
        """Whether there is a unit there, and it is a quotation."""
        return self.begin <= place < self.end and self.units[place].quotation is not None

    def low(self, place: int) -> str:
        """The unit there in small letters; empty beyond the sentence."""
        return self.units[place].low if self.begin <= place < self.end else ""

    def mark(self, place: int) -> str:
        """The unit there where it is a mark, else empty."""
        return "" if not self.begin <= place < self.end or self.units[place].is_word else self.units[place].text

    def trimmed(self, begin: int, end: int) -> tuple[int, int]:
        """The unit range without commas, dashes and the like at either end."""
        while begin < end and self._loose(begin):
            begin += 1
        while begin < end and self._loose(end - 1):
            end -= 1
        return begin, end

    def _loose(self, place: int) -> bool:
        return self.mark(place) in {",", ";", ":", "\u2014", "\u2013", "\u2015", "-", "."}


def _tells_best(s: SentenceUnits, content: Sequence[tuple[int, int]], cue: tuple[int, int], lemma: str) -> bool:
    """Whether a cue tells words in quote marks better than another that tells the same, which is then taken back.

    "Venn laughed and said, ..." tells the words once: a plain verb before others, else the nearest.
    """
    same = [one for one in s.said if one.content == content]
    behind = cue[0] > content[0][0]
    if any(set(content) < set(one.content) for one in s.said):
        return False  # "..., said Venn, referring to it, ..." is told already
    for one in same:
        plain = _is_plain(s.text[slice(*one.cue)]), lemma in _PLAINEST
        if plain == (True, False) or (plain[0] == plain[1] and (one.cue[0] < cue[0]) == behind):
            return False
    for one in same:
        s.said.remove(one)
    return True


def _is_plain(cue: str) -> bool:
    return any(VERBS.get(word.lower(), ("", ""))[0] in _PLAINEST for word in cue.split())


def add(s: SentenceUnits, ranges: Sequence[Range], cue: Range, source: Range | None, lemma: str) -> Said | None:
    """Note an attribution in ``s``, from ranges of units; of quotations alone the content is what they hold.

    Returns:
        What was noted; None where nothing is left to be said within the sentence.
    """
    ranges = [(begin, end) for begin, end in ranges if s.begin <= begin < end <= s.end]
    if not ranges:
        return None
    quoted = all(s.is_quotation(begin) and end == begin + 1 for begin, end in ranges)
    content = []
    for begin, end in ranges:
        quotation = s.units[begin].quotation
        within = quoted and quotation is not None
        content.append((quotation.inner_start, quotation.inner_end) if within and quotation else s.span(begin, end))
    if quoted and not _tells_best(s, content, s.span(*cue), lemma):
        return None
    who = None
    if source is not None:
        s.sources.append(source)
        first, past = s.trimmed(*source)
        who = s.span(first, past) if first < past else None
    weak = lemma in WEAK and not quoted
    kind: AttributionKind = "direct" if quoted else "indirect"
    noted = Said(content, s.span(*cue), who, kind, denies=lemma in DENYING, weak=weak)
    s.said.append(noted)
    return noted
