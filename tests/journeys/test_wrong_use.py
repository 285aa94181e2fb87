"""Wrong use and trouble are one clear line and an exit code, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.settings import Settings


def onrecord(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ask",), "a question"),
        (("ask", "?!"), "no word"),
        (("search", "why", "--since", "yesterday"), "not a date"),
        (("ask", "why", "--batch", "in.jsonl"), "a question"),
        (("frobnicate",), "No such command"),
    ],
)
def test_wrong_use_exits_with_2(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = onrecord(*words, ONRECORD_LIBRARY=str(tmp_path / "library"))
    assert done.returncode == 2
    assert says in done.stderr
    assert not (tmp_path / "library").exists(), "it is told before anything is opened or loaded"
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_is_named_with_the_right_one() -> None:
    done = onrecord("doctor", ONRECORD_CANDIDATE="7")
    assert done.returncode == 2
    assert "ONRECORD_CANDIDATES" in done.stderr


def test_an_empty_library_says_how_to_begin(tmp_path: Path) -> None:
    done = onrecord("ask", "who said it", "--json", "--library", str(tmp_path / "library"))
    assert done.returncode == 1
    assert "onrecord ingest" in json.loads(done.stdout)["error"]
    assert not (tmp_path / "library").exists(), "it is told before anything is made or loaded"


def test_a_second_process_is_told_that_the_library_is_in_use(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")):
        done = onrecord("ask", "who said it", "--library", str(tmp_path / "library"), ONRECORD_EMBEDDER="no-such-model")
    assert done.returncode == 1
    assert "in use by process" in done.stderr, "it is told before a model is loaded"


def test_a_bad_file_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The ferry sails at dawn.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"not a pdf at all")
    done = onrecord("ingest", str(tmp_path / "good.txt"), str(tmp_path / "bad.pdf"), "--library", str(tmp_path / "lib"))
    assert done.returncode == 1
    assert "bad.pdf" in done.stderr
    assert "1 added, 1 failed" in done.stdout


@pytest.mark.parametrize("words", [("ask", "--nonsense"), ("eval", "run", "samples", "--sample", "0")])
def test_wrong_words_are_one_json_value_where_that_is_asked_for(words: tuple[str, ...]) -> None:
    done = onrecord(*words, "--json")
    assert done.returncode == 2
    assert list(json.loads(done.stdout)) == ["error"]
    assert done.stderr
