"""How a library's figures grow with its size, drawn for a page of the documentation."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from eval.report.svg import ACCENT, PARTLY, drawing, inline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["growth_svg"]

_TITLE: Final = "How Onrecord\N{RIGHT SINGLE QUOTATION MARK}s figures grow with the library"
# A drawing that stands in a file of its own has its colours in it: the same as the reports', light and dark.
_COLOURS: Final = (
    "svg{--ink:#1d1c1a;--soft:#615c54;--rule:#e2dcd0;--accent:#1f4e79;--partly:#875800;font-family:sans-serif}"
    "@media(prefers-color-scheme:dark){svg{--ink:#ebe7df;--soft:#aba498;--rule:#37342e;--accent:#8fbce8;--partly:#e2b556}}"
)
# Title of each small drawing -> key of a row, and what it is called there.
_PANELS: Final[Mapping[str, Mapping[str, str]]] = {
    "A search, ms": {"search_ms_p95": "95th percentile", "search_ms_p50": "median"},
    "An answer with its verdicts, ms": {"answer_ms_p95": "95th percentile", "answer_ms_p50": "median"},
    "Stored a second": {"stored_per_second": "passages"},
    "Disk, kB a passage": {"bytes_per_passage": "all indexes"},
    "Memory to open and ask, MB": {"memory_mb": "at most"},
    "Opening, seconds": {"open_seconds": "until it can be asked"},
}
_SCALES: Final = {"bytes_per_passage": 1e-3}


def growth_svg(rows: Sequence[Mapping[str, float]]) -> str:
    """A file with six small drawings, sizes on a logarithmic axis, each figure from zero.

    Args:
        rows: as :func:`eval.benchmarks.speed.bench_speed` gives them, one a size; at least one.
    """
    with drawing(10.0, 6.0) as figure:
        for axes, (title, lines) in zip(figure.subplots(2, 3).flat, _PANELS.items(), strict=True):
            _panel(axes, title, lines, rows)
        svg = inline(figure, "growth", _TITLE)
    head, end, rest = svg.partition(">")
    return f"{head}{end}<style>{_COLOURS}</style>{rest}\n"


def _panel(axes: "Axes", title: str, lines: Mapping[str, str], rows: Sequence[Mapping[str, float]]) -> None:
    sizes = [row["passages"] for row in rows]
    for (key, words), colour, marker in zip(lines.items(), (ACCENT, PARTLY), ("o", "s"), strict=False):
        values = [row[key] * _SCALES.get(key, 1) for row in rows]
        axes.plot(sizes, values, color=colour, linewidth=1.6, marker=marker, markersize=5, label=words, clip_on=False)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [_short(size) for size in sizes])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_title(title, fontsize=12, loc="left")
    axes.set_xlabel("passages")
    if len(lines) > 1:
        axes.legend(fontsize=10)


def _short(size: float) -> str:
    """``1000`` as ``1k``, ``1000000`` as ``1M``."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if size >= unit:
            return f"{size / unit:g}{name}"
    return f"{size:g}"
