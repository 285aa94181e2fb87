"""A judge in the form of transformers: a classifier of pairs, or one that looks at each token of the claim."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.errors import ModelUnavailable
from onrecord.grounding.labels import head_of
from onrecord.grounding.pairs import PROBE, Pair, PairReader, arrays_of, scored, window_of

__all__ = ["TransformersEntailment"]

# Pairs in one pass; they are sorted by length first.
_BATCH: Final = 16
# Kinds of model that judge -> what loads them.
_FACTORIES: Final = {
    "ForSequenceClassification": "AutoModelForSequenceClassification",
    "ForTokenClassification": "AutoModelForTokenClassification",
}


class TransformersEntailment:
    """A classifier with a label for "supported", or a single score of it; see :class:`onrecord.grounding.labels.Head`.

    A model that labels tokens (ModelForTokenClassification; Kovacs and Recski, arXiv 2502.17125, 2025) is as sure of a
    claim as of its least supported token. Only weights in safetensors are read, and no code that comes with a model is
    run. Any number of threads may call it; they take turns.

    Args:
        name: a folder, or a name on the model hub (which needs a network the first time).
        labels: names of its labels in its own order, where its files do not state them.

    Raises:
        ModelUnavailable: it cannot be loaded, is no classifier, or does not say which label means "supported".
    """

    def __init__(self, name: str, labels: Sequence[str] = ()) -> None:
        self.name = name
        self._model, tokenizer = _load(name)
        config = self._model.config
        self._head = head_of(f"hf:{name}", [config.id2label[place] for place in sorted(config.id2label)], labels)
        self._reader = PairReader(_fast(name, tokenizer), _window(tokenizer, config))
        self._pad = int(tokenizer.pad_token_id or 0)
        self._inputs = frozenset(tokenizer.model_input_names)
        self._lock = threading.Lock()
        _try(self)

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See :meth:`onrecord.grounding.entailment.Entailment.probabilities`."""
        return scored(self._reader.read(pairs), _BATCH, self._pass) if pairs else []

    def _pass(self, batch: list[Pair]) -> list[float]:
        import torch

        arrays = arrays_of(batch, max(len(pair.ids) for pair in batch), self._pad)
        with self._lock, torch.inference_mode():
            given = {name: torch.from_numpy(array) for name, array in arrays.items() if name in self._inputs}
            logits = self._model(**given).logits.float().numpy()
        return [self._head.probability(row, pair.claim) for row, pair in zip(logits, batch, strict=True)]


def _load(name: str) -> tuple[Any, Any]:
    """The model and its tokenizer, or an error that says what to do."""
    local = Path(name).is_dir()
    if local:
        # A model from a folder needs no hub; this keeps the hub client from asking for updates.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    import transformers

    transformers.logging.disable_progress_bar()  # type: ignore[attr-defined,no-untyped-call,unused-ignore]
    how = {"local_files_only": local, "trust_remote_code": False}
    try:
        config = transformers.AutoConfig.from_pretrained(name, **how)
        factory = getattr(transformers, _factory(name, config))
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **how)
        model, report = factory.from_pretrained(
            name, config=config, dtype=torch.float32, use_safetensors=True, output_loading_info=True, **how
        )
    except ModelUnavailable:
        raise
    except Exception as error:
        raise ModelUnavailable(
            f"The judge 'hf:{name}' cannot be loaded: {error}. Give the folder or hub name of an entailment model with "
            "its tokenizer and weights in safetensors, or set judge = 'rules'."
        ) from error
    if report["missing_keys"]:
        lost = ", ".join(sorted(report["missing_keys"])[:3])
        raise ModelUnavailable(
            f"The judge 'hf:{name}' has no weights for {lost}; they would be random. Fetch the model's files anew, or "
            "choose a model that was trained to judge; docs/judges.md names some."
        )
    return model.eval(), tokenizer


def _factory(name: str, config: Any) -> str:  # noqa: ANN401 - transformers is untyped
    """What loads the model that ``config`` describes."""
    kinds = getattr(config, "architectures", None) or []
    for kind in kinds:
        for ending, factory in _FACTORIES.items():
            if kind.endswith(ending):
                return factory
    raise ModelUnavailable(
        f"The judge 'hf:{name}' has no layer that judges ({', '.join(kinds) or 'of unknown kind'}). Choose a "
        "classifier of pairs or of tokens; docs/judges.md names some."
    )


def _fast(name: str, tokenizer: Any) -> Any:  # noqa: ANN401
    """A copy of the tokenizer in the form of the package ``tokenizers``."""
    from tokenizers import Tokenizer

    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelUnavailable(
            f"The judge 'hf:{name}' has no fast tokenizer (tokenizer.json), so it is unknown which tokens are the "
            "claim's; choose another."
        )
    return Tokenizer.from_str(fast.to_str())


def _window(tokenizer: Any, config: Any) -> int:  # noqa: ANN401
    """Tokens that the model reads at once, its marks counted."""
    positions = getattr(config, "max_position_embeddings", None)
    return min(int(tokenizer.model_max_length), window_of(positions, getattr(config, "pad_token_id", None)))


def _try(judge: TransformersEntailment) -> None:
    """Read one pair, so that a model that does not run is known at once."""
    try:
        found = judge.probabilities([PROBE])
    except Exception as error:
        raise ModelUnavailable(f"The judge 'hf:{judge.name}' does not run: {error}. Choose another.") from error
    if not np.isfinite(found).all():
        raise ModelUnavailable(f"The judge 'hf:{judge.name}' gives no numbers; its weights are damaged. Fetch it anew.")
