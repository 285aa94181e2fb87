"""Is what a chat model drafted supported, before any of it was held back?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from onrecord.answers import Verdict

__all__ = ["draft_grounded"]


def draft_grounded(seen: Seen) -> Score:
    """Share of the sentences as a chat model drafted them that the answer's own judge supports in full, in [0, 1].

    Those are the statements shown, and what was held back; quotes, and what took the place of a sentence held back,
    are not the model's. Beside it, :func:`eval.metrics.groundedness.groundedness` says how much of what is shown holds.
    Unscored where no model was asked, and where it drafted nothing.
    """
    answer = seen.answer
    if answer.usage is None:
        return Score.unscored("no chat model was asked")
    put_in = {one.instead for one in answer.held}
    kept = [one for one in answer.sentences if one.kind == "statement" and one.text not in put_in]
    drafted: list[tuple[str, Verdict | None]] = [(one.text, one.verdict) for one in answer.held]
    drafted += [(one.text, one.verdict) for one in kept]
    if not drafted:
        return Score.unscored("the model drafted no sentence")
    weak = [_told(text, verdict) for text, verdict in drafted if verdict is None or verdict.label != "supported"]
    return Score(1 - len(weak) / len(drafted), "; ".join(weak) or f"all {len(drafted)} supported")


def _told(text: str, verdict: Verdict | None) -> str:
    return f"\u201c{text}\u201d {verdict.label}: {verdict.reason}" if verdict else text
