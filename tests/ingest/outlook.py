"""Makes Outlook mails: a compound file (MS-CFB, version 3) of properties (MS-OXMSG)."""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

__all__ = ["outlook_mail"]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Streams = dict[str, "bytes | Streams"]


def outlook_mail(
    texts: Mapping[int, str],
    *,
    binaries: Mapping[int, bytes] | None = None,
    sent: datetime | None = None,
    attached: Sequence[tuple[str, bytes | None]] = (),
) -> bytes:
    """A ``.msg`` file.

    Args:
        texts: property id -> value, such as ``0x0037`` (subject) and ``0x1000`` (body).
        binaries: property id -> bytes, such as ``0x1013`` (HTML).
        sent: when it was sent.
        attached: names and bytes; None for what is attached as a mail.
    """
    times = {0x0039: sent} if sent else {}
    head = struct.pack("<8x4I8x", 0, len(attached), 0, len(attached))
    tree = _properties(head, texts, binaries or {}, times)
    for number, (name, data) in enumerate(attached):
        content = {0x3701: data} if data else {}
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(bytes(8), {0x3707: name}, content, {})
    return _compound(tree)


def _properties(
    head: bytes, texts: Mapping[int, str], binaries: Mapping[int, bytes], times: Mapping[int, datetime]
) -> Streams:
    streams: Streams = {}
    entries = head
    for number, text in texts.items():
        data = text.encode("utf-16-le")
        streams[f"__substg1.0_{number:04X}001F"] = data
        entries += struct.pack("<HHIII", 0x001F, number, 6, len(data) + 2, 0)
    for number, data in binaries.items():
        streams[f"__substg1.0_{number:04X}0102"] = data
        entries += struct.pack("<HHIII", 0x0102, number, 6, len(data), 0)
    for number, moment in times.items():
        ticks = int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        entries += struct.pack("<HHIQ", 0x0040, number, 6, ticks)
    streams["__properties_version1.0"] = entries
    return streams


class _Writer:
    """Lays streams out in sectors; directory entries hang one below the other."""

    def __init__(self) -> None:
        self.entries: list[list[int | str]] = []  # name, kind, right, child, start, size
        self.sectors: list[bytes] = []
        self.chain: list[int] = []
        self.mini = b""
        self.mini_chain: list[int] = []

    def put(self, data: bytes) -> int:
        start = len(self.sectors)
        pieces = [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        self.sectors += pieces
        self.chain += [start + place + 1 for place in range(len(pieces) - 1)] + [_END]
        return start

    def put_mini(self, data: bytes) -> int:
        start = len(self.mini_chain)
        count = -(-len(data) // _MINI)
        self.mini += data.ljust(count * _MINI, b"\0")
        self.mini_chain += [start + place + 1 for place in range(count - 1)] + [_END]
        return start

    def add(self, tree: Streams) -> int:
        """Entries for all of ``tree``; returns the first one."""
        first = previous = -1
        for name, content in tree.items():
            place = len(self.entries)
            entry: list[int | str] = [name, 1, _FREE, _FREE, 0, 0]
            self.entries.append(entry)
            if isinstance(content, bytes):
                put = self.put_mini if len(content) < _CUTOFF else self.put
                entry[1:] = [2, _FREE, _FREE, put(content) if content else _END, len(content)]
            else:
                entry[3] = self.add(content)
            if previous >= 0:
                self.entries[previous][2] = place
            first = place if first < 0 else first
            previous = place
        return first


def _compound(tree: Streams) -> bytes:
    writer = _Writer()
    root: list[int | str] = ["Root Entry", 5, _FREE, _FREE, _END, 0]
    writer.entries.append(root)
    root[3] = writer.add(tree)
    root[4], root[5] = writer.put(writer.mini), len(writer.mini)
    directory = b"".join(_entry(*entry) for entry in writer.entries)  # type: ignore[arg-type]
    first_directory = writer.put(directory)
    mini_fat = b"".join(struct.pack("<I", one) for one in writer.mini_chain)
    first_mini = writer.put(mini_fat + b"\xff" * (-len(mini_fat) % _SECTOR))
    fats = 1
    while fats * (_SECTOR // 4) < len(writer.chain) + fats:
        fats += 1
    first_fat = len(writer.sectors)
    chain = writer.chain + [_FAT] * fats
    fat = b"".join(struct.pack("<I", one) for one in chain).ljust(fats * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, first_directory, 0, _CUTOFF, first_mini, 1, _END, 0)
    header += b"".join(struct.pack("<I", first_fat + number) for number in range(fats))
    return header.ljust(_SECTOR, b"\xff") + b"".join(writer.sectors) + fat


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    packed = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, _FREE, right, child)
    return packed + bytes(36) + struct.pack("<IQ", start, size)
