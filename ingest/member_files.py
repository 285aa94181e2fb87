"""What is in an archive as a file of its own: taken out when it is asked for, kept as long as there is room."""

import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path, PurePath

from ingest.members import member_of, members_of
from ingest.page_images import PageImages
from onrecord.errors import IngestError, OriginalMissing

__all__ = ["MemberFiles", "member_hashes", "member_sha256"]


class MemberFiles:
    """Copies of members, named by their hash, in a folder that may be emptied at any time.

    Args:
        folder: made when the first copy is kept.
        most_bytes: that all of them may take; those that were not wanted for longest go first.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._kept = PageImages(folder, most_bytes)

    def path(self, container: str, name: str, sha256: str) -> Path:
        """A file with the bytes of a member.

        Args:
            container: the archive's path.
            name: of the member, as :attr:`ingest.members.Member.name`.
            sha256: of its bytes.

        Raises:
            OriginalMissing: the member is gone, or there is no room for its copy.
        """
        path = self._folder / f"{sha256}{PurePath(name).suffix.lower()}"
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                os.utime(path)
                return path
        except OSError:
            pass  # not kept, or no more
        data = _bytes_of(container, name)
        if data is not None:
            self._kept.put(path.name, data)
        if data is None or not path.exists():
            raise OriginalMissing(f"{name} could not be taken out of {container} into {self._folder}; make room there")
        return path


def member_sha256(container: str, name: str) -> str | None:
    """The hash of a member as its container is now; None where the container is no file, or has no such member.

    Raises:
        OSError: the container cannot be opened.
        ValueError: its path cannot be one, or it cannot be read any more.
    """
    status = os.stat(container)
    if not stat.S_ISREG(status.st_mode):
        return None
    return _sha256(container, name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@lru_cache(maxsize=4096)
def _sha256(container: str, name: str, size: int, changed: int, touched: int, inode: int) -> str | None:
    """The hash, read again whenever the container's size, times or inode differ."""
    data = _bytes_of(container, name)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _bytes_of(container: str, name: str) -> bytes | None:
    try:
        return member_of(PurePath(container), Path(container).read_bytes(), name)
    except IngestError as error:
        raise ValueError(f"{name} in it cannot be read: {error}") from error


def member_hashes(container: str) -> dict[str, str]:
    """The hash of every member that can be read, by name, in one pass: for a look at all documents of an archive.

    Raises:
        OSError: the container cannot be opened.
        ValueError: its path cannot be one, or it cannot be read any more.
    """
    path = Path(container)
    try:
        members = members_of(path, path.read_bytes())
        return {member.name: hashlib.sha256(member.data).hexdigest() for member in members if member.data}
    except IngestError as error:
        raise ValueError(f"it cannot be read: {error}") from error
