"""One tab of a browser, as the page's server sees it: over HTTP, with the protocol of Gradio's queue."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from tests.soak.tally import Tally

__all__ = ["Gone", "Tab", "opened"]

_PATIENCE = httpx.Timeout(180.0)
# The page ends connections that nobody used for five seconds. A browser sends a request again that met that end; this
# client, which does not, uses none that may be about to.
_CONNECTIONS = httpx.Limits(keepalive_expiry=2.0)
_ENDS = ("process_completed", "unexpected_error", "close_stream")
Event = dict[str, Any]


class Gone(Exception):
    """The page did not do what it was asked; it is in the tally."""


class Tab:
    """A page that was opened; made by :func:`opened`.

    Args:
        client: its connections.
        config: what the page says of itself.
        tally: where what comes of its events is counted.
    """

    def __init__(self, client: httpx.AsyncClient, config: Mapping[str, Any], tally: Tally) -> None:
        self.client, self.tally, self.session = client, tally, secrets.token_hex(5)
        self._parts = {one["id"]: one for one in config["components"]}
        self._events = {one["id"]: one for one in config["dependencies"]}
        self.query = ""

    def _named(self, part: int) -> str:
        one = self._parts.get(part, {})
        return str(one.get("props", {}).get("elem_id") or one.get("type", ""))

    def _held(self, part: int) -> Any:
        """What a part holds while nobody uses it; the server keeps what is in a state."""
        return None if self._parts[part]["type"] == "state" else self._parts[part]["props"].get("value")

    def _of(self, name: str, happens: str) -> list[Event]:
        """The events of a part, which is named by its id on the page or by its kind."""
        return [
            one
            for one in self._events.values()
            if any(then == happens and (name in ("", self._named(part))) for part, then in one["targets"])
        ]

    async def load(self) -> dict[str, Any]:
        """What a browser asks for once it has drawn the page; the new values by the names of their parts."""
        found: dict[str, Any] = {}
        for event in self._of("", "load"):
            found |= await self._run(event, "open", {}, None)
        return found

    async def do(
        self, kind: str, name: str, happens: str, given: Mapping[str, Any] | None = None, **values: Any
    ) -> dict[str, Any]:
        """Use a part of the page.

        Args:
            kind: what this is counted as.
            name: of the part.
            happens: name of the event.
            given: what the page's script sends with it.
            **values: name of a part -> what it holds.

        Returns:
            Name of a part -> its new value.

        Raises:
            Gone: something went wrong.
        """
        (event, *_) = self._of(name, happens)
        return await self._run(event, kind, values, given)

    async def _run(
        self, event: Event, kind: str, values: Mapping[str, Any], given: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        began = time.perf_counter()
        try:
            output = await self._completed(event, values, given)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            self.tally.wrong("dropped", f"{kind}: {type(error).__name__}: {error}")
            raise Gone from error
        self.tally.took[kind].append(time.perf_counter() - began)
        shown = dict(zip(map(self._named, event["outputs"]), map(_value, output.get("data", [])), strict=False))
        for state in output.get("changed_state_ids") or []:
            for next_one in self._events.values():
                if [state, "change"] in [list(target) for target in next_one["targets"]]:
                    shown |= await self._run(next_one, "refresh", {}, None)
        return shown

    async def _completed(
        self, event: Event, values: Mapping[str, Any], given: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """What an event brings at its end.

        Raises:
            ValueError: it failed, or the stream ended before.
        """
        data = [values.get(self._named(one), self._held(one)) for one in event["inputs"]]
        body = {
            "data": data, "event_data": given, "fn_index": event["id"], "session_hash": self.session,
            "trigger_id": event["targets"][0][0],
        }  # fmt: skip
        joined = await self.client.post(f"/gradio_api/queue/join{self.query}", json=body)
        await _check(joined)
        number = joined.json()["event_id"]
        where = "/gradio_api/queue/data"
        async with self.client.stream("GET", where, params={"session_hash": self.session}) as stream:
            await _check(stream)
            async for line in stream.aiter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") in _ENDS and message.get("event_id") in (None, number):
                    if message["msg"] != "process_completed" or not message.get("success"):
                        raise ValueError(f"the page said: {json.dumps(message)[:400]}")
                    return dict(message["output"])
        raise ValueError("the stream ended before the event did")

    async def get(self, kind: str, path: str) -> httpx.Response | None:
        """Ask for a file; None where the page no longer has it.

        Raises:
            Gone: it cannot be had.
        """
        began = time.perf_counter()
        try:
            found = await self.client.get(path)
        except httpx.HTTPError as error:
            self.tally.wrong("dropped", f"{path}: {type(error).__name__}: {error}")
            raise Gone from error
        if found.status_code in (404, 409, 410):
            self.tally.took[f"{kind}, gone"].append(time.perf_counter() - began)
            return None
        if found.status_code != httpx.codes.OK:
            self.tally.wrong(f"HTTP {found.status_code}", f"{path}: {found.text[:200]}")
            raise Gone
        self.tally.took[kind].append(time.perf_counter() - began)
        return found

    async def send(self, name: str, text: str) -> dict[str, Any]:
        """Upload a file; what the field for files then holds of it.

        Raises:
            Gone: it was not taken.
        """
        files = {"files": (name, text.encode(), "text/plain")}
        try:
            sent = await self.client.post("/gradio_api/upload", files=files)
            await _check(sent)
        except (httpx.HTTPError, ValueError) as error:
            self.tally.wrong("upload", f"{name}: {type(error).__name__}: {error}")
            raise Gone from error
        return {"path": sent.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}


async def _check(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.OK:
        await answer.aread()
        raise ValueError(f"HTTP {answer.status_code}: {answer.text[:200]}")


def _value(given: Any) -> Any:
    """The new value of a part, where it is given among other things."""
    return given.get("value") if isinstance(given, dict) and given.get("__type__") == "update" else given


@asynccontextmanager
async def opened(url: str, tally: Tally, conversation: str = "") -> AsyncIterator[Tab]:
    """Open the page as a browser does, and close it at the end.

    Args:
        url: of the page, without a slash at the end.
        tally: where what comes of it is counted.
        conversation: id of the one to open; empty for a new one.

    Raises:
        Gone: it does not open.
    """
    connecting: dict[str, Any] = {"timeout": _PATIENCE, "limits": _CONNECTIONS, "trust_env": False}
    async with httpx.AsyncClient(base_url=url, **connecting) as client:
        try:
            for path in ("/", "/config"):
                found = await client.get(path)
                await _check(found)
            tab = Tab(client, found.json(), tally)
        except (httpx.HTTPError, ValueError) as error:
            tally.wrong("page", f"{type(error).__name__}: {error}")
            raise Gone from error
        tab.query = f"?c={conversation}" if conversation else ""
        beating = asyncio.create_task(_heartbeat(client, tab.session))
        try:
            yield tab
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def _heartbeat(client: httpx.AsyncClient, session: str) -> None:
    """The stream by whose end Gradio sees that a tab was closed."""
    with suppress(httpx.HTTPError):
        async with client.stream("GET", f"/gradio_api/heartbeat/{session}", timeout=None) as beats:
            async for _ in beats.aiter_raw():
                pass
