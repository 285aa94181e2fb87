"""Scripts and style sheets of the page: linted, whole, and asking nobody outside for anything."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CSS, JS = ROOT / "ui" / "css", ROOT / "ui" / "js"
SHEETS = sorted(CSS.glob("*.css"))
SCRIPTS = sorted(JS.glob("*.js"))
tinycss2 = pytest.importorskip("tinycss2", reason="tinycss2 is not installed: pip install tinycss2")

# Set by Gradio on the root, and read by one of our rules; none so far.
GRADIOS: frozenset[str] = frozenset()
CUSTOM = re.compile(r"--[\w-]+")
OUTSIDE = re.compile(r"https?:|//[a-z]", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:hsla?|oklch|lab|lch|color)\(", re.IGNORECASE)
PAPER = re.compile(r"\.leaf\b")  # a picture of a page, white in either scheme, and the marks on it
NAMED_COLOURS = {"white", "black", "red", "green", "blue", "gray", "grey", "yellow", "orange"}


def test_scripts_pass_the_linter(tmp_path: Path) -> None:
    oxlint = Path(sys.executable).with_name("oxlint")
    if not oxlint.exists():
        pytest.skip("oxlint is not installed: pip install oxlint")
    command = [str(oxlint), "--deny-warnings", "--config", str(ROOT / ".oxlintrc.json")]
    done = subprocess.run([*command, str(JS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (tmp_path / "planted.js").write_text("export const start = () => notDefined();\n", encoding="utf-8")
    planted = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert planted.returncode == 1, "a planted fault is not found"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_markup_of_words_and_names_no_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)", text) == []
    assert OUTSIDE.findall(re.sub(r"(?m)(?:^|\s)//.*$|http://www\.w3\.org/\S+", "", text)) == []


def walked(nodes: Any) -> Iterator[Any]:
    """Every node of a sheet, parsed as deep as it goes."""
    for node in nodes or []:
        yield node
        for part in ("prelude", "content", "arguments"):
            yield from walked(getattr(node, part, None))


def rules(path: Path) -> list[Any]:
    found: list[Any] = tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
    return found


def declarations(nodes: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """(selector, declaration) of every declaration, also of rules inside rules."""
    for node in nodes:
        if node.type == "declaration":
            yield within, node
        elif node.type in {"qualified-rule", "at-rule"} and node.content is not None:
            place = tinycss2.serialize(node.prelude).strip() if node.type == "qualified-rule" else within
            yield from declarations(tinycss2.parse_blocks_contents(node.content, True, True), place)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_parses_to_the_end(path: Path) -> None:
    parsed = rules(path)
    errors = [f"line {node.source_line}: {node.message}" for node in walked(parsed) if node.type == "error"]
    inner = [node for rule in parsed if getattr(rule, "content", None) for node in
             tinycss2.parse_blocks_contents(rule.content, True, True)]  # fmt: skip
    errors += [f"line {node.source_line}: {node.message}" for node in inner if node.type == "error"]
    assert errors == []
    assert path.read_text(encoding="utf-8").count("{") == path.read_text(encoding="utf-8").count("}")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_fetches_nothing(path: Path) -> None:
    for node in walked(rules(path)):
        if node.type == "url" or (node.type == "function" and node.lower_name == "url"):
            inside = node.value if node.type == "url" else "".join(getattr(it, "value", "") for it in node.arguments)
            assert inside.startswith("data:image/svg+xml"), f"line {node.source_line}: {inside[:60]}"
        assert not (node.type == "at-rule" and node.lower_at_keyword in {"import", "font-face"})


def defined() -> set[str]:
    """Custom properties that a sheet or a script sets."""
    named = {it.name for path in SHEETS for _, it in declarations(rules(path)) if it.name.startswith("--")}
    scripts = " ".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    return named | set(re.findall(r"setProperty\(\s*[\"'`](--[\w-]+)", scripts))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_variable_that_is_read_is_set(path: Path) -> None:
    known = defined() | GRADIOS | set(CUSTOM.findall(" ".join(re.findall(r'style="([^"]*)', python_sources()))))
    read = [
        (node.source_line, node.arguments[0].value)
        for _, declaration in declarations(rules(path))
        for node in walked(declaration.value)
        if node.type == "function" and node.lower_name == "var"
    ]
    assert [f"line {line}: {name}" for line, name in read if name not in known] == []


def python_sources() -> str:
    return " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))


def tokens() -> dict[str, dict[str, str]]:
    """The colours of tokens.css, by scheme."""
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for selector, it in declarations(rules(CSS / "tokens.css")):
        if it.name.startswith("--"):
            found["dark" if "dark" in selector else "light"][it.name] = tinycss2.serialize(it.value).strip()
    return found


def test_every_colour_is_set_for_light_and_for_dark() -> None:
    assert set(tokens()["light"]) == set(tokens()["dark"])
    assert len(tokens()["light"]) > 10


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_come_from_the_tokens(path: Path) -> None:
    stray = []
    for selector, it in declarations(rules(path)):
        value = re.sub(r"url\([^)]*\)", "", tinycss2.serialize(it.value))
        if "mask" in it.name or PAPER.search(selector):
            continue  # where a mask lets through is no colour
        if COLOUR.search(value) or NAMED_COLOURS & set(re.findall(r"[a-z]+", CUSTOM.sub("", value).lower())):
            stray.append(f"line {it.source_line}: {it.name}: {value.strip()}")
    assert stray == []


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_signs_stand_out_as_wcag_aa_asks(scheme: str) -> None:
    colour = tokens()[scheme]
    grounds = ("--paper", "--sheet", "--hover")
    words = ("--ink", "--soft", "--accent", "--supported", "--partly", "--unsupported")
    pairs = [(word, ground, 4.5) for word in words for ground in grounds]
    pairs += [("--on-accent", "--accent", 4.5), ("--marker-ink", "--marker", 4.5), ("--paper", "--ink", 4.5)]
    pairs += [("--field", ground, 3.0) for ground in grounds[:2]]  # the edge of a field
    weak = [f"{one} on {other}: {contrast(colour[one], colour[other]):.2f}" for one, other, least in pairs
            if contrast(colour[one], colour[other]) < least]  # fmt: skip
    assert weak == []
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_moving_things_rest_where_less_motion_is_asked_for() -> None:
    text = (CSS / "base.css").read_text(encoding="utf-8")
    assert "prefers-reduced-motion: reduce" in text
