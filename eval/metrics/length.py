"""How long is the answer?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["answer_words"]


def answer_words(seen: Seen) -> Score:
    """Words of the sentences of an answer, framing included; unscored for a refusal."""
    if not seen.answered:
        return Score.unscored("refused")
    count = sum(len(sentence.text.split()) for sentence in seen.answer.sentences)
    return Score(float(count), f"{len(seen.answer.sentences)} sentences")
