"""What is said: the ranges that belong to a verb of saying, before it, behind it or on both sides."""

from typing import Final

from ingest.attribution.ends import BREAKS, SUBORDINATE, Clause, end_of, past_dateline
from ingest.attribution.found import Range, SentenceUnits
from ingest.attribution.governing import PARTICLES, that_behind_aside
from ingest.attribution.lexicon import (
    MONTHS_AND_DAYS,
    PREPOSITIONS,
    TELLING,
    VERBS,
)
from ingest.attribution.phrases import phrase_after

__all__ = ["after_as", "direct_ranges", "fronted", "main"]

_REACH: Final = 12
_LONGEST_TITLE: Final = 8
_LEADING: Final = frozenset({"and", "but", "so", "yet", "still", "meanwhile", "also"})
_HEARD: Final = frozenset("say explain write report announce suggest add comment repeat complain".split())
_COMPLEMENTS: Final = frozenset("that to if whether how what why when where who he she it they we i there".split())


def fronted(s: SentenceUnits, clause: Clause) -> list[Range] | None:
    """The content of a clause that comes after what is said, or stands within it; None where it does not.

    ``"...", said Venn``; ``The quay is safe, Venn said.``; ``The quay, Venn said in May, is safe.``
    """
    first, past, lemma = clause
    if s.low(first - 1) == "as" and (s.mark(first - 2) in {",", "\u2014", "\u2013"} or s.is_quotation(first - 2)):
        first -= 1  # "..., as Venn noted"
    quoted = first > s.begin and _quoted_before(s, first)
    if first <= s.begin or (not quoted and s.mark(first - 1) not in {",", "\u2014", "\u2013"}):
        return None
    if quoted and s.low(past + (s.low(past) in PARTICLES.get(lemma, ()))) == "that":
        return None  # what is said follows, and the words in quote marks are another's
    rest = _past_adjuncts(s, past, lemma)
    announced = s.mark(rest) in {",", ":"} and s.speech(rest + 1)
    if not quoted and (announced or not (rest >= s.end or s.mark(rest) in {",", "\u2014", "\u2013", ";", ")"})):
        return None
    left = _left(s, first, quoted)
    governs = quoted and rest == past < s.end and not s.mark(rest)
    if left is None or (governs and not all(s.is_quotation(begin) and end == begin + 1 for begin, end in left)):
        return None
    return [*left, *_right(s, past, rest, quoted)]


def after_as(s: SentenceUnits, clause: Clause) -> list[Range] | None:
    """The content behind a clause that opens a sentence: ``As Venn noted in May, the quay is old.``; else None."""
    first, past, _ = clause
    if first - 1 != s.begin or s.low(first - 1) != "as":
        return None
    loose = s.low(past) in PREPOSITIONS | MONTHS_AND_DAYS | {"of"}
    comma = next(
        (at for at in range(past, min(s.end, past + _REACH)) if s.mark(at) == "," and (loose or at == past)), None
    )
    if comma is None or comma + 1 >= s.end or any(s.low(at) == "that" for at in range(past, comma)):
        return None
    return direct_ranges(s, comma + 1, s.end) or [s.trimmed(comma + 1, end_of(s, comma + 1))]


def _quoted_before(s: SentenceUnits, first: int) -> bool:
    """Whether a quotation that ends as one before a cue does stands right before it."""
    at = first - 1 if s.is_quotation(first - 1) else first - 2
    quotation = s.units[at].quotation if s.is_quotation(at) else None
    if quotation is None:
        return False
    inner = s.text[quotation.inner_start : quotation.inner_end].rstrip(" \n\"'\u2019\u201d")
    if at > s.begin and s.units[at - 1].is_word and _is_title(inner):
        return False
    if at == first - 1 and s.low(first) in VERBS and s.speech(at):
        return True
    return inner.endswith((",", "?", "!", "\u2026", "\u2014", ".", "-", "\u2013")) or (
        at == first - 2 and s.mark(first - 1) in {",", "\u2014", "\u2013"}
    )


