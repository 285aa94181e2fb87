"""Who says the words at a place of a sentence, and whether two who speak are two. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final

from onrecord.attribution import Attribution
from onrecord.grounding.lexicon import CERTAIN, SPEECH
from onrecord.grounding.reading import read
from onrecord.sentences import fold
from onrecord.types import Passage, Span
from onrecord.words import words_of

__all__ = ["Voice", "apart", "by_nobody_known", "in_folded", "in_quote", "said_ranges", "voice_at"]

# Words of a source that tell nobody from another: "a man who was there".
_ANYBODY: Final = frozenset("he she it they who which one that this these those other others some people".split())
# As said as what is said.
_FINDS: Final = frozenset(
    "found finds showed shows counted counts recorded records put puts concluded announced".split()
)
_MOST_SAID: Final = 60


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a document.

    Attributes:
        name: as the document gives it in full; None where it does not.
        words: lemmas of the telling words that name him, her or it, with those of the role; never empty.
    """

    name: str | None
    words: frozenset[str]


def voice_at(passage: Passage, start: int, end: int) -> Voice | None:
    """Who says the words from ``start`` to ``end`` of the document; None where the document does, or does not tell.

    Where one tells what another says, the one who tells.
    """
    said = [one for one in passage.said if not one.weak and _holds(one, start, end) and _tells(passage, one)]
    outermost = max(said, key=lambda one: one.end - one.start, default=None)
    return _voice(passage, outermost) if outermost else None


def _holds(said: Attribution, start: int, end: int) -> bool:
    """Whether words are among those said, or hold the very words that tell that something is said ("denied this")."""
    if any(a <= start and end <= b for a, b in said.content):
        return True
    return start <= said.cue[0] and said.cue[1] <= end


def _tells(passage: Passage, said: Attribution) -> bool:
    """Whether words are surely said, not what somebody does something to: "dismissed 240 workers"."""
    cue, content = (_words_at(passage, *span) for span in (said.cue, said.content[0]))
    return said.kind != "indirect" or content[:1] == ["that"] or bool({*cue} & (SPEECH | CERTAIN | _FINDS))


def _words_at(passage: Passage, start: int, end: int) -> list[str]:
    within = Span(max(start, passage.start), max(min(end, passage.end), max(start, passage.start) + 1))
    return [word.text for word in words_of(passage.quote(within))]


def _voice(passage: Passage, said: Attribution) -> Voice | None:
    source = ""
    if said.source and passage.start <= said.source[0] and said.source[1] <= passage.end:
        source = passage.quote(Span(*said.source))
    one = read(fold(" ".join(filter(None, (said.speaker, said.role, source)))))
    words = frozenset(one.lemmas[at] for at in one.telling if one.words[at].text not in _ANYBODY)
    return Voice(said.speaker, words) if words else None


def apart(one: Voice | None, other: Voice | None) -> bool:
    """Whether two who speak are two for certain: two names, or no word in common where one has no name."""
    if one is None or other is None:
        return False
    if one.name and other.name:
        return one.name != other.name
    return not one.words & other.words


def by_nobody_known(passage: Passage, start: int, end: int) -> bool:
    """Whether the words from ``start`` to ``end`` are somebody's of whom the document's attributions tell no name."""
    said = [one for one in passage.said if not one.weak and any(a <= start and end <= b for a, b in one.content)]
    return bool(said) and not any(one.speaker for one in said)


def said_ranges(passage: Passage, span: Span) -> Sequence[tuple[int, int, bool]]:
    """The ranges of a folded sentence that are somebody's words, each with whether it is said to be denied."""
    quote = passage.quote(span)
    return [
        (*in_folded(quote, max(start, span.start) - span.start, min(end, span.end) - span.start), one.denies)
        for one in islice((one for one in passage.said if not one.weak), _MOST_SAID)
        for start, end in one.content[:_MOST_SAID]
        if start < span.end and end > span.start
    ]


def in_quote(quote: str, start: int, end: int) -> tuple[int, int]:
    """Where characters ``start`` to ``end`` of the folded quote stand in the quote itself."""
    kept = [at for at, letter in enumerate(quote) if not letter.isspace()]
    folded = fold(quote)
    solid = [0, *accumulate(not letter.isspace() for letter in folded)]
    return kept[solid[start]], kept[solid[end] - 1] + 1


def in_folded(quote: str, start: int, end: int) -> tuple[int, int]:
    """Where characters ``start`` to ``end`` of a quote stand in it folded."""
    return len(fold(quote[:start])) + bool(start and quote[start - 1].isspace()), len(fold(quote[:end]))
