"""The words of the page: complete in every language, alike in what they hold, and none of them forgotten."""

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, get_args

import pytest

from eval.draft import CHECK_GOLD, GOLD_LOST, NEEDS_GOLD, NEEDS_KIND
from eval.headings import TELLING
from ingest.load.formats import CONTAINERS, FORMATS
from onrecord.answers import Fate, VerdictLabel
from onrecord.conversations import ProblemKind
from onrecord.reviews import MarkVerdict, Thumb
from ui.draft_export import COLUMNS
from ui.draft_page import TALLIED
from ui.excerpts import ExcerptState
from ui.export.bundle import FileState
from ui.library.jobs import JobState
from ui.library.view import RowState
from ui.say import LANGUAGES, translations

UI = Path(__file__).resolve().parent.parent.parent / "ui"
STRINGS = UI / "strings"
SPEAKERS = {"say", "counted", "label_key"}
OTHERS = LANGUAGES[1:]
KEY = re.compile(r"[a-z]+\.[a-z0-9_]*")
JS_CALL = re.compile(
    r"""\b(?:say\(\s*|shortcut\(\s*(?:"[^"]*"|'[^']*'|`[^`]*`)\s*,\s*|mention\(\s*\[[^\]]*\]\s*,\s*)(["'`])([^"'`$]*)"""
)
JS_WORD = re.compile(r"""(["'`])([a-z0-9_]+)""")
SLOT = re.compile(r"\{\w*\}")
ENGLISH = re.compile(r"\b(?:the|your|of|and|documents|is)\b")
MARKUP = re.compile(r"[<>]|&\w+;|&#")


# Beginning of keys that are put together -> all that may follow.
FAMILIES: Final[Mapping[str, Iterable[str]]] = {
    "answer.fate_": get_args(Fate),
    "answer.verdict_": get_args(VerdictLabel),
    "chat.problem_": get_args(ProblemKind),
    "draft.csv_": COLUMNS,
    "draft.tally_": TALLIED,
    "draft.verdict_": (*get_args(VerdictLabel), "unchecked", "pending"),
    "evaluation.about_": [name.replace("@", "_at_") for name in TELLING],
    "evaluation.metric_": [name.replace("@", "_at_") for name in TELLING],
    "evaluation.open_": (NEEDS_GOLD, NEEDS_KIND, CHECK_GOLD, GOLD_LOST),
    "evaluation.said_": (*(f"thumb-{thumb}" for thumb in get_args(Thumb)),
                         *(f"marked-{verdict}" for verdict in get_args(MarkVerdict))),
    "export.state_": get_args(FileState),
    "feedback.mark_": get_args(MarkVerdict),
    "feedback.means_": get_args(MarkVerdict),
    "feedback.thumb_": get_args(Thumb),
    "library.stage_": set(get_args(JobState)) - {"done"},
    "library.state_": get_args(RowState),
    "panel.": set(get_args(ExcerptState)) - {"found"},
    "words.month_": [str(month) for month in range(1, 13)],
}  # fmt: skip


def keys() -> set[str]:
    return set(translations(LANGUAGES[0]))


