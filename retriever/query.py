"""What a question asks for besides its words: phrases, names, dates, figures, and when things were published.

Rules, no model; English. A question without capitals gives no names, one without small letters neither.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.dates import DateFound, dates_in, masked
from onrecord.numbers import NumberFound, numbers_in
from onrecord.words import STOP_WORDS, content_stems, has_word
from retriever.glossary import written_out
from retriever.published import published_in
from retriever.voices import asked_speakers

__all__ = ["Query", "understand"]

# Opening mark -> the marks that may close it. Straight marks open only where a word begins and close where one ends.
_CLOSING: Final = {
    '"': '"\u201d', "\u201c": '\u201d"\u201c', "\u201d": "\u201d", "\u201e": "\u201c\u201d", "\u00ab": "\u00bb",
    "\u00bb": "\u00ab", "'": "'", "\u2018": "\u2019",
}  # fmt: skip
_MARKS: Final = frozenset("".join(_CLOSING.values()))
_EITHER_WAY: Final = "\"'\u201d\u00bb"
_STRAIGHT: Final = "\"'\u2019"
_SINGLE: Final = "'\u2018"
_SPACED: Final = "\u00ab\u00bb"  # French: \u00ab frais \u00bb
# After a single mark these are a word with letters left out: 'til, '90s, rock 'n' roll.
_ELISION: Final = re.compile(r"['\u2018](?:\d|(?:til|tis|twas|em|cause|round|n|bout|s)\b)", re.IGNORECASE)

_WORD: Final = re.compile(r"[^\W_]+(?:[.'\u2019&-][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['\u2019][sS]\Z")
_SENTENCE_START: Final = re.compile(r"(?:\A|[.?!:;][)\u2019']?\s)[^\w\s]?\Z")
# After these, and after initials, a full stop ends no sentence.
_SHORT: Final = frozenset("dr mr mrs ms prof st gen col lt capt sgt sen rep gov rev hon jr sr inc ltd co corp".split())
_LINKS: Final = dict.fromkeys("de van von der den bin ibn al el la le du da di del".split(), "p") | {
    "of": "o",
    "the": "t",
    "for": "f",
    "and": "a",
}
# After one of these, "for" and "and" are part of a name: Ministry for Transport and the Sea.
_BODIES: Final = frozenset(
    """ministry minister department office institute institution centre center agency council committee commission
    school college university faculty museum society association foundation federation union fund bureau board court
    bank academy library secretary""".split()
)
# A name in letters, one a word as ``_code`` gives them: B a body, C capitalised, S capitalised because it opens a
# sentence, p/o/t/f/a links (de, of, the, for, and), n a figure (Super Bowl 50), | a gap that no name crosses.
_NAME: Final = re.compile(
    r"[CBS]{0,6}B[CBS]{0,6}[of]t?[CBS]+(?:[oa]t?[CBS]+)*|(?:[CB]|S(?=p{0,2}[CBS]))[CBS]*n?(?:(?:ot?|pp?)[CBS]+)*n?"
)
_CALENDAR: Final = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday fy q1 q2 q3 q4 h1 h2""".split()
)
_LEAST_ASKED: Final = 2  # "Are you sure? I heard ...", "Really? ...": what follows says what is asked
_SHOUTED: Final = frozenset("us it who".split())  # words that in capitals are names: US, IT, WHO
# Besides the stop words, what a question begins with when it does not begin with a name.
_OPENINGS: Final = frozenset(
    """name list explain describe compare summarize summarise define identify find show discuss calculate compute state
    provide respond answer assume using use given based among besides aside along according prior within without despite
    unlike since until upon per like approximately roughly nearly whether although though even each every any some most
    many few other another several both either neither all none no not yes hi hello hey ok okay thanks thank well wow
    great sure now never only one two three four five six seven eight nine ten let going had has have being besides
    regarding concerning considering including excluding following recent recently currently briefly help need want
    can't see look write read check search ask say speaking living selling buying""".split()
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    Attributes:
        text: the question as searched: white space folded, without the marks round phrases; dates and numbers have
            their places in it.
        core: the text up to its last question mark, since what follows tells how to answer; all of it without one.
        also: other words that documents have for terms of the question, see :mod:`retriever.glossary`.
        phrases: what stood in quote marks, in order, without repeats; to match word for word.
        names: persons, places, companies and the like, as written, without possessive endings or repeats.
        dates: every date of the text.
        numbers: every number of the text.
        keys: index words of those dates and numbers that are not part of the publication filter, without repeats.
        since: first day of publication wanted, ISO 8601, inclusive; None for no limit.
        until: last day of publication wanted, ISO 8601, inclusive; None for no limit.
        filter_words: the words of the text that were read as that filter; empty for none.
        speakers: whose words are asked for, as the question names them; empty for most questions.
    """

    text: str
    core: str = ""
    also: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    dates: tuple[DateFound, ...] = ()
    numbers: tuple[NumberFound, ...] = ()
    keys: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    filter_words: str = ""
    speakers: tuple[str, ...] = ()


def understand(question: str, today: date) -> Query:
    """Read a question; any text will do, an empty one gives an empty query.

    Args:
        question: as asked, or as made to stand alone.
        today: what "last week" is counted from.
    """
    text, quoted = _unquoted(" ".join(question.split()))
    dates = dates_in(text)
    numbers = numbers_in(text, dates)
    wanted = published_in(text, dates, today)
    if wanted and any(first < wanted.end and wanted.start < last for first, last in quoted):
        wanted = None  # somebody's words, not the asker's
    start, end = (wanted.start, wanted.end) if wanted else (0, 0)
    found: list[DateFound | NumberFound] = []
    found.extend(dates)
    found.extend(numbers)
    taken = [(one.start, one.end) for one in found if isinstance(one, DateFound) or one.unit == "money"]
    phrases = (" ".join(text[first:last].split()).strip(" ,.;:") for first, last in quoted)
    return Query(
        text=text,
        core=_core(text),
        also=written_out(text),
        phrases=tuple(dict.fromkeys(phrase for phrase in phrases if has_word(phrase))),
        names=tuple(dict.fromkeys(_names(text, [*quoted, *taken]))),
        dates=tuple(dates),
        numbers=tuple(numbers),
        keys=tuple(dict.fromkeys(key for one in found if not start <= one.start < end for key in one.keys)),
        since=wanted.since.isoformat() if wanted and wanted.since else None,
        until=wanted.until.isoformat() if wanted and wanted.until else None,
        filter_words=text[start:end],
        speakers=asked_speakers(text),
    )


def _core(text: str) -> str:
    """``text`` up to its last question mark; all of it where there is none, or next to nothing is asked before it."""
    core = text[: text.rfind("?") + 1]
    return core if len(content_stems(core)) >= _LEAST_ASKED or core == text else text


def _unquoted(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``text`` without the marks round its quoted runs, and where those runs stand in what is left."""
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    closing: dict[str, list[int]] = {}
    for at, letter in enumerate(text):
        if letter in _MARKS and _closes(text, at):
            closing.setdefault(letter, []).append(at)
    pieces: list[str] = []
    ranges, at, length = [], 0, 0
    for start, letter in enumerate(text):
        if start < at or letter not in _CLOSING or not _opens(text, start):
            continue
        end = min(_after(closing.get(mark, ()), start, len(text)) for mark in _CLOSING[letter])
        worded = end < len(text) and _after(letters, start, end) < end
        if not worded or (letter in _SINGLE and not _quotes(text, start, end)):
            continue
        before = text[at:start] + (" " if text[max(0, start - 1) : start].isalnum() else "")
        inside = text[start + 1 : end].strip()
        ranges.append((length + len(before), length + len(before) + len(inside)))
        pieces += [before, inside, " " if text[end + 1 : end + 2].isalnum() else ""]
        length, at = sum(map(len, pieces[-3:])) + length, end + 1
    return "".join([*pieces, text[at:]]), ranges


def _after(places: Sequence[int], start: int, default: int) -> int:
    """The first of ``places``, which ascend, that is over ``start``."""
    at = bisect_right(places, start)
    return places[at] if at < len(places) else default


def _opens(text: str, at: int) -> bool:
    inner = text[at] in _SPACED or not text[at + 1 : at + 2].isspace()
    return inner and (text[at] not in _EITHER_WAY or at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".,!?"))


