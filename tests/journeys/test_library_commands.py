"""The commands that tend a library, one after the other, as its keeper uses them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.errors import BadInput, DamagedLibrary, LibraryError, UnusableArchive
from retriever.lexical import WordIndex
from tests.retriever.small import SmallEmbedder, words_of


class Given(SmallEmbedder):
    """The small embedder under the name that the settings give."""

    def __init__(self, name: str = "bundled", backend: str = "auto", pickled: bool = False) -> None:
        super().__init__()
        self.name = name


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Given)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_keeper_changes_looks_back_saves_removes_and_restores(tmp_path: Path) -> None:
    library, story = tmp_path / "library", tmp_path / "story.txt"
    at = ("--library", library)
    for name in ("old harbour", "new harbour"):
        story.write_text(words_of(name, 3), encoding="utf-8")
        assert run("ingest", story, *at).exit_code == 0
    (listed,) = json.loads(run("documents", "list", "--json", *at).stdout)["documents"]
    now, before = json.loads(run("documents", "show", listed["document_id"], "--versions", "--json", *at).stdout)
    assert (now["sha256"], now["superseded"]) == (listed["sha256"], None)
    earlier = run("documents", "show", listed["document_id"], "--sha256", before["sha256"], *at).stdout
    assert earlier.startswith("superseded on 20")
    assert words_of("old harbour", 3) in earlier
    shown = json.loads(run("documents", "show", listed["document_id"], "--json", *at).stdout)
    assert (shown["text"], len(shown["versions"])) == (words_of("new harbour", 3), 2)

    saved = json.loads(run("documents", "export", tmp_path / "saved.zip", "--json", *at).stdout)
    assert (saved["counts"]["documents"], saved["counts"]["versions"]) == (1, 1)
    assert isinstance(run("documents", "export", tmp_path / "saved.zip", *at).exception, BadInput)

    still = run("documents", "verify", "--gone", "harbourly", *at)
    assert (still.exit_code, "still found: 1 document of the record" in still.stdout) == (1, True)
    assert run("documents", "remove", listed["document_id"], *at).stdout == "1 removed\n"
    gone = run("documents", "verify", "--gone", "harbourly", *at)
    assert (gone.exit_code, gone.stdout) == (0, "nowhere in the documents, the indexes and the files of the library\n")

    restored = run("documents", "import", tmp_path / "saved.zip", *at)
    assert restored.stdout.startswith("1 documents added, 0 replaced, 0 unchanged")
    assert run("documents", "verify", *at).stdout == "1 as ingested\n"
    (tmp_path / "saved.zip").write_bytes(b"PK")
    assert isinstance(run("documents", "import", tmp_path / "saved.zip", *at).exception, UnusableArchive)


def test_a_damaged_library_is_repaired_by_one_command_and_a_damaged_record_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, story = tmp_path / "library", tmp_path / "story.txt"
    at = ("--library", library)
    assert isinstance(run("doctor", "--repair", *at).exception, LibraryError)
    story.write_text(words_of("harbour", 3), encoding="utf-8")
    assert run("ingest", story, *at).exit_code == 0
    (library / "chroma" / "chroma.sqlite3").write_bytes(b"no database " * 999)
    (library / "words" / "meta.json").write_bytes(b"{")
    (library / "uploads").mkdir()
    (library / "uploads" / "stray.txt").write_text("Nobody ingested this.", encoding="utf-8")
    mended = run("doctor", "--repair", *at)
    assert "repaired: 1 passages indexed anew" in mended.stdout
    (told,) = (line for line in mended.stdout.splitlines() if " library: " in line)
    assert "1 vectors" in told
    assert "1 uploaded files of no document (stray.txt)" in told
    assert "ok    record: ok" in mended.stdout

    (library / "record.sqlite3").write_bytes(b"no database " * 999)
    again = run("doctor", "--repair", *at)
    assert isinstance(again.exception, DamagedLibrary)
    assert "left as it is" in str(again.exception)
    assert "WRONG record" in run("doctor", *at).stdout
    assert WordIndex(library / "words").count() == 1, "the indexes were not touched"
