"""What a run says of its chat model, as a page and a terminal show it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from eval.report.words import counted, share, span, ticked

__all__ = ["model_rows", "model_words"]

_FATES: Final = {
    "repaired": "said anew by the model",
    "replaced": "replaced by words of the documents",
    "dropped": "left out",
}


def _number(value: float | None) -> str:
    return "\u2013" if value is None else f"{value:,.0f}"


_ROWS: Final[Mapping[str, tuple[str, Callable[[float | None], str]]]] = {
    "tokens_in": ("Tokens in", _number),
    "tokens_out": ("Tokens out", _number),
    "first_word_ms": ("To the first word", span),
    "check_ms": ("From the first sentence to its verdict", span),
    "passages": ("Passages given", _number),
    "requests": ("Requests", _number),
}


def model_rows(model: Mapping[str, Any]) -> list[list[str]]:
    """What differs from answer to answer: its name, median, 95th percentile, and how many answers say it.

    Args:
        model: as :func:`eval.model_use.model_use` gives it.
    """
    return [
        [title, shown(model[name]["p50"]), shown(model[name]["p95"]), f"{model[name]['of']:,}"]
        for name, (title, shown) in _ROWS.items()
        if name in model
    ]


def model_words(model: Mapping[str, Any]) -> list[str]:
    """The rest of it in sentences; names of models stand in them as they are.

    Args:
        model: as :func:`eval.model_use.model_use` gives it.
    """
    held = sum(model["held"].values())
    fates = ticked(f"{number:,} {_FATES.get(fate, fate)}" for fate, number in model["held"].items() if number)
    told = [
        f"{ticked(model['models']) or 'The model'} was asked for {counted(model['asked'], 'answer')}, of which "
        f"{model['cached']:,} took an earlier reply.",
        f"It failed, or wrote nothing that holds, in {model['failed']:,} of {counted(model['answers'], 'answer')} "
        f"({share(model['failed_share'])}), which have the documents\u2019 own words instead.",
        f"Held back: {counted(held, 'sentence')}{f', {fates}' if fates else ''}.",
    ]
    if model["unmarked"]:
        told.append(f"Named no passage, and were given the nearest: {counted(model['unmarked'], 'sentence')}.")
    if model["unknown_marks"]:
        told.append(f"Dropped, for no passage has their number: {counted(model['unknown_marks'], 'mark')}.")
    if model["truncated"]:
        told.append(f"Ended at their limit: {model['truncated']:,} of the replies.")
    return told
