"""What the commands say of dates: what "last Thursday" means, as of when an answer stands, what was filtered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from onrecord.answers import Answer, Citation, Sentence
from onrecord.sentences import fold
from onrecord.types import Source

__all__ = ["as_of", "asked_time", "corrected_by", "corrected_lines", "day_words", "filtered", "moment_lines"]

_MONTHS: Final = "January February March April May June July August September October November December".split()


def day_words(iso: str) -> str:
    """``2024-05-14`` as ``14 May 2024``, ``2024-05`` as ``May 2024``; anything else as it is."""
    year, *rest = iso.split("-")
    if len(rest) not in (1, 2) or not all(part.isdecimal() for part in rest) or not 1 <= int(rest[0]) <= 12:
        return iso
    day = f"{int(rest[1])} " if len(rest) == 2 else ""
    return f"{day}{_MONTHS[int(rest[0]) - 1]} {year}"


def moment_lines(sentence: Sentence, citations: Sequence[Citation]) -> Iterator[str]:
    """What each relative date in a sentence means, by what it cites: ``"last Thursday" = 9 May 2024, by ...``.

    None for dates that are open, and for those that the sentence leaves out. Not yet safe for a terminal.
    """
    said = fold(sentence.text).lower()
    told = dict[str, None]()
    for citation in citations:
        if citation.number not in sentence.citations:
            continue
        published = day_words(citation.source.published or "")
        for moment in citation.moments:
            words = fold(moment.words)
            if moment.relative and moment.when and words.lower() in said:
                by = "the date before it" if moment.leans else f"the document's date, {published}"
                told[f"\u201c{words}\u201d = {' to '.join(map(day_words, moment.when))}, by {by}"] = None
    yield from told


def corrected_lines(sentence: Sentence, citations: Sequence[Citation]) -> Iterator[str]:
    """Which of the documents that a sentence cites were corrected, when and by which. Not yet safe for a terminal."""
    places = [one.corrected for one in citations if one.number in sentence.citations and one.corrected]
    yield from map(corrected_by, dict.fromkeys(place.source for place in places))


def corrected_by(source: Source) -> str:
    """``this document was corrected on 12 November 2024 by ...``, by that document. Not yet safe for a terminal."""
    when = f"on {day_words(source.published)} " if source.published else ""
    return f"this document was corrected {when}by \u201c{source.title}\u201d"


def as_of(answer: Answer) -> str:
    """``As of 14 May 2024, ...`` by the latest date among the documents cited; empty where none of them has one."""
    return f"As of {day_words(answer.as_of)}, the latest date among the documents cited." if answer.as_of else ""


def asked_time(answer: Answer) -> str:
    """Which time's state comes first, where the question asks for one; else empty."""
    asked = answer.asked_time
    if asked is None:
        return ""
    if asked.which == "day" and asked.day:
        return f"Asked as of {day_words(asked.day.isoformat())}: what documents said by then comes first."
    newest = asked.which == "latest"
    return f"Asked for the {asked.which}: the {'newest' if newest else 'oldest'} document that answers comes first."


def filtered(filters: Mapping[str, str]) -> str:
    """Which documents a search was limited to by their dates of publication; empty where it was not."""
    limits = [f"{word} {day_words(filters[name])}" for name, word in _LIMITS.items() if name in filters]
    return f"Only documents published {' '.join(limits)}." if limits else ""


_LIMITS: Final = {"since": "from", "until": "until"}
