"""Where to look: everything on record, a collection, chosen documents, a range of dates."""

import calendar
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, Final

import gradio as gr

from onrecord.dates import DateFound, dates_in
from onrecord.errors import BadInput, OnrecordError
from onrecord.ports import DocumentShelf
from onrecord.types import Filters, Source
from ui.say import counted, grouped, label_key, say, spoken
from ui.words import date_words, file_name, label, plain, visible

__all__ = ["Scope", "fits", "read_date", "scope_html"]

_log: Final = logging.getLogger(__name__)

MOST_OFFERED: Final = 2_000
"""Documents that are offered by name; a browser takes seconds over a list of many more."""

_ISO: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_MONTHS: Final = "January February March April May June July August September October November December".split()
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}


class Scope:
    """The components that limit a search, and what they say.

    Attributes:
        inputs: the components whose values :meth:`filters` and :meth:`choices` take, in that order; empty before
            :meth:`lay_out`.
        outputs: the components that :meth:`choices` gives new values, in that order; empty before :meth:`lay_out`.
    """

    def __init__(self, shelf: DocumentShelf) -> None:
        """Nothing is laid out yet.

        Args:
            shelf: what is on record, asked for its sources; called from several threads at once.
        """
        self._shelf = shelf
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []

    def lay_out(self) -> None:
        """Create the components in the current Gradio context and attach their events."""
        with gr.Accordion(label_key("scope.where"), open=False, elem_id="scope") as accordion:
            with gr.Row(elem_id="scope-what"):
                collection = gr.Dropdown(
                    [], value=None, label=label_key("scope.collection"), visible=False, elem_id="scope-collection",
                    min_width=180, scale=1,
                )  # fmt: skip
                documents = gr.Dropdown(
                    [], value=[], multiselect=True, label=label_key("scope.documents"), elem_id="scope-documents",
                    min_width=240, scale=2,
                )  # fmt: skip
            with gr.Row(elem_id="scope-when"):
                since = _date_field("since")
                until = _date_field("until")
                clear = gr.Button(label_key("scope.clear"), elem_id="scope-clear", size="sm", variant="secondary")
        line = gr.HTML("", elem_id="scope-line")
        for field in (collection, documents):
            # What was chosen is checked in filters(): after a restart Gradio would know no choice and show an error.
            vars(field)["preprocess"] = _as_sent
        self.inputs, self.outputs = [collection, documents, since, until], [collection, documents, line]
        self._connect(accordion, line, clear)

    def _connect(self, accordion: gr.Accordion, line: gr.HTML, clear: gr.Button) -> None:
        collection, documents, since, until = self.inputs
        accordion.expand(spoken(self.choices), self.inputs, self.outputs, **_QUIET)
        collection.input(spoken(self.choices), self.inputs, self.outputs, **_QUIET)
        clear.click(spoken(self._cleared), None, [*self.outputs, since, until], **_QUIET)
        told = spoken(self._told)
        documents.input(told, self.inputs, line, **_QUIET)
        for field in (since, until):
            field.blur(told, self.inputs, line, **_QUIET)
            field.submit(told, self.inputs, line, **_QUIET)

    def refresh(self, blocks: gr.Blocks) -> None:
        """Say what is on whenever the page is opened; the documents to choose from come when they are looked for."""
        blocks.load(spoken(self._told), self.inputs, self.outputs[-1], **_QUIET)

    def filters(self, *values: Any) -> Filters:  # noqa: ANN401 - as the browser sends them
        """What a search is limited to by these values of :attr:`inputs`.

        Documents that have gone are left out, and the others stay. The limits that nothing was chosen for are None.

        Raises:
            BadInput: a date cannot be read, the first is after the last, the collection holds no document any more, or
                all of the chosen documents are gone; says so in the visitor's language.
            LibraryError: the library cannot be read.
        """
        collection, documents, since, until = _read(values)
        if collection or documents:
            sources = self._shelf.sources()
            if collection and all(source.collection != collection for source in sources):
                raise BadInput(say("scope.no_collection", name=label(collection)))
            known = {source.document_id for source in sources}
            kept = tuple(chosen for chosen in documents if chosen in known)
            if documents and not kept:
                raise BadInput(say("scope.no_documents"))
            documents = kept
        first, last = read_date(since), read_date(until)
        if first and last and _days(first)[0] > _days(last)[1]:
            raise BadInput(say("scope.turned", since=date_words(first), until=date_words(last)))
        return Filters(collection or None, first, last, documents)

    def choices(self, *values: Any) -> list[Any]:  # noqa: ANN401 - as the browser sends them
        """New values of :attr:`outputs`: collections and documents to choose from, and what is on; never raises.

        Args:
            values: those of :attr:`inputs`; none for a page on which nothing is chosen. What was chosen stays chosen as
                long as it is there: the documents of another collection go.
        """
        try:
            sources = self._shelf.sources()
        except OnrecordError as error:
            return [gr.skip(), gr.skip(), _problem_html(str(error))]
        collection, documents, since, until = _read(values)
        names = sorted({source.collection for source in sources})
        collection = collection if collection in names else ""
        offered = [source for source in sources if collection in ("", source.collection)]
        known = {source.document_id for source in offered}
        kept = [chosen for chosen in documents if chosen in known]
        shown = [source for source in offered if source.document_id in kept]
        shown += [source for source in offered if source.document_id not in kept][: MOST_OFFERED - len(shown)]
        more = say("scope.more", n=grouped(MOST_OFFERED)) if len(offered) > MOST_OFFERED else ""
        return [
            gr.update(
                choices=[(say("scope.all_collections"), ""), *((label(name), name) for name in names)],
                value=collection,
                visible=len(names) > 1,
            ),
            gr.update(choices=_named(shown), value=kept, info=more),
            self._told(collection, kept, since, until),
        ]

    def _told(self, *values: Any) -> str:  # noqa: ANN401 - as the browser sends them
        """What is on, or what is wrong with it; never raises."""
        try:
            return scope_html(self.filters(*values), self._shelf.sources())
        except OnrecordError as error:
            return _problem_html(str(error))
        except Exception:  # noqa: BLE001 - whatever it is, a question can still be asked
            _log.exception("could not say where is looked")
            return _problem_html(say("scope.ours"))

    def _cleared(self) -> list[Any]:
        return [*self.choices(), "", ""]


