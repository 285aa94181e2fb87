"""``onrecord chat``: the page."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.accounts import LoginSetup
from onrecord.cli.documents_rebuild import page_parts
from onrecord.cli.ingest import summary_of
from onrecord.cli.listening import Listening, listening
from onrecord.cli.options import LibraryFolder, settings_of
from onrecord.cli.printing import progress, safe
from onrecord.errors import BadInput, LoginNeeded
from onrecord.heap import tighten_heap
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.assembly import Parts

__all__ = ["chat"]

_LOCAL = ("127.0.0.1", "localhost", "::1")


def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    known_as: Annotated[
        list[str] | None,
        typer.Option(
            "--known-as", help="Host name under which a proxy makes the page known; may be given several times."
        ),
    ] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Put the sample library on record first.")] = False,
    runs: Annotated[
        Path | None, typer.Option(help="Folder of evaluation runs to show. Default: runs in the library's folder.")
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Open the chat page in this machine's browser.

    Listening elsewhere than on this machine (--host), or made known by a proxy (--known-as), it asks everybody to log
    in, and does not start before somebody can: onrecord users add.
    """
    tighten_heap()
    settings, place = settings_of(library), listening(host, port)
    with _login(settings, _needed(settings, place, known_as or ())) as login:
        _check_free(place.address, port)
        with page_parts(settings) as parts:
            if samples:
                _put_samples(parts)
            from onrecord.assembly import sample_questions
            from onrecord.page import page_app
            from ui.app import serve

            hosts = ["*"] if place.everywhere else [*_LOCAL, host, *(known_as or ())]
            examples = sample_questions() if samples else []
            with page_app(parts, allowed_hosts=hosts, examples=examples, runs=runs, login=login) as app:
                shown = _LOCAL[0] if place.everywhere else host
                typer.echo(_told(login, place))
                typer.echo(f"Onrecord is at http://{f'[{shown}]' if ':' in shown else shown}:{port} (Ctrl+C stops it)")
                serve(app, place.address, port)


def _put_samples(parts: "Parts") -> None:
    from onrecord.assembly import samples_folder

    with progress(quiet=False) as show:
        reports = list(parts.ingester.ingest([str(samples_folder())], progress=show))
    for report in reports:
        if report.status == "failed":
            typer.echo(f"failed: {safe(report.location)}: {report.reason}", err=True)
    typer.echo(f"Sample library: {summary_of(reports)}")


@contextmanager
def _login(settings: Settings, why: str) -> Iterator[LoginSetup | None]:
    """How the page is to find out who somebody is; None where there is no reason ``why`` they have to say so.

    Raises:
        LoginNeeded: everybody has to log in, and nobody could.
        LibraryError: the accounts cannot be opened.
    """
    if not why:
        yield None
        return
    from contextlib import closing

    from retriever.accounts import StoredAccounts
    from retriever.accounts_file import ACCOUNTS_FILE

    if not settings.login_header and not (settings.library / ACCOUNTS_FILE).exists():
        raise _nobody(settings, why)
    with closing(StoredAccounts(settings.library, hours=settings.login_hours)) as accounts:
        if not settings.login_header and not accounts.listed():
            raise _nobody(settings, why)
        yield LoginSetup(
            accounts,
            settings.login_header,
            tuple(settings.login_proxies.split(", ")),
            None if settings.login_header_role == "none" else settings.login_header_role,
            settings.login_hours,
        )


def _needed(settings: Settings, place: Listening, known_as: Sequence[str]) -> str:
    """Why everybody has to log in; empty where nobody has to."""
    if not place.local:
        return f"{place.host} is reached from other machines"
    if settings.login_header:
        return "a proxy says who somebody is"
    if settings.login == "on":
        return "login is set to on"
    names = [name for name in known_as if name not in _LOCAL]
    return f"a proxy makes it known as {safe(names[0])}" if names else ""


def _nobody(settings: Settings, why: str) -> LoginNeeded:
    return LoginNeeded(
        f"Everybody has to log in to the page, since {why}, and the library {settings.library} has no users. "
        "Add one: onrecord users add NAME --role editor"
    )


def _told(login: LoginSetup | None, place: Listening) -> str:
    """Whether one has to log in, and what this does not protect from."""
    if login is None:
        return "Login is off: the page is reached from this machine only."
    told = "Login is on: everybody gives name and password."
    if login.header:
        told = (
            f"Login is on: a proxy at {', '.join(login.proxies)} says in {login.header} who somebody is; "
            "others give name and password."
        )
    if not place.local:
        told += (
            "\nPasswords come over the network unencrypted, unless a proxy before the page adds HTTPS (docs/login.md)."
        )
    return told


def _check_free(address: str, port: int) -> None:
    """Say so before anything is loaded when the port is taken.

    Raises:
        BadInput: something listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise BadInput(f"Cannot listen on {address}:{port}: {error.strerror}. Try another --port.") from error
