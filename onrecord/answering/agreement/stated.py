"""Figures that stand for what a sentence beside them speaks of, and those that a text puts right. Pure; English.

"He gave an estimate of the damage. The figure is 36 million." "The notice said 18 million. It should have said 21."
"""

import re
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.kinds import is_of_kind
from onrecord.answering.agreement.matter import around, has_words
from onrecord.answering.agreement.tables import cell_asked, head_of
from onrecord.answering.agreement.values import Value
from onrecord.grounding.amounts import MOST_FIGURES
from onrecord.grounding.reading import Read, read
from onrecord.sentences import fold
from onrecord.types import Hit, Span

__all__ = ["WRONG", "instead", "put_right", "stated"]

_ABOUT: Final = (
    r"(?:(?:about|around|some|nearly|almost|roughly|approximately|up to|as much as|as many as|at least|more than|over"
    r"|only|just|now)\s){0,2}\W?"
)
_STANDS_IN: Final = re.compile(
    r"\b(?:figure|number|total|estimate|sum|amount|bill|toll|tally|count|value|one)s?\b"
    rf"(?:(?P<of>[^.;,]{{0,50}})\s(?:is|was|stands|stood|rose|came|fell|at|to|of)|\sof|:)\s{_ABOUT}\Z"
    rf"|\bput(?:s|ting)?\s(?:it|that|this|the\s[\w ]{{1,30}})\sat\s{_ABOUT}\Z",
    re.IGNORECASE,
)
_SHOULD_HAVE: Final = re.compile(
    r"\b(?:should\s(?:\w+\s){0,2}have|ought\sto\shave)\s(?:said|been|read|given|stated|shown|put)\b"
    rf"[^.;]{{0,40}}?\s{_ABOUT}\Z|\b(?:correct|right|true|actual|proper)\s(?:\w+\s)?(?:figure|number|total|sum|amount|value"
    rf"|date)\s(?:is|was)\s{_ABOUT}\Z",
    re.IGNORECASE,
)
# "The total is 30 below that of last year": how much less, not how much.
_COMPARED: Final = re.compile(r"\s(?:[^\s.;,]{1,20}\s){0,2}(?:above|below|more|fewer|less|higher|lower|short)\b")
_OF: Final = re.compile(r"\s(?:of|for|in)\s")
WRONG: Final = re.compile(
    r"(?:the|that|this|our|its)\s(?:\w+\s)?(?:figure|number|total|count|sum|amount|value|report|story|statement)\s(?:was|is)"
    r"\s(?:wrong|incorrect|mistaken|false|an\serror|too\s(?:low|high))\b",
    re.IGNORECASE,
)
"""A sentence that begins so takes back the figure before it."""
_IS: Final = re.compile(rf"\A(?:In fact,? )?(?:he|she|it|they|there)\s(?:is|was|are|were)\s{_ABOUT}\Z", re.IGNORECASE)
_STOPS: Final = re.compile(r"\s?(?:[.;,]|\Z)")
_LOOKED_BACK: Final = 110
_BAR: Final = " | "
_HALF: Final = 0.5


def stated(asked: Asked, hit: Hit, span: Span) -> Value | None:
    """The figure of a row of a table that is named as the question names it, or one that stands for what is asked.

    What stands around it must have the words that tell what is asked; None where neither is found.
    """
    wanted = asked.relation | asked.things
    sentence = read(fold(hit.passage.quote(span)))
    if _BAR in sentence.text:
        head = head_of(hit.passage, span)
        told = frozenset(read(" ".join((hit.source.title, head, *hit.passage.context))).lemmas)
        place = cell_asked(sentence.text, head, asked.names, asked.years)
        return _of_cell(sentence, *place) if place and has_words(wanted, told | around(hit, span)[1], _HALF) else None
    near, _ = around(hit, span)
    return _first(_STANDS_IN, asked, sentence) if wanted and has_words(wanted, near) else None


def put_right(asked: Asked, sentence: Read) -> Value | None:
    """The first figure that a sentence gives in place of one before ("it should have said 21"); None for none."""
    return _first(_SHOULD_HAVE, asked, sentence)


def instead(asked: Asked, sentence: Read) -> Value | None:
    """The bare figure that a sentence gives of what the one before had wrong ("he is 21"); None for none."""
    number = next(iter(sentence.numbers), None)
    if number is None or not is_of_kind(asked, number, sentence.text):
        return None
    told = _IS.match(sentence.text[: number.start]) and _STOPS.match(sentence.text, number.end)
    return Value(sentence, number.start, number.end, 0, number=number, told=True) if told else None


def _of_cell(sentence: Read, start: int, end: int) -> Value | None:
    number = next((one for one in sentence.numbers if start <= one.start and one.end <= end), None)
    return Value(sentence, number.start, number.end, 0, number=number, told=True) if number else None


def _first(pattern: re.Pattern[str], asked: Asked, sentence: Read) -> Value | None:
    for number in sentence.numbers[:MOST_FIGURES]:
        if not is_of_kind(asked, number, sentence.text) or _COMPARED.match(sentence.text, number.end):
            continue
        found = pattern.search(sentence.text[max(0, number.start - _LOOKED_BACK) : number.start])
        if found and _of_what(asked, found.groupdict().get("of") or "") and _ends(asked, sentence, number.end):
            return Value(sentence, number.start, number.end, 0, number=number, told=True)
    return None


def _of_what(asked: Asked, between: str) -> bool:
    """Whether what a figure is said to be of ("the number of boats is") is what is asked for; True where it is none."""
    of = _OF.match(between)
    words = read(between[of.end() :] if of else "")
    wanted = asked.relation | asked.things | asked.names
    return all(any_alike(words.lemmas[at], wanted) for at in words.telling)


def _ends(asked: Asked, sentence: Read, end: int) -> bool:
    """Whether nothing is counted right behind a number but what is asked for: "the figure is 36,000", not "36 jobs"."""
    after = next((at for at, word in enumerate(sentence.words) if word.start >= end), None)
    if after is None or asked.detail in ("money", "share") or sentence.text[end : sentence.words[after].start].strip():
        return True
    return after not in sentence.telling or any_alike(sentence.lemmas[after], asked.things)
