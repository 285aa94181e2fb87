"""Texts to vectors: one pass of a sentence-transformers model gives the passage vector and the token vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.ports import TokenVectors
from retriever.backends import Floats, Read
from retriever.loading import BUNDLED, BackendName, bundled_folder, open_model
from retriever.sequences import Ints, Window

__all__ = ["BUNDLED", "BackendName", "Embedder", "Encoded", "Floats", "Ints", "bundled_folder"]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text as the model sees it.

    Attributes:
        vector: float32, shape (d,), unit length: the whole text, with its header.
        tokens: float32, shape (t, d), unit length each: every token in the light of the whole text, the model's
            own marks at both ends and the header's tokens among them.
        offsets: int32, shape (t, 2): first and one past the last character of each token in the text itself; (0, 0) for
            a mark and for a token of the header.
    """

    vector: Floats
    tokens: Floats
    offsets: Ints


class Embedder:
    """A sentence-transformers model that also hands out its token vectors. Any number of threads may call it at once.

    Args:
        name: ``bundled``, a folder, or a name on the model hub (which needs a network the first time).
        backend: ``auto`` is OpenVINO where that gives the same vectors, else PyTorch, with a warning in the log. The
            vectors of one are good for a library of the other.
        pickled: whether weights that are no safetensors may be loaded.

    Raises:
        ModelUnavailable: it cannot be loaded, has pickled weights that may not be loaded, or OpenVINO was asked for and
            cannot run it.
    """

    def __init__(self, name: str = BUNDLED, backend: BackendName = "auto", pickled: bool = False) -> None:
        self.name = name
        self._backend, self._sequencer = open_model(name, backend, pickled)
        self._dimensions = len(self.encode([""])[0].vector)

    @property
    def backend(self) -> str:
        """What it runs on, and why not on something faster, for reports: ``OpenVINO 2026.4.1, bfloat16``."""
        return self._backend.description

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own marks not counted."""
        return self._sequencer.count(texts)

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        """Each text as vectors, in order; empty for no texts.

        A text longer than the model reads at once is read in windows, each with the header again, whose vectors are
        averaged. What else is in the list changes no vector by more than rounding does.

        Args:
            texts: any number; memory is about 1.5 KB a token that comes out (of 384 dimensions).
            contexts: none, or a header a text (title, headings, the header row of a table), which the model reads
                before the text, with a newline between; of more than 64 tokens the rest is cut.

        Raises:
            ValueError: there are contexts, and not as many as texts.
        """
        windows = self._sequencer.windows(texts, contexts)
        read = iter(self._backend.read([window.ids for spans in windows for window in spans]))
        return [_joined(spans, [next(read) for _ in spans]) for spans in windows]

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        return [TokenVectors(one.tokens, one.offsets) for one in self.encode(texts)]


def _joined(windows: list[Window], parts: list[Read]) -> Encoded:
    """The windows of one text as one."""
    if len(parts) == 1:
        return Encoded(parts[0].vector, parts[0].tokens, windows[0].offsets)
    mean = np.mean([part.vector for part in parts], axis=0)
    known = [slice(*window.known) for window in windows]
    tokens = [np.delete(part.tokens, rows, axis=0) for part, rows in zip(parts, known, strict=True)]
    offsets = [np.delete(window.offsets, rows, axis=0) for window, rows in zip(windows, known, strict=True)]
    vector = (mean / np.linalg.norm(mean)).astype(np.float32)
    return Encoded(vector, np.concatenate(tokens), np.concatenate(offsets))
