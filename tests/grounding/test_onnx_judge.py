"""Exported judges, graphs that are written here: what they are fed, what they give, and what is refused."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from onrecord.grounding.entailment import Entailment, open_entailment
from retriever.embed import bundled_folder
from tests.graphs import INT32, INT64, write_classifier
from tests.tiny import tokenizer_of_bundled

NLI = ("contradiction", "entailment", "neutral")
PAIRS = [
    ("The ferry struck the ramp on Tuesday.", "The ferry hit the ramp."),
    ("Nets are mended in winter. " * 4, "The ferry struck the ramp."),
    ("The crane is new.", "A new crane stands there."),
    ("The ferry struck the ramp on Tuesday.", "The ferry hit the ramp."),
]
TABLE = np.random.default_rng(5).standard_normal((30_522, 3)).astype(np.float32)


def folder_with(folder: Path, labels: tuple[str, ...] = NLI, name: str = "model.onnx", **graph: Any) -> Path:
    """A folder with a judge whose logits are those of its tokens added up."""
    graph.setdefault("table", TABLE[:, : len(labels)])
    write_classifier(folder / name, **graph)
    shutil.copy(bundled_folder() / "tokenizer.json", folder / "tokenizer.json")
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels))}), encoding="utf-8")
    return folder


def expected(evidence: str, claim: str, label: int = 1, claim_only: bool = False) -> float:
    """What such a judge makes of a pair."""
    read = tokenizer_of_bundled()(evidence, claim)
    ids = [
        number for number, side in zip(read["input_ids"], read["token_type_ids"], strict=True) if side or not claim_only
    ]
    logits = TABLE[ids].astype(np.float64).sum(axis=0)
    return float(np.exp(logits[label]) / np.exp(logits).sum())


def opened(folder: Path, part: str = "") -> Entailment:
    return open_entailment(f"onnx:{folder}{part}")


@pytest.mark.parametrize("kind", [INT64, INT32], ids=["int64", "int32"])
@pytest.mark.parametrize(
    "shape", [("batch", "tokens"), ("batch", 64), (1, "tokens"), (1, 64), (3, 64), (8, "tokens")], ids=str
)
def test_probabilities_are_those_of_the_graph_in_order(tmp_path: Path, shape: tuple[Any, Any], kind: int) -> None:
    judge = opened(folder_with(tmp_path, shape=shape, kind=kind))
    assert judge.name == str(tmp_path)
    found = judge.probabilities(PAIRS)
    assert found == pytest.approx([expected(*pair) for pair in PAIRS], abs=1e-4)
    assert all(isinstance(one, float) for one in found)
    assert judge.probabilities([]) == []
    assert judge.probabilities(PAIRS * 9) == pytest.approx(found * 9, abs=1e-5)


@pytest.mark.parametrize(
    "inputs",
    [
        ("input_ids", "attention_mask", "token_type_ids"),
        ("token_type_ids", "input_ids"),
        ("attention_mask", "input_ids"),
    ],
    ids=" ".join,
)
def test_it_is_fed_what_the_graph_names(tmp_path: Path, inputs: tuple[str, ...]) -> None:
    judge = opened(folder_with(tmp_path, inputs=inputs))
    claim_only = "token_type_ids" in inputs
    assert judge.probabilities(PAIRS) == pytest.approx(
        [expected(*one, claim_only=claim_only) for one in PAIRS], abs=1e-4
    )


def test_a_graph_of_token_numbers_alone_sees_what_is_filled_up(tmp_path: Path) -> None:
    judge = opened(folder_with(tmp_path, inputs=("input_ids",)))
    assert judge.probabilities(PAIRS[:1]) == pytest.approx([expected(*PAIRS[0])], abs=1e-4)


def test_a_graph_in_eight_bits(tmp_path: Path) -> None:
    small = np.clip(np.round(TABLE * 8), -127, 127).astype(np.int8)
    found = opened(folder_with(tmp_path, table=small)).probabilities(PAIRS)
    assert found == pytest.approx([expected(*pair) for pair in PAIRS], abs=0.2)


def test_a_graph_that_looks_at_each_token(tmp_path: Path) -> None:
    judge = opened(folder_with(tmp_path, ("supported", "hallucinated"), each_token=True))
    for (evidence, claim), found in zip(PAIRS, judge.probabilities(PAIRS), strict=True):
        logits = TABLE[tokenizer_of_bundled()(claim, add_special_tokens=False)["input_ids"], :2].astype(np.float64)
        hallucinated = np.exp(logits[:, 1]) / np.exp(logits).sum(axis=1)
        assert found == pytest.approx(1 - hallucinated.max(), abs=1e-5), evidence


def test_long_evidence_loses_its_end_at_the_length_of_the_graph(tmp_path: Path) -> None:
    judge = opened(folder_with(tmp_path, shape=("batch", 32)))
    claim = "The ferry hit the ramp."
    kept = "ramp " * (32 - 3 - len(tokenizer_of_bundled().tokenize(claim)))
    assert judge.probabilities([("ramp " * 500, claim)]) == pytest.approx([expected(kept, claim)], abs=1e-4)
    assert judge.probabilities([("The ferry.", "ramp " * 40)]) == [0.0]


def test_long_evidence_loses_its_end_at_what_the_configuration_states(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    config = {"id2label": dict(enumerate(NLI)), "max_position_embeddings": 20, "pad_token_id": 0}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert opened(folder).probabilities([("The ferry.", "ramp " * 18)]) == [0.0]


def test_the_only_graph_of_the_folder_is_taken_whatever_its_name(tmp_path: Path) -> None:
    assert opened(folder_with(tmp_path, name="nli_int8.onnx")).probabilities(PAIRS[:1])


def test_among_several_graphs_it_is_the_one_named_model(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "another.onnx").write_bytes(b"")
    assert opened(folder).probabilities(PAIRS[:1])
    (folder / "model.onnx").rename(folder / "third.onnx")
    with pytest.raises(ModelUnavailable, match=r"lacks .*model.onnx"):
        opened(folder)


def test_labels_of_the_setting_stand_in_for_a_configuration(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "config.json").unlink()
    with pytest.raises(ModelUnavailable, match=r"does not name its labels \(none are stated\)"):
        opened(folder)
    found = opened(folder, "#labels=contradiction,neutral,entailment").probabilities(PAIRS)
    assert found == pytest.approx([expected(*pair, label=2) for pair in PAIRS], abs=1e-4)
    with pytest.raises(ModelUnavailable, match=r"numbers of shape \(1, 3\), and its labels are yes, no"):
        opened(folder, "#labels=yes,no")


def test_a_pad_that_no_file_states_is_looked_up_in_the_tokenizer(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, inputs=("input_ids",), shape=("batch", 40))
    read = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    (folder / "tokenizer.json").write_text(json.dumps(read | {"padding": None}), encoding="utf-8")
    ids = tokenizer_of_bundled()(*PAIRS[0])["input_ids"]
    logits = TABLE[ids + [0] * (40 - len(ids))].astype(np.float64).sum(axis=0)
    wanted = float(np.exp(logits[1]) / np.exp(logits).sum())
    assert opened(folder).probabilities(PAIRS[:1]) == pytest.approx([wanted], abs=1e-4)


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    folder = folder_with(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(ModelUnavailable, match=f"lacks .*{missing}. Put the exported graph"):
        opened(folder)


def test_a_missing_folder_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match=r"lacks /no/such/folder/model.onnx and .*tokenizer.json"):
        open_entailment("onnx:/no/such/folder")


@pytest.mark.parametrize("damaged", ["tokenizer.json", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"], ids=["empty", "cut", "no text"])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, damaged: str, content: bytes) -> None:
    folder = folder_with(tmp_path)
    (folder / damaged).write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"tokenizer.json or config.json that cannot be read"):
        opened(folder)


@pytest.mark.parametrize(
    ("name", "content"), [("tokenizer.json", "{}"), ("config.json", '{"id2label": ["yes", "no"]}')], ids=str
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: str) -> None:
    folder = folder_with(tmp_path)
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="judge 'onnx:"):
        opened(folder)


def test_a_graph_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        opened(folder)


def test_a_graph_with_inputs_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"takes input_ids .*, position_ids .*export it so"):
        opened(folder_with(tmp_path, inputs=("input_ids", "position_ids")))


def test_a_tokenizer_of_another_model_is_known_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="does not run"):
        opened(folder_with(tmp_path, table=TABLE[:500]))


def test_a_graph_that_gives_no_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="gives no numbers"):
        opened(folder_with(tmp_path, table=np.full_like(TABLE, np.nan)))


def test_a_graph_too_short_to_read_a_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="reads too few tokens"):
        opened(folder_with(tmp_path, shape=(1, 6)))


def test_without_the_runtime_it_is_an_error_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelUnavailable, match="pip install onnxruntime"):
        opened(folder_with(tmp_path))
