"""Whether somebody said what a claim has them say: what is said, weighed against their words alone. English words.

The judge holds every word of "Venn said that the quay is unsafe" to the sentence nearest to it. Where it finds
another name there, and the document gives words to Venn, whom it may only call "she", those words decide.
"""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.answers import Verdict
from onrecord.grounding.speaker_missing import content_of, source_of
from onrecord.ports import Judge
from onrecord.types import Passage
from onrecord.words import STOP_WORDS, content_stems, words_of

__all__ = ["said_so"]

_QUOTED: Final = r"\A[\"\u201c](?P<what>[^\"\u201c\u201d]{2,2000}?),?[\"\u201d],? "
_CLAIMS: Final = (
    re.compile(
        r"\A(?P<who>[^\"\u201c,:]{2,80}(?:, [^\"\u201c,:]{2,80},)?) (?:has |had )?(?:said|says|stated|states|argued"
        r"|argues|claimed|claims|insisted|insists|warned|warns|added|adds|explained|explains|noted|notes|confirmed"
        r"|confirms)(?: that)? (?P<what>\S.*)\Z",
        re.DOTALL,
    ),
    re.compile(
        r"\AAccording to (?P<who>[^\"\u201c,:]{2,80}(?:, [^\"\u201c,:]{2,80})?)[,:] (?P<what>\S.*)\Z", re.DOTALL
    ),
    re.compile(rf"{_QUOTED}(?P<who>[^\"\u201c,:]{{2,80}}) (?:said|says)\.?\Z", re.DOTALL),
    re.compile(rf"{_QUOTED}(?:said|says) (?P<who>[^\"\u201c:]{{2,80}}?)\.?\Z", re.DOTALL),
)
# Share of the telling words of what is said that must be in the words of whom the claim names.
_SAME: Final = 0.6
_FEWEST: Final = 2


def said_so(verdict: Verdict, claim: str, passages: Sequence[Passage], judge: Judge) -> Verdict | None:
    """The verdict on what is said by the words of whom the claim names, where only who says it was held against it.

    Args:
        verdict: on the whole claim.
        claim: a sentence, white space folded.
        passages: what it rests on, with the attributions that reach into them.
        judge: weighs what is said against the words of whom the claim names.

    Returns:
        None where that is not supported; where the claim has another form than "X said that ...", "According to X, ..."
        or "'...', X said"; and where it says more of the speaker than the document does there.

    Raises:
        ModelUnavailable: the judge's model gave no verdict.
    """
    if verdict.label == "supported":
        return None
    found = next((match for match in (form.match(claim) for form in _CLAIMS) if match), None)
    if found is None:
        return None
    what, who = found["what"], {word.text for word in words_of(found["who"])} - STOP_WORDS
    words = set(content_stems(what))
    if not who & {word.text for word in words_of(verdict.reason)} or len(words) < _FEWEST:
        return None
    for passage in passages:
        for one in passage.said:
            told = " ".join(part for part in (one.speaker, one.role, source_of(passage, one)) if part)
            content = content_of(passage, one)
            same = len(words & set(content_stems(content))) >= _SAME * len(words)
            if one.weak or one.denies or not same or not who <= {word.text for word in words_of(told)}:
                continue
            again = judge.weigh(what, [content])
            if again.label == "supported":
                speaker = one.speaker or source_of(passage, one)
                return Verdict("supported", again.score, f"{speaker} says: {again.reason}")
    return None
