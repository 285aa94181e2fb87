"""Is every sentence supported by what it cites?"""

from eval.metrics.score import Score
from eval.metrics.seen import Checked, Seen

__all__ = ["groundedness", "shown"]


def groundedness(seen: Seen) -> Score:
    """Share of the sentences that claim something which the judge of the run supports in full, in [0, 1].

    Faithfulness of RAGAS (Es et al., EACL 2024) with the sentences of the answer for statements. Unscored for a refusal
    and where the judge failed on a sentence.
    """
    if not seen.checked:
        return Score.unscored("no sentence claims anything")
    if failed := [one for one in seen.checked if one.verdict is None]:
        return Score.unscored(f"the judge failed: {failed[0].failure}")
    weak = [one for one in seen.checked if not one.supported]
    reason = "; ".join(shown(one, seen) for one in weak) or f"all {len(seen.checked)} supported"
    return Score(1 - len(weak) / len(seen.checked), reason)


def shown(one: Checked, seen: Seen) -> str:
    """A sentence that is not supported, and why."""
    words = seen.answer.sentences[one.sentence].text
    return f"\u201c{words}\u201d {one.verdict.label}: {one.verdict.reason}" if one.verdict else words
