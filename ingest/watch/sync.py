"""Makes the library hold what folders hold: new, changed, moved and gone files."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ingest.jobs import distinct, is_passed_by, is_read, is_within, jobs_of
from ingest.members import INSIDE, split_location
from ingest.watch.moves import Lost, moves_of
from onrecord.errors import BadInput
from onrecord.ports import Ingester, IngestReport, Progress

__all__ = ["Change", "FolderSync", "Shelf", "is_gone"]

Status = Literal["added", "replaced", "unchanged", "failed", "skipped", "moved", "gone", "removed"]


class Shelf(Protocol):
    """What is on record, as far as folders go."""

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the document at a location; None where there is none."""
        ...

    def locations_within(self, folder: str, collection: str) -> list[tuple[str, str, str]]:
        """Id, location and hash of every document whose location lies under the folder, by location."""
        ...

    def failures_within(self, folder: str, collection: str) -> list[str]:
        """The locations under the folder that are noted as failed."""
        ...

    def forget_failure(self, location: str, collection: str) -> None:
        """Take such a note back."""
        ...

    def move_all(self, moves: Sequence[tuple[str, str]]) -> None:
        """Documents, by id, are at other locations from now on; their ids, texts and passages stay."""
        ...

    def remove_all(self, document_ids: Sequence[str]) -> None:
        """Take documents off the record."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one file.

    Attributes:
        location: of the file, now; of one that is gone, before.
        status: as in :class:`~onrecord.ports.IngestReport`; ``moved`` (the document is the same, and keeps its id),
            ``gone`` (there is no such file any more; the document stays on record) or ``removed`` (so does it not).
        reason: why, or where it was moved from; empty when there is nothing to say.
        document_id: None when it failed.
        passages: new ones.
    """

    location: str
    status: Status
    reason: str = ""
    document_id: str | None = None
    passages: int = 0


def is_gone(location: str) -> bool:
    """Whether there surely is no file, or no container, at a location; not where it only cannot be seen."""
    try:
        os.stat(split_location(location)[0])
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


