"""Failed tries to log in: how many there were of late, and how long the next one has to wait.

They are counted three ways, since each alone would let somebody guess, or lock somebody out. A wait refuses the right
password too; else waiting would not slow a guesser down.

- by name and address: whoever mistypes, or guesses one password after the other;
- by address: one machine that tries a few passwords of many names;
- by name, from anywhere: many machines that try one name. An address from which the name logged in before is not kept
  waiting by this one, so that others cannot lock its owner out.
"""

import hashlib
import ipaddress
import sqlite3
from dataclasses import dataclass
from typing import Final

from onrecord.errors import TooManyTries

__all__ = ["LIMITS", "TABLES", "Limit", "begin_try", "forget_tries", "forgive", "require_no_wait"]

TABLES: Final = """
create table if not exists tries(
    id integer primary key autoincrement, name text not null, address text not null, at real not null);
create index if not exists tries_by_name on tries(name, address, at);
create index if not exists tries_by_address on tries(address, at);
create table if not exists known_addresses(
    name text not null, address text not null, at real not null, primary key (name, address)) without rowid;
"""

_MINUTE: Final = 60.0
_DAY: Final = 86_400.0
# The first wait, which doubles with each further failure up to the longest.
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 15 * _MINUTE
# For how long an address counts as known after the last login from it.
_KNOWN_FOR: Final = 30 * _DAY
# Rows at most; the oldest go first. One address makes some 2,000 a day at most.
_MOST_ROWS: Final = 100_000
# The part of an IPv6 address that one household or machine is given to choose from (RFC 6177: /64 at least).
_IPV6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """One way of counting.

    Attributes:
        where: which tries are counted, as SQL over ``:name`` and ``:address``.
        free: so many failures cost no wait.
        window: how long a failure counts, in seconds.
    """

    where: str
    free: int
    window: float


LIMITS: Final = (
    Limit("name = :name and address = :address", 5, _DAY),
    Limit("address = :address", 20, 15 * _MINUTE),
    Limit(
        "name = :name and not exists (select 1 from known_addresses k where k.name = :name and k.address = :address)",
        50,
        _DAY,
    ),
)
"""With the waits, a guesser has some 100 tries a day at one name from one address, and 150 from any number of them."""


def begin_try(db: sqlite3.Connection, name: str, address: str, now: float) -> None:
    """Count a try as failed until it is known to be right.

    It is counted before the password is looked at: else tries at the same moment would all be let through. Call it
    inside a transaction.

    Raises:
        TooManyTries: this one has to wait; it is not counted.
    """
    db.execute("delete from tries where at < ? or at > ?", (now - _DAY, now + _MINUTE))  # the clock may have gone back
    db.execute("delete from known_addresses where at < ?", (now - _KNOWN_FOR,))
    require_no_wait(db, name, address, now)
    found = db.execute("insert into tries(name, address, at) values (?, ?, ?)", (*_keys(name, address), now))
    db.execute("delete from tries where id <= ?", (int(found.lastrowid or 0) - _MOST_ROWS,))


def require_no_wait(db: sqlite3.Connection, name: str, address: str, now: float) -> None:
    """See that nothing speaks against a try.

    Raises:
        TooManyTries: it has to wait; the error says how long.
    """
    of_name, of_address = _keys(name, address)
    wait = 0.0
    for limit in LIMITS:
        given = {"name": of_name, "address": of_address, "since": now - limit.window, "until": now + _MINUTE}
        counted = f"select count(*), max(at) from tries where {limit.where} and at > :since and at < :until"
        failed, last = db.execute(counted, given).fetchone()
        if failed >= limit.free:
            doubled = _FIRST_WAIT * 2.0 ** min(failed - limit.free, 10)
            wait = max(wait, last + min(doubled, _LONGEST_WAIT) - now)
    if wait > 0:
        refusal = TooManyTries(f"Too many failed tries to log in. Try again in {_told(wait)}.")
        refusal.wait_seconds = wait
        raise refusal


def forgive(db: sqlite3.Connection, name: str, address: str, now: float) -> None:
    """The password was right: forget the failures of this name from this address, and know the address.

    What counts for the address stays but for these, so that an account of one's own is no way to go on guessing others.
    """
    keys = _keys(name, address)
    db.execute("delete from tries where name = ? and address = ?", keys)
    db.execute("insert or replace into known_addresses values (?, ?, ?)", (*keys, now))


def forget_tries(db: sqlite3.Connection, name: str) -> None:
    """Forget what is counted for a name, and where it logged in from: its password is another, or it is gone."""
    of_name, _ = _keys(name, "")
    db.execute("delete from tries where name = ?", (of_name,))
    db.execute("delete from known_addresses where name = ?", (of_name,))


def _keys(name: str, address: str) -> tuple[str, str]:
    """What names and addresses are counted under: a hash, since passwords are typed where a name should be."""
    return _hashed(name), _hashed(_net(address))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _net(address: str) -> str:
    """What one machine cannot choose at will: an IPv4 address, the network of an IPv6 address, else the text."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, _IPV6_PREFIX), strict=False))
    return str(found)


def _told(seconds: float) -> str:
    minutes = int(seconds // _MINUTE) + 1
    if seconds < _MINUTE:
        return f"{int(seconds) + 1} seconds"
    return f"{minutes} minutes"
