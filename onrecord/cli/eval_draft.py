"""``onrecord eval draft``: what readers said of answers, as draft cases of a suite."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from onrecord.cli.options import LibraryFolder, settings_of
from onrecord.errors import BadInput

__all__ = ["draft"]

_TAKEN: Final = "{} is there already, and is not written over. Name a new file with --out."
_NO_REVIEW: Final = (
    "No review is on record. Readers give them on the page of `onrecord chat`: a thumb under an answer, or a mark "
    "beside a passage."
)
_NOTHING_TO_TEST_BY: Final = (
    "No review gives a case: a thumb up on an answer does not say which words are right. Thumbs down, marks beside "
    "passages and thumbs up on refusals do."
)


def draft(
    out: Annotated[
        Path | None, typer.Option("--out", help="A new file for the drafts. Default: standard output.")
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Make draft cases of the thumbs and marks that readers gave in the chat."""
    from eval.draft import draft_lines, drafts
    from eval.gold import Shelf
    from onrecord.assembly import open_parts

    if out is not None and out.exists():
        raise BadInput(_TAKEN.format(out))  # before a library is opened
    with open_parts(settings_of(library)) as parts:
        reviews = parts.library.reviews.reviews()
        lines = draft_lines(drafts(reviews, Shelf(parts.library)))
    if not lines:
        typer.echo(_NOTHING_TO_TEST_BY if reviews else _NO_REVIEW, err=True)
        return
    if out is None:
        sys.stdout.write(_text(lines, sys.stdout.encoding))
        return
    _write_new(out, _text(lines, "utf-8"))
    what = "1 draft case" if len(lines) == 1 else f"{len(lines)} draft cases"
    typer.echo(f"{what} in {out}. Their tags say what is still to be decided; then: onrecord eval accept", err=True)


def _text(lines: Sequence[str], encoding: str | None) -> str:
    """The lines as text that can be written: what the encoding lacks is escaped, as JSON has it."""
    text = "".join(f"{line}\n" for line in lines)
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return "".join(f"{json.dumps(json.loads(line))}\n" for line in lines)
    return text


def _write_new(out: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        BadInput: it is there, or it cannot be written.
    """
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput(_TAKEN.format(out)) from None
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}. Name another file with --out.") from error