class FolderSync:
    """Brings a library and folders together. A file that was moved or renamed is known again by its bytes.

    Args:
        ingester: puts files on record.
        shelf: what is on record.
        folders: the folders, each there.
        collection: the part of the library they go to; no other is looked at.
        prune: whether documents whose files are gone are removed; else they are told of and stay.

    Raises:
        BadInput: one of the folders is none.
    """

    def __init__(
        self, ingester: Ingester, shelf: Shelf, folders: Sequence[str], collection: str = "default", prune: bool = False
    ) -> None:
        self._ingester, self._shelf = ingester, shelf
        self._collection, self._prune = collection, prune
        for folder in folders:
            if not os.path.isdir(folder):
                raise BadInput(f"{folder} is no folder; give folders, and ingest single files with: onrecord ingest")
        self.roots = tuple(dict.fromkeys(os.path.abspath(folder) for folder in folders))
        self._gone: dict[str, Lost] = {}

    # ---- all of the folders -----------------------------------------------------------------------------------

    def whole(self, progress: Progress | None = None) -> Iterator[Change]:
        """Look at every file of the folders; yield what became of each, those that are unchanged too.

        A folder that has no file at all, and had some, is taken for one whose disk is not there: nothing in it is gone.
        """
        seen: list[str] = []
        lost: list[Lost] = []
        given: list[str] = []
        for root in self.roots:
            found = [job.path for job in distinct(jobs_of(root)) if job.path != root]
            known = self._known(root)
            if known and not found:
                yield Change(
                    root, "failed", f"it holds no file, and {len(known)} documents on record are from it; {_WHY}"
                )
                continue
            seen += found
            given += [root] if found else []
            lost += [one for one in known if is_gone(one.location)]
        lost = list({one.document_id: one for one in lost}.values())  # one folder may lie in another
        yield from self._together(seen, lost, given, progress)

    def _known(self, folder: str) -> list[Lost]:
        return [Lost(*row) for row in self._shelf.locations_within(folder, self._collection)]

    # ---- some files of them -----------------------------------------------------------------------------------

    def some(self, paths: Iterable[str]) -> Iterator[Change]:
        """Look at these files and folders, each there or gone; yield what became of the files in them."""
        seen: list[str] = []
        lost = list(self._gone.values())
        near: dict[str, list[Lost]] = {}
        for path in dict.fromkeys(map(os.path.abspath, paths)):
            root = next((root for root in self.roots if _lies_in(path, root)), None)
            if root is None:
                continue
            if not os.path.isdir(root):
                yield Change(root, "failed", f"this folder is not there any more; {_WHY}")
                continue
            if os.path.isdir(path):
                seen += [job.path for job in jobs_of(path) if job.path != path]
            elif os.path.lexists(path):
                seen += [path]
            else:
                folder = str(Path(path).parent)
                if folder not in near:
                    near[folder] = self._known(folder)
                lost += [one for one in near[folder] if _lies_in(one.location, path)]
        seen = [path for path in dict.fromkeys(seen) if self._is_meant(path)]
        lost = [one for one in {one.document_id: one for one in lost}.values() if is_gone(one.location)]
        if seen or lost:
            yield from self._together(seen, lost, seen, None)

    def _is_meant(self, path: str) -> bool:
        """Whether a file is one that :func:`ingest.jobs.jobs_of` finds in the folders, and that is read."""
        root = next((root for root in self.roots if _lies_in(path, root)), "")
        return is_within(os.path.realpath(root), path) and not is_passed_by(path, root) and is_read(Path(path))

    # ---- both -------------------------------------------------------------------------------------------------

    def _together(
        self, seen: Sequence[str], lost: list[Lost], given: Sequence[str], progress: Progress | None
    ) -> Iterator[Change]:
        """Moved files first, then new and changed ones, and what is gone last: nothing goes before all else is safe."""
        moved = {path: one for one, path in moves_of(seen, lost, self._is_on_record)}
        if moved:
            self._shelf.move_all([(one.document_id, path) for path, one in moved.items()])
        for path, one in moved.items():
            self._gone.pop(one.document_id, None)
            yield Change(path, "moved", f"from {one.location}", one.document_id)
        reported = {}
        for report in self._ingester.ingest(given, self._collection, progress):
            reported[report.location] = report.status
            if not (report.location in moved and report.status == "unchanged"):
                yield _change_of(report)
        left = [one for one in lost if one not in moved.values()]
        yield from self._let_go([*left, *self._left_containers(reported)])
        for root in self.roots:
            for place in self._shelf.failures_within(root, self._collection):
                if is_gone(place):
                    self._shelf.forget_failure(place, self._collection)

    def _is_on_record(self, location: str) -> bool:
        return self._shelf.sha256_of(location, self._collection) is not None

    def _left_containers(self, reported: Mapping[str, str]) -> list[Lost]:
        """Documents that an archive, a mailbox or a mail, read just now, does not hold any more."""
        containers = {split_location(place)[0] for place in reported if split_location(place)[1]}
        return [
            one
            for container in sorted(one for one in containers if reported.get(one) != "failed")
            for one in self._known(str(Path(container).parent))
            if one.location.startswith(f"{container}{INSIDE}") and one.location not in reported
        ]

    def _let_go(self, left: Sequence[Lost]) -> Iterator[Change]:
        """Remove documents whose files are gone, or tell of each once."""
        if self._prune and left:
            self._shelf.remove_all([one.document_id for one in left])
        for one in left:
            if self._prune:
                self._gone.pop(one.document_id, None)
                yield Change(one.location, "removed", "its file is gone", one.document_id)
            elif one.document_id not in self._gone:
                self._gone[one.document_id] = one
                why = "its file is gone, and the document is still on record; --prune removes it"
                yield Change(one.location, "gone", why, one.document_id)


_WHY = "nothing is taken for gone; put its disk back, or remove them with: onrecord documents remove"


def _lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder, or lies in it; a member of an archive lies in the archive."""
    return path == folder or path.startswith((folder.rstrip(os.sep) + os.sep, folder + INSIDE))


def _change_of(report: IngestReport) -> Change:
    return Change(report.location, report.status, report.reason, report.document_id, report.passages)
