"""Uploaded files on their way to the uploads folder, under names that are safe on any file system."""

import hashlib
import os
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from onrecord.types import Source
from ui.visitors import owner

__all__ = ["Staged", "Turn", "distinct_names", "safe_name", "stage", "sweep", "waiting_bytes"]

# Longest file name in bytes of UTF-8; common file systems end at 255, and ours adds nothing to it.
_LONGEST: Final = 180

# Begins the names of copies under way; no name of ours begins with a full stop.
_INCOMING: Final = ".incoming-"
# Stands between the name of a copy and that of the earlier version which made room for it.
_BEFORE: Final = "-before-"

# Whose the copies are that this process has made, by absolute path; those that are gone leave at the next count.
_owners: Final = dict[str, str]()

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


@dataclass(slots=True)
class Turn:
    """A copy in its place.

    Attributes:
        before: whether an earlier version made room for it.
        given_up: whether it is to leave that place at the end, to the earlier version where there is one.
    """

    before: bool
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy of an uploaded file that waits for its turn beside the place it goes to.

    Attributes:
        path: of the copy.
        target: the place.
        size: in bytes.
    """

    path: Path
    target: Path
    size: int

    def discard(self) -> None:
        """Delete the copy; nothing happens where it has taken its place."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def in_place(self) -> Iterator[Turn]:
        """Put the copy in its place; where it is given up, or what is done inside raises, all is as it was before."""
        before = self.path.with_name(f"{self.path.name}{_BEFORE}{self.target.name}")
        turn, placed = Turn(self.target.exists()), False
        try:
            if turn.before:
                _also_at(self.target, before)
            self.path.replace(self.target)
            placed = True
            yield turn
        except BaseException:
            turn.given_up = True
            raise
        finally:
            if placed and turn.given_up:
                _put_back(before if turn.before else None, self.target)
            self.path.unlink(missing_ok=True)
            before.unlink(missing_ok=True)


def _put_back(before: Path | None, target: Path) -> None:
    """An earlier version in its place again; nothing in it where there was none."""
    if before is None:
        target.unlink(missing_ok=True)
    else:
        before.replace(target)


def _also_at(path: Path, place: Path) -> None:
    """Give a file a second name; on a file system that has no such thing, copy it."""
    try:
        place.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, place)


def stage(upload: Path, target: Path, *, again: bool = False) -> Staged:
    """Copy ``upload`` under a passing name to the folder of ``target``, which is made where it is missing.

    The upload itself is deleted, whatever becomes of the copy, unless it is to be staged ``again``: nobody else comes
    back for it. The copy counts for the visitor whose request is being answered.

    Raises:
        OSError: it cannot be copied; nothing is left of it.
    """
    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with upload.open("rb") as incoming, NamedTemporaryFile(dir=folder, prefix=_INCOMING, delete=False) as copy:
            try:
                shutil.copyfileobj(incoming, copy)
            except BaseException:
                copy.close()
                Path(copy.name).unlink()
                raise
            size = copy.tell()
        _owners[os.path.abspath(copy.name)] = owner()
    finally:
        if not again:
            with suppress(OSError):
                upload.unlink()
    return Staged(Path(copy.name), target, size)


def waiting_bytes(folder: Path) -> Counter[str]:
    """What the copies hold that wait for their turn in a folder of uploads, by whose they are.

    They lie in it, and in the folders of its collections. Nobody's (by the empty name) is what an earlier process has
    left, and an earlier version that is kept while another is in its place.
    """
    held = Counter[str]()
    for copy in (*folder.glob(f"{_INCOMING}*"), *folder.glob(f"*/{_INCOMING}*")):
        with suppress(OSError):  # its turn came meanwhile
            held[_owners.get(os.path.abspath(copy), "")] += copy.stat().st_size
    for path in list(_owners):
        if not Path(path).exists():
            _owners.pop(path, None)
    return held


def sweep(folder: Path, sources: Callable[[], Iterable[Source]] = tuple) -> int:
    """Put in order what a process that was killed has left; returns how many copies' turn never came, or not whole.

    A copy is deleted. An earlier version is put back where it is still the one on record.

    Args:
        folder: of the uploads.
        sources: what is on record; asked only where there is an earlier version.
    """
    left = sorted(path for path in folder.rglob(f"{_INCOMING}*") if path.is_file()) if folder.is_dir() else []
    earlier = [path for path in left if _BEFORE in path.name]
    kept = {(source.location, source.sha256) for source in sources()} if earlier else set()
    undone = len(left) - len(earlier)
    for path in left:
        target = path.with_name(path.name.partition(_BEFORE)[2]) if path in earlier else None
        if target and (str(target), hashlib.sha256(path.read_bytes()).hexdigest()) in kept:
            path.replace(target)
            undone += 1
        path.unlink(missing_ok=True)
    return undone
