"""What was measured, as a Markdown table for people and as one JSON value for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.reporting import libraries, machine, markdown_table
from eval.benchmarks.retrieval.task import Task

__all__ = ["Report"]

_LIBRARIES: Final = """onrecord chromadb sentence-transformers torch transformers pypdfium2 langchain-core
    langchain-chroma langchain-huggingface langchain-text-splitters ir-measures""".split()
_RATIOS: Final = ("passages_per_second", "hit@5", "hit@10")
# Figure -> what the table calls it and how it is written.
_ROWS: Final = {
    "passages": ("passages", ",.0f"),
    "failed_documents": ("documents that could not be read", ",.0f"),
    "indexing_seconds": ("indexing, s", ",.1f"),
    "indexing_cpu_seconds": ("indexing, s of processor time", ",.1f"),
    "passages_per_second": ("passages/s", ",.1f"),
    "peak_memory_mb": ("peak memory while indexing, MB", ",.0f"),
    "peak_memory_increase_mb": ("of that since indexing began, MB", ",.0f"),
    "query_ms_p50": ("query, ms, p50", ",.1f"),
    "query_ms_p95": ("query, ms, p95", ",.1f"),
    "hit@1": ("hit@1", ".3f"),
    "hit@3": ("hit@3", ".3f"),
    "hit@5": ("hit@5", ".3f"),
    "hit@10": ("hit@10", ".3f"),
    "hit@20": ("hit@20", ".3f"),
    "mrr@10": ("MRR@10", ".3f"),
    "ndcg@10": ("nDCG@10", ".3f"),
    "first_sentence_holds_answer": ("first cited sentence holds the answer", ".3f"),
    "refused": ("refused to answer", ".3f"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of every system on one task.

    Attributes:
        task: what they were measured on.
        figures: system -> figure -> value, in the order in which the systems were indexed.
        ours: which system is Onrecord.
        theirs: which one it is held against; None where there is none.
    """

    task: Task
    figures: Mapping[str, Mapping[str, float]]
    ours: str
    theirs: str | None

    def ratios(self) -> dict[str, float]:
        """Onrecord's figure / the other's, for speed of indexing and hits; empty without one, or where that is 0."""
        if self.theirs is None:
            return {}
        ours, theirs = self.figures[self.ours], self.figures[self.theirs]
        return {name: ours[name] / theirs[name] for name in _RATIOS if theirs[name]}

    def order(self) -> str:
        """In which order things were done, in one sentence."""
        indexed = [name for name in (self.ours, self.theirs) if name]
        return (
            f"Models were loaded first; then indexing: {', then '.join(indexed)}; then all searched in turn, "
            "with each query another one first."
        )

    def as_json(self) -> dict[str, Any]:
        """Everything as one JSON object."""
        return {
            "task": {
                "form": self.task.form,
                "source": self.task.source,
                "unit": "page" if self.task.by_page else "document",
                "documents": self.task.documents,
                "queries": len(self.task.queries),
                "left_out": dict(self.task.left_out),
            },
            "order": self.order(),
            "systems": [{"name": name, **measured} for name, measured in self.figures.items()],
            "ratios": self.ratios(),
            "libraries": libraries(_LIBRARIES),
            "machine": machine(),
        }

    def as_markdown(self) -> str:
        """What was measured, the table with a column a system, and the ratios; ends without a newline."""
        told = self.as_json()
        task, place = told["task"], told["machine"]
        left_out = ", ".join(f"{count:,} {what}" for what, count in task["left_out"].items())
        lines = [
            f"{task['form']}, {task['source']}: {task['documents']:,} documents, {task['queries']:,} queries, "
            f"a unit is a {task['unit']}.{f' Left out: {left_out}.' if left_out else ''}",
            told["order"],
            f"{place['processors']} processors, {place['system']}, Python {place['python']}; "
            + ", ".join(f"{name} {number}" for name, number in told["libraries"].items()),
            "",
            *_table(self.figures),
        ]
        if ratios := self.ratios():
            shown = ", ".join(f"{_ROWS[name][0]} {value:.2f}" for name, value in ratios.items())
            lines += ["", f"{self.ours} / {self.theirs}: {shown}"]
        return "\n".join(lines)


def _table(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Lines of a Markdown table; an empty cell where nothing was measured."""
    rows = [["", *figures]]
    for name, (label, form) in _ROWS.items():
        if any(name in measured for measured in figures.values()):
            cells = [format(measured[name], form) if name in measured else "" for measured in figures.values()]
            rows.append([label, *cells])
    return markdown_table(rows)
