"""Routes that give answers and conversations to take along; nothing of them is ever opened as a page of this host."""

import logging
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from onrecord.conversations import Conversations, Exchange, now_utc
from onrecord.desk import Originals
from onrecord.errors import OnrecordError, UnknownConversation
from onrecord.ports import DocumentShelf
from ui.export.bundle import Bundle, Stand, gathered
from ui.export.docx import docx_file
from ui.export.markdown import markdown
from ui.export.pack import pack
from ui.say import language_of, say, speaking
from ui.visitors import owner
from ui.words import visible

__all__ = ["attachment", "export_router"]

_log: Final = logging.getLogger(__name__)

_KINDS: Final[Mapping[str, tuple[str, Callable[[Bundle], str | bytes]]]] = {
    "md": ("text/markdown; charset=utf-8", markdown),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_file),
    "html": ("text/html; charset=utf-8", pack),
}

# Longest name of a file without its ending, in characters.
_LONGEST_NAME: Final = 60
# What a file system refuses in names, and what it strips from their ends.
_REFUSED: Final = re.compile(r'[\\/:*?"<>|]+')
_ENDS: Final = " .-_+=@~'"
# Windows takes these for devices, whatever their ending.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

Found = tuple[str, Sequence[Exchange]]
"""Title and exchanges."""


def export_router(
    conversations: Conversations, shelf: DocumentShelf, originals: Originals | None, about: Mapping[str, str]
) -> APIRouter:
    """Serves ``/export/answer/<exchange>.<kind>`` and ``/export/conversation/<conversation>.<kind>``.

    The kinds are ``md``, ``docx`` and ``html``, an evidence pack. All come as attachments, in the language that the
    visitor's browser asks for, and are made anew each time. Of another's conversations there is nothing to take.

    Args:
        conversations: where they are kept.
        shelf: what is on record.
        originals: the files and pictures of their pages; None for packs without.
        about: name -> value of what an export says of this Onrecord: its version, writer, judge and settings.
    """
    router = APIRouter()
    stand = Stand(shelf, originals, about)

    def one(exchange_id: str) -> Found:
        kept = conversations.of(owner())
        for exchange in kept.exchanges(kept.holding(exchange_id)):
            if exchange.id == exchange_id:
                return exchange.question, (exchange,)
        raise UnknownConversation(f"No conversation holds the question {exchange_id!r} any more")

    def whole(conversation_id: str) -> Found:
        kept = conversations.of(owner())
        return kept.heading(conversation_id).title, kept.exchanges(conversation_id)

    @router.get("/export/answer/{exchange_id}.{kind}")
    def answer(request: Request, exchange_id: str, kind: str) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            return _given(one, exchange_id, kind, stand, "export.unknown_answer")

    @router.get("/export/conversation/{conversation_id}.{kind}")
    def conversation(request: Request, conversation_id: str, kind: str) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            return _given(whole, conversation_id, kind, stand, "export.unknown_conversation")

    return router


def _given(find: Callable[[str], Found], name: str, kind: str, stand: Stand, unknown: str) -> Response:
    """The file, or in words why there is none; ``name`` and ``kind`` come from whoever asks."""
    if kind not in _KINDS:
        return _told(say("export.unknown_kind"), 404)
    if not (name.isascii() and name.isalnum()):
        return _told(say(unknown), 404)
    media_type, write = _KINDS[kind]
    try:
        title, exchanges = find(name)
        content = write(gathered(title, exchanges, stand, made=now_utc(), pictured=kind == "html"))
    except UnknownConversation:
        return _told(say(unknown), 404)
    except OnrecordError as error:
        _log.warning("could not export %r: %s", name, error)
        return _told(say("export.failed", reason=str(error)), 500)
    except Exception as error:  # noqa: BLE001 - whatever it is, the visitor is told in words
        _log.exception("could not export %r", name)
        return _told(say("export.ours", name=type(error).__name__), 500)
    headers = {"Content-Disposition": attachment(title, kind), "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _told(words: str, status: int) -> Response:
    return PlainTextResponse(f"{visible(words)}\n", status_code=status, headers={"Cache-Control": "no-store"})


def attachment(title: str, kind: str) -> str:
    """A ``Content-Disposition`` that saves under a name made of ``title``, which every system takes (RFC 6266).

    Invisible characters and those that file systems refuse are gone from it, also signs at its start that a
    spreadsheet or a shell would read something into; nothing left is ``onrecord``.
    """
    name = _name_of(title)
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if sign.isascii() and sign not in "%;'"
    ).strip()
    spelt = plain.strip(_ENDS) or "onrecord"
    return f"attachment; filename=\"{spelt}.{kind}\"; filename*=UTF-8''{quote(f'{name}.{kind}', safe='')}"


def _name_of(title: str) -> str:
    seen = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in unicodedata.normalize("NFC", title)
    )
    words = " ".join(_REFUSED.sub(" ", seen).split())
    if len(words) > _LONGEST_NAME:
        words = words[:_LONGEST_NAME].rsplit(maxsplit=1)[0]
    words = words.strip(_ENDS) or "onrecord"
    return f"onrecord {words}" if _DEVICES.fullmatch(words) else words
