"""Where sources differ: the versions of an answer side by side, as words and as a table for the chat; pure.

All words of the table went through :func:`ui.words.inert`, and there is no line end, as :mod:`ui.render` needs it. Each
version links to its place: ``#c-<exchange>-<number>`` where the answer cites the very sentence, else
``#v-<exchange>-<place>``, counted from 1 over all versions of the answer.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.agreement import Disagreement, Version
from onrecord.answers import Answer, Citation
from ui.say import say
from ui.sentences import attribution
from ui.words import inert, label, quoted

__all__ = ["COLUMNS", "differing_html", "differing_lines", "heading", "own_versions", "version_cells", "version_line"]

COLUMNS: Final = ("answer.differ_value", "answer.differ_words", "answer.differ_source")
"""Keys of the headings of a table of versions."""


def differing_html(answer: Answer, exchange_id: str) -> str:
    """Tables of the versions, one for each thing that sources differ in; an empty string for none."""
    links = {id(version): link for version, link in _linked(answer, exchange_id)}
    return "".join(_table(one, len(answer.agreements) > 1, links) for one in answer.agreements)


def _table(one: Disagreement, several: bool, links: dict[int, str]) -> str:
    heads = "".join(f'<th scope="col">{inert(say(key))}</th>' for key in COLUMNS)
    rows = "".join(_row(version, links[id(version)]) for version in one.versions)
    return (
        f'<section class="differing"><table><caption dir="auto">{inert(heading(one, several))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(version: Version, link: str) -> str:
    marks = "".join(f' <span class="tag">{inert(tag)}</span>' for tag in _tags(version))
    start, end = version.value_start - version.start, version.value_end - version.start
    quote = version.quote
    words = f"{_piece(quote[:start])}<mark>{inert(quote[start:end])}</mark>{_piece(quote[end:])}"
    title = label(version.source.title)
    opens = inert(say("answer.open_version", title=title))
    details = "".join(f'<span class="detail" dir="auto">{inert(part)}</span>' for part in _details(version))
    return (
        f'<tr><th scope="row" class="value" dir="auto">{inert(version.value)}{marks}</th>'
        f'<td class="words" dir="auto">{words}</td>'
        f'<td class="source"><a class="place" href="{link}" title="{opens}"><bdi>{inert(title)}</bdi></a>{details}</td>'
        "</tr>"
    )


def _piece(text: str) -> str:
    """A piece of a sentence with the space at either end that parts it from the value."""
    words = inert(text)
    before, after = " " if text[:1].isspace() else "", " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"


def _details(version: Version) -> Iterator[str]:
    """Outlet, author, date, page, speaker, and where the same text is printed too; not yet escaped."""
    yield from attribution(version.source, version.page)
    if version.speaker:
        yield say("answer.said", name=label(version.speaker))
    if version.reprints:
        titles = dict.fromkeys(quoted(label(place.source.title)) for place in version.reprints)
        yield say("answer.differ_also", titles=", ".join(titles))


def _linked(answer: Answer, exchange_id: str) -> Iterator[tuple[Version, str]]:
    for place, version in enumerate(_versions(answer), 1):
        cited = _citation_of(version, answer.citations)
        yield version, f"#c-{exchange_id}-{cited.number}" if cited else f"#v-{exchange_id}-{place}"


def own_versions(answer: Answer) -> list[tuple[int, Version]]:
    """The versions whose sentence the answer does not cite, each with its place among all of them, from 1."""
    placed = enumerate(_versions(answer), 1)
    return [(place, version) for place, version in placed if _citation_of(version, answer.citations) is None]


def _versions(answer: Answer) -> list[Version]:
    return [version for one in answer.agreements for version in one.versions]


def _citation_of(version: Version, citations: Sequence[Citation]) -> Citation | None:
    """The citation that quotes the sentence of a version."""
    return next(
        (
            one
            for one in citations
            if one.source.document_id == version.source.document_id
            and one.source.sha256 == version.source.sha256
            and one.start <= version.start < version.end <= one.end
        ),
        None,
    )


def heading(one: Disagreement, several: bool) -> str:
    """``The sources differ``; of several things, and of one that was not asked for, with what; not yet escaped."""
    on = several or one.unasked
    return say("answer.differ_on", question=label(one.question)) if on else say("answer.differ")


def _tags(version: Version) -> list[str]:
    """``latest``, ``correction``; not yet escaped."""
    marked = (("latest", version.latest), ("correction", version.correction))
    return [say(f"answer.differ_{name}") for name, on in marked if on]


def version_line(version: Version) -> str:
    """A version in one line: value, marks, document and its particulars, and the sentence; not yet escaped."""
    value, words, source = version_cells(version)
    return f"{value}: {source}. {words}"


def version_cells(version: Version) -> tuple[str, str, str]:
    """A version under :data:`COLUMNS`: the value with its marks, the sentence, the document; not yet escaped."""
    marks = _tags(version)
    value = f"{label(version.value)} ({', '.join(marks)})" if marks else label(version.value)
    source = ", ".join([label(version.source.title), *_details(version)])
    return value, quoted(" ".join(version.quote.split())), source


def differing_lines(answer: Answer) -> Iterator[str]:
    """The versions as lines of plain text; not yet escaped."""
    for one in answer.agreements:
        yield heading(one, len(answer.agreements) > 1)
        yield from (f"- {version_line(version)}" for version in one.versions)
