"""Does the verdict shown beside a sentence say what the judge of the run says?"""

from eval.metrics.score import Score
from eval.metrics.seen import Checked, Seen

__all__ = ["verdicts_right"]


def verdicts_right(seen: Seen) -> Score:
    """Share of the sentences that claim something whose shown label is that of the judge of the run, in [0, 1].

    A judge that was dropped, or waves everything through, shows here where a writer errs. Unscored for a refusal and
    where the judge failed.
    """
    if not seen.checked:
        return Score.unscored("no sentence claims anything")
    if any(one.verdict is None for one in seen.checked):
        return Score.unscored("the judge failed on a sentence")
    wrong = [one for one in seen.checked if not _agree(one, seen)]
    faults = "; ".join(_told(one, seen) for one in wrong)
    return Score(1 - len(wrong) / len(seen.checked), faults or f"all {len(seen.checked)} as the judge says")


def _agree(one: Checked, seen: Seen) -> bool:
    shown = seen.answer.sentences[one.sentence].verdict
    return shown is not None and one.verdict is not None and shown.label == one.verdict.label


def _told(one: Checked, seen: Seen) -> str:
    sentence = seen.answer.sentences[one.sentence]
    shown = sentence.verdict.label if sentence.verdict else "nothing"
    said = one.verdict.label if one.verdict else "nothing"
    return f"\u201c{sentence.text}\u201d is shown as {shown}, and is {said}"
