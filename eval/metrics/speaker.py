"""Is what was said given to who said it?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from eval.wording import pattern_of, plain
from onrecord.answers import Sentence

__all__ = ["speaker_accuracy"]


def speaker_accuracy(seen: Seen) -> Score:
    """Share of the sentences that cite wanted evidence which name a right speaker, beside them or in them, in [0, 1].

    Right is one that has one of the case's names in it, all words of it in their order. A sentence without a speaker
    beside it and without a right name in it counts as wrong. Unscored where the case names no speaker, for a refusal,
    and where the evidence is not cited.
    """
    if not seen.case.speakers:
        return Score.unscored("the case names no speaker")
    if not seen.answered:
        return Score.unscored("refused")
    numbers = {citation.number for group in seen.wanted for citation in seen.cited_of(group)}
    told = [one for one in seen.answer.sentences if numbers & set(one.citations)]
    if not told:
        return Score.unscored("the words of the speaker are not cited")
    wrong = [one for one in told if not _right(one, seen.case.speakers)]
    faults = "; ".join(f"given to {one.speaker or 'nobody'}" for one in wrong)
    return Score(1 - len(wrong) / len(told), faults or f"given to {told[0].speaker or seen.case.speakers[0]}")


def _right(sentence: Sentence, speakers: tuple[str, ...]) -> bool:
    """The speaker beside it decides; where there is none, the words of the sentence do."""
    return any(_has(name, sentence.speaker or sentence.text) for name in speakers)


def _has(name: str, text: str) -> bool:
    return pattern_of(name, whole=True).search(plain(text)) is not None
