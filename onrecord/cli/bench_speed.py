"""``onrecord bench speed``: searches in a library of made-up passages, ten thousand and up."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out

if TYPE_CHECKING:
    from retriever.embed import Embedder, Encoded

__all__ = ["speed"]

_FIRST_SIZE = 10_000
_ENCODED = 200


def speed(
    passages: Annotated[int, typer.Option(min=1, max=10_000_000, help="Size of the library.")] = 100_000,
    rounds: Annotated[int, typer.Option(min=1, max=10_000, help="Questions at each size.")] = 200,
    as_json: AsJson = False,
) -> None:
    """How long does a search take in a library of so many passages, and in one of 10,000?"""
    from eval.benchmarks.speed import bench_speed
    from onrecord.assembly import sample_questions, samples_folder
    from retriever.embed import Embedder
    from retriever.hybrid import HybridRetriever
    from retriever.library import Library

    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        settings = settings_of(Path(place) / "library")
        texts = [path.read_text(encoding="utf-8") for path in sorted(samples_folder().rglob("*.txt"))]
        library = Library(settings.library, _Pooled(Embedder(settings.embedder, settings.embedder_backend), texts))  # type: ignore[arg-type]
        try:
            retriever = HybridRetriever(library, settings.candidates, settings.rerank)
            questions = sample_questions()
            asked = [questions[number % len(questions)] for number in range(rounds)]
            sizes = sorted({min(_FIRST_SIZE, passages), passages})
            rows = bench_speed(library, retriever, texts, asked, sizes, settings.library, _tell)
        finally:
            library.close()
    if as_json:
        json_out(rows)
        return
    typer.echo("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        typer.echo(
            "| "
            + " | ".join(f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" for value in row.values())
            + " |"
        )
    if len(rows) > 1:
        typer.echo(f"\np95 of the larger / the smaller: {rows[-1]['ms_p95'] / rows[0]['ms_p95']:.2f}")


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
