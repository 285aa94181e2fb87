"""The index of vectors promises the same wherever Chroma runs: in this process, or as a server."""

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from retriever.chroma import VectorIndex
from retriever.chroma_server import ServerIndex
from retriever.embed import Floats
from retriever.filters import Bounds, Shelfmark
from retriever.places import VectorPlace, Vectors
from tests.chroma_servers import ChromaServer

Opened = Callable[..., Vectors]
ANY = Bounds()


def unit(count: int, seed: int = 0, length: int = 16) -> Floats:
    """Vectors of unit length, all different."""
    drawn = np.random.default_rng(seed).standard_normal((count, length)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def marks(count: int, version: int = 1, collection: str = "default") -> list[Shelfmark]:
    return [Shelfmark(version, collection, None, None)] * count


@pytest.fixture(params=["embedded", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens one and the same index, each time it is called."""
    name, left = f"test-{uuid.uuid4().hex}", []

    def opens(*, anew: bool = False) -> Vectors:
        if request.param == "embedded":
            index: Vectors = VectorIndex(tmp_path / "chroma", anew=anew)
        else:
            server: ChromaServer = request.getfixturevalue("chroma_server")
            index = ServerIndex(VectorPlace(server.url), name, anew=anew)
        left.append(index)
        return index

    yield opens
    for index in left:
        index.close()


def test_an_index_without_vectors_finds_none(opened: Opened) -> None:
    index = opened()
    assert (index.search(unit(1)[0], 5, ANY), index.count(), index.ids()) == ({}, 0, set())
    index.add([], np.zeros((0, 16), np.float32), [])
    index.remove([])
    index.remove_version(7)
    assert index.search(unit(1)[0], 0, ANY) == {}


def test_the_nearest_come_first_with_their_cosines_and_no_more_than_there_are(opened: Opened) -> None:
    index, vectors = opened(), unit(20)
    index.add(list(range(20)), vectors, marks(20))
    cosines = vectors @ vectors[3]
    for k in (1, 5, 20, 21, 5_000):
        found = index.search(vectors[3], k, ANY)
        assert list(found) == [int(id_) for id_ in np.argsort(-cosines)[:k]]
        assert list(found.values()) == pytest.approx([cosines[id_] for id_ in found], abs=1e-5)
    index.remove([3, 4])
    assert len(index.search(vectors[3], 100, ANY)) == index.count() == 18
    assert 3 not in index.search(vectors[3], 100, ANY)
    index.remove(list(range(20)))
    assert index.search(vectors[3], 100, ANY) == {}


def test_bounds_and_hidden_versions_are_left_out(opened: Opened) -> None:
    index, vectors = opened(), unit(9)
    index.add([1, 2, 3], vectors[:3], [Shelfmark(1, "a", 10, 19)] * 3)
    index.add([4, 5, 6], vectors[3:6], [Shelfmark(2, "a", 30, 39)] * 3)
    index.add([7, 8, 9], vectors[6:], [Shelfmark(3, "b", None, None)] * 3)

    def ids(bounds: Bounds, hidden: tuple[int, ...] = ()) -> set[int]:
        return set(index.search(vectors[0], 50, bounds, hidden))

    assert ids(Bounds(collection="a")) == {1, 2, 3, 4, 5, 6}
    assert ids(Bounds(first_day=15, last_day=29)) == {1, 2, 3}
    assert ids(Bounds(collection="a", versions=(2, 3))) == {4, 5, 6}
    assert ids(ANY, hidden=(1, 3)) == {4, 5, 6}
    assert ids(Bounds(collection="c")) == set()
    index.remove_version(2)
    assert index.ids() == ids(ANY) == {1, 2, 3, 7, 8, 9}


def test_an_id_that_is_there_is_written_over_and_not_doubled(opened: Opened) -> None:
    index, vectors = opened(), unit(4)
    index.add([1, 2], vectors[:2], marks(2))
    index.add([2, 3], vectors[2:], marks(2, version=2))
    assert index.count() == 3
    assert index.held([3, 9, 1]) == {1, 3}
    assert index.held([]) == set()
    assert index.search(vectors[2], 1, ANY) == {2: pytest.approx(1, abs=1e-5)}
    index.remove_version(1)
    assert index.ids() == {2, 3}


def test_what_was_put_in_is_there_when_it_is_opened_again_and_gone_when_it_is_begun_anew(opened: Opened) -> None:
    index = opened()
    index.add(list(range(1, 1_203)), unit(1_202), marks(1_202))  # two calls to a server
    index.close()
    again = opened()
    assert again.ids() == set(range(1, 1_203))
    again.close()
    anew = opened(anew=True)
    anew.add([5], unit(1, length=24), marks(1))  # of another length
    assert anew.ids() == {5}


def test_searches_beside_writers_see_what_was_put_in_before_them(opened: Opened) -> None:
    index, vectors, wrong = opened(), unit(120), []
    index.add([0], vectors[:1], marks(1))
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            known = index.count()
            found = index.search(vectors[0], 1_000, ANY)
            if len(found) < known or next(iter(found)) != 0:
                wrong.append((known, len(found)))

    def write(first: int) -> None:
        for id_ in range(first, 120, 3):
            index.add([id_], vectors[id_ : id_ + 1], marks(1))

    reader = threading.Thread(target=look)
    writers = [threading.Thread(target=write, args=(first,)) for first in (1, 2, 3)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert wrong == []
    assert set(index.search(vectors[0], 1_000, ANY)) == index.ids() == set(range(120))
    assert all(next(iter(index.search(vectors[id_], 1, ANY))) == id_ for id_ in range(120))
