"""The parts of an evidence pack that speak of one exchange: its sentences, its passages, pictures of the pages; pure.

Ids count exchanges from 1: ``q2`` is the second question, ``p2-3`` the passage that it cites as [3], ``r2-3`` the first
place where its answer does.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Final

from onrecord.answers import Citation, Sentence, Verdict
from onrecord.conversations import Exchange
from onrecord.desk import Box
from onrecord.types import Place, Source
from ui.excerpts import Excerpt
from ui.export import wording
from ui.export.bundle import Bundle, CitedAt, FileKey, Mark, PageKey
from ui.prose import prose_html
from ui.reference import ReferenceStyle, reference, whereabouts
from ui.say import counted, decimal, say
from ui.sentences import attribution, remarks, verdict_words
from ui.words import in_english, label, plain

__all__ = ["Pack"]

_STYLES: Final[tuple[tuple[str, ReferenceStyle], ...]] = (("Chicago", "chicago"), ("APA", "apa"))


class Pack:
    """One evidence pack.

    Args:
        bundle: what it is made of.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._places = {exchange.id: place for place, exchange in enumerate(bundle.exchanges, 1)}
        # A page is shown with the first passage that stands on it, and once.
        self._shown_with = {page: marks[0].cited for page, marks in bundle.marks.items()}

    def place(self, exchange: Exchange) -> int:
        """Which of the exchanges it is, from 1."""
        return self._places[exchange.id]

    def passage_id(self, exchange: Exchange, citation: Citation) -> str:
        """Names a passage in links."""
        return f"p{self._at(CitedAt(exchange.id, citation.number))}"

    def number_html(self, exchange: Exchange, citation: Citation) -> str:
        """The number of a citation; of one of several exchanges with the question's before it."""
        return self._number(CitedAt(exchange.id, citation.number))

    def _at(self, cited: CitedAt) -> str:
        return f"{self._places[cited.exchange_id]}-{cited.number}"

    def _number(self, cited: CitedAt) -> str:
        return f"[{cited.number if len(self._places) == 1 else self._at(cited)}]"

    # ---- the answer ----

    def sentences_html(self, exchange: Exchange) -> str:
        """The sentences in order, each with its verdict and the reason for it; an empty string for none."""
        sentences = wording.sentences_of(exchange)
        if not sentences:
            return ""
        linked: set[int] = set()
        items = "".join(self._sentence_html(exchange, sentence, linked) for sentence in sentences)
        return f'<h3>{plain(say("export.answer"))}</h3><ol class="answer">{items}</ol>'

    def _sentence_html(self, exchange: Exchange, sentence: Sentence, linked: set[int]) -> str:
        """``linked`` holds the numbers that have a place to come back to by now."""
        marks = "".join(self._mark_html(exchange, number, linked) for number in sentence.citations)
        verdict = sentence.verdict
        if verdict is None:
            return f'<li class="framing"><p dir="auto">{plain(sentence.text)}{marks}</p></li>'
        said = _offending_html(sentence.text, verdict.offending)
        spoken = say("answer.said", name=label(sentence.said_by)) if sentence.said_by else ""
        speaker = f' <span class="speaker">— <bdi>{plain(spoken)}</bdi></span>' if spoken else ""
        return (
            f'<li class="{sentence.kind} {verdict.label}"><p dir="auto"><span class="sign" aria-hidden="true"></span>'
            f'<span class="said">{said}</span>{speaker}{marks}</p>'
            f"{_why_html(verdict)}{_notes_html([wording.as_corrected(exchange, [sentence])])}</li>"
        )

    def _mark_html(self, exchange: Exchange, number: int, linked: set[int]) -> str:
        at = self._at(CitedAt(exchange.id, number))
        name = "" if number in linked else f' id="r{at}"'
        linked.add(number)
        return f' <a class="cite" href="#p{at}"{name}>[{number}]</a>'

    def held_html(self, exchange: Exchange) -> str:
        """What was held back, why, and what became of it; an empty string for nothing."""
        held = wording.held_of(exchange)
        if not held:
            return ""
        items = "".join(
            f'<li class="{one.verdict.label}"><p dir="auto"><span class="sign" aria-hidden="true"></span>'
            f"<s>{plain(one.text)}</s></p>{_why_html(one.verdict)}"
            f'<p class="why" dir="auto">{plain(wording.fate_words(one))}</p></li>'
            for one in held
        )
        return (
            f'<details class="held" open><summary>{plain(counted("answer.were_held", len(held)))}</summary>'
            f'<ol class="answer">{items}</ol></details>'
        )

    def nearest_html(self, exchange: Exchange) -> str:
        """What came nearest and is no answer; an empty string where nothing is left open."""
        cards = "".join(
            f'<article class="passage nearest"><h4 dir="auto">{plain(label(hit.source.title))}</h4>'
            f"{_details_html(hit.source, hit.passage.page)}"
            f'<p class="note">{plain(why)}</p><div class="text" dir="auto">{prose_html(text)}</div></article>'
            for hit, text, why in wording.nearest_of(exchange)
        )
        return f"<h3>{plain(say('export.nearest'))}</h3>{cards}" if cards else ""

    # ---- the passages ----

    def passages_html(self, exchange: Exchange) -> str:
        """Every passage that is cited, where it stands; an empty string for none."""
        cards = "".join(self._passage_html(exchange, citation) for citation in exchange.citations)
        return f"<h3>{plain(say('export.passages'))}</h3>{cards}" if cards else ""

    def _passage_html(self, exchange: Exchange, citation: Citation) -> str:
        at, source = self._at(CitedAt(exchange.id, citation.number)), citation.source
        title = plain(label(source.title))
        name = plain(say("panel.card", number=f"[{citation.number}]", title=label(source.title)))
        note = wording.passage_note(self._bundle, exchange, citation)
        told = _notes_html([note, *remarks(citation)])
        key = FileKey.of(source)
        state = self._bundle.files.get(key, "unchecked")
        cited = any(citation.number in sentence.citations for sentence in wording.sentences_of(exchange))
        back = f'<a class="back" href="#r{at}">{plain(say("panel.back"))}</a>' if cited else ""
        return (
            f'<article class="passage" id="p{at}" aria-label="{name}">'
            f'<h4><span class="number">[{citation.number}]</span> <bdi>{title}</bdi></h4>'
            f"{_details_html(source, citation.page)}{told}"
            f"{_text_html(self._bundle.excerpt(exchange, citation))}{self._pages_html(exchange, citation)}"
            f"{_also_html(citation.places)}<dl><dt>SHA-256</dt><dd><code>{plain(source.sha256)}</code> "
            f'<span class="state {state}">{plain(wording.state_words(self._bundle, key))}</span></dd>'
            f"{_reference_html(citation)}</dl>{back}</article>"
        )

    def _pages_html(self, exchange: Exchange, citation: Citation) -> str:
        """The pages that a passage stands on, or where they are shown."""
        cited = CitedAt(exchange.id, citation.number)
        shown = []
        for page in self._bundle.pages_of(exchange, citation):
            first = self._shown_with[page]
            if first == cited:
                shown.append(self._page_html(page, citation.source))
                continue
            words = say("export.page_shown_at", page=page.page, number=self._number(first))
            shown.append(f'<p class="note"><a href="#p{self._at(first)}">{plain(words)}</a></p>')
        return "".join(shown)

    def _page_html(self, page: PageKey, source: Source) -> str:
        """A page with all that is quoted on it framed."""
        picture = self._bundle.pages[page]
        if picture.missing:
            which = "page_left_out" if picture.missing == "large" else "page_failed"
            return f'<p class="note">{plain(say(f"export.{which}", page=page.page))}</p>'
        boxes = self._boxes_html(self._bundle.marks[page])
        unmarked = "" if boxes else f" {plain(say('export.page_unmarked'))}"
        alt = plain(say("export.page_alt", page=page.page, title=label(source.title)))
        return (
            f'<figure><div class="page"><img src="data:image/webp;base64,{b64encode(picture.webp).decode("ascii")}" '
            f'alt="{alt}" width="{picture.width}" height="{picture.height}">{boxes}</div>'
            f"<figcaption>{plain(say('export.page_caption', page=page.page))}{unmarked}</figcaption></figure>"
        )

    def _boxes_html(self, marks: Sequence[Mark]) -> str:
        """The frames of all quotes, a line each; the first of each leads to the passages that quote these words."""
        quoted: dict[tuple[Box, ...], list[CitedAt]] = {}
        for mark in marks:
            quoted.setdefault(mark.boxes, []).append(mark.cited)
        pieces = []
        for boxes, cited in quoted.items():
            links = "".join(f'<a href="#p{self._at(one)}">{self._number(one)}</a>' for one in cited)
            for line, box in enumerate(boxes):
                numbers = f'<span class="numbers">{links}</span>' if line == 0 else ""
                pieces.append(f'<span class="box" style="{_place(box)}">{numbers}</span>')
        return "".join(pieces)


