"""Texts and the attributions that people marked in them, from a folder as PolNeAR has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from onrecord.errors import BadInput

__all__ = ["Marked", "MarkedText", "Ranges", "read_folder"]

Ranges = tuple[tuple[int, int], ...]
"""Ascending ranges of characters."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution as somebody marked it: content and source; no source is an empty tuple."""

    content: Ranges
    source: Ranges


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with its marks.

    Attributes:
        name: of its file.
        text: as it stands in the file; marks are ranges of its characters.
        marked: in no order.
        half: 0 or 1, the first byte of the SHA-256 of the name, even or odd.
    """

    name: str
    text: str
    marked: tuple[Marked, ...]
    half: int


def read_folder(folder: Path) -> list[MarkedText]:
    """The texts of ``folder/text``, each with ``folder/attributions/NAME*.ann``, by name.

    PolNeAR gives some texts to several people, each with a file; the first of these by name is taken. A text without
    a file of marks is left out.

    Raises:
        BadInput: there is no such folder, or no text with marks.
    """
    texts = sorted((folder / "text").glob("*.txt"))
    files = sorted((folder / "attributions").glob("*.ann"))
    read = []
    for path in texts:
        marks = next((one for one in files if _is_of(one.stem, path.stem)), None)
        if marks is not None:
            # newline="": offsets count what stands in the file.
            text = path.read_bytes().decode("utf-8")
            half = sha256(path.name.encode()).digest()[0] % 2
            read.append(MarkedText(path.name, text, tuple(_marked(marks)), half))
    if not read:
        raise BadInput(f"{folder} has no text/*.txt with attributions/*.ann; give a part of PolNeAR, such as dev.")
    return read


def _is_of(marks: str, text: str) -> bool:
    """Whether a file of marks is of a text: it has its name, maybe with who marked it behind."""
    return marks == text or marks.rpartition("_")[0] == text


def _marked(path: Path) -> Iterator[Marked]:
    places: dict[str, Ranges] = {}
    events = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            places[name] = _ranges(rest.partition("\t")[0])
        elif name.startswith("E"):
            events.append([part.partition(":") for part in rest.split()])
    for event in events:
        parts = {role: _joined(places, event, role) for role in ("Content", "Source")}
        if parts["Content"]:
            yield Marked(parts["Content"], parts["Source"])


def _ranges(label_and_ranges: str) -> Ranges:
    """``Content 4 9;12 20`` -> ((4, 9), (12, 20))."""
    _, _, ranges = label_and_ranges.partition(" ")
    pairs = [one.split() for one in ranges.split(";")]
    return tuple(sorted((int(start), int(end)) for start, end in pairs))


def _joined(places: dict[str, Ranges], event: list[tuple[str, str, str]], role: str) -> Ranges:
    """All ranges of a role, of which an event may have several: ``Content``, ``Content2``. Dangling names are none."""
    found = [places.get(name, ()) for label, _, name in event if label.rstrip("0123456789") == role]
    return tuple(sorted(one for ranges in found for one in ranges))
