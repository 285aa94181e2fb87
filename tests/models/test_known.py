"""The models of the settings: ready, reachable, how fast they were; and ``onrecord models``, which says so."""

import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.answers import Usage
from onrecord.cli import app, doctor
from onrecord.errors import MissingKey, ModelUnavailable, ModelUnreachable, UnknownModel
from onrecord.models.known import (
    check_reachable,
    check_ready,
    last_speed,
    named_models,
    note_speed,
    speeds_file,
    tried,
    writer_options,
)
from onrecord.models.opening import ModelOptions
from onrecord.models.providers import PROVIDERS
from onrecord.settings import Settings
from tests.chat_replies import WRONG_KEY, Words
from tests.chat_servers import ChatServer


@pytest.fixture(autouse=True)
def no_providers_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for provider in PROVIDERS.values():
        for name in (*provider.keys, *provider.addresses):
            monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def closed() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def gguf(folder: Path) -> Path:
    path = folder / "tiny.gguf"
    path.write_bytes(b"GGUF")
    return path


def test_the_models_that_settings_name() -> None:
    assert named_models(Settings()) == []
    settings = Settings(
        writer="openai:m", writer_base_url="http://127.0.0.1:9/v1", judge="chat:ollama:a:8b", eval_judge="hf:x"
    )
    writer, judge = named_models(settings)
    assert (writer.setting, writer.model, writer.options) == ("writer", "openai:m", writer_options(settings))
    assert (judge.setting, judge.model, judge.options) == ("judge", "ollama:a:8b", ModelOptions())


def test_the_writer_is_asked_as_set() -> None:
    settings = Settings(
        writer_base_url="http://a/v1",
        writer_timeout_seconds=7,
        writer_reply_tokens=90,
        writer_context_tokens=2048,
        writer_threads=3,
    )
    assert writer_options(settings) == ModelOptions("http://a/v1", 7, 90, 2048, 3)


def test_ready_is_what_can_be_opened(tmp_path: Path) -> None:
    check_ready(f"gguf:{gguf(tmp_path)}", ModelOptions())  # not loaded: it holds nothing
    check_ready("openai:m", ModelOptions("http://127.0.0.1:9/v1"))
    with pytest.raises(MissingKey):
        check_ready("openai:m", ModelOptions())
    with pytest.raises(UnknownModel):
        check_ready(f"gguf:{tmp_path / 'none.gguf'}", ModelOptions())


def test_reachable_is_where_somebody_listens(closed: str) -> None:
    with ChatServer([Words("x")]) as server:
        assert server.url == f"http://{check_reachable('openai:m', ModelOptions(server.url))}/v1"
        assert server.requests == []
    with pytest.raises(ModelUnreachable, match=r"no connection to 127\.0\.0\.1:\d+"):
        check_reachable("openai:m", ModelOptions(closed))
    assert check_reachable("gguf:/m.gguf", ModelOptions()) == "this machine"
    assert check_reachable("groq:m", ModelOptions()) == ""


def test_a_password_in_the_address_is_not_told() -> None:
    with ChatServer([Words("x")]) as server:
        url = server.url.replace("//", "//me:hunter2@")
        assert "hunter2" not in check_reachable("openai:m", ModelOptions(url))


