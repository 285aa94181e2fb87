"""A checked draft as a file to take along: Markdown, Word, one HTML page, a table; pure.

Each holds the draft in its own paragraphs, what was found of every sentence, and the passages with their sources. Words
of drafts, documents and judges are data in all of them: no markup, no formula.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onrecord.agreement import Contradiction
from onrecord.sentences import fold
from onrecord.types import Hit
from ui.draft_findings import (
    checked_places,
    contrary_of,
    headed,
    nearest_of,
    origin,
    pieces_of,
    reason_of,
    verdict_line,
)
from ui.draft_page import blocks, checked_by, tally_words
from ui.draft_passages import excerpted, said_by
from ui.draft_run import Draft, Mark
from ui.draft_table import COLUMNS, as_csv
from ui.say import language, say
from ui.words import as_sentence, plain, visible

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["COLUMNS", "DraftFile", "as_csv", "as_docx", "as_html", "as_markdown", "draft_file"]

_SIGNS: Final[dict[Mark, str]] = {"supported": "●", "partly": "◐", "unsupported": "○", "unchecked": "?", "pending": "·"}
_MEDIA: Final = {
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "csv": "text/csv",
}
# What Markdown, TeX in it, or HTML in it could read.
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#|~$&!:@^=+-])")
_NUMBERED: Final = re.compile(r"^(\s*\d+)([.)])")
_NOT_XML: Final = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file to hand to the browser: its name, its media type, what it holds."""

    name: str
    media: str
    content: bytes


def draft_file(draft: Draft, kind: str) -> DraftFile | None:
    """The draft as a file; None where ``kind``, which comes from a visitor, is none of md, docx, html and csv."""
    makers: dict[str, Callable[[Draft], str | bytes]] = {
        "md": as_markdown, "docx": as_docx, "html": as_html, "csv": as_csv
    }  # fmt: skip
    if kind not in makers:
        return None
    content = makers[kind](draft)
    held = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    return DraftFile(f"{say('draft.file_name')}-{draft.date}.{kind}", _MEDIA[kind], held)


# ---- Markdown -------------------------------------------------------------------------------------------------------


def as_markdown(draft: Draft) -> str:
    """As CommonMark; every sign of a sentence or a passage that it could read is escaped."""
    lines = [f"# {_md(say('draft.doc_title'))}", _md(tally_words(draft)), _md(checked_by(draft))]
    lines += [f"## {_md(say('draft.doc_draft'))}"]
    numbers = {place: number for number, place in enumerate(checked_places(draft), 1)}
    for _, run in blocks(draft):
        lines.append(" ".join(_md_marked(draft, place, numbers.get(place)) for place in run))
    lines += [f"## {_md(say('draft.doc_findings'))}"]
    for place, number in numbers.items():
        lines += [
            f"### {number}\\. {_SIGNS[draft.mark(place)]} {_md(verdict_line(draft, place))}",
            "".join(f"**{_md(words)}**" if off else _md(words, ends=True) for words, off in pieces_of(draft, place)),
            _md(reason_of(draft, place)),
            *(part for one in contrary_of(draft, place) for part in _md_contrary(one)),
            f"**{_md(say('draft.passages'))}**" if headed(draft, place) else "",
            *(_md_hit(hit) for hit in nearest_of(draft, place)),
        ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _md(text: str, ends: bool = False) -> str:
    """``text`` on one line, with nothing in it that Markdown reads; ``ends`` keeps a space at either end."""
    folded = " ".join(visible(text).split())
    words = _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", folded))
    if not ends or not words:
        return words
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if text[-1:].isspace() else ''}"


def _md_marked(draft: Draft, place: int, number: int | None) -> str:
    words = _md(draft.words(place))
    return words if number is None else f"{words} {_SIGNS[draft.mark(place)]}\u00a0\\[{number}\\]"


