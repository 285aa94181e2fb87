"""Events that Gradio has named, and whose they are: whoever stops one by its name stops one of their own."""

import json
import re
from collections import defaultdict, deque
from functools import partial
from typing import Final

from starlette.types import Message, Receive, Scope, Send

__all__ = ["Events", "Stop", "begins", "stop_of", "stops"]

_JOIN: Final = re.compile(r"/gradio_api/queue/join/?")
_CANCEL: Final = re.compile(r"/gradio_api/cancel/?")
_MOST_BYTES: Final = 10_000  # of either body; they hold three short values, and one
_MOST_EVENTS: Final = 2_000  # of one user; all that are under way are among so many by far


def begins(scope: Scope) -> bool:
    """Whether a request begins an event."""
    return _JOIN.fullmatch(scope["path"]) is not None


def stops(scope: Scope) -> bool:
    """Whether a request stops an event."""
    return _CANCEL.fullmatch(scope["path"]) is not None


class Events:
    """Which event belongs to whom.

    Gradio gives each event a name that cannot be guessed, and stops it for whoever names it. Here a name counts that
    was given to the visitor in answer to an event of theirs; any other names nothing, whether there is such an event or
    not, so that nobody learns which. Of what a user began the last 2,000 are known: only who began more cannot stop the
    first any more.
    """

    def __init__(self) -> None:
        self._begun: defaultdict[str, deque[str]] = defaultdict(partial(deque, maxlen=_MOST_EVENTS))

    def noting(self, owner: str, send: Send) -> Send:
        """Passes on what answers an event of a user, and notes the event's name before they know it."""
        body, status = b"", 0

        async def noting(message: Message) -> None:
            nonlocal body, status
            status = message.get("status", status)
            body = (body + message.get("body", b""))[:_MOST_BYTES]
            if message["type"] == "http.response.body" and not message.get("more_body") and status == 200:
                event = _read(body).get("event_id")
                if isinstance(event, str):
                    self._begun[owner].append(event)
            await send(message)

        return noting

    def belongs(self, event: object, owner: str) -> bool:
        """Whether an event is one that a user began."""
        return event in self._begun.get(owner, ())


class Stop:
    """What a request to stop an event says; ``receive`` brings it again.

    What cannot be read, and all of what is too long, is brought as nothing: Gradio is to read nothing else than what
    was looked at here.

    Attributes:
        session: the open page that it names; None where it names none.
        event: the event that it names.
    """

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._said, self._receive = _read(body), receive
        self._left = True
        session = self._said.get("session_hash")
        self.session = session if isinstance(session, str) else None
        self.event = self._said.get("event_id")

    def forget_event(self) -> None:
        """Let it name an event that there never is; all else stays as it is."""
        if isinstance(self.event, str):
            self._said["event_id"] = ""

    async def receive(self) -> Message:
        """The body, once; then what comes."""
        if not self._left:
            return await self._receive()
        self._left = False
        body = json.dumps(self._said).encode() if self._said else b""
        return {"type": "http.request", "body": body, "more_body": False}


async def stop_of(receive: Receive) -> Stop:
    """Read a request to stop an event; of a body that is too long no more than shows that it is."""
    body, more = b"", True
    while more and len(body) <= _MOST_BYTES:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return Stop(body if len(body) <= _MOST_BYTES else b"", receive)


def _read(body: bytes) -> dict[str, object]:
    """An object of JSON; an empty one where it is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
