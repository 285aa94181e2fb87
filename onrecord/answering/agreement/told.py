"""The sentence of a passage that gives what is asked: the value that stands nearest to the words that tell what."""

from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.claims import claims_of
from onrecord.types import Hit, Span

__all__ = ["told_in"]


def told_in(question: str, hit: Hit) -> Span | None:
    """Where a hit gives the number, the date or the name that a question asks for; None where it gives none.

    Args:
        question: as it stands alone.
        hit: looked at closely; only sentences that answer nearly as well as its best one count.
    """
    asked = asked_for(question)
    if asked is None or not hit.evidence:
        return None
    claims = claims_of(asked, [hit], hit.evidence[0].score)
    return claims[0].span if claims else None
