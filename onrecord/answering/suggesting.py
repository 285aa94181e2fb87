"""Questions that a library answers, made of what its documents say. No model: English sentences of a few plain forms.

"The inspection due in 2023 was not made because the post of inspector was vacant." gives "Why was the inspection due in
2023 not made?". Each is asked, and only those are kept whose answer quotes the document that they were made of.
"""

import logging
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from onrecord.answering.planted import without_instructions
from onrecord.answers import Answer
from onrecord.dates import dates_in
from onrecord.errors import OnrecordError
from onrecord.ports import Answerer
from onrecord.sentences import fold, is_heading, is_table_row, split_sentences
from onrecord.speech import named_speaker
from onrecord.types import Document, Source
from onrecord.words import content_stems, words_of

__all__ = ["MOST_CHARS", "Candidate", "candidates_of", "sampled", "suggested_questions"]

_log: Final = logging.getLogger(__name__)

MOST_CHARS: Final = 90
"""Characters of a suggested question: it stands on a button."""

_MOST_ASKED: Final = 12
_MOST_READ: Final = 60
_READ_CHARS: Final = 12_000
_SEED: Final = 20240418

Kind = Literal["why", "said", "when", "many", "cost", "what"]

_AUX: Final = r"(?P<aux>was|were|is|are|will)"
_CLAUSE: Final = re.compile(rf"(?P<subject>[^,;:()]{{3,70}}?) {_AUX} (?P<rest>[^,;:()]{{2,70}})")
_BECAUSE: Final = re.compile(r" (?:because|owing to|due to) ")
# "Income from rents rose because": what it did, as a question says it.
_DID: Final = dict(
    pair.split("/")
    for pair in """rose/rise fell/fall grew/grow shrank/shrink increased/increase decreased/decrease declined/decline
    dropped/drop lost/lose failed/fail closed/close stopped/stop left/leave resigned/resign won/win withdrew/withdraw
    improved/improve doubled/double slowed/slow""".split()
)
_ACTED: Final = re.compile(
    rf"(?P<subject>[^,;:()]{{3,70}}?) (?P<did>{'|'.join(_DID)})"
    r"(?P<rest>(?: (?:by|in|from|to|for|points)\b[^,;:()]{2,50})?)"
)
_COST: Final = re.compile(
    r"(?P<subject>[^,;:()]{3,70}?) (?:(?P<aux>will|would) cost|cost) (?:about |around |up to |some )?[\d$\u20ac\u00a3]"
)
# Alone, these do not say what was spoken of.
_BODIES: Final = frozenset(
    """company town council ministry authority board government city island association agency commission committee
    minister mayor chair number figure people man woman matter question""".split()
)
_BEFORE_DATE: Final = re.compile(r"(?P<head>.{8,120}?)(?: (?:from|at|by) \d\d?[:.]\d\d)? (?P<by>on|in|from|by|until)")
_MANY: Final = re.compile(
    r"(?:(?:About|Almost|Nearly|Some|Over|More than|At least) )?(?P<number>\d[\d,.]*|[A-Z][a-z]+(?:-[a-z]+)?) "
    r"(?P<things>[a-z][a-z' -]{2,40}?) (?P<aux>were|are|will) (?P<rest>[^,;:()]{2,60})"
)
_NUMBERS: Final = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety""".split()
)
_OF: Final = re.compile(
    r"(?P<subject>The (?:[a-z]+ )?(?:cause|cost|price|aim|purpose|limit|value|length|capacity|speed|fee|fine|budget"
    r"|reason|quota|penalty|deadline|rent|charge) (?:of|for|on|at) [^,;:()]{4,60}?) (?P<aux>is|was|are|were) (?!not\b)"
)
_SAID: Final = re.compile(
    r"(?:said|says|told reporters|warned|announced|argued|added|explained|confirmed) (?:that )?"
    r"(?P<topic>(?:[Tt]he |an? )?[a-z][\w' -]{2,45}?)"
    r" (?:was|were|is|are|had|has|have|would|will|should|could|might|may|can|must|did|does)\b"
)
# Where a question must end, for it is whole without what follows.
_GOES_ON: Final = re.compile(
    r" (?:so|but|and|or|while|although|when|which|who|that|instead|compared|if|unless|before|after|since|as)\b.*"
)
_ADVERBS: Final = re.compile(r"\b(?:now|also|therefore|still|already|only|then|however|again|just|even) ")
# What a question cannot have: words that point at something outside it.
_POINTS: Final = frozenset(
    """he him his she her hers it its they them their theirs we us our ours i me my you your yours this that these those
    there here today tomorrow yesterday such same other others another latter former above below which who whose what
    monday tuesday wednesday thursday friday saturday sunday said says morning evening week month year earlier
    """.split()
)
# No subject begins so.
_NO_SUBJECT: Final = frozenset(
    """in on at by for from with after before when where while if as since until although though because but and or so
    yet nor not no none nobody nothing all some any many most each every both neither either one none much more less
    there here what who how why to of under over during without within asked according apart""".split()
)
_CLAUSES_WITHIN: Final = frozenset(
    "that which who whose said says was were is are has had have will would can could and or but if whether".split()
)
_PLAIN: Final = re.compile(r"[\w '\u2019.,%/-]+")
_SHORT: Final = 28
_GOOD: Final = range(38, 80)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a document may answer; a higher ``score`` reads better."""

    question: str
    document_id: str
    kind: Kind
    score: float


