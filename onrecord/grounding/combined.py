"""The judge with a model: rules say what is verbatim and what is broken, the model decides the rest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from onrecord.answers import Verdict, VerdictLabel
from onrecord.grounding.entailment import Entailment
from onrecord.grounding.windows import best_windows
from onrecord.sentences import fold
from onrecord.words import whole

__all__ = ["ModelJudge", "Rules"]

# Windows of the evidence that the model reads; each costs the same.
_WINDOWS: Final = 3
_SHOWN_CHARS: Final = 60
_FINDS: Final[dict[VerdictLabel, str]] = {
    "supported": "finds it said in",
    "partly": "is not sure that it is said in",
    "unsupported": "does not find it said; nearest is",
}


class Rules(Protocol):
    """What the rules judge offers to a judge that is more than rules."""

    @property
    def name(self) -> str:
        """How reports name the rules."""
        ...

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """By rules alone; see :meth:`onrecord.ports.Judge.weigh`."""
        ...

    def verbatim(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        """The verdict on a claim whose words stand in the evidence letter for letter; None where they do not.

        Raises:
            BadInput: as :meth:`weigh`.
        """
        ...

    def veto(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        """``unsupported``, where the claim breaks a rule that no likeness of words makes good; else None.

        Raises:
            BadInput: as :meth:`weigh`.
        """
        ...


class ModelJudge:
    """Checks a claim by rules where they are sure, and else by a model that reads it beside the evidence.

    The model's score of a claim is its greatest over the windows of the evidence that share most with the claim. It
    cannot lift a veto: figures and negations are what small models overlook.

    Args:
        rules: say what is verbatim, and what is vetoed.
        scorer: the model; its thresholds decide the label, its probability is the score as it is.
    """

    def __init__(self, rules: Rules, scorer: Entailment) -> None:
        self._rules = rules
        self._scorer = scorer
        self.name = f"{rules.name} + {scorer.name}"

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Is ``claim`` supported by ``evidence``, and by nothing else? Order of the texts does not matter.

        Raises:
            BadInput: the claim holds no word, or is over 20,000 characters.
        """
        verbatim = self._rules.verbatim(claim, evidence)
        if verbatim is not None:
            return verbatim
        windows = best_windows(whole(claim), [whole(text) for text in evidence], _WINDOWS)
        if not windows:
            return self._rules.weigh(claim, evidence)
        scores = self._scorer.probabilities([(window, whole(claim)) for window in windows])
        best = max(range(len(scores)), key=scores.__getitem__)
        veto = self._rules.veto(claim, evidence)
        if veto is not None:
            return replace(veto, score=min(veto.score, scores[best]))
        return self._decided(scores[best], windows[best])

    def _decided(self, score: float, window: str) -> Verdict:
        supported, partly = self._scorer.thresholds
        label: VerdictLabel = "supported" if score >= supported else "partly" if score >= partly else "unsupported"
        model = fold(self._scorer.name).replace("\\", "/").rstrip("/").rsplit("/", maxsplit=1)[-1]
        return Verdict(label, score, f"{model} {_FINDS[label]}: {_first_words(window)}")


def _first_words(text: str) -> str:
    text = fold(text)
    if len(text) <= _SHOWN_CHARS:
        return text
    return (text[:_SHOWN_CHARS].rsplit(maxsplit=1) or [text[:_SHOWN_CHARS]])[0] + " \u2026"
