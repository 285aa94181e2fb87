"""The plots: in the page's colours, the same each time, and safe whatever a kind is called."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from eval.report import plots
from eval.report.plots import Plot, by_kind, latency, plots_of, refusing, reliability
from tests.eval.runs import small_run

CURVE: list[dict[str, Any]] = [
    {"threshold": 0.0, "precision": None, "recall": 0.0, "wrongly_refused": 0.0},
    {"threshold": 0.5, "precision": 0.75, "recall": 0.5, "wrongly_refused": 0.1},
]


def drawn(plot: Plot) -> etree._Element:
    root = etree.fromstring(plot.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return root


def test_a_run_has_four_that_share_no_id(tmp_path: Path) -> None:
    found = plots_of(small_run(tmp_path))
    assert [one.name for one in found] == ["reliability", "refusing", "latency", "kinds"]
    ids = [one for plot in found for one in re.findall(r'\bid="([^"]+)"', plot.svg)]
    assert ids
    assert len(ids) == len(set(ids))
    for plot in found:
        used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', plot.svg))
        assert {a or b for a, b in used} <= set(re.findall(r'\bid="([^"]+)"', plot.svg))


def test_colours_are_variables_and_nothing_says_when_it_was_drawn(tmp_path: Path) -> None:
    for plot in plots_of(small_run(tmp_path)):
        assert "var(--accent)" in plot.svg
        assert not re.findall(r"#0101\w\w|#000000|#ffffff|DejaVu|<metadata|<style", plot.svg)


def test_the_same_figures_give_the_same_drawing() -> None:
    assert refusing(CURVE, 0.3) == refusing(CURVE, 0.3)
    assert refusing(CURVE, 0.3).svg != refusing(CURVE, 0.4).svg


def test_a_curve_says_its_threshold_and_has_a_dash_where_there_was_no_refusal() -> None:
    plot = refusing(CURVE, 0.3)
    assert plot.says.endswith("this run\u2019s threshold, 0.3.")
    assert plot.rows[0] == ("0", "\u2013", "0\u00a0%", "0\u00a0%")
    assert "threshold," not in refusing(CURVE, None).says


def test_bins_without_pairs_are_left_out() -> None:
    full = {"low": 0.0, "high": 0.5, "count": 6, "score": 0.2, "supported": 0.1}
    assert len(reliability([full, {**full, "count": 0, "score": None, "supported": None}]).rows) == 1


def test_what_was_not_measured_says_so_and_is_not_drawn() -> None:
    for plot in (reliability([]), refusing([], 0.3), latency([], {}), by_kind({})):
        assert plot.svg == ""
        assert plot.says


@pytest.mark.parametrize("totals", [[30.0], [30.0, 30.0], [0.0, 0.0], [1.0, 90_000.0], [30.0 + n for n in range(300)]])
def test_any_answering_times_can_be_drawn(totals: list[float]) -> None:
    plot = latency(totals, {})
    assert "answers" in "".join(str(one) for one in drawn(plot).itertext())
    assert f"Of {len(totals)} answers" in plot.says


def test_names_of_kinds_are_words_and_never_markup_or_tex() -> None:
    kind = '$x$ <script>"1" \u202e\x01\ud800 \u6f22&'
    plot = by_kind({"groundedness": {"scored": 1, "kinds": {kind: {"mean": 0.5, "scored": 1}}}})
    assert '$x$ <script>"1" \u27e8U+202E\u27e9\ufffd\ufffd \u6f22&' in list(drawn(plot).itertext())
    assert "<script" not in plot.svg


def test_plots_draw_without_the_state_of_pyplot() -> None:
    assert "pyplot" not in Path(plots.__file__).read_text(encoding="utf-8")
