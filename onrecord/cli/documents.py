"""``onrecord documents``: list, show, remove; verify, export, import and rebuild are in files of their own."""

from typing import Annotated

import typer

from onrecord.cli.documents_archive import export_documents, import_documents
from onrecord.cli.documents_rebuild import rebuild_documents
from onrecord.cli.documents_verify import verify_documents
from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.contract import source_json
from onrecord.shelf import DocumentVersion

__all__ = ["app"]

app = typer.Typer(help="See and tend what is on record.", no_args_is_help=True)
app.command("verify")(verify_documents)
app.command("export")(export_documents)
app.command("import")(import_documents)
app.command("rebuild")(rebuild_documents)


@app.command("list")
def list_documents(as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """List the documents on record, and the files that could not be read."""
    from onrecord.cli.opening import open_library

    with open_library(settings_of(library)) as opened:
        sources, failures = opened.sources(), opened.record.failures()
    if as_json:
        failed = [{"collection": row[0], "source": row[1], "reason": row[2]} for row in failures]
        json_out({"documents": [source_json(source) for source in sources], "failed": failed})
        return
    for source in sources:
        about = ", ".join(part for part in (source.outlet or source.author, source.published, source.format) if part)
        typer.echo(f"{source.document_id}  {safe(source.title)} ({safe(about)})")
    for _, location, reason in failures:
        typer.echo(f"not read: {safe(location)}: {safe(reason)}")
    typer.echo(f"{len(sources)} documents, {len(failures)} files not read")


@app.command("show")
def show_document(
    document_id: Annotated[str, typer.Argument(metavar="ID")],
    versions: Annotated[bool, typer.Option("--versions", help="List the versions that are kept instead.")] = False,
    sha256: Annotated[
        str | None, typer.Option("--sha256", help="Show the version with this hash, as a citation names it.")
    ] = None,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Show one document: what names it, and its text as it is quoted from; or how it was when it was cited."""
    from onrecord.cli.opening import open_library

    with open_library(settings_of(library)) as opened:
        kept = opened.versions(document_id)
        if versions:
            _list_versions(kept, as_json)
            return
        document, superseded = opened.document_version(document_id, sha256 or kept[0].source.sha256)
    if as_json:
        pages = {"page_starts": list(document.page_starts), "notes": list(document.notes)}
        told = [_version_json(version) for version in kept]
        body = {**source_json(document.source), "text": document.text, **pages}
        json_out({**body, "superseded": superseded, "versions": told})
        return
    if superseded:
        typer.echo(f"superseded on {superseded}: another version is on record")
    for name, value in source_json(document.source).items():
        typer.echo(f"{name}: {'-' if value is None else safe(str(value))}")
    typer.echo("")
    typer.echo("\n".join(safe(line) for line in document.text.split("\n")))


def _list_versions(kept: list[DocumentVersion], as_json: bool) -> None:
    if as_json:
        json_out([_version_json(version) for version in kept])
        return
    for version in kept:
        when = f"superseded on {version.superseded}" if version.superseded else "on record"
        typer.echo(f"{version.source.sha256}  {when}  {safe(version.source.title)}")


def _version_json(version: DocumentVersion) -> dict[str, str | None]:
    return {"sha256": version.source.sha256, "title": version.source.title, "superseded": version.superseded}


@app.command("remove")
def remove_documents(
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...")], library: LibraryFolder = None
) -> None:
    """Take documents off the record, all of them or none, and prove that they are gone.

    With them go their earlier versions, passages, vectors and words, kept replies of models, pictures of their pages
    and the library's own copies of uploaded files. Other files are not touched; conversations keep what was answered.
    """
    from onrecord.cli.opening import open_library

    document_ids = list(dict.fromkeys(document_ids))
    with open_library(settings_of(library)) as opened, progress(quiet=False, doing="Removing") as show:
        opened.remove_all(document_ids, show=show)
    typer.echo(f"{len(document_ids)} removed")
