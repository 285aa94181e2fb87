"""A real small model, loaded in this process."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from onrecord.errors import ContextOverflow, MissingPackage, ModelUnreachable, UnknownModel
from onrecord.models import local
from onrecord.models.calling import ChatCall
from onrecord.models.opening import ModelOptions, open_model
from tests.local_model import slots, small_model

PROMPT = [HumanMessage("Name three colours.")]
OPTIONS = ModelOptions(timeout_seconds=60, reply_tokens=12, context_tokens=512, threads=1)


@pytest.fixture(scope="module")
def file() -> Path:
    return small_model()


@pytest.fixture(scope="module")
def model(file: Path) -> Iterator[Any]:
    yield open_model(f"gguf:{file}", OPTIONS)
    local.stop_all()


def test_it_streams_and_counts(model: Any) -> None:
    call = ChatCall(model, "gguf:small")
    pieces = list(call.stream(PROMPT))
    assert len(pieces) > 5
    assert "".join(pieces).strip()
    assert call.tokens_in is not None
    assert 10 < call.tokens_in < 100
    assert (call.tokens_out, call.truncated) == (12, True)
    assert call.first_word_ms is not None
    assert 0 < call.first_word_ms < call.took_ms


def test_the_same_words_again_at_temperature_0(model: Any) -> None:
    assert ChatCall(model, "gguf:small").ask(PROMPT) == ChatCall(model, "gguf:small").ask(PROMPT)


def test_it_fills_a_form(file: Path) -> None:
    schema = {
        "title": "Answer",
        "description": "A colour.",
        "type": "object",
        "properties": {"colour": {"type": "string", "maxLength": 12}},
        "required": ["colour"],
        "additionalProperties": False,
    }
    call = ChatCall(open_model(f"gguf:{file}", ModelOptions("", 60, 60, 512, 1)), "gguf:small")
    *_, last = call.stream_structured(PROMPT, schema)
    assert list(last) == ["colour"]
    assert call.tokens_out


def test_a_prompt_that_is_too_long(model: Any) -> None:
    with pytest.raises(ContextOverflow, match="512 tokens"):
        ChatCall(model, "gguf:small").ask([HumanMessage("word " * 900)])


def test_each_of_two_requests_has_the_whole_context(model: Any) -> None:
    assert [slot["n_ctx"] for slot in slots(model)] == [512, 512]


def test_closing_a_stream_frees_its_slot(file: Path, model: Any) -> None:
    long = open_model(f"gguf:{file}", ModelOptions(timeout_seconds=60, reply_tokens=400, context_tokens=512, threads=1))
    asked = [HumanMessage("Write a long story about the sea.")]
    streams = [ChatCall(long, "gguf:small").stream(asked) for _ in range(2)]
    for stream in streams:
        next(stream)
    assert all(slot["is_processing"] for slot in slots(model))
    for stream in streams:
        stream.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 60
    while any(slot["is_processing"] for slot in slots(model)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(slot["is_processing"] for slot in slots(model))


def test_a_second_one_shares_the_server(file: Path, model: Any) -> None:
    again: Any = open_model(f"gguf:{file}", OPTIONS)
    assert again.openai_api_base == model.openai_api_base
    assert again.openai_api_base.startswith("http://127.0.0.1:")


def test_a_file_in_the_place_of_another_is_loaded_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Path] = []

    def started(path: Path, context_tokens: int, threads: int) -> local._Running:
        loaded.append(path)
        return local._Running(object(), f"http://127.0.0.1:{len(loaded)}", "k")

    monkeypatch.setattr(local, "_running", {})
    monkeypatch.setattr(local, "_started", started)
    path = tmp_path / "m.gguf"
    addresses = []
    for content, written in ((b"GGUF1", 1), (b"GGUF1", 1), (b"GGUF2", 2), (b"GGUF-3", 2)):
        path.write_bytes(content)
        os.utime(path, ns=(written, written))
        opened: Any = open_model(f"gguf:{path}", OPTIONS)
        addresses.append(opened.openai_api_base[-4])
    assert addresses == ["1", "1", "2", "3"]


def test_the_server_wants_its_key(model: Any) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(f"{model.openai_api_base}/chat/completions", data=b"{}", timeout=60)
    caught.value.close()


def test_nothing_is_printed(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    options = ModelOptions(reply_tokens=2, context_tokens=256, threads=1)
    ChatCall(open_model(f"gguf:{file}", options), "gguf:small").ask(PROMPT)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_was_stopped(file: Path) -> None:
    before = dict(local._running)
    try:
        local._running.clear()
        call = ChatCall(open_model(f"gguf:{file}", ModelOptions(context_tokens=256, threads=1)), "gguf:small")
        local.stop_all()
        with pytest.raises(ModelUnreachable):
            call.ask(PROMPT)
    finally:
        local._running.update(before)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("none.gguf", None, "cannot be read"),
        ("text.gguf", b"These are words.", "is no GGUF file"),
        ("empty.gguf", b"", "is no GGUF file"),
        ("half.gguf", b"GGUF\x03\x00\x00\x00" + b"junk" * 20, "llama.cpp cannot load"),
    ],
)
def test_a_file_that_is_no_model(name: str, content: bytes | None, why: str, tmp_path: Path, file: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnknownModel, match=why) as caught:
        open_model(f"gguf:{path}", OPTIONS)
    assert str(path) in str(caught.value)


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="cannot be read"):
        open_model(f"gguf:{tmp_path}")


def test_a_leading_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(local, "_is_there", lambda _: True)
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    assert local.check_file("~/m.gguf") == (tmp_path / "m.gguf").resolve()


def test_without_the_package_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF")
    monkeypatch.setattr(local, "_is_there", lambda name: name != "xllamacpp")
    with pytest.raises(MissingPackage, match=r'needs xllamacpp, .* pip install "onrecord\[local\]"'):
        open_model(f"gguf:{path}")


def test_a_proxy_of_the_machine_is_not_asked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    call = ChatCall(open_model(f"gguf:{file}", OPTIONS), "gguf:small")
    assert call.ask(PROMPT)
