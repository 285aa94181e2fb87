"""The benchmark of back ends on encoders of our own: right figures, clear errors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks.embed import EncodedText, bench_embed, passages_of
from onrecord.errors import BadInput
from onrecord.ports import TokenVectors


class Encoder:
    """A vector of two numbers a word; takes a while for each list, by a clock of its own."""

    now = 0.0

    class One(TokenVectors):
        """Its first token is its vector."""

        @property
        def vector(self) -> np.ndarray:
            return np.asarray(self.tokens[0])

    def __init__(self, seconds: float, angle: float) -> None:
        self._seconds = seconds
        self._vector = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> Sequence[EncodedText]:
        Encoder.now += self._seconds
        return [
            self.One(np.tile(self._vector, (words, 1)), np.zeros((words, 2), np.int32))
            for words in self.count_tokens(texts)
        ]


def test_speed_and_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.benchmarks.embed.time.perf_counter", lambda: Encoder.now)
    rows = bench_embed(["a b c"] * 100, {"slow": Encoder(0.04, 0.0), "fast": Encoder(0.01, 0.1)}, rounds=2)
    assert list(rows) == ["slow", "fast"]
    slow, fast = rows.values()
    assert slow["times_the_first"] == 1.0
    assert fast["times_the_first"] == pytest.approx(4)
    assert slow["tokens_per_second"] == pytest.approx(300 / 0.08)
    assert slow["least_cosine"] == slow["least_token_cosine"] == pytest.approx(1)
    assert fast["least_cosine"] == fast["least_token_cosine"] == pytest.approx(np.cos(0.1))
    assert fast["question_ms"] == pytest.approx(10)


def test_passages_are_runs_of_words_of_the_text_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one " * 200, encoding="utf-8")
    (tmp_path / "b.md").write_text("two " * 200, encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    passages = passages_of(tmp_path, 9)
    assert [len(passage.split()) for passage in passages] == [150, 150, 100]
    assert passages_of(tmp_path / "b.md", 1) == [" ".join(["two"] * 150)]


def test_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no text"):
        passages_of(tmp_path, 9)
    with pytest.raises(BadInput, match="cannot be read"):
        passages_of(tmp_path / "missing.txt", 9)
