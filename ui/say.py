"""The words of the page, by key and language.

Every word that a visitor reads, but for those of documents and of errors, is in ``ui/strings/<language>/*.toml``; a key
is the file's name, a full stop, and the entry's. A handler of the page runs in the language of whoever sent the event
(:func:`spoken`); pure functions ask :func:`say` and need not know.
"""

import functools
import inspect
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from pathlib import Path
from typing import Any, Final

import gradio as gr

from onrecord.accounts import User
from ui.visitors import enter, needs_login, visiting

__all__ = [
    "LANGUAGES",
    "counted",
    "decimal",
    "grouped",
    "label_key",
    "language",
    "language_of",
    "say",
    "speaking",
    "spoken",
    "translations",
]

LANGUAGES: Final = ("en", "de")
"""The first is spoken where a visitor's browser asks for none of them."""

_FOLDER: Final = Path(__file__).parent / "strings"
_spoken: Final = ContextVar("onrecord_language", default=LANGUAGES[0])
_keys: Final = gr.I18n()
_ENDED: Final = object()


@functools.cache
def translations(code: str) -> dict[str, str]:
    """All words of a language by key."""
    words: dict[str, str] = {}
    for path in sorted((_FOLDER / code).glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        words |= {f"{path.stem}.{name}": value for name, value in entries.items()}
    return words


def language() -> str:
    """The language now spoken, one of :data:`LANGUAGES`."""
    return _spoken.get()


def say(key: str, /, **values: object) -> str:
    """The words under ``key``, their ``{slots}`` filled; not escaped.

    Raises:
        KeyError: there is no such key, or a slot has no value.
    """
    return translations(language())[key].format(**values)


def counted(key: str, number: int, /, **values: object) -> str:
    """The words for a number: under ``<key>_one`` for 1, else under ``<key>_other``; ``{n}`` is the number, grouped."""
    return say(f"{key}_{'one' if number == 1 else 'other'}", n=grouped(number), **values)


def grouped(number: int) -> str:
    """``1204`` as the language writes it: ``1,204``, ``1.204``."""
    words = f"{number:,}"
    return words.replace(",", ".") if language() == "de" else words


def decimal(number: float, digits: int) -> str:
    """A number with so many decimals as the language writes it: ``0.45``, ``0,45``."""
    words = f"{number:.{digits}f}"
    return words.replace(".", ",") if language() == "de" else words


def label_key(key: str, /) -> Any:  # noqa: ANN401 - Gradio takes it where it takes words
    """The words under ``key`` as a label of a Gradio component, which the browser looks up in its own language.

    Raises:
        KeyError: there is no such key.
    """
    for code in LANGUAGES:
        translations(code)[key]
    return _keys(key)


def language_of(accepted: str | None) -> str:
    """The first of :data:`LANGUAGES` that an ``Accept-Language`` header names, by its order; else the first of all."""
    for part in (accepted or "").split(","):
        code = part.partition(";")[0].strip().partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language inside."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken(handler: Callable[..., Any], *, edits: bool = False) -> Callable[..., Any]:
    """A handler of a Gradio event that speaks the language of the visitor's browser, and knows who they are.

    Gradio hands over the request as the first argument; ``handler`` does not see it. A generator may be gone on with in
    another thread each time, so it keeps a context of its own. On a page that needs a login it is called for whoever is
    logged in alone.

    Args:
        handler: of an event.
        edits: whether it changes what is on record or runs suites, so that readers are refused.
    """
    needed = needs_login()

    def answering(request: gr.Request, *values: Any) -> Any:  # noqa: ANN401
        with speaking(_asked_for(request)), visiting(_let_in(request, needed, edits)):
            return handler(*values)

    def talking(request: gr.Request, *values: Any) -> Iterator[Any]:  # noqa: ANN401
        context = copy_context()
        context.run(_spoken.set, _asked_for(request))
        context.run(enter, context.run(_let_in, request, needed, edits))
        steps = context.run(handler, *values)
        try:
            yield from iter(functools.partial(context.run, next, steps, _ENDED), _ENDED)
        finally:
            context.run(steps.close)

    wrapped = talking if inspect.isgeneratorfunction(handler) else answering
    _declare(wrapped, handler)
    vars(wrapped)["edits"] = edits
    return wrapped


def _let_in(request: gr.Request, needed: bool, edits: bool) -> User | None:
    """Who sent an event.

    Raises:
        gr.Error: nobody did who is logged in, where that is needed; or it is not theirs to send.
    """
    state = getattr(request, "state", None)
    user: User | None = getattr(state, "user", None)
    if user is None:
        if needed:
            raise gr.Error(say("login.needed"), print_exception=False)
        return None
    sessions = getattr(state, "sessions", None)
    if sessions is not None and not sessions.belongs(request.session_hash or "", user.owner):
        raise gr.Error(say("login.not_yours"), print_exception=False)
    if edits and not user.edits:
        raise gr.Error(say("login.editors_only"), print_exception=False)
    return user


def _asked_for(request: gr.Request) -> str:
    return language_of(request.headers.get("accept-language"))


def _declare(wrapped: Callable[..., Any], handler: Callable[..., Any]) -> None:
    """Let Gradio, which reads the parameters of a handler, see those of ``handler`` after the request."""
    theirs = inspect.signature(handler, eval_str=True).parameters.values()
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    vars(wrapped)["__signature__"] = inspect.Signature([request, *theirs])
    wrapped.__annotations__ = {each.name: each.annotation for each in (request, *theirs)}
    wrapped.__name__ = getattr(handler, "__name__", "handler")
