"""A library whose vectors are on a Chroma server, embedded anew into a second collection there."""

from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from onrecord.errors import IndexUnavailable
from retriever.chroma_server import id_of_collection
from retriever.current import CurrentEmbedder
from retriever.library import Library
from retriever.places import INDEX_NAME, NAME_ANEW, VectorPlace
from retriever.rebuilding import rebuild_offline
from tests.chroma_servers import ChromaServer
from tests.retriever.rebuilds import NAMES, SMALL, rebuild, started, whole
from tests.retriever.small import put, words_of


@pytest.fixture
def place(chroma_server: ChromaServer) -> VectorPlace:
    return VectorPlace(chroma_server.url)


def test_the_new_collection_takes_the_place_of_the_old_one_which_is_dropped(
    tmp_path: Path, place: VectorPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise IndexUnavailable("the server is down")

    folder = tmp_path / "library"
    with closing(Library(folder, CurrentEmbedder(SMALL), vectors=place)) as library:
        for name in NAMES:
            put(library, name, words_of(name))
        first = library.record.meta(INDEX_NAME) or ""
        background = started(library)
        background.wait(60)
        assert (background.trouble, library.embedder.name) == ("", "other")
        second = library.record.meta(INDEX_NAME) or ""
        assert first != second
        whole(library, *NAMES)
        assert id_of_collection(place, first) is None
    # Back again by the command, and the server does not take the order to drop what nobody needs.
    monkeypatch.setattr("retriever.chroma_server.drop_collection", down)
    rebuild_offline(folder, rebuild(SMALL), lambda: Library(folder, SMALL, rebuilding=True, vectors=place))
    assert id_of_collection(place, second) is not None
    monkeypatch.undo()
    with closing(Library(folder, SMALL, vectors=place)) as library:
        whole(library, *NAMES)
        assert id_of_collection(place, second) is None, "the next opening has dropped it"


def test_a_collection_that_is_filled_goes_with_a_removal_and_with_the_process(
    tmp_path: Path, place: VectorPlace
) -> None:
    folder = tmp_path / "library"

    def filled(library: Library) -> str:
        assert library.draft.fill(None, lambda: True)
        name = library.record.meta(NAME_ANEW) or ""
        assert id_of_collection(place, name) is not None
        return name

    with closing(Library(folder, SMALL, vectors=place)) as library:
        for name in NAMES:
            put(library, name, words_of(name))
        begun = rebuild()
        begun.begin(library.record)
        assert begun.feed(lambda: nullcontext(library.record))
        first = filled(library)
        library.remove("id-amber")
        assert id_of_collection(place, first) is None
        second = filled(library)
    with closing(Library(folder, SMALL, vectors=place)) as library:
        assert id_of_collection(place, second) is None
        whole(library, *NAMES[1:])
