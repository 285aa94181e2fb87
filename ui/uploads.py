"""Uploaded files on their way to the uploads folder, under names that are safe on any file system."""

import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

__all__ = ["distinct_names", "keep", "safe_name"]

# Longest file name in bytes of UTF-8; common file systems end at 255, and ours adds nothing to it.
_LONGEST: Final = 180

_UNSAFE: Final = re.compile(r'[<>:"|?*]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """A file name without path parts, control or direction characters; letters of every script stay.

    The same name always gives the same name, so that a file uploaded again is a new version of the same document.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    tidy = " ".join(_UNSAFE.sub("_", kept).split()).strip(" .")
    if not tidy:
        return "document"
    if _RESERVED.fullmatch(tidy):
        tidy = f"_{tidy}"
    return _shortened(tidy)


def _shortened(name: str) -> str:
    """``name`` within the limit of bytes; the ending that says the format stays."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = name, "", ""
    room = _LONGEST - len(f"{dot}{ending}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore').rstrip()}{dot}{ending}"


def distinct_names(names: Sequence[str]) -> list[str]:
    """Safe names for files uploaded together; where two would share one, the later gets ``(2)``."""
    taken: set[str] = set()
    result = []
    for safe in map(safe_name, names):
        name = next(each for each in _numbered(safe) if each.casefold() not in taken)
        taken.add(name.casefold())
        result.append(name)
    return result


def _numbered(name: str) -> Iterator[str]:
    """``name``, then ``name (2)``, ``name (3)`` and so on, before the ending."""
    yield name
    stem, dot, ending = name.rpartition(".")
    for number in count(2):
        yield f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def keep(upload: Path, folder: Path, name: str) -> Path:
    """Copy ``upload`` to ``folder/name``, replacing an earlier version whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    with upload.open("rb") as incoming, NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as copy:
        try:
            shutil.copyfileobj(incoming, copy)
        except BaseException:
            copy.close()
            Path(copy.name).unlink()
            raise
    return Path(copy.name).replace(target)
