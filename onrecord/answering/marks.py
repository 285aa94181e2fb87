"""What a chat model streams -> whole sentences, each with the numbers of the passages it names.

Every decision rests on the reply up to one place in it, never on where a piece of it ends, so that the sentences are
the same however the reply is cut. Marks are kept in the text as one character until their sentence is complete.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from onrecord.answering import mark_forms as forms
from onrecord.answering.declining import claims_nothing, is_refusal
from onrecord.answering.mark_forms import MARK, Named, is_end, is_open, named, untangled
from onrecord.words import has_word, whole

__all__ = ["MarkReader", "MarkedSentence", "claims_nothing", "is_refusal"]

# A run without an end is cut here; words in quote marks that never close hold a sentence together only so far.
_MOST_CHARS: Final = 1200
_MOST_QUOTED: Final = 600
# A line this long was wrapped by its writer: its sentence may go on below it.
_WRAPPED: Final = 60
_MOST_BRACKETED: Final = 300
_MOST_URL: Final = 2000


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence of a reply.

    Attributes:
        text: without marks and Markdown, white space folded; it has a word.
        numbers: passages it names, in order, none twice, each from 1 to the count given.
        unknown: marks that name no passage.
    """

    text: str
    numbers: tuple[int, ...]
    unknown: int


