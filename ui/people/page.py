"""The pages of people as HTML; pure but for the language that is spoken."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from onrecord.people import Saying, SpeakerOnRecord
from onrecord.types import Source, leaf_of
from ui.alone import policy_of, style_of
from ui.say import counted, grouped, language, say
from ui.words import as_sentence, date_words, in_english, label, plain, quoted

__all__ = ["HEADERS", "people_page", "person_page", "trouble_page"]

_STYLE: Final = style_of(Path(__file__).parent / "page.css")
HEADERS: Final = {
    "Content-Security-Policy": policy_of(_STYLE),
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
"""What goes with each of these pages."""

# More rows than this are not laid out: the command line has them all.
_MOST: Final = 1_000
# Words that a browser looks for in a text to mark the place; more of them are found no better.
_MARKED_WORDS: Final = 8


def people_page(title: str, speakers: Sequence[SpeakerOnRecord]) -> str:
    """All who are quoted by name, each with a link to what they said."""
    head = say("people.title")
    if not speakers:
        return _page(title, head, f"<p>{plain(say('people.none'))}</p>")
    rows = "".join(_row_html(one) for one in speakers[:_MOST])
    names = (say(f"people.column_{name}") for name in ("name", "role", "sayings", "documents"))
    columns = "".join(f'<th scope="col">{plain(name)}</th>' for name in names)
    table = f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>{_more_html(len(speakers))}"
    return _page(title, head, f"<p>{plain(say('people.note'))}</p>{table}")


def _row_html(one: SpeakerOnRecord) -> str:
    link = f'<a href="people?name={quote(one.name, safe="")}" dir="auto">{plain(label(one.name))}</a>'
    role = f'<span dir="auto">{plain(label(one.role))}</span>' if one.role else ""
    counts = "".join(f'<td class="count">{plain(grouped(count))}</td>' for count in (one.sayings, one.documents))
    return f'<tr><th scope="row">{link}</th><td>{role}</td>{counts}</tr>'


def person_page(title: str, name: str, sayings: Sequence[Saying]) -> str:
    """What one of them said, document by document, the latest first; what there is to say where nobody has the name."""
    back = f'<p><a href="people">{plain(say("people.back"))}</a></p>'
    head = say("people.on_record", name=label(name))
    if not sayings:
        return _page(title, head, f"<p>{plain(say('people.stranger'))}</p>{back}")
    documents = groupby(sayings[:_MOST], key=lambda one: one.source)
    parts = "".join(_document_html(source, list(said)) for source, said in documents)
    count = counted("people.sayings", len(sayings))
    return _page(title, head, f"<p>{plain(count)}</p>{parts}{_more_html(len(sayings))}{back}")


def _document_html(source: Source, said: Sequence[Saying]) -> str:
    roles = dict.fromkeys(label(one.role) for one in said if one.role)
    about = [source.outlet or source.author or "", date_words(source.published) or say("people.undated"), *roles]
    lines = "".join(f"<li>{_saying_html(one)}</li>" for one in said)
    shown = "".join(f' <span dir="auto">{plain(label(part))}</span>' for part in about if part)
    head = f'<h2 dir="auto">{plain(label(source.title))}</h2><p class="about">{shown}</p>'
    return f"<section>{head}<ul>{lines}</ul></section>"


def _saying_html(one: Saying) -> str:
    shown = quoted(one.words.rstrip(",")) if one.kind == "direct" else one.words
    how = f'<strong class="denied">{plain(say("people.denied"))}</strong> ' if one.denies else ""
    where = say(f"people.open_{leaf_of(one.source.format)}", n=one.page) if one.page else say("people.open")
    link = f'<a href="{plain(_address(one))}">{plain(where)}</a>'
    also = "".join(f' <span class="also" dir="auto">{plain(_print(source))}</span>' for source in one.also)
    return f'{how}<q class="{one.kind}" dir="auto">{plain(shown)}</q> {link}{also}'


def _print(source: Source) -> str:
    """Where else the same words stand: outlet, date and title."""
    about = (label(source.outlet or source.author or ""), date_words(source.published), label(source.title))
    return say("people.also", where=", ".join(part for part in about if part))


def _address(one: Saying) -> str:
    """Where the words can be read in their document: its page in the browser's own viewer, or its text, marked."""
    id_ = quote(one.source.document_id, safe="")
    if one.source.format == "pdf" and one.page:
        return f"originals/{id_}#page={one.page}"
    words = one.quote.split("\n")[0].split()[:_MARKED_WORDS]
    return f"texts/{id_}#:~:text={quote(' '.join(words), safe='').replace('-', '%2D')}"


def trouble_page(title: str, why: str) -> str:
    """That they cannot be told, and why."""
    return _page(title, say("people.title"), f'<p role="alert">{in_english(plain(as_sentence(why)))}</p>')


def _more_html(count: int) -> str:
    return f"<p>{plain(say('people.more', n=grouped(count - _MOST)))}</p>" if count > _MOST else ""


def _page(title: str, head: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        'content="light dark"><meta name="robots" content="noindex">'
        f'<title>{plain(f"{head} · {title}")}</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>'
        f'<body><main><p class="brand"><a href="./">{plain(title)}</a></p><h1 dir="auto">{plain(head)}</h1>{body}'
        "</main></body></html>"
    )
