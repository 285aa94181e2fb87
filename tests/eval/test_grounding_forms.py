"""The forms of the grounding data, on small data of our own: the right cases, and errors that name the place."""

import json
from pathlib import Path

import pytest

from eval.benchmarks.grounding.cases import Case, CaseSet, Claim
from eval.benchmarks.grounding.forms import read_cases
from onrecord.errors import BadInput
from tests.eval.rows import lines, voted


def read(tmp_path: Path, form: str, name: str, text: str) -> CaseSet:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_cases(form, path)


def summary(label: object = 1, split: str = "test", text: str = "The crane is new. It is red.") -> dict[str, object]:
    return {"id": "a", "doc": "A new crane, red.", "summary": text, "label": label, "split": split}


def test_summedits_has_a_part_for_thresholds_and_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps([summary(0), summary(text=" \n")]), "utf-8")
    (tmp_path / "a.json").write_text(json.dumps([summary(1, "evaluation")]), "utf-8")
    cases = read_cases("summedits", tmp_path)
    claims = (Claim("The crane is new."), Claim("It is red."))
    evidence = ("A new crane, red.",)
    assert cases.cases == (Case(claims, evidence, True, "dev"), Case(claims, evidence, False, "test"))
    assert cases.left_out == {"texts without a word": 1}
    assert not cases.by_sentence
    assert read_cases("summedits", tmp_path / "a.json").source == "a.json"


def fooled(label: str = "SUPPORTS") -> dict[str, object]:
    return {
        "id": "x",
        "text": "It rained.",
        "label": label,
        "gold_evidence": [{"text": "Rain fell."}, {"text": "Wet."}],
    }


def test_fm2_takes_the_gold_sentences(tmp_path: Path) -> None:
    cases = read(tmp_path, "fm2", "dev.jsonl", lines(fooled(), fooled("REFUTES")))
    assert cases.cases[0] == Case((Claim("It rained."),), ("Rain fell.", "Wet."), True)
    assert [case.supported for case in cases.cases] == [True, False]
    assert [case.part for case in cases.cases] == ["test", "test"]


@pytest.mark.parametrize("form", ["fm2", "wice"])
def test_a_folder_has_its_thresholds_fitted_on_dev_jsonl(tmp_path: Path, form: str) -> None:
    row = fooled() if form == "fm2" else {"claim": "It rained.", "evidence": ["Rain fell."], "label": "supported"}
    (tmp_path / "dev.jsonl").write_text(lines(row), "utf-8")
    (tmp_path / "test.jsonl").write_text(lines(row, row), "utf-8")
    (tmp_path / "train.jsonl").write_text("not read", "utf-8")
    assert [case.part for case in read_cases(form, tmp_path).cases] == ["dev", "test", "test"]
    (tmp_path / "dev.jsonl").unlink()
    assert len(read_cases(form, tmp_path).cases) == 2
    (tmp_path / "test.jsonl").unlink()
    with pytest.raises(BadInput, match=r"neither dev\.jsonl nor test\.jsonl"):
        read_cases(form, tmp_path)


def test_qags_goes_by_the_majority_and_keeps_the_sentences_of_the_data(tmp_path: Path) -> None:
    told = ("mr. venn said\nso. he left.", "yes no yes")
    rows = lines(voted(told, ("he lied.", "no no yes")), voted(told), voted(told, ("...", "no no no")))
    cases = read(tmp_path, "qags", "votes.jsonl", rows)
    first, *others = cases.cases
    assert first == Case((Claim("mr. venn said so. he left.", True), Claim("he lied.", False)), ("News.",), False)
    assert [case.supported for case in others] == [True, False]
    assert cases.by_sentence


