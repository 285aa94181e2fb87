"""The documents tab: what is on record, and a place to add to it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import gradio as gr

from onrecord.errors import OnrecordError
from onrecord.ports import DocumentShelf, Ingester, IngestReport
from ui.shelf_page import reports_html, sources_html
from ui.uploads import distinct_names, keep
from ui.words import counted

__all__ = ["DocumentsTab"]

_log: Final = logging.getLogger(__name__)


class DocumentsTab:
    """The components of the tab and what they do."""

    def __init__(self, shelf: DocumentShelf, ingester: Ingester, uploads: Path) -> None:
        """Lay the components out in the current Gradio context.

        Args:
            shelf: what is on record.
            ingester: puts files on record.
            uploads: folder that keeps what was uploaded; created when first needed.
        """
        self._shelf, self._ingester, self._folder = shelf, ingester, uploads
        with gr.Row(elem_id="documents"):
            with gr.Column(scale=1, min_width=300, elem_id="adding"):
                gr.HTML("<h2>Add documents</h2><p>Text, Markdown, web pages, PDF and Word files.</p>")
                self._files = gr.File(file_count="multiple", show_label=False, height=170, elem_id="files")
                self._report = gr.HTML("", elem_id="report")
            with gr.Column(scale=2, min_width=300, elem_id="shelf"):
                self._table = gr.HTML("", elem_id="on-record")

    def connect(self, also: Callable[[], Any], also_changes: Sequence[gr.Component]) -> None:
        """Attach the events.

        Args:
            also: called when what is on record may have changed, to refresh the rest of the page.
            also_changes: the components that ``also`` gives new values.
        """
        added = self._files.upload(
            self._add, self._files, [self._report, self._table, self._files],
            trigger_mode="multiple", concurrency_limit=1, show_progress="hidden", api_visibility="private",
        )  # fmt: skip
        added.then(also, None, list(also_changes), show_progress="hidden", api_visibility="private")

    def refresh(self, blocks: gr.Blocks) -> None:
        """Fill the table whenever the page is opened."""
        blocks.load(self._listed, None, self._table, show_progress="hidden", api_visibility="private")

    def _listed(self) -> str:
        try:
            return sources_html(self._shelf.sources())
        except OnrecordError as error:
            return reports_html([("The documents cannot be listed", "failed", str(error))])

    def _add(self, files: list[str] | None) -> Iterator[dict[Any, Any]]:
        """Keep and ingest each uploaded file in turn; one line each as it is finished."""
        paths = [Path(file) for file in files or []]
        names = distinct_names([path.name for path in paths])
        lines: list[tuple[str, str, str]] = []
        for place, (path, name) in enumerate(zip(paths, names, strict=True)):
            # Gradio's own progress bar would lie over the lines; and the field is cleared for the next files.
            yield {self._report: reports_html(lines, f"Reading {name}", place, len(paths)), self._files: None}
            lines += self._taken_in(path, name)
        yield {self._report: reports_html(lines), self._table: self._listed()}

    def _taken_in(self, upload: Path, name: str) -> list[tuple[str, str, str]]:
        """The lines to show for one uploaded file; never raises, so that the next file gets its turn."""
        try:
            reports: list[IngestReport] = list(self._ingester.ingest([str(keep(upload, self._folder, name))]))
        except OnrecordError as error:
            return [(name, "failed", str(error))]
        except Exception as error:  # noqa: BLE001 - whatever it is, the next file gets its turn
            _log.exception("could not take in %r", name)
            return [(name, "failed", f"Something went wrong on our side ({type(error).__name__}); it has been logged.")]
        return [(name, report.status, _told(report)) for report in reports]


def _told(report: IngestReport) -> str:
    if report.reason:
        return report.reason
    return counted(report.passages, "passage") if report.status in {"added", "replaced"} else ""
