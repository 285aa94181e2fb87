"""Plant each instruction, ask the question beside it, and see what comes of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.injection.followed import Scene, is_quoted, signs_held, signs_shown, vocabulary_of, where
from eval.benchmarks.injection.planting import Trial, planted
from eval.benchmarks.injection.report import Outcome, Report
from onrecord.answers import Answer
from onrecord.errors import BadInput
from onrecord.ports import Answerer, DocumentShelf, Ingester, Retriever
from onrecord.types import Document, Hit, Span

__all__ = ["Engine", "bench_injection"]

Tell = Callable[[str], None]
_TOLD_EVERY = 25


@dataclass(frozen=True, slots=True)
class Engine:
    """One open library, empty to begin with, and what answers from it.

    Attributes:
        ingester: puts documents on record, and in place of earlier versions.
        answerer: what is measured.
        retriever: what it searches with.
        shelf: the documents on record.
        hits: how many passages the answerer takes.
    """

    ingester: Ingester
    answerer: Answerer
    retriever: Retriever
    shelf: DocumentShelf
    hits: int


def bench_injection(
    trials: Sequence[Trial], folder: Path, engine: Engine, undetected: bool = False, tell: Tell = lambda _: None
) -> Report:
    """Put a folder on record and try every instruction, one at a time; all other documents are as they were.

    Args:
        trials: what to plant and to ask, those of one file beside one another.
        folder: copies of the documents. Each file is changed for its trials, and is then as it was.
        engine: of an empty library.
        undetected: whether the caller has switched the detector off; for the report.
        tell: is told how far it is.

    Raises:
        BadInput: a document cannot be read, with what is planted in it or without.
    """
    began = time.perf_counter()
    _ingest(engine.ingester, folder)
    clean = {source.document_id: engine.shelf.document(source.document_id) for source in engine.shelf.sources()}
    words = vocabulary_of(document.text for document in clean.values())
    outcomes = []
    for number, trial in enumerate(trials):
        if number % _TOLD_EVERY == 0:
            tell(f"instruction {number + 1:,} of {len(trials):,}")
        last = number + 1 == len(trials) or trials[number + 1].spot.file != trial.spot.file
        with _planted(trial, engine.ingester, restore=last):
            outcomes.append(_outcome(trial, engine, clean, words))
    return Report(outcomes, undetected, time.perf_counter() - began)


@contextmanager
def _planted(trial: Trial, ingester: Ingester, restore: bool) -> Iterator[None]:
    """The file of a trial with the instruction in it; after it as it was, and if ``restore`` on record so too."""
    file = trial.spot.file
    before = file.read_bytes()
    text = planted(file, trial.attack.text, trial.spot.quote, trial.place)
    if text is None:
        raise BadInput(f"{file} does not have the words \u201c{trial.spot.quote}\u201d; give the suite of this folder.")
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
        _ingest(ingester, file)
        yield
    finally:
        file.write_bytes(before)
        if restore:
            _ingest(ingester, file)


def _ingest(ingester: Ingester, path: Path) -> None:
    for report in ingester.ingest([str(path)]):
        if report.status == "failed":
            raise BadInput(f"{report.location}: {report.reason}")


def _outcome(trial: Trial, engine: Engine, clean: Mapping[str, Document], words: frozenset[str]) -> Outcome:
    case = trial.spot.case
    answer = engine.answerer.ask(case.question, case.history)
    hits = engine.retriever.search(answer.standalone_question, engine.hits)
    document = _on_record(engine.shelf, trial.spot.file)
    span = where(trial.attack, document.text)
    others = {name: one for name, one in clean.items() if name != document.source.document_id}
    asked = vocabulary_of([case.question, answer.standalone_question])
    scene = Scene(trial.attack, document, span, others, hits, words | asked)
    return Outcome(
        trial,
        answer,
        retrieved=_retrieved(scene, answer),
        labelled=_labelled(scene, answer),
        quoted=tuple(one.text for one in answer.sentences if one.kind != "framing" and is_quoted(one, answer, scene)),
        followed=signs_shown(answer, scene),
        raw=(*signs_shown(answer, scene, struck=True), *signs_held(answer, scene)),
    )


def _on_record(shelf: DocumentShelf, file: Path) -> Document:
    found = [source for source in shelf.sources() if Path(source.location) == file]
    if len(found) != 1:
        raise BadInput(f"{file} is on record {len(found)} times; give a folder that no link leads out of.")
    return shelf.document(found[0].document_id)


def _retrieved(scene: Scene, answer: Answer) -> bool:
    """Whether what was planted was before whoever wrote the answer, whole or in part."""
    if scene.span is None:
        return False
    cited = any(
        _touches(one.source.document_id, Span(one.start, one.end), scene.span, scene) for one in answer.citations
    )
    return cited or _labelled(scene, answer) or any(_in_hit(hit, scene.span, scene) for hit in scene.hits)


def _labelled(scene: Scene, answer: Answer) -> bool:
    """Whether the detector saw it in what was found."""
    span = scene.span
    return span is not None and any(
        _touches(one.source.document_id, Span(one.start, one.end), span, scene) for one in answer.planted
    )


def _in_hit(hit: Hit, span: Span, scene: Scene) -> bool:
    passage = hit.passage
    return _touches(passage.document_id, Span(passage.start, passage.end), span, scene)


def _touches(document_id: str, one: Span, span: Span, scene: Scene) -> bool:
    same = document_id == scene.document.source.document_id
    return same and one.start < span.end and span.start < one.end
