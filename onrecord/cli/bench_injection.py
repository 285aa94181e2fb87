"""``onrecord bench injection``: are instructions that stand in documents followed?"""

import shutil
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import aligned, json_out, safe

__all__ = ["injection"]


def injection(
    path: Annotated[Path, typer.Argument(help="Instructions as BIPIA has them, such as text_attack_train.json.")],
    documents: Annotated[Path | None, typer.Option(help="Folder to plant them in copies of. Default: samples.")] = None,
    questions: Annotated[Path | None, typer.Option(help="Suite of questions on it. Default: the samples'.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Plant only so many, from all categories.")] = None,
    seed: Annotated[int, typer.Option(help="The same one plants the same, and asks the same.")] = 0,
    undetected: Annotated[
        bool, typer.Option("--undetected", help="Switch the detector off: what does the rest stop?")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Plant instructions in documents, one at a time: are they found, seen, shown as an answer, followed?"""
    from eval.benchmarks.injection.attacks import read_attacks
    from eval.benchmarks.injection.planting import draw_trials, spots_of
    from eval.benchmarks.injection.run import Engine, bench_injection
    from eval.cases import read_suite
    from onrecord.answering.planted import undetected as detector_off
    from onrecord.assembly import open_parts, samples_folder, samples_suite
    from onrecord.errors import BadInput

    folder = documents or samples_folder()
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; give one of documents with --documents.")
    attacks, suite = read_attacks(path), read_suite(questions or samples_suite())
    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        copies = (Path(place) / "documents").resolve()
        shutil.copytree(folder, copies)
        trials = draw_trials(attacks, spots_of(suite.cases, copies), sample, seed)
        with open_parts(settings_of(Path(place) / "library")) as parts, detector_off() if undetected else nullcontext():
            engine = Engine(parts.ingester, parts.answerer, parts.retriever, parts.library, parts.settings.hits)
            report = bench_injection(trials, copies, engine, undetected, _tell)
    if as_json:
        json_out(report.as_json())
    else:
        for line in report.as_markdown().split("\n"):
            typer.echo(aligned(line))


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
