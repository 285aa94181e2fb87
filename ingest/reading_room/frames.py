"""Messages over a pipe: a header in JSON and a body of bytes, each with its length before it. Nothing is pickled."""

import json
from typing import Any, BinaryIO, Final

__all__ = ["BrokenFrame", "Header", "receive", "receive_body", "receive_header", "send"]

Header = dict[str, Any]
"""What a message says of itself: texts, numbers, lists."""

_MOST_HEADER_BYTES: Final = 16_000_000
_HEADER_LENGTH: Final = 4
_BODY_LENGTH: Final = 8


class BrokenFrame(Exception):
    """What came is no message."""


def send(stream: BinaryIO, header: Header, body: bytes = b"") -> None:
    """Write one message and flush it.

    Raises:
        OSError: the other end is gone.
    """
    head = json.dumps(header).encode()
    stream.write(len(head).to_bytes(_HEADER_LENGTH, "big") + head + len(body).to_bytes(_BODY_LENGTH, "big"))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO, most_bytes: int) -> tuple[Header, bytes]:
    """Read one message.

    Args:
        stream: what comes from the other end.
        most_bytes: that its body may have.

    Raises:
        EOFError: the other end closed the pipe.
        BrokenFrame: it sent no message, or too long a one.
    """
    header, size = receive_header(stream)
    if size > most_bytes:
        raise BrokenFrame(f"a body of {size:,} bytes")
    return header, receive_body(stream, size)


def receive_header(stream: BinaryIO) -> tuple[Header, int]:
    """The header of a message, and how many bytes of body follow.

    Raises:
        EOFError: the other end closed the pipe.
        BrokenFrame: it sent no message.
    """
    size = int.from_bytes(_exactly(stream, _HEADER_LENGTH), "big")
    if size > _MOST_HEADER_BYTES:
        raise BrokenFrame(f"a header of {size:,} bytes")
    try:
        header = json.loads(_exactly(stream, size))
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("a header that is no JSON") from error
    if not isinstance(header, dict):
        raise BrokenFrame("a header that is no object")
    return header, int.from_bytes(_exactly(stream, _BODY_LENGTH), "big")


def receive_body(stream: BinaryIO, size: int) -> bytes:
    """The body that follows a header which said its size.

    Raises:
        EOFError: the other end closed the pipe.
    """
    return _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError(f"the pipe ended after {len(data):,} of {size:,} bytes")
    return data
