"""Do the citations of a sentence, together, support it?"""

from eval.metrics.groundedness import shown
from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["citation_recall"]


def citation_recall(seen: Seen) -> Score:
    """Share of sentences that cite something and are supported by all they cite together, in [0, 1].

    As ALCE defines it (Gao et al., EMNLP 2023), with the judge of the run for its entailment model. Unscored for a
    refusal and where the judge failed.
    """
    if not seen.checked:
        return Score.unscored("no sentence claims anything")
    if any(one.verdict is None for one in seen.checked):
        return Score.unscored("the judge failed on a sentence")
    sentences = seen.answer.sentences
    bare = [one for one in seen.checked if not sentences[one.sentence].citations]
    weak = [one for one in seen.checked if sentences[one.sentence].citations and not one.supported]
    faults = [f"\u201c{sentences[one.sentence].text}\u201d cites nothing" for one in bare]
    faults += [shown(one, seen) for one in weak]
    return Score(1 - len(faults) / len(seen.checked), "; ".join(faults) or "every sentence is supported")
