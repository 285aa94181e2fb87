"""Keys, tokens and passwords stand in nothing that is printed, logged, reported or kept."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from onrecord.cli import main
from onrecord.models.secrets import plain
from retriever.embed import Embedder
from tests.chat_replies import Refusal
from tests.chat_servers import ChatServer
from tests.retriever.small import words_of

SECRETS = {
    "OPENAI_API_KEY": "sk-planted-openai-0123456789abcdef",
    "ANTHROPIC_API_KEY": "sk-ant-planted-0123456789abcdef",
    "GOOGLE_API_KEY": "AIzaPlanted0123456789abcdefghij",
    "GEMINI_API_KEY": "AIzaPlantedToo0123456789abcdefg",
    "MISTRAL_API_KEY": "plantedmistral0123456789abcdef01",
    "AZURE_OPENAI_API_KEY": "plantedazure0123456789abcdef0123",
    "HF_TOKEN": "hf_planted0123456789abcdef",
    "LANGSMITH_API_KEY": "lsv2_planted_0123456789abcdef",
    "ONRECORD_CHROMA_TOKEN": "planted-chroma-token-0123",
}
PASSWORD = "planted-password-0123"
TOLD = (*SECRETS.values(), PASSWORD)


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("retriever.embed.Embedder", cache(Embedder))  # loaded once for all commands
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)  # whatever is logged at all
    yield
    root.setLevel(before)


class Said:
    """Runs commands as a shell does, and keeps all that they say and log."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.text = ""

    def run(self, *words: object) -> str:
        self._monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, words)])
        with suppress(SystemExit):
            main()
        out, err = self._capsys.readouterr()
        self.text += out + err
        return out + err


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(monkeypatch, capsys)


def holds(data: bytes) -> list[str]:
    return [secret for secret in TOLD if secret.encode() in data]


def test_no_secret_is_said_logged_or_written(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library, story = tmp_path / "library", tmp_path / "story.txt"
    story.write_text(words_of("old harbour", 3), encoding="utf-8")
    suite = tmp_path / "suite.jsonl"
    case = {
        "id": "q1",
        "question": "What is old?",
        "kind": "fact",
        "gold": [{"document": "story.txt", "quote": "harbour"}],
    }
    suite.write_text(json.dumps(case), encoding="utf-8")
    at = ("--library", library)
    key = SECRETS["OPENAI_API_KEY"]
    refusal = Refusal(
        401,
        "authentication_error",
        f"Incorrect API key provided: {key}. You can find your key at https://x:{PASSWORD}@y.example",
    )
    with ChatServer([refusal]) as server:
        assert "1 added" in said.run("ingest", story, *at)
        said.run("ingest", f"http://somebody:{PASSWORD}@127.0.0.1/a", *at)
        monkeypatch.setenv("ONRECORD_WRITER", "openai:any")
        monkeypatch.setenv("ONRECORD_WRITER_BASE_URL", server.url)
        monkeypatch.setenv("ONRECORD_WRITER_ATTEMPTS", "1")
        said.run("ask", "What is old?", *at)
        said.run("models", "--ask", *at)
        said.run("doctor", *at)
        said.run("eval", "run", suite, "--out", tmp_path / "run", *at)
        assert server.requests, "the model was asked, with its key"
        assert any(key in str(dict(one.headers)) for one in server.requests)
    said.run("documents", "export", tmp_path / "saved.zip", *at)
    assert holds(said.text.encode()) == []
    assert holds("\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records).encode()) == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 5
    assert {str(path): found for path in written if (found := holds(path.read_bytes()))} == {}


@pytest.mark.parametrize("name", ["WRITER_BASE_URL", "CHROMA_URL"])
@pytest.mark.parametrize(
    "url", [f"http://me:{PASSWORD}@h.example/v1", f"http://h.example/v1?key={PASSWORD}", f"x://{PASSWORD}@h"]
)
def test_a_password_in_an_address_is_refused_and_not_repeated(
    said: Said, monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    monkeypatch.setenv(f"ONRECORD_{name}", url)
    told = said.run("documents", "list")
    assert name.lower() in told
    assert PASSWORD not in told


@pytest.mark.parametrize("name", SECRETS)
def test_an_error_that_repeats_a_key_is_told_without_it(name: str) -> None:
    assert SECRETS[name] not in plain(f"401: no entry for {SECRETS[name]}; see above")
