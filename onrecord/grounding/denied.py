"""What one side denies and the other tells, in words of its own: "had not harmed the mast", "the mast was damaged".

Pure; English. A denial counts whose words nearly all stand on the other side, which denies nothing.
"""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.grounding.denials import DENYING_PHRASES, NO_DENIAL, is_denial, of_two, silent_denials
from onrecord.grounding.events import core, event_of, named, same_names, share, taken_back, told_open
from onrecord.grounding.reading import Broken, Read, read
from onrecord.grounding.surroundings import scope
from onrecord.grounding.synonyms import any_same

__all__ = ["denied"]

# Share of the claim's telling words that the passage must have, and its sentence.
_IN_PASSAGE: Final = 0.6
_IN_SENTENCE: Final = 0.4
# Words that are denied: fewer are in too many sentences.
_FEWEST: Final = 2
_FEWEST_TOLD: Final = 3
_SUPPOSED: Final = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)


def denied(claim: Read, passage: Sequence[Read], title: str = "") -> tuple[Broken, Read] | None:
    """The sentence of a passage that denies what the claim tells, or tells what the claim denies.

    Args:
        claim: a sentence.
        passage: sentences of one passage, in any order.
        title: of the document; its names tell what the passage is about.
    """
    mine = core(claim)
    event = event_of(mine)
    if event.size < _FEWEST_TOLD or _SUPPOSED.search(mine.text):
        return None
    everywhere = frozenset().union(read(title).content, *(one.content for one in passage))
    if share(event, everywhere) < _IN_PASSAGE or not named(mine, event, everywhere):
        return None
    for whole in passage:
        one = core(whole)
        held = share(event, one.content)
        if held < _IN_SENTENCE or not same_names(mine, event, one) or taken_back(claim, whole):
            continue
        fewest = 1 if held == 1.0 else _FEWEST
        if (word := _denied_by(one, mine, fewest)) and not told_open(mine, one, word):
            return Broken("negation", f"the passage says '{word}', which the claim leaves out"), whole
        if word := _denied_by(mine, one, fewest):
            return Broken("negation", f"the passage does not say '{word}'", (word,)), whole
    return None


def _denied_by(one: Read, other: Read, fewest: int) -> str | None:
    """The word with which ``one`` denies what ``other`` tells; None where it does not, or ``other`` denies as well."""
    if any(is_denial(other, place) for place in range(len(other.words))):
        return None
    if _SUPPOSED.search(one.text) or silent_denials(other, phrases=True) or DENYING_PHRASES.search(other.text):
        return None
    for place, word in enumerate(one.words):
        if not is_denial(one, place) or NO_DENIAL.match(one.text, word.start) or of_two(one, word):
            continue
        about = scope(one, place)
        if len(about) >= fewest and all(any_same(told, other.content) for told in about):
            return one.text[word.start : word.end]
    return None
