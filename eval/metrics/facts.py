"""Does the answer state the expected facts?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from eval.wording import pattern_of, plain

__all__ = ["facts_found", "has_wording"]


def facts_found(seen: Seen) -> Score:
    """Share of the expected facts of which the shown answer has one wording, in [0, 1].

    0.0 for a refusal; unscored where the case expects none.
    """
    if not seen.case.facts:
        return Score.unscored("the case expects no fact")
    if not seen.answered:
        return Score(0.0, "refused")
    missed = [group[0] for group in seen.case.facts if not has_wording(group, seen.answer.text)]
    return Score(1 - len(missed) / len(seen.case.facts), f"not stated: {'; '.join(missed)}" if missed else "all stated")


def has_wording(wordings: tuple[str, ...], text: str) -> bool:
    """Whether a text has one of the wordings, see :func:`eval.wording.pattern_of`; a wording may be part of a word."""
    said = plain(text).casefold()
    return any(pattern_of(one.casefold()).search(said) for one in wordings)
