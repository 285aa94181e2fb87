"""A sentence as subject, verb and the rest, so that it can be turned into a question; plain English statements only.

What is not surely read is not read at all: a sentence dropped costs nothing, a wrong question costs its reader.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from eval.make.names import Names
from eval.make.verbs import AUXILIARIES, BASE_OF_PAST, BASE_OF_PRESENT, PARTICIPLES
from onrecord.dates import dates_in, masked
from onrecord.numbers import numbers_in
from onrecord.sentences import fold
from onrecord.types import Span

__all__ = ["Clause", "after_dateline", "breaks", "cut_off", "read_clause"]

_DATELINE: Final = re.compile(r"[A-Z][A-Z ]{2,30}(?: \([A-Z][\w ]{1,20}\))? [-\u2013\u2014] ")
_LONGEST_SUBJECT: Final = 12
_SAID: Final = (
    r"(?:said|says|told [a-z]+|confirmed|announced|stated|warned|added|explained|noted|reported|testified|wrote)"
)
_FRAME: Final = re.compile(
    rf"(?P<who>[A-Z][^\u201c\u201d\"]{{2,120}}?)\s+{_SAID}\s(?:[oi]n (?:a \w+|\w+day)\s){{0,2}}that\s"
)
_FRONTED: Final = re.compile(r"(?:In|On|By|Since|At|Until|During|From)\s(?:the\s)?(?=[\w\u2019' ])")
_NO_SUBJECT: Final = frozenset(
    """he she it they we i you this that these those there here his her its their our my your who what which when where
    if because although though while after before as until since under over for from with without by at in on to of
    asked no nobody nothing none neither nor and but or so yet however also then about perhaps being having even only
    not both all such some others another most many few last next earlier later first second third finally meanwhile
    today yesterday tomorrow according despite during please see such""".split()
)
_BREAKS: Final = re.compile(
    r"[,;()\u2013\u2014]|:\s| - |\b(?:but|because|which|who|whom|whose|that|when|while|where|although|though|if|whether"
    r"|unless|and (?:he|she|it|they|was|were|had|has|is|are|will|would))\b"
)
_ENDS: Final = re.compile(r"[,;(\u2013\u2014]|:\s| - |\b(?:but|nor)\b|\band ")
# "applied for money to raise the wall by ...": what follows is of the raising, not of the applying.
_AIM: Final = re.compile(
    r"\S\s(?:\S+\s)*?(?<!expected )(?<!due )(?<!likely )(?<!planned )(?<!able )to "
    r"(?!(?:the|an?|its|his|her|their)\b)[a-z]"
)
_SOMETHING: Final = re.compile(r"\s(?:the|an?|his|her|its|their|one|perhaps|also|not|among|part)\b")
_VERB_WITHIN: Final = 6  # words behind "and"
_SUBJECT_BREAKS: Final = re.compile(
    r"[,;:()\u2013\u2014\"\u201c]| - |\b(?:but|because|which|who|whom|whose|that|when|where|if|whether|said|says|not)\b"
)
_GOES_ON: Final = frozenset("he she it they we that there".split())
_WEEKDAY: Final = re.compile(r"\s(?P<day>on \w+day)\Z")


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement taken apart.

    Attributes:
        text: the sentence.
        begin: where its subject begins.
        subject: as it stands inside a sentence.
        auxiliary: what stands before the subject in a question.
        verb: what stands behind it there; empty where the auxiliary is the sentence's own.
        tail: where what follows the verb begins.
        end: where the statement ends.
        frame: whom the statement is from, such as "According to Ms Arkwell, "; empty for the document itself.
        fronted: what stood before the subject, such as "in 2023"; empty for nothing.
    """

    text: str
    begin: int
    subject: str
    auxiliary: str
    verb: str
    tail: int
    end: int
    frame: str = ""
    fronted: str = ""

    def asked(self, wh: str, gap: Span, *, fronted: bool = True) -> str | None:
        """The question ``wh`` about the words of ``gap``, which are left out; None where they are out of its reach.

        Args:
            wh: the asking words, with a capital.
            gap: a range of the text behind the verb.
            fronted: whether what stood before the subject is said too.
        """
        if not self.tail <= gap.start < gap.end <= self.end or breaks(self.text, self.tail, gap.start):
            return None
        before = self.text[self.tail : gap.start]
        if (self.verb != "expect" and _AIM.search(before)) or self._has_verbs(before) or self._says_what_it_is():
            return None
        rest = f"{self.text[self.tail : gap.start]} {self.text[gap.end : cut_off(self.text, gap.end, self.end)]}"
        return self._put(wh, rest, self.fronted if fronted else "")

    def asked_of_front(self, wh: str) -> str | None:
        """The question about what stood before the subject; None where the statement says what something is."""
        if self._says_what_it_is():
            return None
        return self._put(wh, self.text[self.tail : cut_off(self.text, self.tail, self.end)], "")

    def _has_verbs(self, words: str) -> bool:
        """Whether some words behind the verb have another: "found that it was", with "that" left out."""
        own = 0 if self.verb else 2  # "had been closed"
        return any(_is_verb(word) for word in words.split()[own:])

    def _says_what_it_is(self) -> bool:
        """Whether the subject is something, so that what follows belongs to that: "was the first bridge in Halvane"."""
        return self.auxiliary in ("is", "are", "was", "were") and _SOMETHING.match(self.text, self.tail) is not None

    def _put(self, wh: str, rest: str, fronted: str) -> str:
        wh = wh[0].lower() + wh[1:] if self.frame else wh
        words = fold(f"{self.frame}{wh} {self.auxiliary} {self.subject} {self.verb} {rest} {fronted}")
        return re.sub(r"\s+(?=[,.;:])", "", words).rstrip(" ,.;:") + "?"


