"""The source panel as HTML: the passages behind an answer, or the nearest ones behind a refusal.

Pure but for the shelf and the originals it is given. The panel is raw HTML, so all words in it went through
:func:`ui.words.plain`. Ids of cards are what links name: ``c-<exchange>-<number>`` a cited passage,
``n-<exchange>-<place>`` one of the nearest, ``v-<exchange>-<place>`` a version of what sources differ in, where the
answer does not cite it, ``p-<exchange>`` all of an exchange.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.answers import Answer, Citation
from onrecord.conversations import Exchange
from onrecord.desk import Originals
from onrecord.ports import DocumentShelf
from onrecord.types import Hit, Place, Source
from ui.differing import own_versions
from ui.excerpts import Excerpt, excerpt_at
from ui.feedback import marks_html
from ui.leaves import leaf
from ui.prose import prose_html
from ui.say import say
from ui.sentences import attribution, corrected_words, meant_lines
from ui.source_tools import actions_html, dated_html, now_html, tools_html
from ui.words import date_words, file_name, label, plain

__all__ = ["broken_html", "lost_html", "no_passages_html", "panel_html"]

# Longest question over the passages, in characters: the whole of it stands over the answer.
_ASKED_LENGTH: Final = 160


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one card shows: words of a document, where they stand, and what is said of them."""

    id: str
    number: str
    source: Source
    page: int | None
    start: int
    quote: str
    notes: str = ""
    marks: str = ""


def no_passages_html() -> str:
    """The panel before there is anything to show in it."""
    sample = '<span class="sample">[1]</span>'
    return _empty_panel(plain(say("panel.none", sample="\0")).replace(plain("\0"), sample))


def lost_html() -> str:
    """The panel of an answer whose conversation is not at hand."""
    return _empty_panel(plain(say("panel.lost")))


def broken_html() -> str:
    """The panel where it could not be built."""
    return _empty_panel(plain(say("panel.broken")))


def _empty_panel(words: str) -> str:
    name = plain(say("panel.name"))
    return f'<section class="panel none" aria-label="{name}"><h2>{name}</h2><p>{words}</p></section>'


def panel_html(
    exchange: Exchange, shelf: DocumentShelf, reviewed: bool = False, originals: Originals | None = None
) -> str:
    """The passages of one exchange by number, also while its answer is written; the empty panel where it has none.

    Args:
        exchange: what was asked, and what came of it.
        shelf: where quoted documents are looked up.
        reviewed: put marks beside the passages that a finished answer cites.
        originals: the files, for pages and to be opened; None for a panel of text alone.
    """
    answer = exchange.outcome
    refused = isinstance(answer, Answer) and answer.status == "abstained"
    if isinstance(answer, Answer) and refused:
        shown = _nearest(answer, exchange.id)
    else:
        marked = reviewed and isinstance(answer, Answer)
        shown = [_cited(one, exchange, marked) for one in exchange.citations]
        shown += _versions(answer, exchange.id) if isinstance(answer, Answer) else []
    if not shown:
        return no_passages_html()
    heading = plain(say("panel.nearest" if refused else "panel.quoted"))
    asked = plain(say("panel.asked", question=_asked(exchange.question)))
    cards = [_card(one, shelf, originals) for one in shown]
    return (
        f'<section class="panel{" refused" if refused else ""}" id="p-{exchange.id}" tabindex="-1" '
        f'aria-label="{heading}"><header class="head"><h2>{heading}</h2><p class="asked" dir="auto">{asked}</p>'
        f"{tools_html(len(cards), pages=any('<figure' in card for card in cards))}</header>{''.join(cards)}</section>"
    )


def _cited(citation: Citation, exchange: Exchange, marked: bool) -> _Shown:
    words = corrected_words(citation)
    corrected = f'<p class="note corrected" dir="auto">{plain(words)}.</p>' if words else ""
    notes = f"{corrected}{_moments_html(citation)}{_also_html(citation.places)}"
    return _Shown(
        f"c-{exchange.id}-{citation.number}", f"[{citation.number}]", citation.source, citation.page, citation.start,
        citation.quote, notes, marks_html(exchange, citation.number) if marked else "",
    )  # fmt: skip


def _versions(answer: Answer, exchange_id: str) -> list[_Shown]:
    """What other sources say, where the answer does not cite it."""
    badge = plain(say("panel.version"))
    return [
        _Shown(f"v-{exchange_id}-{place}", badge, one.source, one.page, one.start, one.quote, _also_html(one.reprints))
        for place, one in own_versions(answer)
    ]


def _nearest(answer: Answer, exchange_id: str) -> list[_Shown]:
    nearest = answer.coverage.nearest
    why = answer.coverage.why or ("",) * len(nearest)
    return [
        _near(hit, because, f"n-{exchange_id}-{place}")
        for place, (hit, because) in enumerate(zip(nearest, why, strict=True), 1)
    ]


