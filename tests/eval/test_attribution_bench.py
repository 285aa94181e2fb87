"""The benchmark of attribution: how marks are read and paired, what is counted, and the command."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.benchmarks.attribution.brat import read_folder
from eval.benchmarks.attribution.run import bench_attribution
from eval.benchmarks.attribution.scores import head, in_quote_marks, paired
from ingest.attribution import attributions
from onrecord.cli import app
from onrecord.errors import BadInput

TEXT = '"The quay is safe," Mara Venn, the harbour master, said.\n\nOrr said that it was late. It rained.\n'


def brat(text: str, *marked: tuple[str, str | None]) -> str:
    """Marks in brat's form: of each its content and source."""
    lines: list[str] = []
    for number, (content, source) in enumerate(marked):
        roles = [("Content", content)] + ([("Source", source)] if source else [])
        parts = []
        for role, words in roles:
            start = text.index(words)
            name = f"T{len(lines) + 1}"
            lines.append(f"{name}\t{role} {start} {start + len(words)}\t{words}")
            parts.append(f"{role}:{name}")
        lines.append(f"E{number + 1}\tAttribution:T99 {' '.join(parts)} Cue:T98")
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("text", "attributions"):
        (tmp_path / name).mkdir()
    (tmp_path / "text" / "quay.txt").write_text(TEXT, encoding="utf-8")
    marks = brat(
        TEXT,
        ('"The quay is safe,"', "Mara Venn, the harbour master,"),
        ("it was late", "Orr"),
        ("It rained", None),
    )
    (tmp_path / "attributions" / "quay_a1.ann").write_text(marks, encoding="utf-8")
    (tmp_path / "attributions" / "quay_b2.ann").write_text("", encoding="utf-8")
    (tmp_path / "text" / "unmarked.txt").write_text("Nobody read this.", encoding="utf-8")
    return tmp_path


def test_the_first_file_of_marks_is_read_and_a_text_without_is_left_out(folder: Path) -> None:
    [one] = read_folder(folder)
    assert (one.name, len(one.marked), one.half in {0, 1}) == ("quay.txt", 3, True)
    assert TEXT[slice(*one.marked[0].content[0])] == '"The quay is safe,"'
    assert one.marked[2].source == ()


def test_a_range_in_two_parts_and_a_name_that_is_not_there(tmp_path: Path) -> None:
    for name in ("text", "attributions"):
        (tmp_path / name).mkdir()
    (tmp_path / "text" / "a.txt").write_text("a b c d", encoding="utf-8")
    (tmp_path / "attributions" / "a.ann").write_text(
        "T1\tContent 4 5;0 1\ta c\nT2\tContent 6 7\td\nE1\tContent:T1 Content2:T2 Source:T9\n", encoding="utf-8"
    )
    [one] = read_folder(tmp_path)
    assert one.marked[0].content == ((0, 1), (4, 5), (6, 7))
    assert one.marked[0].source == ()


def test_a_folder_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no text/"):
        read_folder(tmp_path)


def test_figures_of_a_small_folder(folder: Path) -> None:
    report = bench_attribution(read_folder(folder), attributions).as_json()
    quotes, every = report["halves"]["all"]["quotes"], report["halves"]["all"]["every"]
    assert (quotes["marked"], quotes["exact_f1"], quotes["head_of_marked"]) == (1, 1.0, 1.0)
    assert (every["marked"], every["predicted"], every["matched"]) == (2, 2, 2), "what has no source is left out"
    assert every["token_f1"] == pytest.approx(2 * 7 / (7 + 8), abs=1e-4), "that"
    assert sum(report["halves"][half]["every"]["marked"] for half in ("even", "odd")) == 2


def test_pairs_are_one_to_one_and_most_in_common_first() -> None:
    text = "one two three four five"
    pairing = paired(text, [((0, 23),), ((8, 23),)], [((8, 23),), ((0, 3),)])
    assert pairing.pairs == ((1, 0, 3), (0, 1, 1))
    assert paired(text, [((0, 3),)], [((4, 7),)]).pairs == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Mara Venn, the harbour master", "venn"),
        ("a spokesman for the ministry", "spokesman"),
        ("the crane's owner", "owner"),
        ("Venn's", "venn"),
        ("from the board of Harn", "board"),
        ("", ""),
    ],
)
def test_the_head_of_a_source(source: str, expected: str) -> None:
    assert head(source, ((0, len(source)),) if source else ()) == expected


def test_content_in_quote_marks_has_them_within_or_beside() -> None:
    text = 'He said "it rained," and that "it" was late.'
    assert in_quote_marks(text, ((8, 20),))
    assert in_quote_marks(text, ((9, 19),))
    assert not in_quote_marks(text, ((9, 43),))
    assert not in_quote_marks(text, ())


def test_the_command_tells_figures(folder: Path) -> None:
    told = CliRunner().invoke(app, ["bench", "attribution", str(folder)])
    assert told.exit_code == 0
    assert "| direct quotes" in told.output
    read = json.loads(CliRunner().invoke(app, ["bench", "attribution", str(folder), "--json"]).output)
    assert read["texts"] == 1
    assert read["ms_per_850_characters"] >= 0