class MarkReader:
    """Reads a reply piece by piece; one for each reply.

    Reads ``[1]``, ``[1, 2]``, ``[1-3]``, ``[1][2]``, ``[^1]``, ``[Passage 1]``, ``(source 2)``, ``[1\u2020L3]``,
    fullwidth brackets and figures, ``<sup>1</sup>``, before and after the full stop. A bracketed number of over three
    digits is text, and so are ``(1)`` and ``(No. 1)``. Markdown is dropped, links become their words, and what stands
    between ``<think>`` and ``</think>`` is left out. Words in quote marks stay in one sentence.
    """

    def __init__(self, count: int) -> None:
        """``count``: how many passages the model was given, from 0."""
        self._count = count
        self._rest, self._at, self._before, self._last = "", 0, "", False
        self._thinking, self._line_start, self._heading = False, True, False
        self._current, self._marks, self._seen = "", list[Named](), 0
        self._line_chars, self._wrapped, self._leading = 0, False, False
        self._held: MarkedSentence | None = None
        self._done: list[MarkedSentence] = []
        signs = (self._parenthesis, self._tag, self._image, self._escape)
        self._special: dict[str, Callable[[], bool]] = dict(zip("(<!\\", signs, strict=True))
        self._special |= dict.fromkeys("[\u3010\uff3b", self._bracket) | dict.fromkeys("*_`", self._emphasis)

    def feed(self, piece: str) -> list[MarkedSentence]:
        """The sentences that are now surely complete, in order; often none.

        One is complete when its end and the marks after it are read: with the next word or, where it has a mark, with
        the end of its line. A sentence without a mark that ends its line waits for what the next line begins with.
        """
        self._rest += whole(piece).translate(forms.CLEAN)
        return self._read()

    def close(self, truncated: bool = False) -> list[MarkedSentence]:
        """The rest; where the reply was cut off (``truncated``), without a last sentence that has no end."""
        self._last = True
        done = self._read()
        if not (truncated and self._current and not self._complete(at_colon=False)):
            self._flush()
        self._current, self._marks = "", []
        self._release()
        return [*done, *self._read()]

    def _read(self) -> list[MarkedSentence]:
        while self._at < len(self._rest) and self._step():
            pass
        self._rest, self._at = self._rest[self._at :], 0
        done, self._done = self._done, []
        return done

    def _step(self) -> bool:
        """Read one thing; whether it could be told what it is."""
        sign = self._rest[self._at]
        if self._thinking:
            return self._skip_thought()
        if self._line_start:
            return self._begin_line(sign)
        if sign == "\n":
            return self._end_line()
        if sign in self._special:
            return self._special[sign]()
        found = forms.PLAIN.match(self._rest, self._at)
        return self._take(found.end() if found else self._at + 1)

    def _past(self, end: int) -> bool:
        """Go on at ``end``."""
        self._before, self._at = self._rest[end - 1], end
        return True

    def _take(self, end: int) -> bool:
        """Read up to ``end`` as words."""
        self._words(self._rest[self._at : end])
        return self._past(end)

    def _find(self, closing: str, start: int, most: int) -> int | None:
        """Where the first of ``closing`` is; -1 where it is not near or in this line; None where more must be read."""
        limit = start + most
        places = [at for sign in (*closing, "\n") if (at := self._rest.find(sign, start, limit)) >= 0]
        if places:
            return -1 if self._rest[min(places)] == "\n" else min(places)
        return -1 if self._last or len(self._rest) >= limit else None

    def _lacks(self, end: int) -> bool:
        """Whether characters before ``end`` are still to come."""
        return end > len(self._rest) and not self._last

    def _skip_thought(self) -> bool:
        found = forms.THOUGHT.search(self._rest, self._at)
        if found:
            self._thinking, self._line_start = False, not self._current
            return self._past(found.end())
        self._at = len(self._rest) if self._last else max(self._at, len(self._rest) - 12)
        return False

    def _begin_line(self, sign: str) -> bool:
        """Drop what Markdown begins a line with."""
        if sign == "\n":
            self._flush()
        if sign.isspace():
            return self._past(self._at + 1)
        if not self._last and forms.MAY_START.fullmatch(self._rest, self._at):
            return False
        found = forms.STARTS.match(self._rest, self._at)
        if not found:
            self._line_start = False
            return True
        if not found["quote"]:
            self._flush()
        self._heading = self._heading or bool(found["head"])
        return self._past(found.end())

    def _end_line(self) -> bool:
        self._line_start = True
        if self._heading or self._complete():
            self._flush()
        self._wrapped = bool(self._current)
        self._leading, self._line_chars = False, 0 if not self._current else self._line_chars
        return self._past(self._at + 1)

    def _bracket(self) -> bool:
        """A mark, a link, or an opening bracket."""
        close = self._find("]\u3011\uff3d", self._at, _MOST_BRACKETED)
        if close is None or (close >= 0 and self._lacks(close + 3) and "\n" not in self._rest[close:]):
            return False
        if close < 0:
            cut_off = self._last and forms.CUT_OFF.match(self._rest, self._at)
            return self._past(len(self._rest)) if cut_off else self._take(self._at + 1)
        mark = forms.SQUARE.match(self._rest, self._at)
        end = mark.end() if mark else close + 1
        target = self._target(end)
        if target is None:
            return False
        if mark:
            self._mark(mark["list"])
        elif target > end:
            self._words(self._rest[self._at + 1 : close])
        else:
            return self._take(self._at + 1)
        return self._past(target)

    def _target(self, start: int) -> int | None:
        """One past the address in brackets that begins at ``start``; ``start`` for none; None to wait."""
        if self._rest[start : start + 1] != "(":
            return start
        close = self._find(")", start, _MOST_URL)
        if close is None:
            return None
        return close + 1 if close > 0 and forms.URL.match(self._rest[start + 1 : close]) else start

    def _parenthesis(self) -> bool:
        close = self._find(")", self._at, 60)
        if close is None:
            return False
        mark = forms.ROUND.match(self._rest, self._at)
        listed = forms.is_round(mark, self._count) if mark and close > 0 else ""
        if not mark or not listed:
            return self._take(self._at + 1)
        self._mark(listed)
        return self._past(mark.end())

    def _tag(self) -> bool:
        close = self._find(">", self._at, 24)
        if close is None:
            return False
        if close < 0 and self._last and "<thinking>".startswith(self._rest[self._at :].replace("/", "", 1)):
            return self._past(len(self._rest))
        name = self._rest[self._at + 1 : close].strip(" /") if close > 0 else ""
        closes = self._rest[self._at + 1 : self._at + 2] == "/"
        if name.casefold() == "br":
            self._line_start = True
            return self._end_line() and self._past(close + 1)
        if forms.THINKS.fullmatch(name):
            self._thinking = not closes
            self._current, self._marks, self._seen = ("", [], 0) if closes else (self._current, self._marks, self._seen)
            return self._past(close + 1)
        if name.casefold() == "sup" and not closes:
            return self._raised(close + 1)
        return self._past(close + 1) if name and forms.TAGS.fullmatch(name) else self._take(self._at + 1)

    def _raised(self, end: int) -> bool:
        """A raised number is a mark, but for a power ("48 m<sup>2</sup>")."""
        inner = self._find("<", end, 30)
        if inner is None or (inner > 0 and self._lacks(inner + 6)):
            return False
        mark = forms.RAISED.match(self._rest, self._at)
        if not mark or re.search(r"\b[kcdm]?m$", self._current):
            return self._past(end)
        self._mark(mark["list"])
        return self._past(mark.end())

    def _image(self) -> bool:
        if self._lacks(self._at + 2):
            return False
        if self._rest[self._at + 1 : self._at + 2] != "[":
            return self._take(self._at + 1)
        close = self._find("]", self._at, _MOST_BRACKETED)
        if close is None or self._lacks(close + 2):
            return False
        target = self._target(close + 1) if close > 0 else 0
        if target is None:
            return False
        return self._past(target) if target > close + 1 > 0 else self._take(self._at + 1)

    def _escape(self) -> bool:
        if self._lacks(self._at + 2):
            return False
        following = self._rest[self._at + 1 : self._at + 2]
        return self._past(self._at + 1) if following in "[]()*_`#" else self._take(self._at + 1)

    def _emphasis(self) -> bool:
        """Drop signs around words; keep one that stands alone, and those inside a name or a product."""
        end = self._at + 1
        while end < min(len(self._rest), self._at + 8) and self._rest[end] in "*_`":
            end += 1
        if self._lacks(end + 1):
            return False
        kept = forms.is_kept(self._before, self._rest[self._at : end], self._rest[end : end + 1])
        return self._take(end) if kept else self._past(end)

    def _mark(self, listed: str) -> None:
        if self._wrapped:
            self._flush()
        self._current += MARK
        self._marks.append(named(listed, self._count))

    def _words(self, run: str) -> None:
        run = re.sub(r"\s+", " ", run)
        if not self._current.strip(MARK + " ") and run.strip():
            self._leading = self._leading or MARK in self._current
        if self._wrapped and run.strip():
            first = run.strip()[0]
            if not first.islower() and (self._line_chars < _WRAPPED or first == "|"):
                self._flush()
            self._current += " " if self._current else ""
            self._wrapped, self._line_chars = False, 0
        run = run.lstrip() if self._current[-1:] in ("", " ") else run
        self._current += run
        if self._held and not forms.only_marks(self._current):
            self._release()
        self._line_chars += len(run)
        self._cut()

    def _cut(self, *, in_quotes: bool = False) -> None:
        """Give out the sentences before the last one of those begun; ``in_quotes`` cuts there too."""
        while True:
            found = forms.END.search(self._current, self._seen)
            if found and found.end() <= _MOST_CHARS:
                if self._splits(found, in_quotes):
                    late = self._leading and MARK in found["gap"]
                    self._give(found.end("end") if late else found.start("next"))
                else:
                    self._seen = found.start("next") + 1
            elif len(self._current) > _MOST_CHARS:
                at = self._current.rfind(" ", 1, _MOST_CHARS)
                self._give(at if at > 0 else _MOST_CHARS)
            else:
                break
        ends = forms.ENDS.search(self._current, self._seen)
        self._seen = max(self._seen, forms.settled(self._current) if ends else len(self._current))

    def _splits(self, found: "re.Match[str]", in_quotes: bool) -> bool:
        text, following = self._current[: found.end("end")], found["next"][-1]
        if not in_quotes and len(text) < _MOST_QUOTED and is_open(text):
            return False
        if MARK in found["gap"] or found["end"][0] in "\u3002\uff01\uff1f":
            return not following.islower()
        return is_end(text, following)

    def _complete(self, *, at_colon: bool = True) -> bool:
        """Whether what is read ends like a sentence, or with a mark; ``at_colon`` or a colon."""
        found = forms.ENDED.search(self._current)
        if not found or (not at_colon and found[0][0] in (":", MARK)):
            return False
        return found["gap"] is None or MARK in found["gap"] or is_end(self._current.rstrip(), "A")

    def _flush(self) -> None:
        """What is read of a sentence is one."""
        self._wrapped, self._heading, self._line_chars = False, False, 0
        if forms.only_marks(self._current):
            self._give_marks()
            return
        if is_open(self._current) or len(self._current) > _MOST_CHARS:
            self._seen = 0
            self._cut(in_quotes=True)
        self._give(len(self._current), hold=True)

    def _give_marks(self) -> None:
        """Marks on a line of their own belong to the sentence above it."""
        if self._held and self._marks:
            _, names = untangled("", self._marks, self._count)
            self._held = MarkedSentence(self._held.text, names.numbers, names.unknown)
            self._release()
        self._current, self._marks, self._seen = "", [], 0

    def _give(self, end: int, *, hold: bool = False) -> None:
        """Give out what is read up to ``end``; ``hold`` keeps it back where it has no mark yet."""
        raw, self._current, self._seen = self._current[:end], self._current[end:].lstrip(" "), 0
        count = raw.count(MARK)
        marks, self._marks = self._marks[:count], self._marks[count:]
        text, names = untangled(raw, marks, self._count)
        self._release()
        if has_word(text):
            self._held = MarkedSentence(text, names.numbers, names.unknown)
            if not hold or names != Named():
                self._release()

    def _release(self) -> None:
        if self._held:
            self._done.append(self._held)
            self._held = None