def test_wice_takes_what_is_supported_in_part_for_unsupported(tmp_path: Path) -> None:
    labels = ("supported", "partially_supported", "not_supported")
    rows = [{"claim": "It rained. It froze.", "evidence": ["Rain.", "Ice."], "label": label} for label in labels]
    cases = read(tmp_path, "wice", "dev.jsonl", lines(*({**row, "meta": {"id": "dev0"}} for row in rows)))
    assert [case.supported for case in cases.cases] == [True, False, False]
    assert cases.cases[0].evidence == ("Rain.\nIce.",)
    assert len(cases.cases[0].claims) == 2


def ragtruth(path: Path, *replies: dict[str, object]) -> None:
    sources: list[dict[str, object]] = [
        {"source_id": "1", "source_info": "The crane is new."},
        {"source_id": 2, "source_info": {"question": "Why?", "passages": "passage 1:Rain.\n\npassage 2:Ice.\n\n"}},
        {"source_id": "3", "source_info": {"name": "Quay", "hours": {"Monday": "9-22"}, "open_late": None, "at": [1]}},
    ]
    (path / "source_info.jsonl").write_text(lines(*sources), "utf-8")
    (path / "response.jsonl").write_text(lines(*replies), "utf-8")


def reply(source: object = "1", *spans: tuple[int, int], **more: object) -> dict[str, object]:
    labels = [{"start": start, "end": end, "text": "...", "label_type": "Evident Conflict"} for start, end in spans]
    text = "The crane is new. It is green."
    return {"source_id": source, "response": text, "labels": labels, "split": "test", "quality": "good", **more}


def test_ragtruth_marks_the_sentences_that_overlap_a_made_up_span(tmp_path: Path) -> None:
    ragtruth(
        tmp_path, reply("1", (24, 29)), reply("1", (17, 18)), reply("2", split="train"), reply("3"), reply("1", (0, 1))
    )
    in_one, between, passages, data, at_the_start = read_cases("ragtruth", tmp_path).cases
    assert in_one == Case(
        (Claim("The crane is new.", True), Claim("It is green.", False)), ("The crane is new.",), False
    )
    assert [claim.supported for claim in between.claims] == [True, True]
    assert not between.supported
    assert [claim.supported for claim in at_the_start.claims] == [False, True]
    assert (passages.evidence, passages.part) == (("passage 1:Rain.", "passage 2:Ice."), "dev")
    assert (data.evidence, data.supported) == (("name: Quay\nhours Monday: 9-22\nat: 1",), True)


def test_ragtruth_leaves_out_replies_that_are_none(tmp_path: Path) -> None:
    ragtruth(tmp_path, reply(), reply(quality="truncated"), reply(quality="incorrect_refusal"))
    cases = read_cases("ragtruth", tmp_path)
    assert len(cases.cases) == 1
    assert cases.left_out == {"replies that were cut off or refused": 2}


def plain(id_: object = 1, label: str = "supported", **more: object) -> dict[str, object]:
    return {"id": id_, "claim": "It rained.", "evidence": ["Rain fell."], "label": label, **more}


def test_the_plain_form_may_name_parts_and_kinds(tmp_path: Path) -> None:
    rows = lines(plain(split="dev"), plain(2, "unsupported", kind="figure", split=None), plain("c", evidence=[]))
    cases = read(tmp_path, "jsonl", "own.jsonl", rows).cases
    assert cases[0] == Case((Claim("It rained."),), ("Rain fell.",), True, "dev")
    assert (cases[1].kind, cases[1].part, cases[1].supported) == ("figure", "test", False)
    assert cases[2].evidence == ()


