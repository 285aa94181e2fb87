"""The embedding model on OpenVINO: bfloat16 where the processor has it, and texts of one length together, unpadded.

Measured on two cores: more than twice PyTorch's speed, see docs/decisions/embedding.md. A model is used this way only
when its vectors are those of PyTorch, which is tried on the texts of :data:`PROBES` at every start.
"""

import importlib.metadata
import importlib.util
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

import numpy as np

from retriever.backends import Floats, Read, TorchBackend, padded, tokenizer_json, window_of
from retriever.sequences import Sequencer

__all__ = [
    "LEAST_COSINE",
    "PROBES",
    "OpenVinoBackend",
    "Pooling",
    "Prepared",
    "Proof",
    "Unsuited",
    "has_bfloat16",
    "installed",
    "prepare",
    "silent_openvino",
]

LEAST_COSINE: Final = 0.999
"""Between a vector of OpenVINO and the same of PyTorch in float32, of texts and of each token."""

# Short, long, figures and marks, another script: what a passage and a question look like.
PROBES: Final = (
    "Who struck the ramp at Skarnehead?",
    "Net sales rose 4.7% to $1,204.3 million (2022: $1,150.1 million); see Note 12, p. 88.",
    "Zwei Fähren verkehren täglich. Η γέφυρα έκλεισε. 桥梁已关闭。",
    "The harbour board met on Tuesday evening to hear why the ferry Gullwing had struck the loading ramp. Its "
    "master, who has held a licence since 1998, told the inquiry that the bow thruster answered late and that the "
    "tide ran harder than the tables say. Two passengers were treated for bruises, and the ramp was closed for "
    "nine days while divers looked at its piles. Asked whether the timetable leaves enough time for turning in "
    "such a wind, the company's engineer said that it did not, and that a request for longer turns had been "
    "refused in March for want of money. The board will publish its findings before the winter, and until then "
    "the larger of the two ferries may not enter the inner basin under its own power when the wind is above force "
    "six. Residents of the islands, many of whom work on the mainland, asked that an early boat be kept whatever "
    "is decided.",
)

# Lengths are filled up to a multiple of this, under a mask: a shape that was not seen before costs some 20 ms and about
# half a megabyte that is kept. Of 1, 8 and 16, 8 cost 2 % more arithmetic than 1 and halved that memory.
_STEP: Final = 8
# Tokens in one pass, of texts that are filled up to one length: 1.5 times as fast as one by one for texts of 20 tokens,
# 1.02 times for 200. Beyond 512 nothing is gained. The vectors are the same to the bit.
_PASS: Final = 512
# A single text of up to so many tokens (a question) has a model of its own, so that it never waits for an ingest.
_SHORT: Final = 64
# Streams beyond this gain little in this size of model, and each has its own buffers.
_MOST_STREAMS: Final = 8

Pooling = Literal["mean", "cls"]


class Unsuited(Exception):
    """A model that is not run on OpenVINO; the message says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What PyTorch makes of a probe: its token numbers, its vector, its token vectors."""

    ids: list[int]
    expected: Read


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model converted for OpenVINO, with all that is needed to run it without PyTorch.

    Attributes:
        model: an ``openvino.Model`` of ``input_ids`` and ``attention_mask`` to the vectors of the last layer.
        tokenizer: JSON of the package ``tokenizers``.
        window: tokens that it reads at once, its marks counted.
        pad: number of the token that fills up.
        pooling: how token vectors become one: their mean, or the first.
        proofs: what its vectors must be.
    """

    model: Any
    tokenizer: str
    window: int
    pad: int
    pooling: Pooling
    proofs: tuple[Proof, ...]


def installed() -> bool:
    """Whether the package is here; it is not loaded for that."""
    return importlib.util.find_spec("openvino") is not None


def silent_openvino() -> Any:  # noqa: ANN401 - its types are as large as itself
    """The package ``openvino``, without its telemetry.

    Importing it sends an event to Google Analytics by the package ``openvino-telemetry``, with a client id that it
    leaves in the home folder, unless that package is absent. Here it is absent: Python raises ``ImportError`` for a
    name that is None in ``sys.modules``, and OpenVINO then uses its own stub, which does nothing.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino  # type: ignore[import-untyped,unused-ignore]

    return openvino


