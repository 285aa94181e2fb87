"""``onrecord documents``: list, show, remove, verify, rebuild."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.contract import source_json
from onrecord.types import Source

__all__ = ["app"]

app = typer.Typer(help="See and tend what is on record.", no_args_is_help=True)


@app.command("list")
def list_documents(as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """List the documents on record, and the files that could not be read."""
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts:
        sources, failures = parts.library.sources(), parts.library.record.failures()
    if as_json:
        failed = [{"collection": row[0], "source": row[1], "reason": row[2]} for row in failures]
        json_out({"documents": [source_json(source) for source in sources], "failed": failed})
        return
    for source in sources:
        about = ", ".join(part for part in (source.outlet or source.author, source.published, source.format) if part)
        typer.echo(f"{source.document_id}  {safe(source.title)} ({safe(about)})")
    for _, location, reason in failures:
        typer.echo(f"not read: {safe(location)}: {reason}")
    typer.echo(f"{len(sources)} documents, {len(failures)} files not read")


@app.command("show")
def show_document(
    document_id: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False, library: LibraryFolder = None
) -> None:
    """Show one document: what names it, and its text as it is quoted from."""
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts:
        document = parts.library.document(document_id)
    if as_json:
        pages = {"page_starts": list(document.page_starts), "notes": list(document.notes)}
        json_out({**source_json(document.source), "text": document.text, **pages})
        return
    for name, value in source_json(document.source).items():
        typer.echo(f"{name}: {'-' if value is None else safe(str(value))}")
    typer.echo("")
    typer.echo("\n".join(safe(line) for line in document.text.split("\n")))


@app.command("remove")
def remove_documents(
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...")], library: LibraryFolder = None
) -> None:
    """Take documents off the record. Their files are not touched."""
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts:
        document_ids = list(dict.fromkeys(document_ids))
        for document_id in document_ids:
            parts.library.document(document_id)  # all ids are known before any is removed
        for document_id in document_ids:
            parts.library.remove(document_id)
    typer.echo(f"{len(document_ids)} removed")


@app.command("verify")
def verify_documents(as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """Compare the record with the files it was made from, and the index with the record; mend the index."""
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts:
        states = [(source, _state_of(source)) for source in parts.library.sources()]
        missing, foreign = parts.library.repair()
    changed = [(source, state) for source, state in states if state != "as ingested"]
    if as_json:
        rows = [{**source_json(source), "state": state} for source, state in states]
        json_out({"documents": rows, "vectors_put_back": missing, "vectors_removed": foreign})
    else:
        for source, state in changed:
            advice = f"ingest it again, or: onrecord documents remove {source.document_id}"
            typer.echo(f"{state}: {safe(source.location)}; {advice}")
        counts = Counter(state for _, state in states)
        typer.echo(", ".join(f"{count} {state}" for state, count in counts.items()) or "nothing on record")
        if missing or foreign:
            typer.echo(f"index mended: {missing} vectors put back, {foreign} removed")
    raise typer.Exit(1 if changed else 0)


def _state_of(source: Source) -> str:
    try:
        with Path(source.location).open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"
    return "as ingested" if now == source.sha256 else "changed"


@app.command("rebuild")
def rebuild_documents(library: LibraryFolder = None) -> None:
    """Split and embed every document anew, from the text on record: after a change of embedder."""
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library), rebuilding=True) as parts, progress(quiet=False) as show:
        sources = parts.library.sources()
        for done, source in enumerate(sources):
            show(done, len(sources), source.title)
            parts.ingester.store(parts.library.document(source.document_id))
        parts.library.finish_rebuild()
    typer.echo(f"{len(sources)} documents embedded anew")
