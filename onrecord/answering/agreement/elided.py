"""Another figure for what the sentence before counts, of which it says no more: "the union counted 389". Pure."""

import re
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.kinds import is_of_kind
from onrecord.answering.agreement.values import Value
from onrecord.answering.agreement.whose import Voice
from onrecord.grounding.amounts import MOST_FIGURES
from onrecord.grounding.reading import Read, read
from onrecord.numbers import NumberFound
from onrecord.sentences import fold
from onrecord.types import Hit, Span

__all__ = ["counted_after"]

_COUNTED: Final = re.compile(
    r"\s(?:counts?|counted|recorded|records|logged|registered|measured|tallied|estimates?|estimated|reckons?|reckoned"
    r"|speaks? of|spoke of|(?:says?|said|reports?|reported) (?:there were|it was)"
    r"|(?:says?|said|insists?|insisted|expects?|expected|believes?|believed) (?:that )?"
    r"(?:it|they|that|the (?:figure|number|total)) (?:is|was|were|are|(?:will|would|could) be)"
    r"(?: (?:closer|nearer) to)?"
    r"|(?P<did>says?|said|insists?|insisted|reports?|reported)(?: that)?|(?P<lists>lists?|listed|shows?|showed)"
    r"|puts? (?:it|that|the (?:figure|number|total|count|cost)) at|made it)"
    r" (?:(?:about|around|some|nearly|almost|at least|more than|over|only|just|as many as) )?\Z",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"\s?(?:[.;,]|\Z)|\sand\s(?:says?|said|adds?|added|that|called|calls)\b")
# "The union says 1,900 did".
_DID: Final = re.compile(r"\s(?:did|do|had|have|were|was|are)\s?(?:[.;,]|\Z)")
_PRONOUN: Final = re.compile(r"(?:He|She|It|They|We|I|This|That|These|Those|Both)\b")
_LARGE: Final = 1_000_000
_MOST: Final = 300
_LONGEST: Final = 8


def counted_after(asked: Asked, hit: Hit, span: Span) -> tuple[Span, Value, Voice] | None:
    """The next sentence of the paragraph where somebody gives a bare figure, with it and who; None for none."""
    after = next((one for one in hit.passage.sentences if one.start >= span.end), None)
    if asked.kind != "number" or after is None:
        return None
    if "\n\n" in hit.passage.text[span.end - hit.passage.start : after.start - hit.passage.start]:
        return None
    sentence = read(fold(hit.passage.quote(after))[:_MOST])
    for number in sentence.numbers[:MOST_FIGURES]:
        found = _COUNTED.search(sentence.text[: number.start])
        if found and _kind_told(asked, number, sentence.text) and _ends(asked, sentence, number.end, found):
            voice = _who(sentence, found.start())
            value = Value(sentence, number.start, number.end, 0, number=number, told=True)
            return (after, value, voice) if voice else None
    return None


def _kind_told(asked: Asked, number: NumberFound, text: str) -> bool:
    """Whether a figure is of the kind asked for; of a sum the money may be left out ("closer to nine billion")."""
    bare = asked.detail == "money" and number.unit == "plain" and number.value >= _LARGE
    return bare or is_of_kind(asked, number, text)


def _ends(asked: Asked, sentence: Read, end: int, verb: re.Match[str]) -> bool:
    """Whether a figure stands alone, or by its verb with "did" or with what is counted behind it."""
    if verb["did"]:
        return _DID.match(sentence.text, end) is not None
    if verb["lists"]:
        after = next((at for at, word in enumerate(sentence.words) if word.start >= end), None)
        return after is not None and any_alike(sentence.lemmas[after], asked.things)
    return _ENDS.match(sentence.text, end) is not None


def _who(sentence: Read, verb: int) -> Voice | None:
    """Who counts: what stands before the verb, up to a comma; None for a pronoun."""
    head = sentence.text[:verb].split(",")[0].strip()
    if not head or _PRONOUN.match(head) or len(head.split()) > _LONGEST:
        return None
    one = read(head)
    words = frozenset(one.lemmas[at] for at in one.telling)
    named = not head.startswith(("The ", "A ", "An ", "Its ", "Their ", "But ", "And ")) and len(head.split()) > 1
    return Voice(head if named else None, words) if words else None
