"""Files that hold documents: what is in an archive, a mailbox, a mail or a list of articles, one after the other."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from ingest.load import check_size
from ingest.load.formats import CONTAINERS, format_of
from ingest.load.ole import why_not_read
from ingest.load.zipped import Member as Zip
from ingest.load.zipped import Zipped, open_zip
from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["INSIDE", "Member", "holds_documents", "is_container", "member_of", "members_of", "split_location"]

INSIDE: Final = "!/"
"""Stands between a container's path and the name of what is in it, as in ``/press/2024.zip!/may/notice.txt``."""

_LISTS: Final = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab")
_LINES: Final = (".jsonl", ".ndjson")
_ROWS: Final = (".csv", ".tsv", ".tab")
_MAILS: Final = (".eml", ".msg")
_HOLDERS: Final = (*CONTAINERS, *_LISTS, *_MAILS)
_PACKED: Final = frozenset({".zip", ".mbox", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_NAME_CHARS: Final = 1000
_LEAF_CHARS: Final = 80
_MOST_MAILS: Final = 200_000
# A mail in a mail in a mail.
_DEEPEST: Final = 5
# The line before each mail (RFC 4155): a sender and a date. What follows is a header; so a sentence that begins with
# "From" and was not quoted with ">" parts nothing.
_FROM: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{0,300}\d[^\n]{0,300}\n(?=>?[!-9;-~]+:[ \t\r\n])")
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGE_ID: Final = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_HAS_PARTS: Final = re.compile(rb"multipart/|Content-Disposition", re.IGNORECASE)
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_UTF8_NAME: Final = 0x800  # bit of the flags, APPNOTE.TXT 4.4.4


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a container.

    Attributes:
        name: its path in the container, forward slashes, no ``..``; its ending names its format. It may go on with
            ``!/`` and the name of an attachment.
        data: its bytes; empty where it cannot be had.
        reason: why it cannot be had; empty when all is well.
        skipped: whether that is because files of its kind are not read, which is no failure.
    """

    name: str
    data: bytes
    reason: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member that has not been unpacked."""

    name: str
    take: Callable[[], bytes]
    size: int = 0
    reason: str = ""


def is_container(path: PurePath) -> bool:
    """Whether a file of this name holds documents rather than being one."""
    return path.suffix.lower() in CONTAINERS


def holds_documents(path: PurePath, data: bytes) -> bool:
    """Whether this file holds documents and is none itself: an archive, a mailbox, a list of articles.

    A mail is a document, and its attachments are members of it all the same.
    """
    try:
        return is_container(path) or _holds_articles(path.suffix.lower(), data)
    except Exception:  # noqa: BLE001 - its reader tells what is wrong with it
        return False


def split_location(location: str) -> tuple[str, str]:
    """The container's path and the member's name; the location and an empty string for a file of its own."""
    lower = location.lower()
    found = [(at, ending) for ending in _HOLDERS if (at := lower.find(f"{ending}{INSIDE}")) >= 0]
    if not found:
        return location, ""
    at, ending = min(found)
    return location[: at + len(ending)], location[at + len(ending) + len(INSIDE) :]


def members_of(path: PurePath, data: bytes, most_megabytes: int | None = None) -> Iterator[Member]:
    """What is in a file, in its order; nothing for one that is only a document.

    Of an archive hidden files and folders, and those that macOS adds, are left out, links too; an archive in it is not
    opened. Files of formats that are not read are given as ``skipped``, and not unpacked. Each mail of a mailbox, each
    article of a list of articles and each attachment of a mail that has a format we read is a member.

    Args:
        path: its ending names the kind of container.
        data: its bytes, not empty.
        most_megabytes: a larger member is not unpacked; None for no limit.

    Raises:
        IngestError: the container itself cannot be opened, or there is nothing in it; whatever else goes wrong on
            bytes nobody thought of becomes one, because a bad file must not stop the files after it.
    """
    try:
        yield from _members(path, data, most_megabytes)
    except IngestError:
        raise
    except Exception as error:
        raise UnsupportedFormat(
            f"what is in it could not be taken out ({type(error).__name__}: {error}); unpack it, or save it again"
        ) from error


def _members(path: PurePath, data: bytes, most_megabytes: int | None) -> Iterator[Member]:
    found = False
    for entry in _entries(path, data):
        found = True
        member = _taken(entry, most_megabytes)
        yield member
        if member.data:
            yield from _attached(member, 1)
    if found and path.suffix.lower() == ".json" and (beside := _beside(data)):
        yield Member("beside the articles", b"", f"it is no article, and left out: {beside}", skipped=True)
    if not found and is_container(path):
        raise EmptyDocument(f"there is no document in this {path.suffix} file; check it")


def member_of(path: PurePath, data: bytes, name: str) -> bytes | None:
    """The bytes of one member; None where there is none of that name. No other is unpacked.

    Args:
        path: of the container; its ending names the kind.
        data: the container's bytes.
        name: as :attr:`Member.name`.

    Raises:
        IngestError: the container or the member cannot be opened.
    """
    for entry in _entries(path, data, name):
        if entry.name == name and not entry.reason:
            return entry.take()
        inner = PurePath(entry.name)
        if inner.suffix.lower() in _MAILS and name.startswith(f"{entry.name}{INSIDE}"):
            return member_of(inner, entry.take(), name[len(entry.name) + len(INSIDE) :])
    return None


def _taken(entry: _Entry, most_megabytes: int | None) -> Member:
    if entry.reason:
        return Member(entry.name, b"", entry.reason)
    if format_of(PurePath(entry.name)) is None:
        return Member(entry.name, b"", why_not_read(PurePath(entry.name)), skipped=True)
    try:
        if most_megabytes is not None:
            check_size(entry.size, most_megabytes)
        data = entry.take()
    except IngestError as error:
        return Member(entry.name, b"", str(error))
    return Member(entry.name, data, "" if data else "the file is empty (0 bytes)")


def _attached(mail: Member, depth: int) -> Iterator[Member]:
    """The attachments of a member that is a mail, and theirs; one that is no mail has a report of its own."""
    path = PurePath(mail.name)
    if path.suffix.lower() not in _MAILS:
        return
    for entry in _entries(path, mail.data):
        name = f"{mail.name}{INSIDE}{entry.name}"
        if depth > _DEEPEST:
            yield Member(name, b"", f"it is in a mail within {_DEEPEST} others; save it by itself")
            continue
        member = replace(_taken(entry, None), name=name)
        yield member
        yield from _attached(member, depth + 1)


def _entries(path: PurePath, data: bytes, wanted: str = "") -> Iterator[_Entry]:
    """The members of any holder, each with a name of its own; where one is wanted, at least that one."""
    ending = path.suffix.lower()
    if ending == ".zip":
        found = _of_zip(data)
    elif ending == ".mbox":
        found = _of_mailbox(data, wanted)
    elif ending in _MAILS:
        found = _of_mail(ending, data)
    else:
        found = (_Entry(name, lambda raw=raw: raw, len(raw)) for name, raw in _articles(ending, data))  # type: ignore[misc]
    times: dict[str, int] = {}
    for entry in found:
        name = entry.name
        while name in times:  # "b (2).txt" for the second "b.txt"; a name may be so already
            times[entry.name] += 1
            name = _numbered(entry.name, times[entry.name])
        times[name] = 1
        yield replace(entry, name=name)


def _numbered(name: str, number: int) -> str:
    """``a/b (2).txt`` for the second file of one name."""
    path = PurePath(name)
    return str(path.with_name(f"{path.stem} ({number}){path.suffix}"))


def _of_zip(data: bytes) -> Iterator[_Entry]:
    archive = open_zip(data, "zip archive", whole=False)
    for member in archive.members:
        name = _name_in(member)
        parts = name.split("/")
        if not any(parts) or any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        reason = ""
        if len(name) > _NAME_CHARS:
            name, reason = f"{name[:_LEAF_CHARS]}\u2026", f"its name has over {_NAME_CHARS:,} letters; rename it"
        elif PurePath(name).suffix.lower() in _PACKED:
            reason = "it is an archive in an archive; unpack it, and give it by itself"
        yield _Entry(name, _unpacking(archive, member), member.size, reason)


def _unpacking(archive: Zipped, member: Zip) -> Callable[[], bytes]:
    return lambda: archive.read(member)


def _name_in(member: Zip) -> str:
    """The name of a member. Many programs write UTF-8 and do not say so; then it is read as what it is."""
    if member.info.flag_bits & _UTF8_NAME or member.name.isascii():
        return member.name
    try:
        name = member.name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.name
    return "".join(sign for sign in name if sign.isprintable())


def _of_mailbox(data: bytes, wanted: str) -> Iterator[_Entry]:
    """The mails of a mailbox. Each is named by its subject and its Message-ID, so that it keeps its name."""
    starts = list(_FROM.finditer(data))
    if not starts or data[: starts[0].start()].strip():
        raise UnsupportedFormat(
            'it is no mailbox: it does not begin with a line "From "; export the mails again as .mbox'
        )
    if len(starts) > _MOST_MAILS:
        raise TooLarge(f"it has {len(starts):,} mails, over {_MOST_MAILS:,}; split it")
    ends = [found.start() for found in starts[1:]] + [len(data)]
    for begins, end in zip(starts, ends, strict=True):
        raw = _QUOTED_FROM.sub(rb"\1", data[begins.end() : end])
        if wanted and _mark_of(raw) not in wanted:
            continue
        yield _Entry(_mail_name(raw), lambda raw=raw: raw, len(raw))  # type: ignore[misc]


def _mail_name(raw: bytes) -> str:
    from email.parser import BytesHeaderParser

    from ingest.load.mail import MAIL_POLICY, header_of

    subject = header_of(BytesHeaderParser(policy=MAIL_POLICY).parsebytes(_head(raw)), "Subject")
    return f"{_leaf(subject, 'no subject')} {_mark_of(raw)}.eml"


def _head(raw: bytes) -> bytes:
    ends = _END_OF_HEAD.search(raw)
    return raw[: ends.start() + 1] if ends else raw


def _mark_of(raw: bytes) -> str:
    """Eight digits of the hash of a mail's Message-ID; of the whole mail where it has none."""
    stated = _MESSAGE_ID.search(_head(raw))
    return hashlib.sha256(stated[1] if stated else raw).hexdigest()[:8]


def _leaf(name: str, otherwise: str) -> str:
    """A name without what parts a path, what cannot be printed, and what hides a file."""
    kept = "".join(sign if sign.isprintable() else " " for sign in re.sub(r"[/\\:]+", "-", name))
    return fold(kept)[:_LEAF_CHARS].strip(" .") or otherwise


def _of_mail(ending: str, data: bytes) -> Iterator[_Entry]:
    """The attachments of a mail that have a format we read; the mail's own notes name the others."""
    from ingest.load.mail import attached_to
    from ingest.load.msg import attached_to_msg

    if ending == ".eml" and not _HAS_PARTS.search(data):
        return
    try:
        attached = attached_to(data) if ending == ".eml" else attached_to_msg(data)
    except Exception:  # noqa: BLE001 - email fails in many ways on odd mails; the reader of the mail tells what is wrong
        return
    for one in attached:
        path = PurePath(one.name)
        if format_of(path):
            name = f"{_leaf(path.stem, 'attachment')}{path.suffix.lower()}"
            yield _Entry(name, lambda data=one.data: data, len(one.data))  # type: ignore[misc]


def _holds_articles(ending: str, data: bytes) -> bool:
    """Whether a file is a list of articles."""
    from ingest.load.json import holds_articles
    from ingest.load.rows import holds_articles_in_rows

    if ending in _ROWS:
        return holds_articles_in_rows(data, ending != ".csv")
    listed = ending in _LISTS and data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{"))
    return (listed or ending in _LINES) and holds_articles(data, ending in _LINES)


def _beside(data: bytes) -> str:
    """What an object says beside its list of articles."""
    from ingest.load.json import beside_articles

    return beside_articles(data)


def _articles(ending: str, data: bytes) -> list[tuple[str, bytes]]:
    """The articles of a file that is a list of such; none for any other."""
    from ingest.load.json import articles_in
    from ingest.load.rows import articles_in_rows

    if not _holds_articles(ending, data):
        return []
    return articles_in_rows(data, ending != ".csv") if ending in _ROWS else articles_in(data, ending in _LINES)
