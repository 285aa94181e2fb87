"""A kill at any moment leaves every document whole or absent, and the next run takes in the rest."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.settings import Settings

FILES = 200


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(FILES):
        story = (
            f"Boat {number} left the harbour of Port Ellary at dawn. It carried {number + 3} crates of herring. " * 14
        )
        (folder / f"boat-{number:03d}.txt").write_text(story, encoding="utf-8")
    return folder


def ready(record: Path) -> int:
    """Documents on record, read beside the process that writes them."""
    try:
        with sqlite3.connect(f"file:{record}?mode=ro", uri=True) as db:
            return int(db.execute("select count(*) from documents where state = 'ready'").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def kill_in_the_middle(papers: Path, library: Path, after: int) -> None:
    """Start an ingest and kill it with SIGKILL once ``after`` documents are on record."""
    command = [sys.executable, "-m", "onrecord", "ingest", str(papers), "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while ready(library / "record.sqlite3") < after and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert process.poll() is None, "the ingest ended before it could be killed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.timeout(400)
def test_killed_twice_then_finished_nothing_is_lost_or_doubled(papers: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    kill_in_the_middle(papers, library, after=20)
    kill_in_the_middle(papers, library, after=70)
    with open_parts(Settings(library=library)) as parts:
        survived = parts.library.sources()
        assert 70 <= len(survived) < FILES
        assert_whole(parts.library)
        reports = list(parts.ingester.ingest([str(papers)]))
        statuses = [report.status for report in reports]
        assert statuses.count("unchanged") == len(survived)
        assert statuses.count("added") == FILES - len(survived)
        assert len(parts.library.sources()) == FILES
        assert_whole(parts.library)
        answer = parts.answerer.ask("How many crates did Boat 142 carry?")
        assert any("142" in citation.quote or "145" in citation.quote for citation in answer.citations)


EDIT = """
import sys
from pathlib import Path
from onrecord.assembly import open_parts
from onrecord.settings import Settings
from retriever.catalogue import LibraryCatalogue

with open_parts(Settings(library=Path(sys.argv[1]))) as parts:
    catalogue = LibraryCatalogue(parts.library, parts.ingester.store)
    document_id = parts.library.sources()[0].document_id
    for turn in range(1_000):
        catalogue.edit(document_id, title=f"Logbook {turn}", author=None, outlet=None, published=None)
        print(turn, flush=True)
"""


@pytest.mark.timeout(400)
def test_killed_during_an_edit_the_document_is_the_old_or_the_new_one_and_whole(tmp_path: Path) -> None:
    settings, path = Settings(library=tmp_path / "library"), tmp_path / "log.txt"
    words = "The boat left the harbour of Port Ellary at dawn with crates of herring. " * 60
    path.write_text(words, encoding="utf-8")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([str(path)]))
        before = parts.library.document(parts.library.sources()[0].document_id)
    for pause in (0.02, 0.15):
        command = [sys.executable, "-c", EDIT, str(settings.library)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            done = int(process.stdout.readline())  # the next edit has begun
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
            done = max([done, *map(int, process.stdout.read().split())])
        with open_parts(settings) as parts:
            (source,) = parts.library.sources()
            assert source.title in (f"Logbook {done}", f"Logbook {done + 1}")
            assert parts.library.document(source.document_id).text == before.text
            assert_whole(parts.library)


def assert_whole(library: object) -> None:
    """Every document has passages that cover its last word, none twice, each with one vector and its words."""
    record, index, words = library.record, library.index, library.words  # type: ignore[attr-defined]
    rows = record.rows(
        "select d.version, length(d.text), max(p.finish), count(*), count(distinct p.place) from documents d "
        "join passages p using (version) where d.state = 'ready' group by d.version"
    )
    assert len(rows) == len(record.sources())
    for _, length, finish, count, places in rows:
        assert finish >= length - 1
        assert count == places
    assert index.ids() == words.ids() == {row[0] for row in record.rows("select id from passages")}
    assert record.rows("select count(*) from documents where state = 'writing'")[0][0] == 0