def read_date(written: str) -> str | None:
    """A date that somebody typed, as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None where nothing was typed.

    Reads those forms, what :func:`onrecord.dates.dates_in` reads of days, months and years, and the months of the
    visitor's language: ``18. April 2024``.

    Raises:
        BadInput: it is no such date, or it may be two; says so in the visitor's language.
    """
    text = " ".join(written.split())
    if not text:
        return None
    if _ISO.fullmatch(text):
        if _is_iso(text):
            return text
        raise BadInput(say("scope.no_date", text=label(text)))
    found = dates_in(_in_english(text))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(_in_english(text))) or found[0].year is None:
        raise BadInput(say("scope.no_date", text=label(text)))
    iso = _as_iso(found[0])
    if iso is None:
        raise BadInput(say("scope.no_date" if found[0].kind != "year" else "scope.two_days", text=label(text)))
    return iso


def _as_iso(found: DateFound) -> str | None:
    """None for what is no day or month: a quarter, ten years, or the year of 4/5/2024."""
    if found.kind == "day":
        return f"{found.year:04d}-{found.month:02d}-{found.day:02d}"
    return f"{found.year:04d}-{found.month:02d}" if found.kind == "month" else None


def _in_english(text: str) -> str:
    """``18. April 2024`` and ``Mai 2024`` with English names and without the full stop after the day."""
    names = dict(zip(say("scope.months").casefold().split(), _MONTHS, strict=True))
    text = re.sub(r"^(\d{1,2})\. ?(?=[^\W\d])", r"\1 ", text)
    return re.sub(r"[^\W\d_]+", lambda word: names.get(word[0].casefold(), word[0]), text)


def _is_iso(text: str) -> bool:
    """Whether there is such a day, month or year; ``text`` has the form of one."""
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)])
    except ValueError:
        return False
    return True


