"""No kill, full disk, damaged index, second writer or lost server costs a document: the short form of `make faults`."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

KILLS = 18
ACTS = ("ingest", "replace", "remove", "rebuild", "edit", "repair")
ON_A_DISK = ("disk full", "read-only file system")
OTHERS = (
    "files may not grow",
    "damaged: chroma",
    "damaged: words",
    "damaged: chroma and words",
    "two writers and a reader",
    "Chroma server killed",
    "Chroma server restarted",
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.timeout(600)
def test_nothing_is_lost_doubled_or_halved(tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    command = [sys.executable, "-m", "tests.faults", "--kills", str(KILLS), "--others", "0", "--seed", "8"]
    done = subprocess.run([*command, "--json", str(out)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows: dict[str, dict[str, Any]] = {row["fault"]: row for row in json.loads(out.read_text(encoding="utf-8"))}
    assert sum((Counter(row["found"]) for row in rows.values()), Counter[str]()) == {}
    assert sum(row["kills"] for name, row in rows.items() if name.startswith("kill: ")) >= KILLS
    assert all(row["trials"] == row["clean"] + row["commands"] for row in rows.values())
    assert set(rows) >= {f"kill: {act}" for act in ACTS} | set(OTHERS)
    assert [name for name in ON_A_DISK if name not in rows and f"{name}: left out" not in done.stderr] == []
    assert rows["files may not grow"]["trials"] == 1
    sharing = rows["two writers and a reader"]["notes"]
    assert sharing["writers told"] == 3
    assert sharing["searches meanwhile"] >= 1
    assert rows["Chroma server killed"]["notes"]["told"] == 1