def suggested_questions(documents: Iterable[Document], answerer: Answerer, most: int = 4) -> list[str]:
    """Up to ``most`` questions that are answered from these documents, each from another one, of many kinds.

    The same documents in the same order give the same questions. Fewer come, or none, where few sentences have a form
    that a question can be made of, as in a library of another language.

    Args:
        documents: the first 60 are read; see :func:`sampled` for a large library.
        answerer: asked at most 12 questions, one after another. One that quotes: a chat model would write each answer.
        most: from 0.

    Returns:
        Questions of at most 90 characters, the best first.
    """
    kept: list[str] = []
    waiting = [one for document in islice(documents, _MOST_READ) for one in candidates_of(document)]
    picked: dict[str, int] = {}
    for _ in range(_MOST_ASKED):
        if len(kept) >= most or not waiting:
            break
        best = min(waiting, key=lambda one: (picked.get(one.kind, 0), -one.score, one.question))
        picked[best.kind] = picked.get(best.kind, 0) + 1
        waiting.remove(best)
        if _is_answered(best, answerer):
            kept.append(best.question)
            waiting = [one for one in waiting if one.document_id != best.document_id and not _alike(one, best)]
    return kept


def sampled(sources: Sequence[Source], most: int = _MOST_READ) -> list[Source]:
    """Up to ``most`` of the sources at random, the same ones for the same library; all of them where there are fewer.

    Copies of one file count once, so that their questions do not come twice.
    """
    distinct = list({source.sha256: source for source in sorted(sources, key=lambda one: one.document_id)}.values())
    return random.Random(_SEED).sample(distinct, min(most, len(distinct)))  # noqa: S311 - the same on every start


def candidates_of(document: Document) -> list[Candidate]:
    """The questions that can be made of a document's first pages, the best first; empty where none can."""
    found: dict[str, Candidate] = {}
    text = without_instructions(document.text[document.body_start : document.body_start + _READ_CHARS])
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        if _no_prose(sentence):
            continue
        for kind, question in _questions(fold(sentence).replace("\u2019", "'"), text):
            score = _score(kind, question)
            if score > 0:
                found.setdefault(question, Candidate(question, document.source.document_id, kind, score))
    return sorted(found.values(), key=lambda one: (-one.score, one.question))


def _no_prose(sentence: str) -> bool:
    """Whether a sentence is a heading, a row, speech, or holds what no button should: an address, a mark."""
    return (
        is_heading(sentence)
        or is_table_row(sentence)
        or any(mark in sentence for mark in '"\u201c\u201d\u201e\u00ab?!@|<>{}[]#*`\\')
        or "://" in sentence
    )


def _questions(sentence: str, text: str) -> Iterator[tuple[Kind, str]]:
    """What can be asked of one sentence; not yet looked at for whether it reads well."""
    yield from _why(sentence, text)
    yield from _when(sentence, text)
    yield from _cost(sentence, text)
    yield from _many(sentence)
    yield from _what(sentence)
    yield from _said(sentence)


def _why(sentence: str, text: str) -> Iterator[tuple[Kind, str]]:
    clause, *because = _BECAUSE.split(sentence, maxsplit=1)
    if not because:
        return
    found, acted = _CLAUSE.fullmatch(clause.rstrip(",")), _ACTED.fullmatch(clause.rstrip(","))
    if found and (subject := _subject(found["subject"], text)):
        yield "why", f"Why {found['aux']} {subject} {_ADVERBS.sub('', found['rest'])}?"
    elif acted and (subject := _subject(acted["subject"], text)):
        yield "why", f"Why did {subject} {_DID[acted['did']]}{acted['rest']}?"


def _cost(sentence: str, text: str) -> Iterator[tuple[Kind, str]]:
    found = _COST.match(sentence)
    if found and (subject := _subject(found["subject"], text)):
        yield "cost", f"How much {found['aux'] or 'did'} {subject} cost?"


