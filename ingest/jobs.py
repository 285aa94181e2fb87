"""What there is to read: the files of folders, each once, and addresses in the web."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final

from ingest.load.formats import ENDINGS, format_of
from ingest.members import is_container
from onrecord.errors import UnreadableFile

__all__ = [
    "Job",
    "checked_name",
    "distinct",
    "is_address",
    "is_passed_by",
    "is_passing",
    "is_read",
    "is_within",
    "jobs_of",
    "printable",
    "without_password",
]


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_USER_INFO: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+://)[^/?#]*@")
# What browsers, editors and copying programs call a file that is not whole yet, or kept as it was.
_PASSING: Final = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".swp", ".swx", ".filepart", "~")


@dataclass(frozen=True, slots=True)
class Job:
    """One file or address to look at; ``named`` when the user gave it by name rather than by its folder."""

    path: str
    named: bool


def is_address(path: str) -> bool:
    """Whether it is an address, of the web or of another kind, rather than a path."""
    return _SCHEME.match(path) is not None


def without_password(location: str) -> str:
    """An address without the name and the password in it, which no report and no record shows; a path as it is."""
    return _USER_INFO.sub(r"\1", location)


def is_passing(name: str) -> bool:
    """Whether it is hidden, or only there while another program works: a lock, a part of a download."""
    return name.startswith((".", "~$", ".~lock.")) or name.lower().endswith(_PASSING)


def is_passed_by(path: str, folder: str) -> bool:
    """Whether a path in a folder is hidden, lies in a hidden folder of it, or is only there for a while."""
    parts = PurePath(os.path.relpath(path, folder)).parts
    return any(part.startswith(".") for part in parts) or is_passing(parts[-1])


def is_read(path: Path) -> bool:
    """Whether files of this name are read, or hold such files."""
    return format_of(path) is not None or is_container(path)


def distinct(jobs: Iterable[Job]) -> list[Job]:
    """Each file once, in the order they came; one that is also given by name counts as named."""
    found: dict[str, Job] = {}
    for job in jobs:
        place = job.path if is_address(job.path) or not job.path else os.path.abspath(job.path)
        if place not in found:
            found[place] = job
        elif job.named:
            found[place] = replace(found[place], named=True)
    return list(found.values())


def jobs_of(path: str) -> Iterator[Job]:
    """The files under a folder, by name, and the folders in it that cannot be listed; anything else is itself.

    Hidden files and folders are left out, and files that other programs keep while they work. So is what a link leads
    to outside of the folder: whoever may write into a folder could else have any file read.
    """
    if is_address(path) or not os.path.isdir(path):
        yield Job(path, named=True)
        return
    found = False
    unlisted: list[OSError] = []
    root = os.path.realpath(path)
    for folder, folders, names in os.walk(path, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            place = os.path.join(folder, name)
            if not is_passing(name) and is_within(root, place):
                found = True
                yield Job(place, named=False)
    for error in unlisted:
        yield Job(str(error.filename), named=True)
    if not found and not unlisted:
        yield Job(path, named=True)


def is_within(root: str, place: str) -> bool:
    """Whether a file, links followed, lies in the folder, of which ``root`` is the real path."""
    return not os.path.islink(place) or os.path.realpath(place).startswith(root.rstrip(os.sep) + os.sep)


def checked_name(path: Path) -> str:
    """The path as text that can be stored.

    Raises:
        UnreadableFile: its bytes are no valid text, or it is a folder.
    """
    location = str(path)
    if location != printable(location):
        raise UnreadableFile("its name is not valid UTF-8; rename it")
    if os.path.isdir(location):
        raise UnreadableFile(_why_no_file(path))
    return location


def _why_no_file(folder: Path) -> str:
    """Why a folder gave no file."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        return f"this directory cannot be listed ({error.strerror}); check its owner and mode"
    if format_of(folder):
        return f"it is a directory with no files in it, named like a {folder.suffix} file"
    return f"there is no file in this directory; Onrecord reads {' '.join(ENDINGS)}"


def printable(location: str) -> str:
    """The location with ``?`` for what is no text."""
    return location.encode("utf-8", "replace").decode("utf-8")