def has_bfloat16(core: Any) -> bool:  # noqa: ANN401
    """Whether this processor multiplies bfloat16 itself (AVX512-BF16, AMX)."""
    return "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class OpenVinoBackend:
    """A prepared model, running.

    Args:
        prepared: the model.

    Raises:
        Unsuited: on this processor its vectors are not those of PyTorch, or it does not run.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._openvino = silent_openvino()
        self._core = self._openvino.Core()
        self._prepared = prepared
        self._bfloat16 = has_bfloat16(self._core)
        self._short_lock, self._many_lock = threading.Lock(), threading.Lock()
        self._many: Any = None
        try:
            self._short = self._compiled(streams=1, threads=1).create_infer_request()
            _check(self, prepared.proofs)
        except RuntimeError as error:
            raise Unsuited(f"OpenVINO cannot run this embedder: {_first_line(error)}") from error

    @property
    def description(self) -> str:
        """Such as ``OpenVINO 2026.4.1, bfloat16``."""
        arithmetic = "bfloat16" if self._bfloat16 else "float32"
        return f"OpenVINO {importlib.metadata.version('openvino')}, {arithmetic}"

    def read(self, sequences: Sequence[Sequence[int]]) -> list[Read]:
        """See :meth:`retriever.backends.Backend.read`. A text's vectors are the same to the bit in any company."""
        if not sequences:
            return []
        if len(sequences) == 1 and len(sequences[0]) <= _SHORT:
            return [self.read_short(sequences[0])]
        found: dict[int, Floats] = {}
        with self._many_lock:
            queue = self._queue()
            try:
                for places in self._passes(sequences):
                    some = [sequences[place] for place in places]
                    queue.start_async(self._fed(some), (found, [*zip(places, map(len, some), strict=True)]))
            finally:
                queue.wait_all()
        return [self._read(found.pop(place)) for place in range(len(sequences))]

    def read_short(self, sequence: Sequence[int]) -> Read:
        """One sequence, at once, whatever else is being read."""
        with self._short_lock:
            self._short.infer(self._fed([sequence]))
            hidden = self._short.get_output_tensor(0).data[0, : len(sequence)].copy()
        return self._read(hidden)

    def _passes(self, sequences: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        """Places of sequences that are read together; the longest first, so that all streams end at about one time."""
        order = sorted(range(len(sequences)), key=lambda place: -len(sequences[place]))
        for length, group in groupby(order, key=lambda place: self._filled(len(sequences[place]))):
            places, most = list(group), max(1, _PASS // length)
            for begin in range(0, len(places), most):
                yield places[begin : begin + most]

    def _filled(self, length: int) -> int:
        """``length`` filled up to the next multiple of the step that the model can read."""
        return min(-(-length // _STEP) * _STEP, max(self._prepared.window, length))

    def _fed(self, batch: Sequence[Sequence[int]]) -> dict[int, Any]:
        """Inputs of one pass, of sequences that are filled up to one length."""
        return dict(enumerate(padded(batch, self._filled(len(batch[0])), self._prepared.pad)))

    def _read(self, hidden: Floats) -> Read:
        """The last layer's vectors, shape (t, d), as unit vectors; ``hidden`` is overwritten."""
        vector = hidden.mean(axis=0) if self._prepared.pooling == "mean" else hidden[0].copy()
        hidden /= np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), 1e-12)
        return Read((vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32), hidden)

    def _queue(self) -> Any:  # noqa: ANN401
        """The queue for many texts, which is made when it is first needed: a question has no use for it."""
        if self._many is None:
            streams = min(_cores(), _MOST_STREAMS)
            self._many = self._openvino.AsyncInferQueue(self._compiled(streams, _cores()), 2 * streams)
            self._many.set_callback(_keep)
        return self._many

    def _compiled(self, streams: int, threads: int) -> Any:  # noqa: ANN401
        hints = {
            "INFERENCE_PRECISION_HINT": "bf16" if self._bfloat16 else "f32",
            "NUM_STREAMS": str(streams),
            "INFERENCE_NUM_THREADS": str(threads),
            # A thread tied to one core would wait for that core while another idles.
            "ENABLE_CPU_PINNING": "NO",
        }
        return self._core.compile_model(self._prepared.model, "CPU", hints)


def prepare(model: Any) -> Prepared:  # noqa: ANN401
    """Convert a ``SentenceTransformer``.

    Raises:
        ModelUnavailable: it has no fast tokenizer.
        Unsuited: it is no transformer with mean or first-token pooling, or OpenVINO cannot convert it.
    """
    from tokenizers import Tokenizer

    pooling = _pooling(model)
    tokenizer, window = tokenizer_json(model), window_of(model)
    ids = [spans[0].ids for spans in Sequencer(Tokenizer.from_str(tokenizer), window).windows(PROBES)]
    expected = TorchBackend(model).read(ids)
    proofs = tuple(Proof(one, read) for one, read in zip(ids, expected, strict=True))
    pad = int(model.tokenizer.pad_token_id or 0)
    return Prepared(_converted(model[0].auto_model, ids, pad), tokenizer, window, pad, pooling, proofs)


def _pooling(model: Any) -> Pooling:  # noqa: ANN401
    layers = [type(layer).__name__ for layer in model]
    if layers not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise Unsuited(f"OpenVINO is used for a transformer and a pooling, and this embedder is {' + '.join(layers)}")
    mode = model[1].pooling_mode
    if mode not in ("mean", "cls"):
        raise Unsuited(f"OpenVINO is used for pooling 'mean' and 'cls', and this embedder has {mode!r}")
    return "cls" if mode == "cls" else "mean"


def _converted(transformer: Any, ids: list[list[int]], pad: int) -> Any:  # noqa: ANN401
    """The ``openvino.Model`` of a transformer; ``ids`` are an example, of several lengths."""
    openvino = silent_openvino()
    import torch

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:  # noqa: ANN401
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    example = [torch.from_numpy(one) for one in padded(ids, max(map(len, ids)), pad)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every branch of transformers
        try:
            return openvino.convert_model(
                LastLayer().eval(), example_input=dict(zip(("input_ids", "attention_mask"), example, strict=True))
            )
        except Exception as error:
            raise Unsuited(f"OpenVINO cannot convert this embedder: {_first_line(error)}") from error


def _check(backend: OpenVinoBackend, proofs: Sequence[Proof]) -> None:
    """Raise Unsuited where the vectors of a proof are not the expected ones."""
    for proof in proofs:
        read = backend.read_short(proof.ids)
        of_tokens = (read.tokens * proof.expected.tokens).sum(axis=1)
        cosine = min(float(read.vector @ proof.expected.vector), float(of_tokens.min()))
        if not cosine >= LEAST_COSINE:
            raise Unsuited(f"on this processor OpenVINO's vectors of this embedder are off: cosine {cosine:.4f}")


def _keep(request: Any, about: tuple[dict[int, Floats], list[tuple[int, int]]]) -> None:  # noqa: ANN401
    """Copy a finished pass out of its buffer, without the rows that filled it up."""
    found, texts = about
    hidden = request.get_output_tensor(0).data
    for row, (place, length) in enumerate(texts):
        found[place] = hidden[row, :length].copy()


def _cores() -> int:
    """Cores that this process may use; no more than ``OMP_NUM_THREADS``, which limits other libraries too."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = os.environ.get("OMP_NUM_THREADS", "")
    return min(int(told), cores) if told.isdecimal() and int(told) else cores


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
