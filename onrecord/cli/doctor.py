"""``onrecord doctor``: is everything here that Onrecord needs?"""

import importlib.metadata
import platform
from collections.abc import Callable
from pathlib import Path

import typer

from onrecord import __version__
from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out
from onrecord.errors import OnrecordError
from onrecord.settings import Settings, settings_file

__all__ = ["doctor"]

_PACKAGES = ("torch", "openvino", "sentence-transformers", "chromadb", "langchain", "gradio", "pypdfium2")


def doctor(as_json: AsJson = False, library: LibraryFolder = None) -> None:
    """Check versions, settings, the models, the library and its index. Exit code 1: something is wrong."""
    settings = settings_of(library)
    checks = [_checked(name, look, settings) for name, look in _CHECKS]
    if as_json:
        json_out({"onrecord": __version__, "checks": checks, "ok": all(check["ok"] for check in checks)})
    else:
        for check in checks:
            typer.echo(f"{'ok   ' if check['ok'] else 'WRONG'} {check['name']}: {check['found']}")
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

    embedder = Embedder(settings.embedder, settings.embedder_backend)
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


def _library(settings: Settings) -> str:
    if not Path(settings.library).exists():
        return f"{settings.library} (empty: nothing ingested yet)"
    from onrecord.assembly import open_parts

    with open_parts(settings) as parts:
        coverage = parts.retriever.coverage()
        return (
            f"{settings.library}, {coverage.documents_searched} documents, {coverage.passages_searched} passages, "
            f"{parts.library.index.count()} vectors, {coverage.failed_documents} files not read"
        )


_CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("versions", _versions),
    ("settings", _settings),
    ("embedder", _model),
    ("judge", _judge),
    ("writer", _writer),
    ("library", _library),
)
