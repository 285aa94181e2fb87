"""Reads the files of this folder and fills their slots."""

import hashlib
import string
from pathlib import Path
from typing import Final

from onrecord.errors import PromptError

__all__ = ["PromptFiles"]

_FOLDER: Final = Path(__file__).parent


class PromptFiles:
    """The prompts of a folder: ``NAME.txt`` with ``{slots}``; a brace that is meant is written twice.

    Args:
        folder: where the files are; those of this package by default.
    """

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._folder = folder

    def render(self, name: str, /, **values: str) -> str:
        """The text of ``name`` with every slot filled; values are put in as they are, braces and all.

        Raises:
            PromptError: there is no such file, or its slots are not the values given.
        """
        text = self._read(name)
        wanted = {slot for _, slot, _, _ in string.Formatter().parse(text) if slot is not None}
        if wanted != values.keys():
            raise PromptError(f"Prompt {name!r} has the slots {sorted(wanted)} and was given {sorted(values)}.")
        return text.format_map(values)

    def fingerprints(self) -> dict[str, str]:
        """Name -> first 12 hex digits of the SHA-256 of each prompt, so that a run can say what it was given."""
        names = sorted(path.stem for path in self._folder.glob("*.txt"))
        return {name: hashlib.sha256(self._read(name).encode()).hexdigest()[:12] for name in names}

    def _read(self, name: str) -> str:
        path = self._folder / f"{name}.txt"
        if not name.isidentifier() or not path.is_file():
            raise PromptError(f"There is no prompt {name!r} in {self._folder}.")
        return path.read_text(encoding="utf-8")
