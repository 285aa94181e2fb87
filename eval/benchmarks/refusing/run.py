"""Ask every question; figures of refusing at the shipped setting, at others, and by cosine alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.refusing.figures import Told
from eval.benchmarks.refusing.report import Report
from eval.benchmarks.refusing.task import Asked, Reading, Task
from onrecord.answers import Answer
from onrecord.errors import BadInput
from onrecord.ports import Answerer, Ingester
from onrecord.types import Filters

__all__ = ["bench_refusing", "ids_of_files", "limits"]

Tell = Callable[[str], None]
_TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class _Asker:
    """What answers, and where its documents are."""

    answerer: Answerer
    ids: Mapping[Path, str]

    def told(self, asked: Asked) -> Told:
        if asked.within is not None and not asked.within:
            return Told(asked, 0.0, 0.0, True)
        answer = self.answerer.ask(asked.text, asked.history, limits(asked, self.ids))
        return Told(asked, answer.evidence, _cosine(answer), answer.status == "abstained")


def bench_refusing(
    task: Task, ingester: Ingester, answerer: Answerer, threshold: float, tell: Tell = lambda _: None
) -> Report:
    """Put the documents of ``task`` on record and ask its questions.

    Args:
        task: the data.
        ingester: of an empty library.
        answerer: of the same library.
        threshold: what the answerer refuses below; for the report.
        tell: is told how far it is.

    Raises:
        BadInput: a document cannot be read.
    """
    asker = _Asker(answerer, ids_of_files(ingester, task.documents))
    readings = {reading: _all_told(asker, reading, asked, tell) for reading, asked in task.readings.items()}
    return Report(task, threshold, readings)


def _all_told(asker: _Asker, reading: Reading, asked: Sequence[Asked], tell: Tell) -> list[Told]:
    told = []
    for number, one in enumerate(asked):
        if number % _TOLD_EVERY == 0:
            tell(f"{reading}: question {number + 1:,} of {len(asked):,}")
        told.append(asker.told(one))
    return told


def ids_of_files(ingester: Ingester, folder: Path) -> dict[Path, str]:
    """Put the files of a folder on record; file -> document id.

    Raises:
        BadInput: one cannot be read.
    """
    ids = {}
    for report in ingester.ingest([str(folder)]):
        if report.document_id is None:
            if report.status == "failed":
                raise BadInput(f"{report.location}: {report.reason}")
            continue
        ids[Path(report.location)] = report.document_id
    return ids


def limits(asked: Asked, ids: Mapping[Path, str]) -> Filters | None:
    """The filters that a question is asked with; None for all documents."""
    if asked.within is None:
        return None
    return Filters(documents=tuple(sorted(ids[file] for file in asked.within)))


def _cosine(answer: Answer) -> float:
    """The cosine of the question with the nearest passage, in [-1, 1]; 0.0 where nothing was found."""
    return max((hit.stages.get("dense", 0.0) for hit in answer.coverage.nearest), default=0.0)
