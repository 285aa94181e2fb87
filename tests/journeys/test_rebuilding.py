"""Another embedder in the settings: the page answers with the old one until the library is rebuilt for the new."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.assembly import open_parts
from onrecord.cli import app
from onrecord.cli.documents_rebuild import page_parts
from onrecord.errors import LibraryError, StaleLibrary
from onrecord.settings import Settings, load_settings
from retriever.embed import bundled_folder

_LONGEST_SECONDS = 120.0
# Whose models load soonest.
PLAIN = {"embedder_backend": "torch", "judge": "rules"}
STORIES = {
    "mayor.txt": "The mayor of Port Ellary was not consulted about the new pier.",
    "ferry.txt": "The ferry to Solvane sails at dawn on weekdays.",
}


@pytest.fixture
def library(tmp_path: Path) -> Settings:
    settings = load_settings({}, library=tmp_path / "library", **PLAIN)
    for name, text in STORIES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([str(tmp_path / name) for name in STORIES]))
    return settings


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_the_page_answers_meanwhile_and_the_command_goes_back(
    library: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The bundled model under another name: another embedder as far as a library is concerned.
    (tmp_path / "another").symlink_to(bundled_folder(), target_is_directory=True)
    other = library.model_copy(update={"embedder": str(tmp_path / "another")})
    asked = 0
    with page_parts(other) as parts:
        assert parts.library.embedder.name == "bundled"
        assert parts.settings.embedder == other.embedder
        until = time.monotonic() + _LONGEST_SECONDS
        while parts.library.embedder.name == "bundled" and time.monotonic() < until:
            answer = parts.answerer.ask("When does the ferry to Solvane sail?")
            assert "dawn" in answer.text
            asked += 1
        assert parts.library.embedder.name == other.embedder
        assert "dawn" in parts.answerer.ask("When does the ferry to Solvane sail?").text
        late = tmp_path / "late.txt"
        late.write_text("The lighthouse keeper retired in spring.", encoding="utf-8")
        assert [report.status for report in parts.ingester.ingest([str(late)])] == ["added"]
    said = capsys.readouterr().out
    assert "answers with the embedder bundled while it is rebuilt for" in said
    assert "from now on" in said
    assert asked
    with pytest.raises(StaleLibrary, match="onrecord documents rebuild"), open_parts(library):
        pass
    for name, value in PLAIN.items():
        monkeypatch.setenv(f"ONRECORD_{name.upper()}", value)
    done = run("documents", "rebuild", "--library", str(library.library))
    assert (done.exit_code, done.stdout) == (0, "3 documents embedded anew\n")
    asked_again = run("ask", "--json", "Who retired in spring?", "--library", str(library.library))
    assert "lighthouse keeper" in json.loads(asked_again.stdout)["text"]


def test_an_embedder_that_is_gone_is_told_with_the_command(library: Settings, tmp_path: Path) -> None:
    with open_parts(library) as parts:
        parts.library.record.set_meta("embedder", str(tmp_path / "gone"))
    with (
        pytest.raises(LibraryError, match=r"cannot be opened with that.*onrecord documents rebuild"),
        page_parts(library),
    ):
        pass
