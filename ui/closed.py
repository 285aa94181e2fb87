"""Gives up what Gradio keeps of tabs that were closed; by itself it keeps all of it for the next ten thousand tabs."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import gradio as gr
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["KEPT_SECONDS", "ClosedTabs"]

KEPT_SECONDS: Final = 120.0
"""So long a tab may be away, as while its machine sleeps, and finds everything as it was."""

_HEARTBEAT: Final = "/heartbeat/"


class ClosedTabs:
    """Watches the stream by which each tab shows that it is open, and drops the state of those that no longer have one.

    A tab that comes back later begins anew; the page's script then opens its conversation again. What Gradio notes of
    each component for links to a page as it stands, which are not offered here, is dropped as soon as a tab is closed:
    all that the tab was shown, about 0.8 MB.

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
        """Pass a request on; a stream of heartbeats is noted as long as it lasts."""
        _, beat, session = str(scope.get("path", "")).rpartition(_HEARTBEAT)
        if scope["type"] != "http" or not beat:
            await self._app(scope, receive, send)
            return
        self._forget()
        self._open[session] += 1
        self._closed.pop(session, None)
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

    def _lighten(self, session: str) -> None:
        """Drop what a tab was shown; what it has open is kept."""
        state = self._holder.session_data.get(session) if self._holder is not None else None
        if state is not None:
            state.config_values = {}

    def _forget(self) -> None:
        """Drop what was kept long enough."""
        holder = self._holder
        before = self._clock() - self._kept
        for session in [name for name, at in self._closed.items() if at <= before]:
            del self._closed[session]
            if holder is not None:
                with holder.lock:
                    holder.session_data.pop(session, None)
                    holder.time_last_used.pop(session, None)
