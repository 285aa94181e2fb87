"""Who a request comes from: by the token in its cookie, or by what a proxy that is believed says."""

import ipaddress
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import Scope

from onrecord.accounts import LoginSetup, User
from ui.login.cookies import token_of

__all__ = ["Door", "NotLetIn", "Visit"]

_FRESH_SECONDS: Final = 3.0  # so long what was found out of a token holds: a page loads a hundred files
_MOST_KNOWN: Final = 2_000
_LONGEST_NAME: Final = 200


class NotLetIn(Exception):
    """A proxy names somebody who may not use the page; the message is a key of the page's words."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who a request comes from.

    Attributes:
        user: None where nobody is logged in.
        by_proxy: whether a proxy named them; then only the proxy can log them out.
    """

    user: User | None = None
    by_proxy: bool = False


class Door:
    """Finds out who sends requests; used in the event loop alone.

    Args:
        setup: how.
        clock: seconds, rising.
    """

    def __init__(self, setup: LoginSetup, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._role, self._clock = setup.accounts, setup.header_role, clock
        self._header = setup.header.strip().lower().encode("latin-1")
        self._proxies = [ipaddress.ip_network(each, strict=False) for each in setup.proxies]
        self._known: dict[tuple[str, str], tuple[float, User]] = {}
        self._forgotten = 0  # how often something was: what was asked before is not kept

    def cleaned(self, scope: Scope) -> Scope:
        """The request without the header that names somebody, where who sent it is not believed."""
        if not self._header or self._from_proxy(scope):
            return scope
        return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() != self._header]}

    def secure(self, scope: Scope) -> bool:
        """Whether the visitor's browser speaks https, to us or to a proxy that is believed."""
        if self._from_proxy(scope):
            said = Headers(scope=scope).get("x-forwarded-proto", "")
            if said:
                return said.rpartition(",")[2].strip().lower() == "https"
        return bool(scope.get("scheme") == "https")

    def address(self, scope: Scope) -> str:
        """Where a request came from: the last address on its way that is no proxy that is believed."""
        peer = (scope.get("client") or ("",))[0]
        if not self._from_proxy(scope):
            return peer
        way = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        for each in map(_bare, reversed(way)):
            if _address(each) is None:
                return peer
            if not self._believes(each):
                return each
        return peer

    async def visit(self, scope: Scope, *, used: bool = True) -> Visit:
        """Who it is.

        Args:
            scope: of a request, ``cleaned``.
            used: whether the request is use of the session, and not only a sign that a tab is open.

        Raises:
            NotLetIn: a proxy names somebody who has no account, where that is needed, or nobody that can be.
            LibraryError: the accounts cannot be read.
        """
        if names := [value for name, value in scope["headers"] if self._header and name.lower() == self._header]:
            return Visit(await self._named(names), by_proxy=True)
        token = token_of(scope, self.secure(scope))
        # What was found out for no use is not fresh for one, which must be noted.
        kind, who = ("token", self._accounts.who) if used else ("unused", partial(self._accounts.who, used=False))
        return Visit(await self._found(kind, token, who) if token else None)

    def forget(self) -> None:
        """Ask the accounts again, whoever comes."""
        self._forgotten += 1
        self._known.clear()

    async def _named(self, values: list[bytes]) -> User:
        name = _name(values)
        if name is None:
            raise NotLetIn("login.odd_name")
        user = await self._found("name", name, self._by_name)
        if user is None:
            raise NotLetIn("login.no_account")
        return user

    def _by_name(self, name: str) -> User | None:
        """The account of that name, or somebody without one, where that is enough."""
        user = self._accounts.find(name)
        if user is not None or self._role is None:
            return user
        return User(name, self._role, self._accounts.owner_of(name))

    async def _found(self, kind: str, key: str, find: Callable[[str], User | None]) -> User | None:
        now, asked = self._clock(), self._forgotten
        until, known = self._known.get((kind, key), (0.0, None))
        if known is not None and now < until:
            return known
        user = await anyio.to_thread.run_sync(partial(find, key))
        if user is None or asked != self._forgotten:
            self._known.pop((kind, key), None)
            return user
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[kind, key] = (now + _FRESH_SECONDS, user)
        return user

    def _from_proxy(self, scope: Scope) -> bool:
        client = scope.get("client")
        return client is not None and self._believes(client[0])

    def _believes(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(
            address.version == network.version and address in network for network in self._proxies
        )


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """What an address means; one of IPv4 that is written as one of IPv6 is the former."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _bare(host: str) -> str:
    """An address without the port that some proxies add to it, and without brackets."""
    bare = host.strip()
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare.partition(":")[0] if bare.count(":") == 1 else bare


def _name(values: list[bytes]) -> str | None:
    """The one name that a proxy gives, as accounts are named; None where it gives several or what can be no name."""
    try:
        (name,) = (value.decode("utf-8") for value in values)
    except ValueError:  # several, or not UTF-8
        return None
    for _ in range(2):  # lower case may give letters that NFKC writes otherwise
        name = unicodedata.normalize("NFKC", name[: 4 * _LONGEST_NAME].strip()).lower()
    return name if name and len(name) <= _LONGEST_NAME and name.isprintable() else None
