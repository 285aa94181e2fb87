"""Models come from safetensors: a pickle is not opened, whoever hides it, and says what to do."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelUnavailable
from onrecord.grounding.hf import TransformersEntailment
from onrecord.settings import load_settings
from retriever.crossencoder import CrossEncoderReranker
from retriever.embed import Embedder, bundled_folder
from retriever.weights import check_weights, weights_of_hub
from tests.retriever.test_crossencoder import saved


class Bomb:
    """Writes a file as it is unpickled."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.write_text, (self._place, "it ran")


def planted(folder: Path, mark: Path, name: str = "pytorch_model.bin") -> Path:
    """A model's folder whose safetensors gave way to a pickle."""
    for path in [*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]:
        path.unlink()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(pickle.dumps(Bomb(mark)))
    return folder


@pytest.fixture
def embedder(tmp_path: Path) -> Path:
    return planted(Path(shutil.copytree(bundled_folder(), tmp_path / "embedder")), tmp_path / "mark")


@pytest.fixture
def classifier(tmp_path: Path) -> Path:
    return planted(saved(tmp_path / "classifier", labels=1), tmp_path / "mark")


def test_the_bomb_works(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(tmp_path / "mark")))
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("backend", ["auto", "torch"])
def test_an_embedder_of_a_pickle_is_refused(embedder: Path, tmp_path: Path, backend: Any) -> None:
    with pytest.raises(ModelUnavailable, match=r"pytorch_model.bin is a pickle.*set allow_pickled_models = true"):
        Embedder(str(embedder), backend)
    assert not (tmp_path / "mark").exists()


def test_a_reranker_of_a_pickle_is_refused(classifier: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"re-ranker .* pytorch_model.bin is a pickle"):
        CrossEncoderReranker(str(classifier))
    assert not (tmp_path / "mark").exists()


def test_a_judge_of_a_pickle_is_refused(classifier: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        TransformersEntailment(str(classifier))
    assert not (tmp_path / "mark").exists()


def test_even_where_pickles_are_allowed_only_tensors_come_out_of_them(embedder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Embedder(str(embedder), "torch", pickled=True)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("name", ["2_Dense/pytorch_model.bin", "model.PT", "head/weights.pkl", "a.ckpt", "x.joblib"])
def test_a_pickle_is_found_wherever_it_lies(tmp_path: Path, name: str) -> None:
    (tmp_path / "model.safetensors").touch()
    folder = tmp_path if "/" in name else tmp_path / "model"
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    with pytest.raises(ModelUnavailable, match="is a pickle"):
        check_weights(folder, "The model", allowed=False)
    check_weights(folder, "The model", allowed=True)


def test_a_pickle_beside_safetensors_is_let_be(tmp_path: Path) -> None:
    for name in ("model.safetensors", "pytorch_model.bin", "model.onnx", "model.gguf"):
        (tmp_path / name).touch()
    check_weights(tmp_path, "The model", allowed=False)
    assert weights_of_hub(allowed=False) == {"use_safetensors": True}


def test_pickles_are_refused_unless_a_setting_allows_them() -> None:
    assert load_settings({}).allow_pickled_models is False
    assert load_settings({"ONRECORD_ALLOW_PICKLED_MODELS": "true"}).allow_pickled_models is True


def test_code_that_comes_with_a_model_is_never_run() -> None:
    for room in ("onrecord", "retriever", "eval", "ingest", "ui"):
        for path in (Path(__file__).parents[2] / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "trust_remote_code=True" not in text, path
            assert "allow_pickle=True" not in text, path
            assert "import pickle" not in text, path
            assert "torch.load" not in text, path
