"""Mails: what their headers say, their words, and what is attached (email of the standard library)."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import PurePath
from typing import Any, Final, cast

from ingest.load.dates import from_datetime, iso_date
from ingest.load.formats import format_of
from ingest.load.markup import text_of_html
from ingest.load.plain import decode, newlines
from ingest.load.quoted import with_quoted_parts
from ingest.load.reading import Reading
from onrecord.errors import EncryptedDocument, UnsupportedFormat
from onrecord.sentences import fold

__all__ = [
    "MAIL_POLICY",
    "Attached",
    "Letter",
    "attached_to",
    "day_of",
    "header_of",
    "names_of",
    "parse_mail",
    "read_eml",
    "reading_of",
]

DATE_FROM: Final = "message header"
"""Where the date of a mail was found."""

# email takes time that grows with the square of a header's length, and reads Content-Type anew whenever it is asked. A
# thousand recipients fit.
_HEADER_CHARS: Final = 30_000
_CONTENT_CHARS: Final = 2000
_ONE_OF: Final = ("From", "Date", "Subject", "Received", "Message-ID", "Return-Path")
_LOCKED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SEALED: Final = "it is encrypted, or signed as a whole; save a copy of the opened mail"
_REPLACED: Final = "some letters could not be read and stand as \ufffd"


class _Policy(policy.EmailPolicy):
    """Decodes headers, but not more of one than any honest mail has."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ANN401 - email types it so
        most = _CONTENT_CHARS if name.lower().startswith("content-") else _HEADER_CHARS
        return super().header_fetch_parse(name, value[:most])


MAIL_POLICY: Final = _Policy()
"""How the headers of mails are read."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to a mail: its name, without a path but else as stated, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What any kind of mail says; empty strings where it does not.

    Attributes:
        subject: as written.
        sender: the From header: names and addresses.
        to: the To header.
        cc: the Cc header.
        date: the Date header as written.
        published: the day it was sent where the sender was, ISO; None where it does not say.
        organisation: of the sender, where a header names it.
        text: its own words and those it quotes.
        attached: names of what is attached.
        notes: what could not be read.
    """

    subject: str
    sender: str
    to: str
    cc: str
    date: str
    published: str | None
    organisation: str
    text: str
    attached: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_eml(data: bytes, path: PurePath) -> Reading:
    """An ``.eml`` file; nothing is fetched.

    The plain text of a mail is read, and its HTML where it has no plain text. What it quotes of earlier mails stays
    where it stands, with its ``> ``, under who wrote it as a heading (:mod:`ingest.load.quoted`). Attachments are
    documents of their own (:mod:`ingest.members`); those of a format that is not read are noted.

    Raises:
        UnsupportedFormat: it has none of the headers of a mail.
        EncryptedDocument: it is encrypted.
    """
    message = parse_mail(data)
    if message.get_content_type() in _LOCKED or message.get_content_type() == "multipart/encrypted":
        raise EncryptedDocument(_SEALED)
    texts, notes = [], []
    for text, note in _texts(message):
        texts.append(text)
        notes += [note] if note and note not in notes else []
    body = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    if body.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        raise EncryptedDocument(_SEALED)
    date = header_of(message, "Date")
    letter = Letter(
        subject=header_of(message, "Subject"),
        sender=header_of(message, "From"),
        to=header_of(message, "To"),
        cc=header_of(message, "Cc"),
        date=date,
        published=day_of(date),
        organisation=header_of(message, "Organization") or header_of(message, "Organisation"),
        text=body,
        attached=tuple(_name_of(part) for part in _attachments(message)),
        notes=tuple(notes),
    )
    return reading_of(letter)


