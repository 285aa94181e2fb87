"""Serves an application to a real browser, and finds that browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from eval.benchmarks.page.browser import BROWSERS
from eval.benchmarks.page.browser import chromium_path as found_chromium

__all__ = ["CHROMIUM_OPTIONS", "chromium_path", "serve_in_thread"]

# A browser that runs as root in a container, without a graphics card, and fetches nothing by itself.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_path() -> str | None:
    """The Chromium to drive; the headless shell where there is one, which takes less work over a page."""
    return found_chromium((BROWSERS[-1], *BROWSERS))


@contextmanager
def serve_in_thread(app: FastAPI, patience_seconds: float = 30.0) -> Iterator[str]:
    """Serve ``app`` on a free port of 127.0.0.1 in a thread; gives its address, ends the server on leaving."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="warning", ws="none", timeout_graceful_shutdown=1
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="onrecord-page", daemon=True)
    thread.start()
    deadline = time.monotonic() + patience_seconds
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the page did not start")
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(patience_seconds)
        assert not thread.is_alive(), "the page did not end"
