"""``onrecord bench grounding``: the judge beside two simple baselines on claims with known labels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.benchmarks.grounding.systems import Embed
    from onrecord.settings import Settings

__all__ = ["grounding"]


def grounding(
    form: Annotated[str, typer.Argument(help="summedits, fm2, qags, wice, ragtruth or jsonl.")],
    path: Annotated[Path, typer.Argument(help="File or folder of that form.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Judge this many of the texts, spread evenly.")] = None,
    no_baselines: Annotated[bool, typer.Option("--no-baselines", help="Measure the judge alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """How well does the judge tell claims that their evidence supports from the others?"""
    from eval.benchmarks.grounding.cases import limited
    from eval.benchmarks.grounding.forms import read_cases
    from eval.benchmarks.grounding.run import bench_grounding
    from eval.benchmarks.grounding.systems import BigramContainment, Judged, SentenceCosine, System
    from onrecord.assembly import build_judge

    cases = limited(read_cases(form, path), limit)
    settings = settings_of(None)
    systems: list[System] = [Judged(build_judge(settings))]
    if not no_baselines:
        systems += [BigramContainment(), SentenceCosine(_embed(settings))]
    report = bench_grounding(cases, systems, _tell)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())


def _embed(settings: "Settings") -> "Embed":
    """Texts to vectors, by the embedder of the settings."""
    import numpy as np

    from retriever.embed import Embedder

    embedder = Embedder(settings.embedder, settings.embedder_backend)
    return lambda texts: np.stack([one.vector for one in embedder.encode(texts)])


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
