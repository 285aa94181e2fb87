"""Accounts for tests: the cheapest hashes that Argon2 has, and a clock that is set."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher

from retriever.accounts import StoredAccounts
from retriever.passwords import Hashes

__all__ = ["OTHER", "PASSWORD", "Clock", "Watched", "cheap", "opened"]

PASSWORD = "harbour-lamp-41"
OTHER = "quiet windmill 9"


@dataclass
class Clock:
    """Tells the time that it was set to, in seconds since 1970."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def cheap(time_cost: int = 1) -> PasswordHasher:
    """A hasher that takes a fraction of a millisecond."""
    return PasswordHasher(time_cost=time_cost, memory_cost=8, parallelism=1)


class Watched(PasswordHasher):
    """A cheap hasher that calls somebody before it compares, with the hash that it was given."""

    def __init__(self, look: Callable[[str], object]) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.look = look

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the name of the base
        """As the base, once the other has returned."""
        self.look(str(hash))
        return super().verify(hash, password)


def opened(folder: Path, clock: Clock, hours: float = 12.0) -> StoredAccounts:
    """The accounts of a library, with cheap hashes."""
    return StoredAccounts(folder, hours=hours, clock=clock, hashes=Hashes(cheap()))
