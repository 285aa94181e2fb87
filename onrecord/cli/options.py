"""Options that several commands share, and what they make of them."""

import os
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import BadInput
from onrecord.question import require_word
from onrecord.settings import Settings, load_settings
from onrecord.types import Filters

__all__ = [
    "AsJson",
    "Batch",
    "Collection",
    "Documents",
    "LibraryFolder",
    "Out",
    "Since",
    "Until",
    "asked_of",
    "filters_of",
    "one_of",
    "settings_of",
]

LibraryFolder = Annotated[
    Path | None,
    typer.Option("--library", help="Folder of the library. Default: ONRECORD_LIBRARY, else your data folder."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value and nothing else.")]
Collection = Annotated[str | None, typer.Option("--collection", help="Only this named part of the library.")]
Since = Annotated[str | None, typer.Option("--since", help="Published on or after this date, such as 2024-04-18.")]
Until = Annotated[str | None, typer.Option("--until", help="Published on or before this date.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help="Only this document, by its id; may be given several times.")
]
Batch = Annotated[Path | None, typer.Option("--batch", help="Read one JSON object a line from this file.")]
Out = Annotated[Path | None, typer.Option("--out", help="With --batch: write one JSON object a line to this file.")]


def settings_of(library: Path | None) -> Settings:
    """The settings, with the library folder of the command line."""
    return load_settings(os.environ, library=library)


def filters_of(
    collection: str | None, since: str | None, until: str | None, documents: list[str] | None = None
) -> Filters | None:
    """The filters of the command line; None where none is given.

    Raises:
        BadInput: a date is none.
    """
    from retriever.filters import day_range

    for date in filter(None, (since, until)):
        day_range(date)  # told before a model is loaded, which takes seconds
    filters = Filters(collection or None, since or None, until or None, tuple(documents or ()))
    return filters if filters != Filters() else None


def asked_of(question: str | None) -> str:
    """The question or query of the command line; empty where a batch holds them instead.

    Raises:
        BadInput: it holds no word. The library would say the same, but only once the models are loaded.
    """
    if question is not None:
        require_word(question)
    return question or ""


def one_of(words: str | None, batch: Path | None, out: Path | None, what: str) -> None:
    """Refuse a call with neither words nor a batch, with both, or with a batch and no place for its output.

    Raises:
        BadInput: as said.
    """
    if (words is None) == (batch is None):
        raise BadInput(f"Give {what}, or --batch IN.jsonl --out OUT.jsonl.")
    if (batch is None) != (out is None):
        raise BadInput("--batch and --out go together.")
