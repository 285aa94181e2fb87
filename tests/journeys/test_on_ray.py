"""``onrecord ingest --engine ray`` on a real Ray: the record of an ordinary run; a worker's death costs one file."""

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from onrecord.assembly import Parts, open_parts, sample_questions, samples_folder
from onrecord.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def record_of(library: Path) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.float32]]:
    """All that is on record of every passage and its document, in the order of their places, and the vectors apart."""
    with sqlite3.connect(f"file:{library / 'record.sqlite3'}?mode=ro", uri=True) as record:
        passages = record.execute(
            "select d.document_id, d.location, d.title, d.sha256, d.published, d.published_from, d.text, d.notes, "
            "p.place, p.start, p.finish, p.page, p.heading, p.section_start, p.section_finish, p.context, p.sentences, "
            "p.text, p.keys, p.tokens, p.vector from passages p join documents d using (version) "
            "where d.state = 'ready' order by d.location, p.place"
        ).fetchall()
    record.close()
    return [row[:-1] for row in passages], np.frombuffer(b"".join(row[-1] for row in passages), "<f4")


def found_in(parts: Parts) -> list[list[tuple[str, int, str]]]:
    """What the sample questions find."""
    return [
        [(hit.source.location, hit.passage.index, hit.passage.text) for hit in parts.retriever.search(question, 5)]
        for question in sample_questions()[:6]
    ]


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra 'ray' is not installed")
@pytest.mark.timeout(300)
def test_the_samples_on_ray_are_the_samples_and_a_killer_is_one_failure(samples: Parts, tmp_path: Path) -> None:
    (tmp_path / "killer.txt").write_text("The harbour board met.", encoding="utf-8")
    library = tmp_path / "library"
    command = [sys.executable, "-m", "tests.journeys.dying", "ingest", "--engine", "ray", "--workers", "2", "--json"]
    command += ["--library", str(library), str(tmp_path / "killer.txt"), str(samples_folder())]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=280, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert (told["failed"], told["added"]) == (1, len(samples.library.sources())), done.stderr
    assert told["files"][0]["status"] == "failed"
    assert "the worker that had it died 2 times" in told["files"][0]["reason"]
    assert done.stderr == "", "Ray keeps its noise to itself"
    (passages, vectors), (expected, expected_vectors) = record_of(library), record_of(samples.settings.library)
    assert passages == expected
    # A pass of the model over other passages may round the last bit of a sum another way.
    np.testing.assert_allclose(vectors, expected_vectors, rtol=0, atol=1e-6)
    with open_parts(Settings(library=library)) as parts:
        assert found_in(parts) == found_in(samples)
        assert parts.library.index.count() == parts.library.words.count() == len(passages)
    left = [name for name in os.listdir("/tmp") if name.startswith("onrecord-") and Path("/tmp", name, "ray").exists()]
    assert left == []
