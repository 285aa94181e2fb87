"""The import map of docs/how-it-works.md, held by reading every import."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ingest", "retriever", "ui", "prompts", "eval")
OURS = {*ROOMS, "onrecord"}
FLOOR = {
    "onrecord.types",
    "onrecord.answers",
    "onrecord.contract",
    "onrecord.errors",
    "onrecord.ports",
    "onrecord.sentences",
    "onrecord.words",
    "onrecord.dates",
    "onrecord.periods",
    "onrecord.tenses",
    "onrecord.spoken",
    "onrecord.weekends",
    "onrecord.relative",
    "onrecord.moments",
    "onrecord.corrections",
    "onrecord.dateline",
    "onrecord.asked_time",
    "onrecord.notices",
    "onrecord.numbers",
    "onrecord.speech",
    "onrecord.attribution",
    "onrecord.people",
    "onrecord.agreement",
    "onrecord.reprints",
    "onrecord.question",
    "onrecord.replies",
    "onrecord.reviews",
    "onrecord.conversations",
    "onrecord.desk",
    "onrecord.shelf",
    "onrecord.forgetting",
    "onrecord.accounts",
}
ROOF = {"onrecord.assembly", "onrecord.bulk", "onrecord.cli", "onrecord.page", "onrecord.__main__"}
# Vendor -> the only rooms that may import it.
VENDORS = {
    "gradio": {"ui"},
    "chromadb": {"retriever"},
    "sentence_transformers": {"retriever", "onrecord.grounding"},
    "xllamacpp": {"onrecord.models"},
}
# The quick start is what LangChain's tutorial builds, from its own packages: a benchmark holds Onrecord against it.
LANGCHAIN_MAY = {
    "retriever.langchain",
    "onrecord.answering",
    "onrecord.grounding.chat_model",
    "onrecord.models",
    "eval.benchmarks.retrieval.quick_start",
}


@cache
def modules() -> dict[str, Path]:
    found = {}
    for top in sorted(OURS):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "no relative imports"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def under(name: str, places: set[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def strays(module: str, source: str) -> list[str]:
    """The imports of ``module`` that the map forbids."""
    return [
        f"{module} imports {name}"
        for name in sorted(imports_of(source))
        if not (vendor_ok(module, name) and ours_ok(module, name))
    ]


def vendor_ok(module: str, name: str) -> bool:
    """Whether ``module`` may import ``name`` as far as vendors go."""
    target = name.split(".", maxsplit=1)[0]
    if target.startswith("langchain"):
        return under(module, LANGCHAIN_MAY)
    return target not in VENDORS or under(module, VENDORS[target])


def ours_ok(module: str, name: str) -> bool:
    """Whether ``module`` may import ``name`` as far as the rooms go."""
    top, target = module.split(".", maxsplit=1)[0], name.split(".", maxsplit=1)[0]
    if target not in OURS or name in OURS or under(module, ROOF):
        return True
    if module in FLOOR:
        return under(name, FLOOR)
    if top in ROOMS:
        return target == top or under(name, FLOOR)
    # answering, grounding, settings, contract: speak to the rooms through ports
    return target == "onrecord" and not under(name, ROOF)


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_imports_only_what_the_map_allows(module: str) -> None:
    assert strays(module, modules()[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ui.render", "from retriever.library import Library"),
        ("ingest.split", "import chromadb"),
        ("eval.cases", "from onrecord.assembly import open_parts"),
        ("onrecord.answering.chain", "from retriever.hybrid import HybridRetriever"),
        ("onrecord.types", "from onrecord.settings import Settings"),
        ("onrecord.grounding.judge", "import gradio as gr"),
        ("ingest.run", "from langchain_core.documents import Document"),
        ("eval.benchmarks.retrieval.run", "from langchain_chroma import Chroma"),
    ],
)
def test_a_planted_stray_is_caught(module: str, source: str) -> None:
    assert strays(module, source) != []


def test_types_and_errors_stand_alone() -> None:
    for name, parts in (("attribution", set()), ("errors", set()), ("types", {"onrecord.attribution"})):
        source = (ROOT / "onrecord" / f"{name}.py").read_text(encoding="utf-8")
        ours = {imported for imported in imports_of(source) if imported.split(".")[0] in OURS}
        assert {one for one in ours if not under(one, parts)} == set(), name


def test_public_names_are_listed_and_sorted_as_ruff_sorts_them() -> None:
    for module, path in modules().items():
        tree = parsed(path)
        listed = [
            node
            for node in tree.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
        ]
        defines = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)
        assert listed or not defines, f"{module} has no __all__"


def test_functions_fit_a_screen_and_files_a_few_hundred_lines() -> None:
    long = []
    for module, path in modules().items():
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > 350:
            long.append(f"{module}: {source.count(chr(10))} lines")
        long += [
            f"{module}.{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 55
        ]
    assert long == []
