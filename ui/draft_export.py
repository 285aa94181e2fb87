"""A checked draft as a file to take along: Markdown, Word, one HTML page, a table; pure.

Each holds the draft in its own paragraphs, what was found of every sentence, and the passages with their sources. Words
of drafts, documents and judges are data in all of them: no markup, no formula.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onrecord.desk import CheckedClaim
from onrecord.sentences import fold
from onrecord.types import Hit, leaf_of
from ui.draft_page import blocks, checked_by, offending, tally_words
from ui.draft_passages import excerpted
from ui.draft_run import Draft, Mark, Unchecked
from ui.say import decimal, language, say
from ui.sentences import attribution, leaf_words
from ui.words import as_sentence, file_name, label, plain, visible

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
# What a spreadsheet takes for the start of a formula.
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# The same after what parts cells in countries whose decimals have the comma.
_NEXT_CELL: Final = re.compile(r"([;\t\n][\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
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


def _checked(draft: Draft) -> list[int]:
    """Places of the sentences that claim something."""
    return [place for place, claim in enumerate(draft.claims) if claim.claims]


def _verdict_words(draft: Draft, place: int) -> str:
    found = draft.found.get(place)
    words = say(f"draft.verdict_{draft.mark(place)}")
    return f"{words} ({decimal(found.verdict.score, 2)})" if isinstance(found, CheckedClaim) else words


def _reason(draft: Draft, place: int) -> str:
    found = draft.found.get(place)
    if isinstance(found, CheckedClaim):
        return as_sentence(found.verdict.reason)
    return as_sentence(found.reason) if isinstance(found, Unchecked) else ""


def _hits(draft: Draft, place: int) -> tuple[Hit, ...]:
    found = draft.found.get(place)
    return found.hits if isinstance(found, CheckedClaim) else ()


def _pieces(draft: Draft, place: int) -> list[tuple[str, bool]]:
    found = draft.found.get(place)
    return offending(found) if isinstance(found, CheckedClaim) else [(fold(draft.words(place)), False)]


def _origin(hit: Hit) -> str:
    """Title, outlet, date, page and file of a passage, on one line; a path shows its last part alone."""
    where = [*attribution(hit.source, excerpted(hit).page), label(file_name(hit.source.location))]
    return f"{label(hit.source.title)}, {', '.join(where)}"


# ---- Markdown -------------------------------------------------------------------------------------------------------


def as_markdown(draft: Draft) -> str:
    """As CommonMark; every sign of a sentence or a passage that it could read is escaped."""
    lines = [f"# {_md(say('draft.doc_title'))}", _md(tally_words(draft)), _md(checked_by(draft))]
    lines += [f"## {_md(say('draft.doc_draft'))}"]
    numbers = {place: number for number, place in enumerate(_checked(draft), 1)}
    for _, run in blocks(draft):
        lines.append(" ".join(_md_marked(draft, place, numbers.get(place)) for place in run))
    lines += [f"## {_md(say('draft.doc_findings'))}"]
    for place, number in numbers.items():
        lines += [
            f"### {number}\\. {_SIGNS[draft.mark(place)]} {_md(_verdict_words(draft, place))}",
            "".join(f"**{_md(words)}**" if off else _md(words, ends=True) for words, off in _pieces(draft, place)),
            _md(_reason(draft, place)),
            *(_md_hit(hit) for hit in _hits(draft, place)),
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


def _md_hit(hit: Hit) -> str:
    shown = excerpted(hit)
    best = f"**{_md(shown.best)}**" if shown.best else ""
    return f"> {_md(shown.before, ends=True)}{best}{_md(shown.after, ends=True)}\n>\n> {_md(_origin(hit))}"


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
.passage p, .said { margin: .2rem 0; } mark { background: var(--mark); color: var(--mark-ink); }
@media print { body { max-width: none; } }
"""


def as_html(draft: Draft) -> str:
    """One page that opens without a network and loads nothing."""
    numbers = {place: number for number, place in enumerate(_checked(draft), 1)}
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
        f'<span class="{mark}"><span class="sign" title="{plain(_verdict_words(draft, place))}">{_SIGNS[mark]}</span> '
        f'{_html_pieces(draft, place)} <a class="number" href="#s{number}">[{number}]</a></span>'
    )


def _html_pieces(draft: Draft, place: int) -> str:
    return "".join(
        f'<span class="off">{plain(words)}</span>' if off else plain(words) for words, off in _pieces(draft, place)
    )


def _html_finding(draft: Draft, place: int, number: int) -> str:
    mark = draft.mark(place)
    passages = "".join(_html_hit(hit) for hit in _hits(draft, place))
    return (
        f'<section class="finding"><h3 id="s{number}" class="{mark}">{number}. '
        f'<span class="sign">{_SIGNS[mark]}</span> {plain(_verdict_words(draft, place))}</h3>'
        f'<p class="said" dir="auto">{_html_pieces(draft, place)}</p>'
        f'<p class="soft" dir="auto">{plain(_reason(draft, place))}</p>{passages}</section>'
    )


