"""Uploaded files on their way to the queue."""

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ui.library.queue import Queue, Upload
from ui.say import counted
from ui.uploads import distinct_names, stage, sweep
from ui.words import label

__all__ = ["DEFAULT", "Adding", "collection_named"]

_log: Final = logging.getLogger(__name__)

DEFAULT: Final = "default"
"""The collection of whatever is put in no other."""

_LONGEST: Final = 60


def collection_named(name: object, known: Iterable[str]) -> str | None:
    """The collection that a name means; None where it can be none.

    A known one is found whatever its case, so that no two differ by that alone. A new one has up to 60 letters,
    digits, spaces, ``-`` and ``_``, and is no name of a device.

    Args:
        name: as typed; nothing but white space means the default one.
        known: the collections there are.
    """
    folded = unicodedata.normalize("NFC", " ".join(name.split())) if isinstance(name, str) else ""
    if not folded:
        return DEFAULT if name is None or isinstance(name, str) else None
    for each in (*known, DEFAULT):
        if each.casefold() == folded.casefold():
            return each
    return folded if _plain(folded) and distinct_names([folded]) == [folded] else None


def _plain(name: str) -> bool:
    """Whether it is made of letters of any script, digits, spaces, ``-`` and ``_``, and begins with no sign."""
    kinds = [unicodedata.category(sign)[0] for sign in name]
    return (
        len(name) <= _LONGEST
        and kinds[0] in "LN"
        and all(kind in "LMN" or sign in " -_" for kind, sign in zip(kinds, name, strict=True))
    )


class Adding:
    """Keeps what was uploaded and puts it in the queue.

    Args:
        queue: takes it in.
        folder: keeps what was uploaded; made when first needed. Each collection but the default one has a folder in it.
    """

    def __init__(self, queue: Queue, folder: Path) -> None:
        self._queue, self._folder = queue, folder
        left = sweep(folder)
        if left:
            _log.warning("%d uploaded file(s) were still waiting when the page ended; add them again", left)

    def add(self, files: Sequence[str], collection: str) -> None:
        """Put uploaded files in the queue; one that cannot be kept is shown there with the reason.

        The same name in the same collection is a new version of the same document.
        """
        paths = [Path(file) for file in files]
        names = distinct_names([path.name for path in paths])
        uploads = []
        for path, name in zip(paths, names, strict=True):
            try:
                staged = stage(path, self._place(collection) / name)
            except OSError as error:
                _log.warning("could not keep %r: %s", name, error)
                self._queue.refuse(name, collection, error.strerror or str(error))
                continue
            uploads.append(Upload(staged.target, name, staged))
        self._queue.submit(uploads, collection)

    def add_folder(self, files: Sequence[str], collection: str) -> str:
        """Put the files of a folder in the queue, without its hidden ones; what to tell of those, or nothing."""
        seen = [file for file in files if not Path(file).name.startswith(".")]
        self.add(seen, collection)
        hidden = len(files) - len(seen)
        return counted("library.hidden_left_out", hidden) if hidden else ""

    def add_again(self, location: str, collection: str) -> None:
        """Put a file in the queue that is where it was."""
        self._queue.submit([Upload(Path(location), label(Path(location).name))], collection)

    def _place(self, collection: str) -> Path:
        return self._folder if collection == DEFAULT else self._folder / collection
