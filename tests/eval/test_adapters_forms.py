"""Questions and answers, with and without a conversation: SQuAD, CLAPNQ and MTRAG as suites."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.adapters.forms import adapt
from eval.cases import Case, Gold
from onrecord.errors import BadInput
from onrecord.types import Turn
from tests.eval.adapting import lines, made


def squad_file(folder: Path, *paragraphs: tuple[str, list[dict[str, Any]]], title: str = "Halvane_Harbour") -> Path:
    found = [{"context": context, "qas": asked} for context, asked in paragraphs]
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "x", "data": [{"title": title, "paragraphs": found}]}), encoding="utf-8")
    return path


def asked(question: str, *answers: tuple[str, int], **more: object) -> dict[str, Any]:
    given = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": "5", "question": question, "answers": given, **more}


HARBOUR = "The harbour was dug in 1871. It has two piers. The north pier is 310 metres long."


def test_squad_gold_is_the_sentence_of_the_answer(tmp_path: Path) -> None:
    row = asked("How long is the north pier?", ("310 metres", 65), ("310", 65), ("310 metres", 65))
    _, cases, texts = made("squad", squad_file(tmp_path, (HARBOUR, [row]), ("It silted up.", [])), tmp_path / "out")
    assert texts == {"00001-halvane-harbour.txt": f"Halvane Harbour\n\n{HARBOUR}\n\nIt silted up.\n"}
    gold = Gold("00001-halvane-harbour.txt", "The north pier is 310 metres long.")
    assert cases == (
        Case(
            "squad-000001",
            "How long is the north pier?",
            "answerable",
            gold=(gold,),
            facts=(("310 metres", "310"),),
            answers=("310 metres", "310"),
        ),
    )


def test_squad_a_sentence_that_stands_twice_grows_until_it_is_one(tmp_path: Path) -> None:
    context = "In 1871 work began. It was costly. In 1902 work ended. It was costly."
    row = asked("How was the end?", ("costly", 62))
    _, cases, _ = made("squad", squad_file(tmp_path, (context, [row])), tmp_path / "out")
    assert [gold.quote for gold in cases[0].gold] == ["ended. It was costly."]


def test_squad_offsets_hold_after_odd_letters(tmp_path: Path) -> None:
    context = "Old\r\nnews.\r\nThe quay burnt in 1911. All was lost."
    row = asked("When did it burn?", ("1911", context.index("1911")))
    _, cases, _ = made("squad", squad_file(tmp_path, (context, [row])), tmp_path / "out")
    assert "The quay burnt in 1911." in cases[0].gold[0].quote


def test_squad_two_is_unanswerable_only_where_it_says_so(tmp_path: Path) -> None:
    rows = [
        asked("Who dug the south pier?", is_impossible=True, plausible_answers=[]),
        asked("Who dug the east pier?"),
        asked("When was it dug?", ("1871", 3)),
        asked("When was it dug?", ("1871", -4)),
    ]
    adapted, cases, _ = made("squad", squad_file(tmp_path, (HARBOUR, rows)), tmp_path / "out")
    assert cases == (Case("squad-000001", "Who dug the south pier?", "unanswerable"),)
    assert adapted.left_out == {
        "questions without an answer": 1,
        "questions whose answer does not stand where the file says": 2,
    }


def test_squad_words_that_cannot_be_told_apart_are_left_out(tmp_path: Path) -> None:
    rows = [asked("When?", ("May", 9))]
    path = squad_file(tmp_path, ("Built in May.", rows), ("Built in May.", [asked("Why?", is_impossible=True)]))
    adapted, _, _ = made("squad", path, tmp_path / "out")
    assert adapted.cases == {"unanswerable": 1}
    assert adapted.left_out == {"questions whose answer cannot be told from the same words elsewhere in the article": 1}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"data":\n[}', "line 2"),
        ('{"data": [{"title": "T", "paragraphs": [{"qas": []}]}]}', r"data\.0\.paragraphs\.0\.context: Field required"),
        ("[]", "squad.json"),
    ],
)
def test_squad_off_form_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "squad.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        adapt("squad", tmp_path / "squad.json", tmp_path / "out")


def clapnq_row(*selected: str) -> dict[str, Any]:
    passage = {"title": "North pier", "text": "It was dug in 1871 . It is long . Ships avoid it .", "sentences": []}
    output = {"answer": "Dug in 1871,\nand long.", "selected_sentences": list(selected), "meta": {}}
    return {"id": "1", "input": "what is the north pier", "passages": [passage], "output": [output]}


def test_clapnq_gold_are_the_selected_sentences(tmp_path: Path) -> None:
    lines(
        tmp_path / "answerable.jsonl",
        clapnq_row("It was dug in 1871 .", "It is long ."),
        clapnq_row("It is short ."),
        clapnq_row(),
    )
    nothing = {"input": "who owns it", "passages": [{"title": "Owners", "text": "Nobody says ."}], "output": []}
    lines(tmp_path / "unanswerable.jsonl", nothing)
    adapted, cases, texts = made("clapnq", tmp_path, tmp_path / "out")
    name = "00001-north-pier.txt"
    assert cases == (
        Case(
            "clapnq-answerable-00001",
            "what is the north pier",
            "answerable",
            gold=(Gold(name, "It was dug in 1871 ."), Gold(name, "It is long .")),
            answers=("Dug in 1871, and long.",),
        ),
        Case("clapnq-unanswerable-00001", "who owns it", "unanswerable"),
    )
    assert set(texts) == {name, "00002-owners.txt"}
    assert adapted.left_out == {
        "questions with a selected sentence that is in no passage": 1,
        "answerable questions without selected sentences": 1,
    }


def turn_row(label: object, *turns: str, contexts: list[dict[str, str]] | None = None) -> dict[str, Any]:
    said = [{"speaker": ("user", "agent")[place % 2], "text": text} for place, text in enumerate(turns)]
    given = (
        [{"document_id": "../1", "title": "Piers", "text": "The north pier is long."}] if contexts is None else contexts
    )
    return {
        "input": said,
        "contexts": given,
        "answerability": label,
        "targets": [{"speaker": "agent", "text": "It is long."}],
        "Question Type": ["Factoid"],
        "Collection": "harbour",
    }


def test_mtrag_kinds_follow_labels_and_history(tmp_path: Path) -> None:
    before = ("Which piers?", "North and south.")
    path = lines(
        tmp_path / "dev.jsonl",
        turn_row(["ANSWERABLE"], "How long is the north pier?"),
        turn_row("PARTIAL", *before, "And how old?", contexts=[{"text": "It is old."}, {"text": "It is old."}]),
        turn_row(["UNANSWERABLE"], *before, "Who owns it?", contexts=[]),
        turn_row(["UNDERSPECIFIED"], "How long is the pier?", contexts=[{"text": "Kept."}]),
        turn_row(["CONVERSATIONAL"], *before, "Thank you!"),
        turn_row(["ANSWERABLE"], "How wide?", contexts=[]),
    )
    adapted, cases, texts = made("mtrag", path, tmp_path / "out")
    history = (Turn("user", before[0]), Turn("assistant", before[1]))
    first, second, third = cases
    assert (first.kind, first.history, first.gold) == ("answerable", (), (Gold("00001-piers.txt"),))
    assert first.answers == ("It is long.",)
    assert (second.kind, second.history, second.gold) == ("follow-up", history, (Gold("00002-it-is-old.txt"),))
    assert second.tags == ("partial", "factoid", "harbour")
    assert (third.kind, third.history, third.gold, third.answers) == ("unanswerable", history, (), ())
    assert "Kept.\n" in texts.values()
    assert adapted.left_out == {
        "turns that are underspecified, where a right answer asks back": 1,
        "turns that are conversational, and ask nothing": 1,
        "answerable questions without a passage": 1,
    }


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (turn_row(["ODD"], "Q?"), "line 1: answerability is 'ODD'; it is one of ANSWERABLE"),
        (turn_row([], "Q?"), "line 1: answerability is ''"),
        (turn_row(["ANSWERABLE"], "Q?", "A."), "line 1: the conversation does not end with a user"),
        (turn_row(["ANSWERABLE"]), "line 1: the conversation does not end with a user"),
        (turn_row(["ANSWERABLE"], "Q?", contexts=[{"title": "T"}]), r"line 1: contexts\.0\.text: Field required"),
    ],
)
def test_mtrag_off_form_is_named(tmp_path: Path, row: object, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        adapt("mtrag", lines(tmp_path / "dev.jsonl", row), tmp_path / "out")
