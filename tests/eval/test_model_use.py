"""What a run says of its chat model: what it drafted, took, and did not get shown."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from eval.metrics.draft_grounded import draft_grounded
from eval.metrics.groundedness import groundedness
from eval.metrics.score import Score
from eval.model_use import model_use
from eval.report.model import model_rows, model_words
from eval.report.page import report_html
from eval.results import Result, Run
from eval.summary import summary_of
from eval.told import run_lines
from onrecord.answers import Answer, Fate, HeldBack, Usage, Verdict, VerdictLabel
from tests.eval.runs import answered, failed, refused, run_of
from tests.eval.seen import ScriptedJudge, a_case, answer_of, cites, refusal, said, seen_of

MODEL = "gguf:/models/small.gguf"
HOSTILE = "</td><script>window.PWNED=1</script>\u202e {{ 7*7 }}"
BUILT = cites("The kiln at Marl End was built in 1931.")


def held(text: str, fate: Fate = "dropped", instead: str = "", label: VerdictLabel = "unsupported") -> HeldBack:
    return HeldBack(text, Verdict(label, 0.1, "nothing says so"), fate, instead)


def written(*sentences: Any, **changes: Any) -> Answer:
    return answer_of(sentences, [BUILT], **{"usage": Usage(MODEL), "writer": MODEL, **changes})


def test_a_draft_is_what_is_shown_of_the_model_and_what_was_held_back() -> None:
    quote = said(BUILT.quote, 1, kind="quote")
    again = said("It was built in 1931.", 1)
    sentences = (said("There.", kind="framing"), said("It is old.", 1), quote, again)
    back = (
        held("It sank."), held("It flew.", "replaced", quote.text), held("Built in 1913.", "repaired", again.text),
    )  # fmt: skip
    answer = written(*sentences, held=back)
    why = "; ".join(f"\u201c{one.text}\u201d unsupported: nothing says so" for one in back)
    assert draft_grounded(seen_of(a_case(), answer)) == Score(1 / 4, why)
    judge = ScriptedJudge({one.text: ["1931"] for one in sentences})
    assert groundedness(seen_of(a_case(), answer, judge=judge)) == Score(1.0, "all 3 supported")


def test_a_draft_that_holds_and_one_that_is_shown_though_it_does_not() -> None:
    assert draft_grounded(seen_of(a_case(), written(said("It is old.", 1)))) == Score(1.0, "all 1 supported")
    odd = replace(said("It is new.", 1), verdict=Verdict("partly", 0.4, "old it is"))
    half = draft_grounded(seen_of(a_case(), written(said("It is old.", 1), odd)))
    assert half == Score(0.5, "\u201cIt is new.\u201d partly: old it is")


def test_a_draft_of_nothing_is_not_scored() -> None:
    quote = said(BUILT.quote, 1, kind="quote")
    extractive = seen_of(a_case(), written(quote, usage=None))
    assert draft_grounded(extractive) == Score(None, "no chat model was asked")
    fallback = seen_of(a_case(), written(quote, instead="The model timed out."))
    assert draft_grounded(fallback) == Score(None, "the model drafted no sentence")
    silent = seen_of(a_case(), refusal(usage=Usage(MODEL)))
    assert draft_grounded(silent) == Score(None, "the model drafted no sentence")
    all_back = seen_of(a_case(), refusal(usage=Usage(MODEL), held=(held("It sank."),)))
    assert draft_grounded(all_back).value == 0.0


def used(case_id: str, back: Sequence[Fate] = (), instead: str = "", **usage: Any) -> Result:
    """An answered case whose answer says what a model took."""
    row = answered(case_id)
    texts: dict[Fate, str] = {"repaired": "So.", "replaced": "Thus.", "dropped": ""}
    rows = [
        {"text": "It sank.", "verdict": "unsupported", "score": 0.1, "reason": "no", "fate": one, "instead": texts[one]}
        for one in back
    ]
    took = asdict(Usage(MODEL, **usage)) if usage else None
    return replace(row, answer={**(row.answer or {}), "usage": took, "held": rows, "instead": instead})


def taken() -> tuple[Result, ...]:
    """Three answers of a model, one of them kept from before, one fallback, and three that have nothing to say."""
    times: dict[str, Any] = {"first_word_ms": 400.0, "first_sentence_ms": 900.0, "first_checked_ms": 950.0}
    return (
        used("a", ("dropped", "replaced"), tokens_in=1000, tokens_out=60, passages=6, requests=1, **times),
        used("b", ("replaced",), tokens_in=2000, passages=4, requests=2, unmarked=3, unknown_marks=2, truncated=True,
             first_word_ms=800.0),
        used("c", tokens_in=1200, tokens_out=40, passages=6, cached=True, first_word_ms=1.0, first_sentence_ms=1.0,
             first_checked_ms=71.0),
        used("d", instead="The model timed out; set writer_timeout_seconds."),
        answered("e"), refused("f"), failed("g"),
    )  # fmt: skip


def test_figures_are_of_the_answers_that_have_them() -> None:
    found = model_use(taken())
    assert found is not None
    assert {name: found[name] for name in ("models", "answers", "asked", "cached", "failed", "failed_share")} == {
        "models": [MODEL], "answers": 4, "asked": 3, "cached": 1, "failed": 1, "failed_share": 0.25,
    }  # fmt: skip
    assert found["tokens_in"] == {"of": 3, "p50": 1200.0, "p95": 1920.0}
    assert found["tokens_out"] == {"of": 2, "p50": 50.0, "p95": 59.0}
    assert found["first_word_ms"] == {"of": 2, "p50": 600.0, "p95": 780.0}
    assert found["check_ms"] == {"of": 2, "p50": 60.0, "p95": 69.0}
    assert found["requests"]["p95"] == 1.9
    assert found["held"] == {"repaired": 0, "replaced": 2, "dropped": 1}
    assert (found["unmarked"], found["unknown_marks"], found["truncated"]) == (3, 2, 1)
    assert summary_of(taken(), {"name": "rules"}, 0)["model"] == found


def test_where_no_answer_has_to_do_with_a_model_nothing_is_said() -> None:
    results = (answered("a"), refused("b"), failed("c"))
    assert model_use(results) is model_use(()) is None
    assert "model" not in summary_of(results, {"name": "rules"}, 0)


def test_a_model_that_always_failed_has_no_figures_of_time() -> None:
    found = model_use([used("a", instead="No key.")])
    assert found is not None
    assert (found["models"], found["failed_share"]) == ([], 1.0)
    assert found["tokens_in"] == {"of": 0, "p50": None, "p95": None}
    assert model_rows(found)[0] == ["Tokens in", "\u2013", "\u2013", "0"]
    assert model_words(found)[0].startswith("The model was asked for 0\u00a0answers")


def finished(folder: Path, *results: Result) -> Run:
    run = run_of(folder, *results)
    use = model_use(results)
    return replace(run, summary={**run.summary, **({"model": use} if use else {})})


def test_the_page_has_a_table_of_the_model_and_what_was_held_back(tmp_path: Path) -> None:
    page = html.fromstring(report_html(finished(tmp_path, *taken())))
    (section,) = page.xpath("//section[@aria-labelledby='model']")
    said_ = " ".join(section.text_content().replace("\u00a0", " ").split())
    assert f"{MODEL} was asked for 3 answers, of which 1 took an earlier reply." in said_
    assert "It failed, or wrote nothing that holds, in 1 of 4 answers (25.0 %)" in said_
    assert "Held back: 3 sentences, 2 replaced by words of the documents and 1 left out." in said_
    assert "Named no passage, and were given the nearest: 3 sentences." in said_
    rows = [[cell.text_content() for cell in row] for row in section.xpath(".//tbody/tr")]
    assert rows[0] == ["Tokens in", "1,200", "1,920", "3"]
    assert rows[2] == ["To the first word", "0.60\u00a0s", "0.78\u00a0s", "2"]
    assert rows[3][1:3] == ["60\u00a0ms", "69\u00a0ms"]
    first, fallback = (page.xpath(f"//details[@id='q-{one}']")[0].text_content() for one in "ad")
    assert "Held back: 2\u00a0sentences" in first
    assert "In its place: Thus." in first
    assert "In the documents\u2019 own words. The model timed out" in fallback
    assert "Held back" not in fallback


@pytest.mark.parametrize("results", [(answered("a"),), ()])
def test_a_page_of_a_run_without_a_model_has_no_table_of_it(tmp_path: Path, results: tuple[Result, ...]) -> None:
    page = html.fromstring(report_html(finished(tmp_path, *results)))
    assert page.xpath("//section[@aria-labelledby='model']") == []


def test_what_a_model_wrote_stays_words_on_the_page(tmp_path: Path) -> None:
    one = used(HOSTILE, ("replaced",), HOSTILE, tokens_in=1)
    assert one.answer is not None
    back = {**one.answer["held"][0], "text": HOSTILE, "reason": HOSTILE, "instead": HOSTILE}
    usage = {**one.answer["usage"], "model": HOSTILE}
    bad = replace(one, answer={**one.answer, "held": [back], "usage": usage})
    written_ = report_html(finished(tmp_path, bad))
    assert written_.count("<script") == 1
    assert "\u202e" not in written_
    assert "{{ 7*7 }}" in written_


def test_the_terminal_has_the_table_too(tmp_path: Path) -> None:
    lines = run_lines(finished(tmp_path, *taken()))
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert ["model", "median", "95th percentile", "answers"] in table
    assert ["Tokens in", "1,200", "1,920", "3"] in table
    assert any("holds, in 1 of 4" in line for line in lines)
    assert not any("95th percentile" in line for line in run_lines(finished(tmp_path, answered("a"))))
