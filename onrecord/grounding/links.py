"""What a sentence sets side by side: more than, before and after, because of, rather than."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from onrecord.grounding.reading import Read, read

__all__ = ["ENDS", "WINDOW", "Link", "links_of"]

WINDOW: Final = 8
"""Words on either side of a link that may belong to it."""

ENDS: Final = re.compile(r"[,;:()\u2013\u2014]|\b(?:and|but|while|because|which|who)\b")
"""Where what belongs to a link is over."""

_MORE: Final = frozenset("more greater".split())
_LESS: Final = frozenset("less fewer".split())


class Link(NamedTuple):
    """Words on both sides of a link, and which side it says is more, or earlier."""

    kind: str
    first: frozenset[str]
    second: frozenset[str]


# What a writer puts between two commas to say who says so: ", it said,".
_ASIDE: Final = re.compile(
    r",\s(?:[\w.'\u2019-]+\s){1,4}(?:said|says|added|adds|told\s\w+|wrote|writes|argued|explained),", re.IGNORECASE
)


_MOST: Final = 60


@lru_cache(maxsize=4096)  # as the sentences themselves
def links_of(one: Read) -> tuple[Link, ...]:
    """The first 60 links of a sentence, each with the words on both sides of it, to the end of the clause."""
    return tuple(islice(_links(one), _MOST))


def _links(one: Read) -> Iterator[Link]:
    if _ASIDE.search(one.text):
        one = read(_ASIDE.sub("", one.text))
    for place, word in enumerate(one.words):
        if word.text == "than" and place:
            yield from _comparison(one, place)
        elif word.text in _FIRST_LEFT | _FIRST_RIGHT:
            kind, following = _kind(one, place)
            if kind:
                sides = _side(one, place, -1), _side(one, following, 1)
                yield _link(kind, sides, turned=word.text in _FIRST_RIGHT)
        elif word.text in ("before", "after"):
            sides = _side(one, place, -1), _side(one, place, 1)
            yield _link("time", sides if sides[0] else _fronted(one, place), turned=word.text == "after")


def _link(kind: str, sides: tuple[frozenset[str], frozenset[str]], *, turned: bool) -> Link:
    return Link(kind, *(sides[::-1] if turned else sides))


def _comparison(one: Read, place: int) -> Iterator[Link]:
    compared = _compared(one, place)
    if compared:
        sides = _side(one, place, -1), _side(one, place, 1)
        yield _link(f"than {compared[1]}", sides, turned=compared[0] < 0)


# Links of two words whose left side comes first, causes, or is what happens; and those whose right side does.
_FIRST_LEFT: Final = frozenset("followed led resulted instead rather causing".split())
_FIRST_RIGHT: Final = frozenset("preceded because due owing thanks caused".split())
_SECOND: Final = {
    "followed": ("by", "time"), "preceded": ("by", "time"), "led": ("to", "cause"), "resulted": ("in", "cause"),
    "instead": ("of", "other"), "rather": ("than", "other"), "due": ("to", "cause"), "owing": ("to", "cause"),
    "thanks": ("to", "cause"), "caused": ("by", "cause"),
}  # fmt: skip


def _kind(one: Read, place: int) -> tuple[str, int]:
    """What the words at ``place`` link by, and where they end; an empty string where they are no link."""
    text = one.words[place].text
    following = one.words[place + 1].text if place + 1 < len(one.words) else ""
    if text in ("because", "causing"):
        return "cause", place + (following == "of")
    second, kind = _SECOND[text]
    return (kind, place + 1) if following == second else ("", place)


def _compared(one: Read, place: int) -> tuple[int, str] | None:
    """Of the word before "than": 1 where it makes more of it, -1 where less, and of what; None where none does."""
    for at in range(place - 1, max(-1, place - 5), -1):
        text = one.words[at].text
        if text in _LESS:
            return -1, "more"
        if text in _MORE:
            return 1, "more"
        if text in _SMALLER:
            return -1, _SMALLER[text]
        if text.endswith("er") and len(text) > 4 and text not in ("rather", "other", "whether", "never", "under"):
            return 1, text
    return None


_SMALLER: Final = {
    "smaller": "larger", "lower": "higher", "shorter": "longer", "younger": "older", "cheaper": "dearer",
    "slower": "faster", "weaker": "stronger", "lighter": "heavier", "narrower": "wider", "earlier": "later",
    "poorer": "richer", "colder": "warmer", "worse": "better",
}  # fmt: skip


def _side(one: Read, place: int, step: int) -> frozenset[str]:
    """Lemmas of the telling words on one side of a link, to the end of the clause."""
    found = set()
    telling = set(one.telling)
    at = place + step
    for _ in range(WINDOW):
        if not 0 <= at < len(one.words):
            break
        low, high = sorted((at, at - step))
        if ENDS.search(one.text[one.words[low].end : one.words[high].start]) or ENDS.fullmatch(one.words[at].text):
            break
        if at in telling:
            found.add(one.lemmas[at])
        at += step
    return frozenset(found)


def _fronted(one: Read, place: int) -> tuple[frozenset[str], frozenset[str]]:
    """Both sides of a link that begins its clause: "After the storm, the ferry left"."""
    right = _side(one, place, 1)
    comma = one.text.find(",", one.words[place].end)
    if comma < 0:
        return frozenset(), right
    first = next((at for at, word in enumerate(one.words) if word.start > comma), None)
    return (_side(one, first - 1, 1), right) if first is not None else (frozenset(), right)
