"""What a passage has of a question, and what it lacks: why the nearest passage is no answer."""

from collections.abc import Sequence
from typing import Final

from onrecord.question import AnswerKind, kind_of, offers
from onrecord.types import LACKING, Hit

__all__ = ["lacking"]

_WANTED: Final[dict[AnswerKind, str]] = {
    "money": "no sum of money",
    "number": "no figure",
    "date": "no date",
    "person": "no name",
    "place": "no place",
    "reason": "no cause",
}
# Words that are named; more would be a list and no reason.
_MOST_THERE: Final = 4
_MOST_LOST: Final = 3
# Sentences of the passage that are looked at for what is asked: those that come nearest.
_LOOKED_AT: Final = 2
# Words of questions that tell nothing of what is asked.
_SAY_LITTLE: Final = frozenset(
    """many much long old far often able kind sort type one ones make makes made get gets got go goes went come comes
    came take takes took still ever also please tell know say says said called exactly actually really""".split()
)


def lacking(question: str, hit: Hit) -> str:
    """Why ``hit`` does not answer ``question``, in a few words: "mentions the ferry but no date".

    Says which of the question's telling words its best sentence, those beside it and its header have, as such or in a
    near word, whether the best sentences have the kind of thing that is asked for, and which words are lacking. Words
    are quoted as the question writes them. Never empty.
    """
    words = {word: strength for word, strength in hit.words.items() if word.casefold() not in _SAY_LITTLE}
    there = [word for word, strength in words.items() if strength >= LACKING]
    lost = [word for word, strength in words.items() if strength < LACKING]
    sentences = [hit.passage.quote(span) for span in hit.evidence[:_LOOKED_AT]]
    kind = kind_of(question)
    wanted = _WANTED.get(kind, "") if not any(offers(kind, words, question) for words in sentences) else ""
    nothing_on = f"nothing on {_listed(lost[:_MOST_LOST], 'or')}" if lost else ""
    lacks = " and ".join(part for part in (wanted, nothing_on) if part)
    if not there:
        return "has none of the question's words" if lost else "has no word of the question to go by"
    mentions = f"mentions {_listed(there[:_MOST_THERE], 'and')}"
    return f"{mentions} but {lacks}" if lacks else f"{mentions}, but says too little of it"


def _listed(words: Sequence[str], link: str) -> str:
    *first, last = (f"\u201c{word}\u201d" for word in words)
    return f"{', '.join(first)} {link} {last}" if first else last
