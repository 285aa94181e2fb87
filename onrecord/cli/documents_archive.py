"""``onrecord documents export`` and ``import``: a library as one archive, and back."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe

if TYPE_CHECKING:
    from retriever.importing import Imported

__all__ = ["export_documents", "import_documents"]

Archive = Annotated[Path, typer.Argument(metavar="FILE.zip", show_default=False)]


def export_documents(file: Archive, as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """Write the whole library into one archive: a backup, or a copy for another machine.

    In it are texts, passages, vectors, earlier versions, conversations, reviews and the uploaded files; not replies of
    models, pictures of pages, evaluation runs, and files outside the library's folder. It is not encrypted. A file that
    exists is never written over.
    """
    from onrecord import __version__
    from onrecord.cli.opening import open_library
    from retriever.archive import export_library

    with open_library(settings_of(library)) as opened, progress(quiet=as_json, doing="Exporting") as show:
        manifest = export_library(opened, file, __version__, show)
    size = file.stat().st_size
    if as_json:
        json_out({"file": str(file), "bytes": size, "counts": dict(manifest.counts), "files": len(manifest.members)})
        return
    counts = ", ".join(f"{count:,} {table}" for table, count in manifest.counts.items())
    typer.echo(f"{safe(str(file))}: {size / 1e6:,.1f} MB, {counts}, {len(manifest.members) - 1:,} uploaded files")


def import_documents(
    file: Archive,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Let the archive's documents win; those here become earlier versions."),
    ] = False,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Take an archive in: restore it into a new library, or add its documents to one that has some.

    A document that is here with the same bytes is left alone. Where the bytes differ, the archive's is kept as an
    earlier version, unless --replace is given. An archive that is damaged, or made with another embedder, is refused
    before anything is touched.
    """
    from onrecord.cli.opening import open_library
    from retriever.importing import import_library

    with open_library(settings_of(library)) as opened, progress(quiet=as_json, doing="Importing") as show:
        imported = import_library(opened, file, replacing=replace, show=show)
    if as_json:
        json_out(asdict(imported))
    else:
        _tell(imported)


def _tell(imported: "Imported") -> None:
    for title in imported.replaced:
        typer.echo(f"replaced: {safe(title)}; the earlier one is kept as a version")
    for title in imported.kept:
        typer.echo(f"kept as an earlier version: {safe(title)}; --replace lets it win")
    typer.echo(
        f"{imported.added} documents added, {len(imported.replaced)} replaced, {imported.unchanged} unchanged, "
        f"{imported.conversations} conversations, {imported.reviews} reviews, {imported.uploads} uploaded files"
    )
