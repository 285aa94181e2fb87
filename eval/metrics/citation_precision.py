"""Does every citation of a sentence help to support it?"""

from eval.metrics.score import Score
from eval.metrics.seen import Checked, Seen

__all__ = ["citation_precision"]


def citation_precision(seen: Seen) -> Score:
    """Share of citations that are needed or sufficient for a supported sentence, in [0, 1].

    As ALCE defines it (Gao et al., EMNLP 2023): a citation counts where all that the sentence cites supports it and
    either this citation alone does or the others without it do not. Unscored where nothing is cited and where the
    judge failed.
    """
    if any(one.verdict is None for one in seen.checked):
        return Score.unscored("the judge failed on a sentence")
    pairs = [(one, number) for one in seen.checked for number in seen.answer.sentences[one.sentence].citations]
    if not pairs:
        return Score.unscored("nothing is cited")
    idle = [f"[{number}]" for one, number in pairs if not _helps(one, number)]
    reason = f"of no help to its sentence: {', '.join(idle)}" if idle else f"all {len(pairs)} help"
    return Score(1 - len(idle) / len(pairs), reason)


def _helps(one: Checked, number: int) -> bool:
    return one.supported and (one.alone.get(number, False) or not one.without.get(number, False))
