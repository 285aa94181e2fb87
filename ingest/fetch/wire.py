"""Connections that go exactly where the guard looked, and end when their time is over (httpcore)."""

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from ingest.fetch.guard import Guard

__all__ = ["Deadline", "Dial", "GuardedNetwork", "dial"]

Dial = Callable[[str, int, float | None], httpcore.NetworkStream]
"""An IP address, a port and seconds to wait -> a connection; raises httpcore's ConnectError or ConnectTimeout."""


def dial(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
    """A TCP connection to an IP address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout)


class Deadline:
    """When a fetch must be over, however slowly the other side sends."""

    def __init__(self) -> None:
        self._ends = 0.0

    def start(self, seconds: float) -> None:
        """It is over in so many seconds from now."""
        self._ends = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float:
        """``timeout``, or the time that is left where that is less.

        Raises:
            httpcore.ReadTimeout: none is left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole time is over")
        return left if timeout is None else min(timeout, left)


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves each host once, by the guard, and connects to an address that it looked at.

    Nothing is resolved a second time, so that a name cannot mean one machine when it is checked and another when it is
    asked (DNS rebinding). The name itself still goes into the Host header, SNI and the certificate's check.
    """

    def __init__(self, guard: Guard, deadline: Deadline, connect: Dial = dial) -> None:
        self._guard, self._deadline, self._connect = guard, deadline, connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that takes one; ``local_address`` and options are not used.

        Raises:
            UnreadableFile: the guard refuses the host.
            httpcore.NetworkError: none of its addresses takes a connection.
        """
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._guard.addresses_of(host, port):
            try:
                return _Timed(self._connect(address, port, self._deadline.within(timeout)), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


class _Timed(httpcore.NetworkStream):
    """A connection of which each step ends when the whole time is over."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the class it stands for
        return self._stream.get_extra_info(info)
