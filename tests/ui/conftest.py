"""A chat over a store, and a new tab of it for each test."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.ui.chat_page import OneField, Page
from ui.talks import Tab


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with closing(Record(tmp_path_factory.mktemp("chat") / "record.sqlite3")) as record:
        yield Page(StoredConversations(record), OneField())


@pytest.fixture
def tab(page: Page) -> Tab:
    page.tab = Tab(page.chat._talks)
    return page.tab
