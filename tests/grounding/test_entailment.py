"""Judges in the form of transformers, tiny ones that are made here: their probabilities, and what is refused."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from onrecord.grounding.entailment import Entailment, open_entailment
from onrecord.grounding.labels import head_of
from onrecord.grounding.pairs import window_of
from retriever.embed import bundled_folder
from tests.tiny import tiny_config, tokenizer_of_bundled

NLI = ("entailment", "neutral", "contradiction")
TWO = ("hallucinated", "supported")
PAIRS = [
    ("The ferry struck the ramp on Tuesday.", "The ferry hit the ramp."),
    ("Nets are mended in winter. " * 4, "The ferry struck the ramp."),
    ("The crane is new.", "A new crane stands there, and two old ones beside it."),
    ("The ferry struck the ramp on Tuesday.", "The ferry hit the ramp."),
]


def saved(folder: Path, labels: Sequence[str], kind: str = "SequenceClassification", positions: int = 64) -> Path:
    """A BERT of random weights with these labels."""
    import torch
    import transformers

    torch.manual_seed(7)
    tokenizer = tokenizer_of_bundled()
    config = tiny_config(len(tokenizer), positions)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: place for place, label in enumerate(labels)}
    model = getattr(transformers, f"BertFor{kind}")(config)
    model.classifier.weight.data.mul_(40)  # else all probabilities are nearly alike
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def theirs(folder: Path, pairs: Sequence[tuple[str, str]], token: bool = False) -> "list[np.ndarray[Any, Any]]":
    """The probabilities of all labels by transformers alone: of a pair, or of each of the claim's tokens."""
    import torch
    import transformers

    kind = "Token" if token else "Sequence"
    model = getattr(transformers, f"AutoModelFor{kind}Classification").from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    found = []
    for evidence, claim in pairs:
        read = tokenizer(evidence, claim, return_tensors="pt")
        with torch.no_grad():
            probabilities = model(**read).logits[0].softmax(-1).numpy()
        claims = [side == 1 for side in read.sequence_ids(0)]
        found.append(probabilities[claims] if token else probabilities)
    return found


@pytest.fixture(scope="module")
def nli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("nli"), NLI)


@pytest.fixture(scope="module")
def judge(nli: Path) -> Entailment:
    return open_entailment(f"hf:{nli}")


def test_it_plays_the_role(judge: Entailment, nli: Path) -> None:
    assert judge.name == str(nli)


def test_probabilities_are_those_of_transformers_in_order(judge: Entailment, nli: Path) -> None:
    found = judge.probabilities(PAIRS)
    assert found == pytest.approx([row[0] for row in theirs(nli, PAIRS)], abs=1e-5)
    assert all(isinstance(one, float) and 0.0 <= one <= 1.0 for one in found)
    assert len({round(one, 4) for one in found}) == 3


def test_no_pairs_no_probabilities(judge: Entailment) -> None:
    assert judge.probabilities([]) == []


def test_more_pairs_than_one_pass_holds(judge: Entailment) -> None:
    assert judge.probabilities(PAIRS * 9) == pytest.approx(judge.probabilities(PAIRS) * 9, abs=1e-5)


def test_long_evidence_loses_its_end_and_never_the_claim(judge: Entailment, nli: Path) -> None:
    claim = "The ferry hit the ramp."
    kept = "ramp " * (64 - 3 - len(tokenizer_of_bundled().tokenize(claim)))
    assert judge.probabilities([("ramp " * 500, claim)]) == pytest.approx(
        [theirs(nli, [(kept, claim)])[0][0]], abs=1e-5
    )


@pytest.mark.parametrize(
    ("evidence", "claim"), [("The ferry.", "ramp " * 70), ("", "A ferry."), ("\0", "A ferry."), ("The ferry.", "\x07")]
)
def test_what_cannot_be_read_together_supports_nothing(judge: Entailment, evidence: str, claim: str) -> None:
    assert judge.probabilities([(evidence, claim)]) == [0.0]


