"""Whether a claim gives words to whom its passages give them, or states them as fact. Pure; English words.

The judge reads text alone and tells this of one sentence that names its speaker. Here the attributions that were found
when the document was put on record decide: of quotes over several sentences, of turns, and of "police said" too.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.answers import Verdict
from onrecord.attribution import Attribution
from onrecord.grounding.lexicon import SPEECH
from onrecord.sentences import fold
from onrecord.speech import named_speaker
from onrecord.types import Passage
from onrecord.words import content_stems, words_of

__all__ = [
    "SOMEBODY",
    "another_speaker",
    "content_of",
    "source_of",
    "speaker_missing",
    "with_its_article",
    "with_its_speaker",
]

# Share of the claim's telling words that must be what somebody said.
_SAID: Final = 0.6
# Whom the claim names may have said it in other words: so much of it is enough not to contradict that.
_SAID_TOO: Final = 0.3
# The document's own narration says it too where it has nearly as many of them.
_NARRATED: Final = 0.8
# A claim of fewer telling words is alike to too much.
_FEWEST: Final = 2
SOMEBODY: Final = "somebody"
"""Who speaks where the document has a pronoun, or nobody."""
_PRONOUNS: Final = frozenset("he she they it i we who you".split())
_THE: Final = re.compile(r"\AThe\b ")
_MISSING_SCORE: Final = 0.49
_WRONG_SCORE: Final = 0.3


def speaker_missing(claim: str, passages: Sequence[Passage]) -> str | None:
    """Who says what a claim states as fact, by name or as the document calls them; None where nothing is missing.

    Args:
        claim: a sentence.
        passages: what it rests on, with the attributions that reach into them.

    Returns:
        None too where the claim says that it is said, has a word of the speaker's name, has fewer than two telling
        words, or where the passages tell it in their own words as well. It is :data:`SOMEBODY` where the document has
        only a pronoun, or nobody.
    """
    words = set(content_stems(claim))
    if len(words) < _FEWEST or _says(claim):
        return None
    said = [
        (_share(words, content_of(passage, one)), passage, one) for passage in passages for one in _sayings(passage)
    ]
    most, passage, best = max(said, key=lambda found: found[0], default=(0.0, None, None))
    if passage is None or best is None or most < _SAID:
        return None
    if max((_share(words, text) for one in passages for text in _narration(one)), default=0.0) >= _NARRATED * most:
        return None
    who = _who(passage, best)
    return None if words & set(content_stems(f"{who} {source_of(passage, best)}")) else who


def another_speaker(claim: str, passages: Sequence[Passage]) -> tuple[str, str] | None:
    """Who says in the passages what a claim has somebody else say, and whom the claim names; None where it is right.

    What stands in a passage word for word is right, whomever its words were given to when it was put on record.

    Args:
        claim: a sentence.
        passages: as for :func:`speaker_missing`.
    """
    mine = named_speaker(claim)
    if mine is None or any(fold(claim).rstrip(".") in fold(passage.text) for passage in passages):
        return None
    own = set(content_stems(mine))
    words = {word for word in content_stems(_without(claim, SPEECH)) if word not in own}
    if len(words) < _FEWEST:
        return None
    said = [(_share(words, content_of(passage, one)), passage, one) for passage in passages for one in passage.said]
    near = [one for one in said if one[0] >= _SAID_TOO]
    if any(own & set(content_stems(_told_of(passage, one))) for _, passage, one in near):
        return None
    named = [(share, one.speaker) for share, _, one in said if share >= _SAID and one.speaker]
    theirs = max(named, default=(0.0, None))[1]
    return (theirs, mine) if theirs else None


def with_its_article(speaker: str, passages: Sequence[Passage]) -> str:
    """A speaker as a passage has them in a sentence: "the Ministry of Works" for "Ministry of Works"."""
    sources = (source_of(passage, one).casefold() for passage in passages for one in passage.said)
    article = any(source == f"the {speaker.casefold()}" for source in sources)
    return f"the {speaker}" if article else speaker


def with_its_speaker(verdict: Verdict, claim: str, passages: Sequence[Passage]) -> Verdict:
    """The verdict, but "partly" for a supported claim that states as fact what somebody in the passages says.

    And "unsupported" for one that gives somebody's words to another.
    """
    if verdict.label == "unsupported":
        return verdict
    other = another_speaker(claim, passages)
    if other:
        theirs, mine = other
        at = claim.find(mine)
        offending = ((at, at + len(mine)),) if at >= 0 else ()
        return Verdict("unsupported", _WRONG_SCORE, f"in the passage {theirs} says it, not {mine}", offending)
    who = speaker_missing(claim, passages) if verdict.label == "supported" else None
    if not who:
        return verdict
    return Verdict("partly", _MISSING_SCORE, f"the speaker is missing: in the passage {who} says so")


def _without(text: str, left_out: frozenset[str]) -> str:
    return " ".join(word.text for word in words_of(text) if word.text not in left_out)


def _says(claim: str) -> bool:
    return any(word.text in SPEECH for word in words_of(claim))


def _share(words: set[str], text: str) -> float:
    return len(words & set(content_stems(text))) / len(words)


def _sayings(passage: Passage) -> Iterator[Attribution]:
    """What is said outright in a passage: no thoughts, and nothing denied, which the judge looks at."""
    yield from (one for one in passage.said if not one.weak and not one.denies)


def content_of(passage: Passage, said: Attribution) -> str:
    """The words said that stand in the passage."""
    return " ".join(passage.text[start:end] for start, end in _within(passage, said.content))


def _within(passage: Passage, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of the document as ranges of the passage's text, cut to it."""
    size = passage.end - passage.start
    for start, end in ranges:
        first, last = max(0, start - passage.start), min(size, end - passage.start)
        if first < last:
            yield first, last


def _narration(passage: Passage) -> Iterator[str]:
    """What each sentence says in the document's own words, beside what it gives as somebody's."""
    letters = list(passage.text)
    for one in passage.said:
        for start, end in _within(passage, one.content):
            letters[start:end] = " " * (end - start)
    own = "".join(letters)
    yield from (own[one.start - passage.start : one.end - passage.start] for one in passage.sentences)


def _told_of(passage: Passage, said: Attribution) -> str:
    """Who says it, and what is said, which may have somebody else's words in it."""
    return f"{said.speaker or ''} {source_of(passage, said)} {content_of(passage, said)}"


def source_of(passage: Passage, said: Attribution) -> str:
    """The words that tell who, where they stand in the passage."""
    return "".join(passage.text[start:end] for start, end in _within(passage, [said.source] if said.source else []))


def _who(passage: Passage, said: Attribution) -> str:
    named = said.speaker or " ".join(source_of(passage, said).split())
    named = _THE.sub("the ", named)
    return SOMEBODY if not named or named.casefold() in _PRONOUNS else named
