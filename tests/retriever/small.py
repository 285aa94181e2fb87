"""Libraries that open in a moment: vectors drawn by the hashes of words, and no model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import numpy as np

from ingest.run import IngestRun
from onrecord.types import Document, Source
from retriever.embed import Embedder, Encoded
from retriever.library import Library
from tests.fakes import HashEncoder, count_words

__all__ = ["SmallEmbedder", "ingest", "opened", "put", "words_of"]


class SmallEmbedder:
    """Plays the embedder: equal words are near, and nothing else is."""

    name, backend, dimensions = "small", "hashes", 64

    def __init__(self) -> None:
        self._encoder = HashEncoder()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return count_words(texts)

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        found = []
        for one in self._encoder.token_vectors(texts):
            mean = one.tokens.mean(axis=0)
            found.append(Encoded((mean / np.linalg.norm(mean)).astype(np.float32), one.tokens, one.offsets))
        return found


@contextmanager
def opened(folder: Path, kept_versions: int = 5) -> Iterator[Library]:
    """A library in ``folder``, closed at the end."""
    library = Library(folder, cast(Embedder, SmallEmbedder()), kept_versions=kept_versions)
    try:
        yield library
    finally:
        library.close()


def ingest(library: Library, *paths: Path) -> list[str]:
    """Put files on record; returns what became of each."""
    run = IngestRun(library, SmallEmbedder().count_tokens, 10)
    return [report.status for report in run.ingest([str(path) for path in paths])]


def put(library: Library, name: str, text: str, sha256: str = "", location: str = "") -> Document:
    """Put a document on record that no file is behind; its hash is by its text unless one is given."""
    digest = sha256 or f"{abs(hash(text)):064x}"[:64]
    document = Document(Source(f"id-{name}", location or f"/docs/{name}.txt", name, digest, "txt"), text)
    IngestRun(library, SmallEmbedder().count_tokens, 10).store(document)
    return document


def words_of(name: str, sentences: int = 1) -> str:
    """A text of a few sentences that only its name tells from others."""
    return " ".join(f"The {name} pier was painted {name}ly in week {number}." for number in range(sentences))
