"""When, how many and where: questions from sentences with a date, a figure and its unit, or the name of a place."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from eval.make.clauses import Clause, after_dateline, breaks, cut_off, read_clause
from eval.make.drafts import Draft, Sort
from eval.make.names import Names
from onrecord.dates import DateFound, dates_in
from onrecord.numbers import NumberFound, numbers_in
from onrecord.sentences import fold
from onrecord.types import Span
from onrecord.words import STOP_WORDS

__all__ = ["how_many", "when", "where"]

_QUOTED: Final = re.compile('["\u201c\u201d]')
_NOUN_OF_DATE: Final = {"day": "date", "month": "month", "quarter": "quarter", "year": "year", "decade": "decade"}
_BEFORE_DATE: Final = re.compile(
    r"\b(?P<preposition>on|in|by|since|until|from|before|after|during|to)\s(?:the\s)?\Z", re.IGNORECASE
)
_RANGE: Final = re.compile(r"\s?(?:[-\u2013\u2014]|to|and|or|until)\s?(?:the\s)?")
_ABOUT: Final = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|some|over|under|only|just|more than|less than|fewer than"
    r"|at least|at most|up to|an estimated|as many as|as much as)\s\Z",
    re.IGNORECASE,
)
_BEFORE_FIGURE: Final = re.compile(r"\b(?P<preposition>for|to|by|in|at|from|with|after|within|on|over)\s\Z")
_KIND_OF_FIGURE: Final = re.compile(
    r"(?:\b(?P<preposition>for|to|by|at|with)\s)?\b(?:an?|the)\s(?P<noun>(?:[a-z]+\s){0,2}"
    r"(?:age|bonus|budget|capacity|charge|cost|debt|deficit|depth|discount|distance|fare|fee|fine|grant|height|length"
    r"|limit|loan|loss|penalty|population|price|profit|quota|rate|rent|salary|speed|sum|surplus|tax|temperature|total"
    r"|turnover|wage|weight|width))\sof\s\Z",
    re.IGNORECASE,
)
_NO_FIGURE: Final = re.compile(
    r"\b(?:than|as|and|or|between|the|these|those|his|her|its|their|our|all|first|last|next|past|of|every"
    r"|each|other|worth|\w+ing|section|a|an|another|further|\w+['\u2019]s)\s\Z",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"[^.]\s[A-Z]\w*\s\Z")  # "the Hot 100"
_UNIT: Final = re.compile(r"(?:\s[a-z]+){1,3}")
_SCALES: Final = frozenset("hundred thousand million billion trillion k m bn mn mln tn".split())
_PLURALS: Final = frozenset("people men women children staff feet crew tonnes".split())
_NO_UNITS: Final = STOP_WORDS | {"times", "others", "always", "across", "less", "plus", "percentage", "per", "cent"}
# "640,000 cubic metres of silt": asked for with its matter; "three people who saw it" is not taken apart.
_MATTER: Final = re.compile(
    rf"\sof(?:\s(?!(?:{'|'.join(sorted(STOP_WORDS - {'and'}))})\b)[a-z]+){{1,4}}(?![\w'\u2019-])"
)
_TOLD_APART: Final = re.compile(r"\s(?:of|who|whose|that|which|where)\b")
_PLACED: Final = re.compile(r"\b(?P<preposition>in|at|to|from|near)\s\Z")


def when(text: str, names: Names) -> Iterator[Draft]:
    """The questions that a sentence's dates answer; the two ends of a span of time are left alone."""
    if _QUOTED.search(text):
        return
    clause = read_clause(text, names)
    for date in _lone_dates(text):
        answer = text[date.start : date.end].rstrip(" .,")
        before = _BEFORE_DATE.search(text, 0, date.start)
        if before is None:
            continue
        wh = _wh_of_date(before["preposition"], date)
        front = Span(before.start(), date.start + len(answer))
        question = _dated(clause, wh, front) if clause else None
        yield from _either("when", question, text, Span(date.start, front.end), _NOUN_OF_DATE[date.kind])


def _lone_dates(text: str) -> list[DateFound]:
    dates = dates_in(text)
    spans = {one for pair in pairwise(dates) if _RANGE.fullmatch(text[pair[0].end : pair[1].start]) for one in pair}
    return [date for date in dates if date not in spans and not re.match(r"\s(?:to|until)\s\d", text[date.end :])]


def _wh_of_date(preposition: str, date: DateFound) -> str:
    preposition = preposition.lower()
    if preposition == "in" and date.kind == "year":
        return "In which year"
    if preposition in ("on", "in"):
        return "When"
    return f"{preposition.capitalize()} which {_NOUN_OF_DATE[date.kind]}"


def _dated(clause: Clause, wh: str, gap: Span) -> str | None:
    if gap.end <= clause.begin and clause.fronted:
        return clause.asked_of_front(wh)
    if clause.fronted or (clause.auxiliary in ("has", "have") and wh in ("When", "In which year")):
        return None  # "has been a member since it was founded in 1998"
    return clause.asked(wh, gap, fronted=False)


def how_many(text: str, names: Names) -> Iterator[Draft]:
    """The questions that a sentence's figures answer, those with a unit: a sum, a share, or things counted."""
    if _QUOTED.search(text):
        return
    clause = read_clause(text, names)
    numbers = numbers_in(text)
    for number in numbers:
        if number.unit in ("ordinal", "label", "points") or number.bracketed or number.negative:
            continue
        about = _ABOUT.search(text, 0, number.start)
        start = about.start() if about else number.start
        unit = _unit(text, number)
        bound = _NO_FIGURE.search(text, 0, start) and not _kind(text, start)
        if unit is None or bound or _joined(text, number, unit, {one.start for one in numbers}):
            continue
        question = _counted(text, clause, Span(start, unit.end), _asking(text, unit, number))
        bare = text[number.start : unit.start].rstrip()
        yield from _either("how-many", question, text, Span(number.start, unit.end), "figure", bare)


