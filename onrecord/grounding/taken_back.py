"""Whether a correction takes back a figure that a claim states. Pure; English."""

from onrecord.corrections import figures_in, notice_of, stated
from onrecord.sentences import fold
from onrecord.types import Hit, Span
from onrecord.words import whole

__all__ = ["taken_back"]


def taken_back(claim: str, hit: Hit) -> tuple[Span, str] | None:
    """The sentence of a correction that takes back a figure of the claim, and what it says in one line; else None.

    Args:
        claim: a sentence, white space folded.
        hit: a passage that may be a correction.

    Returns:
        None too where the claim has what is right as well, since it then tells of the correction, and where it stands
        in the passage itself.
    """
    passage = hit.passage
    notice = notice_of(hit.source, passage.text)
    if notice is None or notice.kind == "update" or not stated(notice, claim) or claim in fold(whole(passage.text)):
        return None
    mine = figures_in(claim)
    if (figures_in(passage.text) - notice.figures) & mine:
        return None
    wrong = notice.figures & mine
    there = [span for span in passage.sentences if figures_in(passage.quote(span)) & wrong]
    return (there[0], "a correction takes the figure back") if there else None
