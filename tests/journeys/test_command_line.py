"""The command line on the sample library, held to the JSON Schemas that other tools rely on."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from onrecord.answering.chain import AnswerChain
from onrecord.answers import Answer, Coverage
from onrecord.assembly import samples_folder
from onrecord.cli import app

pytestmark = pytest.mark.usefixtures("loaded_once")

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CONTRACTS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library of the samples, made by the command itself."""
    folder = str(tmp_path_factory.mktemp("cli") / "library")
    made = run("ingest", str(samples_folder()), "--json", "--library", folder)
    counts = json.loads(made.stdout)
    assert made.exit_code == 0
    assert counts["added"] == len(counts["files"]) >= 24
    return folder


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_an_answer_is_of_the_contract_and_every_quote_is_verbatim(library: str) -> None:
    asked = run("ask", "--json", "How many people were hurt when the Solvane struck the ramp?", "--library", library)
    answer = json.loads(asked.stdout)
    jsonschema.validate(answer, schema("answer"))
    assert answer["status"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        shown = json.loads(run("documents", "show", citation["document_id"], "--json", "--library", library).stdout)
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert shown["sha256"] == citation["sha256"]


def test_a_refusal_is_of_the_contract_and_says_what_was_searched(library: str) -> None:
    answer = json.loads(
        run("ask", "--json", "Who won the ice hockey world cup in Ottawa?", "--library", library).stdout
    )
    jsonschema.validate(answer, schema("answer"))
    assert answer["status"] == "abstained"
    assert answer["citations"] == []
    assert answer["coverage"]["documents_searched"] >= 24
    assert answer["coverage"]["nearest"]


def test_the_human_answer_has_quotes_marks_and_sources(library: str) -> None:
    shown = run("ask", "When does the new water tariff begin?", "--library", library).stdout
    assert "[1]" in shown
    assert "Sources" in shown
    assert "1 July" in shown


def test_filters_by_date(library: str) -> None:
    question = "How many homes lost power in Storm Ottoline?"
    within = json.loads(run("ask", "--json", question, "--since", "2024-11", "--library", library).stdout)
    assert {citation["published"][:7] for citation in within["citations"]} <= {"2024-11", "2024-12"}
    before = json.loads(run("ask", "--json", question, "--until", "2024-02", "--library", library).stdout)
    assert before["coverage"]["filters"] == {"until": "2024-02"}
    assert before["coverage"]["documents_searched"] < within["coverage"]["documents_searched"] + 1
    assert run("ask", question, "--since", "last week", "--library", library).exit_code != 0


def test_search_prints_hits_best_first(library: str) -> None:
    found = json.loads(run("search", "herring quota", "-k", "5", "--json", "--library", library).stdout)
    jsonschema.validate({"id": "x", "hits": found["hits"]}, schema("search_line"))
    scores = [hit["score"] for hit in found["hits"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


def test_a_question_of_ten_thousand_words_is_cut_and_that_is_said(library: str) -> None:
    long = "harbour ferry " * 5000
    asked = run("ask", long, "--library", library)
    assert asked.exit_code == 0
    assert asked.stdout.startswith("The question is long: only its first 2,000 characters were searched for.")
    assert len(asked.stdout) < 5000
    found = run("search", long, "--library", library)
    assert "only the first 2,000 characters" in found.stderr
    assert found.stdout.startswith("  1. ")


def test_batches_answer_each_line_and_a_bad_line_stops_nothing(library: str, tmp_path: Path) -> None:
    asked, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text(
        '{"id": 1, "question": "When did the ferry hit the ramp?"}\nno json\n{"id": 3}\n'
        '{"id": 4, "question": "And who was hurt?", "history": [{"role": "user", "content": "The Solvane?"}]}\n',
        encoding="utf-8",
    )
    done = run("ask", "--batch", str(asked), "--out", str(answered), "--library", library)
    rows = [json.loads(line) for line in answered.read_text(encoding="utf-8").splitlines()]
    assert done.exit_code == 1
    assert [row["id"] for row in rows] == [1, None, 3, 4]
    assert ["error" in row for row in rows] == [False, True, True, False]
    for row in (rows[0], rows[3]):
        jsonschema.validate(row["answer"], schema("answer"))
    assert rows[3]["answer"]["standalone_question"] != "And who was hurt?"


def test_a_conversation_is_gone_on_with_by_the_json_of_its_answers(library: str, tmp_path: Path) -> None:
    question = "How many people were hurt when the Solvane struck the ramp?"
    first = json.loads(run("ask", question, "--json", "--library", library).stdout)
    said = [{"role": "user", "content": question}]
    said += [{"role": "assistant", "content": first["text"], "citations": first["citations"]}]
    history = tmp_path / "history.json"
    history.write_text(json.dumps(said), encoding="utf-8")
    asked = run("ask", "Why?", "--history", str(history), "--fresh", "--json", "--library", library)
    answer = json.loads(asked.stdout)
    jsonschema.validate(answer, schema("answer"))
    assert answer["standalone_question"] != "Why?"
    assert (answer["usage"], answer["held"], answer["instead"]) == (None, [], "")
    history.write_text(json.dumps([{**said[1], "citations": [{"number": 1}]}]), encoding="utf-8")
    bad = run("ask", "Why?", "--history", str(history), "--library", library)
    assert bad.exit_code != 0
    assert "'document_id'" in str(bad.exception) + bad.output


def test_fresh_is_handed_on_and_a_fallback_is_told(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_fresh: list[bool] = []
    told = "The model gguf:small.gguf timed out; the documents' own words answer."

    def ask(self: AnswerChain, question: str, *given: Any, fresh: bool = False) -> Answer:
        asked_fresh.append(fresh)
        coverage = Coverage(1, 1)
        words = "The documents do not say."
        return Answer(
            question, question, "abstained", words, words, (), (), coverage, "x", {"total": 1.0}, instead=told
        )

    monkeypatch.setattr(AnswerChain, "ask", ask)
    shown = run("ask", "Who?", "--fresh", "--library", library)
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"{told}\n\nThe documents do not say.")
    assert shown.stderr == f"onrecord: {told}\n"
    as_json = run("ask", "Who?", "--json", "--library", library)
    assert json.loads(as_json.stdout)["instead"] == told
    assert as_json.stderr == ""
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": 1, "question": "Who?"}\n', encoding="utf-8")
    run("ask", "--fresh", "--batch", str(lines), "--out", str(tmp_path / "out.jsonl"), "--library", library)
    assert asked_fresh == [True, False, True]


def test_a_batch_line_with_half_a_character_is_answered_like_any_other(library: str, tmp_path: Path) -> None:
    asked, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text('{"id": "\\ud800", "question": "When did the \\ud800 ferry hit the ramp?"}\n', encoding="utf-8")
    assert run("ask", "--batch", str(asked), "--out", str(answered), "--library", library).exit_code == 0
    row = json.loads(answered.read_text(encoding="utf-8"))
    assert row["id"] == "\ud800"
    jsonschema.validate(row["answer"], schema("answer"))


def test_no_line_ends_a_batch_and_the_batch_is_not_written_over(library: str, tmp_path: Path) -> None:
    asked, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"id": NaN}',
        '{"id": "x", "query": "' + " " * 2500 + 'quota"}',
    ]
    asked.write_text("\n".join(lines), encoding="utf-8")
    run("search", "--batch", str(asked), "--out", str(answered), "-k", "1", "--library", library)
    rows = [json.loads(line) for line in answered.read_text(encoding="utf-8").splitlines()]
    assert ["error" in row for row in rows] == [True, True, True, False]
    assert run("search", "--batch", str(asked), "--out", str(asked), "--library", library).exit_code != 0
    assert asked.read_text(encoding="utf-8").startswith('{"id": 9')


def test_batch_search_and_batch_check(library: str, tmp_path: Path) -> None:
    asked, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked.write_text('{"id": "a", "query": "dredging contract"}\n{"id": "b", "query": "?"}\n', encoding="utf-8")
    run("search", "--batch", str(asked), "--out", str(answered), "-k", "3", "--library", library)
    rows = [json.loads(line) for line in answered.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        jsonschema.validate(row, schema("search_line"))
    assert len(rows[0]["hits"]) == 3
    assert "error" in rows[1]
    claims = [
        {"id": 1, "claim": "The quota is 8,200 tonnes.", "passages": ["The herring quota is 8,200 tonnes this year."]},
        {"id": 2, "claim": "The quota is 9,200 tonnes.", "passages": ["The herring quota is 8,200 tonnes this year."]},
        {"id": 3, "claim": "The quota is 8,200 tonnes.", "passages": []},
        {"id": 4, "claim": "", "passages": ["x"]},
    ]
    asked.write_text("\n".join(json.dumps(claim) for claim in claims), encoding="utf-8")
    run("check", "--batch", str(asked), "--out", str(answered))
    checked = [json.loads(line) for line in answered.read_text(encoding="utf-8").splitlines()]
    for row in checked:
        jsonschema.validate(row, schema("check_line"))
    assert [row.get("verdict") for row in checked] == ["supported", "unsupported", "unsupported", None]


def test_check_against_files_flags_the_changed_figure(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    source.write_text("The bridge will be closed for 14 weeks.", encoding="utf-8")
    text = "The bridge will be closed for 14 weeks. The bridge will be closed for 41 weeks."
    done = run("check", text, "--against", str(source), "--json")
    rows = json.loads(done.stdout)["sentences"]
    assert done.exit_code == 1
    assert [row["verdict"] for row in rows] == ["supported", "unsupported"]
    assert "41" in rows[1]["reason"]


def test_check_misses_the_speaker_of_what_is_only_said(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    source.write_text("The bridge will be closed for 14 weeks, the ministry said.", encoding="utf-8")
    text = "The bridge will be closed for 14 weeks. The ministry said that the bridge will be closed for 14 weeks."
    rows = json.loads(run("check", text, "--against", str(source), "--json").stdout)["sentences"]
    assert [row["verdict"] for row in rows] == ["partly", "supported"]
    assert rows[0]["reason"] == "the speaker is missing: in the passage the ministry says so"


def test_check_shows_each_sentence_with_its_reason_and_the_nearest_words(tmp_path: Path) -> None:
    source, draft = tmp_path / "notice.txt", tmp_path / "draft.md"
    source.write_text("The harbour board raised the mooring fee to 40 euros on 18 April 2024.", encoding="utf-8")
    draft.write_text(
        "# Fees\n\nAccording to the notice:\n\nThe harbour board raised the mooring fee to 45 euros. "
        "The fee was raised to 40 euros on April 18, 2024.\n",
        encoding="utf-8",
    )
    done = run("check", str(draft), "--against", str(source))
    assert done.exit_code == 1
    shown = done.stdout.splitlines()
    assert shown[0].startswith("\u25cb unsupported 0.")
    assert shown[1] == " " * shown[0].index("45 euros") + "^" * len("45 euros")
    assert shown[2].strip() == "the passage has 40 euros there, not 45 euros"
    assert shown[3].strip().endswith(": The harbour board raised the mooring fee to 40 euros on 18 April 2024.")
    assert shown[4].startswith("\u25cf supported")
    assert shown[-2] == "1 of 2 sentences supported"
    assert shown[-1].startswith("Checked by rules")


def test_documents_can_be_listed_verified_and_removed(tmp_path: Path) -> None:
    library, story = str(tmp_path / "library"), tmp_path / "a story \U0001f6a2.txt"
    story.write_text("The mayor was not consulted about the ferry.", encoding="utf-8")
    assert run("ingest", str(story), "--library", library).exit_code == 0
    listed = json.loads(run("documents", "list", "--json", "--library", library).stdout)["documents"]
    assert [document["source"] for document in listed] == [str(story)]
    assert run("documents", "verify", "--library", library).exit_code == 0
    story.write_text("The mayor was consulted.", encoding="utf-8")
    changed = run("documents", "verify", "--json", "--library", library)
    assert changed.exit_code == 1
    assert json.loads(changed.stdout)["documents"][0]["state"] == "changed"
    assert run("documents", "rebuild", "--library", library).exit_code == 0
    assert run("documents", "remove", listed[0]["document_id"], "--library", library).exit_code == 0
    assert json.loads(run("documents", "list", "--json", "--library", library).stdout)["documents"] == []


def test_doctor_finds_all_well(library: str) -> None:
    looked = run("doctor", "--json", "--library", library)
    assert looked.exit_code == 0
    assert json.loads(looked.stdout)["ok"] is True