def _unit(text: str, number: NumberFound) -> Span | None:
    """Where the unit of a number stands: within it, or the plural behind it; None for a number without one."""
    if number.unit in ("money", "percent"):
        word = re.search(r"(?:per\s)?[A-Za-z]+\Z", text[: number.end])
        named = word is not None and word.start() > number.start and word[0].lower() not in _SCALES
        return Span(word.start() if word and named else number.start, number.end)
    if _NUMBERED.search(text[: number.start]):
        return None
    following = _UNIT.match(text, number.end)
    end = number.end
    for noun in following[0].split() if following else ():
        end = text.index(noun, end) + len(noun)
        if noun in _NO_UNITS:
            return None
        if noun in _PLURALS or (noun.endswith("s") and not noun.endswith("ss")):
            return Span(number.end + 1, end)
    return None


def _asking(text: str, unit: Span, number: NumberFound) -> str:
    """The asking words: "How many crowns", "What percentage", "How much"."""
    if number.unit == "percent":
        return "What percentage"
    words = text[unit.start : unit.end]
    return "How much" if unit.start == number.start else f"How many {words}"


def _joined(text: str, number: NumberFound, unit: Span, starts: set[int]) -> bool:
    """Whether a figure is one of two, as in "14 to 21 days" or "five votes to two", or is one thing of several."""
    before = re.search(r"\d\s?(?:to|or|and|[-\u2013\u2014])\s\Z|\d[-\u2013\u2014]\Z", text[: number.start])
    end = max(unit.end, number.end)
    after = re.match(r"\s?(?:to|against|[-\u2013\u2014])\s?", text[end:])
    to_another = after is not None and end + after.end() in starts
    return bool(before or to_another or re.match(r"\s(?:and|or)\b|-", text[end:]))


def _kind(text: str, start: int) -> re.Match[str] | None:
    """Words such as "at a price of" before a figure."""
    return _KIND_OF_FIGURE.search(text, 0, start)


def _counted(text: str, clause: Clause | None, gap: Span, wh: str) -> str | None:
    """The question about a figure with its unit; None where the sentence cannot be turned into one."""
    if clause is None:
        return _there_were(text, gap, wh)
    matter = _MATTER.match(text, gap.end)
    if matter and wh.startswith("How many"):
        wh, gap = f"{wh}{matter[0]}", Span(gap.start, matter.end())
    if _TOLD_APART.match(text, gap.end):
        return None
    kind = _kind(text, gap.start)
    if kind and kind.start() >= clause.begin:
        noun = f"what {kind['noun'].strip()}"
        wh = f"{kind['preposition']} {noun}" if kind["preposition"] else noun
        gap = Span(kind.start(), gap.end)
        wh = wh[0].upper() + wh[1:]
    if gap.start == clause.begin:
        rest = text[gap.end : cut_off(text, gap.end, clause.end)]
        asked = wh[0].lower() + wh[1:] if clause.frame else wh
        return fold(f"{clause.frame}{asked} {rest} {clause.fronted}").rstrip(" ,.;:") + "?"
    if wh == "What percentage" and not text.startswith(" of ", gap.end):
        before = re.search(r"\bby\s\Z", text[: gap.start])
        return clause.asked("By what percentage", Span(before.start(), gap.end)) if before else None
    before = None if kind else _BEFORE_FIGURE.search(text, 0, gap.start)
    if before:
        wh = f"{before['preposition'].capitalize()} {wh[0].lower()}{wh[1:]}"
        gap = Span(before.start(), gap.end)
    return clause.asked(wh, gap)


def _there_were(text: str, gap: Span, wh: str) -> str | None:
    """How many were there, of "There were 143 passengers on board"; None for other sentences."""
    found = re.match(r"There (was|were|are|is|will be|have been|had been)\s\Z", text[: gap.start])
    if found is None or breaks(text, gap.start, gap.end):
        return None
    first, _, more = found[1].partition(" ")
    rest = text[gap.end : cut_off(text, gap.end, len(text.rstrip(" .")))]
    return fold(f"{wh} {first} there {more} {rest}").rstrip(" ,.;:") + "?"


def where(text: str, names: Names) -> Iterator[Draft]:
    """The questions that the places of a sentence answer, those behind "in", "at", "to", "from" or "near"."""
    if _QUOTED.search(text):
        return
    clause = read_clause(text, names)
    for span in names.found_in(text):
        place = text[span.start : span.end]
        before = _PLACED.search(text, 0, span.start)
        if before is None or place not in names.places or text[span.end : span.end + 1] in ("'", "\u2019", "-"):
            continue
        preposition = before["preposition"]
        wh = "Where" if preposition in ("in", "at") else f"{preposition.capitalize()} which place"
        question = clause.asked(wh, Span(before.start(), span.end)) if clause else None
        if question is None and preposition == "to":
            continue  # "the Port Ellary to Tolvick service"
        yield from _either("where", question, text, span, "place")


def _either(sort: Sort, question: str | None, text: str, gap: Span, noun: str, bare: str = "") -> Iterator[Draft]:
    """The question where there is one, else the sentence with a gap in it; ``bare`` is the answer without its unit."""
    answer = text[gap.start : gap.end].rstrip(" .,")
    gapped = f"{text[after_dateline(text) : gap.start]}____{text[gap.start + len(answer) :]}"
    asked = question or f"Which {noun} belongs in: \u201c{gapped}\u201d?"
    wordings = tuple(dict.fromkeys((answer, bare or answer)))
    yield Draft(sort, "date" if sort == "when" else "answerable", asked, wordings, cloze=question is None)
