"""The documentation is true: every setting and command is in it, every file it names exists."""

import re
from pathlib import Path

import typer

from onrecord import __version__
from onrecord.cli import app
from onrecord.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`{name}`" in page, f"docs/settings.md lacks {name}"
        if field.default_factory is None:
            row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
            assert f"`{field.default}`" in row, f"docs/settings.md has another default for {name}"


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    for name in group.commands:  # type: ignore[attr-defined]
        assert f"onrecord {name}" in readme, f"README lacks onrecord {name}"


def test_every_file_that_is_linked_exists() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_changelog_has_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_samples_are_counted_right() -> None:
    documents = [path for path in (ROOT / "samples" / "library").rglob("*") if path.is_file()]
    cases = (ROOT / "eval" / "suites" / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{len(documents)} fictional documents" in text
    assert f"{len(cases)} questions" in text