def parse_mail(data: bytes) -> EmailMessage:
    """The mail that the bytes are.

    Raises:
        UnsupportedFormat: it has none of the headers of a mail.
    """
    message = cast("EmailMessage", BytesParser(policy=MAIL_POLICY).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n")))
    if not any(name in message for name in _ONE_OF):
        raise UnsupportedFormat("it has no header of a mail (From, Date, Subject); save the mail again as .eml")
    return message


def reading_of(letter: Letter) -> Reading:
    """A mail as text: its headers as ``Key: value`` lines, an empty line, its words."""
    pairs = {
        "Subject": letter.subject,
        "From": letter.sender,
        "Organization": letter.organisation,
        "To": letter.to,
        "Cc": letter.cc,
        "Date": letter.date,
        "Attachments": ", ".join(letter.attached),
    }
    text = with_quoted_parts(letter.text)
    top = "".join(f"{key}: {fold(value)}\n" for key, value in pairs.items() if fold(value)) + "\n"
    unread = [name for name in letter.attached if format_of(PurePath(name)) is None]
    noted = f"attachments that are not read: {', '.join(unread)}"
    return Reading(
        text=top + text + "\n" if text else top,
        title=letter.subject,
        author=names_of(letter.sender),
        outlet=letter.organisation,
        published=letter.published,
        published_from=DATE_FROM if letter.published else "",
        body_start=len(top) if text else 0,
        notes=(*letter.notes, noted) if unread else letter.notes,
    )


def header_of(message: Message, name: str) -> str:
    """A header, decoded and on one line; empty where there is none. The parser fails on some that are malformed."""
    try:
        value = message[name]
    except Exception:  # noqa: BLE001 - email raises IndexError, AttributeError and others on odd headers
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    return fold(str(value)).encode("utf-8", "replace").decode("utf-8") if value is not None else ""


def names_of(sender: str) -> str:
    """The names in a From header with commas between them; an address where it gives no name, all of it without one."""
    if "@" not in sender:
        return sender
    found = [fold(name).strip("'\"") or address for name, address in getaddresses([sender])]
    return ", ".join(name for name in found if name) or sender


def day_of(date: str) -> str | None:
    """The day of a Date header, where the sender was."""
    try:
        return from_datetime(parsedate_to_datetime(date))
    except (ValueError, TypeError, IndexError, OverflowError):
        return iso_date(date)


def _texts(part: Message) -> Iterator[tuple[str, str]]:
    """The texts of a mail in order, and a note on each or an empty string; of alternatives the plain one."""
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        ways = [(_is_plain(child), list(_texts(child))) for child in _children(part)]
        told = [way for way in ways if any(text.strip() for text, _ in way[1])]
        yield from max(told, key=lambda way: way[0])[1] if told else []
    elif part.get_content_maintype() == "multipart":
        for child in _children(part):
            yield from _texts(child)
    elif not _is_attachment(part):
        text, note = _decoded(part)
        yield (text_of_html(text), note) if kind == "text/html" else (text, note)


def _children(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []


def _is_plain(part: Message) -> bool:
    """Whether a part is plain text, or holds such first."""
    inner = _children(part)
    return _is_plain(inner[0]) if inner else part.get_content_type() == "text/plain"


def _is_attachment(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or bool(_stated_name(part))
    return named or part.get_content_type() not in ("text/plain", "text/html")


def _decoded(part: Message) -> tuple[str, str]:
    """The text of a part and a note where its charset is not what it says."""
    raw = cast("bytes", part.get_payload(decode=True)) or b""
    try:
        charset = part.get_content_charset() or "us-ascii"
        return newlines(raw.decode(charset)), ""
    except (LookupError, ValueError):
        pass
    try:
        text, notes = decode(raw)
        return text, notes[0] if notes else ""
    except UnsupportedFormat:
        return newlines(raw.decode("utf-8", "replace")), _REPLACED


def _attachments(part: Message) -> Iterator[Message]:
    """What is attached, whatever it is attached to; pictures that are set into the text are left out."""
    if part.get_content_maintype() == "multipart":
        for child in _children(part):
            yield from _attachments(child)
    elif _is_attachment(part):
        set_in = part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment"
        if not (set_in and "Content-ID" in part):
            yield part


def _stated_name(part: Message) -> str:
    try:
        return fold(part.get_filename() or "")
    except Exception:  # noqa: BLE001 - as in header_of
        return ""


def _name_of(part: Message) -> str:
    """The name of an attachment; a mail that is attached is named by its subject."""
    name = _stated_name(part)
    kind = part.get_content_type()
    if kind == "message/rfc822" and not name.lower().endswith(".eml"):
        inner = _children(part)
        return f"{name or (header_of(inner[0], 'Subject') if inner else '') or 'attached mail'}.eml"
    return name or f"nameless {kind}"


def attached_to(data: bytes) -> list[Attached]:
    """The attachments of a mail, mails among them.

    Raises:
        UnsupportedFormat: it is no mail.
    """
    found = []
    for part in _attachments(parse_mail(data)):
        if part.get_content_maintype() == "message":
            inner = _children(part)
            content = inner[0].as_bytes() if inner else b""
        else:
            content = cast("bytes", part.get_payload(decode=True)) or b""
        found.append(Attached(_name_of(part), content))
    return found
