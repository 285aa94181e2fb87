"""``onrecord documents index``: move the vectors to where ``chroma_url`` says."""

from typing import Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe

__all__ = ["index_documents"]


def index_documents(
    forget: Annotated[
        bool, typer.Option("--forget", help="Let be what is left on a server that is gone, and speak of it no more.")
    ] = False,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Move the vectors to where chroma_url says: a Chroma server, or the library's folder where it is empty.

    Nothing is embedded anew, and a move that was interrupted goes on. Exit code 1: vectors that are not needed any more
    could not be removed from where they were.
    """
    from onrecord.assembly import vectors_place
    from retriever.moving import move_vectors

    settings = settings_of(library)
    with progress(quiet=as_json, doing="Moving vectors") as show:
        moved = move_vectors(settings.library, vectors_place(settings), show, forget=forget)
    if as_json:
        json_out({"vectors": moved.vectors, "before": moved.before, "after": moved.after, "left": moved.left or None})
    elif moved.before == moved.after:
        typer.echo(f"{moved.vectors:,} vectors are there already: {safe(moved.after)}")
    else:
        typer.echo(f"{moved.vectors:,} vectors moved from {safe(moved.before)} to {safe(moved.after)}")
    if moved.left:
        typer.echo(safe(moved.left), err=True)
    raise typer.Exit(1 if moved.left else 0)
