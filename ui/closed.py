"""Gives up what Gradio keeps of tabs that were closed; by itself it keeps all of it for the next ten thousand tabs."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import gradio as gr
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["KEPT_SECONDS", "ClosedTabs"]

KEPT_SECONDS: Final = 120.0
"""So long a tab may be away, as while its machine sleeps, and finds everything as it was."""

_HEARTBEAT: Final = "/heartbeat/"
_NEWS: Final = "/queue/data"


class ClosedTabs:
    """Watches the streams by which a tab shows that it is open, and drops the state of those that no longer have one.

    Gradio's script opens its heartbeat once and never again after its machine slept or a proxy cut it off; ours does,
    where the browser lets it. The stream that brings the news of what somebody does in a tab counts as well, and keeps
    it that long and as long after as a heartbeat does. A tab of which neither was ever seen, as one that was used after
    it was dropped and went away at once, is kept as long from when it is first found.

    A tab that comes back later begins anew, with the conversation that its address names, and the question of it that
    was being edited (:class:`ui.talks.Tabs`). What Gradio notes of each component for links to a page as it stands,
    which are not offered here, is dropped as soon as a tab is closed: all that the tab was shown, about 0.8 MB.

    Args:
        app: Gradio's application.
        page: whose tabs these are.
        kept_seconds: how long a closed tab's state is kept.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        app: ASGIApp,
        page: gr.Blocks,
        kept_seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._page, self._kept, self._clock = app, page, kept_seconds, clock
        self._open: Counter[str] = Counter()
        self._closed: dict[str, float] = {}  # in the order in which they were closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a stream that a tab has open is noted as long as it lasts."""
        session = _tab_of(scope)
        if session is None:
            await self._app(scope, receive, send)
            return
        self._open[session] += 1
        self._closed.pop(session, None)
        self._reopen(session)
        self._forget()
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[session] -= 1
            if self._open[session] <= 0:
                del self._open[session]
                self._closed[session] = self._clock()
                self._lighten(session)

    @property
    def _holder(self) -> Any:  # noqa: ANN401 - Gradio's
        """Where Gradio keeps the state of all tabs; None before the page is served."""
        return getattr(self._page, "state_holder", None)

    def _state(self, session: str) -> Any:  # noqa: ANN401 - Gradio's
        """What is kept of a tab; None where nothing is."""
        return self._holder.session_data.get(session) if self._holder is not None else None

    def _reopen(self, session: str) -> None:
        """Take back that a tab is closed: Gradio would drop its values an hour after."""
        state = self._state(session)
        if state is not None:
            state.is_closed = False

    def _lighten(self, session: str) -> None:
        """Drop what a tab was shown; what it has open is kept."""
        state = self._state(session)
        if state is not None:
            state.config_values = {}

    def _forget(self) -> None:
        """Drop what was kept long enough; what no stream was seen of is taken for closed just now."""
        holder, now = self._holder, self._clock()
        for session in list(holder.session_data) if holder is not None else ():
            if session not in self._open:
                self._closed.setdefault(session, now)
        for session in [name for name, at in self._closed.items() if at <= now - self._kept]:
            del self._closed[session]
            if holder is not None:
                with holder.lock:
                    holder.session_data.pop(session, None)
                    holder.time_last_used.pop(session, None)


def _tab_of(scope: Scope) -> str | None:
    """The tab, by Gradio's name, whose stream a request opens; None where it opens none."""
    if scope["type"] != "http":
        return None
    before, _, session = scope["path"].rpartition(_HEARTBEAT)
    if before:
        return str(session)
    if not scope["path"].rstrip("/").endswith(_NEWS):
        return None
    return QueryParams(scope.get("query_string", b"")).get("session_hash")
