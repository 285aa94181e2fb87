"""Zip files opened with care: what unpacks beyond reason, lies about its size or is locked is refused in words.

Word, PowerPoint, Excel, OpenDocument and EPUB files are zips, and so is ``.zip`` itself. What a zip claims is looked at
before anything is unpacked; a member never gives more bytes than it claims, so the claims bound the memory.
"""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from onrecord.errors import EncryptedDocument, TooLarge, UnsupportedFormat

__all__ = ["Member", "Zipped", "open_zip"]

# A report of 1,000 pages unpacks to some 20 MB of XML, a workbook of a million rows to some 300 MB.
_MOST_UNPACKED_BYTES: Final = 500_000_000
_MOST_MEMBERS: Final = 10_000
# Deflate reaches 1,032 to 1 on one repeated byte; XML of office files seldom 40 to 1. Small members may be what they
# like: ten blank megabytes harm nobody.
_MOST_RATIO: Final = 300
_RATIO_FROM_BYTES: Final = 10_000_000
_LOCAL_HEADER_BYTES: Final = 30
_ENTRY: Final = b"PK\x01\x02"
# LZMA asks for as much memory as the file wants: it is left out.
_KNOWN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_LOCKED: Final = 0x1  # bit of the flags, APPNOTE.TXT 4.4.4
# What zipfile raises on bytes that are not what they should be.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip.

    Attributes:
        name: its path in the zip with ``/`` between the parts: no leading ``/``, drive, ``.`` or ``..`` part. It names
            the member and is never a place to write to.
        size: its bytes when unpacked, as the zip claims.
        locked: whether it takes a password.
        info: what the zip says of it.
    """

    name: str
    size: int
    locked: bool
    info: zipfile.ZipInfo


class Zipped:
    """The members of a zip that was found fit to read; made by :func:`open_zip`.

    Args:
        archive: the zip, open.
        kind: what the file is called in messages ("Word file").
    """

    def __init__(self, archive: zipfile.ZipFile, kind: str) -> None:
        self._archive, self._kind = archive, kind
        every = [_member(info) for info in archive.infolist() if _is_file(info)]
        self.members: Final = tuple(member for member in every if member.name)
        """The files in it, in its own order; folders and symbolic links are left out."""
        self._by_name: Final = {member.name: member for member in self.members}

    @property
    def names(self) -> frozenset[str]:
        """The names of its files."""
        return frozenset(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def read(self, member: Member | str) -> bytes:
        """The bytes of a member, never more than it claims to have; of two of one name, the last.

        Raises:
            UnsupportedFormat: there is no such member, or it is damaged or packed in a way that is not read.
            EncryptedDocument: it takes a password.
        """
        found = self._by_name.get(member) if isinstance(member, str) else member
        if found is None:
            raise UnsupportedFormat(f"the file is damaged: {member} is not in this {self._kind}; save it again")
        if found.locked:
            raise EncryptedDocument("it is locked with a password; save a copy without one")
        if found.info.compress_type not in _KNOWN:
            raise UnsupportedFormat(f"{found.name} is packed in a way that is not read; pack it anew with deflate")
        try:
            with self._archive.open(found.info) as file:
                data = file.read(found.size + 1)
        except _DAMAGED as error:
            raise UnsupportedFormat(f"the file is damaged: {found.name} in it cannot be unpacked; save it again") from (
                error
            )
        if len(data) != found.size:
            raise UnsupportedFormat(f"the file is damaged: {found.name} in it is not as long as it says; save it again")
        return data


def open_zip(
    data: bytes,
    kind: str,
    *,
    needs: str = "",
    whole: bool = True,
    most_members: int = _MOST_MEMBERS,
    most_bytes: int = _MOST_UNPACKED_BYTES,
) -> Zipped:
    """A zip whose claims are within reason; nothing has been unpacked yet.

    What reads the same bytes with :mod:`zipfile` afterwards (python-docx, openpyxl) is bounded by the claims that were
    looked at here: ``zipfile`` never unpacks more of a member than it claims.

    Args:
        data: the file.
        kind: what the file is called in messages: ``Word file``, ``workbook``, ``zip archive``.
        needs: a member without which it is no such file; empty for none.
        whole: refuse the file where one member is locked or packed in a way that is not read; False leaves that to
            :meth:`Zipped.read`, so that the others can be read.
        most_members: more are refused.
        most_bytes: that it may unpack to in all.

    Raises:
        UnsupportedFormat: no zip, a damaged one, one whose members overlap, or one that lacks what it ``needs``.
        EncryptedDocument: a member is locked, where ``whole``.
        TooLarge: too many members, too many bytes, or packed beyond what an honest file is.
    """
    if data.count(_ENTRY) > 20 * most_members:  # before a list of them is made; a zip in a zip has entries of its own
        raise TooLarge(f"this {kind} has over {most_members:,} parts; split it")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except _DAMAGED as error:
        raise UnsupportedFormat(f"the file is damaged: it is no whole {kind}; save it again") from error
    _check_size(infos, kind, most_members, most_bytes)
    _check_overlap(infos, kind)
    zipped = Zipped(archive, kind)
    if "EncryptedPackage" in zipped or (whole and any(member.locked for member in zipped.members)):
        raise EncryptedDocument("it is locked with a password; save a copy without one")
    if needs and needs not in zipped:
        raise UnsupportedFormat(f"it is named as a {kind} but is another zip archive; check the file")
    if whole and any(member.info.compress_type not in _KNOWN for member in zipped.members):
        raise UnsupportedFormat(f"a part of this {kind} is packed in a way that is not read; save it again")
    return zipped


def _check_size(infos: list[zipfile.ZipInfo], kind: str, most_members: int, most_bytes: int) -> None:
    if len(infos) > most_members:
        raise TooLarge(f"this {kind} has {len(infos):,} parts, over {most_members:,}; split it")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > most_bytes:
        raise TooLarge(f"it unpacks to {unpacked / 1e6:,.0f} MB, over {most_bytes / 1e6:,.0f} MB; split it")
    for info in infos:
        if info.file_size > _RATIO_FROM_BYTES and info.file_size > _MOST_RATIO * max(1, info.compress_size):
            raise TooLarge(
                f"a part of this {kind} unpacks from {info.compress_size / 1e6:,.2f} MB to "
                f"{info.file_size / 1e6:,.0f} MB, as a decompression bomb does; leave it out"
            )


def _check_overlap(infos: list[zipfile.ZipInfo], kind: str) -> None:
    """Members that share bytes make a small file unpack to much (David Fifield, "A better zip bomb", 2019)."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnsupportedFormat(f"the file is damaged: parts of this {kind} overlap; save it again")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size


def _is_file(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)


def _member(info: zipfile.ZipInfo) -> Member:
    return Member(_name(info.filename), info.file_size, bool(info.flag_bits & _LOCKED), info)


def _name(stated: str) -> str:
    """A path without the parts that lead out of a folder."""
    parts = [part for part in stated.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return "/".join("".join(sign for sign in part if sign.isprintable()) for part in parts)
