"""``onrecord bench grounding``: the judge beside two simple baselines on claims with known labels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.benchmarks.grounding.report import Report
    from eval.benchmarks.grounding.systems import Embed
    from onrecord.settings import Settings

__all__ = ["grounding"]

# Share of the texts that are single sentences from which on a threshold of texts is one of sentences.
_NEARLY_ALL: Final = 0.95


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
        if settings.judge != "rules" and not settings.judge.startswith("chat:"):
            typer.echo(_advice(settings.judge, report))


def _advice(judge: str, report: "Report") -> str:
    """How to let a model's labels follow the threshold that was fitted, as far as it is one of sentences."""
    units = report.units
    counts = [len(case.claims) for case in report.cases.cases]
    single = counts.count(1) >= _NEARLY_ALL * len(counts)
    found = units["sentence" if "sentence" in units else "text"][0].thresholds
    if not found or not ("sentence" in units or single):
        return "\nThe threshold is one of whole texts; take data of single sentences to set the judge's."
    name, mark, part = judge.partition("#")
    kept = [one for one in part.split("&") if mark and not one.startswith(("supported=", "partly="))]
    fragment = "&".join([*kept, f"supported={max(sum(found) / len(found), 0.001):.3f}"])
    return (
        f"\nThe judge's own labels follow the threshold that was fitted, where the setting is judge = "
        f"'{safe(name)}#{safe(fragment)}'. Fit it on data like yours."
    )


def _embed(settings: "Settings") -> "Embed":
    """Texts to vectors, by the embedder of the settings."""
    import numpy as np

    from retriever.embed import Embedder

    embedder = Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models)
    return lambda texts: np.stack([one.vector for one in embedder.encode(texts)])


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
