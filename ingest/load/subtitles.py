"""Subtitles as a transcript: who speaks, running text, and every minute the time as a heading (webvtt-py)."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import Final

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from ingest.load.plain import decode
from ingest.load.reading import Reading
from onrecord.errors import UnsupportedFormat
from onrecord.sentences import ends_sentence, fold
from onrecord.words import has_word

__all__ = ["read_srt", "read_vtt"]

# 60 seconds of speech are some 150 words, about what a passage holds: so its heading is the time of its words.
_MARK_SECONDS: Final = 60
# Captions made by machines have no full stops: then a paragraph ends between two cues.
_LONGEST_SECONDS: Final = 120
# Somebody who is silent for so long begins a new paragraph.
_PAUSE_SECONDS: Final = 4
_TIME: Final = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3}")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,80})>")
_TAG: Final = re.compile(r"</?(?:[a-z][\w.-]*(?:\s[^<>]*)?|\d[\d:.]*)/?>|\{\\[^{}]*\}", re.IGNORECASE)
_LABEL: Final = re.compile(r"(?:>>+\s*|-\s*)?([A-Z][A-Z .'\u2019-]{1,40}):\s+(?=\S)")
_NAME: Final = re.compile(r"(?:>>+\s*|-\s*)?([A-Z][\w.'\u2019-]+(?:\s[A-Z(][\w.'\u2019()-]*){0,4}):\s+(?=\S)")
_TURN: Final = re.compile(r"(?:>>+|[-\u2013\u2014](?=\s*\w))\s*")
# In files of meetings nearly every cue begins with a name.
_NAMED_SHARE: Final = 0.5
# In captions that roll up every other cue begins with the line that ended the one before.
_ROLLING_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Turn:
    """What one speaker says without another between; ``speaker`` is empty where nobody is named."""

    speaker: str
    said: list[tuple[int, int, str]] = field(default_factory=list)


def read_srt(data: bytes, path: PurePath) -> Reading:
    """An ``.srt`` file; as :func:`read_vtt`, the speakers are those before a colon (``VENN: ...``).

    Raises:
        UnsupportedFormat: no subtitle has a time, or the encoding is broken.
    """
    return _read(data, "srt")


def read_vtt(data: bytes, path: PurePath) -> Reading:
    """A ``.vtt`` file as a transcript.

    What one speaker says is one paragraph, however many subtitles show it, so that its sentences are whole. It begins
    with the speaker in capitals, as transcripts have it: of ``<v Mara Venn>``, of ``VENN:``, and of ``Mara Venn:``
    where most subtitles begin so. A heading such as ``## [00:01:23]`` stands before the first words of about each
    minute. Styles are left out; a title is what stands beside ``WEBVTT``; a date is not known.

    Raises:
        UnsupportedFormat: no subtitle has a time, or the encoding is broken.
    """
    return _read(data, "vtt")


def _read(data: bytes, kind: str) -> Reading:
    text, notes = decode(data)
    if kind == "vtt" and not text.startswith("WEBVTT"):
        text = f"WEBVTT\n\n{text}"
        notes = (*notes, 'its first line is not "WEBVTT"')
    refusal = f"no subtitle in it has a time (00:01:23,000 --> 00:01:25,000); save it again as .{kind}"
    try:
        found = webvtt.from_buffer(text.split("\n"), format=kind)
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise UnsupportedFormat(refusal) from error
    cues = [_Cue(one.start_in_seconds, one.end_in_seconds, tuple(one.lines)) for one in found.captions]
    cues = _unrolled(sorted(cues, key=lambda cue: cue.start))
    if not cues:
        raise UnsupportedFormat(refusal)
    timeless = sum(1 for line in text.split("\n") if "-->" in line and not _TIME.match(line))
    if timeless:
        have = "subtitle has" if timeless == 1 else "subtitles have"
        notes = (*notes, f"{timeless:,} {have} no time that can be read: left out")
    title = fold((found.header_text or "").strip(" -"))
    return Reading(_text(_turns(cues)), title=title if has_word(title) else "", notes=notes)


def _unrolled(cues: list[_Cue]) -> list[_Cue]:
    """The cues without the line of the one before that those of machines begin with, where captions roll up."""
    cues = [_Cue(cue.start, cue.end, lines) for cue in cues if (lines := tuple(_words(cue.lines)))]
    repeats = [first.lines[-1] == second.lines[0] for first, second in pairwise(cues)]
    if not repeats or sum(repeats) < _ROLLING_SHARE * len(repeats):
        return cues
    kept = [
        cues[0],
        *(_Cue(one.start, one.end, one.lines[again:]) for one, again in zip(cues[1:], repeats, strict=True)),
    ]
    return [cue for cue in kept if cue.lines]


def _words(lines: Iterable[str]) -> Iterator[str]:
    """The lines without tags, the voice aside; entities decoded. What is left of a tag is text."""
    for line in lines:
        parts = _VOICE.split(line)
        for place, part in enumerate(parts):
            if place % 2:
                yield f"<v {fold(html.unescape(part))}>"
            elif words := fold(html.unescape(_TAG.sub("", part))):
                yield words


def _turns(cues: Sequence[_Cue]) -> list[_Turn]:
    """The cues by who speaks."""
    lines = [line for cue in cues for line in cue.lines[:1]]
    voiced = any(line.startswith("<v ") for cue in cues for line in cue.lines)
    named = not voiced and sum(1 for line in lines if _NAME.match(line)) >= _NAMED_SHARE * len(lines)
    label = _NAME if named else _LABEL
    turns = [_Turn("")]
    for cue in cues:
        if voiced and not cue.lines[0].startswith("<v "):
            turns.append(_Turn(""))
        for line in cue.lines:
            speaker, words = _begins(line, label)
            if speaker is not None and (not speaker or speaker != turns[-1].speaker):
                turns.append(_Turn(speaker))
            if words:
                turns[-1].said.append((cue.start, cue.end, words))
    return [turn for turn in turns if turn.said]


def _begins(line: str, label: re.Pattern[str]) -> tuple[str | None, str]:
    """Who begins to speak in a line, empty where it is somebody without a name, None where nobody does; the words."""
    if line.startswith("<v "):
        return line[3:-1], ""
    if found := label.match(line):
        return found[1], line[found.end() :]
    if found := _TURN.match(line):
        return "", line[found.end() :]
    return None, line


def _text(turns: Sequence[_Turn]) -> str:
    """Paragraphs with an empty line between them, a heading with the time over those that begin a minute."""
    parts: list[str] = []
    marked = -_MARK_SECONDS
    for turn in turns:
        for start, words in _paragraphs(turn.said):
            if start - marked >= _MARK_SECONDS:
                parts.append(f"## [{_clock(start)}]")
                marked = start
            parts.append(f"{turn.speaker.upper()}: {words}" if turn.speaker else words)
    return "\n\n".join(parts) + "\n"


def _paragraphs(said: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, str]]:
    """What one speaker says, parted at the end of a sentence after a minute or a pause: second, words."""
    began, words = said[0][0], [said[0][2]]
    for (_, before, last), (start, _, line) in pairwise(said):
        done = ends_sentence(last) and (start - began >= _MARK_SECONDS or start - before >= _PAUSE_SECONDS)
        if done or start - began >= _LONGEST_SECONDS:
            yield began, " ".join(words)
            began, words = start, []
        words.append(line)
    yield began, " ".join(words)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
