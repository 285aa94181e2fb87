"""Who said it: the speaker that a sentence or its transcript turn names."""

import re
from typing import Final

from onrecord.sentences import fold
from onrecord.types import Passage, Span

__all__ = ["speaker_of"]

_NAME: Final = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame|Capt|Cllr)\.?\s+)?[A-Z][\w\u2019'-]+"
    r"(?:\s+(?:(?:de|den|der|van|von|la|al|bin)\s+){0,2}[A-Z][\w\u2019'-]+){0,3}"
)
_SAID: Final = (
    r"(?:said|says|told|added|adds|argued|argues|claimed|claims|stated|states|insisted|insists|replied|warned|warns"
    r"|announced|denied|denies|acknowledged|conceded|explained|noted|testified|wrote|maintains|maintained|confirmed)"
)
_TITLE_WORDS: Final = r"(?:(?:the\s+)?(?:[a-z]+\s+){0,4})"
_PATTERNS: Final = (
    re.compile(rf"[\"\u201d,]\s*(?P<name>{_NAME})(?:,[^,\"\u201c]{{1,80}},)?\s+{_SAID}\b"),
    re.compile(rf"[\"\u201d,]\s*{_SAID}\s+{_TITLE_WORDS}(?P<name>{_NAME})"),
    re.compile(rf"^\W*(?P<name>{_NAME})(?:,[^,\"\u201c]{{1,80}},)?\s+{_SAID}\b"),
    re.compile(rf"\b[Aa]ccording to\s+{_TITLE_WORDS}(?P<name>{_NAME})"),
)
# "said Association president Mara Venn": the name is the one after the office.
_OFFICE: Final = re.compile(
    r"\s+(?:(?:vice|deputy|chief|acting|former)[\s-]+)?(?:president|chair(?:man|woman|person)?|director|secretary"
    r"|treasurer|spokes(?:man|woman|person)|leader|member|head|chief|manager|executive|minister|officer|lawyer|captain)"
    rf"\s+(?P<name>{_NAME})"
)
_TURN: Final = re.compile(r"^[ \t]*(?P<name>[A-Z][A-Z .'\u2019-]{0,40})(?:\s*\([^)\n]{1,60}\))?:\s", re.MULTILINE)
# Words that stand where a name stands and are none.
_NO_NAMES: Final = frozenset(
    """It He She They We I You This That These Those The A An There But And However Yesterday Today Asked In On At
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Nobody Somebody Someone Everybody Everyone Nothing
    Something Everything None Some Many Most Others All Both Neither Either What Who Whoever""".split()
)
# Standing alone, these name nobody: which association?
_BODIES: Final = frozenset(
    """Association Authority Agency Board Commission Committee Company Council Court Department Government Ministry
    Office Parliament Party Report Study Union""".split()
)
_NO_SPEAKERS: Final = frozenset(
    """NOTE NOTES Q A DATE SUBJECT PRESENT SUMMARY QUESTION ANSWER UPDATE UPDATED WARNING CORRECTION CORRECTED IMPORTANT
    PHOTO SOURCE CONTACT EDITOR ARTICLE SECTION ATTENTION BACKGROUND EXCLUSIVE BREAKING OPINION ANALYSIS""".split()
)


def speaker_of(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``, as the text writes the name; None where the text names none there.

    Looks at the sentence itself (``"...", said Mara Venn``; ``Venn said that ...``; ``according to Venn``) and at the
    transcript turn it stands in (``VENN: ...``). A pronoun is not resolved: it gives None.
    """
    sentence = passage.quote(span)
    for pattern in _PATTERNS:
        for found in pattern.finditer(sentence):
            office = _OFFICE.match(sentence, found.end("name"))
            name = fold(office["name"] if office else found["name"])
            if name.split()[0] not in _NO_NAMES and name not in _BODIES:
                return name
    return _turn(passage.text[: span.end - passage.start], sentence)


def _turn(text: str, sentence: str) -> str | None:
    """The speaker of the transcript turn that ``text`` ends in: the last ``NAME:`` at the start of its paragraph."""
    paragraph = text.rfind("\n\n", 0, len(text) - len(sentence) + 1)
    turns = [found["name"].strip() for found in _TURN.finditer(text[paragraph + 1 :])]
    if not turns or turns[-1].split()[0].rstrip(".") in _NO_SPEAKERS:
        return None
    return turns[-1].title()
