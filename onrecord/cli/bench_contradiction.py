"""``onrecord bench contradiction``: is what says otherwise than a claim seen, and only that?"""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import aligned, json_out, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.benchmarks.contradiction.report import Report
    from onrecord.ports import Judge

__all__ = ["contradiction"]


class _Half(StrEnum):
    even = "even"
    odd = "odd"


def contradiction(
    form: Annotated[str | None, typer.Argument(help="pairs, summedits, fm2, qags, wice, ragtruth or jsonl.")] = None,
    path: Annotated[Path | None, typer.Argument(help="File or folder of that form.")] = None,
    half: Annotated[_Half | None, typer.Option(help="List in the JSON what came of each text of one half.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold claims against evidence that contradicts them, and against such that does not.

    Without a form: sample sentences with a figure, a date or a denial changed, against their original; pairs of our
    own; and all sentences of the sample library against the library. A line of the form pairs has a claim, evidence
    (texts of one document), contradicted (true or false) and, where wanted, a kind. Of the other forms, what is not
    supported counts as contradicted.
    """
    if (form is None) != (path is None):
        raise typer.BadParameter("Give a form and a path, or neither for the samples.")
    report = _samples() if form is None or path is None else _claims(form, path)
    if as_json:
        json_out(report.as_json(half.value if half else None))
    else:
        for line in report.as_markdown().split("\n"):
            typer.echo(aligned(line))


def _claims(form: str, path: Path) -> "Report":
    from eval.benchmarks.contradiction.pairs import read_claims
    from eval.benchmarks.contradiction.run import bench_claims
    from onrecord.assembly import build_judge

    cases = read_claims(form, path)
    judge = build_judge(settings_of(None))
    return bench_claims(cases, lambda claim, passages: _reason(claim, passages, judge), _tell)


def _samples() -> "Report":
    from eval.benchmarks.contradiction.pairs import PAIRS, read_claims
    from eval.benchmarks.contradiction.run import bench_samples
    from onrecord.assembly import open_parts, samples_folder, samples_suite
    from onrecord.grounding.check import Checker

    suites = samples_suite().parent
    rewrites = read_claims("jsonl", suites / "rewrites.jsonl")
    pairs = read_claims(PAIRS, suites / "contradictions.jsonl")
    with TemporaryDirectory(prefix="onrecord-bench-") as place, open_parts(settings_of(Path(place))) as parts:
        for _ in parts.ingester.ingest([str(samples_folder())]):
            pass
        checker = Checker(parts.retriever, parts.judge, lambda path: path.read_text(encoding="utf-8"))
        return bench_samples(
            rewrites,
            pairs,
            lambda claim, passages: _reason(claim, passages, parts.judge),
            parts.library,
            checker,
            _tell,
        )


def _reason(claim: str, passages: "Sequence[str]", judge: "Judge") -> str | None:
    from onrecord.grounding.otherwise import contrary

    found = contrary(claim, passages, judge)
    return found.reason if found else None


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
