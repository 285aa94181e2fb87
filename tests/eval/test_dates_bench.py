"""The bench of dates in words: right figures, the suite that comes with it, clear errors."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.benchmarks.dates import bench_dates
from onrecord.assembly import samples_suite
from onrecord.cli import app
from onrecord.errors import BadInput


def a_case(text: str, words: str, *days: str, form: str = "weekday") -> dict[str, str | None]:
    first, last = (days[0], days[-1]) if days else (None, None)
    return {"text": text, "words": words, "published": "2024-05-14", "form": form, "first": first, "last": last}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    cases = [
        a_case("The crane fell on Thursday.", "Thursday", "2024-05-09"),
        a_case("The crane fell on Friday.", "Friday", "2024-05-03"),
        a_case("Several weeks ago it rained.", "Several weeks ago", form="counted"),
        a_case("It rained last week.", "last week", form="counted"),
        a_case("Once upon a time it rained.", "Once upon a time", "2024-05-01", "2024-05-02", form="counted"),
    ]
    path = tmp_path / "moments.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return path


def test_the_figures(file: Path) -> None:
    report = bench_dates(file)
    assert report.as_json()["all"] == {"cases": 5, "resolved": 3, "right": 2, "wrong": 2}
    assert report.as_json()["forms"]["counted"] == {"cases": 3, "resolved": 1, "right": 1, "wrong": 1}
    assert [one["words"] for one in report.as_json()["not_right"]] == ["Friday", "last week", "Once upon a time"]


def test_the_command_prints_a_table_and_what_is_not_right(file: Path) -> None:
    told = CliRunner().invoke(app, ["bench", "dates", str(file)])
    assert told.exit_code == 0
    assert "| counted " in told.stdout
    assert "'Friday', 2024-05-14: 2024-05-10 to 2024-05-10, wanted 2024-05-03 to 2024-05-03." in told.stdout


@pytest.mark.parametrize(
    "line", ["", "{}", json.dumps(a_case("It rained.", "last week")), json.dumps({**a_case("A.", "A"), "last": "2024"})]
)
def test_what_is_not_of_the_form_is_told(line: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadInput):
        bench_dates(path)


def test_the_suite_that_comes_with_it_is_not_done_worse_than_it_was() -> None:
    figures = bench_dates(samples_suite().parent / "moments.jsonl").as_json()["all"]
    assert figures["cases"] == 115
    assert figures["right"] >= 109
    assert figures["wrong"] <= 4
