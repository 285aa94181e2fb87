"""``onrecord eval make`` and ``eval accept``: cases from a user's own documents, and the word of a person for them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, safe
from onrecord.errors import BadInput

if TYPE_CHECKING:
    from eval.cases import Case
    from onrecord.types import Document, Passage

__all__ = ["accept", "make"]


def make(
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="File or folder to ask about. Default: the library.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="New file for the cases, one a line. Default: standard output.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="Cases at most.")] = 50,
    seed: Annotated[int, typer.Option("--seed", help="Another seed draws other questions.")] = 0,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Propose questions from documents, by rules and without a model: drafts, until you accept them."""
    from eval.make import propose

    if out is not None and out.exists():
        raise _taken(out)
    if as_json and out is None:
        raise BadInput("--json tells what was written to --out FILE; without --out the cases themselves are printed.")
    documents = _documents(from_, library)
    cases = propose(documents, most, seed)
    if not cases:
        raise BadInput(f"Nothing to ask was found in {len(documents)} documents; give more of them, or longer ones.")
    _write(cases, out)
    told = _told(cases, len(documents), out)
    if as_json:
        unanswerable = sum(case.kind == "unanswerable" for case in cases)
        json_out({"file": str(out), "cases": len(cases), "unanswerable": unanswerable, "documents": len(documents)})
    typer.echo(told, err=True)


def accept(
    file: Annotated[Path, typer.Argument(help="File of cases, as onrecord eval make wrote it.")],
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of the cases to accept.", show_default=False)] = None,
    all_: Annotated[bool, typer.Option("--all", help="Accept every case of the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Accept drafted cases that you have read: their lines lose the mark of a draft, nothing else changes."""
    from eval.accept import accept_cases

    if bool(ids) == all_:
        raise BadInput("Name the ids of the cases to accept, or give --all.")
    accepted, left = accept_cases(file, ids or None)
    if as_json:
        json_out({"file": str(file), "accepted": list(accepted), "drafts_left": left})
    else:
        typer.echo(f"{len(accepted)} accepted, {left} drafts left in {safe(str(file))}")


def _documents(from_: Path | None, library: Path | None) -> "Sequence[Document]":
    """The documents of a file or folder, or of the library.

    Raises:
        BadInput: there is no such file.
        EmptyLibrary: nothing has been ingested yet.
        IngestError: none of the files can be read.
    """
    from onrecord.assembly import open_parts
    from onrecord.errors import EmptyLibrary

    settings = settings_of(library)
    if from_ is not None:
        return _read(from_, settings.max_file_megabytes)
    with open_parts(settings) as parts:
        documents = [parts.library.document(source.document_id) for source in parts.library.sources()]
    if not documents:
        raise EmptyLibrary("Nothing is on record yet: onrecord ingest FILES, or give --from FILES.")
    return documents


def _read(path: Path, most_megabytes: int) -> "Sequence[Document]":
    """The documents of a file or a folder, read as ingest reads them, and put on no record: that needs no model."""
    from ingest.run import IngestRun
    from onrecord.errors import IngestError

    if not path.exists():
        raise BadInput(f"{path} is not there; give a file or a folder after --from.")
    kept = _Kept()
    left_out = []
    for report in IngestRun(kept, _letters, most_megabytes).ingest([str(path)]):
        if report.status in ("failed", "skipped"):
            left_out.append(f"{report.location}: {report.reason}")
    if not kept.documents:
        raise IngestError("; ".join(left_out) or f"{path} holds no files.")
    for line in left_out:
        typer.echo(safe(f"left out: {line}"), err=True)
    return kept.documents


def _letters(texts: "Sequence[str]") -> list[int]:
    """A length for each text: passages are made on the way, and not used."""
    return [len(text) // 4 for text in texts]


class _Kept:
    """A place for documents that keeps them in memory, and none of their passages."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def sha256_of(self, location: str, collection: str) -> str | None:
        return None

    def begin(self, documents: "Sequence[Document]") -> "_Kept":
        self.documents += documents
        return self

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Nothing to note: the report has it."""

    def forget_failure(self, location: str, collection: str) -> None:
        """Nothing was noted."""

    def add(self, passages: "Sequence[Passage]") -> None:
        """Nothing to add."""

    def commit(self) -> None:
        """Nothing to do."""

    def abandon(self) -> None:
        """Nothing to do."""


def _write(cases: "Sequence[Case]", out: Path | None) -> None:
    from eval.cases import case_line

    lines = "".join(f"{case_line(case)}\n" for case in cases)
    if out is None:
        typer.echo(lines, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(lines)
    except FileExistsError as error:
        raise _taken(out) from error
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}. Name another file after --out.") from error


def _taken(out: Path) -> BadInput:
    return BadInput(f"{out} is there already and is not written over; name another file after --out.")


def _told(cases: "Sequence[Case]", documents: int, out: Path | None) -> str:
    unanswerable = sum(case.kind == "unanswerable" for case in cases)
    command = f"onrecord eval accept {safe(str(out)) if out else 'FILE'}"
    return (
        f"{len(cases)} drafts from {documents} documents, {unanswerable} of them meant to have no answer. They stay"
        f" drafts until a person accepts them: read each, take out or mend the poor ones, then: {command}"
    )
