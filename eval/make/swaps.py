"""Questions that the documents do not answer: an answerable one with another name in the place of its own."""

import random
import re
from collections.abc import Iterator
from typing import Final

from eval.make.corpus import Corpus
from eval.make.drafts import Draft, has_words, telling
from eval.make.names import Names, without_title
from onrecord.words import content_stems

__all__ = ["swapped"]

_TOGETHER: Final = 0.4  # of a question's telling words: a paragraph with so many and the new name might answer it
_LEAST_TELLING: Final = 3
# What somebody is ("the mayor, Marit Osk,"), and whom the documents have it from: the fact would still be in them.
_NOT_HERE: Final = re.compile(r"(?:, |\b[Aa]ccording to (?:the )?)\Z")


def swapped(draft: Draft, names: Names, corpus: Corpus, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The question with one of its names replaced, and the new name.

    People stand in for people, places for places, ministries and firms for such. A name is taken only where no
    paragraph of any document has it together with two in five of the words that are left of the question. A name behind
    a comma or "according to" is left.
    """
    question = draft.question
    spans = names.found_in(question)
    rng.shuffle(spans)
    for span in spans:
        if _NOT_HERE.search(question[: span.start]):
            continue
        name = question[span.start : span.end]
        others = [other for other in _of_the_sort(name, names) if not _alike(other, name)]
        rng.shuffle(others)
        for other in others:
            rest = telling(f"{question[: span.start]} {question[span.end :]}") - frozenset(content_stems(other))
            if len(rest) < _LEAST_TELLING or has_words(question, other) or _alike(other, draft.wordings[0]):
                continue
            if not corpus.shares(other, rest, _TOGETHER):
                yield f"{question[: span.start]}{other}{question[span.end :]}", other


def _of_the_sort(name: str, names: Names) -> list[str]:
    return sorted(names.of_sort(names.sort_of(name)))


def _alike(one: str, other: str) -> bool:
    """Whether two names share a word, or one begins as the other does."""
    words, others = set(without_title(one).lower().split()), set(without_title(other).lower().split())
    return any(a.startswith(b) or b.startswith(a) for a in words for b in others)
