"""Serves an application to a real browser, and finds that browser."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

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
    """The Chromium to drive: ``ONRECORD_CHROMIUM``, else the first one on the path; None where there is none.

    The headless shell comes first: the same engine without the browser around it, which takes less work over a page.
    """
    named = os.environ.get("ONRECORD_CHROMIUM")
    if named:
        return named
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


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
