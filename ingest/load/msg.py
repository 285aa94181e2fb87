"""Outlook mails (python-oxmsg)."""

from pathlib import PurePath
from typing import Final

from oxmsg import Message
from oxmsg.domain import constants as pid

from ingest.load.dates import from_datetime
from ingest.load.mail import Attached, Letter, day_of, reading_of
from ingest.load.markup import text_of_html
from ingest.load.plain import newlines
from ingest.load.reading import Reading
from onrecord.errors import EncryptedDocument, IngestError, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["attached_to_msg", "read_msg"]

_ENCRYPTED: Final = "IPM.Note.SMIME"
_RICH: Final = "its text is in Rich Text alone, which is not read: save it as .eml"
_HTML_LOST: Final = "its HTML could not be decoded: letters that could not be read stand as \ufffd"


def read_msg(data: bytes, path: PurePath) -> Reading:
    """An Outlook ``.msg`` file; what is read and shown is as for ``.eml``.

    Raises:
        UnsupportedFormat: no mail of Outlook, or a damaged one.
        EncryptedDocument: it is encrypted or signed as a whole.
    """
    try:
        message = Message.load(data)
        if message.message_class.startswith(_ENCRYPTED):
            raise EncryptedDocument("it is encrypted, or signed as a whole; save a copy of the opened mail")
        return reading_of(_letter(message))
    except IngestError:
        raise
    except Exception as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> UnsupportedFormat:
    # olefile and oxmsg check little: KeyError, IndexError, struct.error, OSError and others tell of damage.
    return UnsupportedFormat(
        f"the file is damaged, or no mail of Outlook ({type(error).__name__}: {error}); save it again, or as .eml"
    )


def _letter(message: Message) -> Letter:
    headers = {key.lower(): fold(value) for key, value in message.message_headers.items()}
    props = message.properties
    sent = message.sent_date or props.date_prop_value(pid.PID_MESSAGE_DELIVERY_TIME)
    date = headers.get("date", "") or (sent.strftime("%d %B %Y %H:%M UTC").lstrip("0") if sent else "")
    text, notes = _body(message)
    return Letter(
        subject=message.subject,
        sender=_sender(message),
        to=headers.get("to", "") or _recipients(message),
        cc=headers.get("cc", "") or fold(props.str_prop_value(pid.PID_DISPLAY_CC) or ""),
        date=date,
        published=(day_of(headers["date"]) if headers.get("date") else None) or from_datetime(sent),
        organisation=headers.get("organization", ""),
        text=text,
        attached=tuple(name if data else f"{name} (attached as a mail)" for name, data in _files(message)),
        notes=notes,
    )


def _sender(message: Message) -> str:
    """Name and address. Exchange keeps a path of its own for an address (``/O=FIRM/CN=...``), which says nothing."""
    told = fold(message.sender or "")
    if "</" not in told and told:
        return told
    name = fold(message.properties.str_prop_value(pid.PID_SENDER_NAME) or "")
    address = message.properties.str_prop_value(pid.PID_SENDER_SMTP_ADDRESS)
    return f'"{name}" <{address}>' if name and address else name or fold(address or "")


def _recipients(message: Message) -> str:
    shown = fold(message.properties.str_prop_value(pid.PID_DISPLAY_TO) or "")
    return shown or ", ".join(fold(one.name or one.email_address) for one in message.recipients)


def _body(message: Message) -> tuple[str, tuple[str, ...]]:
    """The plain text, else the words of the HTML."""
    plain = newlines((message.body or "").rstrip("\0")).strip("\n")
    if plain.strip():
        return plain, ()
    notes: tuple[str, ...] = ()
    try:
        html = message.html_body or ""
    except (LookupError, ValueError):
        raw = message.properties.binary_prop_value(pid.PID_HTML) or b""
        html, notes = raw.decode("utf-8", "replace"), (_HTML_LOST,)
    text = text_of_html(html)
    rich = not text and message.properties.binary_prop_value(pid.PID_RTF_COMPRESSED)
    return text, (*notes, _RICH) if rich else notes


def _files(message: Message) -> list[tuple[str, bytes | None]]:
    """Names and bytes of what is attached; a mail that is attached as such has no bytes."""
    found = []
    for number, one in enumerate(message.attachments, 1):
        props = one.properties
        name = (
            one.file_name or props.str_prop_value(pid.PID_ATTACH_FILENAME) or props.str_prop_value(pid.PID_DISPLAY_NAME)
        )
        hidden = props.str_prop_value(pid.PID_ATTACH_CONTENT_ID) and (one.mime_type or "").startswith("image/")
        if not hidden:
            found.append((fold(name or "") or f"nameless {number}", one.file_bytes))
    return found


def attached_to_msg(data: bytes) -> list[Attached]:
    """The attachments of an Outlook mail; a mail that is attached as such has no bytes of its own and is left out.

    Raises:
        UnsupportedFormat: no mail of Outlook, or a damaged one.
    """
    try:
        return [Attached(name, content) for name, content in _files(Message.load(data)) if content]
    except Exception as error:
        raise _damaged(error) from error
