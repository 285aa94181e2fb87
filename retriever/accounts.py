"""Accounts and sessions of a library, in a file of their own beside its record.

The file is no part of the record: it is in no export, and ``onrecord users`` changes it while the page is open, without
the lock on the library. Passwords are kept as hashes (:mod:`retriever.passwords`), tokens of sessions too: who reads
the file can log in with nothing of what it holds.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onrecord.accounts import Role, User
from onrecord.errors import BadInput, DamagedLibrary, LibraryError, LoginRefused
from retriever import tries
from retriever.accounts_file import ACCOUNTS_FILE, AccountsFile
from retriever.passwords import Hashes, check_password, clean_name

__all__ = ["Account", "StoredAccounts"]

_log: Final = logging.getLogger(__name__)

# Bytes of a token: 256 bits, more than can be guessed.
_TOKEN_BYTES: Final = 32
# A session that is not used for this part of its life is over: 3 of 12 hours.
_IDLE_PART: Final = 4
# Use is noted when the last note is older than this part of the time that a session may be idle, and a minute at most.
_NOTED_PART: Final = 20
_MINUTE: Final = 60.0
# A clock that was set back further ends sessions that were begun later.
_SLACK: Final = 60.0
# Stands between a name and how often accounts of that name were removed; no name holds it.
_TIMES: Final = "\x1f"
# Of a user ``u``: name, role, how often an account of that name was removed before.
_USER: Final = "u.name, u.role, coalesce((select r.times from removed r where r.name = u.name), 0)"


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of an account.

    Attributes:
        user: its name and role.
        added: when, ISO 8601 in UTC.
        sessions: how many are open.
    """

    user: User
    added: str
    sessions: int


