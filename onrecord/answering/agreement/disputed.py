"""Where somebody disputes what another said before: "the ministry denies this", "it was nothing of the kind". Pure."""

import re
from typing import Final

from onrecord.sentences import fold
from onrecord.types import Passage, Span

__all__ = ["disputed_after"]

_CLAIM: Final = (
    r"(?:the|this|that|these|those|such|his|her|their|its)\s(?:claims?|allegations?|accusations?|reports?|accounts?"
    r"|statements?|assertions?|suggestions?|version|remarks?|story)"
)
_THIS: Final = (
    rf"(?:{_CLAIM}|(?:this|that|it|so)(?=\s(?:and|but|saying|calling|on|in|yesterday|outright|flatly)\b|[.,;)]))"
)
_DISPUTES: Final = re.compile(
    rf"\b(?:den(?:y|ies|ied)|disput(?:es?|ed)|reject(?:s|ed)?|contradict(?:s|ed)?|contest(?:s|ed)?|refut(?:es?|ed)"
    rf"|dismiss(?:es|ed)?|(?:did|does|do)\snot\saccept)\s{_THIS}"
    rf"|\b(?:call(?:s|ed)|describ(?:es|ed))\s(?:{_CLAIM}|this|that|it)(?:\sas)?\s(?:\w+\s)?(?:untrue|false|wrong|nonsense"
    r"|baseless|unfounded|incorrect|invented|(?:a\s)?(?:lie|fabrication))\b"
    r"|\bnothing\sof\sthe\s(?:kind|sort)\b"
    rf"|\b(?:{_CLAIM}|this|that|it)\s(?:was|is|were|are)\s(?:untrue|false|incorrect|baseless|unfounded|(?:simply\s)?not\s"
    r"(?:true|so|correct|the\scase))\b",
    re.IGNORECASE,
)
# "Yelt says it did", "Ostmar says it has not": the verb stands for what was said before.
_DOES: Final = re.compile(
    r"\b(?:says?|said|insists?|insisted|maintains?|maintained|claims?|claimed|argues?|argued|swears|swore)\s(?:that\s)?"
    r"(?:it|he|she|they|the\s\w+)\s(?P<verb>did|does|do|has|have|had|was|were|is|are)(?P<not>\snot|n['\u2019]t)?\s?"
    r"(?:[.,;]|\Z)",
    re.IGNORECASE,
)
_VERBS: Final = (frozenset("is are was were".split()), frozenset("has have had".split()))
# A sentence that begins so goes on with who spoke in the one before.
_GOES_ON: Final = re.compile(r"[\"\u201c]?(?:Its|His|Her|Their|He|She|They|It)\b")
# Where this stands before, something else of the same sentence may be what is disputed.
_OTHERS: Final = re.compile(r"[;:]|,\s(?:but|and|while)\s|\bthat\s\S")
_LOOKED_AT: Final = 2
_MOST: Final = 600


def disputed_after(passage: Passage, span: Span, *, yes: bool) -> tuple[Span, int, int] | None:
    """The sentence after one that disputes what it says: with the first and last character, folded, of what tells so.

    It is the very next one, or the one after where that in between goes on with who spoke; None where there is none.
    ``yes`` is what the first says; "she says it did" disputes a no.
    """
    following = [one for one in passage.sentences if one.start >= span.end][:_LOOKED_AT]
    end = span.end
    for one in following:
        if "\n\n" in passage.text[end - passage.start : one.start - passage.start]:
            return None
        words = fold(passage.quote(one))[:_MOST]
        found = _DISPUTES.search(words) or _does(words, fold(passage.quote(span))[:_MOST], yes=yes)
        if found and not _OTHERS.search(words, 0, found.start()):
            return one, *found.span()
        if found or not _GOES_ON.match(words):
            return None
        end = one.end
    return None


def _does(words: str, before: str, *, yes: bool) -> re.Match[str] | None:
    """Where a sentence says of what ``before`` says that it is not so, or is so where ``yes`` is false.

    The verb must stand for one of what was said: "is" for no "has".
    """
    found = _DOES.search(words)
    if found is None or (found["not"] is not None) != yes:
        return None
    forms = next((one for one in _VERBS if found["verb"].casefold() in one), None)
    return found if forms is None or forms & set(before.casefold().split()) else None
