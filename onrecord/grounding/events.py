"""What a claim tells of, and whether a sentence tells of the same in words of its own. English; general rules."""

import re
from dataclasses import dataclass
from typing import Final

from onrecord.dateline import after_dateline
from onrecord.grounding.acts import is_verb
from onrecord.grounding.lexicon import CALENDAR, MONTHS, SPEECH, lemma
from onrecord.grounding.opposites import OPPOSITES
from onrecord.grounding.reading import Read, read
from onrecord.grounding.slots import Slot, name_runs
from onrecord.grounding.synonyms import any_same
from onrecord.words import STOP_WORDS, stem

__all__ = [
    "Event",
    "acts_in",
    "core",
    "event_of",
    "named",
    "same_act",
    "same_names",
    "share",
    "taken_back",
    "told_open",
]

# Without a name, a claim must have so many other words to tell what it is about.
_NAMELESS: Final = 4
# Where a report was written stands before it in capitals, as in "TOLVICK (HPA) -".
_SAID: Final = re.compile(r"\b(?:said|says|told|according to|announced|reported|estimates?d?|reckons?)\b(?:\s+that\b)?")
_EARLIER: Final = re.compile(
    r"\b(?:ago|earlier|previous(?:ly)?|once|former(?:ly)?|originally|initially|at first|until then|a year before"
    r"|last (?:year|month|week)|up from|down from|correct(?:ion|ed|s)?|withdr[ae]w\w*|wrong(?:ly)?|we reported"
    r"|instead of|rather than)\b",
    re.IGNORECASE,
)
# What may be, was to be or would be, and is not told as a fact.
_OPEN: Final = re.compile(
    r"\b(?:would|could|might|(?-i:may)|if|unless|should|(?:was|were|been|had) (?:to|due|expected|supposed|meant"
    r"|planned|hoped|asked|offered)|plan(?:s|ned)? to|wants?|hopes?|hoped|fear(?:s|ed)?|at most|up to)\b",
    re.IGNORECASE,
)
_BREAKS: Final = re.compile(r"[;:,]\s|\s(?:and|but|which|while|although|because|since)\s")
# Verbs that tell little of what happened: they go with any other.
_WEAK: Final = frozenset(
    lemma(stem(word))
    for word in """count find see number total include leave go hold carry contain involve report put take make become
    give bring come get""".split()
)
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """What a claim tells of: lemmas of its names, and of its other telling words; figures, dates and speech aside."""

    names: frozenset[str]
    words: frozenset[str]

    @property
    def size(self) -> int:
        """How many lemmas."""
        return len(self.names) + len(self.words)


def core(one: Read) -> Read:
    """A sentence without the place of its report, and without who says it at its beginning or its end."""
    text = one.text[after_dateline(one.text) :]
    head, comma, tail = text.rpartition(", ")
    if comma and not any(letter.isdigit() for letter in tail) and _SAID.search(tail) and not read(tail).numbers:
        text = head
    found = _SAID.search(text)
    if found and found[0].endswith("that") and not any(letter.isdigit() for letter in text[: found.start()]):
        text = text[found.end() :]
    return read(text) if text != one.text and text.strip() else one


def event_of(claim: Read) -> Event:
    """What a sentence tells of."""
    spans = [*((one.start, one.end) for one in claim.numbers), *((one.start, one.end) for one in claim.dates)]
    names: set[str] = set()
    words: set[str] = set()
    for place in claim.telling:
        word = claim.words[place]
        if word.text in CALENDAR or word.text in MONTHS or word.text in SPEECH:
            continue
        if word.text[0].isdigit() or any(start <= word.start < end for start, end in spans):
            continue
        (names if place in claim.names else words).add(claim.lemmas[place])
    return Event(frozenset(names), frozenset(words) - names)


def share(event: Event, there: frozenset[str]) -> float:
    """Share of the claim's words that are there, in this form or another."""
    held = len(event.names & there) + sum(any_same(word, there) for word in event.words)
    return held / (len(event.names) + len(event.words))


def named(claim: Read, event: Event, there: frozenset[str]) -> bool:
    """Whether a name of the claim is there; a claim without a name must have words enough to tell the event."""
    runs = [_run_words(run) & event.names for run in name_runs(claim)]
    return any(run and run <= there for run in runs) if event.names else len(event.words) >= _NAMELESS


def same_names(claim: Read, event: Event, one: Read) -> bool:
    """Whether a sentence names what the claim names, or nobody; another name in its place is another event."""
    theirs = [_run_words(run) for run in name_runs(one)]
    if not theirs:
        return True
    mine = [_run_words(run) for run in name_runs(claim) if _run_words(run) & event.names]
    shared = [run for run in mine if run <= one.content]
    strange = [run for run in theirs if not run & claim.content]
    return bool(shared) and not (strange and len(shared) < len(mine))


def same_act(claim: Read, one: Read) -> bool:
    """Whether a sentence speaks of no other time or act than the claim."""
    years = {date.year for date in one.dates if date.year is not None}
    mine = {date.year for date in claim.dates if date.year is not None}
    if years - mine and not (len(one.dates) == len(claim.dates) == 1):
        return False
    if any(OPPOSITES.get(word, _NONE) & claim.content - one.content for word in one.content - claim.content):
        return False
    acts, own, words = acts_in(one) - _WEAK, acts_in(claim), frozenset(claim.lemmas)
    if not acts or own & _WEAK or any(any_same(act, words) for act in acts):
        return True
    return any(any_same(act, one.content) for act in own)


def acts_in(one: Read) -> frozenset[str]:
    """Lemmas of what look like verbs."""
    return frozenset(
        one.lemmas[place]
        for place, word in enumerate(one.words)
        if word.text not in STOP_WORDS and not word.text[0].isdigit() and is_verb(one, place)
    )


def told_open(claim: Read, one: Read, words: str) -> bool:
    """Whether the clause of these words tells what may be, was to be or would be, and the claim does not."""
    at = one.text.find(words)
    found = any(start <= at < end and _OPEN.search(one.text, start, end) for start, end in _clauses(one.text))
    return found and _OPEN.search(claim.text) is None


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in _BREAKS.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _run_words(run: Slot) -> frozenset[str]:
    return frozenset(
        same
        for word, same in zip(run.sentence.words, run.sentence.lemmas, strict=True)
        if run.start <= word.start < run.end
    )


def taken_back(claim: Read, one: Read) -> bool:
    """Whether a sentence tells what was earlier, or takes something back, and the claim does not."""
    return _EARLIER.search(one.text) is not None and _EARLIER.search(claim.text) is None
