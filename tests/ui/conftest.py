"""A chat over a store with a new tab of it for each test, and the whole page behind its login."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.ui.chat_page import OneField, Page
from tests.ui.login_page import HOST, Guarded
from ui.talks import Tab


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with closing(Record(tmp_path_factory.mktemp("chat") / "record.sqlite3")) as record:
        yield Page(StoredConversations(record), OneField())


@pytest.fixture
def tab(page: Page) -> Tab:
    page.tab = Tab(page.chat._talks)
    return page.tab


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """The whole page behind its login, with every part there is."""
    folder = tmp_path_factory.mktemp("guarded")
    with closing(Record(folder / "record.sqlite3")) as record:
        yield Guarded(folder, StoredConversations(record))


@pytest.fixture(scope="module")
def client(guarded: Guarded) -> Iterator[TestClient]:
    """What asks it; it keeps no cookie of its own."""
    with TestClient(guarded.app, base_url=HOST, follow_redirects=False) as client:
        yield client
