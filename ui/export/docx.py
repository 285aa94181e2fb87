"""An export as a Word file: headings, block quotes, numbers that lead to notes; pure.

The notes are paragraphs that begin with the number of the answer, for numbers of a conversation need not follow one
another, and Word's own lists would count them anew.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from onrecord.answers import Citation, Sentence
from onrecord.conversations import Exchange
from ui.differing import COLUMNS, heading, version_cells
from ui.excerpts import Excerpt
from ui.export import wording
from ui.export.bundle import Bundle
from ui.prose import unwrapped
from ui.say import counted, language, say
from ui.sentences import remarks
from ui.words import label, visible

__all__ = ["docx_file"]

_COLOURS: Final = {"partly": RGBColor(0x87, 0x58, 0x00), "unsupported": RGBColor(0xA3, 0x26, 0x2A)}
_SOFT: Final = RGBColor(0x61, 0x5C, 0x54)
_LANGUAGES: Final = {"en": "en-GB", "de": "de-DE"}

# XML has no way to write these; control characters are shown by :func:`ui.words.visible` already.
_NO_XML: Final = re.compile("[\ufffe\uffff]")

# Word refuses core properties over 255 characters.
_LONGEST_PROPERTY: Final = 255


def docx_file(bundle: Bundle) -> bytes:
    """The whole export as a file."""
    document = docx.Document()
    _prepare(document, bundle)
    _add(document, bundle.title, "Title")
    _add(document, wording.made_words(bundle), soft=True)
    if any(wording.remark(sentence) for one in bundle.exchanges for sentence in wording.sentences_of(one)):
        _add(document, say("export.legend"), soft=True)
    for place, exchange in enumerate(bundle.exchanges, 1):
        _add_exchange(document, exchange, place)
        _add_notes(document, bundle, exchange, place)
    _add_documents(document, bundle)
    _add(document, say("export.how"), "Heading 1")
    _add_table(document, [say("export.how_name"), say("export.how_value")], list(wording.settings_of(bundle).items()))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _prepare(document: WordDocument, bundle: Bundle) -> None:
    """Properties, language and type."""
    about = document.core_properties
    about.title = _readable(wording.one_line(bundle.title))[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = "Onrecord"
    about.comments = _readable(wording.made_words(bundle))[:_LONGEST_PROPERTY]
    about.language = _LANGUAGES[language()]
    with suppress(ValueError):
        about.created = about.modified = datetime.fromisoformat(bundle.made).replace(tzinfo=None)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), _LANGUAGES[language()])
    document.styles["Normal"].font.size = Pt(11)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)


def _add_exchange(document: WordDocument, exchange: Exchange, place: int) -> None:
    _add(document, wording.one_line(exchange.question), "Heading 1")
    if exchange.asked:
        _add(document, say("export.asked", date=wording.moment_words(exchange.asked)), soft=True)
    for line in wording.opening(exchange):
        _add(document, line)
    _add_answer(document, exchange, place)
    for one, several in wording.differing_of(exchange):
        _add(document, heading(one, several), "Heading 2")
        _add_table(document, [say(key) for key in COLUMNS], [version_cells(version) for version in one.versions])
    _add_nearest(document, exchange)
    _add_held(document, exchange)
    for line in wording.footing(exchange):
        _add(document, line, soft=True)


def _add_answer(document: WordDocument, exchange: Exchange, place: int) -> None:
    """The sentences, those of a quoted document with what it is, and by what it was corrected."""
    for source, run in wording.runs_of(exchange):
        for group in [run] if source is None else [[sentence] for sentence in run]:
            _add_sentences(document, group, "Quote" if source else None, place)
        if source:
            _add(document, wording.particulars(source, None), soft=True)
            corrected = wording.as_corrected(exchange, run)
            if corrected:
                _say(_add(document, "", like=corrected), corrected, _COLOURS["partly"])


def _add_nearest(document: WordDocument, exchange: Exchange) -> None:
    nearest = wording.nearest_of(exchange)
    if nearest:
        _add(document, say("export.nearest"), "Heading 2")
    for hit, text, why in nearest:
        _add(document, wording.particulars(hit.source, hit.passage.page))
        _add(document, unwrapped(text), "Quote")
        _add(document, why, soft=True)


def _add_held(document: WordDocument, exchange: Exchange) -> None:
    held = wording.held_of(exchange)
    if held:
        _add(document, counted("answer.were_held", len(held)), "Heading 2")
    for one in held:
        paragraph = _add(document, "", "List Bullet", like=one.text)
        _say(paragraph, wording.one_line(one.text)).font.strike = True
        _say(
            paragraph,
            f" {wording.verdict_line(one.verdict)}. {wording.fate_words(one)}",
            _COLOURS.get(one.verdict.label),
        )


def _add_sentences(document: WordDocument, sentences: Sequence[Sentence], style: str | None, place: int) -> None:
    """A paragraph of sentences, each with its numbers and what is to be said of it."""
    paragraph = _add(document, "", style, like=sentences[0].text)
    for position, sentence in enumerate(sentences):
        _say(paragraph, f"{' ' if position else ''}{wording.one_line(sentence.text)}")
        if sentence.said_by:
            _say(paragraph, f" ({say('answer.said', name=label(sentence.said_by))})", _SOFT)
        for number in sentence.citations:
            _link(paragraph, f"[{number}]", _anchor(place, number))
        told = wording.remark(sentence)
        if told and sentence.verdict:
            _say(paragraph, f" ({told})", _COLOURS.get(sentence.verdict.label)).font.bold = True


def _add_notes(document: WordDocument, bundle: Bundle, exchange: Exchange, place: int) -> None:
    citations = exchange.citations
    if citations:
        _add(document, say("export.notes"), "Heading 2")
    for citation in citations:
        note = wording.passage_note(bundle, exchange, citation)
        _add_note(document, citation, bundle.excerpt(exchange, citation), note, place)


def _add_note(document: WordDocument, citation: Citation, found: Excerpt, note: str, place: int) -> None:
    quote = _add(document, "", "Quote", like=citation.quote)
    quote.paragraph_format.left_indent, quote.paragraph_format.first_line_indent = Cm(1.1), Cm(-1.1)
    quote.paragraph_format.keep_with_next = True
    _bookmark(quote, f"[{citation.number}]\t", _anchor(place, citation.number))
    _say(quote, _quote(found))
    named = _add(document, "", like=citation.source.title)
    named.paragraph_format.left_indent = Cm(1.1)
    _say(named, wording.reference_words(citation), _SOFT)
    for remark in remarks(citation):
        _say(named, f" {remark}", _COLOURS["partly"])
    if note:
        _say(named, f" {note}", _COLOURS["partly" if found.state == "superseded" else "unsupported"])


def _quote(found: Excerpt) -> str:
    """The quoted words, what is a line of them told from their surroundings."""
    start = len(found.before)
    return unwrapped(f"{found.before}{found.quote}{found.after}", start, start + len(found.quote))


def _add_documents(document: WordDocument, bundle: Bundle) -> None:
    rows = wording.document_rows(bundle)
    if rows:
        _add(document, say("export.documents_cited"), "Heading 1")
        _add_table(document, [say(f"export.{name}") for name in ("document", "file", "hash", "state")], rows)


def _add_table(document: WordDocument, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    for cells in (heads, *rows):
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            (paragraph,) = cell.paragraphs
            _turn(paragraph, words)
            _say(paragraph, words).font.size = Pt(9)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.font.bold = True


def _add(
    document: WordDocument, words: str, style: str | None = None, *, soft: bool = False, like: str = ""
) -> Paragraph:
    """A paragraph that runs the way its words do, or those of ``like`` where its words are still to come."""
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.style = style.replace(" ", "")  # its id; to find a style by name takes longer than all else
    _turn(paragraph, words or like)
    if words:
        _say(paragraph, words, _SOFT if soft else None)
    return paragraph


def _turn(paragraph: Paragraph, words: str) -> None:
    if _from_right(words):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _say(paragraph: Paragraph, words: str, colour: RGBColor | None = None) -> Run:
    run = paragraph.add_run(_readable(words))
    if colour is not None:
        run.font.color.rgb = colour
    if _from_right(words):
        run.font.rtl = True
    return run


def _readable(words: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", visible(words))


def _from_right(words: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions: Iterable[str] = map(unicodedata.bidirectional, words)
    return next((way for way in directions if way in ("L", "R", "AL")), "L") != "L"


def _anchor(place: int, number: int) -> str:
    return f"note_{place}_{number}"


def _bookmark(paragraph: Paragraph, words: str, name: str) -> None:
    """``words``, to which links of that name lead."""
    place, number = name.split("_")[1:]
    marked = {qn("w:id"): f"{int(place) * 10_000 + int(number)}"}
    begin, end = (
        OxmlElement("w:bookmarkStart", attrs={**marked, qn("w:name"): name}),
        OxmlElement("w:bookmarkEnd", attrs=marked),
    )
    paragraph._p.append(begin)
    _say(paragraph, words).font.bold = True
    paragraph._p.append(end)


def _link(paragraph: Paragraph, words: str, name: str) -> None:
    """``words`` raised, leading to a bookmark."""
    link: Any = OxmlElement("w:hyperlink", attrs={qn("w:anchor"): name, qn("w:history"): "1"})
    run = _say(paragraph, words)
    run.font.superscript = True
    link.append(run._r)
    paragraph._p.append(link)
