"""``onrecord eval``: does it stay grounded, and did this change make it worse?"""

from collections.abc import Sized
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.eval_adapt import adapt
from onrecord.cli.eval_draft import draft
from onrecord.cli.eval_make import accept, make
from onrecord.cli.eval_ragas import ragas
from onrecord.cli.eval_run import run
from onrecord.cli.options import AsJson
from onrecord.cli.printing import aligned, json_out, safe
from onrecord.errors import BadInput

if TYPE_CHECKING:
    from eval.compare import Comparison
    from eval.results import Run

__all__ = ["app"]

app = typer.Typer(help="Measure answers on suites of questions; compare and gate runs.", no_args_is_help=True)
RunFolder = Annotated[Path, typer.Argument(help="Folder of a finished run.", show_default=False)]


app.command()(run)


@app.command()
def compare(
    run_a: RunFolder,
    run_b: RunFolder,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Compare although suite, judge or library differ; it is said loudly.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with both answers of each question side by side.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Which figures moved from run A to run B, on which questions, and is it more than chance?"""
    from eval.compare import compare_runs, incomparable
    from eval.results import read_run

    a, b = read_run(run_a), read_run(run_b)
    unlike = incomparable(a, b)
    if unlike and not anyway:
        lines = "\n  ".join(unlike)
        raise BadInput(
            f"The runs do not measure the same thing:\n  {lines}\nAdd --anyway to compare them all the same."
        )
    for line in unlike:
        typer.echo(f"NOT THE SAME: {safe(line)}", err=True)
    comparison = compare_runs(a, b)
    if html is not None:
        _write_page(html, a, b, comparison)
    if as_json:
        json_out(comparison.as_json())
    else:
        _print(a, b, comparison)


def _write_page(path: Path, a: "Run", b: "Run", comparison: "Comparison") -> None:
    from eval.report.compare_page import comparison_html

    try:
        path.write_text(comparison_html(a, b, comparison.as_json()), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}. Name another file with --html.") from error
    typer.echo(f"written: {path}", err=True)


def _print(a: "Run", b: "Run", comparison: "Comparison") -> None:
    from eval.told import comparison_lines

    for line in comparison_lines(a, b, comparison):
        typer.echo(aligned(line))


@app.command()
def gate(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.", show_default=False)],
    floor: Annotated[Path | None, typer.Option(help="TOML with floors. Default: those of the samples suite.")] = None,
    as_json: AsJson = False,
) -> None:
    """Exit with 1 where a run misses a floor, and name the questions that pull it down."""
    from eval.gate import FLOORS, misses, read_bounds
    from eval.results import read_run

    finished = read_run(run_folder)
    bounds = read_bounds(floor or FLOORS)
    missed = misses(finished, bounds)
    if as_json:
        rows = [{"missed": one.told, "cases": dict(one.cases)} for one in missed]
        json_out({"passed": not missed, "bounds": len(bounds), "missed": rows})
    elif missed:
        for one in missed:
            typer.echo(f"MISSED  {safe(one.told)}")
            for case, why in one.cases.items():
                typer.echo(f"  {safe(case)}: {safe(why)}")
    else:
        typer.echo(f"passed: {_counted(bounds, 'floor')}, {_counted(finished.results, 'question')}")
    raise typer.Exit(1 if missed else 0)


def _counted(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


@app.command()
def report(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.", show_default=False)],
) -> None:
    """Write the report of a run anew, and say where it is."""
    from eval.junit import write_junit
    from eval.report.page import write_report
    from eval.results import read_run

    finished = read_run(run_folder)
    write_junit(finished)
    typer.echo(str(write_report(finished)))


app.command()(make)
app.command()(draft)
app.command()(accept)
app.command()(adapt)
app.command()(ragas)
