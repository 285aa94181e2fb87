"""What a conversation is about: its names, its telling phrases, and what comes up again in it. Pure; English first."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Final

from onrecord.sentences import split_sentences
from onrecord.speech import named_speaker
from onrecord.types import Turn
from onrecord.words import STOP_WORDS, Word, words_of

__all__ = ["answered", "fuller", "is_dull", "last_person", "name_in", "phrases", "recurring", "said", "telling_stems"]

# Words of talk: they say nothing of what the talk is about.
_DULL: Final = frozenset(
    """much many any some one ones other others else know think mean meant like want need get got make made take help
    information info more most less least first last please also thank thanks yes no not hi hello ok okay fine sorry
    sure question questions answer provide specific tell describe explain difference different between kind kinds type
    types thing things way ways there let see look go going good bad wow even really actually still ever never well
    right maybe something anything nothing everything someone anyone everyone happen happens happened long often
    little lot both each every all now today ago around without beside besides along among although towards
    upon found gave given goes gone come comes came said told asked talk talked""".split()
)
# Inside a name: "Ministry of Public Works", "Game of Thrones".
_WITHIN_NAME: Final = frozenset("of de der du la le van von the for".split())
_MOST_WITHIN: Final = 2
_JOINS: Final = frozenset({"", " ", "-", "\u2019", "'", "&", " & "})
# A capital that no sentence begins with.
_NAME: Final = re.compile(r"(?<=[^\s.!?:\"\u201c(])\s+[\"\u201c(]?(?!I\b)[A-Z\d]")
_PERSON: Final = re.compile(
    r"(?<![\w.])(?P<the>the\s+)?(?P<name>(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame)\.?\s+)?[A-Z][a-z\u2019'-]+"
    r"(?:\s+(?:de|van|von|der|[A-Z]\.))*(?:\s+[A-Z][\w\u2019'-]+){1,2})",
)
# A name that ends so, or begins so, is of no person.
_NO_PERSON: Final = frozenset(
    """agency airport association authority avenue bank bay board bridge brothers channel church city college commission
    committee company corporation council county court department district falls fund government grid group harbour
    hospital house island islands institute lake league line mountain ministry museum office palace park party peninsula
    police port press prize republic river road school sea season series service square station states storm street
    survey theatre times tower trust union university valley war wire works world""".split()
)
_NO_START: Final = frozenset(
    """according after although and as at because before both but did do does during for from has have he her here his
    how however if in is it its my no not on our she since so some that the their there these they this those to under
    until was we were what when where which while who why with yes you your""".split()
)


# Marks of an answer: [1], [2, 3], [1-3].
_MARK: Final = re.compile(r"\s?\[\d{1,3}(?:\s?[,\u2013-]\s?\d{1,3}){0,9}\]")
_KNOWS_NOT: Final = re.compile(
    r"\b(?:sorry|unfortunately|apologi[sz]e|not known|no information"
    r"|(?:do|does|did|could|can) ?n[o\u2019']t (?:\w+ ){0,2}"
    r"(?:have|know|find|say|answer|provide|include))\b",
    re.IGNORECASE,
)
_MOST_READ: Final = 2_000
_MOST_TURNS: Final = 12
_SHORT_SENTENCE: Final = 30


def said(turn: Turn) -> str:
    """The words of a message without the marks of its citations; of a long one the beginning."""
    return _MARK.sub("", turn.content[:_MOST_READ])


def is_dull(word: Word) -> bool:
    """Whether a word says nothing of what is talked about: a stop word, or one of talk itself."""
    text = word.text.replace("\u2019", "'")
    return text in STOP_WORDS or text in _DULL or text.endswith("n't") or text.removesuffix("'s") in STOP_WORDS


def telling_stems(text: str) -> tuple[str, ...]:
    """Stems of the words of ``text`` that say what it is about, in order, repeats kept."""
    return tuple(word.stem for word in words_of(text) if not is_dull(word))


def name_in(text: str) -> bool:
    """Whether a word with a capital, or a figure, stands inside a sentence of ``text``."""
    return _NAME.search(text) is not None


def phrases(text: str) -> list[str]:
    """The runs of telling words of ``text``, in order and as written; "of" and the like stay inside a name.

    "Who set the weight limit on Corrow Bridge?" has "set", "weight limit" and "Corrow Bridge".
    """
    return [text[run[0].start : run[-1].end] for run in _runs(text)]


def _runs(text: str) -> Iterator[list[Word]]:
    words = words_of(text)
    kept = [not is_dull(word) for word in words]
    for place in [*_inside_names(text, words, kept), *_months(text, words)]:
        kept[place] = True
    run: list[Word] = []
    for word, keep in zip(words, kept, strict=True):
        if run and not (keep and text[run[-1].end : word.start] in _JOINS):
            yield run
            run = []
        if keep:
            run.append(word)
    if run:
        yield run


def _inside_names(text: str, words: Sequence[Word], kept: Sequence[bool]) -> Iterator[int]:
    """Places of the small words that stand between two words of one name."""
    names = [place for place, word in enumerate(words) if kept[place] and text[word.start].isupper()]
    for first, second in pairwise(names):
        between = range(first + 1, second)
        if 0 < len(between) <= _MOST_WITHIN and all(words[place].text in _WITHIN_NAME for place in between):
            yield from between


def _months(text: str, words: Sequence[Word]) -> Iterator[int]:
    """Places of "May" after a day: no verb there."""
    for place, (day, month) in enumerate(pairwise(words), 1):
        if day.text.isdigit() and text[month.start : month.end] == "May":
            yield place


def last_person(history: Sequence[Turn]) -> str | None:
    """The person who was named last, as written; None where nobody was.

    Of one message a speaker ("said Mara Venn") goes before others, and of these the first: it is what the message is
    about, most of the time.
    """
    for turn in reversed(history[-_MOST_TURNS:]):
        words = said(turn)
        sentences = [words[span.start : span.end] for span in split_sentences(words)]
        speakers = [name for name in map(named_speaker, sentences) if name and " " in name and _is_person(name)]
        named = speakers or [
            found["name"] for found in _PERSON.finditer(words) if not found["the"] and _is_person(found["name"])
        ]
        if named:
            return named[0]
    return None


def _is_person(name: str) -> bool:
    words = name.casefold().split()
    return words[0] not in _NO_START and not _NO_PERSON & set(words)


def recurring(history: Sequence[Turn], most: int, without: str = "") -> list[str]:
    """Words that a question has and another message too, as first written; the most frequent first, then the first.

    Args:
        history: the conversation.
        most: how many at most.
        without: words in it are left out.
    """
    count: Counter[str] = Counter()
    written: dict[str, str] = {}
    asked: set[str] = set()
    for turn in history[-_MOST_TURNS:]:
        text = said(turn)
        words = [word for word in words_of(text) if not is_dull(word)]
        for word in words:
            written.setdefault(word.stem, text[word.start : word.end])
        stems = {word.stem for word in words}
        count.update(stems)
        if turn.role == "user":
            asked |= stems
    known = {word.stem for word in words_of(without)}
    order = {stem: place for place, stem in enumerate(written)}
    again = [stem for stem in asked - known if count[stem] > 1]
    again.sort(key=lambda stem: (-count[stem], order[stem]))
    return [written[stem] for stem in again[:most]]


def fuller(history: Sequence[Turn], stems: Set[str]) -> list[str]:
    """The last phrases of the conversation that have some of these words and others: of "bridge", "Corrow Bridge".

    Args:
        history: the conversation; questions go before answers.
        stems: of the words.
    """
    found: dict[str, str] = {}
    turns = history[-_MOST_TURNS:]
    for turn in [*(one for one in turns if one.role != "user"), *(one for one in turns if one.role == "user")]:
        for phrase in phrases(said(turn)):
            have = set(telling_stems(phrase))
            if not have <= stems:
                found.update(dict.fromkeys(have & stems, phrase))
    return list(dict.fromkeys(found[stem] for stem in sorted(found)))


def answered(history: Sequence[Turn]) -> list[str]:
    """The telling phrases of the first sentence of the last message, where that is a short answer.

    Empty where a question came last, where the sentence has over 30 words, and where it says that nothing is known.
    """
    if not history or history[-1].role != "assistant":
        return []
    words = said(history[-1])
    first = next((words[span.start : span.end] for span in split_sentences(words)), "")
    if len(first.split()) > _SHORT_SENTENCE or _KNOWS_NOT.search(first):
        return []
    return phrases(first)
