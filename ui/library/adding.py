"""Uploaded files, and addresses on the web, on their way to the queue."""

import hashlib
import logging
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from onrecord.errors import OnrecordError
from onrecord.types import Source
from ui.library.queue import Queue
from ui.library.taking import Upload
from ui.say import counted
from ui.uploads import distinct_names, safe_name, stage, sweep
from ui.words import file_name, is_address, label

__all__ = ["DEFAULT", "LONGEST_ADDRESS", "Adding", "collection_named"]

_log: Final = logging.getLogger(__name__)

DEFAULT: Final = "default"
"""The collection of whatever is put in no other."""

LONGEST_ADDRESS: Final = 2_000
"""Characters of an address: what browsers and servers can be trusted to take."""

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
    there = [*known, DEFAULT]
    for each in sorted(there, key=lambda each: each != name):
        if each == name or each.casefold() == folded.casefold():
            return each
    return folded if _new(folded) else None


def _new(name: str) -> bool:
    """Whether a new collection can have this name, which is then also that of its folder."""
    return _plain(name) and distinct_names([name]) == [name]


def _plain(name: str) -> bool:
    """Whether it is made of letters of any script, digits, spaces, ``-`` and ``_``, and begins with no sign."""
    kinds = [unicodedata.category(sign)[0] for sign in name]
    return (
        len(name) <= _LONGEST
        and kinds[0] in "LN"
        and all(kind in "LMN" or sign in " -_" for kind, sign in zip(kinds, name, strict=True))
    )


def _holder(location: str) -> str:
    """The file that holds what is at ``/press/2024.zip!/may/notice.txt``; the place itself where it holds itself.

    A name may have ``!/`` in it: what is a file is one.
    """
    if is_address(location):
        return location
    ends = [at for at in range(len(location)) if location.startswith("!/", at)]
    return next((location[:at] for at in ends if Path(location[:at]).is_file()), location)


class Adding:
    """Keeps what was uploaded and puts it in the queue.

    Args:
        queue: takes it in.
        folder: keeps what was uploaded; made when first needed. Each collection but the default one has a folder in it.
        sources: what is on record.
    """

    def __init__(self, queue: Queue, folder: Path, sources: Callable[[], Iterable[Source]] = tuple) -> None:
        # Absolute, as the places of documents on record are.
        self._queue, self._folder = queue, Path(os.path.abspath(folder))
        try:
            left = sweep(self._folder, sources)
        except (OnrecordError, OSError) as error:
            _log.warning("uploaded files of an earlier process are left as they are: %s", error)
            return
        if left:
            _log.warning("%d uploaded file(s) were still waiting when the page ended; add them again", left)

    def add(self, files: Sequence[str], collection: str, named: bool = True) -> None:
        """Put uploaded files in the queue; one that cannot be kept is shown there with the reason.

        The same name in the same collection is a new version of the same document. Files that were not ``named`` by
        themselves are skipped where their format is not read.
        """
        paths = [Path(file) for file in files]
        names = distinct_names([path.name for path in paths])
        uploads, left = [], Counter(paths)  # Gradio has one place for files of one name that hold the same
        for path, name in zip(paths, names, strict=True):
            left[path] -= 1
            try:
                staged = stage(path, self._place(collection, name), again=left[path] > 0)
            except OSError as error:
                _log.warning("could not keep %r: %s", name, error)
                self._queue.refuse(name, collection, error.strerror or str(error))
                continue
            uploads.append(Upload(str(staged.target), name, staged, named))
        self._queue.submit(uploads, collection)

    def add_folder(self, files: Sequence[str], collection: str) -> str:
        """Put the files of a folder in the queue, without its hidden ones; what to tell of those, or nothing."""
        seen = [file for file in files if not Path(file).name.startswith(".")]
        self.add(seen, collection, named=False)
        hidden = len(files) - len(seen)
        return counted("library.hidden_left_out", hidden) if hidden else ""

    def add_again(self, locations: Iterable[str], collection: str) -> None:
        """Put files and addresses in the queue that are where they were, each once.

        For one in an archive or a mail that one, once for all that it holds.
        """
        places = dict.fromkeys(map(_holder, locations))
        self._queue.submit([Upload(place, label(file_name(place))) for place in places], collection)

    def add_addresses(self, addresses: Sequence[str], collection: str) -> list[str]:
        """Put addresses on the web in the queue; those that cannot be any are given back.

        Each stands there once. Whether there is anything at one of them is found out when its turn comes.
        """
        meant = list(dict.fromkeys(addresses))
        good = [each for each in meant if len(each) <= LONGEST_ADDRESS and is_address(each) and each.isprintable()]
        self._queue.submit([Upload(each, label(file_name(each))) for each in good], collection)
        return [each for each in meant if each not in good]

    def _place(self, collection: str, name: str) -> Path:
        """Where a file goes: always inside the folder, and never where a collection's folder may be."""
        file = name if "." in name else f"_{name}"
        if collection == DEFAULT:
            return self._folder / file
        if _new(collection):
            return self._folder / collection / file
        # The command line takes any name: one such as "../x" is no folder's.
        mark = hashlib.sha256(collection.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return self._folder / f"{safe_name(collection)[:_LONGEST]} {mark}" / file
