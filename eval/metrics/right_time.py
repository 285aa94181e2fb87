"""Does the answer tell the state of the time that was asked about before that of another?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from eval.wording import pattern_of, plain

__all__ = ["right_time"]


def right_time(seen: Seen) -> Score:
    """1.0 where a wording of each fact stands in the shown answer before every ``outdated`` one, else 0.0.

    What held at another time may be told too, behind it. 0.0 for a refusal; unscored where the case has no ``outdated``
    wordings.
    """
    case = seen.case
    if not case.outdated:
        return Score.unscored("nothing of another time is known")
    if not seen.answered:
        return Score(0.0, "refused")
    said = plain(seen.answer.text).casefold()
    facts = [_first(group, said) for group in case.facts]
    if None in facts:
        return Score(0.0, "not stated")
    other = _first(case.outdated, said)
    if other is not None and any(fact is None or fact > other for fact in facts):
        return Score(0.0, "what held at another time is told first")
    return Score(1.0, "told first")


def _first(wordings: tuple[str, ...], said: str) -> int | None:
    """Where the first of some wordings begins; None for none."""
    found = (pattern_of(one.casefold()).search(said) for one in wordings)
    return min((one.start() for one in found if one), default=None)
