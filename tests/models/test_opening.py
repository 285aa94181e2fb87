"""Opening a chat model: what each provider's class is told, and what is said where it cannot be opened."""

import importlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from onrecord.errors import MissingKey, MissingPackage, ModelUnavailable, UnknownModel
from onrecord.models.calling import ChatCall
from onrecord.models.naming import file_stamp
from onrecord.models.opening import ModelOptions, open_model, split_model
from onrecord.models.providers import PROVIDERS, Provider, address_of, key_in, provider_of

KEYS = {name for provider in PROVIDERS.values() for name in (*provider.keys, *provider.addresses)}


@pytest.fixture(autouse=True)
def no_keys_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS | {"LANGSMITH_GATEWAY"}:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ("openai:gpt-4.1-mini", ("openai", "gpt-4.1-mini")),
        ("ollama:llama3.1:8b", ("ollama", "llama3.1:8b")),
        ("chat:ollama:llama3.1:8b", ("ollama", "llama3.1:8b")),
        (" openai : gpt ", ("openai", "gpt")),
        ("gguf:/models/a b.gguf", ("gguf", "/models/a b.gguf")),
        ("chat:gguf:C:\\models\\a.gguf", ("gguf", "C:\\models\\a.gguf")),
        ("google:gemini-2.5-flash", ("google_genai", "gemini-2.5-flash")),
        ("google-genai:gemini-2.5-flash", ("google_genai", "gemini-2.5-flash")),
        ("Mistral:small", ("mistralai", "small")),
    ],
)
def test_provider_and_model_of_a_setting(setting: str, parts: tuple[str, str]) -> None:
    assert split_model(setting) == parts


