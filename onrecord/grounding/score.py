"""How likely is a claim supported? A logistic model of what the rules found, kept within the range of the label."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from onrecord.answers import VerdictLabel
from onrecord.grounding.alignment import Alignment
from onrecord.grounding.reading import Broken, Near, Read

__all__ = [
    "AGAINST",
    "ATTRIBUTION",
    "FEATURES",
    "FIXED",
    "RANGES",
    "features_of",
    "likelihood",
    "score_of",
    "weights_file",
]

FEATURES: Final = ("words", "copied", "broken", "attribution", "names", "runs")
"""Names of what :func:`features_of` gives."""

FIXED: Final[Mapping[str, float]] = {"runs": 0.1}
"""Weights that are set and not fitted. Runs are so small a part that they only tell claims apart which are alike else:
in claims as people and models write them more runs of the source mean more support, in true sentences with one thing
changed they do not (docs/decisions/judging.md)."""

AGAINST: Final = frozenset({"broken", "attribution", "names"})
"""Those that speak against a claim; no weight may have the other sign."""

ATTRIBUTION: Final = "attribution"
"""The kind of rule that is broken in part only: said by somebody there and stated as a fact here."""

RANGES: Final[Mapping[VerdictLabel, tuple[float, float]]] = {
    "supported": (0.5, 0.99),
    "partly": (0.4, 0.49),
    "unsupported": (0.0, 0.39),
}
"""The least and the greatest score of each label of the rule judge; a verbatim sentence alone has 1.0."""

# Share of telling words up to which more of them tell more. Beyond it, sentences with one thing changed have more of
# their source's words than faithful ones have.
_ENOUGH: Final = 0.5


def features_of(claim: Read, near: Near, aligned: Alignment, broken: Sequence[Broken]) -> dict[str, float]:
    """What tells supported claims from others, by name, each in [0, 1].

    Returns:
        ``words``: share of the telling words that are there, up to .5. ``copied``: share of the runs of three words
        that are there, where one sentence has all words of the claim in their order; else 0.0. ``broken``: 1.0 where a
        rule is broken that no likeness makes good. ``attribution``: 1.0 where only who says so is left out. ``names``:
        share of the claim's names that no sentence has. ``runs``: share of the runs of three words that are there.
    """
    everything = {lemma for one in near.everything for lemma in one.lemmas}
    lost = [place for place in claim.names if claim.lemmas[place] not in everything]
    hard = any(one.kind != ATTRIBUTION for one in broken)
    return {
        "words": min(_ENOUGH, aligned.share),
        "copied": aligned.runs if any(_in_order(claim, one) for one in near.sentences) else 0.0,
        "broken": float(hard),
        "attribution": float(bool(broken) and not hard),
        "names": len(lost) / len(claim.names) if claim.names else 0.0,
        "runs": aligned.runs,
    }


def _in_order(claim: Read, other: Read) -> bool:
    """Whether the claim is the sentence with words left out, or less."""
    there = iter([word.text for word in other.words])
    return all(word.text in there for word in claim.words)


def likelihood(features: Mapping[str, float]) -> float:
    """How likely a claim with these features is supported, in (0, 1).

    The weights are fitted on public claims with known labels (``score.json``, which says on what and by which command);
    docs/decisions/judging.md has the measurement.
    """
    weights = _weights()
    return 1 / (1 + math.exp(-weights["intercept"] - sum(weights[name] * features[name] for name in FEATURES)))


def score_of(label: VerdictLabel, features: Mapping[str, float]) -> float:
    """The likelihood, or the end of the label's range that is nearest to it."""
    least, greatest = RANGES[label]
    return min(greatest, max(least, likelihood(features)))


def weights_file() -> Path:
    """The file of the fitted weights: what they were fitted on, by which command, and how well they do."""
    return Path(__file__).with_name("score.json")


@cache
def _weights() -> Mapping[str, float]:
    fitted = json.loads(weights_file().read_text(encoding="utf-8"))
    return {"intercept": fitted["intercept"], **fitted["weights"]}
