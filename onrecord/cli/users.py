"""``onrecord users``: who may log in to the page, and what each may do."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from onrecord.accounts import Role
from onrecord.cli.opening import open_library
from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, safe
from onrecord.errors import BadInput

if TYPE_CHECKING:
    from retriever.accounts import StoredAccounts

__all__ = ["app"]

app = typer.Typer(help="Say who may log in to the page.", no_args_is_help=True)

# Characters that are read from standard input at most: over that it is no password.
_MOST_READ: Final = 4096

_Name = Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits and . _ - @; case does not matter.")]
_Stdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input: its first line.")
]


@app.command("add")
def add_user(
    name: _Name,
    role: Annotated[
        Role, typer.Option(help="A reader asks and reads; an editor also changes what is on record.")
    ] = "reader",
    password_stdin: _Stdin = False,
    library: LibraryFolder = None,
) -> None:
    """Make an account. Its password is asked for, and is never an argument: others could read that.

    It takes 10 characters or more, and no easy guess. The page may be open meanwhile.
    """
    with _accounts(library, make=True) as accounts:
        accounts.require_free(name)  # before somebody thinks of a password
        user = accounts.add(name, role, _password(password_stdin))
    typer.echo(f"{safe(user.name)} may log in, as {user.role}")


@app.command("list")
def list_users(as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """List the accounts: name, role, when added, how many sessions are open."""
    from retriever.accounts_file import ACCOUNTS_FILE

    if (settings_of(library).library / ACCOUNTS_FILE).exists():
        with _accounts(library) as accounts:
            found = accounts.listed()
    else:
        found = []
    if as_json:
        rows = [
            {"name": one.user.name, "role": one.user.role, "added": one.added, "sessions": one.sessions}
            for one in found
        ]
        json_out({"users": rows})
        return
    for one in found:
        typer.echo(
            f"{safe(one.user.name)}  {one.user.role}, added {one.added[:10]}, {_counted(one.sessions, 'session')}"
        )
    typer.echo(_counted(len(found), "user"))


@app.command("password")
def change_password(name: _Name, password_stdin: _Stdin = False, library: LibraryFolder = None) -> None:
    """Give an account another password. Its sessions end, and failed tries are forgotten."""
    with _accounts(library) as accounts:
        accounts.require(name)
        user = accounts.set_password(name, _password(password_stdin))
    typer.echo(f"{safe(user.name)} has another password, and is logged out everywhere")


@app.command("role")
def change_role(name: _Name, role: Annotated[Role, typer.Argument()], library: LibraryFolder = None) -> None:
    """Give an account another role: reader or editor. Its sessions end."""
    with _accounts(library) as accounts:
        user = accounts.set_role(name, role)
    typer.echo(f"{safe(user.name)} is {user.role} now")


@app.command("remove")
def remove_user(
    name: _Name,
    conversations: Annotated[
        Literal["keep", "delete", "pass-on"],
        typer.Option(
            help="Kept, nobody sees them until they are given to somebody (adopt --from); passed on, they are those of "
            "whoever comes by that name next. Deleting them needs the page to be stopped."
        ),
    ] = "keep",
    library: LibraryFolder = None,
) -> None:
    """Take an account away. Its sessions end; its conversations stay on record unless they are to be deleted.

    They belong to the account, not to its name: somebody who is added by that name later does not find them.
    """
    with _accounts(library) as accounts:
        user = accounts.require(name)
        if conversations == "delete":
            with open_library(settings_of(library)) as opened:
                accounts.remove(user.name)
                told = f"{_counted(opened.conversations.of(user.owner).forget(), 'conversation')} deleted"
        elif conversations == "pass-on":
            accounts.remove(user.name, pass_on=True)
            told = "the conversations are kept, and are those of whoever comes by that name next"
        else:
            accounts.remove(user.name)
            told = (
                "the conversations are kept, and nobody sees them until they are given to somebody: "
                f"onrecord users adopt NAME --from {safe(user.name)}"
            )
    typer.echo(f"{safe(user.name)} removed, and logged out everywhere; {told}")


@app.command("adopt")
def adopt_conversations(
    name: _Name,
    removed: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME", help="Give it those of removed accounts of this name instead."),
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Give an account the conversations of the time when the page needed no login. Stop the page first."""
    with _accounts(library) as accounts:
        user = accounts.require(name)
        earlier = [""] if removed is None else accounts.earlier_owners(removed)
        if not earlier:
            raise BadInput(f"No removed account {removed!r} has left conversations. Nothing was changed.")
        with open_library(settings_of(library)) as opened:
            mine = opened.conversations.of(user.owner)
            given = sum(map(mine.adopt, earlier))
    typer.echo(f"{safe(user.name)} has {_counted(given, 'conversation')} of before")


@contextmanager
def _accounts(library: Path | None, *, make: bool = False) -> Iterator["StoredAccounts"]:
    """The accounts of the library; the lock on the library is not needed.

    Raises:
        BadInput: there are none, and none are to be made.
        LibraryError: they cannot be opened.
    """
    from contextlib import closing

    from retriever.accounts import StoredAccounts
    from retriever.accounts_file import ACCOUNTS_FILE

    settings = settings_of(library)
    if not make and not (settings.library / ACCOUNTS_FILE).exists():
        raise BadInput(f"The library {settings.library} has no users. Add one: onrecord users add NAME --role editor")
    with closing(StoredAccounts(settings.library, hours=settings.login_hours)) as accounts:
        yield accounts


def _password(from_stdin: bool) -> str:
    """The password to set, as typed.

    Raises:
        BadInput: there is no terminal to type it at, standard input has none, or the two that were typed differ.
    """
    if from_stdin:
        line = sys.stdin.readline(_MOST_READ).rstrip("\r\n")
        if not line:
            raise BadInput("Standard input has no password: its first line is to be one.")
        return line
    if not sys.stdin.isatty():
        raise BadInput("There is no terminal to ask for the password at. Give it by standard input: --password-stdin.")
    import getpass

    try:
        typed, again = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    except EOFError:
        raise BadInput("No password was typed.") from None
    if typed != again:
        raise BadInput("The two passwords differ. Nothing was changed.")
    return typed


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
