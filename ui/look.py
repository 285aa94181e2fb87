"""How the page looks and what runs in it: theme, masthead, style sheets and scripts."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

import gradio as gr
from fastapi import APIRouter, HTTPException, Response
from gradio.themes.utils.fonts import Font

from ui.say import LANGUAGES, translations
from ui.words import plain

__all__ = ["THEME", "files_router", "header_html", "script", "style"]

_FOLDER: Final = Path(__file__).parent
# Rules that others build on come first, those for narrow windows and for paper last.
_FIRST: Final = ("tokens", "base", "desk")
_LAST: Final = ("narrow", "print")
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

# Plain names of fonts: Gradio's other font classes would fetch theirs. The style sheet sets the real lists.
THEME: Final = gr.themes.Base(font=[Font("sans-serif")], font_mono=[Font("monospace")])


def style() -> str:
    """The style sheets that come with the package, as one."""
    between = sorted(path.stem for path in (_FOLDER / "css").glob("*.css") if path.stem not in (*_FIRST, *_LAST))
    return "\n".join(
        (_FOLDER / "css" / f"{name}.css").read_text(encoding="utf-8") for name in (*_FIRST, *between, *_LAST)
    )


@cache
def _files() -> dict[str, tuple[str, str]]:
    """The scripts, and the words that they say in each language, by file name: content and media type."""
    files = {path.name: (path.read_text(encoding="utf-8"), "text/javascript") for path in (_FOLDER / "js").glob("*.js")}
    for code in LANGUAGES:
        words = {key.removeprefix("js."): text for key, text in translations(code).items() if key.startswith("js.")}
        files[f"words-{code}.json"] = (json.dumps(words, ensure_ascii=False), "application/json")
    return files


@cache
def _version() -> str:
    """Another one with every change of a script, so that a browser keeps none too long."""
    return hashlib.sha256(json.dumps(_files(), sort_keys=True).encode()).hexdigest()[:16]


def files_router() -> APIRouter:
    """Serves the scripts; they are modules that import one another by name."""
    router = APIRouter()

    @router.get("/files/{version}/{name}")
    def file(version: str, name: str) -> Response:
        if version != _version() or name not in _files():
            raise HTTPException(404)
        content, kind = _files()[name]
        return Response(content, media_type=kind, headers=_FOR_EVER)

    return router


def script(name: str) -> str:
    """``js_on_load`` of a ``gr.HTML``: calls ``start`` of a script with the element, its ``trigger`` and ``server``."""
    place = json.dumps(f"./files/{_version()}/{name}.js")
    given = "element, trigger, typeof server === 'undefined' ? null : server"
    return f"import(new URL({place}, document.baseURI)).then((it) => it.start({given}));"


def header_html(title: str, visited: bool = False) -> str:
    """The name, and places for what the script of the masthead says in the visitor's language.

    Args:
        title: name of the page.
        visited: whether it says who is logged in.
    """
    who = '<div class="visitor"></div>' if visited else ""
    return (
        f'<a class="skip" href="#ask"></a><header><h1>{plain(title)}</h1>'
        f'<p class="motto"></p>{who}<div class="controls"></div></header>'
    )
