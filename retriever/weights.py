"""Weights of models are data: a file that could run code as it is loaded is refused unless the settings allow it."""

from pathlib import Path
from typing import Any, Final

from onrecord.errors import ModelUnavailable

__all__ = ["check_weights", "weights_of_hub"]

# Files that PyTorch, scikit-learn and NumPy load by unpickling, which runs what the file says.
_PICKLED: Final = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"})
_WEIGHTS: Final = ".safetensors"


def check_weights(folder: Path, what: str, allowed: bool) -> None:
    """Refuse a model's folder that has pickled weights where safetensors should be.

    A pickle beside safetensors is let be, for then it is not loaded; ``.onnx`` and ``.gguf`` files are data.

    Args:
        folder: of the model; its modules may have folders of their own.
        what: the model, as messages name it: ``The embedder 'x'``.
        allowed: whether pickled weights may be loaded.

    Raises:
        ModelUnavailable: it has some, and they are not allowed.
    """
    if allowed:
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _PICKLED and path.is_file() and not any(path.parent.glob(f"*{_WEIGHTS}")):
            raise ModelUnavailable(
                f"{what} cannot be loaded: {path.relative_to(folder)} is a pickle, which can run anything as it is "
                "loaded. Fetch the model's safetensors, or, where you trust whoever made it, set "
                "allow_pickled_models = true."
            )


def weights_of_hub(allowed: bool) -> dict[str, Any]:
    """What ``from_pretrained`` is told, so that it takes no pickle from the model hub either."""
    return {} if allowed else {"use_safetensors": True}
