"""``onrecord check``: a verdict beside every sentence of any text."""

import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from onrecord.cli.batch import run_batch, text_of
from onrecord.cli.options import AsJson, Batch, LibraryFolder, Out, one_of, settings_of
from onrecord.cli.printing import GLYPHS, json_out, safe
from onrecord.contract import verdict_json
from onrecord.errors import BadInput

__all__ = ["check"]

# Columns of a line where the output is no terminal.
_COLUMNS: Final = 120


def check(
    text: Annotated[str | None, typer.Argument(metavar="TEXT_OR_FILE", show_default=False)] = None,
    against: Annotated[list[str] | None, typer.Option("--against", help="Check against these files only.")] = None,
    as_json: AsJson = False,
    batch: Batch = None,
    out: Out = None,
    library: LibraryFolder = None,
) -> None:
    """Check each sentence of a text against the library, or against given files. Exit code 1: not all is supported."""
    one_of(text, batch, out, "a text or a file")
    if batch is not None and out is not None:
        raise typer.Exit(1 if _batch(batch, out, library) else 0)
    rows = _rows(_words(text or ""), against or [], library)
    unsupported = sum(row["verdict"] != "supported" for row in rows)
    if as_json:
        json_out({"sentences": rows, "supported": len(rows) - unsupported, "not_supported": unsupported})
    else:
        for row in rows:
            typer.echo(_shown(row))
        typer.echo(f"{len(rows) - unsupported} of {len(rows)} sentences supported")
        if disputed := sum(bool(row["contradicted_by"]) for row in rows):
            typer.echo(f"{disputed} contradicted by another document")
        if settings_of(library).judge == "rules":
            typer.echo(
                "Checked by rules: they see words, figures, names and denials; what follows from what they do not."
            )
    raise typer.Exit(1 if unsupported else 0)


def _shown(row: dict[str, Any]) -> str:
    """One sentence as a linter shows a line: verdict, words, what is wrong, why, and where the nearest words stand."""
    lines = _marked(f"{GLYPHS[row['verdict']]} {row['verdict']:<11} {row['score']:.2f}  ", row)
    lines.append(f"      {safe(row['reason'])}")
    if row["title"]:
        page = f", p. {row['page']}" if row["page"] else ""
        nearest = f": {safe(row['nearest'])}" if row["nearest"] and row["verdict"] != "supported" else ""
        lines.append(f"      nearest: \u201c{safe(row['title'])}\u201d{page}{nearest}")
    for one in row.get("contradicted_by", []):
        when = f" ({one['published']})" if one["published"] else ""
        lines.append(f"      but \u201c{safe(one['title'])}\u201d{when} says otherwise: {safe(one['reason'])}")
        lines.append(f"        \u201c{safe(' '.join(one['quote'].split()))}\u201d")
    return "\n".join(lines)


def _marked(head: str, row: dict[str, Any]) -> list[str]:
    """The sentence, with carets under the offending words; between \u2039 \u203a where it takes more than a line."""
    text, spans = row["text"], row["offending_at"]
    shown = safe(text)  # the text is folded: letter for letter as long
    line = head + shown
    if not spans:
        return [line]
    if _width(line) > shutil.get_terminal_size((_COLUMNS, 24)).columns:
        return [head + safe(_between(text, spans))]
    under, at = " " * _width(head), 0
    for start, end in spans:
        under += " " * _width(shown[at:start]) + "^" * _width(shown[start:end])
        at = end
    return [line, under]


def _between(text: str, spans: Sequence[Sequence[int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}\u2039{text[start:end]}\u203a{text[end:]}"
    return text


def _width(text: str) -> int:
    """Columns that ``text`` takes: two for a wide letter, none for a mark upon another."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) in ("Mn", "Me") for letter in text)


def _batch(batch: Path, out: Path, library: Path | None) -> int:
    """Check claims against the passages that stand beside them; the library is not opened."""
    from onrecord.assembly import build_judge

    judge = build_judge(settings_of(library))

    def check_row(row: dict[str, Any]) -> dict[str, Any]:
        passages = row.get("passages")
        if not isinstance(passages, list) or not all(isinstance(passage, str) for passage in passages):
            raise BadInput("'passages' is missing or is no list of texts")
        claim = text_of(row, "claim")
        return verdict_json(judge.weigh(claim, passages), claim)

    return run_batch(batch, out, check_row)


def _rows(text: str, against: list[str], library: Path | None) -> list[dict[str, Any]]:
    from onrecord.assembly import open_parts, temporary_library
    from onrecord.grounding.check import Checker, checked_sentences

    settings = settings_of(library)
    with temporary_library(settings, against) if against else open_parts(settings) as parts:
        return checked_sentences(text, Checker(parts.retriever, parts.judge, _read))


def _words(text_or_file: str) -> str:
    """The text itself, or that of the file it names.

    Raises:
        BadInput: the file is no text.
    """
    try:
        path = Path(text_or_file)
        is_file = len(text_or_file) < 4096 and path.is_file()
    except (OSError, ValueError):
        is_file = False
    return _read(path) if is_file else text_or_file


def _read(path: Path) -> str:
    """The text of a file.

    Raises:
        BadInput: it is no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as text: {error}; give a UTF-8 text file.") from error