def _is_title(inner: str) -> bool:
    """Whether words in quote marks look like the title of a programme or a book: few, most with a capital."""
    words = inner.split()
    return len(words) <= _LONGEST_TITLE and sum(word[:1].isupper() for word in words) * 2 >= len(words) > 2


def _left(s: SentenceUnits, first: int, quoted: bool) -> list[Range] | None:
    begin = past_dateline(s)
    while begin < first and s.low(begin) in _LEADING:
        begin += 1
    if quoted:
        ranges = direct_ranges(s, begin, first)
        if ranges is not None:
            return ranges
        at = first - 1 if s.is_quotation(first - 1) else first - 2
        if s.sources or at - 1 < begin or s.mark(at - 1) in {",", ":", ";"}:
            return [(at, at + 1)]
    begin, end = s.trimmed(begin, first)
    if not quoted and (end - begin < 2 or (s.low(begin) in SUBORDINATE and not _has_comma(s, begin, end))):
        return None
    if (
        not quoted
        and (s.low(begin) in PREPOSITIONS and not any(u.low in VERBS for u in s.units[begin:end]))
        and end - begin < 6
    ):
        return None
    return [(begin, end)] if begin < end else None


def _has_comma(s: SentenceUnits, begin: int, end: int) -> bool:
    return any(s.mark(place) == "," for place in range(begin, end))


def _right(s: SentenceUnits, past: int, rest: int, quoted: bool) -> list[Range]:
    """What goes on behind the clause."""
    if rest >= s.end:
        return []
    at = rest + 1 if s.mark(rest) in {",", "\u2014", "\u2013", ":", ";"} else rest
    if quoted:
        at = _goes_on_at(s, at)
        if s.speech(at) and (_is_asked(s, past, at) or (s.units[at - 1].is_word and _is_quoted_title(s, at))):
            return []
        return (direct_ranges(s, at, s.end) or [(at, at + 1)]) if s.speech(at) else []
    if (
        s.mark(rest) == ")"
        or at >= s.end
        or s.low(at) in _LEADING | BREAKS | {"who", "which", "as", "when", "after", "where"}
    ):
        return []
    if VERBS.get(s.low(at), ("", ""))[1] == "ing" or s.low(at).endswith("ing"):
        return []
    end = end_of(s, at)
    return [s.trimmed(at, end)] if end > at else []


def _is_asked(s: SentenceUnits, past: int, at: int) -> bool:
    """Whether another verb of saying stands before a quotation: "said Venn before asking, "..."."""
    quotation = s.units[at].quotation
    if quotation is not None and s.text[quotation.inner_start].islower():
        return False  # it goes on: "..., said Venn, referring to it, "you ..."
    return any(VERBS.get(s.low(place), ("", ""))[1] == "ing" for place in range(past, at))


def _is_quoted_title(s: SentenceUnits, at: int) -> bool:
    quotation = s.units[at].quotation
    return quotation is not None and _is_title(s.text[quotation.inner_start : quotation.inner_end])


def _goes_on_at(s: SentenceUnits, at: int) -> int:
    """Where a quotation goes on that a clause interrupts, with words between: "..., Venn said of it, "..."."""
    if s.low(at) in {"and", "but"} and s.speech(at + 1):
        return at + 1
    for place in range(at, s.end):
        quotation = s.units[place].quotation
        if quotation is not None and s.mark(place - 1) == "," and s.text[quotation.inner_start].islower():
            return place
        if VERBS.get(s.low(place), ("", ""))[1] in {"past", "s"}:
            break
    return at


def main(s: SentenceUnits, clause: Clause, after_verb: int) -> list[Range] | None:
    """The content behind a verb of saying; None for none."""
    begin = _content_start(s, after_verb, clause[2])
    if begin >= s.end:
        return None
    ranges = direct_ranges(s, begin, s.end)
    if ranges is not None:
        return ranges
    if _done_saying(s, begin):
        return [(begin, begin + 1)]
    begin, end = s.trimmed(begin, end_of(s, begin, clause))
    return [(begin, end)] if begin < end else None