@pytest.mark.parametrize(
    "text", ["\ud83d lone half", "港務局將泊位費提高到40歐元。", "a\u0301 \u202e \ufeff", "<s> [SEP] [CLS]"]
)
def test_any_script_gets_a_probability(judge: Entailment, text: str) -> None:
    assert 0.0 <= judge.probabilities([(text, text)])[0] <= 1.0


@pytest.mark.parametrize(
    ("labels", "place"),
    [
        (("contradiction", "entailment", "neutral"), 1),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), 0),
        (("entailment", "not_entailment"), 0),
        (("not-entailment", "entailment"), 1),
        (("inconsistent", "consistent"), 1),
        (("unsupported", "supported"), 1),
        (("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"), 0),
        (("no", "yes"), 1),
    ],
)
def test_the_label_that_says_supported_is_found_by_its_name(tmp_path: Path, labels: Sequence[str], place: int) -> None:
    folder = saved(tmp_path, labels)
    expected = [row[place] for row in theirs(folder, PAIRS)]
    assert open_entailment(f"hf:{folder}").probabilities(PAIRS) == pytest.approx(expected, abs=1e-5)


def test_labels_of_the_setting_win(tmp_path: Path) -> None:
    folder = saved(tmp_path, ("LABEL_0", "LABEL_1", "LABEL_2"))
    found = open_entailment(f"hf:{folder}#labels=contradiction, entailment, neutral").probabilities(PAIRS)
    assert found == pytest.approx([row[1] for row in theirs(folder, PAIRS)], abs=1e-5)


def test_one_score_is_made_a_probability(tmp_path: Path) -> None:
    import torch
    import transformers

    folder = saved(tmp_path, ("LABEL_0",))
    found = open_entailment(f"hf:{folder}#labels=consistent").probabilities(PAIRS)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        logits = [float(model(**tokenizer(*pair, return_tensors="pt")).logits) for pair in PAIRS]
    assert found == pytest.approx([1 / (1 + np.exp(-logit)) for logit in logits], abs=1e-5)


@pytest.mark.parametrize("labels", [TWO, TWO[::-1]])
def test_a_classifier_of_tokens_is_as_sure_as_of_the_least_supported_one(tmp_path: Path, labels: Sequence[str]) -> None:
    folder = saved(tmp_path, labels, kind="TokenClassification")
    hallucinated = labels.index("hallucinated")
    expected = [1 - tokens[:, hallucinated].max() for tokens in theirs(folder, PAIRS, token=True)]
    found = open_entailment(f"hf:{folder}").probabilities(PAIRS)
    assert found == pytest.approx(expected, abs=1e-5)
    assert len({round(one, 4) for one in found}) == 3


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (
            ("LABEL_0", "LABEL_1"),
            r"does not name its labels \(LABEL_0, LABEL_1\).*#labels=entailment,neutral,contradic",
        ),
        (("LABEL_0",), "one score alone is #labels=consistent"),
        (("positive", "negative"), r"\(positive, negative\) do not say which one"),
        (("supported", "entailment"), "do not say which one"),
        (("neutral", "contradiction"), "do not say which one"),
        (("entailment", "sarcasm"), "do not say which one"),
    ],
)
def test_labels_that_say_nothing_are_refused(tmp_path: Path, labels: Sequence[str], said: str) -> None:
    with pytest.raises(ModelUnavailable, match=said):
        open_entailment(f"hf:{saved(tmp_path, labels)}")


def test_as_many_labels_as_the_model_has_must_be_named(nli: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"has 3 labels .* names 2"):
        open_entailment(f"hf:{nli}#labels=supported,unsupported")


@pytest.mark.parametrize(
    ("part", "thresholds"),
    [
        ("", (0.5, 0.25)),
        ("#supported=.2", (0.2, 0.1)),
        ("#supported=.2&partly=.05", (0.2, 0.05)),
        ("#partly=.4&labels=entailment,neutral,contradiction", (0.5, 0.4)),
    ],
)
def test_thresholds_of_the_setting_go_with_the_model(nli: Path, part: str, thresholds: tuple[float, float]) -> None:
    assert open_entailment(f"hf:{nli}{part}").thresholds == thresholds


