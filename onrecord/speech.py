"""Who said it: the name that a sentence gives to the words in it. Pure; English."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from onrecord.sentences import fold

__all__ = ["TURN", "is_label", "named_speaker", "somebody_says", "turn_names"]

_NAME: Final = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame|Capt|Cllr)\.?\s+)?[A-Z][\w\u2019'-]+"
    r"(?:\s+(?:(?:de|den|der|van|von|la|al|bin)\s+){0,2}[A-Z][\w\u2019'-]+){0,3}"
)
_SAID: Final = (
    r"(?:said|says|told|added|adds|argued|argues|claimed|claims|stated|states|insisted|insists|replied|warned|warns"
    r"|announced|denied|denies|acknowledged|conceded|explained|noted|testified|wrote|maintains|maintained|confirmed)"
)
_TITLE_WORDS: Final = r"(?:(?:the\s+)?(?:[a-z]+\s+){0,4})"
_SOURCE: Final = re.compile(rf"\b[Aa]ccording to\s+{_TITLE_WORDS}(?P<name>{_NAME})")
_PATTERNS: Final = (
    re.compile(rf"[\"\u201d,]\s*(?P<name>{_NAME})(?:,[^,\"\u201c]{{1,80}},)?\s+{_SAID}\b"),
    re.compile(rf"[\"\u201d,]\s*{_SAID}\s+{_TITLE_WORDS}(?P<name>{_NAME})"),
    re.compile(rf"^\W*(?P<name>{_NAME})(?:,[^,\"\u201c]{{1,80}},)?\s+{_SAID}\b"),
    _SOURCE,
)
# "said Association president Mara Venn": the name is the one after the office.
_OFFICE: Final = re.compile(
    r"\s+(?:(?:vice|deputy|chief|acting|former)[\s-]+)?(?:president|chair(?:man|woman|person)?|director|secretary"
    r"|treasurer|spokes(?:man|woman|person)|leader|member|head|chief|manager|executive|minister|officer|lawyer|captain)"
    rf"\s+(?P<name>{_NAME})"
)
# Words that stand where a name stands and are none.
_NO_NAMES: Final = frozenset(
    """It He She They We I You This That These Those The A An There But And However Yesterday Today Asked In On At
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Nobody Somebody Someone Everybody Everyone Nothing
    Something Everything Being Note None Some Many Most Others All Both Neither Either What Who Whoever""".split()
)
# Standing alone, these name nobody: which association?
_BODIES: Final = frozenset(
    """Association Authority Agency Board Commission Committee Company Council Court Department Government Ministry
    Office Parliament Party Report Study Union""".split()
)
# Places in a document: "Table 3" says nothing itself.
_PLACES: Final = frozenset(
    """Table Tables Figure Figures Fig Article Articles Annex Section Sections Schedule Chapter Appendix Paragraph
    Clause Exhibit Footnote""".split()
)
# After "according to" these are no people, standing alone.
_NO_SOURCES: Final = frozenset(
    """Page Pages Part Item Note Rule Rules Regulation Form January February March April May June July August September
    October November December""".split()
)
_FIGURE: Final = re.compile(r"\s+(?:[Nn]o\.?\s*)?\d")


def named_speaker(sentence: str) -> str | None:
    """The speaker that the sentence names, as it writes the name; None where it names none.

    Reads ``"...", said Mara Venn``, ``Venn said that ...`` and ``according to Venn``. A pronoun is not resolved. No
    speaker is a place in a document ("Table 3", "Annex B"), a day, a month, or what is somebody's ("Venn's report").
    """
    for pattern in _PATTERNS:
        for found in pattern.finditer(sentence):
            office = _OFFICE.match(sentence, found.end("name"))
            name = fold(office["name"] if office else found["name"])
            first = re.sub(r"['\u2019]s?$", "", name.split()[0])
            if first in _NO_NAMES or first in _PLACES or name in _BODIES:
                continue
            if pattern is not _SOURCE or not _no_source(name, sentence[(office or found).end("name") :]):
                return name
    return None


def _no_source(name: str, after: str) -> bool:
    """Whether a name after "according to" is none of somebody: "January", "Rule 5", "Venn's" of "Venn's report"."""
    return name in _NO_SOURCES or name.endswith(("'s", "\u2019s", "'", "\u2019")) or _FIGURE.match(after) is not None


_SOMEBODY: Final = (
    r"(?P<who>(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome|[Ss]everal"
    r"|[Mm]any|[Tt]wo"
    r"|[Tt]hree|[Oo]ne)\s(?:[\w\u2019'-]+\s){0,5}[\w\u2019'-]+|[Oo]fficials|[Pp]olice|[Ee]xperts|[Aa]nalysts|[Cc]ritics"
    r"|[Ww]itnesses|[Rr]esidents|[Ss]cientists|[Rr]esearchers|[Dd]octors|[Ll]awyers|[Pp]rosecutors))"
)
_CLAIMS: Final = (
    r"(?:said|says|told|added|adds|argued|argues|claimed|claims|insisted|insists|warned|warns|say|believes?|believed"
    r"|thinks?|thought|suspects?|fears?|described|called|calls)"
)
_SAID_BY_SOMEBODY: Final = (
    re.compile(rf"^\W*{_SOMEBODY}\s+(?:has\s+|have\s+|had\s+)?{_CLAIMS}\b"),
    re.compile(rf"[\"\u201d,]\s*{_SOMEBODY}\s+{_CLAIMS}\b"),
    re.compile(rf"[\"\u201d,]\s*{_CLAIMS}\s+{_SOMEBODY}"),
    re.compile(rf"\b[Aa]ccording to {_SOMEBODY}"),
    re.compile(r"\b[Ii]n (?P<who>(?:her|his|their) (?:own )?(?:view|words|opinion))\b"),
)


def somebody_says(sentence: str) -> str | None:
    """Who says what the sentence says, where it gives no name: "she", "two of the owners", "in her view"; else None."""
    for pattern in _SAID_BY_SOMEBODY:
        found = pattern.search(sentence)
        if found:
            return fold(found["who"])
    return None


TURN: Final = re.compile(
    r"^[ \t]*(?:\*\*|__)?(?P<name>[A-Z][A-Z .'\u2019-]{0,40})(?:\s*\([^)\n]{1,60}\))?(?:\*\*|__)?:(?:\*\*|__)?\s",
    re.MULTILINE,
)
"""What may begin a turn of a transcript: ``VENN:``, ``MS. VENN (Harbour Board):``, ``**VENN:**``."""

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
_WITHIN_SENTENCE: Final = re.compile(rf"(?:\b{_TITLE}\s|(?<=[\w,;] )|(?<=[\w,;]\n))(?P<word>[^\W\d_a-z][\w\u2019'-]*)")
_WORD: Final = re.compile(r"[^\W_][\w\u2019'-]*")


def turn_names(text: str) -> frozenset[str]:
    """Those of the ``NAME:`` at the start of a line of ``text`` that are speakers, as they stand there.

    What begins a line so is a label (``FEES:``) unless the text tells otherwise: the name has a second turn or stands
    in a sentence too, or somebody speaks as "I" or asks, and there is another turn or the name is one of several words.
    """
    turns = [found["name"].strip() for found in TURN.finditer(text)]
    names = {one for one in turns if not is_label(one)}
    if not names:
        return frozenset()
    spoken = _SPOKEN.search(text) is not None
    small = _words_and_first_parts(found[0] for found in _WORD.finditer(text))
    within = _words_and_first_parts(found["word"] for found in _WITHIN_SENTENCE.finditer(text))
    counted = Counter(turns)
    return frozenset(
        one
        for one in names
        if _last(one).lower() not in small
        and (
            (len(_last(one)) >= _LETTERS and _last(one).title() in within)
            or counted[one] > 1
            or (spoken and (len(names) > 1 or " " in one))
        )
    )


def is_label(name: str) -> bool:
    """Whether what stands before a colon, in capitals, has a word that labels have and names do not."""
    words = [word.strip(".'\u2019") for word in name.replace("-", " ").split()]
    return name in _LABELS or any(word in _LABELS or _NOUN.fullmatch(word) for word in words)


def _last(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def _words_and_first_parts(words: Iterable[str]) -> set[str]:
    """Each word, and of one such as "Venn's" or "Venn-Orr" what stands before the mark."""
    found: set[str] = set()
    for word in words:
        found.add(word)
        found.update(part for part in re.split(r"['\u2019-]", word) if part)
    return found
