"""The forms that a chat model writes its marks in, and a sentence's text without them. Pure."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from onrecord.sentences import split_sentences
from onrecord.words import has_word

__all__ = [
    "CLEAN",
    "CUT_OFF",
    "END",
    "ENDED",
    "ENDINGS",
    "ENDS",
    "MARK",
    "MAY_START",
    "PLAIN",
    "RAISED",
    "ROUND",
    "SQUARE",
    "STARTS",
    "TAGS",
    "THINKS",
    "THOUGHT",
    "URL",
    "Named",
    "is_end",
    "is_kept",
    "is_open",
    "is_round",
    "named",
    "only_marks",
    "settled",
    "untangled",
]

MARK: Final = "\ue000"
"""Stands for a mark in the text of a sentence that is being read; a reply's own character of this kind is dropped."""

_DASH: Final = r"[-\u2013\u2014\u2011]"
_LABEL: Final = r"(?:passages?|sources?|documents?|docs?|excerpts?|refs?|references?|citations?|nos?\.?)"
# Outside square brackets "No. 4" and "document 3" are a document's own words.
_SPOKEN: Final = r"(?:passages?|sources?)"
_NUMBER: Final = r"\^?\d{1,3}(?::\d{1,3}(?=\u2020))?(?:\u2020[^\]\u3011\uff3d,;\n]*)?"
_JOINT: Final = rf"\s*(?:[,;/&\u3001\uff0c]|and|to|{_DASH})\s*"
_LIST: Final = rf"{_NUMBER}(?:{_JOINT}(?:{_LABEL}\s*)?\[?{_NUMBER}\]?)*"
_SPOKEN_LIST: Final = rf"{_NUMBER}(?:{_JOINT}(?:{_SPOKEN}\s*)?\[?{_NUMBER}\]?)*"
_ONE: Final = re.compile(rf"(\d+)(?::\d+)?(?:\u2020[^,;]*)?(?:\]?\s*(?:{_DASH}|to)\s*\[?(\d+))?", re.IGNORECASE)

SQUARE: Final = re.compile(
    rf"(?P<double>\[(?=\[))?[\[\u3010\uff3b]\s*(?:{_LABEL}\s*[:#]?\s*|#\s*)?(?P<list>{_LIST})\s*\\?[\]\u3011\uff3d]"
    r"(?(double)\])",
    re.IGNORECASE,
)
"""``[1]``, ``[1, 2]``, ``[Passage 1]``, ``[[1]]``; ``list`` has the numbers."""
ROUND: Final = re.compile(
    rf"\((?:see\s+)?(?:{_SPOKEN}\s*[:#]?\s*\[?(?P<list>{_SPOKEN_LIST})\]?"
    rf"|(?:{_LABEL}\s*[:#]?\s*)?\[(?P<squared>{_LIST})\])\)",
    re.IGNORECASE,
)
"""``(Passage 1)``, ``([1])``; :func:`is_round` tells what it names."""
RAISED: Final = re.compile(rf"<sup>\s*\[?(?P<list>{_LIST})\]?\s*</sup>", re.IGNORECASE)
"""``<sup>1</sup>``."""
CUT_OFF: Final = re.compile(rf"[\[\u3010\uff3b](?:{_LABEL}|[\s\d,;:\u2020\u2013-])*\Z", re.IGNORECASE)
"""The beginning of a mark, at the end of a reply."""

# "[1], [2] and [3]"; what may yet become one must be read on.
_GAP: Final = rf"[ {MARK}]*(?:(?:[,;&](?: *and)?|and) *{MARK}[ {MARK}]*)*"
_MAY_JOIN: Final = rf"(?:(?<={MARK})|(?<={MARK} ))(?:a(?:nd?)? *\Z|and *{MARK})"
END: Final = re.compile(
    rf"(?P<end>[.!?\u2026][\"'\u201d\u2019)\]\u00bb]*(?=[ {MARK}])|[\u3002\uff01\uff1f][\"\u201d\u300d)]*)"
    rf"(?P<gap>{_GAP})(?!{_MAY_JOIN})"
    rf"(?P<next>[\"'\u201c\u2018(\u00ab\[\u300c]*[^ {MARK},;&\"'\u201c\u2018(\u00ab\[\u300c])"
)
"""An end with the marks after it (``gap``) and the first letter that follows, behind what opens (``next``)."""
ENDED: Final = re.compile(
    rf"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]\u00bb\u300d]*(?P<gap>{_GAP})$|:[ {MARK}]*$|{MARK} *$"
)
"""The same where nothing follows; or a colon, or a mark."""
ENDINGS: Final = f",;&.!?\u2026\u3002\uff01\uff1f\"'\u201d\u2019)]\u00bb\u300d {MARK}\u201c\u2018(\u00ab[\u300c"
"""What an end and the gap after it are made of."""
ENDS: Final = re.compile("[.!?\u2026\u3002\uff01\uff1f]")
"""What an end begins with."""

