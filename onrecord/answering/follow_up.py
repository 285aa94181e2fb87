"""A question that leans on the conversation -> one that stands alone, without a model."""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.sentences import fold
from onrecord.types import Turn
from onrecord.words import content_stems

__all__ = ["standalone_question"]

_LEANS: Final = re.compile(
    r"^(?:and|but|so|also|then|what about|how about|who else|what else|which one|how so|really)\b"
    r"|^(?:why|when|where|how)\b[^?]{0,25}\??$"
    r"|\b(?:it|its|he|him|his|she|her|hers|they|them|their|theirs|this|that|these|those|one|ones)\b",
    re.IGNORECASE,
)
# A question with a name or with this many telling words stands alone unless it has a pronoun.
_FEW_WORDS: Final = 2
_MOST_CHARS: Final = 600


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """``question`` with what it needs of the conversation, or as it is where it needs nothing.

    A question that leans on an earlier one (a pronoun, "And who ...?", "What about ...?", one or two telling words) is
    followed by the earlier question, itself made to stand alone, in brackets. The whole is what is searched and shown.
    """
    question = fold(question)
    earlier = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier or not _leans(question):
        return question
    before = standalone_question(earlier[-1], [Turn("user", content) for content in earlier[:-1]])
    return f"{question} ({before[:_MOST_CHARS]})"


def _leans(question: str) -> bool:
    return bool(_LEANS.search(question)) or len(set(content_stems(question))) <= _FEW_WORDS