def read_clause(text: str, names: Names) -> Clause | None:
    """The main statement of a sentence on one line; None where its subject and verb are not sure."""
    if ": " in text:
        return None
    begin = after_dateline(text)
    frame, said_at = _said_by(text, begin, names)
    begin = said_at or begin
    front = _front(text, begin)
    if front:
        begin = front.end
    begin += len(text[begin:]) - len(text[begin:].lstrip(" ,"))
    end = len(text.rstrip(" .!"))
    read = _verb(text, begin, end)
    if read is None:
        return None
    fronted = text[front.start : front.end].strip(" ,") if front else ""
    fronted = fronted[:1].lower() + fronted[1:]
    day = _WEEKDAY.search(read.subject)  # "The board on Monday awarded"
    fronted = fold(f"{fronted} {day['day']}") if day else fronted
    subject = names.lowered(_WEEKDAY.sub("", read.subject))
    return replace(read, subject=subject, frame=frame, fronted=fronted)


def after_dateline(text: str) -> int:
    """Where a news story's first sentence begins, behind the place it was written at; 0 for other sentences."""
    found = _DATELINE.match(text)
    return found.end() if found else 0


def _said_by(text: str, begin: int, names: Names) -> tuple[str, int]:
    """The words "According to ..." and where what is said begins; an empty string and 0 where nobody is named so."""
    found = _FRAME.match(text, begin)
    if found is None or found["who"].split(maxsplit=1)[0].lower() in _NO_SUBJECT:
        return "", 0
    who = found["who"]
    named = [who[span.start : span.end] for span in names.found_in(who)]
    if not named:
        return "", 0
    first = who.split(",")[0]
    shown = names.lowered(first) if any(name in first for name in named) else named[0]
    return f"According to {shown}, ", found.end()


def breaks(text: str, start: int, end: int) -> bool:
    """Whether another clause begins between two places; commas inside dates and figures begin none."""
    return _BREAKS.search(_plain(text), start, end) is not None


def cut_off(text: str, start: int, end: int) -> int:
    """Where the clause that runs at ``start`` ends: at the next comma, "but", or "and" with a verb behind it."""
    plain = _plain(text)
    for found in _ENDS.finditer(plain, start, end):
        following = plain[found.end() : end].split()[:_VERB_WITHIN]
        if found[0].strip() != "and" or (following and following[0] in _GOES_ON) or any(map(_is_verb, following)):
            return found.start()
    return end


def _plain(text: str) -> str:
    """The text, as long as before, with its dates and figures masked."""
    dates = dates_in(text)
    spans = [(one.start, one.end) for one in dates] + [(one.start, one.end) for one in numbers_in(text, dates)]
    return masked(text, sorted(spans))


def _front(text: str, begin: int) -> Span | None:
    """A date with its preposition that stands before the subject."""
    opened = _FRONTED.match(text, begin)
    if opened is None:
        return None
    date = next((one for one in dates_in(text) if one.start == opened.end()), None)
    return Span(begin, date.end) if date and text[date.end : date.end + 1] in (" ", ",") else None


def _verb(text: str, begin: int, end: int) -> Clause | None:
    """Subject and verb from ``begin`` on, without frame and front."""
    words = list(re.finditer(r"[^\s]+", text[begin:end]))
    for place, word in enumerate(words[: _LONGEST_SUBJECT + 1]):
        form = word[0]
        if not _is_verb(form):
            continue
        subject = text[begin : begin + word.start()].strip()
        following = words[place + 1][0] if place + 1 < len(words) else ""
        if not _is_subject(subject) or not following:
            return None
        tail = begin + word.end()
        auxiliary, base = _question_form(form, following)
        if base and (following == "by" or _later_verb(text, tail, end)):
            return None
        return Clause(text, begin, subject, auxiliary, base, tail, end)
    return None


def _is_subject(words: str) -> bool:
    if not words or words.split(maxsplit=1)[0].lower() in _NO_SUBJECT or _SUBJECT_BREAKS.search(words):
        return False
    return not re.search(r"\bto\b|\b(?:and|or|of|\w+ing)$", words)


def _question_form(form: str, following: str) -> tuple[str, str]:
    """Auxiliary and base form: "did", "pay" for "paid"; the auxiliary itself has no base form."""
    if form in ("had", "has", "have") and not (following in PARTICIPLES or following.endswith("ed")):
        return {"had": "did", "has": "does", "have": "do"}[form], "have"
    if form in ("did", "does", "do") or form in AUXILIARIES:
        return form, ""
    if form in BASE_OF_PAST:
        return "did", BASE_OF_PAST[form]
    return "does", BASE_OF_PRESENT[form]


def _is_verb(word: str) -> bool:
    return word in AUXILIARIES or word in BASE_OF_PAST or word in BASE_OF_PRESENT


def _later_verb(text: str, start: int, end: int) -> bool:
    """Whether an auxiliary follows before another clause begins: then what was read as the verb is a participle."""
    plain = _plain(text)
    stop = _BREAKS.search(plain, start, end)
    until = stop.start() if stop else cut_off(text, start, end)
    return any(word in AUXILIARIES for word in plain[start:until].split())