def _days(written: str) -> tuple[date, date]:
    """First and last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    year, month, day = [*map(int, written.split("-")), 0, 0][:3]
    end = day or calendar.monthrange(year, month or 12)[1]
    return date(year, month or 1, day or 1), date(year, month or 12, end)


def fits(source: Source, filters: Filters) -> bool:
    """Whether a search with these filters looks into a document; one without a date is none where a date is set."""
    if filters.collection not in (None, source.collection):
        return False
    if filters.documents and source.document_id not in filters.documents:
        return False
    if not (filters.since or filters.until):
        return True
    if not _dated(source):
        return False
    first, last = _days(source.published or "")
    return not (
        (filters.since and last < _days(filters.since)[0]) or (filters.until and first > _days(filters.until)[1])
    )


def _dated(source: Source) -> bool:
    return bool(source.published and _ISO.fullmatch(source.published) and _is_iso(source.published))


def scope_html(filters: Filters, sources: Sequence[Source]) -> str:
    """One line: what a search is limited to, and how many documents that leaves; pure."""
    if not sources:
        return _line_html("empty", say("scope.line_empty"))
    if not filters.as_dict():
        return _line_html("all", counted("scope.line_all", len(sources)))
    number = sum(fits(source, filters) for source in sources)
    parts = [
        say("scope.line_collection", name=label(filters.collection)) if filters.collection else "",
        say("scope.line_since", date=date_words(filters.since)) if filters.since else "",
        say("scope.line_until", date=date_words(filters.until)) if filters.until else "",
        counted("scope.line_chosen", number) if filters.documents else counted("scope.line_documents", number),
    ]
    words = [say("scope.line_only", what=" · ".join(filter(None, parts)))]
    words += [] if number else [say("scope.line_nothing")]
    timeless = replace(filters, since=None, until=None)
    undated = sum(fits(source, timeless) and not _dated(source) for source in sources) if filters != timeless else 0
    words += [counted("scope.line_undated", undated)] if undated else []
    return _line_html("some" if number else "none", " ".join(words))


def _line_html(kind: str, words: str) -> str:
    return f'<p class="scope-{kind}" role="status" dir="auto">{plain(words)}</p>'


def _problem_html(words: str) -> str:
    return _line_html("wrong", words)


def _named(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Each with a name that tells it from the others: title, outlet and date, and where that is not enough its file."""
    named: dict[str, list[Source]] = {}
    for source in sources:
        parts = [
            label(source.title),
            label(source.outlet) if source.outlet else "",
            visible(date_words(source.published)),
        ]
        named.setdefault(" · ".join(filter(None, parts)), []).append(source)
    return list(chain.from_iterable(map(_told_apart, named, named.values())))


def _told_apart(name: str, sources: Sequence[Source]) -> list[tuple[str, str]]:
    if len(sources) == 1:
        return [(name, sources[0].document_id)]
    files = [f"{name} · {label(file_name(source.location))}" for source in sources]
    return [
        (file if files.count(file) == 1 else f"{file} ({place})", source.document_id)
        for place, (file, source) in enumerate(zip(files, sources, strict=True), 1)
    ]


def _read(values: Sequence[Any]) -> tuple[str, tuple[str, ...], str, str]:
    """The values as they should be, whatever a browser sent: what is of another kind counts as not chosen."""
    collection, documents, since, until = [*values, None, None, None, None][:4]
    chosen = documents if isinstance(documents, list | tuple) else ()
    names = tuple(dict.fromkeys(one for one in chosen if isinstance(one, str)))
    return _text(collection), names, _text(since), _text(until)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _date_field(name: str) -> gr.Textbox:
    return gr.Textbox(
        "", label=label_key(f"scope.{name}"), placeholder=label_key(f"scope.{name}_like"), max_lines=1, max_length=40,
        min_width=130, scale=1, elem_id=f"scope-{name}", html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
    )  # fmt: skip


_as_sent: Callable[[Any], Any] = lambda payload: payload  # noqa: E731
