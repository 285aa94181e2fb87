"""What a question asks for, and whether a sentence has something of that kind."""

import re
from typing import Final, Literal

from onrecord.dateline import after_dateline
from onrecord.errors import BadInput
from onrecord.sentences import fold, is_table_row
from onrecord.words import content_stems, has_word, words_of

__all__ = [
    "MOST_QUESTION_CHARS",
    "AnswerKind",
    "is_read_whole",
    "kind_of",
    "offers",
    "parts_of",
    "require_word",
    "states",
    "what_is_read",
]

MOST_QUESTION_CHARS: Final = 2_000
"""Characters of a question that are read; what goes beyond is not searched for."""


AnswerKind = Literal["money", "number", "date", "person", "place", "reason", "any"]
"""What answers a question: a sum of money, another figure, a date or time, somebody, a place, a cause; or not said."""

# In order: the first that fits decides. "How many" is before "when": "how many days" asks for a figure.
_KINDS: Final[tuple[tuple[AnswerKind, re.Pattern[str]], ...]] = (
    (
        "money",
        re.compile(
            r"\bhow much (?:money|compensation|revenue|profit|debt|cash|tax|rent)\b"
            r"|\b(?:how much|what) (?:did|does|do|has|have|had|will|would|is|are|was|were) .{1,120}?"
            r"\b(?:cost|costs|charge|charges|charged|paid|pay|pays|earn|earns|earned|owe|owes|owed|worth|fined)\b"
            r"|\bwhat\b(?! (?:is|was|are|were) an? )(?: (?:is|was|were|are))?"
            r"(?: the| its| his| her| their)?(?: \w+){0,2} "
            r"(?:price|cost|fee|fare|salary|rent|wage|wages|fine|budget|revenue|turnover|profits?|dividend|earnings|income)\b"
            r"|\bhow expensive\b",
            re.IGNORECASE,
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|old|far|tall|large|high|big|fast|deep|often|wide|heavy)\b"
            r"|\bwhat (?:is |was |were |are )?(?:the )?"
            r"(?:percent|percentage|number|amount|proportion|share|total)\b"
            r"|\b(?:what|which) (?:\w+ )?(?:level|height|depth|length|distance|draught|speed|weight|ceiling)\b"
            r"|\b(?:what|which)\b(?! (?:(?:is|was) an?|do|does|did) )(?: (?:is|was|were|are|will be))?"
            r"(?: the| its| his| her| their)?(?: [a-z-]+){0,2} (?:population|attendance|turnout|toll|size|area|capacity"
            r"|age|elevation|circulation|figure|rate|quota|headcount|tonnage|width)\b"
            r"|\bhow (?:soon|strong)\b|\bby what (?:vote|majority|margin)\b"
            r"|\bwhat\b.{1,160}\b(?:estimated|put|valued|priced|assessed|reckoned|set|fixed) at\W*\Z",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            r"(?:\A|[.?!,;:]|\b(?:and|but|from|since|until|or|by)) ?when\b(?! you say)"
            r"|\bwhen (?:did|does|do|is|was|were|will|has|had|are)\b"
            r"|\b(?:what|which)(?: \w+)? (?:year|date|day|month|century|decade)\b"
            r"|\b(?:since|until) what\b|\bwhat\b.{1,20}\bdeadline\b|\b(?:at|by) what time\b",
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
# A sum, or a price list's way to say none.
_MONEY: Final = re.compile(
    r"[$\u20ac\u00a3\u00a5\u20b9\u20a9]\s?\d|\d\s?[\u20ac\u00a3]|\b(?-i:USD|EUR|GBP|JPY|CHF|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK"
    r"|PLN|CZK|HUF|RUB|BRL|MXN|ZAR|KRW|SGD|HKD|TRY|ILS|kr)\b"
    r"|\b(?:dollars?|euros?|pounds?|pence|cents?|yen|rupees?|yuan|francs?|crowns?|kron(?:a|e|or|er)|pesos?|roubles?|rubles?"
    r"|zloty|free of charge|for free|no charge)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half twice
    dozen none""".split()
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?-i:May))"
)
_DATE: Final = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH}\b(?:\s+\d{{1,2}}\b)?"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b1\d{3}s?\b|\b20\d{2}s?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b"
    r"|\bthe \d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:yester|to)day\b|\btomorrow\b",
    re.IGNORECASE,
)
# On which day somebody said so is no date of what is told, and neither is that of a dateline.
_SAID_THEN: Final = re.compile(
    r"\b(?:said|told(?: [\w'\u2019-]+){1,4}?|announced|says|reported|wrote|added)(?: late| early)? on "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day (?:said|told|announced|reported)\b",
    re.IGNORECASE,
)
_DAY: Final = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}\b", re.IGNORECASE)
# A bare year is no amount, unless it stands to a noun: "1500 tonnes".
_YEAR: Final = re.compile(
    r"\b(?:1\d{3}|20\d{2})s?\b(?!\s+(?!(?:a|an|after|and|as|at|because|before|but|by|down|for|from|had|has|have|he|her|his"
    r"|if|in|is|it|its|on|or|she|so|that|the|their|there|they|this|to|until|up|was|were|when|where|which|while|who|with)"
    r"\b)[a-z])"
)
_REASON: Final = re.compile(
    r"\b(?:because|since|due to|as a result|so that|in order to|caus(?:e|ed|ing)|reasons?|therefore|led to|thus"
    r"|owing to|blam(?:e|ed|ing)|after|following)\b",
    re.IGNORECASE,
)
# "How long", "how deep", "what height": a figure with a unit answers it.
_MEASURES: Final = re.compile(
    r"\bhow (?:long|far|tall|large|high|big|fast|deep|wide|heavy|strong|soon|old)\b"
    r"|\b(?:what|which) (?:\w+ )?"
    r"(?:level|height|depth|length|distance|draught|speed|weight|size|width|ceiling|limit)\b",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"(?:\d|\b(?:" + "|".join(sorted(_NUMBER_WORDS)) + r"))[ -]?"
    r"(?:(?:square|cubic|nautical) )?(?:second|minute|hour|day|week|month|year|decade|centur|millimet|centimet"
    r"|met(?:re|er)|kilomet|mile|inch|foot|feet|yard|acre|hectare|gram|kilogram|ton|pound|lit(?:re|er)|knot"
    r"|km|cm|mm|kg|m\b|per cent|%)",
    re.IGNORECASE,
)
_HOW_MANY: Final = re.compile(r"\bhow many (?P<what>[^?,]{1,60})", re.IGNORECASE)
_NONE: Final = re.compile(r"\b(?:no one|nobody|none|no|never|not one|not a single)\b", re.IGNORECASE)
# Words between a figure and what it counts: "38 small wooden boats".
_COUNTED_WITHIN: Final = 3
# Where another question begins: after a question mark, before "and what", and after a comma before "and did".
_ASKS: Final = r"(?:what|when|where|who|whom|whose|why|how|which)"
_VERB: Final = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)"
# A clause in the order of a statement ("and why it was late") belongs to what is before it.
_STATED: Final = r"(?!\s+(?:it|he|she|they|we|i|you|the|an?|this|that|these|those|his|her|its|their|there)\b)"
_NEXT_PART: Final = re.compile(
    rf"(?<=[?])\s+(?=\S)"
    rf"|,?\s+and\s+(?:(?:also|if so),?\s+)?(?=(?:(?:in|on|at|by|to|from|for|of|with|since)\s+)?{_ASKS}\b{_STATED})"
    rf"|,\s+and\s+(?={_VERB}\s)",
    re.IGNORECASE,
)
_OPENS_WITH: Final = re.compile(rf"\W*(?:\w+\s+)?(?:{_ASKS}|{_VERB})\b", re.IGNORECASE)
_WITHIN: Final = re.compile(rf"\s{_ASKS}\b", re.IGNORECASE)
_MOST_PARTS: Final = 4
_LEAST_TELLING: Final = 1
# A capital inside a sentence: a name, most of the time.
_NAME: Final = re.compile(
    r"(?<=[^\s.!?:\"\u201c])\s+[\"\u201c(]?([A-Z][\w\u2019'-]+)"
    r"|\b([A-Z][\w\u2019'-]+(?:\s+[A-Z][\w\u2019'-]+)+)"
)


def what_is_read(question: str) -> str:
    """The question on one line, cut at the last space within its first 2,000 characters where it is longer."""
    question = fold(question)
    return question if is_read_whole(question) else question[:MOST_QUESTION_CHARS].rsplit(maxsplit=1)[0]


def require_word(question: str) -> None:
    """See that a question can be asked at all.

    Raises:
        BadInput: it holds no word.
    """
    if not has_word(question):
        raise BadInput("The question holds no word; ask with at least one.")


def is_read_whole(question: str) -> bool:
    """Whether nothing of the question is cut."""
    return len(fold(question)) <= MOST_QUESTION_CHARS


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that ``question`` is made of, each with a question mark; itself alone where it asks one thing.

    "What did it cost, and who paid for it?" asks two. A question without a telling word in one of its parts ("What does
    it cost and why?"), with more than four parts, or with words in quote marks is not taken apart.
    """
    asked = fold(question)
    if any(mark in asked for mark in '"\u201c\u201d'):
        return (asked,)
    parts = [part.strip(" ,?") for part in _NEXT_PART.split(asked)]
    if any(_asks_within(part) for part in parts[:-1]):
        return (asked,)
    whole = len(parts) > _MOST_PARTS or not asked.endswith("?")
    if whole or any(len(set(content_stems(part))) < _LEAST_TELLING or not _OPENS_WITH.match(part) for part in parts):
        return (asked,)
    return tuple(f"{part[0].upper()}{part[1:]}?" for part in parts) if len(parts) > 1 else (asked,)


def _asks_within(part: str) -> bool:
    """Whether a part has a question inside ("Who knew what was wrong"), which what follows "and" may go on with."""
    opened = _OPENS_WITH.match(part)
    return bool(opened and _WITHIN.search(part, opened.end()))


def kind_of(question: str) -> AnswerKind:
    """What kind of thing answers ``question``; ``any`` where its words do not say."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), "any")


def states(kind: AnswerKind, text: str, question: str) -> bool:
    """Whether ``text`` has what a question for money, a figure or a date asks for, and not just any figure.

    "How many boats" wants a figure that counts boats, "how long" and "what height" one with a unit; "no one was
    arrested" answers how many were. False for other kinds of question.
    """
    if kind in ("number", "date") and _denies(text, question):
        return True
    if kind == "number":
        counted = _HOW_MANY.search(question)
        if counted:
            return _counts(text, counted["what"])
        return bool(_UNIT.search(text)) if _MEASURES.search(question) else offers(kind, text, question)
    return kind in ("money", "date") and offers(kind, text, question)


def _denies(text: str, question: str) -> bool:
    """Whether a sentence says of what the question speaks of that there was none of it."""
    found = _NONE.search(text)
    return found is not None and bool(set(content_stems(text[found.end() :])) & set(content_stems(question)))


def _counts(text: str, what: str) -> bool:
    """Whether a figure stands a few words before one of the things that are to be counted."""
    if is_table_row(text):
        return offers("number", text, what)
    things = set(content_stems(" ".join(what.split()[:2])))
    words = words_of(_YEAR.sub(" ", _DAY.sub(" ", text)))
    return any(
        (word.text[0].isdigit() or word.text in _NUMBER_WORDS)
        and things & set(content_stems(" ".join(one.text for one in words[place + 1 : place + 1 + _COUNTED_WITHIN])))
        for place, word in enumerate(words)
    )


def offers(kind: AnswerKind, text: str, question: str) -> bool:
    """Whether ``text`` has something of ``kind`` that is not in the question already; always true for ``any``."""
    asked = {word.text for word in words_of(question)}
    if kind == "money":
        return bool(_MONEY.search(text)) or (is_table_row(text) and offers("number", text, question))
    if kind == "number":
        text = _YEAR.sub(" ", _DAY.sub(" ", text))
        return any(
            word.text not in asked and (word.text[0].isdigit() or word.text in _NUMBER_WORDS) for word in words_of(text)
        )
    if kind == "date":
        text = _SAID_THEN.sub(" ", text[after_dateline(text) :])
        return any(word.text not in asked for found in _DATE.finditer(text) for word in words_of(found[0]))
    if kind in ("person", "place"):
        return any(word.text not in asked for found in _NAME.finditer(text) for word in words_of(found[1] or found[2]))
    if kind == "reason":
        return bool(_REASON.search(text))
    return True
