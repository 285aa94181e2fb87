"""What stands in quote marks, in every style; a quotation that a paragraph leaves open goes on in the next."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Quotation", "quotations_in"]

_MARK: Final = re.compile("''|``|[\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2018\u2019\u201a']")
# Mark that opens -> those that close it.
_CLOSES: Final = {
    '"': frozenset('"\u201d\u201c'),
    "\u201c": frozenset('\u201d"\u201c'),
    "\u201d": frozenset("\u201d"),
    "\u201e": frozenset("\u201c\u201d"),
    "\u201f": frozenset("\u201d"),
    "\u00ab": frozenset("\u00bb"),
    "\u00bb": frozenset("\u00ab"),
    "\u2039": frozenset("\u203a"),
    "\u203a": frozenset("\u2039"),
    "\u2018": frozenset("\u2019"),
    "\u201a": frozenset("\u2018\u2019"),
    "'": frozenset("'"),
    "''": frozenset({"''"}),
    "``": frozenset({"''"}),
}
_SINGLE: Final = frozenset("\u2018\u201a'\u2019")
_ONLY_OPEN: Final = frozenset({"\u201c", "\u201e", "\u201f", "\u00ab", "\u2039", "\u201a", "``"})
_MOSTLY_CLOSE: Final = frozenset({"\u201d", "\u00bb", "\u203a"})
# Letters left out: "'em", "'90s", "'til".
_ELISION: Final = re.compile(r"(?:em|til|tis|twas|cause|bout|round|n|\d0s|\d\d)\b")
_BEFORE_OPENING: Final = frozenset(" \t\n\xa0([{\u2014\u2013-\u2015/")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quote marks.

    Attributes:
        start: the opening mark.
        end: one past the closing mark.
        inner_start: first character within.
        inner_end: one past the last within.
        mark: the opening mark.
        closed: whether it has a closing mark; without one it reaches to the end of its paragraph.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    closed: bool = True


def quotations_in(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of ``text[start:end]``, one paragraph or what stands in marks itself.

    A single mark opens one only where it can be no apostrophe, and only where another closes it.
    """
    marks = [(found[0], found.start(), found.end()) for found in _MARK.finditer(text, start, end)]
    singles = _last_singles(text, marks, end)
    found: list[Quotation] = []
    opened: tuple[str, int, int] | None = None
    nests = _nests(marks)
    depth = 0
    for mark, begins, ends in marks:
        if opened is None:
            if _opens(text, mark, begins, ends, (start, end)) and (mark not in _SINGLE or begins < singles):
                opened = (mark, begins, ends)
        elif nests and mark == opened[0] == "\u201c":
            depth += 1
        elif depth and mark == "\u201d":
            depth -= 1
        elif mark in _CLOSES[opened[0]] and _is_closing(text, opened[0], begins, ends, (start, end)):
            found.append(Quotation(opened[1], ends, opened[2], begins, opened[0]))
            opened, depth = None, 0
    if opened is not None and (opened[0] not in _SINGLE):
        found.append(Quotation(opened[1], end, opened[2], end, opened[0], closed=False))
    return [one for one in found if text[one.inner_start : one.inner_end].strip()]


def _nests(marks: list[tuple[str, int, int]]) -> bool:
    """Whether curly marks of one kind stand within one another: as many close as open, at most two at a time."""
    depth = deepest = 0
    for mark, _, _ in marks:
        depth += (mark == "\u201c") - (mark == "\u201d")
        deepest = max(deepest, depth)
        if depth < 0:
            return False
    return depth == 0 and deepest == 2


def _last_singles(text: str, marks: list[tuple[str, int, int]], end: int) -> int:
    """Where the last mark stands that can close a single one; -1 for none."""
    for mark, begins, ends in reversed(marks):
        if mark in _SINGLE and not (ends < end and text[ends].isalnum()) and not text[begins - 1].isspace():
            return begins
    return -1


def _opens(text: str, mark: str, begins: int, ends: int, limits: tuple[int, int]) -> bool:
    """Whether a mark, standing outside of any quotation, opens one."""
    start, end = limits
    if mark in _ONLY_OPEN:
        return ends < end
    before = text[begins - 1] if begins > start else " "
    after = text[ends] if ends < end else " "
    if before not in _BEFORE_OPENING and not (mark not in _SINGLE and before in ":;,"):
        return False
    if after.isspace() or (mark in _MOSTLY_CLOSE and not after.isalnum()):
        return False
    if mark == "\u2018":
        return True
    if mark == "'":
        return (after.isalpha() or after in ".\u2026") and not _ELISION.match(text, ends)
    return mark != "\u2019"


def _is_closing(text: str, opened: str, begins: int, ends: int, limits: tuple[int, int]) -> bool:
    """Whether a mark of the right style closes, and is neither an apostrophe nor the opening of the next one."""
    start, end = limits
    before = text[begins - 1] if begins > start else " "
    after = text[ends] if ends < end else " "
    if opened not in _SINGLE:
        if text[begins:ends] in _MOSTLY_CLOSE:
            return True
        return not before.isspace() or not after.isalnum()
    if after.isalnum() or before.isspace():
        return False
    # "the dogs' bowls": a plural's apostrophe, with another mark to come or not; full stop and comma tell the end.
    return (
        before != "s"
        or not after.isspace()
        or not text[ends + 1 : ends + 2].islower()
        or not _closes_later(text, ends, end)
    )


def _closes_later(text: str, place: int, end: int) -> bool:
    """Whether a single mark behind a stop or comma comes within the next few hundred characters."""
    window = text[place : min(end, place + 400)]
    return re.search(r"[.,?!]['\u2019](?!\w)", window) is not None
