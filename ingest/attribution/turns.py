"""The turns of transcripts and interviews: "MS. VENN: ...", "Q: ...", "Mara Venn: ..."."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ingest.attribution.first_names import gender_of_name
from ingest.attribution.found import Said
from ingest.attribution.titles import is_role_word, names_body
from onrecord.speech import TURN, is_label, turn_names

__all__ = ["turns_in"]

# "Q (Mara Venn, Harn Gazette):" tells who asks.
_ASKED: Final = re.compile(
    r"^[ \t]*(?P<sign>[QA]|Question|Answer|QUESTION|ANSWER)"
    r"(?:[ \t]*[(\[](?P<name>[^)\],\n:]{1,60})[^)\]\n]{0,80}[)\]])?[.:]\s",
    re.MULTILINE,
)
_FULL_NAME: Final = re.compile(r"[^\W\d_a-z][\w.\u2019'-]*(?: [\w.\u2019'-]+){0,3} [^\W\d_a-z][\w\u2019'-]+")
_MIXED: Final = re.compile(
    r"^[ \t]*(?:\*\*|__)?(?:Q\d{1,3}[.:]? )?(?P<name>[A-Z][\w.\u2019'-]{1,20}(?: [A-Z][\w.\u2019'-]{0,20}){0,3})"
    r"(?:, [A-Z][^\n:,]{1,50}| ?[(\[][^)\]\n]{1,60}[)\]]| [-\u2013\u2014] [^\n:]{1,60})?"
    r"(?:\*\*|__)?:(?:\*\*|__)?[ \t\n]",
    re.MULTILINE,
)
# As records of hearings have them: "Senator VENN. I thank you."
_HEARD: Final = re.compile(
    r"^[ \t]*(?P<name>(?P<title>[A-Z][a-z]{1,15})\.? [A-Z][A-Z\u2019'-]{2,20})\.[ \t\n]", re.MULTILINE
)
_BREAK: Final = re.compile(r"\n[ \t]*\n")
# So many turns make a transcript, where what has no label goes on with the one before.
_TRANSCRIPT: Final = 4
_FEWEST_SPEAKERS: Final = 2
_MOST_SPEAKERS: Final = 50
_MOST_PARAGRAPHS: Final = 20


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of a turn, where its words begin, its name and where that begins; ``sign`` is "Q" of a question."""

    start: int
    end: int
    words: int
    name: str
    at: int
    sign: str = ""


def turns_in(text: str, start: int, is_quoted: Callable[[tuple[int, int]], bool] = lambda _: False) -> list[Said]:
    """Every turn of ``text`` from ``start`` on, in order; none where labels are no speakers' ("FEES:").

    A turn is its paragraph up to the next label. In a text with four turns or more, paragraphs without a label that
    stand between two turns belong to the first of them, unless a heading parts them.

    Args:
        text: the whole text.
        start: where to begin.
        is_quoted: whether a label stands in somebody's words in quote marks, and so begins no turn.
    """
    labels = [label for label in _labels(text, start) if not is_quoted((label.start, label.end))]
    turns = []
    for place, label in enumerate(labels):
        last = place + 1 == len(labels)
        end = len(text) if last else labels[place + 1].start
        content = _paragraphs(text, label.words, end, goes_on=not last and len(labels) >= _TRANSCRIPT)
        if content:
            name = (label.at, label.at + len(label.name))
            turns.append(Said(content, (label.start, label.end), name, "turn"))
    return turns


def _labels(text: str, start: int) -> list[_Label]:
    names = turn_names(text[start:]) if start else turn_names(text)
    found = {label.start: label for label in _matches(TURN, text, start) if label.name in names}
    asked = _asked(text, start)
    if {"Q", "A"} <= {label.sign for label in asked} or (found and asked):
        found |= {label.start: label for label in asked}
    if not found:
        found = _heard(text, start)
    if not found:
        found = _mixed(text, start)
    return [found[place] for place in sorted(found)]


def _asked(text: str, start: int) -> list[_Label]:
    """The labels of questions and answers, by the name of who asks where it stands in brackets."""
    labels = []
    for one in _ASKED.finditer(text, start):
        part = "name" if one["name"] and _FULL_NAME.fullmatch(one["name"].strip()) else "sign"
        at = one.start(part)
        first = one.start("sign")
        end = one.start() + len(one[0].rstrip())
        labels.append(_Label(first, end, one.end(), one[part].strip(), at, one["sign"][0]))
    return labels


def _mixed(text: str, start: int) -> dict[int, _Label]:
    """The labels of names in small letters, where two speak twice; of who speaks once where that is a name."""
    mixed = [label for label in _matches(_MIXED, text, start) if not is_label(label.name.upper())]
    counted = Counter(label.name for label in mixed)
    twice = {name for name, times in counted.items() if times > 1}
    if len(twice) < _FEWEST_SPEAKERS:
        return {}
    begun = next(label.start for label in mixed if label.name in twice)
    between = {label.name for label in mixed if label.start > begun or label.name in twice}
    once = {name for name in between - twice if " " in name and not names_body(name.split())}
    few = len(counted) <= _MOST_SPEAKERS
    known = {name for name in once if few and (text.count(name) > 1 or gender_of_name(name.split()))}
    return {label.start: label for label in mixed if label.name in twice | known and label.start >= begun}


def _heard(text: str, start: int) -> dict[int, _Label]:
    """The labels of a hearing, where several speak in turn."""
    offices = {one.start("name") for one in _HEARD.finditer(text, start) if is_role_word(one["title"].lower())}
    labels = [label for label in _matches(_HEARD, text, start) if label.start in offices]
    several = len(labels) >= _TRANSCRIPT and len({label.name for label in labels}) > 1
    return {label.start: label for label in labels} if several else {}


def _matches(pattern: re.Pattern[str], text: str, start: int) -> list[_Label]:
    labels = []
    for one in pattern.finditer(text, start):
        first = one.start() + len(one[0]) - len(one[0].lstrip())
        name, at = one["name"].strip(), one.start("name")
        labels.append(_Label(first, one.start() + len(one[0].rstrip()), one.end(), name, at))
    return labels


def _paragraphs(text: str, begin: int, end: int, goes_on: bool) -> list[tuple[int, int]]:
    """The words from ``begin`` on: of the paragraph, or of all up to a heading."""
    ranges: list[tuple[int, int]] = []
    while begin < end and len(ranges) < _MOST_PARAGRAPHS:
        found = _BREAK.search(text, begin, end)
        stop = found.start() if found else end
        words = text[begin:stop]
        if words.lstrip().startswith("#"):
            break
        if words.strip():
            first = begin + len(words) - len(words.lstrip())
            ranges.append((first, begin + len(words.rstrip())))
        if not goes_on and ranges:
            break
        begin = found.end() if found else end
    return ranges
