"""Serves the pages of people: all who are quoted by name, and what one of them said."""

import logging
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.errors import OnrecordError
from onrecord.people import People
from ui.people.page import HEADERS, people_page, person_page, trouble_page
from ui.say import language_of, speaking

__all__ = ["people_router"]

_log: Final = logging.getLogger(__name__)
_LONGEST: Final = 300  # of a name that is looked for


def people_router(people: People, title: str) -> APIRouter:
    """Routes ``/people`` and ``/people?name=NAME``, in the visitor's language; a name nobody has is answered 404.

    Args:
        people: asked from several threads at once.
        title: name of the page they belong to.
    """
    router = APIRouter()

    @router.get("/people")
    def listed(request: Request, name: str = "") -> HTMLResponse:
        with speaking(language_of(request.headers.get("accept-language"))):
            try:
                if not name.strip():
                    return HTMLResponse(people_page(title, people.speakers()), headers=HEADERS)
                sayings = people.sayings(name[:_LONGEST])
            except OnrecordError as error:
                _log.warning("could not tell who is on record", exc_info=error)
                return HTMLResponse(trouble_page(title, str(error)), 503, headers=HEADERS)
            page = person_page(title, name[:_LONGEST], sayings)
            return HTMLResponse(page, 200 if sayings else 404, headers=HEADERS)

    return router
