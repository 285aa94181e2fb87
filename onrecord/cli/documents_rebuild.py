"""``onrecord documents rebuild``, and the page's own rebuilding while it answers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import LibraryFolder, settings_of
from onrecord.cli.printing import progress, safe
from onrecord.errors import LibraryError

if TYPE_CHECKING:
    from onrecord.assembly import Parts
    from onrecord.ports import Progress
    from onrecord.settings import Settings
    from retriever.rebuilding import Rebuild

__all__ = ["page_parts", "rebuild_documents"]


def rebuild_documents(
    given_up: Annotated[
        bool, typer.Option("--give-up", help="Delete what an interrupted rebuild has embedded so far instead.")
    ] = False,
    library: LibraryFolder = None,
) -> None:
    """Split and embed every document anew, from the text on record: after a change of embedder.

    The library is searched as it was until that is complete; a rebuild that was interrupted is gone on with. Other
    commands may ask and ingest meanwhile. While the page is open it cannot be run: start the page again with the new
    setting, and it rebuilds while it answers.
    """
    from onrecord.assembly import make_library
    from retriever.rebuilding import give_up, rebuild_offline

    settings = settings_of(library)
    if given_up:
        wanted = give_up(settings.library)
        typer.echo(f"the rebuild for the embedder {safe(wanted)} is given up" if wanted else "no rebuild was begun")
        return
    with progress(quiet=False, doing="Rebuilding") as show:
        rebuild = _rebuild(settings, show, lambda: True)
        documents = rebuild_offline(
            settings.library, rebuild, lambda: make_library(settings, rebuilding=True), lambda why: show(0, 1, why)
        )
    typer.echo(f"{documents} documents embedded anew")


def _rebuild(settings: "Settings", show: "Progress", goes_on: Callable[[], bool]) -> "Rebuild":
    """A rebuild for the embedder of the settings, which is loaded for it."""
    from ingest.split import split
    from retriever import embed
    from retriever.rebuilding import Rebuild

    embedder = embed.Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models)
    return Rebuild(embedder, lambda document: split(document, embedder.count_tokens), show, goes_on)


@contextmanager
def page_parts(settings: "Settings") -> Iterator["Parts"]:
    """As :func:`onrecord.assembly.open_parts`, for a page, which stays open for long.

    A library of another embedder than that of the settings is opened with its own, which a line says, and is rebuilt in
    the background; questions are answered with the other from the moment on that it is complete. A rebuild that was
    interrupted is gone on with.

    Raises:
        LibraryError: one of its kinds; also where its own embedder cannot be loaded any more.
        ModelUnavailable: a model of the settings cannot be loaded.
    """
    from onrecord.assembly import open_parts
    from retriever.current import noted_in
    from retriever.rebuilding import BackgroundRebuild

    noted = noted_in(settings.library)
    wanted = settings.embedder
    if not noted.embedder or (noted.embedder == wanted and noted.target != wanted):
        with open_parts(settings) as parts:
            yield parts
        return
    with _opened_as_it_is(settings, noted.embedder) as parts:
        typer.echo(
            f"The library answers with the embedder {safe(noted.embedder)} while it is rebuilt for {safe(wanted)} in "
            "the background."
        )
        rebuild = BackgroundRebuild(
            parts.library, lambda show, goes_on: _rebuild(settings, show, goes_on), lambda line: typer.echo(safe(line))
        )
        rebuild.start()
        try:
            yield parts
        finally:
            rebuild.stop()


@contextmanager
def _opened_as_it_is(settings: "Settings", embedder: str) -> Iterator["Parts"]:
    """The library opened with its own embedder.

    Raises:
        LibraryError: that cannot be loaded any more, or it has none.
    """
    from onrecord.assembly import open_parts
    from onrecord.errors import ModelUnavailable
    from retriever.schema import HALF_REBUILT

    advice = "Embed it anew first: onrecord documents rebuild"
    if embedder == HALF_REBUILT:
        raise LibraryError(f"The library {settings.library} has vectors of {embedder}. {advice}")
    with ExitStack() as opened:
        try:
            parts = opened.enter_context(open_parts(settings.model_copy(update={"embedder": embedder})))
        except ModelUnavailable as error:
            if embedder == settings.embedder:
                raise
            raise LibraryError(
                f"The library {settings.library} was built with {embedder!r}, and cannot be opened with that: {error}. "
                f"{advice}"
            ) from error
        yield replace(parts, settings=settings)