def _closes(text: str, at: int) -> bool:
    outer = text[at] not in _STRAIGHT or not text[at + 1 : at + 2].isalnum()
    return outer and (text[at] in _SPACED or not text[at - 1 : at].isspace())


def _quotes(text: str, start: int, end: int) -> bool:
    """Whether single marks quote: they are no apostrophes of "the '90s" or "the boards' fees"."""
    plural = text[end - 1] in "sS" and text[end + 1 : end + 2] == " " and text[end + 2 : end + 3].islower()
    return not plural and not _ELISION.match(text, start)


def _names(text: str, taken: Iterable[tuple[int, int]]) -> list[str]:
    """Runs of capitalised words outside the ranges that are taken; none where there is no small letter at all."""
    if text == text.upper():
        return []
    shadow = masked(text, sorted(taken))
    words: list[re.Match[str]] = []  # one for each code, so twice the word that comes after a gap
    codes: list[str] = []
    for match in _WORD.finditer(shadow):
        if words and not _adjoins(shadow, words[-1], match):
            words.append(match)
            codes.append("|")
        words.append(match)
        codes.append(_code(shadow, match))
    runs = (text[words[run.start()].start() : words[run.end() - 1].end()] for run in _NAME.finditer("".join(codes)))
    return [name for name in (_POSSESSIVE.sub("", run) for run in runs) if len(name) > 1]


def _adjoins(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether a name can go on from one word to the next."""
    gap = text[one.end() : other.start()]
    if gap in ("' ", "\u2019 "):  # Fishers' Association
        return other[0].lower() in _BODIES
    if gap == ". ":
        return one[0].lower() in _SHORT or len(one[0]) == 1 or "." in one[0]
    return gap in (" ", " & ", "&") and not _POSSESSIVE.search(one[0])


def _code(text: str, word: re.Match[str]) -> str:
    """What a word may be in a name, as a letter of ``_NAME``; "." for nothing."""
    bare = _POSSESSIVE.sub("", word[0])
    small = bare.lower().replace("\u2019", "'")
    if small in _LINKS and bare == small:
        return _LINKS[small]
    if bare.isdecimal():
        return "n" if len(bare) < 5 else "."
    base = small.split("'")[0]
    ordinary = (base in STOP_WORDS or small.endswith("n't")) and not (small in _SHOUTED and bare.isupper())
    if ordinary or small in _CALENDAR or not any(map(str.isupper, bare)):
        return "."
    sure = any(map(str.isupper, bare[1:])) or bare[0].isdecimal() or bare != word[0]
    if not sure and _SENTENCE_START.search(text, max(0, word.start() - 3), word.start()):
        return "." if base in _OPENINGS else "B" if small in _BODIES else "S"
    return "B" if small in _BODIES else "C"
