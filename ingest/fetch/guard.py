"""Which addresses may be asked: the scheme, the port, the name, and above all what the name resolves to.

Whoever can have an address fetched could else read what only this machine can reach: its own services, the private
network, a cloud's credentials (server-side request forgery; OWASP cheat sheet of that name).
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final

import httpx

from onrecord.errors import UnreadableFile

__all__ = ["Guard", "Resolve", "system_addresses", "why_refused"]

Resolve = Callable[[str, int], Sequence[str]]
"""A host and a port -> its IP addresses as text; raises an UnreadableFile where there is none."""

_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS: Final = (80, 443)
_LONGEST: Final = 4_000
# Names of this machine and of private networks (RFC 6761, RFC 6762, RFC 8375, and what routers are set up with).
_PRIVATE_NAMES: Final = ("localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp", "localdomain")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_LOW_32: Final = 0xFFFFFFFF
_ADVICE: Final = "set fetch_private_addresses to allow it"


def system_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as this system resolves names.

    Raises:
        UnreadableFile: the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableFile(f"the name {host} is not known ({error}); check the address and the connection") from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def why_refused(address: str) -> str:
    """What an IP address is that is not fetched from; empty for one of the public internet.

    An IPv4 address that an IPv6 address carries (mapped, 6to4, Teredo, NAT64) is looked at too.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    outer = [] if ip in _NAT64 else [ip]  # a network without IPv4 writes every IPv4 address so
    return next((reason for one in (*_inner(ip), *outer) if (reason := _kind_of(one))), "")


def _inner(ip: _Ip) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an address carries."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        carried.append(ipaddress.IPv4Address(int(ip) & _LOW_32))
    return [one for one in carried if one is not None]


def _kind_of(ip: _Ip) -> str:
    """What an address is that is not of the public internet; empty for one that is."""
    kinds = (
        (ip.is_loopback or ip.is_unspecified, "this machine itself"),
        (ip.is_link_local, "link-local, where cloud machines keep their credentials"),
        (ip.is_multicast, "multicast"),
        (ip.is_private, "in a private network"),
        (not ip.is_global or ip.is_reserved, "not of the public internet"),
        (isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local, "in a private network"),
    )
    return next((name for holds, name in kinds if holds), "")


class Guard:
    """Says of each address whether it is asked, and of each host where.

    Args:
        private: whether addresses of this machine and of private networks, and any port, are allowed.
        resolve: what resolves names.
    """

    def __init__(self, private: bool = False, resolve: Resolve = system_addresses) -> None:
        self._private = private
        self._resolve = resolve

    def checked(self, address: str) -> httpx.URL:
        """The address, taken apart.

        Raises:
            UnreadableFile: it is none of http or https, holds a name and password, names a port other than 80 and 443,
                or a machine of a private network.
        """
        if len(address) > _LONGEST or any(letter.isspace() or ord(letter) < 32 for letter in address):
            raise UnreadableFile("it is no address: it holds white space, or is too long; write it without")
        try:
            url = httpx.URL(address)
        except (httpx.InvalidURL, ValueError) as error:
            raise UnreadableFile(f"it is no address ({error}); check it") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise UnreadableFile("only addresses that begin with http:// or https:// are fetched")
        if url.userinfo:
            raise UnreadableFile("it holds a user name or a password, which would go on record; write it without")
        if not self._private:
            self._check_public(url)
        return url

    @staticmethod
    def _check_public(url: httpx.URL) -> None:
        if url.port not in (None, *_PORTS):
            raise UnreadableFile(f"port {url.port} is refused: only 80 and 443 are fetched from; {_ADVICE}")
        name = f".{url.host.rstrip('.').lower()}"
        if any(name.endswith(f".{private}") for private in _PRIVATE_NAMES):
            raise UnreadableFile(f"{url.host} is refused: it names a machine of a private network; {_ADVICE}")

    def addresses_of(self, host: str, port: int) -> Sequence[str]:
        """Where to connect for a host: resolved now, each address looked at.

        Raises:
            UnreadableFile: the name is not known, or one of its addresses is not of the public internet.
        """
        found = self._resolve(host, port)
        if not found:
            raise UnreadableFile(f"the name {host} has no address; check it")
        for address in found if not self._private else ():
            if reason := why_refused(address):
                raise UnreadableFile(f"{host} is refused: its address {address} is {reason}; {_ADVICE}")
        return found
