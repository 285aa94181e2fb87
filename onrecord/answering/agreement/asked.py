"""What a question asks for, as far as answers to it can be held against one another. Pure; English."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onrecord.agreement import AskedFor
from onrecord.answering.agreement.posed import act_places, main_places
from onrecord.answering.agreement.things import things_asked
from onrecord.grounding.lexicon import CALENDAR, lemma
from onrecord.grounding.reading import read
from onrecord.question import AnswerKind, kind_of
from onrecord.words import STOP_WORDS, stem

__all__ = ["Asked", "asked_for"]

_QUOTED: Final = re.compile(r"[\"\u201c][^\"\u201c\u201d]{1,200}[\"\u201d]")
_YES_NO: Final = re.compile(
    r"\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\s", re.IGNORECASE
)
# "Is it boats or ships": which of two, not whether.
_EITHER: Final = re.compile(r"\bor\b", re.IGNORECASE)
_MEASURED: Final = re.compile(
    r"\b(?:what|which)\b(?: (?:is|was|were|are|will be))?(?: the| its| his| her| their)?(?: [a-z-]+){0,2} "
    r"(?:population|attendance|turnout|toll|size|area|capacity|age|elevation|circulation|number|total|figure|rate"
    r"|percentage|share|quota|headcount|tonnage|distance|length|height|depth|weight|speed|width|limit)\b",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"\bwhat\b(?: (?:is|was|will be))?(?: the| its| his| her| their)?(?: [a-z]+){0,2} (?:date|day|deadline)\b"
    r"|\bdate of\b",
    re.IGNORECASE,
)
_HOW_MANY: Final = re.compile(r"\bhow many (?P<things>[^?,]{1,60})", re.IGNORECASE)
_MEASURES: Final = re.compile(
    r"\bhow (?:long|far|tall|large|high|big|fast|deep|wide|heavy|old)\b"
    r"|\b(?:what|which)\b.{0,40} (?:size|area|distance|length|height|depth|weight|speed|width|age"
    r"|elevation)\b",
    re.IGNORECASE,
)
# "How much did it lose" is of money; "how much water" and "how much does it weigh" are not.
_HOW_MUCH: Final = re.compile(
    r"\bhow much (?:did|do|does|has|have|had|will|would|was|were|is|are)\b"
    r"(?!.*\b(?:weigh|measure|rain)\b)",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"\bhow much\b.{1,200}\b(?:grown?|grew|ris(?:e|en)|rose|fall(?:en)?|fell|drop(?:ped)?|declined?"
    r"|decreased?|increased?|shr[iau]nk|climb(?:ed)?)\b",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(r"\b(?:per ?cent|percentage|share|rate|proportion)\b", re.IGNORECASE)
_REASONS: Final = re.compile(r"\b(?:why|how come)\b", re.IGNORECASE)
_WHO: Final = re.compile(r"\b(?:who|whom)\b", re.IGNORECASE)
# Who said it is told with each sentence; two who say the same do not differ.
_WHO_SAID: Final = re.compile(
    r"\b(?:whose|who(?: \w+)? (?:said|says|told|tells|called|calls|warned|argued|claimed|thinks?|believes?))\b",
    re.IGNORECASE,
)
# "Who was chief engineer of the works": what somebody is asked to be, in two words or more.
_ROLE: Final = re.compile(
    r"\bwho (?:is|was|are|were|will be|became|becomes)(?: now| currently| then)? (?:the |its |an? )?"
    r"(?P<role>(?!of )[a-z' -]{3,60}?)(?= (?:of|in|at|for|on|as|when|during|since|until|under|after|before)\b|[?,])",
    re.IGNORECASE,
)
# "Which club", "what ship": what is asked for has a name. "What is a lock" asks for no name.
_WHICH: Final = re.compile(
    r"\b(?:which|what)(?: [a-z-]+){0,1} (?:club|team|company|firm|agency|ministry|university|college|school|hospital"
    r"|bank|ship|vessel|newspaper|paper|magazine|album|band|label|publisher|studio|network|channel|airline|river|sea|ocean"
    r"|island|mountain|bridge|province|district|parish|municipality|language|award|prize|league|party|organi[sz]ation"
    r"|institution|museum|church|order|family|genus|name|title)\b",
    re.IGNORECASE,
)
_OFFICE: Final = 2
_OTHER: Final = re.compile(r"\b(?:what|which)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:1[0-9]|20)\d\d")
_CALENDAR: Final = frozenset(lemma(stem(word)) for word in CALENDAR)
# Words of questions that tell nothing of what is asked.
_DULL: Final = frozenset(
    lemma(stem(word))
    for word in """many much long far old tall people person number amount total name date day year time city country
    place town figure first last latest
    current currently according kind type associated affiliated primary main member again altogether all
    really actually now exactly political""".split()
)
# What the words that name a kind of place or thing tell is in the kind of question.
_KINDS: Final = frozenset(
    lemma(stem(word))
    for word in """state county region province district country city town village municipality sport sports language
    party medium genre nationality profession occupation job colour color religion faith denomination style position
    instrument""".split()
)
# "How many people", "how many boats": the first word tells what is counted; before others ("small boats") the second.
_PLURAL: Final = re.compile(r"(?:people|men|women|children|staff|\w+s)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kind: of the value.
        names: lemmas of the words of names and of words in quote marks: whom and what it is about.
        relation: lemmas of the other telling words: what of it is asked.
        things: lemmas of what is to be counted ("boats"); empty where nothing is.
        main: of whether: lemmas of the telling words of the main clause, names among them.
        years: that a question for a number or a name has: what is of another year answers something else.
        role: of who: lemmas of the words of an office of two words at least ("chief engineer"); else empty.
        acts: of whether: those for what is done, or for what something is said to be; empty where no rule tells.
        detail: ``money``, ``measure``, ``share`` or ``change`` (by how many per cent) for a number; ``who``, ``where``
            or ``which`` for a name, the kind of thing that
            :func:`~onrecord.answering.agreement.things.things_asked` gives, or ``other``; else empty.
    """

    kind: AskedFor
    names: frozenset[str]
    relation: frozenset[str]
    things: frozenset[str] = frozenset()
    detail: str = ""
    main: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def asked_for(question: str) -> Asked | None:
    """What ``question`` asks for; None where it asks for a reason or for nothing that two texts can differ in."""
    bare = _QUOTED.sub(" ", question)
    kind, detail = _kind(bare)
    if kind is None:
        return None
    names, others = _words(question)
    if kind == "yes-no":
        acts = frozenset(read(question).lemmas[at] for at in act_places(question))
        return Asked(kind, names, frozenset(others) - _DULL | acts, main=_main(question) | acts, acts=acts)
    counted = _HOW_MANY.search(bare)
    things: frozenset[str] = frozenset()
    if kind == "number" and counted:
        first, *others_ = counted["things"].split()[:2] or [""]
        things = frozenset(_telling(first if _PLURAL.match(first) else " ".join([first, *others_]))) - names
    relation = frozenset(word for word in others if word not in _DULL) - things
    if kind == "name":
        relation -= _KINDS
    if kind == "date":
        return Asked(kind, names, relation, things, detail)
    timed = {word for word in relation if word in _CALENDAR or _YEAR.fullmatch(word)}
    years = frozenset(str(one.year) for one in read(question).dates if one.year)
    role = _role(bare) - names if detail == "who" else frozenset()
    return Asked(kind, names, relation - timed, things, detail, years=years, role=role)


