"""The process that reads: ``python -m ingest.reading_room.worker``. It serves one task after another from its stdin.

Tasks come and replies go as :mod:`ingest.reading_room.frames`. It ends when its stdin does.
"""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import BinaryIO, Final

from ingest.load import load
from ingest.load.formats import FORMATS
from ingest.load.ocr import allow_ocr
from ingest.reading_room.frames import Header, receive_body, receive_header, send
from ingest.reading_room.limits import allow, close_in, memory_held, watch_for_end
from onrecord.errors import OnrecordError

__all__ = ["main"]

# Of address space, for Python and its libraries before anything is read.
_BASE_MEGABYTES: Final = 500


def _warm(task: Header, body: bytes) -> bytes:
    """Load the reader of a format, or what draws pages where none is named."""
    form = FORMATS.get(task["format"])
    if form is not None:
        import_module(form.reader.split(":")[0])
    else:
        import_module("ingest.on_page")
        import_module("PIL.WebPImagePlugin")
        import_module("pypdfium2")
    return b""


def _read(task: Header, body: bytes) -> bytes:
    allow_ocr(float(task["seconds"]) if task.get("ocr") else 0)
    document = load(task["location"], task["collection"], body, task["format"])
    return json.dumps(asdict(document)).encode()


def _count(task: Header, body: bytes) -> bytes:
    from ingest.on_page import count_pages

    return json.dumps(count_pages(task["path"], task["sha256"])).encode()


def _shape(task: Header, body: bytes) -> bytes:
    from ingest.on_page import shape_of

    return json.dumps(shape_of(task["path"], task["sha256"], task["number"])).encode()


def _boxes(task: Header, body: bytes) -> bytes:
    from ingest.on_page import Words, boxes_of

    found = boxes_of(task["path"], task["sha256"], task["number"], Words(**task["words"]), task["expected"])
    return json.dumps([asdict(box) for box in found]).encode()


def _picture(task: Header, body: bytes) -> bytes:
    from ingest.on_page import picture

    return picture(task["path"], task["number"], task["width"])


_TASKS: Final[dict[str, Callable[[Header, bytes], bytes]]] = {
    "warm": _warm,
    "read": _read,
    "count": _count,
    "shape": _shape,
    "boxes": _boxes,
    "picture": _picture,
}


def main() -> None:
    """Serve until stdin ends."""
    tasks, replies = _own_pipes()
    watch_for_end(tasks.fileno())
    close_in()
    send(replies, {"hello": os.getpid()})
    while True:
        try:
            task, size = receive_header(tasks)
        except EOFError:
            return
        allow(_BASE_MEGABYTES + int(task["megabytes"]) + 2 * size // 1_000_000, float(task["seconds"]))
        send(replies, *_done(task, receive_body(tasks, size)))


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and stdout for the tasks alone: what a library prints goes to stderr, and what it asks for is not there."""
    tasks, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    sys.stdin, sys.stdout = io.StringIO(), sys.stderr
    return tasks, replies


def _done(task: Header, body: bytes) -> tuple[Header, bytes]:
    """The reply to a task: what it made, or the name and the message of the error that it ended with."""
    try:
        reply = _TASKS[task["do"]](task, body)
    except (OnrecordError, MemoryError) as error:
        swelled = isinstance(error, MemoryError) or isinstance(error.__cause__, MemoryError)
        name = "MemoryError" if swelled else type(error).__name__
        return {"error": name, "message": str(error), "memory": memory_held()}, b""
    return {"memory": memory_held()}, reply


if __name__ == "__main__":
    main()
