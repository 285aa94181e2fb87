"""``onrecord bench retrieval``: Onrecord and the LangChain quick start on the same files."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

__all__ = ["retrieval"]

_TOLD_EVERY = 500


def retrieval(
    form: Annotated[str, typer.Argument(help="xquad, squad, beir, cranfield, trec or financebench.")],
    path: Annotated[Path, typer.Argument(help="File or folder of that form.")],
    split: Annotated[str | None, typer.Option(help="Of a BEIR folder: qrels/NAME.tsv. Default: test.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask this many of the queries, spread evenly.")] = None,
    no_quick_start: Annotated[bool, typer.Option("--no-quick-start", help="Measure Onrecord alone.")] = False,
    no_ablation: Annotated[bool, typer.Option("--no-ablation", help="Leave out the stages of retrieval.")] = False,
    as_json: AsJson = False,
) -> None:
    """What does retrieval find, how fast, beside the LangChain quick start? Needs the extra packages: bench."""
    from eval.benchmarks.retrieval.forms import read_task
    from eval.benchmarks.retrieval.quick_start import QuickStart
    from eval.benchmarks.retrieval.run import bench_retrieval
    from eval.benchmarks.retrieval.systems import Onrecord
    from eval.benchmarks.retrieval.task import limited
    from onrecord.assembly import open_parts
    from retriever.embed import bundled_folder

    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        documents = Path(place) / "documents"
        documents.mkdir()
        task = limited(read_task(form, path, documents, split), limit)
        with open_parts(settings_of(Path(place) / "library")) as parts:
            ours = Onrecord(parts.ingester, parts.retriever, parts.answerer, _progress)
            theirs = None if no_quick_start else QuickStart(bundled_folder(), Path(place) / "quick-start")
            stages = {name: one for name, one in parts.variants().items() if one is not parts.retriever}
            report = bench_retrieval(task, ours, theirs, {} if no_ablation else stages, _tell)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)


def _progress(done: int, files: int, _: str) -> None:
    if done % _TOLD_EVERY == 0:
        _tell(f"Onrecord: {done:,} of {files:,} files")
