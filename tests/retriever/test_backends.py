"""OpenVINO and PyTorch behind one seam: where each is used, the cache of converted models, and that nothing is sent."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.errors import ModelUnavailable
from retriever import loading, model_cache, openvino
from retriever.backends import load_model
from retriever.embed import Embedder
from tests.tiny import tiny_config, tokenizer_of_bundled

pytestmark = pytest.mark.skipif(not openvino.installed(), reason="pip install openvino")

TEXTS = ["The ferry struck the ramp.", "", "Nets are mended in winter. " * 7, "1,204.3 million"]
Build = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(model_cache, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Makes the folder of a tiny sentence-transformers model of random weights."""

    def saved(pooling: str = "mean", *, normalize: bool = False, dense: int = 0) -> Path:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
        from transformers import BertModel

        folder = tmp_path_factory.mktemp("tiny")
        torch.manual_seed(0)
        tokenizer = tokenizer_of_bundled()
        BertModel(tiny_config(len(tokenizer), positions=60)).save_pretrained(folder / "bert")
        tokenizer.save_pretrained(folder / "bert")
        layers = [Transformer(str(folder / "bert")), Pooling(32, pooling)]
        layers += [Dense(32, dense)] if dense else []
        layers += [Normalize()] if normalize else []
        SentenceTransformer(modules=layers, device="cpu").save(str(folder / "model"), create_model_card=False)
        return folder / "model"

    return saved


@pytest.fixture(scope="module")
def tiny(build: Build) -> Path:
    return build()


@pytest.fixture(scope="module")
def prepared(tiny: Path) -> openvino.Prepared:
    return openvino.prepare(load_model(str(tiny)))


@pytest.fixture
def converted(tiny: Path, prepared: openvino.Prepared, own_cache: Path) -> Path:
    """The folder of the tiny model, which an earlier start converted."""
    model_cache.write_entry(model_cache.key_of(tiny), prepared)
    return tiny


def cosines(one: Embedder, other: Embedder) -> tuple[float, float]:
    """The least over texts of their vectors' cosines, and over all tokens of theirs."""
    pairs = list(zip(one.encode(TEXTS), other.encode(TEXTS), strict=True))
    return (
        min(float(a.vector @ b.vector) for a, b in pairs),
        min(float((a.tokens * b.tokens).sum(axis=1).min()) for a, b in pairs),
    )


