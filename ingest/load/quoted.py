"""What a mail quotes of others: each a section under the line that says who wrote it, its sentences whole again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.sentences import block_sentences, fold
from onrecord.types import Span

__all__ = ["with_quoted_parts"]

_QUOTED: Final = re.compile(r"((?:>[ \t]?)*)(.*)")
_ORIGINAL: Final = re.compile(r"[-_]{2,40} ?([A-Z]\w*(?:[ -]\w+){0,3}) ?[-_]{2,40}")
_HEADER: Final = re.compile(r"\*?(?:From|Von|De|Da)\b\s?:")
# What the line that says who wrote it has: such a word, an address, a time, a year.
_WROTE: Final = re.compile(
    r"\b(?:wrote|writes|schrieb|\u00e9crit|escribi\u00f3|escreveu|scritto|schreef|skrev|napisa\u0142a?)\b"
    r"|@|\d:\d\d|\b(?:19|20)\d\d\b"
)
_SENTENCES: Final = re.compile(r"[.!?\u2026]\W*\s")
_ITEM: Final = re.compile(r"[-*\u2022\u2013]\s|\d{1,3}[.)]\s|[A-Z][\w-]{1,20}:\s")
# A line that long was broken by the program that sent it; shorter ones are broken by who wrote them.
_WRAPPED_CHARS: Final = 60
# "On Monday ... Lena Moss\\n<lena@coast.example> wrote:" is broken into so many lines at most.
_ATTRIBUTION_LINES: Final = 3
_ATTRIBUTION_CHARS: Final = 250
_MOST_LEVEL: Final = 6
_LONGEST: Final = 5000
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the marks before it, how many there were, and the length of the last of those it was made of."""

    depth: int
    words: str
    last: int = 0


def with_quoted_parts(text: str) -> str:
    """The text of a mail with a heading over each mail that it quotes, and each quoted sentence on one line.

    Programs break what they quote after some 72 letters and put ``> `` before each line, which parts its sentences. Who
    wrote it stands in the line above ("On Monday, Lena Moss wrote:"), which so names the section. No word is changed.

    Args:
        text: of a mail, newlines as ``\\n``.
    """
    lines = [_line(line) for line in text.split("\n")]
    if not any(line.depth for line in lines) and not _ORIGINAL.search(text):
        return text
    return _EMPTY_LINES.sub("\n\n", "\n".join(_shown(_headed(lines))))


def _line(line: str) -> _Line:
    found = _QUOTED.fullmatch(line)
    words = (found[2] if found else line).rstrip()
    return _Line(found[1].count(">") if found else 0, words, len(words))


def _headed(lines: list[_Line]) -> Iterator[_Line | str]:
    """The lines, headings over what is quoted as texts."""
    begins = {}
    before = 0
    for place, line in enumerate(lines):
        if line.depth > lines[before].depth and line.words and lines[before].words.endswith(":"):
            first = _first_of(lines, before)
            if _WROTE.search(" ".join(one.words for one in lines[first : before + 1])):
                begins[first] = (before, line.depth)
        before = place if line.words else before
    place = 0
    while place < len(lines):
        line = lines[place]
        if place in begins:
            last, depth = begins[place]
            words = " ".join(one.words for one in lines[place : last + 1])
            yield f"{'#' * min(depth + 1, _MOST_LEVEL)} {fold(words)}"
            place = last
        elif (found := _ORIGINAL.fullmatch(line.words)) and place + 1 < len(lines):
            follows = _HEADER.match(lines[place + 1].words or lines[min(place + 2, len(lines) - 1)].words)
            yield f"{'#' * min(line.depth + 2, _MOST_LEVEL)} {found[1]}" if follows else line
        else:
            yield line
        place += 1


def _first_of(lines: list[_Line], last: int) -> int:
    """The first line of the paragraph that ends in who wrote what follows; its last line where it is a long one."""
    first = last
    while first > 0 and lines[first - 1].words and lines[first - 1].depth == lines[last].depth:
        first -= 1
        if last - first >= _ATTRIBUTION_LINES:
            return last
    long = sum(len(line.words) for line in lines[first : last + 1]) > _ATTRIBUTION_CHARS
    return last if long else first


def _shown(lines: Iterator[_Line | str]) -> Iterator[str]:
    """The lines with their marks, those that were broken whole again, headings between empty lines."""
    open_line: _Line | None = None
    for line in lines:
        if open_line and isinstance(line, _Line) and _goes_on(open_line, line):
            open_line = _Line(line.depth, f"{open_line.words} {line.words.lstrip()}", line.last)
            continue
        if open_line:
            yield _marked(open_line)
        open_line = line if isinstance(line, _Line) else None
        if isinstance(line, str):
            yield from ("", line, "")
    if open_line:
        yield _marked(open_line)


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether a quoted line was broken before the one that follows."""
    if not line.depth or line.depth != following.depth or not line.words or not following.words:
        return False
    if (
        len(line.words) > _LONGEST
        or _ITEM.match(following.words)
        or "  " in following.words.strip()
        or " | " in following.words
    ):
        return False
    return following.words[0].islower() or line.last >= _WRAPPED_CHARS


def _marked(line: _Line) -> str:
    """The line with its marks: each sentence with its own, so that none can be taken for one of who quotes it."""
    if not line.depth or not line.words:
        return line.words
    marks = ">" * line.depth
    if not _SENTENCES.search(line.words):
        return f"{marks} {line.words}"
    spans = block_sentences(line.words, Span(0, len(line.words)))
    return "\n".join(f"{marks} {line.words[span.start : span.end].strip()}" for span in spans)
