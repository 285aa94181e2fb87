"""What runs the embedding model: PyTorch runs any of them, OpenVINO runs those it is proven equal for, and faster."""

import importlib.metadata
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelUnavailable
from retriever.weights import check_weights, weights_of_hub

__all__ = ["Backend", "Floats", "Read", "TorchBackend", "load_model", "padded", "tokenizer_json", "window_of"]

Floats = npt.NDArray[np.float32]

# Sequences in one pass of PyTorch. On two cores 8 to 32 are equally fast when sorted by length.
_BATCH: Final = 16
# What a model reads at once where its files do not say.
_UNSTATED_WINDOW: Final = 512


class Read(NamedTuple):
    """One sequence as vectors.

    Attributes:
        vector: float32, shape (d,), unit length: of the whole sequence.
        tokens: float32, shape (t, e), unit length each: of every token. ``e`` is ``d`` unless a layer after the pooling
            changes it.
    """

    vector: Floats
    tokens: Floats


class Backend(Protocol):
    """Runs one model. Any number of threads may call it at once."""

    @property
    def description(self) -> str:
        """Library, version and arithmetic, for reports."""
        ...

    def read(self, sequences: Sequence[Sequence[int]]) -> list[Read]:
        """Each sequence of token numbers as vectors, in order; empty for none.

        A sequence holds the model's own marks and is no longer than the model reads at once. What else is in the list
        changes no vector by more than rounding does.
        """
        ...


class TorchBackend:
    """A sentence-transformers model as it comes, in float32.

    Args:
        model: a ``SentenceTransformer``.
        why: why not something faster, for the description; empty where this is what was asked for.

    Raises:
        ModelUnavailable: it gives no token vectors.
    """

    def __init__(self, model: Any, why: str = "") -> None:  # noqa: ANN401 - sentence-transformers is untyped
        self._model = model
        self._pad = int(model.tokenizer.pad_token_id or 0)
        self._lock = threading.Lock()
        self._why = why
        try:
            self.read([[self._pad]])
        except KeyError as error:
            raise ModelUnavailable(
                f"This embedder gives no {error}, which Onrecord needs; choose a sentence-transformers model that is a "
                "transformer with a pooling."
            ) from error

    @property
    def description(self) -> str:
        """Such as ``PyTorch 2.13.0, float32 (openvino is not installed ...)``."""
        said = f"PyTorch {importlib.metadata.version('torch')}, float32"
        return f"{said} ({self._why})" if self._why else said

    def read(self, sequences: Sequence[Sequence[int]]) -> list[Read]:
        """See :meth:`Backend.read`."""
        order = sorted(range(len(sequences)), key=lambda place: len(sequences[place]))
        found: dict[int, Read] = {}
        for begin in range(0, len(order), _BATCH):
            places = order[begin : begin + _BATCH]
            found |= zip(places, self._pass([sequences[place] for place in places]), strict=True)
        return [found[place] for place in range(len(sequences))]

    def _pass(self, batch: Sequence[Sequence[int]]) -> list[Read]:
        import torch

        ids, mask = padded(batch, max(map(len, batch)), self._pad)
        with self._lock, torch.inference_mode():
            out = self._model({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
            tokens = torch.nn.functional.normalize(out["token_embeddings"], dim=-1).float().numpy()
            vectors = torch.nn.functional.normalize(out["sentence_embedding"], dim=-1).float().numpy()
        return [Read(vectors[row], tokens[row, : len(one)]) for row, one in enumerate(batch)]


def padded(batch: Sequence[Sequence[int]], length: int, pad: int) -> tuple[npt.NDArray[np.int64], ...]:
    """Sequences as one array, shape (n, ``length``), filled with ``pad``; and 1 for each true token, else 0."""
    ids = np.full((len(batch), length), pad, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return ids, mask


def load_model(name: str, pickled: bool = False) -> Any:  # noqa: ANN401 - sentence-transformers is untyped
    """A ``SentenceTransformer`` from a folder or by its name on the hub; no code that comes with it is run.

    Args:
        name: of it.
        pickled: whether weights that are no safetensors may be loaded.

    Raises:
        ModelUnavailable: it cannot be loaded, or its weights are pickled and may not be.
    """
    local = Path(name).is_dir()
    if local:
        # A model from a folder needs no hub; this keeps the hub client from asking for updates.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        check_weights(Path(name), f"The embedder {name!r}", pickled)
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.logging.disable_progress_bar()  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
    try:
        return SentenceTransformer(
            name, device="cpu", local_files_only=local, trust_remote_code=False, model_kwargs=weights_of_hub(pickled)
        )
    except Exception as error:
        raise ModelUnavailable(
            f"The embedder {name!r} cannot be loaded: {error}. Give a sentence-transformers folder or name, "
            "or set embedder = 'bundled'."
        ) from error


def tokenizer_json(model: Any) -> str:  # noqa: ANN401
    """The tokenizer of a ``SentenceTransformer`` in the form of the package ``tokenizers``.

    Raises:
        ModelUnavailable: it has none that tells the place of each token in the text.
    """
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelUnavailable(
            "This embedder has no fast tokenizer, so the places of its tokens in the text are unknown; choose another."
        )
    return str(fast.to_str())


def window_of(model: Any) -> int:  # noqa: ANN401
    """Tokens that a ``SentenceTransformer`` reads at once, its marks counted."""
    return int(model.max_seq_length or _UNSTATED_WINDOW)
