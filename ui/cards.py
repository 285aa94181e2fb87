"""The source panel as HTML: the passages behind an answer, or the nearest ones behind a refusal; pure.

The panel is raw HTML, so all words in it went through :func:`ui.words.plain`.
"""

import re
from collections.abc import Sequence
from typing import Final

from onrecord.answers import Answer, Citation
from onrecord.conversations import Exchange
from onrecord.ports import DocumentShelf
from onrecord.types import Hit, Place, Source
from ui.excerpts import Excerpt, ExcerptState, excerpt
from ui.feedback import marks_html
from ui.sentences import attribution
from ui.words import file_name, label, plain

__all__ = ["BROKEN_HTML", "LOST_HTML", "NO_PASSAGES_HTML", "panel_html"]

_NOTES: Final[dict[ExcerptState, str]] = {
    "found": "",
    "changed": "This document has changed since it was quoted. These are the words as they were quoted.",
    "removed": "This document was removed since it was quoted. These are the words as they were quoted.",
    "unreadable": "This document cannot be opened just now. These are the words as they were quoted.",
}

# Longest text of a nearest passage, in characters; it did not answer, so a look must do.
_NEAREST_LENGTH: Final = 600

# Longest question over the passages, in characters: the whole of it stands over the answer.
_ASKED_LENGTH: Final = 160

# A line of such a length that goes on with a letter was wrapped by an editor or a page: its end carries no meaning.
# Rows of tables end in figures, lines of a header begin with "Date: " or the like, and text that keeps a paragraph on
# one line has longer lines; their ends stay.
_LINE_END: Final = re.compile(r"(?<=[^\n|])\n(?!\w+: )(?=[^\W\d_]|[\"'“\u2018(])")
_AFTER_FIGURE: Final = re.compile(r"[\d%)]\n[^a-z]")
_WRAPPED_LENGTHS: Final = range(48, 121)


def _empty_panel(words: str) -> str:
    return f'<section class="panel none" aria-label="Passages"><h2>Passages</h2><p>{words}</p></section>'


NO_PASSAGES_HTML: Final = _empty_panel(
    "The passages an answer rests on appear here, in their surroundings. "
    'Select a number such as <span class="sample">[1]</span> to see the words it quotes.'
)
LOST_HTML: Final = _empty_panel(
    "This answer is from an earlier session, so its passages are no longer at hand. Ask again to see them."
)
BROKEN_HTML: Final = _empty_panel(
    "The passages cannot be shown just now; the reason has been logged. Please ask again."
)


def panel_html(exchange: Exchange, shelf: DocumentShelf, reviewed: bool = False) -> str:
    """The passages of one exchange by number, also while its answer is written; the empty panel where it has none.

    ``reviewed`` puts marks beside the passages that a finished answer cites.
    """
    answer = exchange.outcome
    if isinstance(answer, Answer) and answer.status == "abstained":
        heading, cards = "Nearest passages", _nearest_cards(answer, exchange.id)
    else:
        heading, marked = "Passages quoted", reviewed and isinstance(answer, Answer)
        cards = [
            _citation_card(one, exchange.id, excerpt(one, shelf), marks_html(exchange, one.number) if marked else "")
            for one in exchange.citations
        ]
    if not cards:
        return NO_PASSAGES_HTML
    return (
        f'<section class="panel" id="p-{exchange.id}" tabindex="-1" aria-label="{heading}"><h2>{heading}</h2>'
        f'<p class="asked">for “{plain(_asked(exchange.question))}”</p>{"".join(cards)}</section>'
    )


def _nearest_cards(answer: Answer, exchange_id: str) -> list[str]:
    nearest = answer.coverage.nearest
    why = answer.coverage.why or ("",) * len(nearest)
    return [
        _nearest_card(hit, because, exchange_id, place)
        for place, (hit, because) in enumerate(zip(nearest, why, strict=True), 1)
    ]


def _asked(question: str) -> str:
    words = label(question)
    return words if len(words) <= _ASKED_LENGTH else f"{words[:_ASKED_LENGTH].rstrip()} …"


def _citation_card(citation: Citation, exchange_id: str, found: Excerpt, marks: str) -> str:
    note = _NOTES[found.state]
    warning = f'<p class="note {found.state}">{plain(note)}</p>' if note else ""
    warning += _also_html(citation.places)
    text = f"{found.before}{found.quote}{found.after}"
    wraps, start = _wraps(text), len(found.before)
    end = start + len(found.quote)
    words = (
        f"{_ellipsis(found.cut_before)}{_prose(text, wraps, 0, start)}"
        f"<mark>{_prose(text, wraps, start, end)}</mark>"
        f"{_prose(text, wraps, end)}{_ellipsis(found.cut_after)}"
    )
    body = f"{_surroundings(words)}{marks}"
    return _card(
        f"c-{exchange_id}-{citation.number}", f"[{citation.number}]", citation.source, citation.page, warning, body
    )


def _nearest_card(hit: Hit, why: str, exchange_id: str, place: int) -> str:
    text = hit.passage.text
    cut = text if len(text) <= _NEAREST_LENGTH else text[:_NEAREST_LENGTH].rsplit(maxsplit=1)[0]
    words = f"{_prose(cut, _wraps(cut))}{_ellipsis(len(cut) < len(text))}"
    because = f": {plain(why)}" if why else ""
    note = f'<p class="note nearest">Does not answer{because}</p>{_also_html(hit.places)}'
    return _card(f"n-{exchange_id}-{place}", "", hit.source, hit.passage.page, note, _surroundings(words))


def _also_html(places: Sequence[Place]) -> str:
    """Where nearly the same passage stands too: reprints are shown once."""
    if not places:
        return ""
    where = dict.fromkeys(
        ", ".join([label(place.source.title), *attribution(place.source, place.page)]) for place in places
    )
    items = "".join(f"<li>{plain(words)}</li>" for words in where)
    return f'<div class="also">Nearly the same passage is also in<ul>{items}</ul></div>'


def _card(card_id: str, number: str, source: Source, page: int | None, note: str, body: str) -> str:
    title, file = plain(label(source.title)), plain(label(file_name(source.location)))
    badge = f'<span class="number">{number}</span> ' if number else ""
    details = "".join(f"<span>{plain(part)}</span>" for part in attribution(source, page))
    return (
        f'<article class="card" id="{card_id}" tabindex="-1" aria-label="Passage {number} from {title}">'
        f'<h3>{badge}<span class="title">{title}</span></h3>'
        f'<p class="details">{details}<span class="file">{file}</span></p>{note}'
        f'{body}<a class="back" href="#back">Back to the answer</a></article>'
    )


def _surroundings(words: str) -> str:
    return f'<div class="surroundings" tabindex="0" role="group" aria-label="Text of the document">{words}</div>'


def _ellipsis(shown: bool) -> str:
    return '<span class="cut" aria-hidden="true"> … </span>' if shown else ""


def _prose(text: str, wraps: Sequence[int], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` escaped, character for character; line ends that only wrapped it are shown as spaces."""
    last = len(text) if end is None else end
    pieces, done = [], start
    for place in wraps:
        if start <= place < last:
            pieces += [plain(text[done:place]), '<span class="wrap">\n</span>']
            done = place + 1
    return "".join([*pieces, plain(text[done:last])])


def _wraps(text: str) -> list[int]:
    """Where line ends stand that carry no meaning."""
    return [
        match.start()
        for match in _LINE_END.finditer(text)
        if match.start() - text.rfind("\n", 0, match.start()) - 1 in _WRAPPED_LENGTHS
        and not _AFTER_FIGURE.match(text, match.start() - 1)
    ]
