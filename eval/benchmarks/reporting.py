"""What the reports of benchmarks share: tables, and what they were measured on and with."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

__all__ = ["libraries", "machine", "markdown_table"]

# Markdown wants at least one dash beside the colon under a heading.
_NARROWEST: Final = 2


def markdown_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table that is aligned as plain text too: the first column to the left, others to the right.

    Args:
        rows: the headings, then the others; all of one length.
    """
    widths = [max(_NARROWEST, *map(len, column)) for column in zip(*rows, strict=True)]
    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    return ["| " + " | ".join(_aligned(row, widths)) + " |" for row in (rows[0], rule, *rows[1:])]


def _aligned(row: Sequence[str], widths: list[int]) -> list[str]:
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]


def libraries(names: Iterable[str]) -> dict[str, str]:
    """Name -> version of those of ``names`` that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str | int | None]:
    """Processors, system and Python of this process."""
    return {
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
