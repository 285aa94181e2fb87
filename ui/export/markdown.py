"""An export as Markdown: an answer in prose, its citations as footnotes; pure.

Footnotes are GitHub's, Pandoc's and Obsidian's. Words of documents and people are escaped, so that a reader of any of
these shows exactly them; where a plain reader knows no footnotes, their marks and lines still tell what belongs where.
"""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.answers import Sentence
from onrecord.conversations import Exchange
from onrecord.types import Hit
from ui.differing import heading, version_line
from ui.export import wording
from ui.export.bundle import Bundle
from ui.say import counted, say
from ui.sentences import remarks
from ui.words import label, quoted, visible

__all__ = ["markdown", "written"]

# Signs that mean something to one of the readers wherever they stand.
_SIGNS: Final = re.compile(r"[\\`*_{}\[\]<>#|~&$^=@]")
# What would be taken for an address or a small picture, or at the start of a line for a list, a rule or a heading.
_ADDRESS: Final = re.compile(r":(?=//|\w+:)|(?<=www)\.", re.IGNORECASE)
_LINE_START: Final = re.compile(r"^(?:([-+])|(\d+)([.)])(?=\s|$))")


def markdown(bundle: Bundle) -> str:
    """The whole export, with one line end at its end."""
    blocks = [f"# {written(bundle.title)}", f"*{written(wording.made_words(bundle))}*"]
    if any(wording.remark(sentence) for one in bundle.exchanges for sentence in wording.sentences_of(one)):
        blocks.append(f"*{written(say('export.legend'))}*")
    alone = len(bundle.exchanges) == 1
    for exchange in bundle.exchanges:
        blocks += _exchange(bundle, exchange, alone)
    blocks += _documents(bundle)
    blocks += [f"## {written(say('export.how'))}", _list(f"{name}: {v}" for name, v in _settings(bundle))]
    for place, exchange in enumerate(bundle.exchanges, 1):
        blocks += _footnotes(bundle, exchange, place)
    return "\n\n".join(block for block in blocks if block) + "\n"


def written(text: str) -> str:
    """``text`` on one line, so that a Markdown reader shows exactly those characters."""
    line = _SIGNS.sub(r"\\\g<0>", wording.one_line(visible(text)))
    line = _ADDRESS.sub(r"\\\g<0>", line)
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _exchange(bundle: Bundle, exchange: Exchange, alone: bool) -> Iterator[str]:
    place = bundle.exchanges.index(exchange) + 1
    if not alone or wording.one_line(exchange.question) != wording.one_line(bundle.title):
        yield f"## {written(exchange.question)}"
    if exchange.asked:
        yield f"*{written(say('export.asked', date=wording.moment_words(exchange.asked)))}*"
    yield from map(written, wording.opening(exchange))
    yield from _sentences(exchange, place)
    for one, several in wording.differing_of(exchange):
        yield f"### {written(heading(one, several))}"
        yield _list(written(version_line(version)) for version in one.versions)
    nearest = wording.nearest_of(exchange)
    if nearest:
        yield f"### {written(say('export.nearest'))}"
        yield _list(_nearest(*each) for each in nearest)
    held = wording.held_of(exchange)
    if held:
        yield f"### {written(counted('answer.were_held', len(held)))}"
        yield _list(
            f"~~{written(one.text)}~~ {written(wording.verdict_line(one.verdict))}. {written(wording.fate_words(one))}"
            for one in held
        )
    yield from map(written, wording.footing(exchange))


def _sentences(exchange: Exchange, place: int) -> Iterator[str]:
    """Quotes of one document as a block that names it; statements between them as a paragraph."""
    for source, run in wording.runs_of(exchange):
        lines = [_sentence(sentence, place) for sentence in run]
        if source is None:
            yield " ".join(lines)
        else:
            corrected = wording.as_corrected(exchange, run)
            told = [f"**{written(corrected)}**"] if corrected else []
            quotes = "\n>\n> ".join([*lines, f"*{written(wording.particulars(source, None))}*", *told])
            yield f"> {quotes}"


def _sentence(sentence: Sentence, place: int) -> str:
    marks = "".join(f"[^{_note(place, number)}]" for number in sentence.citations)
    said = f" ({written(say('answer.said', name=label(sentence.said_by)))})" if sentence.said_by else ""
    told = wording.remark(sentence)
    return f"{written(sentence.text)}{said}{marks}{f' **({written(told)})**' if told else ''}"


def _note(place: int, number: int) -> str:
    return str(number) if place == 1 else f"{place}-{number}"


def _nearest(hit: Hit, text: str, why: str) -> str:
    named = written(wording.particulars(hit.source, hit.passage.page))
    return f"{named}: {written(quoted(text))} *({written(why)})*"


def _footnotes(bundle: Bundle, exchange: Exchange, place: int) -> Iterator[str]:
    for citation in exchange.citations:
        note = wording.passage_note(bundle, exchange, citation)
        parts = (quoted(citation.quote), wording.reference_words(citation), *remarks(citation), note)
        yield f"[^{_note(place, citation.number)}]: {' '.join(written(part) for part in parts if part)}"


def _documents(bundle: Bundle) -> Iterator[str]:
    rows = wording.document_rows(bundle)
    if rows:
        yield f"## {written(say('export.documents_cited'))}"
        yield _list(
            f"{written(title)}, {written(file)}: {written(digest)}. {written(state)}"
            for title, file, digest, state in rows
        )


def _settings(bundle: Bundle) -> Iterator[tuple[str, str]]:
    return ((written(name), written(value)) for name, value in wording.settings_of(bundle).items())


def _list(items: Iterator[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
