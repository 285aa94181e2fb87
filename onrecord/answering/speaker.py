"""Who said it: the speaker that a sentence, its transcript turn or the document around it names."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from onrecord.attribution import Attribution
from onrecord.ports import CitedSpan
from onrecord.speech import named_speaker
from onrecord.types import Passage, Span

__all__ = ["named_there", "role_of", "said_at", "speaker_of"]

_TURN: Final = re.compile(r"^[ \t]*(?P<name>[A-Z][A-Z .'\u2019-]{0,40})(?:\s*\([^)\n]{1,60}\))?:\s", re.MULTILINE)
# Words of labels: no name that has one is a speaker's, however often it stands there.
_LABELS: Final = frozenset(
    """NOTE NOTES Q A DATE DATES SUBJECT PRESENT ABSENT SUMMARY QUESTION QUESTIONS ANSWER ANSWERS UPDATE UPDATED WARNING
    CORRECTION CORRECTED IMPORTANT PHOTO SOURCE CONTACT EDITOR ARTICLE SECTION ATTENTION BACKGROUND EXCLUSIVE BREAKING
    OPINION ANALYSIS FEE FEES PRICE PRICES COST COSTS CHARGE CHARGES RATE RATES TARIFF TARIFFS FINE FINES TAX DEPOSIT
    PAYMENT PAYMENTS REFUND REFUNDS OPENING CLOSING HOURS HOUR TIME TIMES DAY DAYS HOLIDAY HOLIDAYS CLOSED OPEN ADDRESS
    PHONE TELEPHONE TEL FAX EMAIL E-MAIL WEB WEBSITE PLACE VENUE LOCATION WHERE WHEN WHAT WHO WHY HOW TO FROM CC RE
    FOR OF ON IN AT BY AND OR THE THIS NO NOT ALL ANY NEW LATE LOST FREE SPECIAL GENERAL PUBLIC PRIVATE TITLE HEADLINE
    ABSTRACT INTRODUCTION METHODS METHOD RESULTS RESULT FINDINGS DISCUSSION CONCLUSION CONCLUSIONS RECOMMENDATION
    RECOMMENDATIONS REFERENCES APPENDIX ANNEX TABLE FIGURE CHAPTER PART ITEM ITEMS AGENDA MINUTES MOTION DECISION
    DECISIONS RESOLUTION RESOLVED ACTION ACTIONS VOTE VOTES APOLOGIES RULE RULES TERMS CONDITIONS CLAUSE SCHEDULE SCOPE
    PURPOSE DEFINITION DEFINITIONS NOTICE NEWS REPORT STATEMENT COMMENT COMMENTS REVIEW LETTER LETTERS REPLY DANGER
    CAUTION TIP TIPS HINT EXAMPLE EXAMPLES STEP STATUS TOTAL NAME AGE SEX TYPE KIND SIZE WEIGHT COLOUR COLOR HIRE RENT
    SALE SALES ACCESS PARKING PARK SAFETY FIRE SECURITY EMERGENCY INSURANCE SERVICE SERVICES OFFER HELP INFORMATION
    DETAILS FACTS FACT CRANE FERRY BOAT BOATS CAR CARS BUS TRAIN TICKETS TICKET MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY
    SATURDAY SUNDAY JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER""".split()
)
# Endings of nouns that no name is likely to have.
_NOUN: Final = re.compile(r"\w{2,}(?:TIONS?|SIONS?|MENTS?|NESS|ITY|ITIES|ANCES?|ENCES?)")
# Words of somebody who speaks, and of one who is spoken to with a question.
_SPOKEN: Final = re.compile(r"\b(?:I|[Mm]y|[Mm]e)\b|\?")
_TITLE: Final = r"(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame|Capt|Cllr)\.?"
_LETTERS: Final = 3
# Of a sentence so much is what somebody says: the rest tells who.
_MOSTLY: Final = 0.3


def speaker_of(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``; None where the document names none.

    By the name in full, where the document's attributions know it ("she said" is Mara Venn's); else as it stands there.
    """
    said = said_at(passage, span)
    return (said.speaker if said else None) or named_there(passage, span)


def said_at(passage: Passage, span: Span) -> Attribution | None:
    """What the words at ``span`` are given as somebody's: the attribution with most of them; None where most are not.

    What is only thought, or told by a noun ("his view of"), is not counted.
    """
    size = span.end - span.start
    found = [(_shared(one, span), one) for one in passage.said if not one.weak]
    most, best = max(found, key=lambda pair: pair[0], default=(0, None))
    return best if best and most >= _MOSTLY * size else None


def _shared(said: Attribution, span: Span) -> int:
    return sum(max(0, min(end, span.end) - max(start, span.start)) for start, end in said.content)


def role_of(speaker: str | None, cites: Sequence[CitedSpan]) -> str | None:
    """What the cited documents call a speaker; None where they do not say, or nobody speaks."""
    said = (one for cite in cites for one in cite.hit.passage.said if speaker and one.speaker == speaker)
    return next((one.role for one in said if one.role), None)


def named_there(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``, as the text writes the name; None where the text names none there.

    Looks at the sentence itself (``"...", said Mara Venn``; ``Venn said that ...``; ``according to Venn``) and at the
    transcript turn it stands in (``VENN: ...``). What begins a paragraph so is a turn only where the passage tells that
    it is no label (``FEES: ...``): the name has a second turn or stands in a sentence too, or somebody speaks as "I" or
    asks, and there is another turn or the name is one of several words. A pronoun is not resolved: it gives None.
    """
    sentence = passage.quote(span)
    return named_speaker(sentence) or _turn(passage.text, span.end - passage.start, sentence)


def _turn(text: str, end: int, sentence: str) -> str | None:
    """The speaker of the transcript turn that the text up to ``end`` is in: the last ``NAME:`` of its paragraph."""
    paragraph = text.rfind("\n\n", 0, end - len(sentence) + 1)
    turns = [found["name"].strip() for found in _TURN.finditer(text[paragraph + 1 : end])]
    return turns[-1].title() if turns and turns[-1] in _speakers(text) else None


@lru_cache(maxsize=256)  # each sentence of a passage asks
def _speakers(text: str) -> frozenset[str]:
    """Those of the ``NAME:`` at the start of a line that are speakers."""
    turns = [found["name"].strip() for found in _TURN.finditer(text)]
    names = {one for one in turns if not _is_label(one)}
    spoken = _SPOKEN.search(text) is not None
    return frozenset(
        one
        for one in names
        if _stands_in_a_sentence(one, text)
        or (not _in_small_letters(one, text) and (turns.count(one) > 1 or (spoken and (len(names) > 1 or " " in one))))
    )


def _is_label(name: str) -> bool:
    words = [word.strip(".'\u2019") for word in name.replace("-", " ").split()]
    return name in _LABELS or any(word in _LABELS or _NOUN.fullmatch(word) for word in words)


def _stands_in_a_sentence(name: str, text: str) -> bool:
    """Whether the last word of the name stands with a capital letter within a sentence: "Oskar Neame", "Ms Venn"."""
    last = name.rsplit(maxsplit=1)[-1]
    if len(last) < _LETTERS or _in_small_letters(name, text):
        return False
    within = rf"(?:(?<=[\w,;] )|(?<=[\w,;]\n)|\b{_TITLE}\s){re.escape(last.title())}\b"
    return re.search(within, text) is not None


def _in_small_letters(name: str, text: str) -> bool:
    """Whether the text has the last word of the name as a common noun: "crane"."""
    return re.search(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1].lower())}\b", text) is not None
