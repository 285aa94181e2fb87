"""Routes that open a session, end it, and say whose it is."""

import logging
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final
from urllib.parse import parse_qs

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from onrecord.accounts import LoginSetup
from onrecord.errors import LoginRefused, OnrecordError, TooManyTries
from ui.login.cookies import clear_cookie, give_cookie, token_of
from ui.login.door import Door, NotLetIn
from ui.login.gate import told
from ui.login.local import LOGIN, local_place
from ui.login.page import LONGEST_NAME, LONGEST_PASSWORD, login_page
from ui.say import counted, language_of, say, speaking

__all__ = ["login_router"]

_log: Final = logging.getLogger(__name__)

# A name and a password in signs of four bytes, each byte written as three signs, and a place to come back to.
_MOST_BYTES: Final = 20_000
_AT_ONCE: Final = 4  # looking at a password takes long on purpose: it must not take the threads of all others
_WAITING: Final = 32  # more than those who wait are sent away at once
_UNKNOWN_WAIT: Final = 300


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the form was filled in with."""

    name: str
    password: str
    place: str

    @property
    def whole(self) -> bool:
        return 0 < len(self.name) <= LONGEST_NAME and 0 < len(self.password) <= LONGEST_PASSWORD


class _Entrance:
    """Answers what comes to the login.

    Args:
        setup: what opens sessions, and for how long.
        door: what knows who is logged in.
        title: name of the page behind it.
    """

    def __init__(self, setup: LoginSetup, door: Door, title: str) -> None:
        self._setup, self._door, self._title = setup, door, title
        self._turns, self._here = anyio.Semaphore(_AT_ONCE), 0

    async def form(self, request: Request) -> Response:
        """The form; whoever is logged in is sent on."""
        place = local_place(request.query_params.get("next"))
        try:
            visit = await self._door.visit(request.scope)
        except NotLetIn as error:
            return login_page(self._title, place=place, problem=say(str(error)), status=403)
        except OnrecordError as error:
            return self._unreadable(error, _Typed("", "", place))
        if visit.user is not None:
            return RedirectResponse(place, 303, headers={"Cache-Control": "no-store"})
        return login_page(self._title, place=place)

    async def admit(self, request: Request) -> Response:
        """Open a session for the name and password of the form, or say why there is none."""
        typed = await _typed(request)
        if typed is None or not typed.whole:
            place, name = (typed.place, typed.name[:LONGEST_NAME]) if typed else ("/", "")
            return login_page(self._title, place=place, name=name, problem=say("login.odd_form"), status=400)
        if self._here >= _WAITING:
            return self._again(typed, say("login.busy"), 503, 5)
        self._here += 1
        try:
            async with self._turns:
                return await self._opened(request, typed)
        finally:
            self._here -= 1

    async def _opened(self, request: Request, typed: _Typed) -> Response:
        accounts, address = self._setup.accounts, self._door.address(request.scope)
        try:
            token = await anyio.to_thread.run_sync(partial(accounts.admit, typed.name, typed.password, address))
        except TooManyTries as error:
            seconds = max(1, ceil(error.wait_seconds)) if error.wait_seconds > 0 else _UNKNOWN_WAIT
            return self._again(typed, say("login.too_many", wait=_wait(error.wait_seconds)), 429, seconds)
        except LoginRefused:
            return login_page(self._title, place=typed.place, name=typed.name, problem=say("login.refused"), status=401)
        except OnrecordError as error:
            return self._unreadable(error, typed)
        await self._left(request)  # what was open in this browser before ends, whoever's it was
        response = RedirectResponse(typed.place, 303, headers={"Cache-Control": "no-store"})
        give_cookie(response, token, self._door.secure(request.scope), self._setup.hours)
        return response

    async def leave(self, request: Request) -> Response:
        """End the session, here and in the browser; also where there is none any more."""
        if not await self._left(request):
            return told(say("login.not_ended"), 503)
        response = RedirectResponse(LOGIN, 303, headers={"Cache-Control": "no-store", "Clear-Site-Data": '"cache"'})
        clear_cookie(response, self._door.secure(request.scope))
        return response

    async def _left(self, request: Request) -> bool:
        """Whether the session that a request brings is over."""
        token = token_of(request.scope, self._door.secure(request.scope))
        try:
            if token:
                await anyio.to_thread.run_sync(partial(self._setup.accounts.leave, token))
        except OnrecordError as error:
            _log.error("a session could not be ended: %s", error)
            return False
        finally:
            self._door.forget()
        return True

    def _again(self, typed: _Typed, problem: str, status: int, seconds: int) -> Response:
        page = login_page(self._title, place=typed.place, name=typed.name, problem=problem, status=status)
        page.headers["Retry-After"] = str(seconds)
        return page

    def _unreadable(self, error: OnrecordError, typed: _Typed) -> Response:
        _log.error("nobody could log in: %s", error)
        return login_page(self._title, place=typed.place, name=typed.name, problem=say("login.unreadable"), status=503)


def login_router(setup: LoginSetup, door: Door, title: str) -> APIRouter:
    """Serves ``/login``, ``/logout`` and ``/visitor``, which says to the page's script whose it is.

    Args:
        setup: what opens sessions, and for how long.
        door: what knows who is logged in; the gate's own.
        title: name of the page behind it.
    """
    router, entrance = APIRouter(), _Entrance(setup, door, title)

    @router.api_route("/login", methods=["GET", "HEAD"])
    async def form(request: Request) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            return await entrance.form(request)

    @router.post("/login")
    async def admit(request: Request) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            return await entrance.admit(request)

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            return await entrance.leave(request)

    @router.get("/visitor")
    def visitor(request: Request) -> JSONResponse:
        with speaking(language_of(request.headers.get("accept-language"))):
            visit = request.state.visit
            shown = say(f"login.visitor_{visit.user.role}", name=visit.user.name)
            logout = "" if visit.by_proxy else say("login.logout")
            return JSONResponse({"name": visit.user.name, "shown": shown, "logout": logout})

    return router


async def _typed(request: Request) -> _Typed | None:
    """What the form was filled in with; None where it is no form, or too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            return None
    try:
        given = parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=10)
        name, password = (given.get(field, [""])[0] for field in ("name", "password"))
    except ValueError:  # UnicodeDecodeError is one too
        return None
    return _Typed(name.strip(), password, local_place(given.get("next", [""])[0]))


def _wait(seconds: float) -> str:
    if seconds <= 0:
        return say("login.wait_unknown")
    if seconds <= 90:
        return counted("login.wait_seconds", max(1, ceil(seconds)))
    return counted("login.wait_minutes", ceil(seconds / 60))
