"""Is the answer the short answer? The two metrics of SQuAD (Rajpurkar et al., EMNLP 2016)."""

import re
import string
from collections import Counter
from collections.abc import Callable
from typing import Final

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from onrecord.answers import Answer

__all__ = ["exact_match", "token_f1"]

_ARTICLES: Final = re.compile(r"\b(a|an|the)\b")
_NO_MARKS: Final = str.maketrans("", "", string.punctuation + "\u2018\u2019\u201c\u201d")


def exact_match(seen: Seen) -> Score:
    """1.0 where the answer's words are those of a short answer, case, articles and punctuation aside, else 0.0."""
    return _best(seen, lambda said, wanted: float(said == wanted))


def token_f1(seen: Seen) -> Score:
    """Greatest F1, in [0, 1], of the answer's words and those of a short answer, each as often as it occurs."""
    return _best(seen, _f1)


def _best(seen: Seen, of: Callable[[list[str], list[str]], float]) -> Score:
    """The best over all short answers; 0.0 for a refusal, unscored where the case has none."""
    if not seen.case.answers:
        return Score.unscored("the case has no short answer")
    if not seen.answered:
        return Score(0.0, "refused")
    said = _words(_claimed(seen.answer))
    value, wanted = max((of(said, _words(one)), one) for one in seen.case.answers)
    return Score(value, f"beside \u201c{wanted}\u201d")


def _f1(said: list[str], wanted: list[str]) -> float:
    same = sum((Counter(said) & Counter(wanted)).values())
    return 2 * same / (len(said) + len(wanted)) if same else float(said == wanted)


def _claimed(answer: Answer) -> str:
    """The answer without marks and framing."""
    return " ".join(one.text for one in answer.sentences if one.kind != "framing")


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.casefold().translate(_NO_MARKS)).split()
