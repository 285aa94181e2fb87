"""Texts that are kept in memory because they are looked at again and again, forgotten."""

import sys
from typing import Final

__all__ = ["forget_texts"]

_ROOMS: Final = ("eval", "ingest", "onrecord", "prompts", "retriever", "ui")
_FEW: Final = 16


def forget_texts() -> None:
    """Empty the caches of all functions of this project that keep what they were lately given.

    These are the functions under ``lru_cache`` with a bound over 16, in modules that are loaded; others keep what is
    made or loaded once, and no text of documents. They fill again as questions come. Memory that is let go of is not
    overwritten: it goes with the process.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in _ROOMS:
            continue
        for value in list(vars(module).values()):
            clear, parameters = getattr(value, "cache_clear", None), getattr(value, "cache_parameters", None)
            if clear and parameters and (parameters()["maxsize"] or 0) > _FEW:
                clear()
