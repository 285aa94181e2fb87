"""What is done to a library while it is killed, and what must be on record once it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import ingest.run
from ingest.run import IngestRun
from ingest.split import split
from retriever.catalogue import LibraryCatalogue
from retriever.current import noted_in
from retriever.folders import FolderShelf
from retriever.hybrid import HybridRetriever
from retriever.library import Library
from retriever.places import VectorPlace
from retriever.rebuilding import BackgroundRebuild, Rebuild
from retriever.repair import repair_library
from tests.faults.children import Act, Child, command
from tests.faults.looking import OTHER, embedder, opened, place_of
from tests.faults.papers import Papers

__all__ = ["ACTS", "Plan", "Stage", "ingesting", "opening"]

# So that one ingest commits several times.
_WAITING: Final = 3
# Passages that are stored in two goes.
_LONG: Final = 900
# A rebuild is for the embedder that the library has already, so often.
_SAME: Final = 0.25


@dataclass(frozen=True)
class Stage:
    """One library under test.

    Attributes:
        folder: of the library.
        papers: what goes into it.
        random: draws all that is drawn.
        server: address of a Chroma server.
        place: where the vectors are; None for where the record says.
    """

    folder: Path
    papers: Papers
    random: Random
    server: str = ""
    place: VectorPlace | None = None


@dataclass(frozen=True)
class Plan:
    """An act, and what it is to bring about.

    Attributes:
        name: of the kind of act.
        act: runs in a process of its own; tells ``done=location`` once a document's change is acknowledged.
        after: location -> hash of the version that is on record once it is done; None for none.
        titles: location -> title once it is done, of documents whose title is changed.
        together: whether all of that comes about or nothing.
    """

    name: str
    act: Act
    after: Mapping[str, str | None] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    together: bool = False


def ingesting(stage: Stage, paths: list[str]) -> Act:
    """Put files on record, a few to a commit; acknowledged as they are reported."""

    def act(child: Child) -> None:
        ingest.run._MOST_WAITING = _WAITING  # type: ignore[misc]
        library = opened(stage.folder, stage.place)
        try:
            run = IngestRun(library, library.embedder.count_tokens, 10, known=FolderShelf(library))
            for report in run.ingest(paths):
                child.tell(done=report.location, status=report.status)
                assert report.status in ("added", "replaced"), report
        finally:
            library.close()

    return act


def opening(stage: Stage) -> Act:
    """Open it and close it: what was interrupted is finished or undone."""
    return lambda _: opened(stage.folder).close()


def _ingest(stage: Stage) -> Plan:
    """New files, among them at times a long one and one whose name was removed before."""
    papers, random = stage.papers, stage.random
    free = [str(path) for path in papers.folder.glob("*") if str(path) not in papers.now]
    again = random.sample(free, min(len(free), 1))
    written = [papers.write(random, location) for location in again]
    written += [papers.write(random) for _ in range(random.randrange(2, 8))]
    if random.random() < 0.25:
        written.append(papers.write(random, sentences=_LONG))
    return Plan("ingest", ingesting(stage, [location for location, _ in written]), dict(written))


def _replace(stage: Stage) -> Plan:
    """Files that changed."""
    places = _some(stage, 5)
    written = [stage.papers.write(stage.random, location) for location in places]
    return Plan("replace", ingesting(stage, places), dict(written))


def _remove(stage: Stage) -> Plan:
    """Documents taken off the record, all of them or none."""
    places = _some(stage, 3)

    def act(child: Child) -> None:
        library = opened(stage.folder)
        try:
            library.remove_all([one.document_id for one in library.sources() if one.location in places])
            for place in places:
                child.tell(done=place)
        finally:
            library.close()

    return Plan("remove", act, dict.fromkeys(places), together=True)


def _edit(stage: Stage) -> Plan:
    """Other titles: the same bytes, indexed anew."""
    titles = {place: f"Logbook {stage.random.randrange(1 << 32):x}" for place in _some(stage, 3)}

    def act(child: Child) -> None:
        library = opened(stage.folder)
        try:
            run = IngestRun(library, library.embedder.count_tokens, 10)
            catalogue = LibraryCatalogue(library, run.store)
            for one in [one for one in library.sources() if one.location in titles]:
                title = titles[one.location]
                catalogue.edit(one.document_id, title=title, author=None, outlet=None, published=None)
                child.tell(done=one.location)
        finally:
            library.close()

    return Plan("edit", act, titles=titles)


def _rebuild(stage: Stage) -> Plan:
    """Every document split and embedded anew by a command, mostly for the other embedder."""
    variables = {**_url(stage), "ONRECORD_EMBEDDER": _wanted(stage)}
    return Plan("rebuild", command("documents", "rebuild", "--library", str(stage.folder), **variables))


def _rebuild_beside(stage: Stage) -> Plan:
    """The same in the background of a process that is asked for every document again and again, and changes one."""
    wanted, places = _wanted(stage), _some(stage, 1)
    written = [stage.papers.write(stage.random, location) for location in places]
    tags = {place: stage.papers.tags[sha256] for place, sha256 in stage.papers.now.items() if place not in places}

    def act(child: Child) -> None:
        library = opened(stage.folder)
        model = embedder(wanted)
        rebuilding = BackgroundRebuild(
            library, lambda show, on: Rebuild(model, lambda text: split(text, model.count_tokens), show, on)
        )
        try:
            rebuilding.start()
            _put(library, places, child)
            while rebuilding.going_on:
                _ask(library, tags, child)
            _ask(library, tags, child)
            if rebuilding.trouble or library.embedder.name != model.name:
                child.tell(raw=f"not rebuilt: {rebuilding.trouble}")
        finally:
            rebuilding.stop()
            library.close()

    return Plan("rebuild in the background", act, dict(written))


def _put(library: Library, places: list[str], child: Child) -> None:
    run = IngestRun(library, library.embedder.count_tokens, 10, known=FolderShelf(library))
    for report in run.ingest(places):
        child.tell(done=report.location, status=report.status)


def _ask(library: Library, tags: Mapping[str, str], child: Child) -> None:
    """See that every document is found by its vectors and by its words, whoever embedded them."""
    for place, tag in tags.items():
        hits = HybridRetriever(library, 50, 24).search(f"Where did the {tag} leave?", 1)
        if [hit.source.location for hit in hits] != [place]:
            child.tell(raw=f"while it was rebuilt, {place} was not found: {hits[:1]}"[:300])


def _wanted(stage: Stage) -> str:
    """Mostly the embedder that the library does not have."""
    now = noted_in(stage.folder).embedder
    return now if stage.random.random() < _SAME else "small" if now == OTHER else OTHER


def _repair(stage: Stage) -> Plan:
    """Both indexes made anew from the record."""

    def act(_: Child) -> None:
        repair_library(stage.folder, lambda: opened(stage.folder), place_of(stage.folder))

    return Plan("repair", act)


def _move(stage: Stage) -> Plan:
    """The vectors taken to the server, or back."""
    url = {"ONRECORD_CHROMA_URL": "" if place_of(stage.folder).url else stage.server}
    act = command("documents", "index", "--library", str(stage.folder), **url)
    return Plan("move to the server" if url["ONRECORD_CHROMA_URL"] else "move back", act)


def _some(stage: Stage, most: int) -> list[str]:
    """Places of a few documents on record."""
    here = sorted(stage.papers.now)
    return stage.random.sample(here, min(len(here), stage.random.randrange(1, most + 1)))


def _url(stage: Stage) -> dict[str, str]:
    return {"ONRECORD_CHROMA_URL": place_of(stage.folder).url}


ACTS: Final[dict[str, Callable[[Stage], Plan]]] = {
    "ingest": _ingest,
    "replace": _replace,
    "remove": _remove,
    "rebuild": _rebuild,
    "rebuild in the background": _rebuild_beside,
    "move": _move,
    "edit": _edit,
    "repair": _repair,
}
"""Kind of act -> what it is, on the library as it is now."""
