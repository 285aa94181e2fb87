"""Which words of a claim are not supported: as ranges of its characters, so that they can be marked."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from onrecord.grounding.reading import Broken, read
from onrecord.words import Word, words_of

__all__ = ["offending_spans"]

# How a rule's reason names the words of the claim, where the rule does not give them.
_NAMED: Final = re.compile(r"(?:not in the passage: |does not say |, not )(.+)$")


def offending_spans(claim: str, missing: Iterable[Word], broken: Iterable[Broken]) -> tuple[tuple[int, int], ...]:
    """Ranges (start, end) of ``claim``, in order, none touching another; words side by side are one range.

    Args:
        claim: as it was given, white space and all.
        missing: words of ``read(claim)`` that the evidence has no like of.
        broken: rules that it breaks; one that names no word of the claim (a denial that is left out) marks none.
    """
    words = words_of(claim)
    lost = {word.start for word in missing}
    places = {place for place, word in enumerate(read(claim).words) if word.start in lost}
    texts = [word.text for word in words]
    for wording in (wording for one in broken for wording in _wordings(one)):
        places.update(_places(texts, [word.text for word in words_of(wording)]))
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        begins_anew = place - 1 not in places
        spans.append((words[place].start if begins_anew else spans.pop()[0], words[place].end))
    return tuple(spans)


def _wordings(broken: Broken) -> Sequence[str]:
    """The words of the claim that broke the rule; names that are listed stand one by one."""
    if broken.words:
        return broken.words
    found = _NAMED.search(broken.reason)
    return found[1].split(", ") if found else ()


def _places(texts: Sequence[str], wanted: Sequence[str]) -> set[int]:
    """Places in ``texts`` of the words that are wanted, side by side; of their last ones where not all stand there.

    A reason may say it in words of its own ("at least 40" for "no fewer than 40").
    """
    for begin in range(len(wanted)):
        run = list(wanted[begin:])
        starts = [at for at in range(len(texts) - len(run) + 1) if texts[at : at + len(run)] == run]
        if starts:
            return {place for at in starts for place in range(at, at + len(run))}
    return set()