def _html_hit(hit: Hit) -> str:
    shown = excerpted(hit)
    best = f"<mark>{plain(shown.best)}</mark>" if shown.best else ""
    return (
        f'<blockquote class="passage"><p dir="auto">{plain(shown.before)}{best}{plain(shown.after)}</p>'
        f"<footer>{plain(_origin(hit))}</footer></blockquote>"
    )


# ---- Word -----------------------------------------------------------------------------------------------------------


def as_docx(draft: Draft) -> bytes:
    """As a Word document, for those who go on writing there."""
    from docx import Document

    document: Any = Document()
    document.core_properties.title = say("draft.doc_title")
    document.core_properties.author = "Onrecord"
    document.core_properties.comments = ""
    numbers = {place: number for number, place in enumerate(_checked(draft), 1)}
    document.add_heading(say("draft.doc_title"), 0)
    document.add_paragraph(tally_words(draft))
    document.add_paragraph(_xml(checked_by(draft)))
    document.add_heading(say("draft.doc_draft"), 1)
    for _, run in blocks(draft):
        paragraph = document.add_paragraph()
        for place in run:
            number = numbers.get(place)
            paragraph.add_run(f"{_SIGNS[draft.mark(place)]} " if number else "")
            _docx_pieces(paragraph, _pieces(draft, place))
            paragraph.add_run(f" [{number}] " if number else " ")
    document.add_heading(say("draft.doc_findings"), 1)
    for place, number in numbers.items():
        sign = _SIGNS[draft.mark(place)]
        document.add_heading(f"{number}. {sign} {_verdict_words(draft, place)}", 2)
        _docx_pieces(document.add_paragraph(), _pieces(draft, place))
        document.add_paragraph(_xml(_reason(draft, place)))
        for hit in _hits(draft, place):
            shown = excerpted(hit)
            passage = document.add_paragraph(style="Quote")
            _docx_pieces(passage, [(shown.before, False), (shown.best, True), (shown.after, False)], underlined=False)
            document.add_paragraph(_xml(_origin(hit)), style="Caption")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _docx_pieces(paragraph: "Paragraph", pieces: list[tuple[str, bool]], underlined: bool = True) -> None:
    """Words as runs of a paragraph; those that stand out are bold, and underlined where they are in doubt."""
    for words, out in pieces:
        run = paragraph.add_run(_xml(words))
        run.bold = out or None
        run.underline = (out and underlined) or None


def _xml(text: str) -> str:
    """``text`` with what XML cannot hold replaced."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))


# ---- a table --------------------------------------------------------------------------------------------------------

COLUMNS: Final = (
    "number", "verdict", "score", "sentence", "offending", "reason", "title", "outlet", "date", "page", "passage"
)  # fmt: skip
"""What the table holds of a sentence; the words over each are under ``draft.csv_<name>``."""


def as_csv(draft: Draft) -> str:
    """A row a sentence that claims something, as spreadsheets read it; they run none of it."""
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\r\n")
    table.writerow([say(f"draft.csv_{name}") for name in COLUMNS])
    for number, place in enumerate(_checked(draft), 1):
        table.writerow([_cell(value) for value in (str(number), *_row(draft, place))])
    return f"\ufeff{held.getvalue()}"


def _row(draft: Draft, place: int) -> list[str]:
    found, hits = draft.found.get(place), _hits(draft, place)
    score = f"{found.verdict.score:.2f}" if isinstance(found, CheckedClaim) else ""
    off = "; ".join(words for words, is_off in _pieces(draft, place) if is_off)
    said = [say(f"draft.verdict_{draft.mark(place)}"), score, fold(draft.words(place)), off, _reason(draft, place)]
    if not hits:
        return [*said, "", "", "", "", ""]
    best, shown = hits[0].source, excerpted(hits[0])
    words = shown.best or shown.before
    return [*said, label(best.title), best.outlet or "", best.published or "", _leaf(best.format, shown.page), words]


def _leaf(form: str, page: int | None) -> str:
    """The number of a page, to sort by; of a slide or a sheet with the word for it."""
    if page is None:
        return ""
    return str(page) if leaf_of(form) == "page" else leaf_words(form, page)


def _cell(text: str) -> str:
    """``text`` as a spreadsheet shows it: one that begins as a formula does gets a quote mark ahead.

    So does what follows a semicolon or a tab, at which another country's spreadsheet begins a cell (OWASP, "CSV
    Injection").
    """
    words = _NEXT_CELL.sub(r"\1'", visible(text))
    return f"'{words}" if _FORMULA.match(words) else words