@pytest.mark.parametrize(
    ("form", "text", "message"),
    [
        ("summedits", '[\n{"doc":\n', r"data, line 3: no JSON"),
        ("summedits", "{}", "data, line 1: not a JSON list"),
        ("summedits", "[3]", "data, item 1: not an object with doc"),
        ("summedits", json.dumps([summary(), summary(2)]), "item 2: label is 2; it is one of 1, 0"),
        ("summedits", json.dumps([summary(True)]), "item 1: label is True"),
        ("summedits", json.dumps([summary(split="dev")]), "split is 'dev'; it is one of evaluation, test"),
        ("summedits", json.dumps([{**summary(), "doc": None}]), "item 1: doc is not a text"),
        ("summedits", "[]", "holds no text with a word"),
        ("fm2", lines(fooled()) + "\n{", "data, line 3: no JSON"),
        ("fm2", lines({"text": "a"}), "line 1: not an object with text, label, gold_evidence"),
        ("fm2", lines(fooled(), fooled("NEI")), "line 2: label is 'NEI'; it is one of SUPPORTS, REFUTES"),
        ("fm2", lines({**fooled(), "gold_evidence": ["a"]}), "line 1: the text of each gold_evidence is not"),
        ("fm2", lines({**fooled(), "gold_evidence": "a"}), "line 1: the text of each gold_evidence is not"),
        ("qags", lines(voted(("a", "yes maybe no"))), "line 1: response is 'maybe'; it is one of yes, no"),
        ("qags", lines(voted(("a", ""))), "line 1: a summary sentence is not an object with sentence and responses"),
        ("qags", lines({"article": "a", "summary_sentences": [1]}), "line 1: a summary sentence is not"),
        ("qags", lines({"article": "a", "summary_sentences": "b"}), "line 1: summary_sentences is not a list"),
        (
            "wice",
            lines({"claim": "a", "evidence": [1], "label": "supported"}),
            "line 1: evidence is not a list of texts",
        ),
        ("wice", lines({"claim": "a", "evidence": [], "label": "no"}), "line 1: label is 'no'"),
        ("jsonl", lines(plain(), plain()), "line 2: the id 1 was there before"),
        ("jsonl", lines(plain(label="yes")), "line 1: label is 'yes'; it is one of supported, unsupported"),
        ("jsonl", lines(plain(split="train")), "line 1: split is 'train'; it is one of dev, test"),
        ("jsonl", lines(plain(kind=3)), "line 1: kind is not a text"),
        ("jsonl", lines(plain(claim=["a"])), "line 1: claim is not a text"),
        ("hotpot", "", "no form 'hotpot'; give one of summedits, fm2"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, form: str, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(tmp_path, form, "data", text)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (reply("9"), r"response\.jsonl, line 2: source_info\.jsonl has no source_id '9'"),
        (reply(labels=[{"start": 1}]), r"response\.jsonl, line 2: labels is not a list"),
        (reply(labels=None), r"response\.jsonl, line 2: labels is not a list"),
        (reply(split="dev"), r"response\.jsonl, line 2: split is 'dev'"),
        (reply(response=1), r"response\.jsonl, line 2: response is not a text"),
    ],
)
def test_a_wrong_reply_is_said_with_its_place(tmp_path: Path, broken: dict[str, object], message: str) -> None:
    ragtruth(tmp_path, reply(), broken)
    with pytest.raises(BadInput, match=message):
        read_cases("ragtruth", tmp_path)


def test_a_wrong_source_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "source_info.jsonl").write_text(lines({"source_id": 1, "source_info": 2}), "utf-8")
    with pytest.raises(BadInput, match=r"source_info\.jsonl, line 1: source_info is neither"):
        read_cases("ragtruth", tmp_path)


@pytest.mark.parametrize("form", ["summedits", "fm2", "qags", "wice", "ragtruth", "jsonl"])
def test_a_missing_file_is_named(tmp_path: Path, form: str) -> None:
    with pytest.raises(BadInput, match="missing"):
        read_cases(form, tmp_path / "missing")
    if form == "summedits":
        with pytest.raises(BadInput, match=r"holds no \.json file"):
            read_cases(form, tmp_path)
        (tmp_path / "x").write_bytes(b"\xff[]")
        with pytest.raises(BadInput, match="not UTF-8"):
            read_cases(form, tmp_path / "x")
