"""Words of a text as the checks compare them: content words, stems, figures. Pure, English first.

Other languages pass through: their words are compared case-folded, with an English stemmer doing little harm.
"""

import re
import threading
from functools import lru_cache
from typing import Final, NamedTuple

import snowballstemmer

__all__ = ["STOP_WORDS", "Word", "content_stems", "has_word", "in_english_letters", "stem", "whole", "words_of"]

# Words that carry no claim by themselves. Negations and quantifiers are kept out of this list: they do.
STOP_WORDS: Final = frozenset(
    """a an the this that these those it its he him his she her hers they them their theirs we us our ours you your
    yours i me my mine who whom whose which what when where why how is am are was were be been being do does did done
    doing have has had having will would shall should can could may might must of in on at by for with about against
    between into through during before after above below to from up down out off over under again further then once
    here there and or but if so than as while because until s t d ll re ve m also just very too such same own
    according please tell give say says said""".split()
)
# A figure keeps its inner points, commas and slashes; a word its apostrophes and inner hyphens are split.
_WORD: Final = re.compile(r"\d+(?:[.,/:]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+[^\W_]*", re.UNICODE)
# Letters that a pattern takes for "i" and "s" where case does not matter, and that lower() does not make those.
_TAKEN_FOR: Final = str.maketrans("\u0130\u0131\u017f", "Iis")
_STEMMER: Final = snowballstemmer.stemmer("english")
# It keeps its state on itself: two threads at once give wrong stems, which the cache would keep.
_STEMMING: Final = threading.Lock()


class Word(NamedTuple):
    """One word of a text: its letters case-folded, its stem, and where it stands."""

    text: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one word, case-folded; the possessive ``'s`` is dropped; a figure loses its thousands commas."""
    folded = word.casefold().replace("\u2019", "'")
    folded = folded.removesuffix("'s").removesuffix("'")
    if folded[:1].isdigit():
        return re.sub(r",(?=\d{3}(?:\D|$))", "", folded)
    with _STEMMING:
        stemmed: str = _STEMMER.stemWord(folded)
    return stemmed


def words_of(text: str) -> list[Word]:
    """Every word of ``text`` in order."""
    return list(_words(text))


@lru_cache(maxsize=1024)  # a question is read again with every sentence that is held against it
def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(m[0].casefold(), stem(m[0]), m.start(), m.end()) for m in _WORD.finditer(text))


@lru_cache(maxsize=16384)  # the sentences of often-found passages are looked at again with every question
def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that are not stop words, in order, repeats kept."""
    return tuple(word.stem for word in words_of(text) if word.text.replace("\u2019", "'") not in STOP_WORDS)


def in_english_letters(text: str) -> str:
    """The text, as long as before, with "i" and "s" for letters that a pattern takes for them: "Thur\u017fday".

    What reads words by such a pattern and then looks them up in small letters would not find them else.
    """
    return text.translate(_TAKEN_FOR)


def whole(text: str) -> str:
    """``text`` with lone surrogates, which no file, database or model takes, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def has_word(text: str) -> bool:
    """Whether there is any letter or figure in ``text``."""
    return any(letter.isalnum() for letter in text)
