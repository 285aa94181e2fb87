"""``onrecord people``: who is on record, and what they said."""

from dataclasses import asdict
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, safe
from onrecord.contract import source_json
from onrecord.people import Saying

__all__ = ["people"]


def people(
    name: Annotated[str | None, typer.Argument(help="Whose words to list; without it, who is on record.")] = None,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """List who is quoted by name in the documents, or everything that one of them said."""
    from onrecord.cli.opening import open_library
    from retriever.people import RecordedPeople

    with open_library(settings_of(library)) as opened:
        known = RecordedPeople(opened.record)
        if name is None:
            speakers = known.speakers()
        else:
            sayings = known.sayings(name)
    if name is not None:
        _print_sayings(name, sayings, as_json)
    elif as_json:
        json_out([asdict(one) for one in speakers])
    else:
        for one in speakers:
            who = ", ".join(part for part in (one.name, one.role) if part)
            counts = (
                f"{one.sayings} saying{'s' * (one.sayings > 1)}, {one.documents} document{'s' * (one.documents > 1)}"
            )
            typer.echo(f"{safe(who)} ({counts})")
        typer.echo(f"{len(speakers)} people are quoted by name")


def _print_sayings(name: str, sayings: list[Saying], as_json: bool) -> None:
    if as_json:
        json_out([_saying_json(one) for one in sayings])
        return
    if not sayings:
        typer.echo(f"No document on record quotes {safe(name)} by that name; see: onrecord people")
        return
    typer.echo(f"On the record: {safe(name)}")
    for one in sayings:
        source = one.source
        where = [source.outlet or source.author, source.published, source.title, f"p. {one.page}" if one.page else None]
        how = "denied: " if one.denies else ""
        words = safe(one.words)
        typer.echo(f"\n  {how}{f'“{words}”' if one.kind == 'direct' else words}")
        typer.echo(f"    {safe(', '.join(part for part in (one.role, *where) if part))}")
        for also in one.also:
            known = (also.outlet or also.author, also.published, also.title)
            typer.echo(f"    also in {safe(', '.join(part for part in known if part))}")


def _saying_json(one: Saying) -> dict[str, object]:
    place = {"page": one.page, "start": one.start, "end": one.end, "quote": one.quote}
    how = {"kind": one.kind, "role": one.role, "denies": one.denies, "words": one.words}
    return {**source_json(one.source), **place, **how, "also": [source_json(source) for source in one.also]}
