"""What a question that asks whether something is so says: its main clause, and the word for what is done. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from onrecord.grounding.lexicon import PAST_FORMS, denies
from onrecord.grounding.reading import Read, read

__all__ = ["act_places", "main_places"]

_BE: Final = frozenset("is are was were has have had".split())
_DETERMINERS: Final = frozenset(
    """a an the this that these those its his her their our your my any some no each every all both enough two three
    four five six seven eight nine ten many most few several""".split()
)
# With these another clause, or the time of it, begins.
_SUBORDINATE: Final = frozenset("before after when while because since until although though if once whether".split())
# Of "was it a mistake that ...": what is asked stands right behind.
_STANDS_FOR: Final = frozenset("it this that there".split())
_RELATIVE: Final = frozenset("that to for when who which".split())
# What may follow right behind the word for what is done.
_FOLLOWS: Final = (
    _DETERMINERS
    | _SUBORDINATE
    | frozenset(
        """that to for from in on at by with about against over into through out up down off as him her them it us
        anyone anybody anything someone somebody something what who how where more less again only yet already
        during within under between beyond and or""".split()
    )
)
_DO: Final = frozenset("do does did".split())
# A word right behind one of these is no verb of a question that begins with "did".
_PREPOSITIONS: Final = frozenset("with of in by for from on about against over under at".split())
_DONE_OF: Final = frozenset("know hear learn approve dispose think speak complain warn talk".split())
# They say little of what is done: that is said by the words behind them ("take place", "use force").
_LIGHT: Final = frozenset("take make give have hold use get go put do be come become let keep show set need".split())
_LATEST: Final = 3


@lru_cache(maxsize=256)
def main_places(question: str) -> tuple[int, ...]:
    """Places of the words of the main clause, the auxiliary it begins with left out; "before it set the quota" is none.

    Of a question that begins with "was it" or its like all words are.
    """
    one = read(question)
    texts = [word.text for word in one.words]
    if _stands_for(texts):
        return tuple(range(1, len(texts)))
    ends = (at for at, text in enumerate(texts) if at >= _LATEST and text in _SUBORDINATE)
    return tuple(range(1, next(ends, len(texts))))


@lru_cache(maxsize=256)
def act_places(question: str) -> tuple[int, ...]:
    """Places of the word that says what is done or what something is; empty where no rule finds it.

    "Did the ministry *consult* the association", "was the lock *inspected* in May", "was it a *clerical mistake*".
    """
    one = read(question)
    texts = [word.text for word in one.words]
    if not texts:
        return ()
    telling = frozenset(one.telling)
    if _stands_for(texts):
        ends = (at for at, text in enumerate(texts) if at >= _LATEST and text in _RELATIVE)
        return tuple(at for at in range(2, next(ends, len(texts))) if at in telling)
    may = [at for at in main_places(question) if at in telling and _may_be(one, texts, at)] or _behind_a_name(
        one, texts
    )
    if not may:
        return ()
    act = _participle(texts, may) if texts[0] in _BE else may[0]
    return _what_is_done(one, question, act) if texts[act] in _LIGHT else (act,)


def _stands_for(texts: Sequence[str]) -> bool:
    return len(texts) > _LATEST and texts[0] in _BE and texts[1] in _STANDS_FOR


def _may_be(one: Read, texts: Sequence[str], at: int) -> bool:
    """Whether a word stands where a verb or a word after "is" does: no determiner before it, and none of a name."""
    word, before = texts[at], texts[at - 1]
    if texts[0] in _DO and before in _PREPOSITIONS:
        return False
    if at in one.names or denies(word) or (word.endswith("s") and not word.endswith("ss") and texts[0] not in _BE):
        return False
    nominal = texts[0] in _BE and before in ("a", "an") and at > 2
    if not nominal and (before in _DETERMINERS or before.endswith(("'s", "\u2019s", "s'", "s\u2019"))):
        return False
    following = texts[at + 1 : at + 2]
    if word in _LIGHT or ((nominal or word in _DONE_OF) and following == ["of"]):
        return True
    return not following or following[0] in _FOLLOWS or at + 1 in one.names or following[0].endswith("ly")


def _behind_a_name(one: Read, texts: Sequence[str]) -> list[int]:
    """The word right behind a name with which a question begins: "did Tarn *threaten* temporary workers"."""
    after = next((at for at in range(1, len(texts)) if at not in one.names), len(texts))
    return [after] if texts[0] in _DO and 1 < after < len(texts) and after in one.telling else []


def _participle(texts: Sequence[str], may: Sequence[int]) -> int:
    """Of words that may be what something is, the first participle, else the first."""
    formed = (at for at in may if texts[at].endswith("ed") or texts[at] in PAST_FORMS)
    return next(formed, may[0])


def _what_is_done(one: Read, question: str, act: int) -> tuple[int, ...]:
    """The first run of telling words behind a word that says little by itself."""
    behind = [at for at in main_places(question) if at > act and at in one.telling]
    ends = next((n for n, (a, b) in enumerate(pairwise(behind), 1) if b > a + 1), len(behind))
    return tuple(behind[:ends]) or (act,)
