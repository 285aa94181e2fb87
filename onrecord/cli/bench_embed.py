"""``onrecord bench embed``: the back ends of the embedder side by side."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

__all__ = ["embed"]


def embed(
    path: Annotated[
        Path | None, typer.Argument(help="Text file or folder to read. Default: the sample library.")
    ] = None,
    passages: Annotated[int, typer.Option(min=1, max=10_000, help="How many passages of 150 words, at most.")] = 256,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Readings of all passages; the best counts.")] = 4,
    as_json: AsJson = False,
) -> None:
    """How fast does each back end embed, and does it give the vectors of PyTorch?"""
    from eval.benchmarks.embed import bench_embed, passages_of
    from onrecord.assembly import samples_folder
    from onrecord.errors import ModelUnavailable
    from retriever.embed import Embedder

    name = settings_of(None).embedder
    texts = passages_of(path or samples_folder(), passages)
    plain = Embedder(name, "torch")
    embedders = {plain.backend: plain}
    try:
        fast = Embedder(name, "openvino")
        embedders[fast.backend] = fast
    except ModelUnavailable as error:
        typer.echo(f"onrecord: {safe(str(error))}", err=True)
    rows = bench_embed(texts, embedders, rounds)
    if as_json:
        json_out(rows)
        return
    typer.echo(f"{len(texts)} passages, best of {rounds} rounds")
    for backend, row in rows.items():
        typer.echo(
            f"{backend:<32} {row['tokens_per_second']:8,.0f} tokens/s  x{row['times_the_first']:.2f}"
            f"  question {row['question_ms']:.1f} ms"
            f"  least cosine {row['least_cosine']:.5f}, of a token {row['least_token_cosine']:.5f}"
        )