def _near(hit: Hit, why: str, card_id: str) -> _Shown:
    words = say("panel.no_answer_why", why=why) if why else say("panel.no_answer")
    notes = f'<p class="note nearest" dir="auto">{plain(words)}</p>{_also_html(hit.places)}'
    return _Shown(card_id, "", hit.source, hit.passage.page, hit.passage.start, hit.passage.text, notes)


def _asked(question: str) -> str:
    words = label(question)
    return words if len(words) <= _ASKED_LENGTH else f"{words[:_ASKED_LENGTH].rstrip()} …"


def _card(shown: _Shown, shelf: DocumentShelf, originals: Originals | None) -> str:
    found = excerpt_at(shown.source, shown.start, shown.quote, shelf)
    there = found.state == "found"
    file = leaf(shown.source, shown.page, shown.start, shown.quote, originals if there else None)
    title, name = plain(label(shown.source.title)), plain(label(file_name(shown.source.location)))
    badge = f'<span class="number">{shown.number}</span> ' if shown.number else ""
    details = "".join(_detail_html(part, shown.source) for part in attribution(shown.source, shown.page))
    named = plain(" ".join(say("panel.card", number=shown.number, title=label(shown.source.title)).split()))
    notes = _state_html(found, shown.source, originals) + _note_html("file", file.note)
    return (
        f'<article class="card{" leafed" if file.html else ""}" id="{shown.id}" tabindex="-1" aria-label="{named}">'
        f'<h3>{badge}<span class="title" dir="auto">{title}</span></h3>'
        f'<p class="details">{details}<span class="file" dir="auto">{name}</span></p>'
        f"{notes}{shown.notes}{_under_html(found, shown.source)}{file.html}{_surroundings(found, bool(shown.number))}"
        f"{actions_html(shown.source, shown.page, shown.quote, opens=file.opens)}{shown.marks}"
        f'<a class="back" href="#back">{plain(say("panel.back"))}</a></article>'
    )


def _detail_html(part: str, source: Source) -> str:
    """One of the particulars; the date with where it was found."""
    dated = dated_html(source) if part == date_words(source.published) else ""
    return f'<span dir="auto">{plain(part)}{dated}</span>'


def _state_html(found: Excerpt, source: Source, originals: Originals | None) -> str:
    """What is to be said where a document is no longer what was quoted, with a way to what it is now."""
    if found.state == "found":
        return ""
    if found.state != "superseded":
        return _note_html(found.state, f"panel.{found.state}")
    words = plain(say("panel.superseded", date=date_words(found.superseded[:10])))
    link = f" {now_html(source)}" if originals is not None else ""  # the routes of files are there with the files
    return f'<p class="note superseded">{words}{link}</p>'


def _note_html(kind: str, key: str) -> str:
    return f'<p class="note {kind}">{plain(say(key))}</p>' if key else ""


def _under_html(found: Excerpt, source: Source) -> str:
    """The headings that the words stand under, without the title, which stands over the card."""
    lines = [line for line in map(label, found.headings) if line != label(source.title)]
    if not lines:
        return ""
    return f'<p class="under" dir="auto">{plain(say("panel.under", headings=" › ".join(lines)))}</p>'


def _also_html(places: Sequence[Place]) -> str:
    """Where nearly the same passage stands too: reprints are shown once."""
    if not places:
        return ""
    where = dict.fromkeys(
        ", ".join([label(place.source.title), *attribution(place.source, place.page)]) for place in places
    )
    items = "".join(f'<li dir="auto">{plain(words)}</li>' for words in where)
    return f'<div class="also">{plain(say("panel.also"))}<ul>{items}</ul></div>'


def _moments_html(citation: Citation) -> str:
    return "".join(f'<p class="note when" dir="auto">{plain(words)}</p>' for words in meant_lines(citation))


def _surroundings(found: Excerpt, cited: bool) -> str:
    """The text around the words; what is only near, and answers nothing, is marked more quietly."""
    text, start = f"{found.before}{found.quote}{found.after}", len(found.before)
    end = start + len(found.quote)
    mark = "<mark>" if cited else '<mark class="near">'
    words = (
        f"{_ellipsis(found.cut_before)}{prose_html(text, 0, start)}{mark}{prose_html(text, start, end)}</mark>"
        f"{prose_html(text, end)}{_ellipsis(found.cut_after)}"
    )
    name = plain(say("panel.surroundings"))
    return f'<div class="surroundings" tabindex="0" role="group" aria-label="{name}" dir="auto">{words}</div>'


def _ellipsis(shown: bool) -> str:
    return '<span class="cut" aria-hidden="true"> … </span>' if shown else ""
