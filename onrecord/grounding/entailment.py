"""Models that say how probable it is that a text supports a claim, opened by a setting."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from onrecord.errors import ModelUnavailable

__all__ = ["Entailment", "open_entailment"]

_LABELS: Final = "labels="
# What the model hub takes for a name: "owner/name" or "name".
_HUB_NAME: Final = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)?", re.ASCII)


class Entailment(Protocol):
    """Reads a few sentences of evidence beside a claim."""

    @property
    def name(self) -> str:
        """Of the model."""
        ...

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Of each (evidence, claim) the probability, in [0, 1], that the evidence supports the claim.

        In order; empty for no pairs. Evidence that is longer than the model reads is cut at its end. A claim never is:
        where it leaves no room for evidence, and where either has no word that the model knows, it is 0.0.
        """
        ...


def open_entailment(setting: str) -> Entailment:
    """The model that ``setting`` names.

    Args:
        setting: ``hf:<name or folder>`` for a model in the form of transformers, by its name on the model hub (which
            needs a network the first time) or in a folder; ``onnx:<folder>`` for an exported one. Either may end with
            ``#labels=entailment,neutral,contradiction``: the names of its labels, in its own order.

    Raises:
        ModelUnavailable: the setting is malformed, or the model cannot be loaded or is no judge.
    """
    kind, _, rest = setting.strip().partition(":")
    name, mark, part = rest.partition("#")
    labels = [label.strip() for label in part.removeprefix(_LABELS).split(",")] if mark else []
    if kind not in {"hf", "onnx"} or not name.strip() or (mark and not (part.startswith(_LABELS) and all(labels))):
        raise ModelUnavailable(
            f"The judge {setting!r} is not understood. Write hf:<name or folder> or onnx:<folder>, with "
            "#labels=entailment,neutral,contradiction after it where the model does not name its labels."
        )
    place = os.path.expanduser(name.strip())  # noqa: PTH111  Path.expanduser raises where there is no such user
    if kind == "onnx":
        from onrecord.grounding.onnx import OnnxEntailment

        return OnnxEntailment(place, labels)
    if not Path(place).is_dir() and not _HUB_NAME.fullmatch(place):
        raise ModelUnavailable(
            f"The judge {setting!r} names a folder that is not there. Give the folder with the model's config.json and "
            "model.safetensors, or its name on the model hub (owner/name); docs/judges.md names some."
        )
    from onrecord.grounding.hf import TransformersEntailment

    return TransformersEntailment(place, labels)
