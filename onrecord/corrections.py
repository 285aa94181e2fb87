"""Corrections, retractions and clarifications: what tells them, and which document they speak of. Pure; English words.

A document is one by its title ("CORRECTION: Eleven, not nine, ..."), a paragraph by how it begins ("Correction, 12
May:") or by what it says of an article ("an earlier version of this story said"). What it speaks of is a document whose
title it names, or an earlier one that states the very figure that it takes back. In doubt it speaks of none: to call a
document corrected that is not does more harm than to miss one (docs/decisions/when.md).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from onrecord.moments import day_of, is_after, moments_in
from onrecord.numbers import numbers_in
from onrecord.sentences import fold
from onrecord.types import Source
from onrecord.words import content_stems

__all__ = [
    "CUES",
    "Notice",
    "NoticeKind",
    "figures_in",
    "names_title",
    "notice_of",
    "speaks_of",
    "stated",
    "takes_back",
]

NoticeKind = Literal["correction", "retraction", "clarification", "update"]

_KIND: Final = (
    r"(?P<kind>correct(?:ion|ions|ed|s)|errat(?:um|a)|retract(?:ion|ed|s)|withdrawn|clarif(?:ication|ications|ied|ies)"
    r"|updated?|amended)"
)
# One of these is in each word for it, and in what is said without one: most texts have none, and need no closer look.
_KIND_WORDS: Final = ("correct", "errat", "retract", "withdrawn", "clarif", "updat", "amended")
_CITING_WORDS: Final = ("issued", "published", "titled", "headlined", "dated")
_WRONG_WORDS: Final = ("misstated", "misspelled", "wrongly", "incorrectly", "mistakenly", "erroneously")
_TITLE: Final = re.compile(rf"\W{{0,3}}{_KIND}\b(?:\s\d{{1,2}})?\s?(?:[:\u2013\u2014]|-\s|to\s)", re.IGNORECASE)
_COLUMN: Final = re.compile(
    r"(?P<kind>corrections?|clarifications?|errata)(?:\s(?:and|&)\s(?:corrections?|clarifications?))?\Z", re.IGNORECASE
)
_MARKED: Final = re.compile(rf"[(\[]{_KIND}[)\]]\s?\Z", re.IGNORECASE)
_BEGINS: Final = re.compile(
    rf"(?:\A|\n)[ \t*_(\[]{{0,6}}{_KIND}(?:\s(?:appended|notice|note))?(?:,?\s[^:\n]{{1,30}})?[)\]*_]{{0,3}}"
    r"\s?[:\u2013\u2014]",
    re.IGNORECASE,
)
_THING: Final = r"(?:article|story|report|page|post|release|version|piece|dispatch|statement|notice|column)"
# What an article says of an earlier version of itself, what it says of another, and what is cited by its date or title,
# which is no correction unless something is taken back too.
_EARLIER: Final = re.compile(
    rf"\b(?:an\s|a\s)?(?:earlier|previous|original)\sversions?\sof\s(?:this|the|our)\s{_THING}\b", re.IGNORECASE
)
_OF_ITSELF: Final = re.compile(
    rf"\b(?:this|the|our)\s{_THING}\s(?:was|has\sbeen)\s(?P<kind>corrected|retracted|withdrawn|clarified|amended)\b",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(
    rf"\b(?:an?|our)\s{_THING}\b(?:[^.\n]|\.(?=\d)){{1,240}}\b(?:misstated|misspelled"
    r"|(?:wrongly|incorrectly|mistakenly|erroneously)\s\w+)",
    re.IGNORECASE,
)
_CITES: Final = re.compile(
    rf"\bin\s(?:a|an|our|its)\s(?:\w{{1,12}}\s){{0,2}}{_THING}\s(?:issued|published|headlined|entitled|titled|dated)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[\"\u201c]([^\"\u201c\u201d\n]{8,200})[\"\u201d]")
# A title in brackets, with the day behind it: "(Pier to shut, 2 May)".
_IN_BRACKETS: Final = re.compile(r"\(([^()\n]{8,200}?)(?:,[^(),\n]{1,30})?\)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s")
# Sentences with these have the figure that is taken back; "the number was wrong" means the one before it.
_TAKES_BACK: Final = re.compile(
    r"\b(?:earlier\s(?:figure|number|estimate|count|total|sum)|(?:wrongly|incorrectly|mistakenly|erroneously|previously)\s"
    r"(?:said|stated|reported|gave|put)|misstated|withdrew|(?:gave|contained|had)\s(?:a|the)\swrong)\b",
    re.IGNORECASE,
)
_WAS_WRONG: Final = re.compile(r"\b(?:was|were|is)\s(?:wrong|incorrect|mistaken|an?\serror)\b", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(?:not|instead\sof|rather\sthan)\s\Z", re.IGNORECASE)
_MOST_READ: Final = 3_000  # characters of a text
_SAME_TITLE: Final = 0.8  # share of telling words
_SHARED: Final = 3  # telling words that a notice shares with a document whose figure it takes back
_MOST_DAYS: Final = 60  # between words and a correction of the same outlet that names neither their title nor their day
Figure = tuple[Decimal, str]
"""A number and its unit."""

CUES: Final = (
    *"correction erratum errata retraction withdrawn clarification clarified amended".split(),
    *"wrong incorrectly mistakenly erroneously misstated misspelled withdrew".split(),
    "an error",
    *(f"{which} version of" for which in ("earlier", "previous", "original")),
    *(f"earlier {what}" for what in ("figure", "number", "estimate", "count", "total", "sum")),
    *(f"previously {what}" for what in ("said", "stated", "reported", "gave", "put")),
)
"""Words, and words side by side, of which a text or its title has at least one, in any form, where :func:`notice_of`
finds something that corrects: for an index of words."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a correction says of what it corrects.

    Attributes:
        kind: what it calls itself.
        titles: of the documents that it names, its own among them where it speaks of an earlier version of itself.
        days: single days that it names, other than its own.
        figures: numbers that it takes back, each with its unit.
        stems: its telling words.
    """

    kind: NoticeKind
    titles: tuple[str, ...] = ()
    days: frozenset[date] = frozenset()
    figures: frozenset[Figure] = frozenset()
    stems: frozenset[str] = frozenset()


def notice_of(source: Source, text: str) -> Notice | None:
    """What a text corrects, as far as it says; None where neither its title nor the text is a correction's.

    Args:
        source: the document it stands in.
        text: all of it or a passage; its first 3,000 characters are read.
    """
    text = text[:_MOST_READ]
    title = fold(source.title)
    named = _TITLE.match(title) or _MARKED.search(title) or _COLUMN.match(title)
    lowered = text.lower()
    kind = any(word in lowered for word in _KIND_WORDS)
    begins = _BEGINS.search(text) if kind else None
    of_itself = (_EARLIER.search(text) if "version" in lowered else None) or (kind and _OF_ITSELF.search(text)) or None
    says = of_itself or _of_another(text, lowered)
    found = named or begins or says
    if found is None:
        return None
    if not named:  # a note in an article: what stands before it is the article
        text = text[found.start() :]
    own = (title,) if of_itself else ()
    what, titles = _kind(found.groupdict().get("kind") or ""), (*_titles_in(text), *own)
    figures = frozenset(_taken_back(title if named else "", text))
    if what == "update" or not (titles or figures):  # it speaks of nothing, whatever else it says
        return Notice(what, titles, figures=figures)
    days = frozenset(_days_in(text, day_of(source.published)))
    return Notice(what, titles, days, figures, frozenset(content_stems(f"{title} {text}")))


def _of_another(text: str, lowered: str) -> re.Match[str] | None:
    """Where a text says of another article that it was wrong."""
    found = _OF_ANOTHER.search(text) if any(word in lowered for word in _WRONG_WORDS) else None
    if found:
        return found
    cites = _CITES.search(text) if any(word in lowered for word in _CITING_WORDS) else None
    # "In a report published in May" alone takes nothing back.
    return cites if cites and (_TAKES_BACK.search(text) or _WAS_WRONG.search(text)) else None


def speaks_of(notice: Notice, of: Source, source: Source, text: str) -> bool:
    """Whether a notice corrects another document, or words of it.

    Args:
        notice: what a correction says.
        of: the document that the correction is or stands in.
        source: the other document.
        text: the words of it that are in question.
    """
    return names_title(notice, of, source) or takes_back(notice, of, source, text)


def names_title(notice: Notice, of: Source, source: Source) -> bool:
    """Whether a notice, which stands in ``of``, names the title of another document, which is not known to be later."""
    return _may_speak_of(notice, of, source) and any(_alike(title, source.title) for title in notice.titles)


def takes_back(notice: Notice, of: Source, source: Source, text: str) -> bool:
    """Whether a notice, which stands in ``of``, takes back a figure that words of another document state."""
    if not (of.published and source.published and notice.figures and _may_speak_of(notice, of, source)):
        return False
    published, corrected = day_of(source.published), day_of(of.published)
    if published not in notice.days and not _same_outlet(source, of):
        return False
    if published not in notice.days and published and corrected and (corrected - published).days > _MOST_DAYS:
        return False
    shared = {stem for stem in notice.stems & set(content_stems(text)) if not stem.isdecimal()}
    return len(shared) >= _SHARED and not notice.figures.isdisjoint(figures_in(text))


def stated(notice: Notice, text: str) -> bool:
    """Whether a sentence of ``text`` has a figure that a notice takes back, and half of its telling words are there."""
    for sentence in _SENTENCE.split(text):
        telling = {stem for stem in content_stems(sentence) if not stem.isdecimal()}
        shared = len(notice.stems & telling)
        if shared >= max(_SHARED, len(telling) / 2) and not notice.figures.isdisjoint(figures_in(sentence)):
            return True
    return False


def figures_in(text: str) -> set[Figure]:
    """The numbers of a text, each with its unit, without those that are names ("Route 9")."""
    return {(one.value, one.unit) for one in numbers_in(text) if one.unit != "label"}


def _may_speak_of(notice: Notice, of: Source, source: Source) -> bool:
    """Whether it corrects at all, and the other document is not known to be younger."""
    return notice.kind != "update" and of.document_id != source.document_id and not _is_later(source, of)


def _kind(word: str) -> NoticeKind:
    word = word.lower()
    if word.startswith(("retract", "withdrawn")):
        return "retraction"
    return "clarification" if word.startswith("clarif") else "update" if word.startswith("updat") else "correction"


def _titles_in(text: str) -> list[str]:
    """Words in quote marks or brackets that may be a title: three at least."""
    found = (*_QUOTED.finditer(text), *_IN_BRACKETS.finditer(text))
    return [match[1] for match in found if len(match[1].split()) >= 3]


def _days_in(text: str, written: date | None) -> Iterator[date]:
    for moment in moments_in(text, written):
        if moment.first and moment.first == moment.last != written:
            yield moment.first


def _taken_back(title: str, text: str) -> set[Figure]:
    """The figures of sentences that take something back, without those that the title puts in their place."""
    sentences = [fold(one) for one in _SENTENCE.split(text)]
    back: set[Figure] = set()
    for place, sentence in enumerate(sentences):
        if _TAKES_BACK.search(sentence):
            back |= figures_in(sentence)
        if place and _WAS_WRONG.search(sentence) and not figures_in(sentence):
            back |= figures_in(sentences[place - 1])
    kept = set[Figure]()
    for words in (title, *sentences):
        for one in numbers_in(words):
            if _NOT.search(words[: one.start]):
                back.add((one.value, one.unit))
            elif words == title:
                kept.add((one.value, one.unit))
    return back - kept


def _is_later(source: Source, of: Source) -> bool:
    """Whether a document is known to be younger than what is to correct it."""
    return is_after(source.published or "", of.published or "")


def _alike(one: str, other: str) -> bool:
    words, others = set(content_stems(one)), set(content_stems(other))
    return len(words) > 1 and len(words & others) >= _SAME_TITLE * len(words | others)


def _same_outlet(one: Source, other: Source) -> bool:
    return bool(one.outlet) and fold(one.outlet or "").casefold() == fold(other.outlet or "").casefold()
