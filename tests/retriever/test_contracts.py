"""The contract suites on the real parts: the library as a sink, the rule judge with the real model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.grounding.judge import RuleJudge
from onrecord.ports import Judge
from retriever.embed import Embedder
from retriever.library import Library
from tests.contracts.judge_contract import JudgeContract
from tests.contracts.sink_contract import PassageSinkContract, SinkAndShelf


class TestLibrary(PassageSinkContract):
    @pytest.fixture
    def sink(self, tmp_path: Path, embedder: Embedder) -> Iterator[SinkAndShelf]:
        library = Library(tmp_path / "library", embedder)
        yield library
        library.close()

    @pytest.fixture
    def passages_on_record(self, sink: Library) -> Callable[[], int]:
        def count() -> int:
            found = len(sink.record.rows("select 1 from passages join documents using (version) where state = 'ready'"))
            assert len(sink.index.ids()) >= found
            return found

        return count

    @pytest.fixture
    def failures(self, sink: Library) -> Callable[[], list[tuple[str, str, str]]]:
        return lambda: [(location, collection, reason) for collection, location, reason in sink.record.failures()]


class TestRuleJudge(JudgeContract):
    @pytest.fixture
    def judge(self, embedder: Embedder) -> Judge:
        return RuleJudge(embedder)
