"""What a chat model took for the answers of a run, how often it failed, and what of its words was not shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, get_args

from eval.results import Result
from onrecord.answers import Fate

__all__ = ["SPREAD", "model_use"]

SPREAD: Final = ("tokens_in", "tokens_out", "first_word_ms", "check_ms", "passages", "requests")
"""What differs from answer to answer, as :func:`model_use` names it."""

_DIGITS: Final = 3


def model_use(results: Sequence[Result]) -> dict[str, Any] | None:
    """The figures of the chat model of a run, all of it JSON; None where no answer has to do with one.

    Returns:
        ``models``: their names; ``answers``: those that asked a model or say what went wrong with it; of these
        ``asked`` asked one, ``cached`` took an earlier reply, and ``failed`` (a share: ``failed_share``) have the
        documents' own words instead, for it failed or wrote nothing that holds. Of each of :data:`SPREAD` how many
        answers say it (``of``), and their ``p50`` and ``p95``, None without any: ``first_word_ms`` leaves earlier
        replies out; ``check_ms`` is from the end of the first sentence to its verdict. ``held``: sentences held back by
        what became of them; ``unmarked``: sentences that named no passage; ``unknown_marks``: marks of passages that
        there are not; ``truncated``: replies that ended at their limit.
    """
    answers = [one.answer for one in results if one.answer]
    answers = [answer for answer in answers if answer.get("usage") or answer.get("instead")]
    if not answers:
        return None
    used: list[Mapping[str, Any]] = [answer["usage"] for answer in answers if answer.get("usage")]
    failed = sum(bool(answer.get("instead")) for answer in answers)
    fates = Counter(one["fate"] for answer in answers for one in answer.get("held", ()))
    return {
        "models": sorted({str(one["model"]) for one in used}),
        "answers": len(answers),
        "asked": len(used),
        "cached": sum(bool(one["cached"]) for one in used),
        "failed": failed,
        "failed_share": round(failed / len(answers), 6),
        **{name: _spread(_of(name, one) for one in used) for name in SPREAD},
        "held": {fate: fates[fate] for fate in get_args(Fate)},
        "unmarked": sum(one["unmarked"] for one in used),
        "unknown_marks": sum(one["unknown_marks"] for one in used),
        "truncated": sum(bool(one["truncated"]) for one in used),
    }


def _of(name: str, usage: Mapping[str, Any]) -> float | None:
    """One figure of an answer; None where it does not say."""
    if name == "check_ms":
        begun, done = usage["first_sentence_ms"], usage["first_checked_ms"]
        return None if begun is None or done is None else done - begun
    value: float | None = usage[name]
    return None if name == "first_word_ms" and usage["cached"] else value


def _spread(given: Iterable[float | None]) -> dict[str, float | int | None]:
    import numpy as np

    values = [one for one in given if one is not None]
    ends = [round(float(one), _DIGITS) for one in np.percentile(values, (50, 95))] if values else [None, None]
    return {"of": len(values), "p50": ends[0], "p95": ends[1]}
