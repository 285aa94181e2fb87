"""What a question asks for, and whether a sentence has something of that kind."""

import re
from typing import Final, Literal

from onrecord.sentences import fold
from onrecord.words import words_of

__all__ = ["MOST_QUESTION_CHARS", "AnswerKind", "is_read_whole", "kind_of", "offers", "what_is_read"]

MOST_QUESTION_CHARS: Final = 2_000
"""Characters of a question that are read; what goes beyond is not searched for."""


AnswerKind = Literal["number", "date", "person", "place", "reason", "any"]

# In order: the first that fits decides. "How many" is before "when": "how many days" asks for a figure.
_KINDS: Final[tuple[tuple[AnswerKind, re.Pattern[str]], ...]] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|old|far|tall|large|high|big|fast|deep|often|wide|heavy)\b"
            r"|\bwhat (?:is |was |were |are )?(?:the )?"
            r"(?:percent|percentage|number|amount|proportion|share|price|cost|fee|total)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            r"\bwhen\b|\b(?:what|which)(?: \w+)? (?:year|date|day|month|century|decade)\b"
            r"|\b(?:since|until) what\b",
            re.IGNORECASE,
        ),
    ),
    ("person", re.compile(r"\bwho\b|\bwhom\b|\bwhose\b", re.IGNORECASE)),
    (
        "place",
        re.compile(
            r"\bwhere\b"
            r"|\b(?:what|which) (?:city|country|state|place|town|village|region|location|county|harbour|port)\b",
            re.IGNORECASE,
        ),
    ),
    ("reason", re.compile(r"\bwhy\b|\b(?:what|which) (?:caused|reasons?)\b", re.IGNORECASE)),
)
_NUMBER_WORDS: Final = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half twice
    dozen none""".split()
)
_DATE: Final = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|(?-i:\bMay\b)"
    r"|\b1\d{3}s?\b|\b20\d{2}s?\b|\b\d{1,2}(?:st|nd|rd|th) century\b|\b(?:yester|to)day\b|\btomorrow\b",
    re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"\b(?:because|since|due to|as a result|so that|in order to|caus(?:e|ed|ing)|reasons?|therefore|led to|thus"
    r"|owing to|blam(?:e|ed|ing)|after|following)\b",
    re.IGNORECASE,
)
# A capital inside a sentence: a name, most of the time.
_NAME: Final = re.compile(
    r"(?<=[^\s.!?:\"\u201c])\s+[\"\u201c(]?([A-Z][\w\u2019'-]+)"
    r"|\b([A-Z][\w\u2019'-]+(?:\s+[A-Z][\w\u2019'-]+)+)"
)


def what_is_read(question: str) -> str:
    """The question on one line, cut at the last space within its first 2,000 characters where it is longer."""
    question = fold(question)
    return question if is_read_whole(question) else question[:MOST_QUESTION_CHARS].rsplit(maxsplit=1)[0]


def is_read_whole(question: str) -> bool:
    """Whether nothing of the question is cut."""
    return len(fold(question)) <= MOST_QUESTION_CHARS


def kind_of(question: str) -> AnswerKind:
    """What kind of thing answers ``question``; ``any`` where its words do not say."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), "any")


def offers(kind: AnswerKind, text: str, question: str) -> bool:
    """Whether ``text`` has something of ``kind`` that is not in the question already; always true for ``any``."""
    asked = {word.text for word in words_of(question)}
    if kind == "number":
        return any(
            word.text not in asked and (word.text[0].isdigit() or word.text in _NUMBER_WORDS) for word in words_of(text)
        )
    if kind == "date":
        return any(word.text not in asked for found in _DATE.finditer(text) for word in words_of(found[0]))
    if kind in ("person", "place"):
        return any(word.text not in asked for found in _NAME.finditer(text) for word in words_of(found[1] or found[2]))
    if kind == "reason":
        return bool(_REASON.search(text))
    return True
