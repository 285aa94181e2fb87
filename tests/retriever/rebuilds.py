"""What the tests of rebuilding share: a second model, a rebuild begun and left, a library looked over."""

import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import numpy as np

from ingest.split import split
from retriever.embed import Embedder, Encoded
from retriever.filters import Bounds
from retriever.hybrid import HybridRetriever
from retriever.lexical import Words
from retriever.library import Library
from retriever.rebuilding import BackgroundRebuild, Rebuild, rebuild_offline
from tests.retriever.small import SmallEmbedder

__all__ = [
    "NAMES",
    "OTHER",
    "SMALL",
    "CountingEmbedder",
    "SlowEmbedder",
    "feed",
    "offline",
    "rebuild",
    "started",
    "whole",
]

NAMES = ("amber", "birch", "coral", "delta")


class OtherEmbedder(SmallEmbedder):
    """Another model: its vectors are of another length and point elsewhere."""

    name, dimensions = "other", 32

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        found = []
        for one in super().encode(texts, contexts):
            tokens = one.tokens[:, ::-1][:, :32]
            tokens = (tokens / np.linalg.norm(tokens, axis=1, keepdims=True)).astype(np.float32)
            mean = tokens.mean(axis=0)
            found.append(Encoded((mean / np.linalg.norm(mean)).astype(np.float32), tokens, one.offsets))
        return found


class CountingEmbedder(OtherEmbedder):
    """Remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        self.seen += texts
        return super().encode(texts, contexts)


class SlowEmbedder(OtherEmbedder):
    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        threading.Event().wait(0.2)
        return super().encode(texts, contexts)


SMALL, OTHER = cast(Embedder, SmallEmbedder()), cast(Embedder, OtherEmbedder())


def rebuild(embedder: Embedder = OTHER, goes_on: Callable[[], bool] = lambda: True, show: Any = None) -> Rebuild:
    return Rebuild(embedder, lambda document: split(document, embedder.count_tokens), show, goes_on)


def offline(folder: Path, embedder: Embedder = OTHER) -> int:
    return rebuild_offline(folder, rebuild(embedder), lambda: Library(folder, embedder, rebuilding=True))


def whole(library: Library, *names: str) -> None:
    """The library holds exactly these documents, each once, and finds each by its words and by its meaning."""
    assert sorted(source.title for source in library.sources()) == sorted(names)
    ids = {row[0] for row in library.record.rows("select id from passages")}
    assert library.index.ids() == library.words.ids() == ids
    assert (
        library.record.counts(Bounds())[1] == len(ids) == sum(1 for _ in library.record.rows("select 1 from passages"))
    )
    for name in names:
        assert HybridRetriever(library, 20, 10).search(f"the {name} pier", 1)[0].source.title == name
        assert library.words.search(Words(name), 5, Bounds())
    assert library.repair() == (0, 0)


def started(library: Library, embedder: Embedder = OTHER) -> BackgroundRebuild:
    background = BackgroundRebuild(library, lambda show, goes_on: rebuild(embedder, goes_on, show))
    background.start()
    return background


def feed(library: Library, most: int, embedder: Embedder = OTHER) -> None:
    """Embed so many documents anew, and stop there."""
    asked = iter(range(10_000))
    begun = rebuild(embedder, lambda: next(asked) < 2 * most)
    begun.begin(library.record)
    assert not begun.feed(lambda: nullcontext(library.record))
