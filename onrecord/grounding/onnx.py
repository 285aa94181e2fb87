"""A judge as an exported graph, run by ONNX Runtime: in 8 bits it is small and fast, and it needs no PyTorch."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from onrecord.errors import ModelUnavailable
from onrecord.grounding.labels import head_of
from onrecord.grounding.pairs import PROBE, Pair, PairReader, arrays_of, scored, window_of

__all__ = ["OnnxEntailment"]

# Pairs in one pass of a graph that takes any number; they are sorted by length first.
_BATCH: Final = 16
# More of them do not help a pass of a few hundred tokens, and take the cores from everything else.
_THREADS: Final = 2
_INPUTS: Final = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_TYPES: Final = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
_PADS: Final = ("[PAD]", "<pad>")


class _Shape(NamedTuple):
    """What a graph takes: pairs in a pass and tokens in a pair, None for any number; and the type of each input."""

    batch: int | None
    length: int | None
    types: dict[str, str]


class OnnxEntailment:
    """A classifier of pairs, or of the tokens of a pair, in a folder.

    The folder holds ``model.onnx`` (or one other ``.onnx`` file) and ``tokenizer.json``. ``config.json``, where there
    is one, states the labels (``id2label``) and how much the model reads at once. Any number of threads may call it.

    Args:
        folder: where it is.
        labels: names of its labels in its own order, where ``config.json`` does not state them.

    Raises:
        ModelUnavailable: a file is missing, the graph takes or gives something else, or ONNX Runtime is not installed.
    """

    def __init__(self, folder: str, labels: Sequence[str] = ()) -> None:
        self.name = folder
        graph, tokenizer, config = _files(folder)
        self._head = head_of(f"onnx:{folder}", config["labels"], labels)
        self._session = _session(folder, graph)
        self._shape = _shape(folder, self._session.get_inputs())
        outputs = [one.name for one in self._session.get_outputs()]
        self._output = "logits" if "logits" in outputs else outputs[0]
        self._pad = _pad(tokenizer, config["pad"])
        self._reader = PairReader(tokenizer, self._shape.length or window_of(config["positions"], self._pad))
        self._try()

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See :meth:`onrecord.grounding.entailment.Entailment.probabilities`."""
        return scored(self._reader.read(pairs), self._shape.batch or _BATCH, self._pass) if pairs else []

    def _pass(self, batch: list[Pair]) -> list[float]:
        logits = self._logits(batch)
        return [self._head.probability(row, pair.claim) for row, pair in zip(logits, batch, strict=True)]

    def _logits(self, batch: list[Pair]) -> Any:  # noqa: ANN401
        """Logits, shape (n, labels) or (n, t, labels)."""
        full = batch + batch[:1] * ((self._shape.batch or 0) - len(batch))
        arrays = arrays_of(full, self._shape.length or max(len(pair.ids) for pair in full), self._pad)
        given = {name: arrays[name].astype(kind) for name, kind in self._shape.types.items()}
        return self._session.run([self._output], given)[0][: len(batch)]

    def _try(self) -> None:
        """Read one pair, so that a graph that does not run, or has other labels, is known at once."""
        pair = self._reader.read([PROBE])[0]
        if pair is None:
            raise ModelUnavailable(
                f"The judge 'onnx:{self.name}' reads too few tokens at once to judge. Choose another."
            )
        try:
            logits = self._logits([pair])
        except Exception as error:
            raise ModelUnavailable(
                f"The judge 'onnx:{self.name}' does not run: {error}. Its tokenizer.json may be another model's; "
                "export both anew, or choose another."
            ) from error
        if np.ndim(logits) not in (2, 3) or logits.shape[-1] != len(self._head.labels):
            raise ModelUnavailable(
                f"The judge 'onnx:{self.name}' gives numbers of shape {np.shape(logits)}, and its labels are "
                f"{', '.join(self._head.labels)}. Name as many labels as it gives, in its order, after #labels=."
            )
        if not np.isfinite(logits).all():
            raise ModelUnavailable(f"The judge 'onnx:{self.name}' gives no numbers; it is damaged. Fetch it anew.")


def _files(folder: str) -> tuple[Path, Any, dict[str, Any]]:
    """The graph's path, the ``tokenizers.Tokenizer``, and the configuration, empty where there is none."""
    from tokenizers import Tokenizer

    place = Path(folder)
    graphs = sorted(place.glob("*.onnx")) if place.is_dir() else []
    graph = place / "model.onnx" if place / "model.onnx" in graphs or len(graphs) != 1 else graphs[0]
    missing = [str(path) for path in (graph, place / "tokenizer.json") if not path.is_file()]
    if missing:
        raise ModelUnavailable(
            f"The judge 'onnx:{folder}' lacks {' and '.join(missing)}. Put the exported graph (model.onnx, or one "
            ".onnx file) and the model's tokenizer.json into one folder and name that."
        )
    try:
        return graph, Tokenizer.from_file(str(place / "tokenizer.json")), _config(place / "config.json")
    except Exception as error:
        raise ModelUnavailable(
            f"The judge 'onnx:{folder}' has a tokenizer.json or config.json that cannot be read: {error}. Fetch it "
            "anew."
        ) from error


def _config(path: Path) -> dict[str, Any]:
    """What counts of ``config.json``; empty where there is no such file."""
    read = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    names = read.get("id2label") or {}
    numbers = {key: value for key, value in read.items() if isinstance(value, int)}
    return {
        "labels": [str(names[key]) for key in sorted(names, key=int)],
        "positions": numbers.get("max_position_embeddings"),
        "pad": numbers.get("pad_token_id"),
    }


def _session(folder: str, graph: Path) -> Any:  # noqa: ANN401 - ONNX Runtime is untyped
    try:
        import onnxruntime  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise ModelUnavailable(
            f"The judge 'onnx:{folder}' needs ONNX Runtime, which cannot be used here: {error}. Run `pip install "
            "onnxruntime`, or set judge = 'rules'."
        ) from error
    onnxruntime.disable_telemetry_events()  # its builds for Windows report to their maker
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = _THREADS, 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelUnavailable(
            f"The judge 'onnx:{folder}' cannot be loaded: {error}. Export {graph.name} anew, or set judge = 'rules'."
        ) from error


def _shape(folder: str, inputs: Sequence[Any]) -> _Shape:
    """What the graph takes."""
    named = {one.name: one for one in inputs}
    fits = all(name in _INPUTS and one.type in _TYPES and len(one.shape) == 2 for name, one in named.items())
    if "input_ids" not in named or not fits:
        takes = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise ModelUnavailable(
            f"The judge 'onnx:{folder}' takes {takes or 'nothing'}. A judge takes input_ids and may take "
            "attention_mask and token_type_ids, whole numbers of shape (pairs, tokens); export it so."
        )
    batch, length = (size if isinstance(size, int) else None for size in named["input_ids"].shape)
    return _Shape(batch, length, {name: _TYPES[one.type] for name, one in named.items()})


def _pad(tokenizer: Any, stated: int | None) -> int:  # noqa: ANN401
    """The number of the token that fills up."""
    if stated is not None:
        return stated
    if tokenizer.padding:
        return int(tokenizer.padding["pad_id"])
    return next((number for number in map(tokenizer.token_to_id, _PADS) if number is not None), 0)
