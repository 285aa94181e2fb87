"""Are the right questions refused?

Each metric looks at some of the questions only, so that its mean over those is precision, recall or a rate. Whether a
broken case should be answered cannot be known.
"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["refusing_precision", "refusing_recall", "wrongly_refused"]


def refusing_precision(seen: Seen) -> Score:
    """Of a refusal, 1.0 where the question is unanswerable, else 0.0; unscored for an answer."""
    if seen.answered:
        return Score.unscored("answered")
    if seen.broken:
        return Score.unscored("the case is broken")
    return Score(0.0, _why(seen)) if seen.case.gold else Score(1.0, "rightly refused")


def refusing_recall(seen: Seen) -> Score:
    """Of an unanswerable question, 1.0 where it is refused, else 0.0; unscored for an answerable one."""
    if seen.case.gold:
        return Score.unscored("answerable")
    return Score(0.0, f"answered: {seen.answer.text}") if seen.answered else Score(1.0, "rightly refused")


def wrongly_refused(seen: Seen) -> Score:
    """Of an answerable question, 1.0 where it is refused, else 0.0; unscored for an unanswerable one."""
    if not seen.case.gold:
        return Score.unscored("unanswerable")
    if seen.broken:
        return Score.unscored("the case is broken")
    return Score(0.0, "answered") if seen.answered else Score(1.0, _why(seen))


def _why(seen: Seen) -> str:
    return f"wrongly refused: {seen.answer.reason or 'no reason given'}"
