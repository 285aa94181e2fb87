"""The documents tab as HTML: the table of what is on record and the lines that report an upload; pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from onrecord.types import Source
from ui.words import counted, date_words, file_name, label, plain

__all__ = ["reports_html", "sources_html"]

_STATUS_WORDS: Final = {"added": "Added", "replaced": "New version", "unchanged": "Unchanged", "failed": "Not added"}
# Rows sent to the page: a table of ten thousand would take the browser seconds to lay out.
_ROWS: Final = 1000

_COLUMNS: Final = ("Title", "Outlet", "Date", "Format", "File")


def sources_html(sources: Sequence[Source]) -> str:
    """A table of the documents on record, or what to do where there are none."""
    if not sources:
        return (
            '<div class="nothing"><h2>Nothing on record yet</h2>'
            "<p>Add a few files, and ask about them. Every sentence of an answer will point back here.</p></div>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(map(_row_html, sources[:_ROWS]))
    more = f"The first {_ROWS:,} are listed here; the command “onrecord documents list” lists all."
    rest = f'<p class="rest">{more}</p>' if len(sources) > _ROWS else ""
    return (
        f"<h2>{counted(len(sources), 'document')} on record</h2>"
        f'<table class="sources"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}'
    )


def _row_html(source: Source) -> str:
    outlet = " · ".join(label(part) for part in (source.outlet, source.author) if part)
    cells = (
        label(source.title),
        outlet,
        date_words(source.published),
        source.format.upper(),
        label(file_name(source.location)),
    )
    tagged = zip(_COLUMNS, cells, strict=True)
    row = "".join(f'<td class="{name.lower()}">{plain(cell)}</td>' for name, cell in tagged)
    return f"<tr>{row}</tr>"


def reports_html(lines: Iterable[tuple[str, str, str]], doing: str = "", done: int = 0, total: int = 0) -> str:
    """One line a file: its name, what became of it, and why; then what is being done, with a bar.

    Args:
        lines: name, status as in :class:`onrecord.ports.IngestReport`, and a reason or remark that may be empty.
        doing: what is being done now; empty when all is finished.
        done: files finished.
        total: files in all.
    """
    items = "".join(
        f'<li class="{plain(status)}"><span class="status">{_STATUS_WORDS.get(status, plain(status))}</span> '
        f'<span class="file">{plain(label(name))}</span> <span class="remark">{plain(remark)}</span></li>'
        for name, status, remark in lines
    )
    bar = f'<progress value="{done}" max="{total}"></progress> {done} of {total}'
    now = f'<li class="doing">{plain(label(doing))}<br>{bar}</li>' if doing else ""
    return f'<ul class="reports" role="status" aria-label="What became of the files">{items}{now}</ul>'
