"""Converted models in the user's cache folder, so that converting, and loading PyTorch for it, is done once.

An entry is a folder named by a hash over the model's files and the version of OpenVINO. It is written beside its place
and renamed into it, so it is there whole or not at all, whoever else does the same at the same time. It may be deleted
at any time.
"""

import contextlib
import errno
import hashlib
import importlib.metadata
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import platformdirs

from retriever.backends import Read
from retriever.openvino import Prepared, Proof, silent_openvino

__all__ = ["cache_folder", "key_of", "read_entry", "write_entry", "write_refusal"]

_log: Final = logging.getLogger(__name__)
# Changes with what is in an entry.
_LAYOUT: Final = "1"
# What a model is made of; other files in its folder (a README, the same weights for other libraries) say nothing.
_MODEL_FILES: Final = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_OTHER_LIBRARIES: Final = frozenset({"onnx", "openvino"})
_ABOUT: Final = "about.json"
_ABANDONED_SECONDS: Final = 24 * 3600


def cache_folder() -> Path:
    """Where the entries are."""
    return Path(platformdirs.user_cache_dir("onrecord", appauthor=False)) / "embedders"


def key_of(model: Path) -> str:
    """The name of the entry of the model in this folder: equal for equal files, wherever they lie."""
    digest = hashlib.sha256(f"{_LAYOUT} {importlib.metadata.version('openvino')}".encode())
    for path in sorted(model.rglob("*")):
        inside = path.relative_to(model)
        if path.suffix in _MODEL_FILES and not _OTHER_LIBRARIES.intersection(inside.parts) and path.is_file():
            digest.update(f"\0{inside.as_posix()}\0{_sha256(path)}".encode())
    return digest.hexdigest()[:32]


def read_entry(key: str) -> Prepared | str | None:
    """The converted model, or why there can be none, or None where that is not known yet or the entry is damaged."""
    folder = cache_folder() / key
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        if "refused" in about:
            return str(about["refused"])
        for name, sha256 in about["files"].items():
            if _sha256(folder / name) != sha256:
                raise ValueError(f"{name} is not as it was written")
        return _prepared(folder, about)
    except FileNotFoundError:
        if folder.exists():
            _log.warning("%s is incomplete and will be made anew", folder)
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        _log.warning("%s is damaged (%s) and will be made anew", folder, error)
        return None


def _prepared(folder: Path, about: dict[str, Any]) -> Prepared:
    with np.load(folder / "proofs.npz", allow_pickle=False) as arrays:
        proofs = tuple(
            Proof(arrays[f"ids{n}"].tolist(), Read(arrays[f"vector{n}"], arrays[f"tokens{n}"]))
            for n in range(about["proofs"])
        )
    return Prepared(
        silent_openvino().Core().read_model(folder / "model.xml"),
        (folder / "tokenizer.json").read_text(encoding="utf-8"),
        about["window"],
        about["pad"],
        about["pooling"],
        proofs,
    )


def write_entry(key: str, prepared: Prepared) -> None:
    """Keep a converted model, its weights in float16. Where the folder cannot be written, that is logged and is all."""

    def fill(folder: Path) -> dict[str, Any]:
        silent_openvino().save_model(prepared.model, folder / "model.xml", compress_to_fp16=True)
        (folder / "tokenizer.json").write_text(prepared.tokenizer, encoding="utf-8")
        arrays: dict[str, Any] = {}
        for n, proof in enumerate(prepared.proofs):
            arrays |= {f"ids{n}": proof.ids, f"vector{n}": proof.expected.vector, f"tokens{n}": proof.expected.tokens}
        np.savez(folder / "proofs.npz", **arrays)
        return {
            "window": prepared.window,
            "pad": prepared.pad,
            "pooling": prepared.pooling,
            "proofs": len(prepared.proofs),
            "files": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
        }

    _write(key, fill)


def write_refusal(key: str, why: str) -> None:
    """Remember that this model is not for OpenVINO, so that it is not tried at every start."""
    _write(key, lambda folder: {"refused": why})


def _write(key: str, fill: Callable[[Path], dict[str, Any]]) -> None:
    root = cache_folder()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=f"{key}-", ignore_cleanup_errors=True) as place:
            entry = Path(place) / "entry"
            entry.mkdir()
            about = fill(entry)
            (entry / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
            _put(entry, root / key, Path(place) / "old")
        _sweep(root, key)
    except (OSError, RuntimeError) as error:
        _log.warning("%s cannot be written, so the embedder is prepared anew at every start: %s", root, error)


def _put(entry: Path, place: Path, aside: Path) -> None:
    """Rename ``entry`` to ``place``, what is there now to ``aside``; if another process is quicker, its entry stays."""
    with contextlib.suppress(FileNotFoundError):
        place.rename(aside)
    try:
        entry.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def _sweep(root: Path, key: str) -> None:
    """Remove what processes that were killed while they wrote this entry have left."""
    for left in root.glob(f"{key}-*"):
        with contextlib.suppress(FileNotFoundError):  # one that is just being finished
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
