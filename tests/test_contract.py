"""An answer with all that a chat model adds, as JSON and as people read it; a conversation as it comes back."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from onrecord.answers import Answer, Citation, Coverage, HeldBack, Sentence, Usage, Verdict
from onrecord.cli.batch import history_of
from onrecord.cli.printing import answer_text
from onrecord.contract import answer_json
from onrecord.errors import BadInput
from onrecord.types import Cited, Place, Turn
from tests.differing import a_disagreement
from tests.fakes import a_source

SCHEMA = json.loads((Path(__file__).parent / "contracts" / "answer.schema.json").read_text(encoding="utf-8"))
FERRY = a_source("ferry")
QUOTE = "The ferry hit the ramp on 3 May."
HOSTILE = "x\x1b[31m\u202eevil\nline"
NO = Verdict("unsupported", 0.1, "nothing says that it sank", ((4, 8),))
USAGE = Usage(
    "gguf:SmolLM2.gguf", 1402, 68, first_word_ms=412.0, first_sentence_ms=900.0, first_checked_ms=930.5, took_ms=1500.0,
    passages=6, requests=1,
)  # fmt: skip


def an_answer(**changes: Any) -> Answer:
    sentence = Sentence("It hit the ramp on 3 May.", "statement", (3,), Verdict("supported", 0.9, "it says so"))
    given: dict[str, Any] = {
        "question": "When?", "standalone_question": "When?", "status": "answered", "reason": "rests on 1 passage",
        "text": "It hit the ramp on 3 May. [3]", "sentences": (sentence,),
        "citations": (Citation(3, FERRY, None, 0, len(QUOTE), QUOTE),), "coverage": Coverage(4, 9),
        "writer": "gguf:SmolLM2.gguf", "timings_ms": {"total": 3.0}, "judge": "rules", "usage": USAGE,
    }  # fmt: skip
    return Answer(**{**given, **changes})


def a_refusal(**changes: Any) -> Answer:
    told = {"status": "abstained", "text": "The documents do not say.", "sentences": (), "citations": (), "judge": ""}
    return an_answer(**{**told, **changes})


HELD = (
    HeldBack("The ferry sank.", NO, "dropped"),
    HeldBack("It sank in May.", NO, "replaced", QUOTE),
    HeldBack("It hit a ramp.", Verdict("partly", 0.5, "which ramp is not said"), "repaired", "It hit the ramp."),
)


def test_what_a_chat_model_adds_is_in_the_json() -> None:
    planted = Place(FERRY, 2, 5, 30)
    row = answer_json(an_answer(held=HELD, planted=(planted,), instead="It timed out.", new_topic=True))
    jsonschema.validate(row, SCHEMA)
    assert json.loads(json.dumps(row)) == row
    assert row["held"][1] == {
        "text": "It sank in May.", "verdict": "unsupported", "score": 0.1, "reason": "nothing says that it sank",
        "offending": ["ank "], "offending_at": [[4, 8]], "fate": "replaced", "instead": QUOTE,
    }  # fmt: skip
    assert row["usage"]["tokens_in"] == 1402
    assert set(row["usage"]) == set(Usage.__dataclass_fields__)
    assert [(one["document_id"], one["page"], one["start"], one["end"]) for one in row["planted"]] == [
        ("ferry", 2, 5, 30)
    ]
    assert (row["instead"], row["new_topic"]) == ("It timed out.", True)


def test_without_a_model_the_new_fields_are_there_and_empty() -> None:
    row = answer_json(a_refusal(usage=None))
    jsonschema.validate(row, SCHEMA)
    assert [row[name] for name in ("held", "usage", "instead", "planted", "new_topic")] == [[], None, "", [], False]


@pytest.mark.parametrize(
    "wrong",
    [{"usage": {"model": "x"}}, {"usage": 3}, {"planted": [{}]}, {"instead": None}, {"new_topic": 0},
     {"held": [{**answer_json(an_answer(held=HELD))["held"][0], "instead": "words"}]},
     {"held": [{**answer_json(an_answer(held=HELD))["held"][1], "fate": "lost"}]}],
    ids=str,
)  # fmt: skip
def test_the_contract_refuses_what_is_no_such_field(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**answer_json(an_answer()), **wrong}, SCHEMA)


def test_people_read_what_was_written_by_what() -> None:
    lines = answer_text(an_answer()).splitlines()
    assert lines[0] == "  \u25cf It hit the ramp on 3 May. [3]"
    assert lines[-1] == "Written by gguf:SmolLM2.gguf: 1,402 tokens in, 68 out, first word after 0.4 s, 6 passages."
    assert "Searched 4 documents, 9 passages." in lines


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage("m", passages=1), "Written by m: 1 passage."),
        (Usage("m", tokens_out=1500, requests=3), "Written by m: 1,500 tokens out, 0 passages, 3 requests."),
        (Usage("m", 7, 8, first_word_ms=0.1, cached=True, passages=2),
         "Written by m: an earlier reply to the same question (--fresh asks anew), 7 tokens in, 8 out, 2 passages."),
        (Usage("m", unmarked=1, unknown_marks=2, truncated=True),
         "Written by m: 0 passages, 1 sentence that named no passage, 2 marks of no passage dropped, "
         "cut off at its limit."),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_known_is_not_told(usage: Usage, said: str) -> None:
    assert answer_text(an_answer(usage=usage)).splitlines()[-1] == said


def test_what_was_held_back_is_told_with_why_and_what_became_of_it() -> None:
    shown = answer_text(an_answer(held=HELD))
    assert shown.endswith(
        "Held back: 3 sentences that their passages do not support.\n"
        "  \u25cb The ferry sank.\n"
        "    unsupported: nothing says that it sank\n"
        "    left out\n"
        "  \u25cb It sank in May.\n"
        "    unsupported: nothing says that it sank\n"
        f"    in its place: {QUOTE}\n"
        "  \u25d0 It hit a ramp.\n"
        "    partly: which ramp is not said\n"
        "    said anew: It hit the ramp."
    )
    assert "Held back: 1 sentence that its passages do not support." in answer_text(a_refusal(held=HELD[:1]))


def test_a_fallback_a_new_topic_and_planted_instructions_are_told() -> None:
    planted = (Place(FERRY, 2, 5, 30), Place(FERRY, 2, 90, 99), Place(a_source("gulls"), None, 0, 9))
    told = {"instead": "The model timed out.", "new_topic": True, "planted": planted}
    shown = answer_text(an_answer(standalone_question="When did the ferry hit the ramp?", **told))
    head = "The model timed out.\n\nA new topic: the conversation before it is left aside.\nSearched for: When did the"
    assert shown.startswith(head)
    assert "Asked gguf:SmolLM2.gguf: " in shown
    assert "Written by" not in shown
    last = "Left aside, because it instructs machines that read it: \u201cFerry\u201d, p. 2; \u201cGulls\u201d."
    assert shown.splitlines()[-1] == last
    refused = answer_text(a_refusal(**told, usage=None))
    assert refused.startswith("The model timed out.\n\nA new topic")
    assert "\n\nThe documents do not say.\n\nLeft aside" in refused


def test_sources_that_differ_are_in_the_json_and_told() -> None:
    answer = an_answer(usage=None, agreements=(a_disagreement(),))
    row = answer_json(answer)
    jsonschema.validate(row, SCHEMA)
    assert json.loads(json.dumps(row)) == row
    (one,) = row["agreements"]
    assert [version["value"] for version in one["versions"]] == ["60", "38"]
    assert one["versions"][1]["reprints"][0]["title"] == "Mercury"
    shown = answer_text(answer)
    assert (
        "The sources differ:\n"
        "  60 (latest, correction): \u201cNotice\u201d, Lantry Council, 2031-05-04, p. 2, notice.txt\n"
        "     \u201cIn the end 60 boats blocked it.\u201d\n"
        "  38 \u2014 Orla Venn: \u201cWire\u201d, Coast Wire, 2031-05-02, wire.txt\n"
        "     also in \u201cMercury\u201d\n"
    ) in shown
    two = answer_text(an_answer(agreements=(a_disagreement(), a_disagreement(question="How many\x1b barges?"))))
    assert "The sources differ on \u201cHow many boats blocked the canal?\u201d:" in two
    assert "\x1b" not in two


def test_nothing_that_a_model_or_a_document_says_steers_the_terminal() -> None:
    odd = a_source("odd", title=HOSTILE)
    held = (HeldBack(HOSTILE, Verdict("unsupported", 0.0, HOSTILE), "replaced", HOSTILE),)
    planted = (Place(odd, None, 0, 9),)
    for answer in (
        an_answer(held=held, planted=planted, instead=HOSTILE, usage=Usage(HOSTILE)),
        a_refusal(held=held, planted=planted, instead=HOSTILE, usage=Usage(HOSTILE)),
    ):
        shown = answer_text(answer)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "evil\nline" not in shown
        assert shown.count("evil line") == 6


def test_an_answer_of_the_documents_own_words_reads_as_before() -> None:
    shown = answer_text(an_answer(usage=None))
    assert shown == (
        "  \u25cf It hit the ramp on 3 May. [3]\n\nSources\n  [3] \u201cFerry\u201d, ferry.txt\n\n"
        "Searched 4 documents, 9 passages."
    )
    assert answer_text(a_refusal(usage=None)) == "The documents do not say."


def test_a_conversation_keeps_what_its_answers_cite() -> None:
    answer = answer_json(an_answer())
    history = [
        {"role": "user", "content": "When?", "citations": "of no turn of a user"},
        {"role": "assistant", "content": answer["text"], "citations": answer["citations"]},
        {"role": "assistant", "content": "No.", "citations": []},
        {"role": "assistant", "content": "No.", "citations": None},
        {"role": "assistant", "content": "No."},
    ]
    first, second, *others = history_of(json.loads(json.dumps(history)))
    assert first == Turn("user", "When?")
    assert second == Turn("assistant", answer["text"], (Cited(3, "ferry", 0, len(QUOTE)),))
    assert others == [Turn("assistant", "No.")] * 3


GOOD: dict[str, Any] = {"number": 1, "document_id": "d", "start": 0, "end": 1}


@pytest.mark.parametrize(
    "citations",
    ["1", {}, 3, [1], [None], [[]], [{}], [GOOD, {"number": 1}], [GOOD, None]]
    + [[{**GOOD, "number": odd}] for odd in (0, -2, True, 1.0, "1", None)]
    + [[{**GOOD, "document_id": odd}] for odd in ("", 7, None)]
    + [[{**GOOD, "start": odd}] for odd in (1, -1, False, "0")]
    + [[{**GOOD, "end": odd}] for odd in (0, "9", 1.5, None)],
    ids=str,
)
def test_citations_of_another_form_are_refused_and_the_form_is_told(citations: object) -> None:
    assert history_of([{"role": "assistant", "content": "No.", "citations": [GOOD]}])[0].cited == (Cited(1, "d", 0, 1),)
    with pytest.raises(BadInput, match=r"'number' \(from 1\), 'document_id', 'start' and 'end'"):
        history_of([{"role": "assistant", "content": "No.", "citations": citations}])