def _done_saying(s: SentenceUnits, at: int) -> bool:
    """Whether a quotation behind a verb is all that is said, though the sentence goes on."""
    quotation = s.units[at].quotation
    if quotation is None or not s.speech(at):
        return False
    inner = s.text[quotation.inner_start : quotation.inner_end].rstrip(" \"'\u2019\u201d")
    stopped = inner.endswith((",", ".", "?", "!")) or s.mark(at + 1) == ","
    after = at + 2 if s.mark(at + 1) else at + 1
    return stopped and not any(s.is_quotation(place) for place in range(after, s.end))


def direct_ranges(s: SentenceUnits, begin: int, end: int) -> list[Range] | None:
    """The quotations from ``begin`` to ``end`` where nothing else but marks and "and" stands there; else None."""
    begin, end = s.trimmed(begin, end)
    places = [place for place in range(begin, end) if s.is_quotation(place)]
    others = [place for place in range(begin, end) if s.units[place].is_word and s.low(place) not in {"and", "but"}]
    if not places or others or not any(s.speech(place) for place in places):
        return None
    return [(place, place + 1) for place in places]


def _content_start(s: SentenceUnits, at: int, lemma: str) -> int:
    """Where what is said begins behind the verb: past who is told, when and where."""
    announced = _announced(s, at, lemma)
    if announced is not None:
        return announced
    if lemma in TELLING and at < s.end:
        told = phrase_after(s.units, at, s.end)
        if told is not None and told[1] < s.end and s.low(told[1]) in _COMPLEMENTS:
            return told[1]
        at = told[1] if told is not None and lemma in {"tell", "remind", "assure", "inform"} else at
    while at < s.end and s.low(at) in MONTHS_AND_DAYS - {"last", "this", "may"}:
        at += 1
    return at + 1 if s.mark(at) == "," else at


def _announced(s: SentenceUnits, at: int, lemma: str) -> int | None:
    """Where a "that", a colon or a quotation behind a comma begins what is said; None for none."""
    aside = that_behind_aside(s, at)
    if aside is not None:
        return aside
    for place in range(at, min(s.end, at + _REACH)):
        if s.low(place) == "that" and (place == at or _skippable(s, at, place, lemma)):
            return place
        if s.low(place) == "to" and VERBS.get(s.low(place + 1), ("", ""))[1] == "base":
            break  # "asked Orr to say that ..."
        if s.mark(place) == ":" or (s.mark(place) == "," and s.is_quotation(place + 1)):
            return place + 1
        if s.is_quotation(place) or s.mark(place):
            break
    return None


def _skippable(s: SentenceUnits, begin: int, end: int, lemma: str) -> bool:
    """Whether only time, place or hearers stand between a verb and its "that"."""
    first = s.low(begin)
    if (
        first in PREPOSITIONS
        or first in MONTHS_AND_DAYS
        or first == "to"
        or first.endswith("ly")
        or s.mark(begin) == ","
    ):
        return True
    if lemma in TELLING:
        told = phrase_after(s.units, begin, end)
        return told is not None
    return False


def _past_adjuncts(s: SentenceUnits, at: int, lemma: str) -> int:
    """The first mark or quotation behind a clause, where only time, place and hearers stand between; else ``at``."""
    place = at
    first = s.low(place)
    loose = first in PREPOSITIONS | MONTHS_AND_DAYS | {
        "of",
        "as",
        "when",
        "after",
        "before",
        "while",
        "later",
        "again",
        "about",
    } or first.endswith("ly")
    loose = loose or (first == "to" and lemma in _HEARD)
    if not (loose or lemma in TELLING or VERBS.get(first, ("", ""))[1] == "ing"):
        return at
    while place < s.end and not s.is_quotation(place) and s.mark(place) not in {",", ";", ":", "\u2014", "\u2013", ")"}:
        if s.low(place) == "that":
            return at
        place += 1
    return place