def _md_contrary(one: Contradiction) -> tuple[str, str]:
    told = f"**{_md(say('draft.otherwise'))}**: {_md(as_sentence(one.reason))}"
    return told, _md_hit(one.shown, said_by(one))


def _md_hit(hit: Hit, speaker: str = "") -> str:
    shown = excerpted(hit)
    best = f"**{_md(shown.best)}**" if shown.best else ""
    return f"> {_md(shown.before, ends=True)}{best}{_md(shown.after, ends=True)}\n>\n> {_md(origin(hit, speaker))}"


# ---- one HTML page --------------------------------------------------------------------------------------------------

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d1c1a; --paper: #faf8f4; --soft: #615c54; --rule: #e2dcd0; --mark: #ffeb94;
  --mark-ink: #1d1c1a; --supported: #1c6b45; --partly: #875800; --unsupported: #a3262a; --link: #1f4e79; }
@media (prefers-color-scheme: dark) { :root { --ink: #ebe7df; --paper: #151412; --soft: #aba498; --rule: #37342e;
  --mark: #65561a; --mark-ink: #fff6d2; --supported: #74c99b; --partly: #e2b556; --unsupported: #f2918c;
  --link: #8fbce8; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; } h3 { font-size: 1rem; margin: 1.8rem 0 .3rem; }
.supported > .sign { color: var(--supported); } .partly > .sign { color: var(--partly); }
.unsupported > .sign, .unchecked > .sign { color: var(--unsupported); }
.off { text-decoration: underline wavy var(--partly) 1px; text-underline-offset: .2em; }
a { color: var(--link); } .number { font-size: .8rem; vertical-align: .15em; text-decoration: none; }
.soft, .passage footer { color: var(--soft); font-size: .9rem; }
.passage { margin: .6rem 0; padding-inline-start: 1rem; border-inline-start: 2px solid var(--rule); }
.passage p, .said { margin: .2rem 0; }
.contrary { margin: .8rem 0 0; } .contrary strong { color: var(--partly); }
mark { background: var(--mark); color: var(--mark-ink); }
@media print { body { max-width: none; } }
"""


def as_html(draft: Draft) -> str:
    """One page that opens without a network and loads nothing."""
    numbers = {place: number for number, place in enumerate(checked_places(draft), 1)}
    paragraphs = "".join(
        f'<p dir="auto">{" ".join(_html_marked(draft, place, numbers.get(place)) for place in run)}</p>'
        for _, run in blocks(draft)
    )
    findings = "".join(_html_finding(draft, place, number) for place, number in numbers.items())
    title = plain(say("draft.doc_title"))
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f'<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{plain(tally_words(draft))}</p>'
        f'<p class="soft">{plain(checked_by(draft))}</p><h2>{plain(say("draft.doc_draft"))}</h2>{paragraphs}'
        f'<h2>{plain(say("draft.doc_findings"))}</h2>{findings}</body></html>\n'
    )  # fmt: skip


def _html_marked(draft: Draft, place: int, number: int | None) -> str:
    if number is None:
        return plain(fold(draft.words(place)))
    mark = draft.mark(place)
    return (
        f'<span class="{mark}"><span class="sign" title="{plain(verdict_line(draft, place))}">{_SIGNS[mark]}</span> '
        f'{_html_pieces(draft, place)} <a class="number" href="#s{number}">[{number}]</a></span>'
    )


def _html_pieces(draft: Draft, place: int) -> str:
    return "".join(
        f'<span class="off">{plain(words)}</span>' if off else plain(words) for words, off in pieces_of(draft, place)
    )


def _html_finding(draft: Draft, place: int, number: int) -> str:
    mark = draft.mark(place)
    contrary = "".join(_html_contrary(one) for one in contrary_of(draft, place))
    head = f'<p class="contrary"><b>{plain(say("draft.passages"))}</b></p>' if headed(draft, place) else ""
    passages = contrary + head + "".join(_html_hit(hit) for hit in nearest_of(draft, place))
    return (
        f'<section class="finding"><h3 id="s{number}" class="{mark}">{number}. '
        f'<span class="sign">{_SIGNS[mark]}</span> {plain(verdict_line(draft, place))}</h3>'
        f'<p class="said" dir="auto">{_html_pieces(draft, place)}</p>'
        f'<p class="soft" dir="auto">{plain(reason_of(draft, place))}</p>{passages}</section>'
    )


def _html_contrary(one: Contradiction) -> str:
    told = f"<strong>{plain(say('draft.otherwise'))}</strong>: {plain(as_sentence(one.reason))}"
    return f'<p class="contrary" dir="auto">{told}</p>{_html_hit(one.shown, said_by(one))}'


def _html_hit(hit: Hit, speaker: str = "") -> str:
    shown = excerpted(hit)
    best = f"<mark>{plain(shown.best)}</mark>" if shown.best else ""
    return (
        f'<blockquote class="passage"><p dir="auto">{plain(shown.before)}{best}{plain(shown.after)}</p>'
        f"<footer>{plain(origin(hit, speaker))}</footer></blockquote>"
    )


# ---- Word -----------------------------------------------------------------------------------------------------------


def as_docx(draft: Draft) -> bytes:
    """As a Word document, for those who go on writing there."""
    from docx import Document

    document: Any = Document()
    document.core_properties.title = say("draft.doc_title")
    document.core_properties.author = "Onrecord"
    document.core_properties.comments = ""
    numbers = {place: number for number, place in enumerate(checked_places(draft), 1)}
    document.add_heading(say("draft.doc_title"), 0)
    document.add_paragraph(tally_words(draft))
    document.add_paragraph(_xml(checked_by(draft)))
    document.add_heading(say("draft.doc_draft"), 1)
    for _, run in blocks(draft):
        paragraph = document.add_paragraph()
        for place in run:
            number = numbers.get(place)
            paragraph.add_run(f"{_SIGNS[draft.mark(place)]} " if number else "")
            _docx_pieces(paragraph, pieces_of(draft, place))
            paragraph.add_run(f" [{number}] " if number else " ")
    document.add_heading(say("draft.doc_findings"), 1)
    for place, number in numbers.items():
        sign = _SIGNS[draft.mark(place)]
        document.add_heading(f"{number}. {sign} {verdict_line(draft, place)}", 2)
        _docx_pieces(document.add_paragraph(), pieces_of(draft, place))
        document.add_paragraph(_xml(reason_of(draft, place)))
        for one in contrary_of(draft, place):
            told = [(say("draft.otherwise"), True), (f": {as_sentence(one.reason)}", False)]
            _docx_pieces(document.add_paragraph(), told, underlined=False)
            _docx_hit(document, one.shown, said_by(one))
        if headed(draft, place):
            _docx_pieces(document.add_paragraph(), [(say("draft.passages"), True)], underlined=False)
        for hit in nearest_of(draft, place):
            _docx_hit(document, hit)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _docx_hit(document: Any, hit: Hit, speaker: str = "") -> None:  # noqa: ANN401 - python-docx has no type for it
    shown = excerpted(hit)
    pieces = [(shown.before, False), (shown.best, True), (shown.after, False)]
    _docx_pieces(document.add_paragraph(style="Quote"), pieces, underlined=False)
    document.add_paragraph(_xml(origin(hit, speaker)), style="Caption")


def _docx_pieces(paragraph: "Paragraph", pieces: list[tuple[str, bool]], underlined: bool = True) -> None:
    """Words as runs of a paragraph; those that stand out are bold, and underlined where they are in doubt."""
    for words, out in pieces:
        run = paragraph.add_run(_xml(words))
        run.bold = out or None
        run.underline = (out and underlined) or None


def _xml(text: str) -> str:
    """``text`` with what XML cannot hold replaced."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))
