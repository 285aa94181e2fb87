"""Which new file is a document whose file is not where it was: known again by its bytes."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.jobs import is_read
from ingest.member_files import member_hashes
from ingest.members import INSIDE, split_location

__all__ = ["Lost", "moves_of"]


@dataclass(frozen=True, slots=True)
class Lost:
    """A document whose file is not where it was.

    Attributes:
        document_id: of it.
        location: where its file was.
        sha256: of its bytes.
    """

    document_id: str
    location: str
    sha256: str


def moves_of(seen: Sequence[str], lost: Sequence[Lost], on_record: Callable[[str], bool]) -> Iterator[tuple[Lost, str]]:
    """Each lost document that is at one of the files, with its new location.

    A file is that with the same bytes, and of several that of the same name. An archive is that whose members have the
    same names and bytes; what is in it comes along, and so do the attachments of a mail.

    Args:
        seen: paths of files that are there.
        lost: documents whose files are gone.
        on_record: whether a document is at a location; such a file is no new one.
    """
    alone: dict[str, list[Lost]] = {}
    inside: dict[str, dict[str, Lost]] = {}
    for one in lost:
        container, name = split_location(one.location)
        if name:
            inside.setdefault(container, {})[name] = one
        else:
            alone.setdefault(one.sha256, []).append(one)
    for path in seen if lost else ():
        if not is_read(Path(path)) or on_record(path):
            continue
        moved = _same_file(path, alone.get(_sha256(path), []))
        if moved:
            yield moved, path
        container = moved.location if moved else _same_container(path, inside, on_record)
        for name, one in inside.pop(container, {}).items():
            yield one, f"{path}{INSIDE}{name}"


def _same_file(path: str, same: list[Lost]) -> Lost | None:
    """The document that is at a file, of those with its bytes; it is taken off them."""
    if not same:
        return None
    one = next((one for one in same if os.path.basename(one.location) == os.path.basename(path)), same[0])
    same.remove(one)
    return one


def _same_container(path: str, inside: dict[str, dict[str, Lost]], on_record: Callable[[str], bool]) -> str:
    """Which lost archive or mailbox is at a path; empty for none."""
    ending, name = Path(path).suffix.lower(), os.path.basename(path)
    alike = [container for container in inside if Path(container).suffix.lower() == ending]
    if not alike:
        return ""
    try:
        hashes = member_hashes(path)
    except (OSError, ValueError):  # its ingestion says why
        return ""
    for container in sorted(alike, key=lambda one: os.path.basename(one) != name):
        members = inside[container]
        if all(hashes.get(member) == one.sha256 for member, one in members.items()):
            known = any(on_record(f"{path}{INSIDE}{member}") for member in members)
            return "" if known else container
    return ""


def _sha256(path: str) -> str:
    """Of a file; empty where it cannot be read, which its ingestion tells of."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a location may be no valid path
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
