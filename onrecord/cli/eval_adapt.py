"""``onrecord eval adapt``: public data sets made into suites."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.adapters.adapted import Adapted

__all__ = ["adapt"]


def adapt(
    form: Annotated[str, typer.Argument(help="bipia, clapnq, financebench, mtrag, ramdocs or squad.")],
    path: Annotated[Path, typer.Argument(help="File or folder of that form.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for suite.jsonl and documents/, which it must not hold.")],
    most: Annotated[int | None, typer.Option("--most", min=1, help="Draw so many of the questions by lot.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Make a suite and its documents of a public data set."""
    from eval.adapters.forms import adapt as make

    made = make(form, path, out, most, seed)
    if as_json:
        json_out({**made.as_json(), "next": _next(made)})
    else:
        typer.echo(_told(made))


def _told(made: "Adapted") -> str:
    """The counts for people, and what to do next."""
    lines = [f"{safe(str(made.suite))}: {sum(made.cases.values()):,} questions"]
    lines += [f"  {count:>7,} {kind}" for kind, count in made.cases.items()]
    lines.append(f"{safe(str(made.documents))}: {made.document_count:,} documents")
    if made.left_out:
        lines += ["Left out:", *(f"  {count:>7,} {why}" for why, count in made.left_out.items())]
    return "\n".join([*lines, "Next:", f"  {safe(_next(made))}"])


def _next(made: "Adapted") -> str:
    return f"onrecord eval run {shlex.quote(str(made.suite))} --documents {shlex.quote(str(made.documents))}"
