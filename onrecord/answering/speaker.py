"""Who said it: the speaker that a sentence, its transcript turn or the document around it names."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from onrecord.attribution import Attribution
from onrecord.ports import CitedSpan
from onrecord.speech import TURN, named_speaker, turn_names
from onrecord.types import Hit, Passage, Span

__all__ = ["named_there", "role_of", "said_at", "speaker_of", "spoken_in"]

# Of a sentence so much is what somebody says: the rest tells who.
_MOSTLY: Final = 0.3


def speaker_of(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``; None where the document names none.

    By the name in full, where the document's attributions know it ("she said" is Mara Venn's); else as it stands there.
    Of several who say it together all names, with a comma between them.
    """
    said = said_at(passage, span)
    together = (one.speaker for one in passage.said if said and (one.content, one.cue) == (said.content, said.cue))
    return ", ".join(dict.fromkeys(name for name in together if name)) or named_there(passage, span)


def said_at(passage: Passage, span: Span) -> Attribution | None:
    """What the words at ``span`` are given as somebody's: the attribution with most of them; None where most are not.

    Words that one speaker says there in several attributions count together. What is only thought, or told by a noun
    ("his view of"), is not counted.
    """
    size = span.end - span.start
    found = [(_shared(one, span), one) for one in passage.said if not one.weak]
    most, best = max(found, key=lambda pair: pair[0], default=(0, None))
    same = (shared for shared, one in found if best and best.speaker and one.speaker == best.speaker)
    return best if best and most and max(most, sum(same)) >= _MOSTLY * size else None


def spoken_in(hit: Hit) -> tuple[str | None, str | None]:
    """Who says the best sentence of a hit, and as what; None for what is not known, or where nobody is quoted."""
    if not hit.evidence:
        return None, None
    said = said_at(hit.passage, hit.evidence[0])
    return speaker_of(hit.passage, hit.evidence[0]), said.role if said else None


def _shared(said: Attribution, span: Span) -> int:
    return sum(max(0, min(end, span.end) - max(start, span.start)) for start, end in said.content)


def role_of(speaker: str | None, cites: Sequence[CitedSpan]) -> str | None:
    """What the cited documents call a speaker; None where they do not say, or nobody speaks.

    Where they name nobody, what they call whoever says the cited words: "the island's emergency coordinator".
    """
    if speaker is None:
        unnamed = [said_at(cite.hit.passage, cite.span) for cite in cites]
        roles = {one.role if one and one.speaker is None else None for one in unnamed}
        return roles.pop() if len(roles) == 1 else None
    said = (one for cite in cites for one in cite.hit.passage.said if one.speaker == speaker)
    return next((one.role for one in said if one.role), None)


def named_there(passage: Passage, span: Span) -> str | None:
    """The speaker of the words at ``span``, as the text writes the name; None where the text names none there.

    Looks at the sentence itself (``"...", said Mara Venn``; ``Venn said that ...``; ``according to Venn``) and at the
    transcript turn it stands in (``VENN: ...``). What begins a paragraph so is a turn only where the passage tells that
    it is no label (``FEES: ...``): the name has a second turn or stands in a sentence too, or somebody speaks as "I" or
    asks, and there is another turn or the name is one of several words. A pronoun is not resolved: it gives None.
    """
    sentence = passage.quote(span)
    return named_speaker(sentence) or _turn(passage.text, span.end - passage.start, sentence)


def _turn(text: str, end: int, sentence: str) -> str | None:
    """The speaker of the transcript turn that the text up to ``end`` is in: the last ``NAME:`` of its paragraph."""
    paragraph = text.rfind("\n\n", 0, end - len(sentence) + 1)
    turns = [found["name"].strip() for found in TURN.finditer(text[paragraph + 1 : end])]
    return turns[-1].title() if turns and turns[-1] in _names(text) else None


_names = lru_cache(maxsize=256)(turn_names)  # each sentence of a passage asks
