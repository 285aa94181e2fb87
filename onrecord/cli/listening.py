"""Where the page listens, and who reaches it there: told by the address that a host stands for, not by its name."""

import ipaddress
import socket
from dataclasses import dataclass

from onrecord.errors import BadInput

__all__ = ["Listening", "listening"]


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the page listens.

    Attributes:
        host: as it was given.
        address: of it, to be listened on in its place: asked for once more, a name may stand for another one.
        local: whether this machine alone reaches it there.
        everywhere: whether it listens at every address of this machine.
    """

    host: str
    address: str
    local: bool
    everywhere: bool


def listening(host: str, port: int) -> Listening:
    """What a host stands for: a name, or an address in any form that the system reads (``0``, ``127.1``).

    Of several addresses the first is taken that other machines reach, else the first of IPv4: a name that stands for
    both kinds is never taken for this machine's alone.

    Raises:
        BadInput: it stands for no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{host!r} is no address of this machine ({error}); try --host 127.0.0.1.") from error
    addresses = sorted({str(one[4][0]) for one in found}, key=lambda address: (_is_local(address), ":" in address))
    address = addresses[0]
    return Listening(host, address, _is_local(address), _plain(address).is_unspecified)


def _is_local(address: str) -> bool:
    return _plain(address).is_loopback


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address without its zone; an IPv4 address that is written as one of IPv6, as what it is."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
