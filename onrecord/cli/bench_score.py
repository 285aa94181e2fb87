"""``onrecord bench fit-score``: fit the score of the rule judge, and say how well it does."""

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.benchmarks.grounding.fit import FitSet, Look

__all__ = ["fit_score"]


def fit_score(
    sets: Annotated[list[str], typer.Argument(help="FORM=PATH, one or more, such as fm2=dev.jsonl.", metavar="SET")],
    also: Annotated[list[str] | None, typer.Option(help="FORM=PATH of a set to measure only.", metavar="SET")] = None,
    limit: Annotated[int | None, typer.Option(min=4, help="Look at this many texts of each set only.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Keep the weights as those that are used from now on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fit how likely a claim is supported; each set is also measured with weights that were not fitted on it."""
    from eval.benchmarks.grounding.fit import Model, fit, keep
    from onrecord.errors import BadInput
    from onrecord.grounding.score import AGAINST, FEATURES, FIXED, weights_file

    if write and limit is not None:
        raise BadInput("--write keeps weights that were fitted on all; leave --limit out.")
    look = _look()
    fitted = fit(_seen(sets, limit, look), Model(FEATURES, AGAINST, FIXED), _seen(also or [], limit, look))
    if write:
        keep(fitted, weights_file())
        _tell(f"written to {weights_file()}")
    if as_json:
        json_out(fitted.as_json())
    else:
        typer.echo(fitted.as_markdown())


def _seen(sets: list[str], limit: int | None, look: "Look") -> "list[FitSet]":
    """What the judge finds in the texts of each FORM=PATH; all are read before the first is looked at.

    Raises:
        BadInput: one is not FORM=PATH, or what is at PATH is not of that form.
    """
    from eval.benchmarks.fitting import form_and_path, hashes_of
    from eval.benchmarks.grounding.cases import limited
    from eval.benchmarks.grounding.fit import seen_set
    from eval.benchmarks.grounding.forms import read_cases

    places = [form_and_path(one) for one in sets]
    cases = [(limited(read_cases(form, path), limit), hashes_of(path)) for form, path in places]
    seen = []
    for one, files in cases:
        _tell(f"{one.form}: {len(one.cases):,} texts")
        seen.append(seen_set(one, files, look))
    return seen


def _look() -> "Look":
    """What the rule judge with the embedder of the settings finds in a claim."""
    from eval.benchmarks.grounding.fit import Found
    from onrecord.grounding.judge import RuleJudge
    from onrecord.grounding.score import FEATURES, RANGES
    from retriever.embed import Embedder

    settings = settings_of(None)
    judge = RuleJudge(Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models))

    def look(claim: str, evidence: tuple[str, ...]) -> Found:
        verdict, features = judge.weighed(claim, evidence)
        least, greatest = RANGES[verdict.label] if features else (verdict.score, verdict.score)
        return Found(tuple(features[name] for name in FEATURES) if features else (), least, greatest)

    return look


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
