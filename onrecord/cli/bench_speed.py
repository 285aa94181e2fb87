"""``onrecord bench speed``: storing, searching and answering in libraries of made-up passages, a thousand and up."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out
from onrecord.errors import BadInput, UnknownDocument

if TYPE_CHECKING:
    from onrecord.settings import Settings
    from retriever.embed import Embedder, Encoded
    from retriever.library import Library

__all__ = ["held_in", "speed"]

_SIZES: Final = "1000,10000,100000"
_MOST: Final = 10_000_000
_ENCODED: Final = 200


def speed(
    sizes: Annotated[str, typer.Option(help="Sizes of the library, in passages, separated by commas.")] = _SIZES,
    rounds: Annotated[int, typer.Option(min=1, max=10_000, help="Searches at each size.")] = 200,
    answers: Annotated[int, typer.Option(min=1, max=10_000, help="Whole answers at each size.")] = 40,
    plot: Annotated[Path | None, typer.Option(help="Draw the figures into this SVG file.")] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Folder in which the library is made and kept; a later run goes on from it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How do storing, searching, answering, disk and memory change as a library grows?"""
    from eval.benchmarks.speed import bench_speed
    from onrecord.assembly import samples_folder

    wanted = _sizes(sizes)
    with nullcontext(keep) if keep else TemporaryDirectory(prefix="onrecord-bench-") as place:
        settings = settings_of(Path(place) / "library")
        texts = [path.read_text(encoding="utf-8") for path in sorted(samples_folder().rglob("*.txt"))]
        held = held_in(settings, texts)
        if wanted[-1] < held[1]:
            raise BadInput(
                f"{keep} holds {held[1]:,} passages already: write a size of so many, or take another folder"
            )
        rows = bench_speed(
            lambda: _filled(settings, texts),
            lambda: _apart(settings, rounds, answers),
            texts,
            wanted,
            settings.library,
            _tell,
            held=held,
        )
    if plot is not None:
        from eval.report.growth import growth_svg

        plot.write_text(growth_svg(rows), encoding="utf-8")
    if as_json:
        json_out(rows)
    else:
        _print(rows)


def _sizes(given: str) -> list[int]:
    """The sizes that were asked for, ascending.

    Raises:
        BadInput: one of them is no number of passages.
    """
    try:
        sizes = sorted({int(size) for size in given.split(",")})
    except ValueError:
        sizes = [0]
    if not 1 <= sizes[0] <= sizes[-1] <= _MOST:
        raise BadInput(f"--sizes {given}: write numbers from 1 to {_MOST:,}, such as {_SIZES}")
    return sizes


def _print(rows: "Sequence[dict[str, float]]") -> None:
    typer.echo("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        typer.echo("| " + " | ".join(_figure(value) for value in row.values()) + " |")
    if len(rows) > 1:
        ratio = rows[-1]["search_ms_p95"] / rows[0]["search_ms_p95"]
        typer.echo(f"\np95 of a search, in the largest library / in the smallest: {ratio:.2f}")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or value >= 1000 else f"{value:,.1f}"


@contextmanager
def _filled(settings: "Settings", texts: "Sequence[str]") -> "Iterator[Library]":
    """The library, open to be added to."""
    from retriever.embed import Embedder
    from retriever.library import Library

    pooled = _Pooled(Embedder(settings.embedder, settings.embedder_backend), texts)
    library = Library(settings.library, pooled)  # type: ignore[arg-type]
    try:
        yield library
    finally:
        library.close()


def held_in(settings: "Settings", texts: "Sequence[str]") -> tuple[int, int]:
    """Documents and passages that the library of the settings holds already; 0 and 0 where there is none.

    Args:
        settings: of the benchmark's library.
        texts: its passages are made of; a few are embedded.

    Raises:
        BadInput: it is another library than a benchmark's; nothing was put into it.
    """
    if not settings.library.exists():
        return 0, 0
    from eval.benchmarks.speed import FIRST_INVENTED
    from retriever.filters import Bounds

    with _filled(settings, texts) as library:
        held = library.record.counts(Bounds())[:2]
        if held[0]:
            try:
                library.document(FIRST_INVENTED)
            except UnknownDocument:
                raise BadInput(f"{settings.library} is no library of this benchmark: take another folder") from None
        return held


def _apart(settings: "Settings", rounds: int, answers: int) -> dict[str, float]:
    """What a process of its own finds that opens the library: its memory then holds nothing of what filled it."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_measured, settings, rounds, answers).result()


def _measured(settings: "Settings", rounds: int, answers: int) -> dict[str, float]:
    """``open_seconds``, ``memory_mb`` (the most it took) and the milliseconds of searches and answers."""
    from eval.benchmarks.speed import measure
    from onrecord.assembly import open_parts, sample_questions

    questions = sample_questions()
    asked = [questions[number % len(questions)] for number in range(max(rounds, answers))]
    begun = time.perf_counter()
    with open_parts(settings) as parts:
        opened = time.perf_counter() - begun
        found = measure(parts.retriever, parts.answerer.ask, asked, answers)
        return {"open_seconds": opened, "memory_mb": _memory(), **found}


def _memory() -> float:
    """Megabytes that this process took at most.

    Linux counts those of the process that started it into ``ru_maxrss`` (getrusage(2): it is kept over an execve), so
    there the high-water mark of this program alone is read (proc_pid_status(5)).
    """
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        marks = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(marks["VmHWM"].split()[0]) / 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


class _Pooled:
    """The real embedder for questions; for passages, vectors of a few real ones, each turned a little another way."""

    def __init__(self, embedder: "Embedder", texts: Sequence[str]) -> None:
        import numpy as np

        self._embedder = embedder
        self.name, self.dimensions = embedder.name, embedder.dimensions
        pieces = [text[at : at + 850] for text in texts for at in range(0, len(text) - 850, 425)][:_ENCODED]
        self._pool = embedder.encode(pieces)
        self._rng = np.random.default_rng(20240418)

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> "list[Encoded]":
        """Real vectors without contexts, which questions have none of; else some of the pool."""
        return self._embedder.encode(texts) if not contexts else [self._one() for _ in texts]

    def _one(self) -> "Encoded":
        import numpy as np

        from retriever.embed import Encoded

        like = self._pool[int(self._rng.integers(len(self._pool)))]
        noise = self._rng.standard_normal(len(like.vector)).astype(np.float32)
        vector = like.vector + noise * (0.6 / np.sqrt(len(noise)))
        return Encoded(vector / np.linalg.norm(vector), like.tokens, like.offsets)


def _tell(line: str) -> None:
    typer.echo(line, err=True)
