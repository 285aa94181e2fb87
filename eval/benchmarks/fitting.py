"""What the commands that fit weights share: the sets they are given, and how weights are told and kept."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eval.benchmarks.reporting import markdown_table
from onrecord.errors import BadInput

__all__ = ["Figures", "form_and_path", "hashes_of", "keep_weights", "weights_and_figures"]

Figures = Mapping[str, Mapping[str, float]]
"""Form of a set -> name of a figure -> its value; the same names for all."""


def form_and_path(given: str) -> tuple[str, Path]:
    """``FORM=PATH`` in its two parts.

    Raises:
        BadInput: one of them is missing.
    """
    form, _, path = given.partition("=")
    if not form or not path:
        raise BadInput(f"{given!r} is not FORM=PATH, such as fm2=dev.jsonl.")
    return form, Path(path)


def hashes_of(path: Path) -> dict[str, str]:
    """Name -> SHA-256 of a file, or of each JSON file of a folder."""
    files = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.suffix in (".json", ".jsonl"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def weights_and_figures(
    weights: Mapping[str, float], counts: Mapping[str, int], within: Figures, left_out: Figures
) -> str:
    """Weights and figures as Markdown tables.

    Args:
        weights: by feature.
        counts: form of a set -> how many questions or texts its figures are of.
        within: figures of the sets that were fitted on; at least one.
        left_out: the same with weights that were not fitted on the set.
    """
    table = [["feature", "weight"], *([name, f"{value:.3f}"] for name, value in weights.items())]
    figures = [["set", "of", *next(iter(within.values()))]]
    for title, found in (("", within), (", not fitted on", left_out)):
        figures += [
            [f"{form}{title}", f"{counts[form]:,}", *(f"{value:.3f}" for value in row.values())]
            for form, row in found.items()
        ]
    return "\n".join([*markdown_table(table), "", *markdown_table(figures)])


def keep_weights(file: Path, command: str, told: Mapping[str, Any]) -> None:
    """Write weights to ``file``, where the product reads them, with the command that fits them anew and the date."""
    kept = {"command": command, "date": date.today().isoformat(), **told}
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