def _place(box: Box) -> str:
    sides = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    return ";".join(f"{name}:{100 * side:.3f}%" for name, side in sides)


def _why_html(verdict: Verdict) -> str:
    """The verdict, its score, and the reason, which is the judge's own."""
    reason = in_english(f"<bdi>{plain(wording.one_line(verdict.reason))}</bdi>")
    return (
        f'<p class="why"><b>{plain(verdict_words(verdict.label))}</b> '
        f'<span class="score">({decimal(verdict.score, 2)}):</span> {reason}</p>'
    )


def _offending_html(text: str, offending: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in offending:
        pieces += [plain(text[done:start]), f'<span class="off">{plain(text[start:end])}</span>']
        done = end
    return "".join([*pieces, plain(text[done:])])


def _notes_html(notes: Sequence[str]) -> str:
    return "".join(f'<p class="note" dir="auto">{plain(note)}</p>' for note in notes if note)


def _details_html(source: Source, page: int | None) -> str:
    """Outlet, author, date, page and where the file is."""
    parts = [*attribution(source, page), whereabouts(source.location)]
    return f'<p class="details">{"".join(f"<span><bdi>{plain(part)}</bdi></span>" for part in parts)}</p>'


def _text_html(found: Excerpt) -> str:
    """The quote, marked, in its surroundings under its headings."""
    headings = "".join(f"<span><bdi>{plain(label(heading))}</bdi></span>" for heading in found.headings)
    under = f'<p class="headings">{headings}</p>' if headings else ""
    text, start = f"{found.before}{found.quote}{found.after}", len(found.before)
    end = start + len(found.quote)
    before = f"{'… ' if found.cut_before else ''}{prose_html(text, 0, start)}"
    after = f"{prose_html(text, end)}{' …' if found.cut_after else ''}"
    name = plain(say("panel.surroundings"))
    return (
        f'{under}<div class="text" dir="auto" role="group" aria-label="{name}">{before}'
        f"<mark>{prose_html(text, start, end)}</mark>{after}</div>"
    )


def _also_html(places: Sequence[Place]) -> str:
    """Where nearly the same passage stands too; an empty string for nowhere."""
    where = dict.fromkeys(
        ", ".join([label(place.source.title), *attribution(place.source, place.page)]) for place in places
    )
    items = "".join(f"<li><bdi>{plain(words)}</bdi></li>" for words in where)
    return f'<div class="also">{plain(say("panel.also"))}<ul>{items}</ul></div>' if items else ""


def _reference_html(citation: Citation) -> str:
    return "".join(
        f'<dt>{name}</dt><dd lang="en"><bdi>{plain(reference(citation.source, citation.page, style))}</bdi></dd>'
        for name, style in _STYLES
    )