@pytest.mark.parametrize(("pooling", "normalize"), [("mean", False), ("mean", True), ("cls", True)])
def test_a_transformer_with_a_pooling_runs_on_openvino(build: Build, pooling: str, normalize: bool) -> None:
    folder = build(pooling, normalize=normalize)
    fast, torch = Embedder(str(folder)), Embedder(str(folder), "torch")
    assert fast.backend.startswith("OpenVINO")
    assert min(cosines(fast, torch)) > 0.999
    assert fast.dimensions == torch.dimensions == 32


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"dense": 24}, r"Transformer \+ Pooling \+ Dense"),
        ({"pooling": "max"}, "pooling 'mean' and 'cls', and this embedder has 'max'"),
    ],
)
def test_another_kind_of_model_runs_on_torch_and_says_why(
    build: Build, given: dict[str, Any], why: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = str(build(**given))
    embedder = Embedder(folder)
    assert embedder.backend.startswith("PyTorch")
    assert why.replace("\\", "") in embedder.backend
    assert why.replace("\\", "") in caplog.text
    theirs = SentenceTransformer(folder, device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert np.abs(np.stack([one.vector for one in embedder.encode(TEXTS)]) - theirs).max() < 1e-5
    assert embedder.dimensions == given.get("dense", 32)
    monkeypatch.setattr(loading, "prepare", lambda model: pytest.fail("it was known already"))
    assert Embedder(folder).backend == embedder.backend
    with pytest.raises(ModelUnavailable, match=why):
        Embedder(folder, "openvino")


def test_without_openvino(tiny: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(loading, "installed", lambda: False)
    assert "pip install" in Embedder(str(tiny)).backend
    assert "pip install" in caplog.text
    with pytest.raises(ModelUnavailable, match="pip install"):
        Embedder(str(tiny), "openvino")


def test_torch_by_name_is_no_fallback(tiny: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Embedder(str(tiny), "torch").backend.endswith("float32")
    assert caplog.text == ""


def test_a_processor_on_which_the_vectors_are_off(
    converted: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(openvino, "LEAST_COSINE", 1.1)
    assert "vectors of this embedder are off" in Embedder(str(converted)).backend
    assert "vectors of this embedder are off" in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(model_cache, "cache_folder", lambda: own_cache)
    assert Embedder(str(converted)).backend.startswith("OpenVINO"), "another processor may use the same cache"


def test_a_processor_without_bfloat16(converted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino, "has_bfloat16", lambda core: False)
    fast = Embedder(str(converted))
    assert fast.backend.endswith("float32")
    assert min(cosines(fast, Embedder(str(converted), "torch"))) > 0.99999


def test_a_second_start_needs_no_pytorch_and_sends_nothing(tiny: Path, own_cache: Path, tmp_path: Path) -> None:
    expected = Embedder(str(tiny)).encode(TEXTS)
    home = tmp_path / "home"
    home.mkdir()
    code = f"""
import socket, sys
from pathlib import Path
import numpy as np
def refused(*arguments, **named): raise SystemExit(f"a look outside: {{arguments}}")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refused
from retriever import model_cache
model_cache.cache_folder = lambda: Path({str(own_cache)!r})
from retriever.embed import Embedder
found = Embedder({str(tiny)!r}).encode({TEXTS!r})
np.save({str(tmp_path / "found.npy")!r}, np.stack([one.vector for one in found]))
print(*sorted({{"torch", "transformers", "sentence_transformers"}} & sys.modules.keys()))
print(*sorted(name for name in sys.modules if name.startswith("openvino_telemetry") and sys.modules[name]))
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(home)
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout.split(), done.stderr) == ([], "")
    assert list(home.rglob("*")) == []
    assert np.abs(np.load(tmp_path / "found.npy") - np.stack([one.vector for one in expected])).max() < 1e-6


def entry_of(cache: Path) -> Path:
    (entry,) = cache.iterdir()
    return entry


@pytest.mark.parametrize("file", ["model.bin", "model.xml", "tokenizer.json", "proofs.npz", "about.json"])
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", None])
def test_damage_to_an_entry_is_seen(
    prepared: openvino.Prepared,
    own_cache: Path,
    caplog: pytest.LogCaptureFixture,
    file: str,
    damage: Callable[[bytes], bytes] | None,
) -> None:
    model_cache.write_entry("one", prepared)
    path = own_cache / "one" / file
    path.write_bytes(damage(path.read_bytes())) if damage else path.unlink()
    assert model_cache.read_entry("one") is None
    assert "made anew" in caplog.text
    model_cache.write_entry("one", prepared)
    assert isinstance(model_cache.read_entry("one"), openvino.Prepared)


def test_a_damaged_entry_is_made_anew(tiny: Path, own_cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    Embedder(str(tiny))
    (entry_of(own_cache) / "model.bin").write_bytes(b"")
    assert Embedder(str(tiny)).backend.startswith("OpenVINO")
    assert "made anew" in caplog.text
    caplog.clear()
    assert Embedder(str(tiny)).backend.startswith("OpenVINO")
    assert caplog.text == ""


def test_a_changed_model_is_another_model(tiny: Path, own_cache: Path) -> None:
    key = model_cache.key_of(tiny)
    (tiny / "README.md").write_text("says nothing", encoding="utf-8")
    assert model_cache.key_of(tiny) == key
    config = tiny / "config.json"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + " ", encoding="utf-8")
    assert model_cache.key_of(tiny) != key
    config.write_text(text, encoding="utf-8")


def test_many_may_write_one_entry_at_once(
    prepared: openvino.Prepared, own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: model_cache.write_entry("same", prepared), range(12)))
    assert entry_of(own_cache).name == "same"
    assert isinstance(model_cache.read_entry("same"), openvino.Prepared)
    assert caplog.text == ""


def test_a_cache_that_cannot_be_written_is_said_and_done_without(
    tiny: Path, own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own_cache.write_text("a file where a folder was meant", encoding="utf-8")
    assert Embedder(str(tiny)).backend.startswith("OpenVINO")
    assert "prepared anew at every start" in caplog.text


def test_leavings_of_a_killed_process_are_swept_after_a_day(tiny: Path, own_cache: Path) -> None:
    key = model_cache.key_of(tiny)
    old, fresh = own_cache / f"{key}-old", own_cache / f"{key}-fresh"
    for left in (old, fresh):
        left.mkdir(parents=True)
    os.utime(old, (0, 0))
    Embedder(str(tiny))
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_model_that_the_hub_client_has_fetched(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is found in the client's cache, so a second start asks the hub nothing."""
    hub = tmp_path / "hub" / "models--someone--tiny"
    (hub / "refs").mkdir(parents=True)
    (hub / "refs" / "main").write_text("abc", encoding="utf-8")
    (hub / "snapshots").mkdir()
    (hub / "snapshots" / "abc").symlink_to(tiny)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))
    with caplog.at_level(logging.INFO):
        assert Embedder("someone/tiny").backend.startswith("OpenVINO")
    assert "done once" in caplog.text
    monkeypatch.setattr(loading, "load_model", lambda name: pytest.fail("PyTorch is not needed"))
    assert Embedder("someone/tiny").name == "someone/tiny"