def _when(sentence: str, text: str) -> Iterator[tuple[Kind, str]]:
    dates = [one for one in dates_in(sentence) if one.kind in ("day", "month", "year")]
    before = _BEFORE_DATE.fullmatch(sentence[: dates[0].start].rstrip()) if dates else None
    found = _CLAUSE.fullmatch(before["head"]) if before else None
    if before and found and (subject := _subject(found["subject"], text)):
        asks = {"until": "Until when", "by": "By when"}.get(before["by"], "When")
        yield "when", f"{asks} {found['aux']} {subject} {_ADVERBS.sub('', found['rest'])}?"


def _many(sentence: str) -> Iterator[tuple[Kind, str]]:
    found = _MANY.match(sentence.rstrip("."))
    if not found or not (found["number"][0].isdigit() or found["number"].lower() in _NUMBERS):
        return
    things = found["things"].split()
    if things[0] not in ("of", "per", "and", "or", "to") and not _CLAUSES_WITHIN & set(things):
        yield "many", f"How many {found['things']} {found['aux']} {_GOES_ON.sub('', found['rest'])}?"


def _what(sentence: str) -> Iterator[tuple[Kind, str]]:
    found = _OF.match(sentence)
    if found and not _CLAUSES_WITHIN & set(found["subject"].split()):
        yield "what", f"What {found['aux']} {_lower(found['subject'])}?"


def _said(sentence: str) -> Iterator[tuple[Kind, str]]:
    speaker, found = named_speaker(sentence), _SAID.search(sentence)
    if not speaker or not found:
        return
    topic = re.sub(r"^(?:all|no|some|many) ", "", _lower(found["topic"]))
    words = topic.split()
    common = len(set(content_stems(topic))) < 2 and not any(word[0].isupper() for word in words)
    if not (common or words[0] in _NUMBERS or words[-1] in _BODIES or _CLAUSES_WITHIN & set(words)):
        yield "said", f"What did {speaker} say about {topic}?"


def _subject(words: str, text: str) -> str | None:
    """A subject as it stands inside a question; None for what is none, or what may be a name or a common word."""
    first, *others = words.split()
    plain = {word.lower() for word in (first, *others)}
    if first.lower() in _NO_SUBJECT or not first[0].isupper() or _CLAUSES_WITHIN & plain:
        return None
    if first in ("The", "A", "An"):
        return _lower(words) if others else None
    if re.search(rf"\b{re.escape(first.lower())}\b", text):
        return _lower(words)
    return words if re.search(rf"[a-z,] {re.escape(first)}\b", text) else None


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _score(kind: Kind, question: str) -> float:
    """How well a question reads by itself; 0 for one that nobody should be offered."""
    words = [word.text for word in words_of(question)][1:]
    names = len(re.findall(r"(?<= )[A-Z][\w'-]+", question))
    telling = len(set(content_stems(question)))
    if len(question) > MOST_CHARS or not _PLAIN.fullmatch(question[:-1]) or _POINTS & set(words):
        return 0.0
    if telling < 3 or (not names and telling < 4) or question[:-1].rsplit(maxsplit=1)[-1] in _DANGLING:
        return 0.0
    fitting = 1.0 if len(question) in _GOOD else 0.5 if len(question) > _SHORT else 0.0
    return _WORTH[kind] + fitting + min(names, 2)


_DANGLING: Final = frozenset("a an the of in on at by for from to with about and or not be been".split())
_WORTH: Final[dict[Kind, float]] = {"why": 2.0, "said": 0.5, "when": 1.5, "many": 1.5, "cost": 1.5, "what": 1.5}


def _is_answered(candidate: Candidate, answerer: Answerer) -> bool:
    """Whether the answer is supported throughout and begins with the document that the question was made of."""
    try:
        answer = answerer.ask(candidate.question)
    except OnrecordError as error:
        _log.info("no answer to the question %r that was to be suggested: %s", candidate.question, error)
        return False
    return _rests_on(answer, candidate.document_id)


def _rests_on(answer: Answer, document_id: str) -> bool:
    told = [sentence for sentence in answer.sentences if sentence.kind != "framing"]
    supported = all(sentence.verdict and sentence.verdict.label == "supported" for sentence in told)
    if answer.status != "answered" or not told or not supported or answer.unanswered:
        return False
    first = told[0].citations
    return any(one.number in first and one.source.document_id == document_id for one in answer.citations)


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two questions share most of their telling words."""
    mine, theirs = set(content_stems(one.question)), set(content_stems(other.question))
    return len(mine & theirs) * 2 > min(len(mine), len(theirs))
