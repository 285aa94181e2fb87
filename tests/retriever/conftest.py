"""A Chroma server for the tests of this room, started once."""

from collections.abc import Iterator

import pytest

from tests.chroma_servers import ChromaServer


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A server that no test stops."""
    with ChromaServer(tmp_path_factory.mktemp("chroma-server")) as server:
        yield server
