"""ONNX graphs small enough to be written by hand, field by field, as onnx.proto numbers them."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["INT32", "INT64", "write_classifier"]

FLOAT, INT8, INT32, INT64 = 1, 3, 6, 7


def write_classifier(
    path: Path,
    table: "npt.NDArray[np.floating]",
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
    shape: tuple[int | str, int | str] = ("batch", "tokens"),
    kind: int = INT64,
    each_token: bool = False,
) -> None:
    """A model whose logits are those of its tokens added up, those that are filled up not counted.

    Args:
        path: where to.
        table: the logits of each token number, shape (vocabulary, labels); int8 ones are kept as such, with a scale.
        inputs: what it takes; with ``token_type_ids``, tokens of the first text count nothing.
        shape: pairs and tokens that it takes, a word for any number.
        kind: the type of its inputs.
        each_token: give the logits of each token instead.
    """
    constants = [_tensor("scale", FLOAT, np.float32(0.125)), _tensor("last", INT64, np.array([2]))]
    constants += [_tensor("tokens", INT64, np.array([1]))]
    if table.dtype == np.int8:
        constants.append(_tensor("small", INT8, table))
        nodes = [_node("DequantizeLinear", ["small", "scale"], "table")]
    else:
        constants.append(_tensor("table", FLOAT, table.astype(np.float32)))
        nodes = []
    nodes.append(_node("Gather", ["table", "input_ids"], "rows0"))
    masks = [name for name in inputs if name in {"attention_mask", "token_type_ids"}]
    for number, name in enumerate(masks):
        nodes += [
            _node("Cast", [name], f"{name}.float", _field(5, _field(1, "to") + _field(3, FLOAT) + _field(20, 2))),
            _node("Unsqueeze", [f"{name}.float", "last"], f"{name}.column"),
            _node("Mul", [f"rows{number}", f"{name}.column"], f"rows{number + 1}"),
        ]
    last = f"rows{len(masks)}"
    if each_token:
        nodes.append(_node("Identity", [last], "logits"))
        sizes: list[int | str] = [*shape, table.shape[1]]
    else:
        keep = _field(5, _field(1, "keepdims") + _field(3, 0) + _field(20, 2))
        nodes.append(_node("ReduceSum", [last, "tokens"], "logits", keep))
        sizes = [shape[0], table.shape[1]]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "classifier")
    graph += b"".join(_field(5, constant) for constant in constants)
    graph += b"".join(_field(11, _value(name, kind, list(shape))) for name in inputs)
    graph += _field(12, _value("logits", FLOAT, sizes))
    path.write_bytes(_field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13)))


def _field(number: int, value: int | str | bytes) -> bytes:
    """One field of a protobuf message: a whole number, or anything with a length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    value = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found += struct.pack("B", value & 0x7F | 0x80)
        value >>= 7
    return found + struct.pack("B", value)


def _node(kind: str, inputs: Sequence[str], output: str, attribute: bytes = b"") -> bytes:
    return b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind) + attribute


def _tensor(name: str, kind: int, values: "np.generic | npt.NDArray[np.generic]") -> bytes:
    sizes = b"".join(_field(1, size) for size in values.shape)
    return sizes + _field(2, kind) + _field(8, name) + _field(9, values.tobytes())


def _value(name: str, kind: int, sizes: Sequence[int | str]) -> bytes:
    dims = b"".join(_field(1, _field(1, size) if isinstance(size, int) else _field(2, size)) for size in sizes)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))
