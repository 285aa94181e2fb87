"""What a run says of itself: everything that shaped its figures."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.reporting import libraries, machine
from eval.cases import Suite
from onrecord.types import Source

__all__ = ["SHAPING", "Setup", "differences", "record_of"]

SHAPING: Final = (
    "onrecord",
    "code_sha256",
    "suite",
    "asked",
    "settings",
    "prompts",
    "library",
    "judge",
    "reference",
    "seed",
)
"""The fields of a record that decide its figures; two runs in which they are equal give the same, timings aside."""

_PACKAGES: Final = (
    "chromadb", "ir-measures", "langchain", "langchain-anthropic", "langchain-core", "langchain-google-genai",
    "langchain-mistralai", "langchain-ollama", "langchain-openai", "numpy", "onnxruntime", "openvino", "scikit-learn",
    "scipy", "sentence-transformers", "sentencex", "snowballstemmer", "tantivy", "tokenizers", "torch", "transformers",
    "xllamacpp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setup:
    """What only the caller of a run knows.

    Attributes:
        onrecord: the version.
        code_sha256: of the project's own code.
        settings: those in force, by name.
        prompts: name -> fingerprint of each prompt.
        judge_setting: what the judge of the run was built from.
        passages: how many passages are on record.
        seed: of samples and of intervals.
    """

    onrecord: str
    code_sha256: str
    settings: Mapping[str, Any]
    prompts: Mapping[str, str]
    judge_setting: str
    passages: int
    seed: int = 0


def record_of(
    setup: Setup, suite: Suite, asked: Sequence[str], sources: Sequence[Source], judge: str, reference_sha256: str
) -> dict[str, Any]:
    """The record of a run, all of it JSON.

    Args:
        setup: what the caller knows.
        suite: the questions.
        asked: ids of those that are asked.
        sources: what is on record.
        judge: name of the judge of the run.
        reference_sha256: of the pairs that measure the judge.
    """
    return {
        "onrecord": setup.onrecord,
        "code_sha256": setup.code_sha256,
        "suite": {
            "name": suite.name,
            "path": str(suite.path),
            "sha256": suite.sha256,
            "cases": len(suite.cases),
        },
        "asked": {"cases": len(asked), "sha256": _sha256(list(asked))},
        "settings": json.loads(json.dumps(dict(setup.settings), default=str)),
        "prompts": dict(setup.prompts),
        "library": {
            "documents": len(sources),
            "passages": setup.passages,
            "sha256": library_sha256(sources),
        },
        "judge": {"setting": setup.judge_setting, "name": judge},
        "reference": {"sha256": reference_sha256},
        "seed": setup.seed,
        "packages": libraries(_PACKAGES),
        "machine": machine(),
    }


def library_sha256(sources: Sequence[Source]) -> str:
    """A fingerprint of what is on record, wherever it lies: the names, hashes and collections of the documents."""
    return _sha256(sorted([Path(one.location).name, one.sha256, one.collection] for one in sources))


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any], fields: Sequence[str] = SHAPING) -> list[str]:
    """What differs between two records, a line for each value such as ``settings.hits: 8 -> 4``; empty for nothing.

    Where a suite lies makes no difference.
    """
    found = []
    for name in fields:
        mine, other = _flat(name, ours.get(name)), _flat(name, theirs.get(name))
        keys = dict.fromkeys((*mine, *other))
        found += [
            f"{key}: {_short(mine.get(key))} -> {_short(other.get(key))}"
            for key in keys
            if mine.get(key) != other.get(key)
        ]
    return [line for line in found if not line.startswith(("suite.path:", "settings.library:"))]


def _flat(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        return {name: value}
    return {key: one for part, inner in value.items() for key, one in _flat(f"{name}.{part}", inner).items()}


def _short(value: object) -> str:
    return value[:12] if isinstance(value, str) and len(value) == 64 else str(value)
