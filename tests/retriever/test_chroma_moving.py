"""Vectors are moved between the library's folder and a server from the record, and a kill on the way loses nothing."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ingest.run import IngestRun
from onrecord.cli.documents_index import index_documents
from onrecord.errors import DamagedLibrary, EmptyLibrary, IndexUnavailable, LibraryInUse, StaleLibrary
from retriever import moving
from retriever.library import Library
from retriever.moving import Moved, move_vectors
from retriever.places import VectorPlace
from retriever.schema import HALF_REBUILT
from tests.chroma_servers import ChromaServer, Gate, word_embedder
from tests.retriever.test_chroma_library import BOATS, assert_whole, opened, written

EMBEDDED = VectorPlace()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded library, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    library = opened(folder / "library", "")
    papers = written(folder / "papers", "Boat {0} left Port Ellary with {0} crates. " * 60)
    reports = list(IngestRun(library, library.embedder.count_tokens, 10).ingest([str(papers)]))
    assert {report.status for report in reports} == {"added"}
    library.close()
    return folder / "library"


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An embedded library, of which a few passages are moved at a time."""
    monkeypatch.setattr("retriever.record._PAGE", 4)
    shutil.copytree(made, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def server(chroma_server: ChromaServer) -> VectorPlace:
    return VectorPlace(chroma_server.url, timeout_seconds=10, patience_seconds=5)


def whole(folder: Path, place: VectorPlace) -> int:
    """The number of vectors, after making sure that the library is whole at this place."""
    library = Library(folder, word_embedder(), vectors=place)
    try:
        assert len(library.sources()) == BOATS
        assert_whole(library)
        return library.index.count()
    finally:
        library.close()


def test_there_and_back(folder: Path, server: VectorPlace, chroma_server: ChromaServer) -> None:
    before, total, steps = set(chroma_server.collections()), whole(folder, EMBEDDED), list[tuple[int, int, str]]()
    moved = move_vectors(folder, server, lambda *step: steps.append(step))
    assert moved == Moved(total, "embedded", server.url, "")
    assert [step[0] for step in steps] == sorted({step[0] for step in steps})
    assert steps[-1] == (total, total, server.url)
    assert len(steps) > 3
    assert not (folder / "chroma").exists()
    with pytest.raises(StaleLibrary, match=f"on the Chroma server {server.url}"):
        whole(folder, EMBEDDED)
    assert whole(folder, server) == total
    assert move_vectors(folder, server) == Moved(total, server.url, server.url, "")
    assert move_vectors(folder, EMBEDDED) == Moved(total, server.url, "embedded", "")
    assert set(chroma_server.collections()) == before, "its collection is gone from the server"
    assert whole(folder, EMBEDDED) == total


MOVE = """
import os, signal, sys
from pathlib import Path
import retriever.record
from retriever.moving import move_vectors
from retriever.places import VectorPlace

retriever.record._PAGE = 4
place = VectorPlace(sys.argv[2], patience_seconds=5)
move_vectors(Path(sys.argv[1]), place, lambda done, *_: done > 8 and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_killed_half_way_the_old_place_is_valid_and_the_move_goes_on(
    folder: Path, server: VectorPlace, chroma_server: ChromaServer
) -> None:
    before, total = set(chroma_server.collections()), whole(folder, EMBEDDED)
    killed = subprocess.run([sys.executable, "-c", MOVE, str(folder), server.url], check=False)
    assert killed.returncode == -signal.SIGKILL
    (name,) = set(chroma_server.collections()) - before
    half = chroma_server.collections()[name]
    assert 0 < half < total
    assert whole(folder, EMBEDDED) == total
    with Gate(server.url) as gate:
        moved = move_vectors(folder, VectorPlace(gate.url))
        upserts = [one for one in gate.seen if one.path.endswith("/upsert")]
    assert moved == Moved(total, "embedded", gate.url, "")
    assert len(upserts) == -(-(total - half) // 4), "what was there is not sent again"


def test_two_addresses_of_one_server_do_not_cost_the_vectors(
    folder: Path, server: VectorPlace, chroma_server: ChromaServer
) -> None:
    total = move_vectors(folder, server).vectors
    there = chroma_server.collections()
    other = VectorPlace(server.url.replace("127.0.0.1", "localhost"))
    assert move_vectors(folder, other) == Moved(total, server.url, other.url, "")
    assert chroma_server.collections() == there, "an opening would put them back"
    assert whole(folder, other) == total


def test_given_up_half_way_what_was_sent_is_removed_again(
    folder: Path, server: VectorPlace, chroma_server: ChromaServer, caplog: pytest.LogCaptureFixture
) -> None:
    before, total = set(chroma_server.collections()), whole(folder, EMBEDDED)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_vectors(folder, server, stop)
    assert set(chroma_server.collections()) != before
    assert whole(folder, EMBEDDED) == total
    assert "onrecord documents index" in caplog.text
    assert move_vectors(folder, EMBEDDED) == Moved(total, "embedded", "embedded", "")
    assert set(chroma_server.collections()) == before


def test_killed_before_the_old_vectors_were_removed_the_next_move_removes_them(
    folder: Path, server: VectorPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(moving._Move, "_remove", stop)
        with pytest.raises(KeyboardInterrupt):
            move_vectors(folder, server)
    assert (folder / "chroma").exists()
    total = whole(folder, server)
    assert move_vectors(folder, server) == Moved(total, server.url, server.url, "")
    assert not (folder / "chroma").exists()


def test_a_server_that_is_gone_for_good_does_not_keep_the_library(folder: Path, tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "server") as gone:
        place = VectorPlace(gone.url, patience_seconds=0.2)
        total = move_vectors(folder, place).vectors
    with pytest.raises(IndexUnavailable):
        whole(folder, place)
    moved = move_vectors(folder, VectorPlace(patience_seconds=0.2))
    assert (moved.vectors, moved.after) == (total, "embedded")
    assert f"are left in {gone.url}" in moved.left
    assert whole(folder, EMBEDDED) == total
    assert gone.url in move_vectors(folder, VectorPlace(patience_seconds=0.1)).left
    assert move_vectors(folder, VectorPlace(patience_seconds=0.1), forget=True).left == ""
    assert move_vectors(folder, VectorPlace(patience_seconds=0.1)).left == ""


def test_a_server_that_keeps_less_than_it_was_given_is_not_moved_to(
    folder: Path, server: VectorPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = whole(folder, EMBEDDED)
    with monkeypatch.context() as patched:
        patched.setattr("retriever.chroma_server.ServerIndex.add", lambda *_: None)
        with pytest.raises(DamagedLibrary, match=f"holds 0 of {total} vectors"):
            move_vectors(folder, server)
    assert whole(folder, EMBEDDED) == total


def test_the_token_of_one_server_is_not_told_to_another(folder: Path, server: VectorPlace) -> None:
    with Gate(server.url) as first, Gate(server.url) as second:
        move_vectors(folder, VectorPlace(first.url, "one"))
        first.seen.clear()
        move_vectors(folder, VectorPlace(second.url, "two"))
        assert first.seen
        assert all("authorization" not in one.headers for one in first.seen)
        assert all(one.headers["authorization"] == "Bearer two" for one in second.seen)


def test_what_cannot_be_moved_is_told(folder: Path, server: VectorPlace, tmp_path: Path) -> None:
    with pytest.raises(EmptyLibrary, match="no library in"):
        move_vectors(tmp_path / "nowhere", server)
    assert not (tmp_path / "nowhere").exists()
    library = opened(folder, "")
    with pytest.raises(LibraryInUse):
        move_vectors(folder, server)
    library.record.set_meta("embedder", HALF_REBUILT)
    library.close()
    assert move_vectors(folder, server).vectors == 0, "a rebuild begins anew at the new place"


def test_the_command_moves_and_tells(folder: Path, server: VectorPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    app.command()(index_documents)
    monkeypatch.setenv("ONRECORD_LIBRARY", str(folder))
    monkeypatch.setenv("ONRECORD_CHROMA_URL", server.url)
    result = CliRunner().invoke(app, [])
    assert (result.exit_code, result.stdout.split(" ", 1)[1]) == (0, f"vectors moved from embedded to {server.url}\n")
    result = CliRunner().invoke(app, [])
    assert result.stdout.endswith(f"vectors are there already: {server.url}\n")
    monkeypatch.delenv("ONRECORD_CHROMA_URL")
    result = CliRunner().invoke(app, ["--json"])
    assert json.loads(result.stdout) == {
        "vectors": whole(folder, EMBEDDED), "before": server.url, "after": "embedded", "left": None,
    }  # fmt: skip