def first_part(node: ast.AST) -> str | None:
    """The words of a literal; of an f-string those before its first slot, with ``*`` behind."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    begun = first_part(node.values[0]) if isinstance(node, ast.JoinedStr) and node.values else None
    return f"{begun}*" if begun else None


def python_literals(spoken: bool) -> Iterator[tuple[str, str]]:
    """(where, key) of every literal in ``ui`` that may be a key; ``spoken``: only of those that are looked up."""
    for path in sorted(UI.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in SPEAKERS]
        roots: list[ast.AST] = [call.args[0] for call in calls if call.args] if spoken else [tree]
        for root in roots:
            skipped: set[int] = set()
            for node in ast.walk(root):
                if isinstance(node, ast.JoinedStr):
                    skipped |= {id(value) for value in node.values}
                part = None if id(node) in skipped else first_part(node)
                if part and KEY.fullmatch(part.rstrip("*")):
                    yield path.name, part


def js_literals(spoken: bool) -> Iterator[tuple[str, str]]:
    """(where, key) of the scripts, likewise."""
    for path in sorted((UI / "js").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        for match in (JS_CALL if spoken else JS_WORD).finditer(text):
            starred = match[1] == "`" and text[match.end() : match.end() + 2] == "${"
            yield path.name, f"js.{match[2]}{'*' if starred else ''}"


def named(literal: str, known: set[str]) -> set[str]:
    """The keys that a literal stands for: itself, its forms for one and many, or all that begin so."""
    if literal.endswith("*"):
        return {key for key in known if key.startswith(literal[:-1])}
    return known & {literal, f"{literal}_one", f"{literal}_other"}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_key_that_is_looked_up_has_words() -> None:
    literals = [*python_literals(spoken=True), *js_literals(spoken=True)]
    assert len(literals) > 20, "the test finds too few"
    assert [f"{where}: {key}" for where, key in literals if not named(key, keys())] == []


@pytest.mark.parametrize("beginning", FAMILIES)
def test_a_key_that_is_put_together_has_words_whatever_is_put_in(beginning: str) -> None:
    ends = list(FAMILIES[beginning])
    assert len(ends) > 1
    assert [end for end in ends if f"{beginning}{end}" not in keys()] == []


def test_no_words_are_left_over() -> None:
    used: set[str] = set()
    for _, literal in [*python_literals(spoken=False), *js_literals(spoken=False)]:
        used |= named(literal, keys())
    assert sorted(keys() - used) == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_words_with_the_same_slots(code: str) -> None:
    ours, theirs = translations(LANGUAGES[0]), translations(code)
    assert sorted(set(ours) ^ set(theirs)) == []
    assert [key for key in ours if slots(ours[key]) != slots(theirs[key])] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_for_one_and_for_many_come_in_pairs(code: str) -> None:
    known = translations(code)
    ones = {key.removesuffix("_one") for key in known if key.endswith("_one")}
    others = {key.removesuffix("_other") for key in known if key.endswith("_other")}
    assert sorted(ones - others) == []
    assert [key for key in ones if slots(known[f"{key}_one"]) - {"n"} != slots(known[f"{key}_other"]) - {"n"}] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_are_words_and_no_markup(code: str) -> None:
    known = translations(code)
    assert [key for key, text in known.items() if MARKUP.search(text)] == []
    assert [
        key for key, text in known.items() if not text or text != text.strip() or "  " in text or "\n" in text
    ] == []
    unnamed = [key for key, text in known.items() if not all(name.isidentifier() for name in slots(text))]
    assert unnamed == [], "slots have names"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_files_of_every_language_are_the_same_and_valid(code: str) -> None:
    paths = sorted((STRINGS / code).iterdir())
    assert [path.name for path in paths] == sorted(path.name for path in (STRINGS / LANGUAGES[0]).iterdir())
    for path in paths:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        assert all(isinstance(value, str) for value in entries.values()), path


def test_german_is_german() -> None:
    english, german = translations("en"), translations("de")
    long = {key for key, text in english.items() if len(text.split()) > 3}
    assert [key for key in sorted(long) if english[key] == german[key]] == []
    assert [key for key in sorted(german) if ENGLISH.search(SLOT.sub("", german[key]))] == []


# What is read -> how the page names it, in English and in German.
READ: Final = {
    "txt": ("Text", "Text"),
    "md": ("Markdown", "Markdown"),
    "html": ("web pages", "Webseiten"),
    "pdf": ("PDF", "PDF"),
    "docx": ("Word", "Word"),
    "rtf": ("RTF", "RTF"),
    "pptx": ("slides", "Folien"),
    "xlsx": ("sheets", "Tabellen"),
    "epub": ("e-books", "E-Books"),
    ".zip": ("zip archives", "Zip-Archive"),
    **dict.fromkeys(("odt", "odp", "ods"), ("OpenDocument", "OpenDocument")),
    **dict.fromkeys(("csv", "tsv"), ("CSV", "CSV")),
    **dict.fromkeys(("json", "jsonl"), ("JSON", "JSON")),
    **dict.fromkeys(("eml", "msg", ".mbox"), ("mail", "Mails")),
    **dict.fromkeys(("srt", "vtt"), ("subtitles", "Untertitel")),
}


def test_the_note_over_the_drop_area_names_what_is_read_and_nothing_else() -> None:
    assert set(READ) == {*FORMATS, *CONTAINERS}
    for language, words in zip(("en", "de"), zip(*READ.values(), strict=True), strict=True):
        said, *_ = translations(language)["library.add_note"].split(". ")
        named = set(re.split(r", (?:and )?| und ", re.sub(r" (?:of all these|mit alledem)$", "", said)))
        assert named == set(words)
