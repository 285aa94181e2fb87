"""What a model's labels mean: which of them says that the evidence supports the claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.errors import ModelUnavailable

__all__ = ["Head", "head_of"]

_SUPPORTING: Final = frozenset("consistent entailed entailment entails factual support supported supports yes".split())
_OPPOSED: Final = frozenset(
    """contradiction contradictory contradicts hallucinated hallucination inconsistent neutral no non_entailment
    not_enough_info not_entailed not_entailment not_supported refute refuted refutes unsupported""".split()
)
_UNNAMED: Final = re.compile(r"label_?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The labels of a model's last layer, and the one that says "supported".

    Attributes:
        labels: their names, in the model's order; one alone is a score of its own.
        supporting: place of the one that counts.
    """

    labels: tuple[str, ...]
    supporting: int

    def probability(self, logits: "npt.NDArray[np.floating]", claim: Sequence[int]) -> float:
        """The probability of "supported", in [0, 1].

        A model that looks at each token is as sure of a claim as of its least supported token.

        Args:
            logits: shape (labels,) of a pair, or (t, labels) of its tokens.
            claim: places of the claim's tokens; at least one.
        """
        rows = np.atleast_2d(np.asarray(logits, dtype=np.float64))
        if np.ndim(logits) == 2:
            rows = rows[list(claim)]
        if len(self.labels) == 1:
            rows = np.concatenate([rows, np.zeros_like(rows)], axis=1)  # sigmoid is softmax beside a zero
        rows = np.exp(rows - rows.max(axis=1, keepdims=True))
        return float((rows[:, self.supporting] / rows.sum(axis=1)).min())


def head_of(setting: str, stated: Sequence[str], given: Sequence[str]) -> Head:
    """The labels of a model.

    Args:
        setting: how the model is set, without its labels; for what is raised.
        stated: names that the model's files state, in its order; may be empty.
        given: names that the setting states; they win where there are any.

    Raises:
        ModelUnavailable: the labels have no names, or it is not plain which one says "supported".
    """
    labels = tuple(given or stated)
    example = f"judge = '{setting}#labels=entailment,neutral,contradiction'"
    if given and stated and len(given) != len(stated):
        raise ModelUnavailable(
            f"The judge {setting!r} has {len(stated)} labels ({', '.join(stated)}), and the setting names {len(given)} "
            f"({', '.join(given)}). Name each, in the model's order."
        )
    if not labels or any(_UNNAMED.fullmatch(label) for label in labels):
        raise ModelUnavailable(
            f"The judge {setting!r} does not name its labels ({', '.join(labels) or 'none are stated'}). Look them up "
            f"in its description and name them in its order, such as {example}; one score alone is #labels=consistent."
        )
    plain = [re.sub(r"[\W_]+", "_", label.casefold()) for label in labels]
    supporting = [place for place, label in enumerate(plain) if label in _SUPPORTING]
    if len(supporting) != 1 or not set(plain) <= _SUPPORTING | _OPPOSED:
        raise ModelUnavailable(
            f"The labels of the judge {setting!r} ({', '.join(labels)}) do not say which one means that a text "
            f"supports a claim. Choose an entailment model, or rename them in its order, such as {example}."
        )
    return Head(labels, supporting[0])
