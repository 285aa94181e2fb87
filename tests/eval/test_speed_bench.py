"""The speed benchmark: the same made-up passages every time, stored and searched for real."""

import json
import random
import subprocess
import sys
from pathlib import Path

from eval.benchmarks.speed import bench_speed, invented_documents
from onrecord.answers import Coverage
from onrecord.types import Filters, Hit
from tests.fakes import MemorySink

TEXT = "The harbour board raised the mooring fee to 40 euros. Gulls nest on the tower. Nobody was consulted."


class Silent:
    """A retriever that finds nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        self.asked.append(query)
        return []

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        return Coverage(0, 0)


def test_invented_passages_are_exact_and_the_same_on_every_run() -> None:
    document, passages = next(invented_documents([TEXT], random.Random(1)))
    again, _ = next(invented_documents([TEXT], random.Random(1)))
    assert document.text == again.text
    assert len(passages) == 50
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert all(not passage.quote(span)[-1].isspace() for span in passage.sentences)


def test_the_library_is_filled_to_each_size_and_searched(tmp_path: Path) -> None:
    sink, retriever = MemorySink(), Silent()
    rows = bench_speed(sink, retriever, [TEXT], ["Who?", "When?"], [60, 120], tmp_path, lambda _: None)
    assert [row["passages"] for row in rows] == [60, 120]
    assert len(sink.passages()) == 120
    assert all(row["ms_p50"] <= row["ms_p95"] <= row["ms_max"] for row in rows)
    assert {"Who?", "When?"} - set(retriever.asked) == {"Who?"}, "every other question has an invented word at its end"


def test_the_command_prints_one_json_value() -> None:
    command = [sys.executable, "-m", "onrecord", "bench", "speed", "--passages", "150", "--rounds", "5", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (row,) = json.loads(done.stdout)
    assert row["passages"] == 150
    assert row["ms_p50"] > 0
