"""How much uploaded files may hold while they wait to be taken in, so that no visitor fills the disk."""

import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import anyio.to_thread
from gradio import route_utils
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.login.gate import told
from ui.say import grouped, language_of, say, speaking
from ui.uploads import waiting_bytes
from ui.visitors import owner

__all__ = ["UploadLimits", "UploadRoom"]

_UPLOAD: Final = "/gradio_api/upload"
# What Gradio answers with is a list of paths: so many files of so long names at once, and many more.
_MOST_ANSWER: Final = 1_000_000
# The files that Gradio has begun for the upload that is being answered, by number of their inode.
_begun: ContextVar[dict[int, Any] | None] = ContextVar("_begun", default=None)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What uploaded files may hold while they wait.

    Attributes:
        each_bytes: those of one user, where a login is needed; without one nobody can be told from others. What an
            earlier process has left in the queue is nobody's.
        all_bytes: those of all.
        spare_bytes: what the disk keeps free beside what is sent.
    """

    each_bytes: int = 2_000_000_000
    all_bytes: int = 10_000_000_000
    spare_bytes: int = 200_000_000


class UploadRoom:
    """Refuses uploads that would hold more than they may: 413 where one user's do, 507 where all of them do.

    What a request says that it will send counts from its beginning, what came of it until the page has taken the file:
    a file to be put on record counts on, for who put it in the queue, as long as it waits for its turn. What Gradio has
    begun and does not answer with, as of an upload that was broken off, is deleted. It stands behind the gate, which
    says who it is.

    Args:
        app: what is behind it.
        uploads: folder that keeps uploaded files, with those that wait there.
        limits: how much.
    """

    def __init__(self, app: ASGIApp, uploads: Path, limits: UploadLimits) -> None:
        self._app, self._uploads, self._limits = app, uploads, limits
        self._came: dict[str, set[Path]] = defaultdict(set)
        self._coming: dict[str, int] = defaultdict(int)
        # What Gradio begins each uploaded file with.
        route_utils.NamedTemporaryFile = _noted_file  # type: ignore[attr-defined]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it in words."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != _UPLOAD:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        claimed, user = headers.get("content-length", ""), owner()
        known = claimed.isdecimal() and "transfer-encoding" not in headers  # sent in chunks, it is as long as it is
        size = int(claimed) if known else -1
        staged = await anyio.to_thread.run_sync(partial(waiting_bytes, self._uploads))
        with speaking(language_of(headers.get("accept-language"))):
            refusal = self._refusal(user, size, staged)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        with suppress(ClientDisconnect), self._reserved(user, size), _tidied() as kept:  # who went away is no error
            await self._app(scope, receive, self._noting(user, send, kept))

    def _refusal(self, user: str, size: int, staged: Counter[str]) -> Response | None:
        """Why so many bytes of a user have no room, besides those ``staged``; None where they have."""
        if size < 0:
            return _told(411, say("login.upload_length"))
        held = {name: self._held(name) for name in {*self._came, *self._coming, user}}
        if user and held[user] + staged[user] + size > self._limits.each_bytes:
            return _told(413, say("login.upload_yours", most=_megabytes(self._limits.each_bytes)))
        full = sum(held.values()) + staged.total() + size > self._limits.all_bytes
        coming = sum(self._coming.values())  # may be on the disk in part, which then counts twice
        if full or coming + size + self._limits.spare_bytes > _free(self._uploads):
            return _told(507, say("login.upload_all"))
        return None

    def _held(self, user: str) -> int:
        """Bytes of a user that came and were not taken yet, and of those that come just now."""
        sizes = {path: _size(path) for path in self._came.get(user, ())}
        self._came[user] = {path for path, size in sizes.items() if size is not None}
        if not self._came[user]:
            del self._came[user]
        return sum(size or 0 for size in sizes.values()) + self._coming.get(user, 0)

    @contextmanager
    def _reserved(self, user: str, size: int) -> Iterator[None]:
        self._coming[user] += size
        try:
            yield
        finally:
            self._coming[user] -= size
            if not self._coming[user]:
                del self._coming[user]

    def _noting(self, user: str, send: Send, kept: set[Path]) -> Send:
        """Passes the answer on, and notes the files that it names, in ``kept`` too; before their room is given back."""
        status, body = 0, b""

        async def noting(message: Message) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body = (body + message.get("body", b""))[:_MOST_ANSWER]
            if message["type"] == "http.response.body" and not message.get("more_body") and status == 200:
                kept.update(_paths(body))
                self._came[user].update(kept)
            await send(message)

        return noting


def _noted_file(*how: Any, **named: Any) -> Any:  # noqa: ANN401 - as tempfile's
    """A file as Gradio asks for it, which is known as one of the upload that is being answered."""
    file = NamedTemporaryFile(*how, **named)  # noqa: SIM115 - Gradio closes it
    begun = _begun.get()
    if begun is not None:
        begun[os.fstat(file.fileno()).st_ino] = file
    return file


@contextmanager
def _tidied() -> Iterator[set[Path]]:
    """Delete at the end what Gradio has begun inside, except what was put into the set that this gives.

    Gradio gives a file its place by another name, so that it is then to be told by its inode alone.
    """
    kept, begun = set[Path](), dict[int, Any]()
    token = _begun.set(begun)
    try:
        yield kept
    finally:
        _begun.reset(token)
        _delete(begun, kept)


def _delete(begun: dict[int, Any], kept: set[Path]) -> None:
    placed = set[int]()
    for inode, file in begun.items():
        file.close()
        try:
            Path(file.name).unlink()
        except OSError:
            placed.add(inode)
    if len(placed) == len(kept):  # by far the most often: what has its place is answered with
        return
    for folder in {Path(file.name).parent for file in begun.values()}:
        for path in folder.glob("*/*"):
            with suppress(OSError):
                if path not in kept and path.stat().st_ino in placed:
                    path.unlink()


def _paths(body: bytes) -> Iterable[Path]:
    try:
        named = json.loads(body)
    except ValueError:
        return ()
    return [Path(one) for one in named if isinstance(one, str)] if isinstance(named, list) else ()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _free(folder: Path) -> int:
    """Bytes that the disk has left, on which a folder is, or will be made."""
    there = next((each for each in (folder, *folder.absolute().parents) if each.is_dir()), Path.cwd())
    return shutil.disk_usage(there).free


def _told(status: int, words: str) -> Response:
    refusal = told(words, status)
    refusal.headers["Connection"] = "close"  # what is still being sent is not read
    return refusal


def _megabytes(size: int) -> str:
    return grouped(size // 1_000_000)
