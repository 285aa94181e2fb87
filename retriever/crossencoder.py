"""A re-ranker that reads question and passage together: any CrossEncoder of sentence-transformers."""

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from onrecord.errors import ModelUnavailable
from retriever.weights import check_weights, weights_of_hub

__all__ = ["CrossEncoderReranker"]

# Pairs in one pass; they are sorted by length first.
_BATCH: Final = 16
_SCORING: Final = ("ForSequenceClassification", "ForCausalLM")


class CrossEncoderReranker:
    """Scores passages by reading each beside the question (Nogueira and Cho, arXiv 1901.04085, 2019).

    Any number of threads may call it; they take turns.

    Args:
        name: a folder, or a name on the model hub (which needs a network the first time), such as
            ``cross-encoder/ms-marco-MiniLM-L6-v2``.
        pickled: whether weights that are no safetensors may be loaded.

    Raises:
        ModelUnavailable: it cannot be loaded, has pickled weights that may not be loaded, or does not give one score a
            pair.
    """

    def __init__(self, name: str, pickled: bool = False) -> None:
        self.name = name
        self._model = _load(name, pickled)
        self._lock = threading.Lock()

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """The model's own score of each passage, in order, higher is better; empty for no passages.

        Scores are logits: compare them for one question only. A pair that is longer than the model reads is cut, the
        longer of the two first.
        """
        if not passages:
            return []
        with self._lock:
            found = self._model.predict(
                [(question, passage) for passage in passages],
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return [float(one) for one in found]


def _load(name: str, pickled: bool) -> Any:  # noqa: ANN401 - sentence-transformers is untyped
    """The model, or an error that says what to do."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    local = Path(name).is_dir()
    if local:
        # A model from a folder needs no hub; this keeps the hub client from asking for updates.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        check_weights(Path(name), f"The re-ranker {name!r}", pickled)
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    import torch
    import transformers
    from sentence_transformers import CrossEncoder

    transformers.logging.disable_progress_bar()  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
    try:
        # No sigmoid after the score: it would make many good passages equal.
        model = CrossEncoder(
            name,
            device="cpu",
            local_files_only=local,
            trust_remote_code=False,
            activation_fn=torch.nn.Identity(),
            model_kwargs=weights_of_hub(pickled),
        )
    except Exception as error:
        raise ModelUnavailable(
            f"The re-ranker {name!r} cannot be loaded: {error}. Give the folder or name of a sentence-transformers "
            "CrossEncoder, or set reranker = 'none'."
        ) from error
    _refuse_other_kinds(name, model)
    return model


def _refuse_other_kinds(name: str, model: Any) -> None:  # noqa: ANN401
    """Raise for a model of several scores a pair, and for one that has none: its missing layer would be random."""
    if model.num_labels != 1:
        raise ModelUnavailable(
            f"The re-ranker {name!r} gives {model.num_labels} scores a pair, and a re-ranker gives one. Choose a "
            "CrossEncoder for ranking (num_labels = 1), such as cross-encoder/ms-marco-MiniLM-L6-v2."
        )
    kinds = getattr(model.config, "architectures", None) or []
    if len(model) == 1 and not any(kind.endswith(_SCORING) for kind in kinds):
        raise ModelUnavailable(
            f"The re-ranker {name!r} has no layer that scores ({', '.join(kinds) or 'of unknown kind'}); it may be an "
            "embedder. Choose a CrossEncoder, such as cross-encoder/ms-marco-MiniLM-L6-v2."
        )
