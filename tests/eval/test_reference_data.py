"""The labelled claims that measure the judge: whole, balanced, and true to their sources.

How the labels were set, by reading alone:

- ``supported``: the evidence says all of the claim, in whatever words; simple arithmetic and the order of two dates
  count as said.
- ``unsupported``: the one thing that the claim says is not in the evidence, or the evidence says otherwise. A single
  statement with one wrong number, date, name, speaker or degree is this, however much of its wording is right.
- ``partly``: the claim says two things or more, and the evidence has one and lacks or contradicts another; so too a
  statement that is right with an invented detail or an invented reason added to it. A claim that is about nothing but
  the reason is ``unsupported`` where the evidence does not give that reason.
- Opinion as fact: what the evidence has only as somebody's words (a judgement, a suspicion, one side of a dispute) and
  the claim states in its own voice is ``unsupported``; with whose view it is, it is ``supported``.

A kind says what a pair tries, so it may hold supported pairs too: those of ``negation``, ``modality``, ``scope`` and
the like keep what their neighbours break.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from onrecord.sentences import fold

ROOT: Final = Path(__file__).resolve().parent.parent.parent
LIBRARY: Final = ROOT / "samples" / "library"
LINES: Final = (ROOT / "eval" / "suites" / "reference.jsonl").read_text(encoding="utf-8").splitlines()
PAIRS: Final[list[dict[str, Any]]] = [json.loads(line) for line in LINES]
SAMPLED: Final = [pair for pair in PAIRS if pair["source"] != "own"]

SHARES: Final = {"supported": (0.40, 0.50), "partly": (0.12, 0.18), "unsupported": (0.35, 0.45)}
ALWAYS: Final = {
    "verbatim": {"supported"},
    "paraphrase": {"supported"},
    "added-detail": {"partly"},
    "off-topic": {"unsupported"},
    "opinion-as-fact": {"supported", "unsupported"},
    "inference": {"supported", "unsupported"},
    "condensed": {"supported", "partly"},
    "wrong-number": {"partly", "unsupported"},
    "wrong-date": {"partly", "unsupported"},
    "wrong-name": {"partly", "unsupported"},
}
"""Kinds that cannot have every label, and those they can have."""
ANY: Final = {"swapped-roles", "negation", "wrong-speaker", "modality", "scope", "cause", "time-order"}


def test_there_are_enough_pairs_each_with_its_own_id() -> None:
    assert len(PAIRS) >= 150
    assert [pair["id"] for pair in PAIRS] == [f"ref-{number:03d}" for number in range(1, len(PAIRS) + 1)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_a_pair_is_whole(pair: dict[str, Any]) -> None:
    assert set(pair) == {"id", "claim", "evidence", "label", "kind", "source"}
    assert pair["label"] in SHARES
    assert pair["kind"] in ALWAYS.keys() | ANY
    assert pair["label"] in ALWAYS.get(pair["kind"], set(SHARES)), "this kind has no such label"
    assert pair["evidence"]
    for text in (pair["claim"], *pair["evidence"]):
        assert text == fold(text) != ""
    assert pair["claim"][0].isupper()
    assert pair["claim"][-1] == "."


def test_no_claim_stands_twice() -> None:
    claims = Counter(fold(pair["claim"]).casefold() for pair in PAIRS)
    assert [claim for claim, count in claims.items() if count > 1] == []


def test_labels_are_in_proportion() -> None:
    labels = Counter(pair["label"] for pair in PAIRS)
    for label, (least, most) in SHARES.items():
        assert least <= labels[label] / len(PAIRS) <= most, label


def test_every_kind_is_there_and_none_prevails() -> None:
    kinds = Counter(pair["kind"] for pair in PAIRS)
    assert set(kinds) == ALWAYS.keys() | ANY
    assert min(kinds.values()) >= 8
    assert max(kinds.values()) <= 16


def test_half_of_the_pairs_are_from_the_samples() -> None:
    assert 0.45 <= len(SAMPLED) / len(PAIRS) <= 0.55
    assert len({pair["source"] for pair in SAMPLED}) >= 15


@pytest.mark.parametrize("pair", SAMPLED, ids=lambda pair: pair["id"])
def test_sampled_evidence_is_verbatim(pair: dict[str, Any]) -> None:
    path = LIBRARY / pair["source"]
    assert path.suffix in {".txt", ".md"}
    assert path.resolve().is_relative_to(LIBRARY)
    text = fold(path.read_text(encoding="utf-8"))
    assert [evidence for evidence in pair["evidence"] if evidence not in text] == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_only_a_verbatim_claim_is_verbatim(pair: dict[str, Any]) -> None:
    claim = pair["claim"].removesuffix(".")
    assert any(claim in evidence for evidence in pair["evidence"]) == (pair["kind"] == "verbatim")
