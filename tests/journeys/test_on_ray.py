"""``onrecord ingest --engine ray`` on a real Ray: the record of an ordinary run, whatever dies, and nothing left."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from onrecord.assembly import Parts, open_parts, sample_questions, samples_folder
from onrecord.settings import Settings
from tests.chroma_servers import ChromaServer

pytest.importorskip("ray", reason="Ray has no wheels for this machine")

ROOT = Path(__file__).resolve().parents[2]
# Documents that are stored in one go; see ingest/run.py.
GROUP = 64


class Command:
    """``onrecord ingest --engine ray --workers 2``, whose processes, wherever they are, have a mark of this run."""

    def __init__(self, library: Path, *paths: Path, url: str = "") -> None:
        self._mark = f"A_TEST_ON_RAY={uuid.uuid4()}"
        self._before = set(Path("/tmp").glob("onrecord-*/ray"))
        name, value = self._mark.split("=")
        command = [
            sys.executable,
            "-m",
            "tests.journeys.dying",
            "ingest",
            "--engine",
            "ray",
            "--workers",
            "2",
            "--json",
        ]
        self._process = subprocess.Popen(
            [*command, "--library", str(library), *map(str, paths)],
            env={**os.environ, name: value, "ONRECORD_CHROMA_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def interrupt(self) -> None:
        """Press Ctrl+C: every process of the terminal gets it."""
        os.killpg(self._process.pid, signal.SIGINT)

    def ended(self, seconds: float = 500) -> tuple[int, str, str]:
        """What it ended with and said, once all its processes are gone; fails where some stay, or a folder of Ray."""
        try:
            out, err = self._process.communicate(timeout=seconds)
        finally:
            self._process.kill()
            deadline = time.monotonic() + 20
            while (left := list(self._alive())) and time.monotonic() < deadline:
                time.sleep(0.05)
            for process, _ in left:
                os.kill(process, signal.SIGKILL)
            self._process.communicate()  # else its pipes would be complained of in whatever test comes next
        assert left == [], "no process stays"
        assert set(Path("/tmp").glob("onrecord-*/ray")) <= self._before, "no folder of Ray's stays"
        return self._process.returncode, out, err

    def _alive(self) -> Iterator[tuple[int, str]]:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self._mark.encode() in (process / "environ").read_bytes():
                    yield int(process.name), (process / "cmdline").read_text(errors="replace").replace("\0", " ")
            except OSError:
                continue  # it has ended, or is none of ours


def record_of(library: Path) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.float32]]:
    """All that is on record of every passage and its document, in the order of their places, and the vectors apart."""
    with sqlite3.connect(f"file:{library / 'record.sqlite3'}?mode=ro", uri=True) as record:
        passages = record.execute(
            "select d.document_id, d.location, d.title, d.sha256, d.published, d.published_from, d.text, d.notes, "
            "p.place, p.start, p.finish, p.page, p.heading, p.section_start, p.section_finish, p.context, p.sentences, "
            "p.text, p.keys, p.said, p.tokens, p.vector from passages p join documents d using (version) "
            "where d.state = 'ready' order by d.location, p.place"
        ).fetchall()
    record.close()
    return [row[:-1] for row in passages], np.frombuffer(b"".join(row[-1] for row in passages), "<f4")


def found_in(parts: Parts) -> list[list[tuple[str, int, str]]]:
    """What the sample questions find among the samples."""
    return [
        [(hit.source.location, hit.passage.index, hit.passage.text) for hit in parts.retriever.search(question, 5)]
        for question in sample_questions()[:6]
    ]


def written(folder: Path, *names: str) -> Path:
    """A folder of short documents."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text(f"The harbour board met on the day of {name}.", encoding="utf-8")
    return folder


@pytest.mark.timeout(600)
def test_the_samples_in_a_chroma_server_are_the_samples_though_a_worker_dies(samples: Parts, tmp_path: Path) -> None:
    library, died = tmp_path / "library", written(tmp_path / "died", "once.txt")
    with ChromaServer(tmp_path / "chroma") as server:
        code, out, err = Command(library, died, samples_folder(), url=server.url).ended()
        assert (code, out != "") == (0, True), err
        told = json.loads(out)
        assert (told["failed"], told["added"]) == (0, len(samples.library.sources()) + 1), err
        assert (tmp_path / "once-was-here").exists()
        (line,) = err.splitlines()  # Ray keeps its noise to itself
        assert line.startswith("A worker died (")
        assert line.endswith("Another takes its place, and does again what it had.")
        assert list(server.collections().values()) == [count_of(library)]
        assert not (library / "chroma").exists()
        with open_parts(Settings(library=library, chroma_url=server.url)) as parts:
            (known,) = [one for one in parts.library.sources() if one.location.endswith("once.txt")]
            assert parts.library.index.count() == parts.library.words.count() == count_of(library)
            parts.library.remove(known.document_id)
            (passages, vectors), (expected, expected_vectors) = record_of(library), record_of(samples.settings.library)
            assert passages == expected
            # A pass of the model over other passages may round the last bit of a sum another way.
            np.testing.assert_allclose(vectors, expected_vectors, rtol=0, atol=1e-6)
            assert found_in(parts) == found_in(samples)


def count_of(library: Path) -> int:
    """Passages on record."""
    return len(record_of(library)[0])


@pytest.mark.timeout(600)
def test_ctrl_c_leaves_what_was_committed_and_no_process(tmp_path: Path) -> None:
    papers = written(tmp_path / "papers", *(f"{number:02d}.txt" for number in range(GROUP + 6)), "sleeper.txt")
    library = tmp_path / "library"
    command = Command(library, papers)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not ((tmp_path / "sleeper-was-here").exists() and stored(library) == GROUP):
        time.sleep(0.1)
    command.interrupt()
    code, out, err = command.ended(200)
    told = [
        line for line in err.splitlines() if not line.startswith("[transformers]")
    ]  # it may convert the model first
    assert (code, out, told) == (130, "", [])
    assert stored(library) == GROUP
    with open_parts(Settings(library=library)) as parts:
        again = [report.status for report in parts.ingester.ingest([str(papers)])]
        assert (again.count("unchanged"), again.count("added")) == (GROUP, 7), "the next run goes on where it stopped"
        assert parts.library.index.count() == parts.library.words.count() == count_of(library) == GROUP + 7


def stored(library: Path) -> int:
    """Documents that are committed."""
    try:
        return len({row[0] for row in record_of(library)[0]})
    except sqlite3.OperationalError:
        return 0
