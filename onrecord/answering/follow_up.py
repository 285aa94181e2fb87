"""A question that leans on the conversation -> one that stands alone, without a model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.answering.topics import (
    answered,
    fuller,
    last_person,
    name_in,
    phrases,
    recurring,
    said,
    telling_stems,
)
from onrecord.question import what_is_read
from onrecord.sentences import fold, split_sentences
from onrecord.types import Turn
from onrecord.words import words_of

__all__ = ["StandAlone", "keeps_to", "standalone_question", "standing_alone"]

# How a question begins that goes on from another.
_GOES_ON: Final = re.compile(
    r"(?:and|but|so|or|also|then|what about|how about|who else|what else|which one|how so|really)\b", re.IGNORECASE
)
# A word that stands for something said before; "that" only where it is no conjunction.
_STANDS_FOR: Final = re.compile(
    r"\b(?:its?|he|him|his|she|hers?|they|them|theirs?|this|these|those)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?=\s*(?:[?.!,]|(?:for|in|on|at|by|to|before|after)\b))"
    r"|\bthat(?=\s*[?.!]|\s+(?:is|was|happen|mean))",
    re.IGNORECASE,
)
# "What does it cost to ...", "How long does it take to ...": this "it" stands for what follows.
_EMPTY_IT: Final = re.compile(
    r"\bit\s+(?:costs?|takes?|means?|is|was|be|been|rains?|true|possible|legal|allowed)\b(?=.{0,200}\b(?:to|that|if)\b)"
    r"|\b(?:is|was) it (?:true|possible|legal|allowed|right|clear)\b",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.IGNORECASE)
# "Where did the pilgrims come from and how did ..."
_AND_ASKS: Final = re.compile(r"\band (?:how|when|where|why|what|who)\b", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<=\s)(?!I\b)[A-Z\d]")
# With so few telling words and no name, a question is about what was asked before.
_FEW_WORDS: Final = 2
# With at most so many and no name, "the bridge" is the one that was spoken of, if one of them was said before.
_FEW_SHARED: Final = 4
_MOST_CHARS: Final = 600
# So many of the last messages tell whether a question is of the same matter.
_RECENT: Final = 6
# Of what is added: phrases of the last question, where a bare "Why?" follows it; of the answer; words that recur.
_OF_LAST: Final = 2
_OF_ANSWER: Final = 2
_RECURRING: Final = 2
_RECURRING_LEANT: Final = 1

_MOST_REWRITTEN: Final = 300
_PHRASE_WORDS: Final = 12
# Words that a rewritten "Why?" or "How many?" may have of its own.
_ASKING: Final = frozenset({"reason", "date", "amount", "number", "name"})
_DENIES: Final = re.compile(r"\b(?:not|never|without|cannot|nor|neither|none|nobody)\b|n['\u2019]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A question and how it stands to the conversation before it.

    Attributes:
        question: as it is searched and shown: as asked, on one line, followed in brackets by what it leans on.
        leans: whether it leans on the conversation; never without one.
        new_topic: whether it stands by itself, has a name or at least four telling words, and shares none with the last
            six messages; never without a conversation.
    """

    question: str
    leans: bool
    new_topic: bool


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """``question`` with what it needs of the conversation, or as it is where it needs nothing.

    As :func:`standing_alone`, of which it is the question.
    """
    return standing_alone(question, history).question


