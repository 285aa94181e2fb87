"""The fake that the ingestion tests stand on keeps the promises of a real sink."""

from collections.abc import Callable

import pytest

from tests.contracts.sink_contract import PassageSinkContract, SinkAndShelf
from tests.fakes import MemorySink


class TestMemorySink(PassageSinkContract):
    @pytest.fixture
    def sink(self) -> SinkAndShelf:
        return MemorySink()

    @pytest.fixture
    def passages_on_record(self, sink: SinkAndShelf) -> Callable[[], int]:
        assert isinstance(sink, MemorySink)
        return lambda: len(sink.passages())

    @pytest.fixture
    def failures(self, sink: SinkAndShelf) -> Callable[[], list[tuple[str, str, str]]]:
        assert isinstance(sink, MemorySink)
        return lambda: [(*place, reason) for place, reason in sink.failures.items()]
