"""Who said it: the speaker that a sentence or its transcript turn names."""

import re
from typing import Final

from onrecord.speech import named_speaker
from onrecord.types import Passage, Span

__all__ = ["speaker_of"]

_TURN: Final = re.compile(r"^[ \t]*(?P<name>[A-Z][A-Z .'\u2019-]{0,40})(?:\s*\([^)\n]{1,60}\))?:\s", re.MULTILINE)
_NO_SPEAKERS: Final = frozenset(
    """NOTE NOTES Q A DATE SUBJECT PRESENT SUMMARY QUESTION ANSWER UPDATE UPDATED WARNING CORRECTION CORRECTED IMPORTANT
    PHOTO SOURCE CONTACT EDITOR ARTICLE SECTION ATTENTION BACKGROUND EXCLUSIVE BREAKING OPINION ANALYSIS""".split()
)


def speaker_of(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``, as the text writes the name; None where the text names none there.

    Looks at the sentence itself (``"...", said Mara Venn``; ``Venn said that ...``; ``according to Venn``) and at the
    transcript turn it stands in (``VENN: ...``). A pronoun is not resolved: it gives None.
    """
    sentence = passage.quote(span)
    return named_speaker(sentence) or _turn(passage.text[: span.end - passage.start], sentence)


def _turn(text: str, sentence: str) -> str | None:
    """The speaker of the transcript turn that ``text`` ends in: the last ``NAME:`` at the start of its paragraph."""
    paragraph = text.rfind("\n\n", 0, len(text) - len(sentence) + 1)
    turns = [found["name"].strip() for found in _TURN.finditer(text[paragraph + 1 :])]
    if not turns or turns[-1].split()[0].rstrip(".") in _NO_SPEAKERS:
        return None
    return turns[-1].title()
