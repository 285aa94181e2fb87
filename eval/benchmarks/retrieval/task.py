"""What is measured on: documents in a folder, and queries with the units that are relevant to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from onrecord.errors import BadInput
from onrecord.words import has_word

__all__ = ["Query", "Task", "Unit", "limited", "made_task"]

Unit = tuple[str, int | None]
"""What is found or missed: a file's name, and a page of it (from 1) where pages count, else None."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query and what it should find.

    Attributes:
        text: holds at least one word.
        relevant: unit -> grade, at least 1; never empty.
        answers: wordings of the answer, for forms that have them; else empty.
    """

    text: str
    relevant: Mapping[Unit, int]
    answers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.relevant or min(self.relevant.values()) < 1:
            raise ValueError(f"{self.text!r} needs a relevant unit, of grade 1 at least")


@dataclass(frozen=True, slots=True)
class Task:
    """One data set, ready to be indexed and searched.

    Attributes:
        form: name of its form.
        source: name of the file or folder it was read from, and the split where there are several.
        folder: the documents; every system indexes these very files.
        documents: how many there are.
        queries: in the order of the data, none without a relevant unit.
        by_page: whether a unit is a page; else it is a whole document.
        left_out: what of the data was not used and why -> how many; only what occurred.
    """

    form: str
    source: str
    folder: Path
    documents: int
    queries: tuple[Query, ...]
    by_page: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_answers(self) -> bool:
        """Whether every query comes with wordings of its answer."""
        return all(query.answers for query in self.queries)


def made_task(task: Task, queries: Iterable[Query | None]) -> Task:
    """``task`` with these queries; None stands for one without a relevant unit, which is left out and counted.

    Raises:
        BadInput: there is no document, or no query is left.
    """
    if not task.documents:
        raise BadInput(f"{task.source} holds no document with a word in it; is it the right file or folder?")
    asked = list(queries)
    judged = [query for query in asked if query]
    kept = tuple(query for query in judged if has_word(query.text))
    if not kept:
        raise BadInput(
            f"{task.source}: none of {len(asked)} queries has a relevant document. "
            "Check that documents, queries and judgements belong together."
        )
    counts = {
        **task.left_out,
        "queries without a relevant document": len(asked) - len(judged),
        "queries without a word": len(judged) - len(kept),
    }
    return replace(task, queries=kept, left_out={what: count for what, count in counts.items() if count})


def limited(task: Task, limit: int | None) -> Task:
    """``task`` with at most ``limit`` of its queries, spread evenly over them; all documents stay."""
    asked = len(task.queries)
    if limit is None or limit >= asked:
        return task
    return replace(task, queries=tuple(task.queries[number * asked // limit] for number in range(limit)))