def _kind(question: str) -> tuple[AskedFor | None, str]:
    if _REASONS.search(question) or _WHO_SAID.search(question):
        return None, ""
    if _YES_NO.match(question):
        return (None, "") if _EITHER.search(question) else ("yes-no", "")
    kind = kind_of(question)
    if kind == "money" or _CHANGED.search(question) or _HOW_MUCH.search(question):
        return "number", "change" if _CHANGED.search(question) else "money"
    if _DATED.search(question) or kind == "date":
        return "date", ""
    if kind == "number" or _MEASURED.search(question):
        share, measure = _SHARE.search(question), _MEASURES.search(question)
        return "number", "share" if share else "measure" if measure else ""
    detail = _named(question, kind)
    return ("name", detail) if detail else (None, "")


def _named(question: str, kind: AnswerKind) -> str:
    """The detail of a question for a name; empty where it asks for none."""
    thing = things_asked(question)
    if thing:
        return thing
    if _WHO.search(question):
        return "who"
    if kind == "place" or _WHICH.search(question):
        return "where" if kind == "place" else "which"
    return "other" if _OTHER.search(question) else ""


def _role(question: str) -> frozenset[str]:
    found = _ROLE.search(question)
    words = frozenset(_telling(found["role"])) - _DULL if found else frozenset()
    return words if len(words) >= _OFFICE else frozenset()


def _words(question: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Lemmas of the words that name something, and of the other telling words."""
    one = read(question)
    quoted = {at for found in _QUOTED.finditer(one.text) for at in range(*found.span())}
    named = {
        place
        for place, word in enumerate(one.words)
        if (place in one.names and word.text not in CALENDAR) or word.start in quoted
    }
    names = frozenset(one.lemmas[place] for place in named if one.words[place].text not in STOP_WORDS)
    return names, tuple(one.lemmas[place] for place in one.telling if place not in named)


def _main(question: str) -> frozenset[str]:
    one = read(question)
    telling = frozenset(one.telling)
    return frozenset(one.lemmas[at] for at in main_places(question) if at in telling) - _DULL


def _telling(words: str) -> tuple[str, ...]:
    one = read(words)
    return tuple(one.lemmas[place] for place in one.telling)