# Control characters, and what cannot be seen.
_DROPPED: Final = {0x0D: " ", 0x2028: "\n", 0x2029: "\n", 0xE000: None, 0xAD: None, 0x200B: None, 0xFEFF: None}
CLEAN: Final = {**{code: " " for code in (*range(32), *range(127, 160)) if code not in (9, 10)}, **_DROPPED}
"""For ``str.translate``: a text without control characters but tabs and newlines."""

URL: Final = re.compile(r"(?:[#/]\S*|\w+:\S*|[\w.-]+\.\w\S*)(?:\s+\"[^\"]*\")?$")
"""What stands in brackets after the words of a link."""
TAGS: Final = re.compile(r"/?(?:sup|sub|b|i|u|em|strong|p|cite|span|s|div|ul|ol|li|code)|\|[\w ]+\|", re.IGNORECASE)
"""Names of tags, and of a model's own signs, that are dropped."""
THINKS: Final = re.compile(r"think(?:ing)?|reasoning|thought", re.IGNORECASE)
"""Names of tags that hold what a model thinks before it answers."""
THOUGHT: Final = re.compile(r"</(?:think(?:ing)?|reasoning|thought)>", re.IGNORECASE)
"""Where such a tag closes."""

PLAIN: Final = re.compile(r"[^\n\[\u3010\uff3b(<!*_`\\]+")
"""A run of characters without a meaning of their own."""
STARTS: Final = re.compile(
    r"""(?P<rule>(?:```[^\n]{0,60}|[-*_=]{3,60}[ \t]{0,8})(?:\n|\Z)) | (?P<quote>>) | (?P<head>\#{1,6}[ \t]{1,8})
    | (?P<item>(?:[-*+\u2022\u25cf\u2013\u2014]|\d{1,3}[.)])[ \t]{1,8}(?=\S))""",
    re.VERBOSE,
)
"""What Markdown begins a line with, or makes a line of."""
MAY_START: Final = re.compile(
    r"```[^\n]{0,60}|`{1,2}|[-*_=]{1,60}[ \t]{0,8}|\#{1,6}[ \t]{0,8}|[+\u2022\u25cf\u2013\u2014][ \t]{0,8}"
    r"|\d{1,3}(?:[.)][ \t]{0,8})?"
)
"""The beginning of that, which must be read on."""

_ONLY_MARKS: Final = re.compile(rf" *{MARK}(?:[ ,;&{MARK}]|and\b)*(?:an?)?")
_JOINS: Final = re.compile(r"a(?:nd?)?\Z")
_TAIL: Final = 200
_MORE: Final = rf" *[,;&]? *(?:and)? *{MARK}"
# "According to passage [1], the fee ..." -> "The fee ..."; in words alone only where a comma or the like follows.
_LED_IN: Final = re.compile(
    r"^(?:according to|as (?:stated|noted|mentioned) in|as per|based on|in|from|per)\s+(?:the\s+)?"
    rf"(?:(?:{_LABEL}\s*)?{MARK}(?:{_MORE})*\s*,?"
    rf"|(?P<spoken>{_SPOKEN}\s*\d{{1,3}}"
    rf"(?:(?:\s*,\s*(?:{_SPOKEN}\s*)?\d{{1,3}})*\s*,?\s*(?:and|&)\s*(?:{_SPOKEN}\s*)?\d{{1,3}})?)"
    rf"\s*(?:[,:](?!\d)|{MARK}(?:{_MORE})*\s*,?))\s*(?=\w)",
    re.IGNORECASE,
)
_TIDY: Final = (
    (re.compile(rf"{MARK}(?:{_MORE})+"), MARK),
    (re.compile(rf"\s*[(\[](?:see|cf\.?|{_LABEL}|from|in|[\s,;:])*{MARK}[\s,;]*[)\]]", re.IGNORECASE), MARK),
    (re.compile(rf"\s*{MARK}\s*(?=[.,;:!?\u2026)\"\u201d\u2019\u3002])"), ""),
    (re.compile(rf"\s*{MARK}\s*"), " "),
    (re.compile(r"\s+"), " "),
)


