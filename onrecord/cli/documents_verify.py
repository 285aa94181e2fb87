"""``onrecord documents verify``: the files against the record, the indexes against it; and what is gone, gone."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.opening import open_library
from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.contract import source_json
from onrecord.settings import Settings
from onrecord.types import Source

__all__ = ["verify_documents"]


def verify_documents(
    gone: Annotated[
        str | None,
        typer.Option("--gone", metavar="WORDS", help="Look for these words of a removed document everywhere instead."),
    ] = None,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Compare the record with the files it was made from, and the indexes with the record; mend the indexes.

    With --gone nothing is compared: the words are looked for in every row of the record, in the word index (as it
    holds words, case and endings aside) and in every byte of every file in the library's folder, as UTF-8 and letter
    for letter. SQLite and the indexes compress nothing, so their bytes can be compared; an uploaded file that is
    compressed (.docx, .pdf, .zip) is deleted with its document, and cannot be looked into. Exit code 1: the words are
    still found somewhere. What was said in conversations and reviews is told apart, and is no failure: it stays until
    the conversation is deleted.
    """
    settings = settings_of(library)
    if gone is not None:
        raise typer.Exit(_looked_for(settings, gone, as_json))
    with open_library(settings) as opened:
        states = list(_states(opened.sources()))
        missing, foreign = opened.repair()
    changed = [(source, state) for source, state in states if state not in ("as ingested", "on the web")]
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


def _states(sources: list[Source]) -> Iterator[tuple[Source, str]]:
    """Each document with whether its file is still what was ingested."""
    from ingest.member_files import member_hashes
    from ingest.members import split_location

    members: dict[str, dict[str, str]] = {}
    for source in sources:
        container, name = split_location(source.location)
        if source.location.startswith(("http://", "https://")):
            yield source, "on the web"
            continue
        try:
            if name and container not in members:
                members[container] = member_hashes(container)
            now = members[container].get(name) if name else _hash_of(source.location)
        except (OSError, ValueError):
            now = None
        yield source, "missing" if now is None else "as ingested" if now == source.sha256 else "changed"


def _hash_of(location: str) -> str:
    with Path(location).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _looked_for(settings: Settings, words: str, as_json: bool) -> int:
    """Say where words are still found; the exit code."""
    from retriever.gone import bytes_with, places_with

    with open_library(settings) as library:
        if library.wiping.due:  # a removal on the page, or one that was interrupted
            with progress(quiet=as_json, doing="Wiping") as show:
                library.purge(show)
        places = places_with(library, words)
        library.record.clear_log()
    found = [*places.found, *bytes_with(settings.library, words, places.in_record)]
    if as_json:
        json_out({"words": words, "found": found, "conversations": list(places.told)})
        return 1 if found else 0
    for place in found:
        typer.echo(f"still found: {safe(place)}")
    for place in places.told:
        typer.echo(f"said to a reader: {safe(place)}; delete the conversation on the page to remove it")
    if not found:
        typer.echo("nowhere in the documents, the indexes and the files of the library")
    return 1 if found else 0
