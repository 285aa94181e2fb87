"""An export as one page that holds all its evidence and needs nothing else; pure.

It opens from a disk: its style stands in it, its pictures are ``data:`` addresses, it has no script, and its own policy
lets a browser fetch nothing. Web addresses of documents stand in it as text. All words in it went through
:func:`ui.words.plain`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from onrecord.agreement import Disagreement, Version
from onrecord.conversations import Exchange
from ui.differing import COLUMNS, heading, version_cells
from ui.export import wording
from ui.export.bundle import Bundle, FileKey
from ui.export.pack_parts import Pack
from ui.reference import whereabouts
from ui.say import counted, language, say
from ui.words import label, plain

__all__ = ["pack"]

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_COLUMNS: Final = ("document", "file", "hash", "state", "cited_as")
_COMMANDS: Final = (
    ("Linux", "sha256sum FILE"),
    ("macOS", "shasum -a 256 FILE"),
    ("Windows", "certutil -hashfile FILE SHA256"),
)


def pack(bundle: Bundle) -> str:
    """The whole export as a page."""
    parts = Pack(bundle)
    body = "".join(
        (
            _head_html(bundle),
            _contents_html(bundle),
            *(_exchange_html(parts, exchange) for exchange in bundle.exchanges),
            _documents_html(parts, bundle),
            _how_html(bundle),
        )
    )
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{plain(label(bundle.title))}</title><style>{_style()}</style></head><body><main>{body}</main></body></html>\n"
    )


@cache
def _style() -> str:
    return (Path(__file__).parent / "pack.css").read_text(encoding="utf-8")


def _head_html(bundle: Bundle) -> str:
    """What this is and how to check it."""
    alone = len(bundle.exchanges) == 1
    whole = say("export.pack_answer" if alone else "export.pack_conversation")
    numbers = say("export.pack_words") if alone else f"{say('export.pack_words')} {say('export.pack_numbers')}"
    large = sum(picture.missing == "large" for picture in bundle.pages.values())
    left_out = f'<p class="note">{plain(counted("export.pictures_left_out", large))}</p>' if large else ""
    commands = "".join(f"<dt>{plain(system)}</dt><dd><code>{plain(line)}</code></dd>" for system, line in _COMMANDS)
    return (
        f'<header><p class="kind">{plain(say("export.kind"))}</p><h1 dir="auto">{plain(label(bundle.title))}</h1>'
        f"<p>{plain(whole)} {plain(say('export.pack_offline'))}</p>"
        f'<p class="soft">{plain(wording.made_words(bundle))}</p>{left_out}'
        f"<details open><summary>{plain(say('export.pack_verify'))}</summary><p>{plain(numbers)}</p>"
        f'<p>{plain(say("export.pack_hash"))}</p><dl class="commands">{commands}</dl>'
        f"<p>{plain(say('export.pack_trust'))}</p></details></header>"
    )


def _contents_html(bundle: Bundle) -> str:
    if len(bundle.exchanges) < 2:
        return ""
    items = "".join(
        f'<li dir="auto"><a href="#q{place}">{plain(label(exchange.question))}</a></li>'
        for place, exchange in enumerate(bundle.exchanges, 1)
    )
    name = plain(say("export.contents"))
    return f'<nav aria-label="{name}"><h2>{name}</h2><ol>{items}</ol></nav>'


def _exchange_html(parts: Pack, exchange: Exchange) -> str:
    """A question, what came of it, and its evidence."""
    place = parts.place(exchange)
    asked = plain(say("export.asked", date=wording.moment_words(exchange.asked))) if exchange.asked else ""
    asked = f'<p class="soft">{asked}</p>' if asked else ""
    opening = "".join(f'<p class="opening" dir="auto">{plain(line)}</p>' for line in wording.opening(exchange))
    footing = "".join(f'<p dir="auto">{plain(line)}</p>' for line in wording.footing(exchange))
    footing = f'<div class="footing">{footing}</div>' if footing else ""
    return (
        f'<section class="exchange" id="q{place}"><h2 class="question" dir="auto">{plain(exchange.question)}</h2>'
        f"{asked}{opening}{parts.sentences_html(exchange)}"
        f"{_differing_html(exchange)}{parts.held_html(exchange)}{parts.nearest_html(exchange)}"
        f"{footing}{parts.passages_html(exchange)}</section>"
    )


def _differing_html(exchange: Exchange) -> str:
    """The versions where sources differ; an empty string where they agree."""
    return "".join(_versions_html(*each) for each in wording.differing_of(exchange))


def _versions_html(one: Disagreement, several: bool) -> str:
    names = [plain(say(key)) for key in COLUMNS]
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f"<tr>{''.join(_cell_html(*each) for each in zip(names, _said(version), strict=True))}</tr>"
        for version in one.versions
    )
    return (
        f'<h3 dir="auto">{plain(heading(one, several))}</h3>'
        f'<table class="differing"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _said(version: Version) -> list[str]:
    return [f"<bdi>{plain(words)}</bdi>" for words in version_cells(version)]


def _documents_html(parts: Pack, bundle: Bundle) -> str:
    """Every version of a document that is cited, with the hash of its file."""
    rows = "".join(_document_rows(parts, bundle))
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{plain(say(f"export.{name}"))}</th>' for name in _COLUMNS)
    return (
        f'<section id="documents"><h2>{plain(say("export.documents_cited"))}</h2>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _document_rows(parts: Pack, bundle: Bundle) -> Iterator[str]:
    for key, places in wording.cited_documents(bundle).items():
        source = places[0][1].source
        links = " ".join(f'<a href="#{parts.passage_id(*at)}">{parts.number_html(*at)}</a>' for at in places)
        cells = (
            f"<bdi>{plain(label(source.title))}</bdi>",
            f"<bdi>{plain(whereabouts(source.location))}</bdi>",
            f"<code>{plain(key.sha256)}</code>",
            _state_html(bundle, key),
            links,
        )
        named = ((plain(say(f"export.{name}")), cell) for name, cell in zip(_COLUMNS, cells, strict=True))
        yield f"<tr>{''.join(_cell_html(*each) for each in named)}</tr>"


def _cell_html(name: str, cell: str) -> str:
    """A cell with the name of its column, which a narrow window shows beside it."""
    return f'<td data-name="{name}"><div>{cell}</div></td>'


def _state_html(bundle: Bundle, key: FileKey) -> str:
    state = bundle.files.get(key, "unchecked")
    return f'<span class="state {state}">{plain(wording.state_words(bundle, key))}</span>'


def _how_html(bundle: Bundle) -> str:
    rows = "".join(
        f"<dt><bdi>{plain(name)}</bdi></dt><dd><bdi>{plain(value)}</bdi></dd>"
        for name, value in wording.settings_of(bundle).items()
    )
    return f'<section id="how"><h2>{plain(say("export.how"))}</h2><dl>{rows}</dl></section>'