class StoredAccounts:
    """The accounts of one library (:class:`onrecord.accounts.Accounts`), and what changes them.

    Safe to call from several threads, and to be opened by several processes at once.

    Args:
        folder: of the library; made if it is missing.
        hours: how long a session lasts at most, over 0; unused for a quarter of that, it ends too.
        clock: the time, in seconds since 1970.
        hashes: what computes the hashes of passwords.

    Raises:
        DamagedLibrary: the file is no database of accounts, or damaged.
        StaleLibrary: a later version of Onrecord made it.
        LibraryError: it cannot be opened or made.
    """

    def __init__(
        self, folder: Path, *, hours: float, clock: Callable[[], float] = time.time, hashes: Hashes | None = None
    ) -> None:
        self.path = folder / ACCOUNTS_FILE
        self._seconds, self._idle = hours * 3600.0, hours * 3600.0 / _IDLE_PART
        self._clock, self._hashes = clock, hashes or Hashes()
        self._file = AccountsFile(self.path)

    def close(self) -> None:
        """Close the file; the accounts cannot be used after."""
        self._file.close()

    # ---- the port -----------------------------------------------------------------------------------------------

    def admit(self, name: str, password: str, address: str) -> str:
        """Open a session; see :meth:`onrecord.accounts.Accounts.admit`.

        A hash of other parameters than those of today is made anew.

        Raises:
            LoginRefused: there is no such account or the password is another.
            TooManyTries: there were too many of late, or very many are being checked just now.
            LibraryError: the accounts cannot be read or written.
        """
        try:
            known = clean_name(name)
        except BadInput:
            known = ""  # nobody's name: refused like a wrong one, and counted together with its like
        with self._file.reading() as db:
            tries.require_no_wait(db, known, address, self._clock())  # before it waits for a turn
        with self._hashes.turn():
            with self._file.writing() as db:
                tries.begin_try(db, known, address, self._clock())
                found = db.execute("select password from users where name = ?", (known,)).fetchone()
            kept = str(found[0]) if found else None
            if not self._right(known, kept, password) or kept is None:
                raise LoginRefused("The name or the password is wrong.")
            renewed = self._hashes.made(password) if self._hashes.outdated(kept) else kept
            return self._begun(known, kept, renewed, address)

    def _right(self, name: str, kept: str | None, password: str) -> bool:
        try:
            return self._hashes.matches(kept, password)
        except ValueError as error:
            raise DamagedLibrary(
                f"The password of {name!r} in {self.path} cannot be read; set it anew: onrecord users password {name}"
            ) from error

    def _begun(self, name: str, kept: str, renewed: str, address: str) -> str:
        """A session of somebody whose password was right, unless it was changed meanwhile."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock()
        with self._file.writing() as db:
            changed = db.execute("update users set password = ? where name = ? and password = ?", (renewed, name, kept))
            if not changed.rowcount:
                raise LoginRefused("The name or the password is wrong.")
            tries.forgive(db, name, address, now)
            db.execute(
                "delete from sessions where begun <= ? or seen <= ? or begun > ?",
                (now - self._seconds, now - self._idle, now + _SLACK),
            )
            db.execute("insert into sessions values (?, ?, ?, ?)", (_digest(token), name, now, now))
        return token

    def who(self, token: str, *, used: bool = True) -> User | None:
        """Whose session a token stands for; see :meth:`onrecord.accounts.Accounts.who`.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        now, digest = self._clock(), _digest(token)
        with self._file.reading() as db:
            found = db.execute(
                f"select {_USER}, s.begun, s.seen from sessions s join users u on u.name = s.name where s.token = ?",
                (digest,),
            ).fetchone()
        if not found:
            return None
        *user, begun, seen = found
        if not now - self._seconds < begun <= now + _SLACK or seen <= now - self._idle:
            return None
        if used and now - seen > min(_MINUTE, self._idle / _NOTED_PART):
            self._note_use(digest, now)
        return _user(*user)

    def _note_use(self, digest: str, now: float) -> None:
        try:
            with self._file.writing() as db:
                db.execute("update sessions set seen = ? where token = ?", (now, digest))
        except DamagedLibrary:
            raise
        except LibraryError as error:  # the disk is full, say: whoever is logged in need not suffer from that at once
            _log.warning("that a session is in use could not be noted, so it may end early: %s", error)

    def leave(self, token: str) -> None:
        """End a session; nothing happens where there is none.

        Raises:
            LibraryError: the accounts cannot be written.
        """
        with self._file.writing() as db:
            db.execute("delete from sessions where token = ?", (_digest(token),))

    def find(self, name: str) -> User | None:
        """The account of that name; None where there is none, or where it cannot be a name.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        try:
            known = clean_name(name)
        except BadInput:
            return None
        with self._file.reading() as db:
            found = db.execute(f"select {_USER} from users u where u.name = ?", (known,)).fetchone()
        return _user(*found) if found else None

    def owner_of(self, name: str) -> str:
        """What is to be the owner of somebody who comes by a name; see :meth:`onrecord.accounts.Accounts.owner_of`.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        return _owner(name, self._times(name))

    def earlier_owners(self, name: str) -> list[str]:
        """What names the owners that accounts of a name were which have been removed, the first one first.

        Raises:
            BadInput: it cannot be a name.
            LibraryError: the accounts cannot be read.
        """
        known = clean_name(name)
        return [_owner(known, times) for times in range(self._times(known))]

    def _times(self, name: str) -> int:
        with self._file.reading() as db:
            found = db.execute("select times from removed where name = ?", (name,)).fetchone()
        return int(found[0]) if found else 0

    # ---- what changes them --------------------------------------------------------------------------------------

    def listed(self) -> list[Account]:
        """All accounts, by name.

        Raises:
            LibraryError: the accounts cannot be read.
        """
        now = self._clock()
        with self._file.reading() as db:
            rows = db.execute(
                f"select {_USER}, u.added, (select count(*) from sessions s where s.name = u.name and "
                "s.begun > ? and s.seen > ?) from users u order by u.name",
                (now - self._seconds, now - self._idle),
            ).fetchall()
        return [Account(_user(*user), added, sessions) for *user, added, sessions in rows]

    def add(self, name: str, role: Role, password: str) -> User:
        """Make an account.

        Raises:
            BadInput: there is one of that name, it cannot be a name, or the password is an easy guess.
            LibraryError: the accounts cannot be written.
        """
        known = clean_name(name)
        self.require_free(known)
        check_password(known, password)
        with self._hashes.turn():
            kept = self._hashes.made(password)
        added = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self._clock()))
        with self._file.writing() as db:
            self.require_free(known)
            tries.forget_tries(db, known)
            db.execute("insert into users values (?, ?, ?, ?)", (known, role, kept, added))
            return self.require(known)

    def set_password(self, name: str, password: str) -> User:
        """Give an account another password; its sessions end, and failed tries are forgotten.

        Raises:
            BadInput: there is no such account, or the password is an easy guess.
            LibraryError: the accounts cannot be written.
        """
        user = self.require(name)
        check_password(user.name, password)
        with self._hashes.turn():
            kept = self._hashes.made(password)
        with self._file.writing() as db:
            self.require(user.name)
            db.execute("update users set password = ? where name = ?", (kept, user.name))
            db.execute("delete from sessions where name = ?", (user.name,))
            tries.forget_tries(db, user.name)
        return user

    def set_role(self, name: str, role: Role) -> User:
        """Give an account another role; its sessions end. Nothing happens where it has that role.

        Raises:
            BadInput: there is no such account.
            LibraryError: the accounts cannot be written.
        """
        with self._file.writing() as db:
            user = self.require(name)
            if user.role != role:
                db.execute("update users set role = ? where name = ?", (role, user.name))
                db.execute("delete from sessions where name = ?", (user.name,))
        return replace(user, role=role)

    def remove(self, name: str, *, pass_on: bool = False) -> User:
        """Take an account away; its sessions end.

        Args:
            name: of the account.
            pass_on: whether whoever comes by that name next is to be the same owner of conversations; otherwise they
                are another one, and begin with none.

        Raises:
            BadInput: there is no such account.
            LibraryError: the accounts cannot be written.
        """
        with self._file.writing() as db:
            user = self.require(name)
            db.execute("delete from users where name = ?", (user.name,))
            if not pass_on:
                db.execute(
                    "insert into removed values (?, 1) on conflict (name) do update set times = times + 1", (user.name,)
                )
            tries.forget_tries(db, user.name)
        return user

    def require(self, name: str) -> User:
        """The account of that name.

        Raises:
            BadInput: there is none.
            LibraryError: the accounts cannot be read.
        """
        found = self.find(name)
        if not found:
            raise BadInput(f"There is no user {name!r} in {self.path.parent}; onrecord users list shows all.")
        return found

    def require_free(self, name: str) -> None:
        """See that there is no account of that name.

        Raises:
            BadInput: there is one, or it cannot be a name.
            LibraryError: the accounts cannot be read.
        """
        known = clean_name(name)
        if self.find(known):
            raise BadInput(f"There is a user {known!r} already; onrecord users password {known} sets another password.")


def _user(name: str, role: Role, times: int) -> User:
    return User(name, role, _owner(name, times))


def _owner(name: str, times: int) -> str:
    return f"{name}{_TIMES}{times}" if times else name


def _digest(token: str) -> str:
    """What is kept of a token. It is random, so that a fast hash without salt is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
