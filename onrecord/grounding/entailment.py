"""Models that say how probable it is that a text supports a claim, opened by a setting."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from onrecord.errors import ModelUnavailable

__all__ = ["Entailment", "Thresholds", "open_entailment"]

_PARTS: Final = ("labels", "supported", "partly")
# What the model hub takes for a name: "owner/name" or "name".
_HUB_NAME: Final = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)?", re.ASCII)


class Thresholds(NamedTuple):
    """From which probability on a claim is supported, and partly so; models differ in what their numbers mean.

    Attributes:
        supported: in (0, 1].
        partly: in (0, ``supported``].
    """

    supported: float = 0.5
    partly: float = 0.25


class Entailment(Protocol):
    """Reads a few sentences of evidence beside a claim."""

    @property
    def name(self) -> str:
        """Of the model."""
        ...

    @property
    def thresholds(self) -> Thresholds:
        """How its probabilities are to be read."""
        ...

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Of each (evidence, claim) the probability, in [0, 1], that the evidence supports the claim.

        In order; empty for no pairs. Evidence that is longer than the model reads is cut at its end. A claim never is:
        where it leaves no room for evidence, and where either has no word that the model knows, it is 0.0.
        """
        ...


class _Model(Protocol):
    """What the modules of the kinds open: as :class:`Entailment`, without thresholds."""

    name: str

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]: ...


class _Set:
    """A model and how its probabilities are to be read."""

    def __init__(self, model: _Model, thresholds: Thresholds) -> None:
        self.name, self.thresholds = model.name, thresholds
        self.probabilities = model.probabilities


def open_entailment(setting: str) -> Entailment:
    """The model that ``setting`` names.

    Args:
        setting: ``hf:<name or folder>`` for a model in the form of transformers, by its name on the model hub (which
            needs a network the first time) or in a folder; ``onnx:<folder>`` for an exported one. Either may end with
            ``#`` and, joined by ``&``, ``labels=entailment,neutral,contradiction`` (the names of its labels, in its own
            order), ``supported=.5`` and ``partly=.25`` (its thresholds; half of ``supported`` where ``partly`` is not
            given).

    Raises:
        ModelUnavailable: the setting is malformed, or the model cannot be loaded or is no judge.
    """
    kind, _, rest = setting.strip().partition(":")
    name, mark, part = rest.partition("#")
    labels, thresholds = _parts(setting, part) if mark else ([], Thresholds())
    if kind not in {"hf", "onnx"} or not name.strip():
        raise _not_understood(setting)
    place = os.path.expanduser(name.strip())  # noqa: PTH111  Path.expanduser raises where there is no such user
    if kind == "onnx":
        from onrecord.grounding.onnx import OnnxEntailment

        return _Set(OnnxEntailment(place, labels), thresholds)
    if not Path(place).is_dir() and not _HUB_NAME.fullmatch(place):
        raise ModelUnavailable(
            f"The judge {setting!r} names a folder that is not there. Give the folder with the model's config.json and "
            "model.safetensors, or its name on the model hub (owner/name); docs/judges.md names some."
        )
    from onrecord.grounding.hf import TransformersEntailment

    return _Set(TransformersEntailment(place, labels), thresholds)


def _parts(setting: str, part: str) -> tuple[list[str], Thresholds]:
    """The labels and thresholds of what stands behind the ``#``."""
    given = {name: value for name, _, value in (one.partition("=") for one in part.split("&"))}
    if not set(given) <= set(_PARTS) or len(given) != part.count("&") + 1:
        raise _not_understood(setting)
    labels = [label.strip() for label in given["labels"].split(",")] if "labels" in given else []
    try:
        supported = float(given.get("supported", Thresholds().supported))
        partly = float(given.get("partly", supported / 2))
    except ValueError as error:
        raise _not_understood(setting) from error
    if not all(labels):
        raise _not_understood(setting)
    if not 0 < partly <= supported <= 1:
        raise ModelUnavailable(
            f"The judge {setting!r} has the thresholds supported={supported:g} and partly={partly:g}. Both are over 0 "
            "and at most 1, and partly is not the greater one."
        )
    return labels, Thresholds(supported, partly)


def _not_understood(setting: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The judge {setting!r} is not understood. Write hf:<name or folder> or onnx:<folder>, with "
        "#labels=entailment,neutral,contradiction after it where the model does not name its labels, and "
        "#supported=.5&partly=.25, or &supported=.5&partly=.25 after the labels, for thresholds of its own; "
        "chat:PROVIDER:MODEL for a chat model; or rules."
    )