class Named(NamedTuple):
    """What marks name: passages in order, none twice, and how many numbers name none."""

    numbers: tuple[int, ...] = ()
    unknown: int = 0


def named(listed: str, count: int) -> Named:
    """What the numbers of a mark name among ``count`` passages: "1-3, 5" names four; an upside-down range none."""
    numbers: list[int] = []
    unknown = 0
    for found in _ONE.finditer(listed):
        first = int(found[1])
        last = int(found[2]) if found[2] else first
        known = range(max(1, first), min(last, count) + 1)
        numbers += known
        unknown += max(1, last - first + 1) - len(known)
    return Named(tuple(dict.fromkeys(numbers)), unknown)


def untangled(raw: str, marks: Sequence[Named], count: int) -> tuple[str, Named]:
    """The words of a sentence without its marks, and all that they name.

    "According to passage 1," is a mark too, where there is such a passage.

    Args:
        raw: the sentence, :data:`MARK` for each mark; words may be none.
        marks: what each of these names.
        count: how many passages there are.
    """
    led_in = _LED_IN.match(raw)
    spoken = named((led_in and led_in["spoken"]) or "", count)
    if led_in and not spoken.unknown:
        marks = [spoken, *marks]
        raw = raw[led_in.end()].upper() + raw[led_in.end() + 1 :]
    for pattern, instead in _TIDY:
        raw = pattern.sub(instead, raw)
    numbers = tuple(dict.fromkeys(number for one in marks for number in one.numbers))
    return raw.strip(), Named(numbers, sum(one.unknown for one in marks))


def is_round(found: "re.Match[str]", count: int) -> str:
    """The numbers of a mark of the :data:`ROUND` form; empty for "(Source 9)" of six passages, which is text."""
    if found["squared"]:
        return found["squared"]
    return "" if named(found["list"], count).unknown else found["list"]


def only_marks(text: str) -> bool:
    """Whether ``text`` has no words but those between marks ("[1] and [2]"), as far as it is read."""
    return _ONLY_MARKS.fullmatch(text) is not None or not has_word(text.replace(MARK, ""))


def settled(text: str) -> int:
    """How much of ``text`` cannot become the end of a sentence whatever follows it."""
    while True:
        kept = text.rstrip(ENDINGS)
        joint = _JOINS.search(kept[-3:])
        text = kept[: -len(joint[0])] if joint else ""
        if not text.rstrip(" ,;&").endswith(MARK):
            return len(kept)


def is_open(text: str) -> bool:
    """Whether ``text`` ends between quote marks or brackets that are not closed yet."""
    return (
        text.count('"') % 2 == 1
        or text.count("\u201c") > text.count("\u201d")
        or text.count("(") > text.count(")")
        or text.count("\u300c") > text.count("\u300d")
    )


def is_end(text: str, following: str) -> bool:
    """Whether ``text``, which ends with a full stop or the like, ends a sentence where ``following`` comes next."""
    text = text[-_TAIL:].replace(MARK, "").rstrip()
    if text.endswith((")", "]")) and following.isupper():
        return True
    return any(span.start > len(text) for span in split_sentences(f"{text} {following}"))


def is_kept(before: str, signs: str, after: str) -> bool:
    """Whether signs of emphasis are text: they stand alone, or inside a name ("a_b") or a product ("2*3").

    Args:
        before: the character before them; empty for none.
        signs: asterisks, underscores, backticks.
        after: the character after them; empty for none.
    """
    before, after = before.strip(), after.strip()
    if "`" in signs or bool(before) != bool(after):
        return False
    figures = before.isdigit() and after.isdigit()
    return not before or (figures and signs == "*") or (before.isalnum() and after.isalnum() and "_" in signs)
