"""The threat model is kept: every threat has a measure and a test that is there."""

import ast
import re
from pathlib import Path

from ingest.load.formats import FORMATS
from tests.browser.payloads import PAYLOADS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CHANGELOG = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE)))


def rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def test_every_threat_has_a_measure_and_a_test() -> None:
    threats = rows("Threats")
    assert len(threats) >= 18
    for threat in threats:
        assert len(threat) == 3, threat
        assert all(threat), threat
        assert re.search(r"`tests/[\w/]+\.py`", threat[2]), threat


def test_threats_payloads_and_formats_are_counted_right() -> None:
    assert f"for each of {len(rows('Threats'))} threats" in CHANGELOG
    for page in (CHANGELOG, " ".join(PAGE.split())):
        assert re.search(rf"\b{len(PAYLOADS)} (injection )?payloads", page)
        assert f"330 hostile files of {len(FORMATS)} formats" in page


def test_every_test_that_is_named_is_there_and_tests_something() -> None:
    assert len(TESTS) >= 20
    for name in TESTS:
        path = ROOT / name
        assert path.is_file(), f"docs/security.md names {name}"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        assert any(each.startswith("test_") for each in names), name


def test_what_is_not_covered_is_said() -> None:
    assert "no login is asked for" in PAGE.split("## What is not covered")[1]
    assert len(PAGE.split("## What is not covered")[1].split("\n- ")) >= 6
