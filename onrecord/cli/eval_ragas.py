"""``onrecord eval ragas``: a second opinion on a finished run, by a chat model and the metrics of ragas."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["ragas"]

_FILE = "ragas.json"


def ragas(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.", show_default=False)],
    model: Annotated[str, typer.Option(help="Chat model, such as chat:openai:gpt-5-mini.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Score a finished run with ragas as well; needs the extra "ragas" and a chat model. Written to RUN/ragas.json."""
    import numpy as np

    from eval.ragas import ragas_scores
    from eval.results import read_run
    from onrecord.models.opening import open_model
    from retriever.embed import Embedder

    finished = read_run(run_folder)
    settings = settings_of(None)
    embedder = Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models)

    def embed(texts: Sequence[str]) -> "npt.NDArray[np.float32]":
        return np.stack([one.vector for one in embedder.encode(texts)])

    scores = ragas_scores(finished, open_model(model), embed)
    told = {
        name: {case: {"value": one.value, "reason": one.reason} for case, one in found.items()}
        for name, found in scores.items()
    }
    (run_folder / _FILE).write_text(json.dumps({"model": model, "scores": told}, indent=2) + "\n", encoding="utf-8")
    means = {name: [one.value for one in found.values() if one.value is not None] for name, found in scores.items()}
    figures = {
        name: {"mean": sum(values) / len(values) if values else None, "scored": len(values)}
        for name, values in means.items()
    }
    if as_json:
        json_out(figures)
        return
    for name, one in figures.items():
        shown = "-" if one["mean"] is None else f"{one['mean']:.3f}"
        typer.echo(f"{name:<28} {shown}  ({one['scored']} scored)")
