"""Pages of the web and followed folders, by the command line, as a user comes to them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from tests.ingest.a_site import Reply, Site, a_site, story
from tests.ingest.making import GOOD


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as site:
        yield site


def test_a_page_of_the_web_is_asked_for_cited_and_kept_up_with(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = str(tmp_path / "library")
    address = f"http://127.0.0.1:{site.port}/fees"
    site.replies["127.0.0.1/fees"] = Reply(story(head='<meta name="author" content="Tom Reed">'))
    refused = run("ingest", address, "--json", "--library", library)
    assert refused.exit_code == 1
    assert "fetch_private_addresses" in json.loads(refused.stdout)["files"][0]["reason"]
    assert site.asked == []
    monkeypatch.setenv("ONRECORD_FETCH_PRIVATE_ADDRESSES", "true")
    assert run("ingest", address, "--library", library).stdout.startswith("1 added")
    site.replies["127.0.0.1/fees"] = Reply(story(footer="Read 7,000 times."))
    assert run("ingest", address, "--library", library).stdout.startswith("1 unchanged")
    asked = json.loads(run("ask", "--json", "How high is the mooring fee?", "--library", library).stdout)
    assert asked["status"] == "answered"
    assert asked["citations"][0]["source"] == address
    assert "40 euros" in asked["text"]


def test_a_folder_is_synced_and_a_renamed_file_keeps_its_id(tmp_path: Path) -> None:
    library, folder = str(tmp_path / "library"), tmp_path / "docs"
    folder.mkdir()
    (folder / "fees.txt").write_text(GOOD, encoding="utf-8")
    (folder / "ferry.txt").write_text("The ferry left at noon with 212 people.", encoding="utf-8")
    first = json.loads(run("sync", str(folder), "--json", "--library", library).stdout)
    ids = {Path(file["location"]).name: file["document_id"] for file in first["files"]}
    assert first["added"] == 2
    (folder / "fees.txt").rename(folder / "fees 2024.txt")
    (folder / "ferry.txt").unlink()
    told = run("sync", str(folder), "--library", library)
    assert f"moved: {folder / 'fees 2024.txt'}: from {folder / 'fees.txt'}" in told.stdout
    assert f"gone: {folder / 'ferry.txt'}: its file is gone" in told.stdout
    assert told.stdout.splitlines()[-1] == "1 moved, 1 gone"
    pruned = json.loads(run("sync", str(folder), "--prune", "--json", "--library", library).stdout)
    assert (pruned["removed"], pruned["unchanged"]) == (1, 1)
    shown = json.loads(run("documents", "show", ids["fees.txt"], "--json", "--library", library).stdout)
    assert shown["source"] == str(folder / "fees 2024.txt")
    assert run("sync", str(folder / "fees 2024.txt"), "--library", library).exception is not None


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
def test_a_watch_keeps_up_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    library, folder = tmp_path / "library", tmp_path / "docs"
    folder.mkdir()
    (folder / "fees.txt").write_text(GOOD, encoding="utf-8")
    command = [sys.executable, "-m", "onrecord", "watch", str(folder), "--settle", "0.2", "--library", str(library)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as watch:
        assert watch.stdout is not None
        lines = iter(watch.stdout.readline, "")
        assert next(lines).startswith("added: ")
        assert "1 added; watching" in next(lines)
        (folder / "ferry.txt").write_text("The ferry left at noon.", encoding="utf-8")
        assert next(lines).strip() == f"added: {folder / 'ferry.txt'}"
        (folder / "ferry.txt").rename(folder / "boat.txt")
        assert next(lines).startswith(f"moved: {folder / 'boat.txt'}: from ")
        watch.send_signal(signal.SIGTERM)
        assert next(lines).strip() == "stopped"
        assert watch.wait(60) == 0
    listed = json.loads(run("documents", "list", "--json", "--library", str(library)).stdout)
    assert sorted(Path(row["source"]).name for row in listed["documents"]) == ["boat.txt", "fees.txt"]
