"""How fast are documents taken in? Made-up files of several formats, read, split, embedded and stored for good."""

import html
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from onrecord.ports import Ingester
from onrecord.sentences import fold, split_sentences

__all__ = ["OpenRun", "bench_ingest", "made_files"]

# Sentences of a document, from and to: 3 to 12 passages.
_SENTENCES: Final = (20, 90)
_A_PARAGRAPH: Final = 5
OpenRun = Callable[[Path], AbstractContextManager[Ingester]]
"""Opens a run of ingestion into the library of a folder, which does not exist yet."""


def bench_ingest(
    runs: Mapping[str, OpenRun], files: Sequence[Path], folder: Path, rounds: int, tell: Callable[[str], None]
) -> list[dict[str, float | str]]:
    """Take the same files in by each kind of run, in turn and back, so that no kind has the best moments of a machine.

    Args:
        runs: kinds of run by name.
        files: what is taken in.
        folder: where libraries are made; they are left there.
        rounds: how often each kind runs.
        tell: is told of each run.

    Returns:
        A row a run: ``run``, ``round``, ``documents``, ``passages``, ``start_seconds`` until the first file can be
        taken, ``seconds`` from then until all are on record (workers load their models meanwhile),
        ``passages_per_second`` of those, and ``driver_cpu_seconds``: processor time of this process in them, without
        that of workers and of processes that read.

    Raises:
        ValueError: a file was not taken in.
    """
    rows: list[dict[str, float | str]] = []
    for number in range(rounds):
        for name in runs if number % 2 == 0 else reversed(list(runs)):
            row = _one(runs[name], files, folder / f"{number}-{len(rows)}")
            rows.append({"run": name, "round": number + 1, **row})
            tell(f"round {number + 1}, {name}: {row['passages_per_second']:.1f} passages/s")
    return rows


def _one(open_run: OpenRun, files: Sequence[Path], library: Path) -> dict[str, float]:
    begun = time.perf_counter()
    with open_run(library) as run:
        ready, used = time.perf_counter(), time.process_time()
        reports = list(run.ingest([str(path) for path in files]))
        seconds, driver = time.perf_counter() - ready, time.process_time() - used
    if odd := [report for report in reports if report.status != "added"]:
        raise ValueError(f"{odd[0].location}: {odd[0].status} {odd[0].reason}")
    passages = sum(report.passages for report in reports)
    return {
        "documents": len(reports),
        "passages": passages,
        "start_seconds": ready - begun,
        "seconds": seconds,
        "passages_per_second": passages / seconds,
        "driver_cpu_seconds": driver,
    }


def made_files(texts: Sequence[str], number: int, folder: Path) -> list[Path]:
    """So many files of sentences of ``texts``, put together at random, the same on every run; half text, half HTML.

    Args:
        texts: whose sentences they are made of.
        number: of files.
        folder: where they are written.
    """
    rng = random.Random(20261126)  # noqa: S311 - the same files on every run
    sentences = list(
        dict.fromkeys(fold(text[span.start : span.end]) for text in texts for span in split_sentences(text))
    )
    return [_written(folder, index, list(_paragraphs(sentences, rng))) for index in range(number)]


def _paragraphs(sentences: Sequence[str], rng: random.Random) -> Iterator[str]:
    chosen = rng.choices(sentences, k=rng.randint(*_SENTENCES))
    for at in range(0, len(chosen), _A_PARAGRAPH):
        yield " ".join(chosen[at : at + _A_PARAGRAPH])


def _written(folder: Path, index: int, paragraphs: Sequence[str]) -> Path:
    if index % 2:
        path = folder / f"made-{index:06d}.html"
        body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
        text = f"<html><head><title>Report {index}</title></head><body><article>{body}</article></body></html>"
    else:
        path = folder / f"made-{index:06d}.txt"
        text = "\n\n".join(paragraphs)
    path.write_text(text, encoding="utf-8")
    return path
