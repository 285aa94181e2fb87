"""Has every sentence that is shown a citation that stands?"""

from eval.metrics.quotes import fault_of
from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["cited"]


def cited(seen: Seen) -> Score:
    """1.0 where every sentence that claims something has a citation that is verbatim, else 0.0.

    Verbatim as in :func:`eval.metrics.quotes.quote_fidelity`; whether the words support the sentence is for other
    metrics to say. Unscored where no sentence claims anything, as in a refusal.
    """
    claims = [one for one in seen.answer.sentences if one.kind != "framing"]
    if not claims:
        return Score.unscored("no sentence claims anything")
    good = {one.number for one in seen.answer.citations if not fault_of(one, seen)}
    bare = [f"\u201c{one.text}\u201d" for one in claims if not good & set(one.citations)]
    return Score(0.0, f"without a citation that stands: {'; '.join(bare)}") if bare else Score(1.0, "each is cited")
