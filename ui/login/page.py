"""The page where visitors log in: HTML of the server alone, which needs no script and loads nothing."""

from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse

from ui.alone import policy_of, style_of
from ui.say import language, say
from ui.words import plain

__all__ = ["LONGEST_NAME", "LONGEST_PASSWORD", "login_page"]

LONGEST_NAME: Final = 200
LONGEST_PASSWORD: Final = 1_024
"""Characters that are looked at; longer ones open no session."""

_STYLE: Final = style_of(Path(__file__).parent / "page.css")


def login_page(title: str, *, place: str, name: str = "", problem: str = "", status: int = 200) -> HTMLResponse:
    """The form, with what was wrong with the last try.

    Without a referrer a browser sends the form with ``Origin: null`` where it speaks plain http, and the guard against
    posts of other sites would refuse it: this page alone tells its own host where it came from.

    Args:
        title: name of the page behind it.
        place: where the visitor goes after it; on this page.
        name: as it was typed.
        problem: what was wrong, in words; empty before the first try.
        status: of the response.
    """
    head = say("login.title")
    whole = f"{head} · {title}"
    alert = f'<p class="problem" role="alert" id="problem">{plain(problem)}</p>' if problem else ""
    page = (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        'content="light dark"><meta name="referrer" content="same-origin"><meta name="robots" content="noindex">'
        f'<title>{plain(whole)}</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>'
        f'<body><main><p class="brand">{plain(title)}</p><h1>{plain(head)}</h1>{alert}'
        f'<form method="post" action="/login">{_fields(name, bool(problem))}'
        f'<input type="hidden" name="next" value="{plain(place)}">'
        f'<button type="submit">{plain(say("login.submit"))}</button></form>'
        f'<p class="note">{plain(say("login.note"))}</p></main></body></html>'
    )
    headers = {"Content-Security-Policy": policy_of(_STYLE), "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return HTMLResponse(page, status, headers=headers)


def _fields(name: str, failed: bool) -> str:
    """Name and password; after a failure the name is kept, and the password is asked for again."""
    bad = ' aria-invalid="true" aria-describedby="problem"' if failed else ""
    first, second = ("", " autofocus") if name else (" autofocus", "")
    return (
        f'<label for="name">{plain(say("login.name"))}</label><input type="text" id="name" name="name" dir="auto" '
        f'value="{plain(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" required '
        f'maxlength="{LONGEST_NAME}"{bad}{first}><label for="password">{plain(say("login.password"))}</label>'
        f'<input type="password" id="password" name="password" autocomplete="current-password" required '
        f'maxlength="{LONGEST_PASSWORD}"{bad}{second}>'
    )
