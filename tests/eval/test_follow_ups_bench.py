"""The benchmark of follow-ups: forms, what counts as found, and the report; with the real parts on small data."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks.following.forms import Library, read_follow_ups
from eval.benchmarks.following.report import ratio_interval
from eval.benchmarks.following.run import ALONE, REWRITTEN, Rewritten, bench_following
from eval.benchmarks.following.task import Evidence, FollowUp, scored
from onrecord.answering.follow_up import standing_alone
from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput
from onrecord.settings import Settings
from onrecord.types import Hit, Passage, Source, Turn

pytestmark = pytest.mark.usefixtures("loaded_once")

TERN = "The Tern was built at Nessock in 1962 and carries ninety people."
GULLWING = "The Gullwing launch was built at Harn and carries 42 people."


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        yield parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def of(parts: Parts) -> Library:
    return parts.ingester, parts.library


def rewrite(question: str, history: Sequence[Turn]) -> Rewritten:
    found = standing_alone(question, history)
    return Rewritten(found.question, found.leans, found.new_topic)


def row(question: str, opening: str, *contexts: str) -> dict[str, object]:
    turns = [
        {"speaker": "user", "text": opening},
        {"speaker": "agent", "text": "It is a launch."},
        {"speaker": "user", "text": question},
    ]
    return {
        "conversation_id": opening,
        "input": turns,
        "contexts": [{"text": text} for text in contexts],
        "answerability": "ANSWERABLE",
        "Multi-Turn": ["Follow-up"],
    }


def test_mtrag_is_searched_in_every_way(parts: Parts, folder: Path, tmp_path: Path) -> None:
    opening = {**row("x", "x", TERN), "input": [{"speaker": "user", "text": "What is the Tern?"}]}
    rows = [
        row("Where was it built?", "What is the Gullwing?", GULLWING),
        row("How many people does the Tern carry?", "Who runs the steamer?", TERN),
        row("Why?", "Who runs the steamer?"),
        opening,
    ]
    data = tmp_path / "tasks.jsonl"
    data.write_text("\n".join(json.dumps(one) for one in rows), encoding="utf-8")
    task = read_follow_ups("mtrag", data, folder, of(parts))
    assert [one.question for one in task.follow_ups] == ["Where was it built?", "How many people does the Tern carry?"]
    assert task.follow_ups[0].groups[1] == "kind: Follow-up"
    assert task.left_out == {"questions that open a conversation or have no context": 2}
    report = bench_following(task, parts.retriever, rewrite)
    found = report.as_json()
    every = found["groups"]["all"]
    assert every["questions"] == 2
    assert every["ways"][REWRITTEN]["recall"] == every["best_of_ways"] == every["ceiling"] == 1.0
    assert every["ways"][REWRITTEN]["mrr"] >= every["ways"][ALONE]["mrr"]
    assert found["groups"]["left alone"]["questions"] == found["groups"]["leaning"]["questions"] == 1
    assert found["shares"] == {
        "rewritten": 0.5,
        "new_topic": 0.5,
        "openings": 2,
        "openings_left_alone": found["shares"]["openings_left_alone"],
        "openings_new_topic": found["shares"]["openings_new_topic"],
    }
    table = report.as_markdown()
    assert "| rewritten / alone |" in table
    assert "Left out: 2 questions that open" in table


def suite_of(tmp_path: Path, *golds: dict[str, object]) -> Path:
    history = [{"role": "user", "content": "What is the Gullwing?"}, {"role": "assistant", "content": "A launch."}]
    cases = [
        {"id": f"c{place}", "question": "Where was it built?", "kind": "follow-up", "history": history, "gold": [gold]}
        for place, gold in enumerate(golds)
    ]
    cases.append({"id": "alone", "question": "Who?", "kind": "answerable", "gold": [{"document": "gullwing.txt"}]})
    suite = tmp_path / "suite.jsonl"
    suite.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return suite


def test_a_suite_is_searched_in_its_documents(parts: Parts, folder: Path, tmp_path: Path) -> None:
    (folder / "gullwing.txt").write_text(GULLWING, encoding="utf-8")
    (folder / "tern.txt").write_text(TERN, encoding="utf-8")
    suite = suite_of(tmp_path, {"document": "gullwing.txt", "quote": "built at Harn"})
    task = read_follow_ups("suite", suite, folder, of(parts))
    assert task.left_out == {"cases without a conversation or without gold": 1}
    figures = bench_following(task, parts.retriever, rewrite).as_json()["groups"]["all"]
    assert figures["ways"][REWRITTEN] == {"recall": 1.0, "mrr": 1.0}
    assert figures["interval"] is None, "one question has no interval"


def test_gold_that_is_not_there_is_named(parts: Parts, folder: Path, tmp_path: Path) -> None:
    (folder / "gullwing.txt").write_text(GULLWING, encoding="utf-8")
    with pytest.raises(BadInput, match=r"c0: gullwing\.txt does not have the words"):
        read_follow_ups("suite", suite_of(tmp_path, {"document": "gullwing.txt", "quote": "no"}), folder, of(parts))


def test_what_has_no_conversation_is_refused(parts: Parts, folder: Path, tmp_path: Path) -> None:
    (folder / "gullwing.txt").write_text(GULLWING, encoding="utf-8")
    with pytest.raises(BadInput, match="no question that goes on from a conversation"):
        read_follow_ups("suite", suite_of(tmp_path), folder, of(parts))
    with pytest.raises(BadInput, match="no form 'wiki'; give one of mtrag, suite"):
        read_follow_ups("wiki", tmp_path, folder, of(parts))


def hit(document: str, index: int, start: int, end: int) -> Hit:
    passage = Passage(document, index, start, end, "x" * (end - start), ())
    return Hit(passage, Source(document, f"/{document}", document, "0" * 64, "txt"), 1.0)


def test_a_document_is_ranked_once_and_a_passage_by_the_words_it_has() -> None:
    hits = [hit("a", 0, 0, 100), hit("a", 1, 100, 200), hit("b", 0, 0, 100)]
    asked = FollowUp("q", (Turn("user", "q"),), (Evidence((("b", None, None),)), Evidence((("c", None, None),))))
    assert scored(asked, hits, by_document=True).rank == 1 / 2
    assert scored(asked, hits, by_document=False).rank == 1 / 3
    assert scored(asked, hits, by_document=True).recall == 1 / 2
    words = replace(asked, evidence=(Evidence((("a", 95, 150),)),))
    assert scored(words, hits, by_document=False).rank == 1 / 2, "a few letters at the edge are no evidence"
    assert scored(words, [], by_document=False).rank == scored(words, [], by_document=False).recall == 0.0
    many = [hit(f"d{place}", 0, 0, 10) for place in range(10)]
    assert scored(asked, [*many, hits[2]], by_document=True).rank == 0.0, "beyond ten"


def test_a_ratio_has_an_interval_where_there_is_enough_to_tell() -> None:
    before, after = [1.0, 0.0, 0.5, 1.0] * 10, [1.0, 0.5, 0.5, 1.0] * 10
    found = ratio_interval(before, after)
    assert found == ratio_interval(before, after)
    assert found is not None
    assert found[0] == pytest.approx(1.2)
    assert 1.0 < found[1] < found[0] < found[2] < 1.5
    assert ratio_interval([0.5] * 10, [1.0] * 10) == (2.0, 2.0, 2.0)
    assert ratio_interval([0.0] * 10, [1.0] * 10) is None
    assert ratio_interval([1.0], [1.0]) is None
    assert ratio_interval([1.0, *[0.0] * 19], [1.0] * 20) is None
