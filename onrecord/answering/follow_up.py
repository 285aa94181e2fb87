"""A question that leans on the conversation -> one that stands alone, without a model."""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.question import what_is_read
from onrecord.sentences import fold
from onrecord.types import Turn
from onrecord.words import content_stems

__all__ = ["standalone_question"]

# How a question begins that goes on from another.
_GOES_ON: Final = re.compile(
    r"(?:and|but|so|also|then|what about|how about|who else|what else|which one|how so|really)\b", re.IGNORECASE
)
# A word that stands for something said before; "that" only where it is no conjunction.
_STANDS_FOR: Final = re.compile(
    r"\b(?:its?|he|him|his|she|hers?|they|them|theirs?|this|these|those)\b|\bthat(?=\s*[?.!]|\s+(?:is|was|happen|mean))",
    re.IGNORECASE,
)
# "What does it cost to ...", "How long does it take to ...": this "it" stands for what follows.
_EMPTY_IT: Final = re.compile(
    r"\bit\s+(?:costs?|takes?|means?|is|was|be|been|rains?|true|possible|legal|allowed)\b(?=.{0,200}\b(?:to|that|if)\b)"
    r"|\b(?:is|was) it (?:true|possible|legal|allowed|right|clear)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<=\s)[A-Z\d]")
# With so few telling words and no name, a question is about what was asked before.
_FEW_WORDS: Final = 2
_MOST_CHARS: Final = 600


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """``question`` with what it needs of the conversation, or as it is where it needs nothing.

    A question that leans on an earlier one (a pronoun, "And who ...?", "What about ...?", one or two telling words and
    no name) is followed, in brackets, by the last earlier question that stands by itself. The whole is what is searched
    and shown. Of a question over 2,000 characters only what is read is left.
    """
    question = what_is_read(question)
    earlier = [fold(turn.content) for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier or not _leans(question):
        return question
    stands = next((before for before in reversed(earlier) if not _leans(before)), earlier[0])
    return f"{question} ({stands[:_MOST_CHARS]})"


def _leans(question: str) -> bool:
    question = question[:_MOST_CHARS]
    plain = _EMPTY_IT.sub(" ", question)
    stands_for = _STANDS_FOR.search(plain)
    # "Did Mara Venn say she would resign?" has in it whom it means.
    if _GOES_ON.match(question) or (stands_for and not _NAME.search(plain[: stands_for.start()])):
        return True
    return len(set(content_stems(question))) <= _FEW_WORDS and not _NAME.search(question)
