"""How strong is the evidence for an answer? What the question requires, held against what was found."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from onrecord.grounding.verbatim import quoted_words
from onrecord.question import kind_of, states
from onrecord.sentences import fold
from onrecord.types import Hit
from onrecord.words import words_of

__all__ = ["FEATURES", "STATES_ENOUGH", "STATES_WITHIN", "evidence_features", "evidence_strength", "weights_file"]

FEATURES: Final = ("sentence", "gap", "missing", "untyped", "nameless", "length")
"""Names of what :func:`evidence_features` gives, in the order of the fitted weights."""

# So many hits tell how far the best one stands out; with fewer the gap counts for less, and for one not at all.
_MANY: Final = 8
# The mean gap of the questions that the weights were fitted on.
_USUAL_GAP: Final = 0.2
_PHRASE_WORDS: Final = 4
STATES_ENOUGH: Final = 0.6
"""A sentence that states the figure, sum or date asked for counts from this share of the best one's score."""
STATES_WITHIN: Final = 4
"""Of so many of the first hits such sentences count."""
_STATED: Final = frozenset({"money", "number", "date"})


def evidence_strength(question: str, hits: Sequence[Hit]) -> float:
    """How likely the hits answer ``question``, in [0, 1]; 0.0 for no hits, or hits that were not looked at closely.

    A logistic model of :func:`evidence_features`, with weights fitted on public questions that have an answer and such
    that have none (``evidence.json``, which says on what and by which command). ``docs/decisions/abstention.md`` has
    the measurement. Four or more words in quote marks that stand in the first hit make it at least .5: where those
    words are is known, and who said them is asked.
    """
    features = evidence_features(question, hits)
    if not features:
        return 0.0
    model = _model()
    likely = 1 / (1 + math.exp(-(model["intercept"] + sum(model[name] * features[name] for name in FEATURES))))
    return (1 + likely) / 2 if _stands_there(question, hits[0]) else likely


def evidence_features(question: str, hits: Sequence[Hit]) -> dict[str, float]:
    """What tells an answerable question from another, by name; empty for no hits, or hits not looked at closely.

    Returns:
        ``sentence``: score of the best sentence of all hits, about 0 to 1. ``gap``: by how much the evidence of the
        first hit is above the mean of the others, nearer to a usual gap the fewer there are. ``missing``: share of the
        question's telling words, each by its rarity, that the first hit's best sentence and its neighbours lack.
        ``untyped``: 1.0 where the question asks for money, a figure or a date and no sentence that would be quoted
        for it states one, else 0.0. ``nameless``: share of the names of the question that the first hit lacks.
        ``length``: natural logarithm of the number of telling words.
    """
    looked = [hit for hit in hits if hit.evidence]
    if not looked:
        return {}
    first = looked[0]
    kind = kind_of(question)
    lacks = kind in _STATED and not any(states(kind, words, question) for words in _may_be_quoted(looked))
    return {
        "sentence": max(hit.evidence[0].score for hit in looked),
        "gap": _gap(looked),
        "missing": first.stages.get("missing", 0.0),
        "untyped": float(lacks),
        "nameless": 1.0 - first.stages.get("names", 1.0),
        "length": math.log(max(1, len(first.words))),
    }


def _stands_there(question: str, hit: Hit) -> bool:
    quoted = [words for words in quoted_words(question) if len(words_of(words)) >= _PHRASE_WORDS]
    there = fold(hit.passage.text).casefold()
    return bool(quoted) and all(fold(words).casefold() in there for words in quoted)


def _may_be_quoted(hits: Sequence[Hit]) -> list[str]:
    """The sentences of the first few hits that a writer would quote if they state what is asked for."""
    least = STATES_ENOUGH * hits[0].evidence[0].score
    return [hit.passage.quote(span) for hit in hits[:STATES_WITHIN] for span in hit.evidence if span.score >= least]


def _gap(hits: Sequence[Hit]) -> float:
    strengths = [hit.stages.get("evidence", 0.0) for hit in hits]
    if len(strengths) == 1:
        return _USUAL_GAP
    gap = strengths[0] - sum(strengths[1:]) / len(strengths[1:])
    known = min(1.0, (len(strengths) - 1) / (_MANY - 1))
    return _USUAL_GAP + known * (gap - _USUAL_GAP)


def weights_file() -> Path:
    """The file of the fitted weights: what they were fitted on, by which command, and how well they do."""
    return Path(__file__).with_name("evidence.json")


@cache
def _model() -> Mapping[str, float]:
    fitted = json.loads(weights_file().read_text(encoding="utf-8"))
    return {"intercept": fitted["intercept"], **fitted["weights"]}
