"""What documents and the names of files hold does nothing to a terminal, whichever command prints it."""

import json
import sys
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from onrecord.cli import main
from tests.journeys.test_library_commands import Given
from tests.retriever.small import words_of

# It sets the window's title, clears the screen, rings, goes back, turns letters round.
STEERS = "\x1b]0;hit\x07\x1b[2J\x1b[31m\x9b1A\x08\u202egnp\u2066\u200b"
NAME = f"notice {STEERS}.txt"


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file of such a name, title, author and text, one that cannot be read, and an archive of both."""
    made = tmp_path / "in"
    made.mkdir()
    head = "".join(f"{field}: {STEERS} {field}\n" for field in ("Title", "Author", "Outlet"))
    (made / NAME).write_text(f"{head}Date: 2024-05-01\n\n{words_of('old harbour', 3)} {STEERS}", encoding="utf-8")
    (made / f"bad {STEERS}.pdf").write_bytes(b"no PDF at all")
    with zipfile.ZipFile(made / f"packed {STEERS}.zip", "w") as archive:
        archive.writestr(NAME, f"{words_of('new harbour', 3)} {STEERS}")
        archive.writestr(f"bad {STEERS}.docx", b"no Word file")
    return made


def test_no_command_hands_a_terminal_what_would_steer_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    library, saved = tmp_path / f"library {STEERS}", tmp_path / f"saved {STEERS}.zip"
    said: dict[str, str] = {}

    def run(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, words), "--library", str(library)])
        with suppress(SystemExit):
            main()
        out, err = capfd.readouterr()
        said[" ".join(map(str, words))] = out + err
        return out

    run("ingest", folder)
    known = json.loads(run("documents", "list", "--json"))["documents"]
    assert len(known) == 2
    ids = [one["document_id"] for one in known]
    for words in (
        ("documents", "list"), ("documents", "show", ids[0]), ("documents", "show", ids[0], "--versions"),
        ("documents", "verify"), ("documents", "verify", "--gone", "harbour"), ("documents", "export", saved),
        ("documents", "export", saved), ("documents", "import", saved), ("documents", "index"), ("sync", folder),
        ("search", "old harbour"), ("ask", f"old harbour {STEERS}?"), ("check", f"The old harbour {STEERS}."),
        ("doctor",), ("doctor", "--repair"), ("documents", "remove", *ids), ("documents", "show", f"doc-{STEERS}"),
        ("ingest", folder / f"missing {STEERS}.txt"), ("ingest", f"http://127.0.0.1/{STEERS}"),
        ("documents", "import", tmp_path / f"no {STEERS}.zip"), ("eval", "run", tmp_path / f"suite {STEERS}.jsonl"),
        ("sync", tmp_path / f"gone {STEERS}"),
    ):  # fmt: skip
        run(*words)
    shown = {words: text for words, text in said.items() if "--json" not in words}
    assert sum(bool(text.strip()) for text in shown.values()) >= 20
    steering = {
        words: sorted(
            {f"U+{ord(sign):04X}" for sign in text if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf")}
        )
        for words, text in shown.items()
    }
    assert {words: signs for words, signs in steering.items() if signs} == {}
