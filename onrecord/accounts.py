"""Who may use the page and what each may do: frozen values, and the port to where accounts are kept."""

from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["Accounts", "LoginSetup", "Role", "User"]

Role = Literal["reader", "editor"]
"""A reader asks, reads and keeps conversations; an editor also changes what is on record and runs suites."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the page.

    Attributes:
        name: as it was added: lower case, never empty.
        role: what they may do.
        owner: names whose conversations and reviews are theirs: their name, unless an account of that name was removed
            before, so that whoever comes by a name later finds nothing of whoever had it.
    """

    name: str
    role: Role
    owner: str = ""

    def __post_init__(self) -> None:
        if not self.owner:
            object.__setattr__(self, "owner", self.name)

    @property
    def edits(self) -> bool:
        """Whether they may change what is on record."""
        return self.role == "editor"


class Accounts(Protocol):
    """Where accounts and sessions are kept. Every method is called from several threads, and may take a while."""

    def admit(self, name: str, password: str, address: str) -> str:
        """Open a session: the token that stands for it, which is told to nobody else.

        Args:
            name: as typed; case and white space around it do not matter.
            password: as typed.
            address: where the request came from: tries are counted by name and by address.

        Raises:
            LoginRefused: there is no such account or the password is another; the message does not say which.
            TooManyTries: there were too many of late; the message says when to try again.
            LibraryError: the accounts cannot be read or written.
        """
        ...

    def who(self, token: str, *, used: bool = True) -> User | None:
        """Whose session a token stands for, with the role of now; None where it is none, over, or its user is gone.

        Args:
            token: as :meth:`admit` gave it.
            used: whether to be asked is use of the session, which ends where it is not used for long.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        ...

    def leave(self, token: str) -> None:
        """End a session; nothing happens where there is none.

        Raises:
            LibraryError: the accounts cannot be written.
        """
        ...

    def find(self, name: str) -> User | None:
        """The account of that name; None where there is none.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        ...

    def owner_of(self, name: str) -> str:
        """What is to be the ``owner`` of somebody who comes by a name, whether or not there is an account of it.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class LoginSetup:
    """How the page finds out who somebody is; where it needs no login there is none of these.

    Attributes:
        accounts: where accounts and sessions are kept.
        header: the header in which a proxy states who is logged in; empty where no proxy does.
        proxies: addresses and networks, as ``ipaddress.ip_network`` reads them, that are believed in this; the header
            is refused from anywhere else. What counts is who holds the connection, so nothing may have put the address
            of ``X-Forwarded-For`` in its place before (uvicorn does, unless it is told ``proxy_headers=False``).
        header_role: the role of somebody whom the proxy names and who has no account; None refuses them.
        hours: how long a session lasts at most.
    """

    accounts: Accounts
    header: str
    proxies: tuple[str, ...]
    header_role: Role | None
    hours: float
