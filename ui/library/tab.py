"""The library tab: its components, and what happens when one of them is used."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeGuard
from uuid import uuid4

import gradio as gr

from onrecord.desk import Catalogue, Entry
from onrecord.errors import OnrecordError
from onrecord.ports import DocumentShelf, Ingester
from ui.asking import given
from ui.library.adding import DEFAULT, LONGEST_ADDRESS, Adding, collection_named
from ui.library.queue import Queue
from ui.library.queue_page import queue_html, told_html
from ui.library.table import busy_html, head_html, shelf_html, tools_html
from ui.library.tending import Tending
from ui.library.view import Row, View, collections_of, rows_of, shown
from ui.look import script
from ui.say import counted, grouped, label_key, say, spoken
from ui.visitors import may_edit, needs_login

__all__ = ["LibraryTab"]

_log: Final = logging.getLogger(__name__)

_MOST_ADDRESSES: Final = 1_000  # taken at once

Changes = dict[Any, Any]
"""New values of components, by component."""


class _Browsing:
    """What one visitor looks at; Gradio copies it for each."""

    def __init__(self) -> None:
        self.lock = threading.Lock()  # held while the page of one visitor is made: the last one sent is the newest
        self.view = View()
        self.asked = 0  # number of the newest view that was asked for
        self.seen: object = None  # what the table was made of
        self.collections: list[str] | None = None  # those that the tools offer

    def __deepcopy__(self, _: object) -> "_Browsing":
        return _Browsing()

    def ask(self, given: Mapping[str, Any]) -> None:
        """Look at something else, unless something was asked for after this."""
        number = given.get("n")
        with self.lock:
            if isinstance(number, int) and number < self.asked:
                return
            self.asked = number if isinstance(number, int) else self.asked
            self.view, self.seen = self.view.changed(given), None
            if given.get("all"):
                self.view, self.collections = View(), None


class LibraryTab:
    """The components of the tab and what they do.

    Attributes:
        queue: what is being taken in; shared by all who look at the page.
    """

    def __init__(
        self, shelf: Catalogue | DocumentShelf, ingester: Ingester, uploads: Path, *, people: bool = False
    ) -> None:
        """Lay the components out in the current Gradio context.

        Args:
            shelf: what is on record; where it is no catalogue, documents are only listed.
            ingester: puts files on record; called by one thread at a time.
            uploads: folder that keeps what was uploaded; made when first needed.
            people: whether there are pages of people to lead to.
        """
        self._shelf, self._people = shelf, people
        self._catalogue = shelf if _tends(shelf) else None
        self.queue = Queue(ingester, self._catalogue.reindex if self._catalogue else None)
        self._adding = Adding(self.queue, uploads, shelf.sources)
        self._tending = Tending(shelf, self._catalogue, self.queue, self._adding)
        self._browsing = gr.State(_Browsing())
        self._revision = gr.State(0)
        with gr.Column(elem_id="documents"):
            # Where some may not add anything both are shown once it is known who came.
            self._head = gr.HTML("", elem_id="adding-head", visible=not needs_login())
            with gr.Row(elem_id="adding", visible=not needs_login()) as self._adding_row:
                self._files = gr.File(
                    file_count="multiple",
                    label=label_key("library.add_files"),
                    show_label=False,
                    height=136,
                    elem_id="files",
                    scale=3,
                )
                with gr.Column(elem_id="where", min_width=240, scale=1):
                    self._into = gr.Dropdown(
                        [DEFAULT], value=DEFAULT, allow_custom_value=True, label=label_key("library.into"),
                        info=label_key("library.into_note"), elem_id="into",
                    )  # fmt: skip
                    self._folder = gr.UploadButton(
                        label_key("library.add_folder"), file_count="directory", elem_id="folder", size="sm"
                    )
                    self._addresses = gr.Textbox(
                        label=label_key("library.addresses"), placeholder=label_key("library.addresses_form"), lines=2,
                        max_lines=5, elem_id="addresses",
                    )  # fmt: skip
                    self._fetch = gr.Button(label_key("library.fetch"), elem_id="fetch", size="sm")
                    self._unfit = gr.HTML("", elem_id="unfit")
            self._report = gr.HTML("", elem_id="report")
            self._told = gr.HTML("", elem_id="library-told")
            self._tools = gr.HTML("", elem_id="shelf-tools")
            self._table = gr.HTML("", elem_id="on-record", js_on_load=script("library"))
            self._said = gr.HTML("", elem_id="library-said")  # not seen: the page's script shows it in a dialog
        self._timer = gr.Timer(1.0, active=False)

    def connect(
        self, also: Callable[..., Any], also_reads: Sequence[gr.Component], also_changes: Sequence[gr.Component]
    ) -> None:
        """Attach the events.

        Args:
            also: called when what is on record may have changed, to refresh the rest of the page; not yet ``spoken``.
            also_reads: the components whose values ``also`` takes.
            also_changes: the components that ``also`` gives new values.
        """
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        listed = [self._table, self._tools, self._report, self._timer, self._revision]
        told = [*listed, self._told, self._said]
        state = [self._browsing]
        self._files.upload(
            spoken(_safe(self._add), edits=True), [self._files, self._into, *state], [*told, self._files, self._into],
            trigger_mode="multiple", concurrency_limit=2, **quiet,
        )  # fmt: skip
        self._folder.upload(
            spoken(_safe(self._add_folder), edits=True), [self._folder, self._into, *state],
            [*told, self._folder, self._into],
            trigger_mode="multiple", concurrency_limit=2, **quiet,
        )  # fmt: skip
        for asked in (self._fetch.click, self._addresses.submit):
            asked(
                spoken(_safe(self._add_addresses), edits=True), [self._addresses, self._into, *state],
                [*told, self._addresses, self._into, self._unfit], concurrency_limit=2, **quiet,
            )  # fmt: skip
        self._timer.tick(spoken(_safe(self._ticked)), state, listed, concurrency_limit=4, **quiet)
        self._table.input(
            # Not "always_last": that sends the first event again, with what was asked for first.
            spoken(_safe(self._viewed)),
            state,
            listed,
            trigger_mode="multiple",
            concurrency_limit=4,
            **quiet,
        )
        self._table.select(
            spoken(_safe(self._opened)), state, told, trigger_mode="multiple", concurrency_limit=4, **quiet
        )
        self._table.submit(
            spoken(_safe(self._changed), edits=True), state, told, trigger_mode="multiple", concurrency_limit=2, **quiet
        )
        self._revision.change(spoken(also), list(also_reads), list(also_changes), **quiet)

    def refresh(self, blocks: gr.Blocks) -> None:
        """Fill the tab whenever the page is opened."""
        blocks.load(
            spoken(_safe(self._loaded)), [self._browsing],
            [self._table, self._tools, self._report, self._timer, self._into, self._head, self._adding_row],
            show_progress="hidden", api_visibility="private",
        )  # fmt: skip

    # ---- events -----------------------------------------------------------------------------------------------

    def _loaded(self, browsing: _Browsing) -> Changes:
        with browsing.lock:
            browsing.seen, browsing.collections = None, None
        changes = self._now(browsing)
        changes.pop(self._revision)
        adds = may_edit()
        return changes | {
            self._into: gr.Dropdown(choices=self._collections()),
            self._head: gr.HTML(head_html() if adds else "", visible=adds),
            self._adding_row: gr.Row(visible=adds),
        }

    def _ticked(self, browsing: _Browsing) -> Changes:
        return self._now(browsing)

    def _viewed(self, browsing: _Browsing, event: gr.EventData) -> Changes:
        browsing.ask(given(event))
        return self._now(browsing)

    def _opened(self, browsing: _Browsing, event: gr.EventData) -> Changes:
        asked = given(event)
        if asked.get("act") in ("cancel", "cancel-all", "clear") and not may_edit():
            return self._now(browsing) | self._answered("", told_html(say("login.editors_only"), failed=True))
        match asked.get("act"):
            case "cancel":
                self.queue.cancel(str(asked.get("job")))
            case "cancel-all":
                self.queue.cancel_all()
            case "clear":
                self.queue.clear()
            case _:
                return self._now(browsing) | self._answered(*self._tending.open(asked))
        return self._now(browsing)

    def _changed(self, browsing: _Browsing, event: gr.EventData) -> Changes:
        opens, tells = self._tending.do(given(event))
        return self._now(browsing) | self._answered(opens, tells)

    def _add(self, files: list[str] | None, into: object, browsing: _Browsing) -> Changes:
        return self._added(files or [], into, browsing, self._adding.add) | {self._files: None}

    def _add_folder(self, files: list[str] | None, into: object, browsing: _Browsing) -> Changes:
        return self._added(files or [], into, browsing, self._adding.add_folder) | {self._folder: None}

    def _add_addresses(self, words: str | None, into: object, browsing: _Browsing) -> Changes:
        """What is not taken stays in the field, and beside it stands why."""
        meant = (words or "").split()
        if not meant or len(meant) > _MOST_ADDRESSES:
            told = counted("library.too_many_addresses", _MOST_ADDRESSES) if meant else say("library.no_addresses")
            return {self._unfit: told_html(told, failed=True)}
        unfit: list[str] = []

        def add(addresses: Sequence[str], collection: str) -> str:
            unfit.extend(self._adding.add_addresses(addresses, collection))
            return ""

        changes = self._added(meant, into, browsing, add)
        if self._table not in changes and self._report not in changes:
            return changes  # the collection has no fit name: nothing was taken
        told = counted("library.unfit_addresses", len(unfit), most=grouped(LONGEST_ADDRESS)) if unfit else ""
        return changes | {self._addresses: "\n".join(unfit), self._unfit: told_html(told, failed=True)}

    def _added(
        self, files: Sequence[str], into: object, browsing: _Browsing, add: Callable[[Sequence[str], str], str | None]
    ) -> Changes:
        known = self._collections()
        collection = collection_named(into, known)
        if collection is None:
            return {self._told: told_html(say("library.bad_collection"), failed=True)}
        left_out = add(files, collection)
        choices = gr.Dropdown(choices=sorted({*known, collection}), value=collection)
        return self._now(browsing) | {self._told: told_html(left_out or ""), self._into: choices}

    # ---- what the page shows ----------------------------------------------------------------------------------

    def _now(self, browsing: _Browsing) -> Changes:
        """Queue, and table where it is not what this visitor sees already."""
        with browsing.lock:
            return self._made(browsing)

    def _made(self, browsing: _Browsing) -> Changes:
        jobs, revision = self.queue.state(), self.queue.revision
        busy = frozenset(job.place for job in jobs if job.active)
        changes: Changes = {
            self._report: queue_html(jobs, self.queue.seconds_left(), edits=may_edit()),
            self._timer: gr.Timer(active=bool(busy)),
            self._revision: revision,
        }
        if browsing.seen == (revision, busy):
            return changes
        try:
            rows = self._rows()
        except OnrecordError as error:
            return changes | {self._table: busy_html(str(error))}
        except Exception as error:  # noqa: BLE001 - what else was asked is answered nevertheless
            _log.exception("the library could not be listed")
            return changes | {self._table: busy_html(say("library.ours", name=type(error).__name__))}
        browsing.seen = (revision, busy)
        ids = {row.id for row in rows if row.id in busy or row.location in busy}
        page, failed = shown(rows, browsing.view), sum(row.state == "failed" for row in rows)
        totals = (len(rows) - failed, failed)
        tended = self._catalogue is not None
        table = shelf_html(page, browsing.view, totals, tended=tended, edits=may_edit(), busy=ids)
        # Answers may overtake one another on their way: the script asks again where an older one came last.
        changes[self._table] = f'<i hidden data-view="{browsing.asked}"></i>{table}'
        collections = collections_of(rows)
        if collections != browsing.collections:
            browsing.collections = collections
            changes[self._tools] = tools_html(collections, browsing.view, people=self._people) if rows else ""
        return changes

    def _answered(self, opens: str, tells: str) -> Changes:
        # Another value each time, so that the page's script sees it come.
        said = {self._said: f'<div data-n="{uuid4().hex}">{opens}</div>'} if opens else {}
        return {**said, self._told: tells}

    def _rows(self) -> list[Row]:
        if self._catalogue is None:
            return rows_of([Entry(source, 0, 0) for source in self._shelf.sources()], ())
        return rows_of(self._catalogue.entries(), self._catalogue.failures())

    def _collections(self) -> list[str]:
        """Those there are, the default one among them; that alone where they cannot be read."""
        try:
            known = self._catalogue.collections() if self._catalogue is not None else []
        except OnrecordError:
            known = []  # the table says what is wrong
        # Those that are on their way count: two that differ by case alone would share a folder on some systems.
        return sorted({DEFAULT, *known, *(job.collection for job in self.queue.state() if job.active)})


def _tends(shelf: Catalogue | DocumentShelf) -> TypeGuard[Catalogue]:
    return hasattr(shelf, "entries")


def _safe(handler: Callable[..., Changes]) -> Callable[..., Changes]:
    """A handler that shows what went wrong on our side, in place of Gradio's own "Error" over everything."""

    @wraps(handler)
    def guarded(*values: Any) -> Changes:  # noqa: ANN401
        try:
            return handler(*values)
        except Exception:  # noqa: BLE001 - it is logged, and the page stays as it is
            _log.exception("the library could not answer")
            return {}

    return guarded