@pytest.mark.parametrize(
    "setting", ["", "gpt-4.1", "openai:", ":gpt", "chat:", "chat:openai", "chat::x", "chat:chat:x"]
)
def test_a_malformed_setting_shows_the_form(setting: str) -> None:
    with pytest.raises(UnknownModel, match="PROVIDER:MODEL"):
        split_model(setting)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What LangChain is asked to open."""
    calls: list[dict[str, Any]] = []

    def init(model: str, **words: Any) -> object:
        calls.append({"model": model, **words})
        return object()

    monkeypatch.setattr("langchain.chat_models.init_chat_model", init)
    monkeypatch.setattr("onrecord.models.opening.open_openai", partial(init, model_provider="openai"))
    return calls


OPTIONS = ModelOptions(timeout_seconds=9.5, reply_tokens=300, context_tokens=4096)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("openai:m", {"timeout": 9.5, "max_retries": 0, "max_tokens": 300, "stream_usage": True}),
        ("anthropic:m", {"timeout": 9.5, "max_retries": 0, "max_tokens": 300}),
        ("google_genai:m", {"timeout": 9.5, "max_retries": 1, "max_tokens": 300}),
        ("mistralai:m", {"timeout": 10, "max_retries": 1, "max_tokens": 300}),
        ("ollama:m", {"client_kwargs": {"timeout": 9.5}, "num_ctx": 4096, "num_predict": 300}),
        ("groq:m", {"timeout": 9.5, "max_retries": 0, "max_tokens": 300}),
    ],
)
def test_each_provider_is_told_in_its_own_words(
    setting: str, words: dict[str, Any], opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in provider_of(setting).keys:
        monkeypatch.setenv(name, "k")
    open_model(setting, OPTIONS)
    assert opened == [{"model": "m", "model_provider": setting[:-2], "temperature": 0, **words}]


def test_a_server_of_ones_own_is_told_the_older_name_and_needs_no_key(opened: list[dict[str, Any]]) -> None:
    open_model("openai:m", ModelOptions("http://127.0.0.1:9/v1", reply_tokens=300))
    (words,) = opened
    assert (words["base_url"], words["api_key"]) == ("http://127.0.0.1:9/v1", "none")
    assert words["extra_body"] == {"max_tokens": 300}
    assert "max_tokens" not in words


def test_a_server_of_ones_own_may_be_named_by_a_variable(
    opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    open_model("openai:m")
    assert opened[0]["api_key"] == "none"
    assert "base_url" not in opened[0]


def test_a_key_that_is_set_is_left_to_the_client(opened: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    open_model("openai:m", ModelOptions("http://127.0.0.1:9/v1"))
    assert "api_key" not in opened[0]


@pytest.mark.parametrize(("setting", "key"), [("openai:m", "OPENAI_API_KEY"), ("anthropic:m", "ANTHROPIC_API_KEY")])
def test_without_a_key_the_variable_is_named(setting: str, key: str) -> None:
    with pytest.raises(MissingKey, match=f"Set the variable {key}"):
        open_model(setting)


@pytest.mark.parametrize(
    ("setting", "module", "extra"),
    [
        ("openai:m", "langchain_openai", "openai"),
        ("anthropic:m", "langchain_anthropic", "anthropic"),
        ("google_genai:m", "langchain_google_genai", "google"),
        ("mistralai:m", "langchain_mistralai", "mistral"),
    ],
)
def test_without_the_package_its_extra_is_named(
    setting: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    importlib.import_module("langchain.chat_models.base")._get_chat_model_creator.cache_clear()
    with pytest.raises(MissingPackage, match=rf'pip install "onrecord\[{extra}\]"'):
        open_model(setting)


def test_of_another_provider_langchain_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_groq", None)
    with pytest.raises(MissingPackage, match="pip install langchain-groq"):
        open_model("groq:m")


def test_an_unknown_provider() -> None:
    with pytest.raises(UnknownModel, match=r"no provider .* for 'nobody:m'"):
        open_model("nobody:m")


def test_what_a_class_refuses_is_left_out_and_the_rest_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from pydantic import BaseModel, ConfigDict

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid")
        temperature: float
        max_tokens: int

    def init(model: str, model_provider: str, **words: Any) -> Strict:
        return Strict(**words)

    monkeypatch.setattr("langchain.chat_models.init_chat_model", init)
    found: Any = open_model("lab:m", OPTIONS)
    assert found == Strict(temperature=0, max_tokens=300)


def test_another_failure_says_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def init(*_: Any, **__: Any) -> None:
        raise RuntimeError("no luck with sk-abcdefgh12345678")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", init)
    with pytest.raises(ModelUnavailable, match=r"'lab:m' cannot be opened \(RuntimeError: no luck with \[key\]\)"):
        open_model("lab:m")


def test_a_model_that_takes_no_temperature_is_given_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    told: dict[str, Any] = {
        name: open_model(name) for name in ("anthropic:claude-sonnet-5", "openai:o3", "openai:gpt-4.1")
    }
    assert {name: model.temperature for name, model in told.items()} == {
        "anthropic:claude-sonnet-5": None,
        "openai:o3": None,
        "openai:gpt-4.1": 0,
    }


def test_the_clients_own_attempts_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, key in (("anthropic:claude-haiku-4-5", "ANTHROPIC_API_KEY"), ("openai:gpt-4.1", "OPENAI_API_KEY")):
        monkeypatch.setenv(key, "k")
        model: Any = open_model(name, OPTIONS)
        assert (model.max_retries, model.max_tokens, model.stream_usage) == (0, 300, True)


@pytest.mark.parametrize(
    ("provider", "variable", "base_url", "address"),
    [
        ("openai", {}, "", "https://api.openai.com/v1"),
        ("openai", {"OPENAI_BASE_URL": "http://a/v1"}, "", "http://a/v1"),
        ("openai", {"OPENAI_BASE_URL": "http://a/v1"}, "http://b/v1", "http://b/v1"),
        ("ollama", {}, "", "http://127.0.0.1:11434"),
        ("ollama", {"OLLAMA_HOST": "10.0.0.5"}, "", "http://10.0.0.5:11434"),
        ("ollama", {"OLLAMA_HOST": "10.0.0.5:99"}, "", "http://10.0.0.5:99"),
        ("ollama", {"OLLAMA_HOST": ":99"}, "", "http://127.0.0.1:99"),
        ("ollama", {"OLLAMA_HOST": "[::1]"}, "", "http://[::1]:11434"),
        ("groq", {}, "", ""),
    ],
)
def test_where_requests_go(
    provider: str, variable: dict[str, str], base_url: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variable.items():
        monkeypatch.setenv(name, value)
    assert address_of(provider_of(f"{provider}:m"), base_url) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:80a/v1",
        "http://[::1/v1",
        f"http://{'a' * 70}.example",
        "http:///v1",
    ],
)
def test_an_address_that_is_none_is_said_to_be_the_settings(address: str) -> None:
    with pytest.raises(
        ModelUnavailable, match=r"setting writer_base_url is no address: http:.* Write it as http://HOST"
    ):
        open_model("openai:m", ModelOptions(address))


@pytest.mark.parametrize("address", ["::1", "localhost:99999", "..x", "127.0.0.1:80a"])
def test_an_address_that_is_none_is_said_to_be_the_variables(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", address)
    with pytest.raises(ModelUnavailable, match="variable OLLAMA_HOST is no address"):
        open_model("ollama:m")


def test_the_password_of_a_wrong_address_is_not_told() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        open_model("openai:m", ModelOptions("http://me:hunter2@host:99999/v1"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("setting", ["openai:m", "anthropic:m", "gguf:/a\0b.gguf"])
def test_nothing_but_our_errors_comes_out(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "k")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:99999")
    with pytest.raises(ModelUnavailable):
        ChatCall(open_model(setting), setting).ask([HumanMessage("x")])


def test_without_a_key_the_setting_of_the_writer_is_named_too() -> None:
    with pytest.raises(
        MissingKey, match=r"variable OPENAI_BASE_URL, or for the writer by the setting writer_base_url\."
    ):
        open_model("openai:m")


def test_a_file_is_known_again_by_its_size_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.gguf"
    assert file_stamp(f"gguf:{path}") == ""
    path.write_bytes(b"GGUF")
    os.utime(path, ns=(1, 7_000))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert [file_stamp(name) for name in (f"gguf:{path}", "chat:gguf:~/m.gguf", " GGUF : ~/m.gguf")] == ["4-7000"] * 3
    assert [file_stamp(name) for name in ("openai:m", "extractive", "", "gguf:", "gguf:a\0b")] == [""] * 5


def test_a_blank_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " ")
    assert not key_in(PROVIDERS["openai"])
    assert key_in(Provider())
