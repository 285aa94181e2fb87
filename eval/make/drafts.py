"""A question drafted from one sentence, and the tests that keep a poor one out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from eval.cases import Kind
from eval.make.corpus import Corpus, Written
from eval.make.names import Names
from onrecord.question import kind_of, offers
from onrecord.sentences import ends_sentence, fold
from onrecord.words import content_stems, words_of

__all__ = ["Draft", "Maker", "Sort", "has_words", "is_sound", "same_answer", "stands_alone", "telling", "with_title"]

Sort = Literal["who", "when", "how-many", "where"]
Maker = Callable[[str, Names], Iterator["Draft"]]
"""The text of a sentence, and the names of all -> the questions of one sort that it answers."""

_SHORTEST, _LONGEST = 6, 40
_LONGEST_QUESTION: Final = 34
_LEAST_TELLING: Final = 3
_SHARED: Final = 0.75  # of a question's telling words: a sentence with so many may answer it too
_LEANS: Final = re.compile(
    r"(?:he|she|it|they|we|i|you|this|that|these|those|here|his|her|its|their|our|my|and|but|so|yet|or|nor|however"
    r"|also|then|instead|meanwhile|both|neither|others?|another|such|second|third|finally|figures?|please|to)\b",
    re.IGNORECASE,
)
_ODD: Final = re.compile(r"_{3}| [/|] ")
_POINTS: Final = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|now|(?:last|this|next) (?:week|month|year|night|season)"
    r"|the (?:same|former|latter|earlier|following|previous|other|above) ?|above|below|so far|until then|ago)\b",
    re.IGNORECASE,
)
_PRONOUNS: Final = re.compile(
    r"\b(?:he|she|it|they|him|them|we|us|our|i|me|my|you|your|this|these|those|said|says|one of the)\b",
    re.IGNORECASE,
)
_ASKING: Final = frozenset(content_stems("how many much which figure date place belongs year percentage whom"))


@dataclass(frozen=True, slots=True)
class Draft:
    """One question and its short answer.

    Attributes:
        sort: what it asks for.
        kind: of the case.
        question: with its question mark.
        wordings: of the answer, each as the sentence has it, the fullest first; at least one.
        speakers: whom the words are from, where that is asked.
        cloze: whether it is the sentence with a gap.
    """

    sort: Sort
    kind: Kind
    question: str
    wordings: tuple[str, ...]
    speakers: tuple[str, ...] = ()
    cloze: bool = False


def stands_alone(one: Written) -> bool:
    """Whether a sentence can be asked about by itself: 6 to 40 words, a whole one, leaning on none before it."""
    words = one.text.split()
    if (
        not one.prose
        or not ends_sentence(one.text)
        or not _SHORTEST <= len(words) <= _LONGEST
        or one.text.endswith("?")
    ):
        return False
    opened = one.text.lstrip("\u201c\"'([*")
    return opened[:1].isalnum() and not opened[:1].islower() and not _LEANS.match(opened) and not _ODD.search(one.text)


def is_sound(draft: Draft) -> bool:
    """Whether a question says enough, gives nothing away, and points at nothing outside itself.

    What somebody is quoted with may say "I" and "it"; the question who said it is still whole.
    """
    words = draft.question.split()
    if len(words) > _LONGEST_QUESTION + 8 * draft.cloze or len(telling(draft.question)) < _LEAST_TELLING:
        return False
    if any(_given_away(draft.question, wording) for wording in draft.wordings):
        return False
    if draft.question.count("\u201c") != draft.question.count("\u201d") or draft.question.count("(") % 2:
        return False
    if draft.sort == "who":
        return True
    if "____ (" in draft.question:  # the same figure in another unit
        return False
    return not (_PRONOUNS.search(draft.question) or _POINTS.search(draft.question))


def with_title(draft: Draft, one: Written, names: Names) -> str | None:
    """The question, led in with the document's title where it has no name; None where the title would not do."""
    if draft.cloze and not names.found_in(draft.question.partition("\u201c")[2]):
        return None
    if (draft.sort == "who" and "\u201c" in draft.question) or names.found_in(draft.question[1:]):
        return draft.question
    title = one.title
    if len(title.split()) < 2 or len(title) > 90 or any(mark in title for mark in '"\u201c\u201d'):
        return None
    return f"In \u201c{title}\u201d: {draft.question[0].lower()}{draft.question[1:]}"


def _given_away(question: str, wording: str) -> bool:
    """Whether the answer, or two words of it side by side ("1 July" of "1 July 2024"), stand in the question."""
    words = [word.text for word in words_of(wording)]
    pairs = [" ".join(pair) for pair in pairwise(words) if pair[0][0].isdigit() or pair[1][0].isdigit()]
    return any(has_words(question, one) for one in (wording, *pairs))


def telling(question: str) -> frozenset[str]:
    """Stems of the words that a sentence which answers the question would have."""
    return frozenset(content_stems(question)) - _ASKING


def has_words(text: str, words: str) -> bool:
    """Whether some words stand in a text side by side, upper or lower case."""
    wanted = [word.text for word in words_of(words)]
    there = [word.text for word in words_of(text)]
    count = len(wanted)
    return count > 0 and any(there[at : at + count] == wanted for at in range(len(there) - count + 1))


def same_answer(draft: Draft, one: Written, corpus: Corpus) -> list[Written] | None:
    """The other sentences that answer the question alike; None where one may answer it otherwise."""
    alike = []
    for other in corpus.sharing(telling(draft.question), _SHARED):
        if other.text == one.text and other.document == one.document:
            continue
        if any(has_words(other.text, wording) for wording in draft.wordings):
            alike.append(other)
        elif offers(kind_of(draft.question), other.text, draft.question) or fold(other.text) == one.text:
            return None
    return alike