@pytest.mark.parametrize(
    "part", ["supported=0", "supported=1.5", "supported=.2&partly=.3", "partly=0", "supported=nan"]
)
def test_thresholds_that_leave_no_order_are_refused(part: str) -> None:
    with pytest.raises(ModelUnavailable, match="over 0 and at most 1, and partly is not the greater one"):
        open_entailment(f"hf:x#{part}")


@pytest.mark.parametrize(
    "setting",
    [
        *("hf:x#supported", "hf:x#supported=high", "hf:x#supported=.5&supported=.4", "hf:x#labels=a,b&", "hf:x#&"),
        *("", "rules", "hf", "hf:", "hf: ", "HF:x", "onnx:", "openai:gpt", "/models/nli"),
        *("hf:#labels=yes,no", "hf:x#", "hf:x#label=yes,no", "hf:x#labels=", "hf:x#labels=yes,,no"),
    ],
)
def test_a_malformed_setting_is_refused(setting: str) -> None:
    with pytest.raises(ModelUnavailable, match=r"is not understood. Write hf:<name or folder> or onnx:<folder>"):
        open_entailment(setting)


@pytest.mark.parametrize(
    "name",
    ["/no/such/folder", "./nli", "../nli", "~/no-such-folder", "~nobody-here/nli", "models/nli/v1", "C:\\nli", "a b"],
)
def test_a_path_that_is_not_there_is_never_asked_for_on_the_hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    import transformers

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the hub was asked")

    monkeypatch.setattr(transformers.AutoConfig, "from_pretrained", asked)
    with pytest.raises(ModelUnavailable, match="names a folder that is not there"):
        open_entailment(f"hf:{name}")


def test_the_home_folder_may_be_written_as_a_tilde(monkeypatch: pytest.MonkeyPatch, nli: Path) -> None:
    monkeypatch.setenv("HOME", str(nli.parent))
    monkeypatch.setenv("USERPROFILE", str(nli.parent))
    assert open_entailment(f"hf:~/{nli.name}").name == str(nli)


def test_a_name_that_cannot_be_fetched_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match="judge = 'rules'"):
        open_entailment("hf:nobody/no-such-model")


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def with_pickled_weights(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def with_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.OwnConfig"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "own.py").write_text("raise SystemExit('code of the model was run')", encoding="utf-8")


def without_its_last_layer(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    kept = {name: weight for name, weight in weights.items() if not name.startswith("classifier")}
    save_file(kept, folder / "model.safetensors", {"format": "pt"})


def with_damaged_weights(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"][:] = float("nan")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def with_another_vocabulary(folder: Path) -> None:
    config = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    config["model"]["vocab"] = {word: number + 40_000 for word, number in config["model"]["vocab"].items()}
    (folder / "tokenizer.json").write_text(json.dumps(config), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without("config.json"), "cannot be loaded"),
        (without("model.safetensors"), "cannot be loaded: .*model.safetensors"),
        (with_pickled_weights, "cannot be loaded: .*model.safetensors"),
        (with_code, "cannot be loaded"),
        (without_its_last_layer, r"has no weights for classifier.bias, classifier.weight"),
        (with_damaged_weights, "gives no numbers"),
        (with_another_vocabulary, "does not run"),
    ],
    ids=["no config", "no weights", "pickled", "code", "no layer", "damaged", "vocabulary"],
)
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    folder = saved(tmp_path, NLI)
    spoil(folder)
    with pytest.raises(ModelUnavailable, match=f"(?s){said}"):
        open_entailment(f"hf:{folder}")


def test_an_embedder_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match=r"no layer that judges \(BertModel\)"):
        open_entailment(f"hf:{bundled_folder()}")


def test_how_much_a_model_reads_is_what_its_configuration_states() -> None:
    assert window_of(512, 0) == 512
    assert window_of(514, 1) == 512
    assert window_of(None, None) == 512


def test_a_head_is_sure_in_the_extremes_and_never_beyond() -> None:
    head = head_of("hf:x", ["entailment", "neutral"], [])
    assert head.probability(np.array([1e4, -1e4]), [0]) == 1.0
    assert head.probability(np.array([-1e4, 1e4]), [0]) == 0.0
    assert head_of("hf:x", [], ["consistent"]).probability(np.array([-800.0]), [0]) == pytest.approx(0.0)
