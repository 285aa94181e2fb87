"""Who sent the request that is being answered, and what they may do; nobody in particular where no login is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from onrecord.accounts import User

__all__ = ["enter", "may_edit", "needing_login", "needs_login", "owner", "visiting", "visitor"]

_visitor: Final[ContextVar[User | None]] = ContextVar("visitor", default=None)
_needed: Final[ContextVar[bool]] = ContextVar("login_needed", default=False)


def visitor() -> User | None:
    """Who it is; None where the page needs no login."""
    return _visitor.get()


def owner() -> str:
    """Whose conversations are meant: those of the visitor's account; empty where the page needs no login."""
    user = _visitor.get()
    return user.owner if user else ""


def may_edit() -> bool:
    """Whether the visitor may change what is on record."""
    user = _visitor.get()
    return user is None or user.edits


def enter(user: User | None) -> None:
    """Answer a request of ``user`` from here on, as long as the context lasts."""
    _visitor.set(user)


@contextmanager
def visiting(user: User | None) -> Iterator[None]:
    """Answer a request of ``user`` inside."""
    token = _visitor.set(user)
    try:
        yield
    finally:
        _visitor.reset(token)


def needs_login() -> bool:
    """Whether the page that is being laid out needs a login."""
    return _needed.get()


@contextmanager
def needing_login(needed: bool) -> Iterator[None]:
    """Lay a page out inside; where a login is needed, its handlers answer nobody else."""
    token = _needed.set(needed)
    try:
        yield
    finally:
        _needed.reset(token)
