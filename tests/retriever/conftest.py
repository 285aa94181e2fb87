"""What several modules of this room are given: a Chroma server, started once, and a library of four documents."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chroma_servers import ChromaServer

if TYPE_CHECKING:
    from retriever.library import Library


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A server that no test stops."""
    with ChromaServer(tmp_path_factory.mktemp("chroma-server")) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of the documents ``NAMES``, closed."""
    from retriever.library import Library
    from tests.retriever.rebuilds import NAMES, SMALL
    from tests.retriever.small import put, words_of

    with closing(Library(tmp_path / "library", SMALL)) as library:
        for name in NAMES:
            put(library, name, words_of(name, 3))
    return tmp_path / "library"


@pytest.fixture
def live(folder: Path) -> "Iterator[Library]":
    """That library, open, with an embedder that a rebuild may change."""
    from retriever.current import CurrentEmbedder
    from retriever.library import Library
    from tests.retriever.rebuilds import SMALL

    with closing(Library(folder, CurrentEmbedder(SMALL))) as library:
        yield library


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild takes one document at a time."""
    monkeypatch.setattr("retriever.rebuilding._MOST_DOCUMENTS", 1)
