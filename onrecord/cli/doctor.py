"""``onrecord doctor``: is everything here that Onrecord needs?"""

import importlib.metadata
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import __version__
from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.errors import IngestError, LibraryError, OnrecordError
from onrecord.settings import Settings, settings_file

if TYPE_CHECKING:
    from retriever.library import Library
    from retriever.repair import Condition

__all__ = ["doctor"]

_PACKAGES = ("torch", "openvino", "sentence-transformers", "chromadb", "langchain", "gradio", "pypdfium2")


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Make the indexes anew from the record first, and delete leftovers.")
    ] = False,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Check versions, settings, the models, the library and its index. Exit code 1: something is wrong.

    With --repair the vectors and words are made anew from the record, whatever has become of their folders or of the
    collection on a Chroma server; pictures of pages that nothing is on record of are deleted; the record is written
    anew without unused pages. Documents, uploaded files and conversations stay as they are. Stop the page first.
    """
    settings = settings_of(library)
    if repair:
        _repair(settings, as_json)
    checks = [_checked(name, look, settings) for name, look in _CHECKS]
    if as_json:
        json_out({"onrecord": __version__, "checks": checks, "ok": all(check["ok"] for check in checks)})
    else:
        for check in checks:
            typer.echo(f"{'ok   ' if check['ok'] else 'WRONG'} {check['name']}: {safe(str(check['found']))}")
    raise typer.Exit(0 if all(check["ok"] for check in checks) else 1)


def _checked(name: str, look: Callable[[Settings], str], settings: Settings) -> dict[str, object]:
    try:
        return {"name": name, "ok": True, "found": look(settings)}
    except OnrecordError as error:
        return {"name": name, "ok": False, "found": str(error)}
    except importlib.metadata.PackageNotFoundError as error:
        return {"name": name, "ok": False, "found": f"package {error.name} is missing; run: make run"}


def _versions(settings: Settings) -> str:
    found = [f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES]
    return f"Python {platform.python_version()}, {', '.join(found)}"


def _settings(settings: Settings) -> str:
    path = settings_file()
    return f"{path} {'' if path.exists() else '(absent: defaults)'}".strip()


def _model(settings: Settings) -> str:
    from retriever.embed import Embedder

    embedder = Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models)
    return f"{settings.embedder}, {embedder.encode(['a word'])[0].vector.shape[0]} dimensions, {embedder.backend}"


def _judge(settings: Settings) -> str:
    from onrecord.assembly import build_judge

    return build_judge(settings).name


def _writer(settings: Settings) -> str:
    if settings.writer == "extractive":
        return "extractive, no model"
    from onrecord.models.known import check_ready, writer_options
    from onrecord.models.naming import shown_name

    check_ready(settings.writer, writer_options(settings))
    return f"{shown_name(settings.writer)}, ready (reachable? onrecord models)"


def _reading(settings: Settings) -> str:
    from importlib.util import find_spec

    from ingest.reading_room.room import ReadingRoom

    said = ReadingRoom(settings.reading_megabytes, settings.reading_seconds).limits_said()
    if settings.ocr == "off":
        return f"{said}; pages that are pictures are not read (setting ocr)"
    if find_spec("rapidocr") is None:
        raise IngestError("The setting ocr is on, and its package is missing: pip install 'onrecord[ocr]'")
    return f"{said}; pages that are pictures by OCR"


def _repair(settings: Settings, as_json: bool) -> None:
    if not settings.library.exists():
        raise LibraryError(f"There is no library at {settings.library}; name another --library")
    from onrecord.assembly import make_library, vectors_place
    from retriever.repair import repair_library

    with progress(quiet=as_json, doing="Repairing") as show:
        done = repair_library(settings.library, lambda: make_library(settings), vectors_place(settings), show)
    if not as_json:
        won = f", {done.bytes_won / 1e6:,.1f} MB won" if done.bytes_won else ""
        typer.echo(f"repaired: {done.passages:,} passages indexed anew, {done.pictures} pictures deleted{won}")
        if done.trouble:
            typer.echo(safe(done.trouble), err=True)


def _record(settings: Settings) -> str:
    if not settings.library.exists():
        return "none yet"
    from retriever.repair import backups, check_record

    said = check_record(settings.library)
    kept = ", ".join(path.name for path in backups(settings.library))
    return f"{said}; a backup from before its layout changed lies beside it: {kept}" if kept else said


def _library(settings: Settings) -> str:
    if not Path(settings.library).exists():
        return f"{settings.library} (empty: nothing ingested yet)"
    from onrecord.assembly import open_parts
    from retriever.repair import condition_of

    with open_parts(settings) as parts:
        coverage = parts.retriever.coverage()
        amiss = _amiss(condition_of(parts.library))
        return (
            f"{settings.library}, {coverage.documents_searched} documents, {coverage.passages_searched} passages, "
            f"{parts.library.index.count()} vectors, {coverage.failed_documents} files not read"
            f"{_rebuilding(parts.library)}{amiss}"
        )


def _rebuilding(library: "Library") -> str:
    """How far a rebuild is that was begun; empty where none was."""
    from retriever.beside import TARGET, done_of, target_name

    far = done_of(library.record)
    if far is None:
        return ""
    wanted = safe(target_name(library.record.meta(TARGET)))
    return (
        f"; being rebuilt for the embedder {wanted}: {far[0]} of {far[1]} documents done, and answered from as it was "
        "(the page with that setting goes on with it, or onrecord documents rebuild; with --give-up that deletes it)"
    )


def _users(settings: Settings) -> str:
    """How many may log in, where anybody may."""
    from contextlib import closing

    from retriever.accounts import StoredAccounts
    from retriever.accounts_file import ACCOUNTS_FILE

    if not (settings.library / ACCOUNTS_FILE).exists():
        return "none: nobody could log in to the page"
    with closing(StoredAccounts(settings.library, hours=settings.login_hours)) as accounts:
        found = accounts.listed()
    return f"{len(found)} may log in to the page, {sum(one.user.edits for one in found)} of them as editor"


def _amiss(condition: "Condition") -> str:
    """What could be put in order, each with how; empty where all is."""
    told = []
    if condition.strays:
        names = ", ".join(safe(path.name) for path in condition.strays[:3])
        told.append(f"{len(condition.strays)} uploaded files of no document ({names}): ingest or delete them")
    if condition.pictures:
        told.append(f"{len(condition.pictures)} pictures of pages of no document")
    if condition.removed_words:
        told.append(f"words of {condition.removed_words} replaced passages in files of the word index")
    told += [f"the damaged folder {path.name}" for path in condition.aside]
    mends = len(told) > bool(condition.strays)
    return f"; found: {'; '.join(told)}{' (onrecord doctor --repair clears the rest)' if mends else ''}" if told else ""


_CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("versions", _versions),
    ("settings", _settings),
    ("embedder", _model),
    ("judge", _judge),
    ("writer", _writer),
    ("reading", _reading),
    ("record", _record),
    ("library", _library),
    ("users", _users),
)
