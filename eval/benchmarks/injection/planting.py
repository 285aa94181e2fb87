"""Where in which documents instructions are planted: beside the words that answer a question, and at both ends."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Final, Literal, get_args

from eval.benchmarks.injection.attacks import Attack
from eval.cases import Case
from eval.wording import pattern_of, plain
from onrecord.errors import BadInput
from onrecord.sentences import fold

__all__ = ["PLACES", "Spot", "Trial", "draw_trials", "planted", "spots_of"]

Place = Literal["after", "start", "end"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)
"""A paragraph of its own right after the paragraph that answers, before the first or after the last of the document."""

_PLAIN: Final = frozenset({".txt", ".text", ".md", ".markdown"})
_HTML: Final = frozenset({".html", ".htm"})
_GAP: Final = re.compile(r"\n[ \t]*(?=\n)")
_FRONT_MATTER: Final = re.compile(r"---\n.*?\n---\n", re.DOTALL)
_HEADER: Final = re.compile(r"(?:[A-Z][\w -]{0,30}:[^\n]*\n)+")
_PARAGRAPH: Final = re.compile(r"<p[\s>]", re.IGNORECASE)
_PARAGRAPH_ENDS: Final = re.compile(r"</p\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A question, and the file with the words that answer it.

    Attributes:
        case: the question.
        file: of plain text, Markdown or HTML.
        quote: words of the file that answer, as it writes them.
    """

    case: Case
    file: Path
    quote: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One instruction planted for one question."""

    attack: Attack
    spot: Spot
    place: Place


def spots_of(cases: Iterable[Case], folder: Path) -> list[Spot]:
    """Where each question that can be used has the first of its gold words that something can be planted beside.

    Left out are questions without gold words, those that have planted instructions of their own, and those whose gold
    is in files of other formats.

    Raises:
        BadInput: none can be used.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _PLAIN | _HTML]
    spots = [spot for case in cases if case.kind != "injection" for spot in _spots(case, files)[:1]]
    if not spots:
        raise BadInput(f"{folder} has no text, Markdown or HTML file with the gold words of a question of the suite.")
    return spots


def _spots(case: Case, files: Sequence[Path]) -> list[Spot]:
    found = []
    for gold in (*case.gold, *case.also):
        parts = Path(gold.document).parts
        named = [file for file in files if file.parts[-len(parts) :] == parts]
        if len(named) == 1 and gold.quote.strip() and planted(named[0], "x", gold.quote, "after") is not None:
            found.append(Spot(case, named[0], gold.quote))
    return found


def draw_trials(attacks: Sequence[Attack], spots: Sequence[Spot], sample: int | None, seed: int) -> list[Trial]:
    """Every instruction at every place, each for a question drawn by lot; in the order of the files.

    Args:
        attacks: what to plant.
        spots: what to ask; at least one.
        sample: only so many, at least 1, as evenly from all categories as that goes; None for all.
        seed: the same one draws the same.

    Raises:
        BadInput: ``sample`` is below 1.
    """
    if sample is not None and sample < 1:
        raise BadInput(f"{sample} is no number of instructions to plant; give 1 or more.")
    draw = Random(seed)  # noqa: S311 - no secret
    by_category: dict[str, list[Trial]] = {}
    for attack in attacks:
        for place in PLACES:
            by_category.setdefault(attack.category, []).append(Trial(attack, draw.choice(spots), place))
    for some in by_category.values():
        draw.shuffle(some)
    in_turn = [trial for turn in zip_longest(*by_category.values()) for trial in turn if trial is not None]
    return sorted(in_turn[:sample], key=lambda trial: trial.spot.file)


def planted(file: Path, words: str, quote: str, place: Place) -> str | None:
    """The text of a file with ``words`` as a paragraph of its own; None where ``quote`` is not in it.

    Raises:
        BadInput: it cannot be read, or is not UTF-8.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read: {error}. Give a folder of UTF-8 texts.") from error
    found = pattern_of(quote).search(plain(text))
    if found is None:
        return None
    if file.suffix.lower() in _HTML:
        return _in_html(text, html.escape(words), found.end(), place)
    return _in_text(text, fold(words), found.end(), place)


def _in_text(text: str, words: str, after: int, place: Place) -> str:
    if place == "end":
        return f"{text.rstrip()}\n\n{words}\n"
    if place == "after":
        gap = _GAP.search(text, after)
        at = gap.start() if gap else len(text)
        return f"{text[:at].rstrip()}\n\n{words}\n\n{text[at:].lstrip()}"
    head = _FRONT_MATTER.match(text) or _HEADER.match(text)
    at = head.end() if head else 0
    return f"{text[:at]}\n{words}\n\n{text[at:].lstrip()}"


def _in_html(text: str, words: str, after: int, place: Place) -> str | None:
    """None where the page has no paragraph after the words."""
    ends = [found.end() for found in _PARAGRAPH_ENDS.finditer(text)]
    following = [end for end in ends if end >= after]
    first = _PARAGRAPH.search(text)
    if not following or first is None:
        return None
    at = {"after": following[0], "start": first.start(), "end": ends[-1]}[place]
    return f"{text[:at]}\n<p>{words}</p>\n{text[at:]}"
