"""Values that a sentence has but does not say: taken back, of another, in a title or a dateline. Pure; English."""

import re
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.values import Value, covered
from onrecord.dateline import after_dateline
from onrecord.grounding.lexicon import CALENDAR, SPEECH
from onrecord.grounding.reading import Read, read

__all__ = ["beside_what_is_told", "dates_another", "of_another", "of_the_other_side", "superseded"]

_NAMED_WITHIN: Final = 3
# Who counts is not what is counted, as who speaks is not what is spoken of.
_COUNTS: Final = frozenset(
    "counted counts found finds recorded records registered logged measured tallied saw listed showed shows".split()
)
# "In a report on 5 August ("Cost rises to 9m")", "under the headline "Cost rises to 9m"": up to the value.
_TITLE_OF: Final = re.compile(
    r"\b(?:report|article|story|piece|item|column|editorial|headline|interview|release)\b"
    r"[^.;()\"\u201c\u2018]{0,60}\([\"'\u201c\u2018][^()]{3,200}\Z"
    r"|\b(?:report|article|story) (?:of|on|from) [^.;()\"\u201c]{1,30}, [\"\u201c][^\"\u201c\u201d]{3,200}\Z"
    r"|\b(?:headline|headlined|entitled|titled)\b,?:? [\"\u201c][^\"\u201c\u201d]{3,200}\Z",
    re.IGNORECASE,
)
_LOOKED_BACK: Final = 80
_TITLE_WITHIN: Final = 240
_SUPERSEDED: Final = re.compile(
    r"\b(?:(?:up|down|risen|fallen|changed|revised|reduced|increased|raised|cut|moved|postponed|delayed|back"
    r"|forward)\b.{0,12} from|rather than|instead of"
    r"|(?:mov|postpon|delay|lower|rais|cut|revis|reduc|increas|chang|shift)\w{0,4}\b[^.;]{0,60} to [^;]{1,16} from"
    r"|not|(?:earlier|previous|preliminary|original|wrong|incorrect|initial) \w+"
    r"|(?:had|first|originally|initially|previously|earlier|wrongly|mistakenly) "
    r"(?:reported|said|given|stated|put|been|estimated|announced)(?: \w+)?|misstated|withdrew)\b"
    r"(?:(?! to )[^.;]){0,40}$",
    re.IGNORECASE,
)
_SUPERSEDED_AFTER: Final = re.compile(
    r"^[^.;,\d]{0,30}\bof the (?:preliminary|first|earlier)\b"
    r"|^[^.;]{0,30}\b(?:(?:was|were|is) (?:wrong|incorrect|an error|a mistake)"
    r"|was first|as (?:first|earlier|previously|originally))\b",
    re.IGNORECASE,
)
_FOR: Final = frozenset({"yes", "favour", "favor", "support"})
_AGAINST: Final = frozenset({"no", "against", "oppose", "oppos"})
_SIDE: Final = re.compile(r"\b(?:yes|no|favou?r|support|against|oppose)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"(?:(?!\sand\s\d)[^.;,]){0,60}")
# "In the referendum of 11 May": the day of what is named.
_DAY_OF: Final = re.compile(r"\b(?:the|an?|its|his|her|their)\s(?:\w+\s)?(?P<what>[a-z]+)\sof\s\Z")
_TIMES: Final = frozenset("day days date evening night morning afternoon week weekend month year end start".split())
_PAUSE: Final = re.compile(r"[^\w\s$\u20ac\u00a3'\u2019]")


def superseded(value: Value) -> bool:
    """Whether the sentence gives the value as one that holds no more, or did not: "up from 38", "not 38"."""
    text = value.sentence.text
    before = text[max(0, value.start - _LOOKED_BACK) : value.start]
    after = text[value.end : value.end + _LOOKED_BACK]
    return _SUPERSEDED.search(before) is not None or _SUPERSEDED_AFTER.search(after) is not None


def dates_another(asked: Asked, value: Value) -> bool:
    """Whether a date tells which one of its kind another thing is: "the referendum of 11 May"."""
    if asked.kind != "date" or value.told:
        return False
    found = _DAY_OF.search(value.sentence.text[max(0, value.start - _LOOKED_BACK) : value.start])
    if found is None or found["what"] in _TIMES:
        return False
    lemmas = read(found["what"]).lemmas
    return not any(any_alike(one, asked.relation | asked.names) for one in lemmas)


def of_the_other_side(asked: Asked, value: Value) -> bool:
    """Whether a share is that of the other answer: of "47.7% voted no" where it is asked how many said yes."""
    if asked.detail != "share":
        return False
    text = value.sentence.text
    after = _CLAUSE.match(text, value.end)
    told = {word.casefold() for word in _SIDE.findall(after[0] if after else "")}
    for side in (_FOR, _AGAINST):
        if asked.relation & side and told:
            return not told & side
    return False


def of_another(asked: Asked, value: Value) -> bool:
    """Whether a figure is said of a name that the question does not have: "Marl had 4,100 inhabitants".

    Who says or counts it is not meant: "Venn said that nine people were hurt".
    """
    sentence = value.sentence
    if value.number is None or not asked.names:
        return False
    first, _ = covered(sentence, value.start, value.end)
    near = range(max(0, first - _NAMED_WITHIN), first)
    says = max((at for at in near if sentence.words[at].text in SPEECH | _COUNTS), default=-1)
    begins = after_dateline(sentence.text)
    before = [
        at
        for at in near
        if at in sentence.names and at > says and not (sentence.words[at].start == begins and _are_many(sentence, at))
    ]
    return any(
        sentence.words[at].text not in CALENDAR
        and not any_alike(sentence.lemmas[at], asked.names)
        and not _PAUSE.search(sentence.text, sentence.words[at].end, value.start)
        for at in before
    )


def _are_many(sentence: Read, at: int) -> bool:
    """Whether the first word of a report, which has a capital in any case, is a noun of many: "Rescuers brought"."""
    follows = sentence.words[at + 1].text if at + 1 < len(sentence.words) else ""
    return sentence.words[at].text.endswith("s") and follows not in ("had", "has")


def beside_what_is_told(value: Value) -> bool:
    """Whether a value stands in the line that tells where and when a report was written, or in a title it names.

    "LANTRY, May 3 (CWA) - The lock opens in June", "In an article ('Lock costs 9m euros') we gave a wrong name".
    """
    text = value.sentence.text
    if value.end <= after_dateline(text):
        return True
    return _TITLE_OF.search(text[max(0, value.start - _TITLE_WITHIN) : value.start]) is not None
