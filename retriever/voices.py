"""Whose words a question asks for: "What did Venn say about the crane?", "according to the harbour master". English."""

import re
from typing import Final

from onrecord.attribution import Attribution
from onrecord.words import words_of

__all__ = ["asked_speakers", "says"]

_VERB: Final = (
    r"(?:say|said|tell|told|claim|claimed|deny|denied|den(?:y|ies)|confirm|confirmed|admit|admitted|argue|argued|warn"
    r"|warned|promise|promised|announce|announced|state|stated|write|written|wrote|explain|explained|insist|insisted"
    r"|respond|responded|reply|replied|comment|commented|accuse|accused|dispute|disputed|acknowledge|acknowledged"
    r"|suggest|suggested|allege|alleged|describe|described|call|called|testify|testified|concede|conceded|think|believe)"
)
_WHO: Final = r"(?P<who>(?:the\s|[^\W\d_])[\w'\u2019.-]*(?:\s[\w'\u2019.&-]+){0,6}?)"
_ASIDE: Final = r"(?:\s(?:ever|not|also|publicly|really|actually|then|itself|herself|himself|themselves))?"
_NOUN: Final = (
    r"(?:view|opinion|statement|claim|account|reply|response|answer|denial|comment|remark|explanation|word)s?"
)
_PATTERNS: Final = (
    re.compile(rf"\b(?:did|does|do|has|have|had|would)\s{_WHO}{_ASIDE}\s{_VERB}\b", re.IGNORECASE),
    re.compile(r"\baccording to\s(?P<who>[\w'\u2019.-]+(?:\s[\w'\u2019.&-]+){0,5})", re.IGNORECASE),
    re.compile(rf"\b(?P<who>[^\W\d_a-z][\w.-]*(?:\s[^\W\d_a-z][\w.-]*){{0,4}})['\u2019]s?\s{_NOUN}\b"),
)
# Words of "who" that tell nobody apart.
_IDLE: Final = frozenset(
    """the a an mr mrs ms dr prof sir dame who whom anyone anybody someone somebody he she they it we you i people
    of for in at and""".split()
)


def asked_speakers(question: str) -> tuple[str, ...]:
    """Whose words a question asks for, as it names them; without repeats, empty for most questions.

    A pronoun and "anyone" name nobody. After "according to" what follows the name may be there too.
    """
    found = (match["who"] for pattern in _PATTERNS for match in pattern.finditer(question))
    return tuple(dict.fromkeys(who for who in found if _words(who)))


def says(who: str, said: Attribution) -> bool:
    """Whether an attribution is of whom a question asks for, by name or by role; one of nobody told of is not.

    A surname is enough, and so is the office: "Venn", "Ms Venn" and "the harbour master" are Mara Venn, the harbour
    master of Brackwater.
    """
    wanted = _words(who)
    if not wanted:
        return False
    name = _words(said.speaker or "")
    # Behind "according to the harbour master" further words may follow: what is named must be there whole.
    return (bool(name) and (wanted <= name or name <= wanted)) or _in_office(wanted, said)


def _in_office(wanted: frozenset[str], said: Attribution) -> bool:
    role = _words(said.role or "")
    return bool(role) and (wanted <= role | _words(said.speaker or ""))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(text) if word.text not in _IDLE)