def standing_alone(question: str, history: Sequence[Turn]) -> StandAlone:
    """``question`` with what it needs of the conversation, and whether it is of another matter.

    A question that leans on what was said (a pronoun, "And who ...?", "What about ...?", one or two telling words and
    no name) is followed, in brackets, by the last earlier question that stands by itself, the person whom "she" may
    mean, phrases of a short answer where that question says little, and a word that recurs: ``And who denied it? (Who
    set the weight limit on Corrow Bridge?)``. "How many lorries a day used the bridge?", of at most four telling words,
    one of them of the conversation, and no name, is followed by what was said more fully, "Corrow Bridge". What the
    question has itself is not said again. Of a question over 2,000 characters only what is read is left. Without an
    earlier question nothing is added.
    """
    question = what_is_read(question)
    earlier = [fold(said(turn)) for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier:
        return StandAlone(question, leans=False, new_topic=False)
    if _leans(question):
        added = _leant_on(question, earlier, history)
    elif _means_one_of(question, history):
        added = _meant(question, earlier, history)
    else:
        return StandAlone(question, leans=False, new_topic=_is_of_another_matter(question, history))
    words = _not_said(question, added)
    return StandAlone(f"{question} ({words})" if words else question, leans=True, new_topic=False)


def _leans(question: str) -> bool:
    """Whether a question by its own words leans on another."""
    question = question[:_MOST_CHARS]
    plain = _EMPTY_IT.sub(" ", question)
    stands_for = _STANDS_FOR.search(plain)
    # "Did Mara Venn say she would resign?" has in it whom it means.
    if _GOES_ON.match(question) or (stands_for and not _says_whom(plain[: stands_for.start()])):
        return True
    return len(set(telling_stems(question))) <= _FEW_WORDS and not _NAME.search(question)


def _says_whom(before: str) -> bool:
    """Whether a pronoun may mean what stands before it: a name, or what the first of two questions is about."""
    return bool(_NAME.search(before)) or (bool(_AND_ASKS.search(before)) and bool(telling_stems(before)))


def _means_one_of(question: str, history: Sequence[Turn]) -> bool:
    """Whether a short question without a name has a word of the conversation: then it means what was spoken of."""
    few = len(set(telling_stems(question))) <= _FEW_SHARED
    return few and not name_in(question) and bool(_shared(question, history))


def _is_of_another_matter(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question shares no word with the last messages, and has enough of its own to tell."""
    enough = name_in(question) or len(set(telling_stems(question))) >= _FEW_SHARED
    return enough and not _shared(question, history)


def _meant(question: str, earlier: Sequence[str], history: Sequence[Turn]) -> Iterator[str]:
    """What "the bridge" of a question may be, as the conversation says it; else the names of what was asked before."""
    full = fuller(history, _shared(question, history))
    yield from full
    yield from recurring(history, _RECURRING, without=" ".join([question, *full]))
    if not full:
        yield from [phrase for phrase in phrases(_standing(earlier)) if name_in(f"- {phrase}")]


def _shared(question: str, history: Sequence[Turn]) -> set[str]:
    """The telling words of a question that the last messages have too."""
    recent = {stem for turn in history[-_RECENT:] for stem in telling_stems(said(turn))}
    return recent.intersection(telling_stems(question))


def _leant_on(question: str, earlier: Sequence[str], history: Sequence[Turn]) -> Iterator[str]:
    """What the question may lean on: an earlier question as it was put, then words of the conversation."""
    stands = _asked_in(_standing(earlier))[:_MOST_CHARS]
    yield stands
    if _PERSON.search(question):
        person = last_person(history)
        yield from [person] if person else []
    if len(set(telling_stems(question))) <= 1:
        yield from phrases(_asked_in(earlier[-1]))[-_OF_LAST:]
    told: list[str] = []
    if len(phrases(stands)) <= 1:
        known = set(telling_stems(f"{question} {stands}"))
        told = [phrase for phrase in answered(history) if not known.issuperset(telling_stems(phrase))][:_OF_ANSWER]
    yield from told
    yield from recurring(history, _RECURRING_LEANT, without=" ".join([question, stands, *told]))


def _standing(earlier: Sequence[str]) -> str:
    """The last earlier question that stands by itself; the first where none does."""
    return next((before for before in reversed(earlier) if not _leans(before)), earlier[0])


def _asked_in(message: str) -> str:
    """Of a message of several sentences the last that asks something; the message where none says what it asks of."""
    sentences = [message[span.start : span.end] for span in split_sentences(message)]
    asking = [one for one in sentences if one.endswith("?") and len(set(telling_stems(one))) > 1]
    return asking[-1] if asking else message


def _not_said(question: str, added: Iterator[str]) -> str:
    """Those phrases that have a telling word that neither the question nor one before has, while there is room."""
    have = {word.stem for word in words_of(question)}
    kept: list[str] = []
    room = _MOST_CHARS
    for phrase in added:
        stems = set(telling_stems(phrase))
        if stems <= have or len(phrase) > room:
            continue
        have |= stems
        room -= len(phrase) + 2
        kept.append(phrase)
    return "; ".join(kept)


def keeps_to(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a question that a chat model rewrote may be used in place of :func:`standalone_question`.

    It may where it is one question (or as many as ``question`` has) of at most 300 characters, ends with a question
    mark or is a short phrase, keeps the telling words, figures and denials of ``question``, and brings in no telling
    word, figure or name that is neither in the question nor in the conversation. Another form of a word is that word
    where the stems agree. False for an empty one.
    """
    one = fold(rewritten)
    if not telling_stems(one) or len(one) > _MOST_REWRITTEN or not _is_one_question(one, fold(question)):
        return False
    have = set(telling_stems(one))
    wanted = set(telling_stems(question))
    known = wanted | _ASKING | {stem for turn in history for stem in telling_stems(said(turn))}
    denied, denies = (_DENIES.search(text) is not None for text in (question, one))
    # A denial may come from what was said last, and from nowhere else.
    may_deny = denied or any(_DENIES.search(said(turn)) for turn in history[-2:])
    return wanted <= have <= known and (denies or not denied) and (may_deny or not denies)


def _is_one_question(rewritten: str, question: str) -> bool:
    if rewritten.count("?") > max(1, question.count("?")):
        return False
    if len(split_sentences(rewritten)) > max(1, len(split_sentences(question))):
        return False
    if rewritten.endswith("?"):
        return True
    short = len(rewritten.split()) <= _PHRASE_WORDS
    return short and rewritten[-1] not in ":;" and (rewritten[-1] not in ".!" or not question.endswith("?"))
