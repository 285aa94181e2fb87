"""A stretch of text as units: words, marks, and whole quotations as one; and the sentences that they make."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.attribution.lexicon import ABBREVIATED, AUXILIARIES, VERBS
from ingest.attribution.quotations import Quotation

__all__ = ["Unit", "is_speech", "sentences_of", "units_of"]

# A word may have figures, and a full stop within: "U.S.", "$1,000", "e-mail", "Venn's". No part can match in two ways.
_UNIT: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}|[\w$\u20ac\u00a3@#%]+(?:(?:['\u2019.&/-]|(?<=\d),(?=\d))\w+)*|--|[^\w\s]"
)
_ENDS: Final = frozenset(".!?\u2026")
_NEW_SENTENCE: Final = frozenset("The He She It In But And They A An This That We I You His Her Their On At".split())
_LOOK_AHEAD: Final = 14
# A longer sentence is read in parts: each verb looks to its end, and a text may be made to have no end.
_LONGEST: Final = 200
_FEW_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, a mark or a quotation of a text.

    Attributes:
        start: first character in the text.
        end: one past the last.
        text: its characters; of a quotation none.
        low: the same in small letters, with straight apostrophes.
        quotation: what stands in quote marks, for a quotation.
    """

    start: int
    end: int
    text: str
    low: str
    quotation: Quotation | None = None

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a figure."""
        return self.text[:1].isalnum() or self.text[:1] in {"@", "#", "$"}

    @property
    def is_name(self) -> bool:
        """Whether it has a capital letter as names have."""
        return self.text[:1].isupper()


def units_of(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> list[Unit]:
    """The units of ``text[start:end]``; ``quotations`` are those in it, ascending, none within another."""
    units: list[Unit] = []
    place = start
    for quotation in quotations:
        units += _words(text, place, quotation.start)
        units.append(Unit(quotation.start, quotation.end, "", "", quotation))
        place = quotation.end
    return units + _words(text, place, end)


def _words(text: str, start: int, end: int) -> list[Unit]:
    units = []
    place = start
    while (found := _UNIT.search(text, place, end)) is not None:
        word, place = found[0], found.end()
        if word in {"-", "--"}:
            word = _dash(text, found.start(), place)
        initial = len(word) == 1 and word.isupper() and word != "I"
        if (initial or word.rpartition("-")[2] in ABBREVIATED) and text.startswith(".", place) and place < end:
            word, place = f"{word}.", place + 1
        units.append(Unit(found.start(), place, word, word.lower().replace("\u2019", "'")))
    return units


def _dash(text: str, start: int, end: int) -> str:
    """What a hyphen stands for: between spaces, and doubled, for a dash."""
    spaced = text[start - 1 : start].isspace() and text[end : end + 1].isspace()
    return "\u2014" if spaced or end - start > 1 else "-"


def is_speech(text: str, quotation: Quotation) -> bool:
    """Whether words in quote marks may be what somebody said, and are not a word or two in scare quotes."""
    inner = text[quotation.inner_start : quotation.inner_end].strip()
    return inner.endswith((",", ".", "?", "!", "\u2026", "\u2014")) or inner.count(" ") >= _FEW_WORDS


def sentences_of(text: str, units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Ranges of ``units``, each a sentence; words in quote marks never divide one, their end may."""
    cues = [place for place, unit in enumerate(units) if VERBS.get(unit.low, ("", ""))[1] in {"past", "s", "base"}]
    sentences = []
    begun = 0
    for place, unit in enumerate(units):
        if place + 1 == len(units) or place - begun >= _LONGEST or _ends(text, units, place, unit, cues):
            sentences.append((begun, place + 1))
            begun = place + 1
    return sentences


def _ends(text: str, units: Sequence[Unit], place: int, unit: Unit, cues: Sequence[int]) -> bool:
    after = units[place + 1]
    opens = (
        after.quotation is not None
        or after.text[:1].isupper()
        or after.text[:1].isdigit()
        or after.text in {"(", "[", "-", "@", "#"}
    )
    if unit.quotation is not None:
        last = text[unit.quotation.inner_start : unit.quotation.inner_end].rstrip("\"'\u2019\u201d ")[-1:]
        if last not in _ENDS or not opens:
            return False
        return after.quotation is not None or last == "." or not _cue_near(units, place, cues)
    if unit.text in _ENDS:
        return opens
    quoted = (
        after.quotation is not None and text[after.quotation.inner_start].isupper() and is_speech(text, after.quotation)
    )
    return (
        unit.text.endswith(".")
        and (after.text in _NEW_SENTENCE or quoted)
        and len(unit.text) > _FEW_WORDS
        and unit.is_word
    )


def _cue_near(units: Sequence[Unit], place: int, cues: Sequence[int]) -> bool:
    """Whether a verb of saying follows within the sentence, so that the words before it may be its own."""
    at = bisect_left(cues, place)
    if at == len(cues) or cues[at] > place + _LOOK_AHEAD:
        return False
    between = units[place + 1 : cues[at]]
    return not any(unit.text in _ENDS or unit.quotation or unit.low in AUXILIARIES for unit in between)