def test_a_proxy_is_what_is_connected_to(closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", closed)
    with pytest.raises(ModelUnreachable, match=r"models\.example:80 through 127\.0\.0\.1:\d+"):
        check_reachable("openai:m", ModelOptions("http://models.example/v1"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/v1", "http://127.0.0.1:80a/v1", "http://..x/v1"])
def test_an_address_that_is_none_is_not_reachable(address: str) -> None:
    with pytest.raises(ModelUnavailable, match="The setting writer_base_url is no address"):
        check_reachable("openai:m", ModelOptions(address))


def test_a_host_that_is_none_is_told(tmp_path: Path) -> None:
    result = run(tmp_path, "models", writer="openai:m", writer_base_url="http://..x/v1")
    assert result.exit_code == 1
    assert "WRONG writer: openai:m" in result.stdout
    assert "writer_base_url" in result.stdout


def test_a_proxy_that_is_none_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:99999")
    with pytest.raises(ModelUnreachable, match=r"models\.example:80 .*any proxy"):
        check_reachable("openai:m", ModelOptions("http://models.example/v1"))


def test_a_trial_counts(tmp_path: Path) -> None:
    with ChatServer([Words("ready", tokens=(9, 1))]) as server:
        usage = tried("openai:m", ModelOptions(server.url))
        assert server.requests[0].prompt == "Reply with the one word: ready"
    assert (usage.model, usage.tokens_in, usage.tokens_out, usage.requests) == ("openai:m", 9, 1, 1)


def test_the_last_speed_of_each_model_is_kept(tmp_path: Path) -> None:
    path = speeds_file(Settings(library=tmp_path / "new" / "library"))
    assert path == tmp_path / "new" / "models.json"
    assert last_speed(path) == {}
    note_speed(path, Usage("a", tokens_out=21, first_word_ms=500, took_ms=2500, requests=1))
    note_speed(path, Usage("b", first_word_ms=80, took_ms=90))
    note_speed(path, Usage("a", tokens_out=48, first_word_ms=400, took_ms=2400, requests=1))
    speeds = last_speed(path)
    assert (speeds["a"].first_word_ms, speeds["a"].tokens_per_second, speeds["a"].tokens) == (400, 20, 48)
    assert (speeds["b"].tokens_per_second, speeds["b"].tokens) == (None, None)
    assert speeds["a"].when.startswith("20")
    assert os.listdir(path.parent) == ["models.json"]


@pytest.mark.parametrize(
    ("usage", "rate"),
    [
        # A file was loaded for 9 seconds, then 50 tokens came in 2.
        (Usage("a", tokens_out=50, first_word_ms=9_800, took_ms=2_000, requests=1), 25.0),
        (Usage("a", tokens_out=50, first_word_ms=800, took_ms=2_000, requests=2), None),
        (Usage("a", tokens_out=7, first_word_ms=800, took_ms=2_000, requests=1), None),
        (Usage("a", first_word_ms=800, took_ms=2_000, requests=1), None),
        (Usage("a", tokens_out=50, first_word_ms=0.0, requests=1), None),
    ],
)
def test_a_rate_is_of_one_whole_request_or_none(usage: Usage, rate: float | None, tmp_path: Path) -> None:
    note_speed(tmp_path / "models.json", usage)
    assert last_speed(tmp_path / "models.json")["a"].tokens_per_second == rate


def test_what_many_note_at_once_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    names = [f"model-{number}" for number in range(20)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: note_speed(path, Usage(name, first_word_ms=80, took_ms=90)), names))
    assert sorted(last_speed(path)) == sorted(names)
    assert os.listdir(tmp_path) == ["models.json"]


def test_kept_replies_and_silences_are_no_speeds(tmp_path: Path) -> None:
    note_speed(tmp_path / "models.json", Usage("a", first_word_ms=1, cached=True))
    note_speed(tmp_path / "models.json", Usage("a", took_ms=100))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": {"when": 1}}', "\x00", "[" * 100_000])
def test_a_broken_file_is_an_empty_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    path.write_text(text)
    assert last_speed(path) == {}
    note_speed(path, Usage("b", first_word_ms=80, took_ms=90))
    assert list(last_speed(path)) == ["b"]


def test_where_nothing_can_be_written_nothing_is_noted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    note_speed(tmp_path / "file" / "models.json", Usage("b", first_word_ms=80, took_ms=90))
    (tmp_path / "models.json").mkdir()
    note_speed(tmp_path / "models.json", Usage("b", first_word_ms=80, took_ms=90))
    assert sorted(os.listdir(tmp_path)) == ["file", "models.json"]


def run(folder: Path, *arguments: str, **settings: str) -> Result:
    variables = {f"ONRECORD_{name.upper()}": value for name, value in settings.items()}
    return CliRunner().invoke(app, [*arguments, "--library", str(folder / "library")], env=variables)


def test_without_a_model_it_says_how_to_set_one(tmp_path: Path) -> None:
    result = run(tmp_path, "models")
    assert result.exit_code == 0
    assert "No chat model is configured" in result.stdout
    for words in ('writer = "gguf:', 'writer = "ollama:', "onrecord[local]", "writer_base_url"):
        assert words in result.stdout
    told = json.loads(run(tmp_path, "models", "--json").stdout)
    assert told == {"models": [], "ok": True}


def test_it_tells_of_each_what_it_is(tmp_path: Path, closed: str) -> None:
    result = run(
        tmp_path,
        "models",
        writer="openai:m",
        writer_base_url=closed,
        judge=f"chat:gguf:{gguf(tmp_path)}",
        eval_judge="chat:anthropic:m",
    )
    assert result.exit_code == 1
    writer, why, judge, ready, evaluating, key = result.stdout.splitlines()
    assert (writer, judge) == ("WRONG writer: openai:m", "ok    judge: gguf:tiny.gguf")
    assert "no connection" in why
    assert ready.strip() == "ready, reachable: this machine; it has not answered yet"
    assert evaluating == "WRONG eval_judge: anthropic:m"
    assert "ANTHROPIC_API_KEY" in key


def test_it_asks_where_it_is_told_to_and_notes_how_fast(tmp_path: Path) -> None:
    with ChatServer([Words("ready", tokens=(9, 3))]) as server:
        asked = run(tmp_path, "models", "--ask", writer="openai:m", writer_base_url=server.url)
        told = json.loads(run(tmp_path, "models", "--json", writer="openai:m", writer_base_url=server.url).stdout)
        assert len(server.requests) == 1
    assert asked.exit_code == 0
    assert "first word after" in asked.stdout
    (model,) = told["models"]
    assert (model["ready"], model["reachable"], model["answered"], model["ok"]) == (True, True, None, True)
    assert model["speed"]["tokens"] == 3


def test_a_model_that_refuses_is_wrong(tmp_path: Path) -> None:
    with ChatServer([WRONG_KEY]) as server:
        result = run(tmp_path, "models", "--ask", "--json", writer="openai:m", writer_base_url=server.url)
    (model,) = json.loads(result.stdout)["models"]
    assert result.exit_code == 1
    assert (model["ready"], model["reachable"], model["answered"], model["ok"]) == (True, True, False, False)
    assert "refuses the key" in model["problem"]
    assert "sk-" not in result.stdout


@pytest.mark.parametrize(
    ("writer", "line"),
    [
        ("extractive", "ok    writer: extractive, no model"),
        ("anthropic:m", "WRONG writer: There is no key for 'anthropic:m'."),
        ("gguf:/nowhere/m.gguf", "WRONG writer: The model file /nowhere/m.gguf cannot be read"),
    ],
)
def test_doctor_tells_of_the_writer(writer: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (check,) = [check for check in doctor._CHECKS if check[0] == "writer"]
    monkeypatch.setattr(doctor, "_CHECKS", (check,))
    result = run(tmp_path, "doctor", writer=writer)
    assert line in result.stdout
    assert result.exit_code == (0 if line.startswith("ok") else 1)
