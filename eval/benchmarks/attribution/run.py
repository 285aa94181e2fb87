"""Find the attributions of each text and count what fits the marks."""

from collections.abc import Callable, Sequence
from time import process_time

from eval.benchmarks.attribution.brat import MarkedText, Ranges
from eval.benchmarks.attribution.report import Report
from eval.benchmarks.attribution.scores import Counted, in_quote_marks, paired
from onrecord.attribution import Attribution

__all__ = ["Attribute", "bench_attribution"]

Attribute = Callable[[str], Sequence[Attribution]]
"""A text -> its attributions."""


def bench_attribution(texts: Sequence[MarkedText], attribute: Attribute) -> Report:
    """Figures of both halves and of all, of quotes and of all attributions with a source.

    A predicted attribution and a marked one belong together by the words that their contents have in common, one to
    one, the most in common first; those with none in common are never paired. Tokens are counted over all texts: F1
    of the words in common over all pairs, against all words predicted and all words marked. What has no source is left
    out on both sides; what several say together counts once. A quote is content that begins and ends at a quote mark,
    predicted or marked. The method of the figures is ours; the marks are of Newell, Margolin and Ruths: PolNeAR, LREC
    2018.

    Args:
        texts: with their marks.
        attribute: what is measured.
    """
    counted = {(half, kind): Counted() for half in ("even", "odd", "all") for kind in ("quotes", "every")}
    seconds, characters = 0.0, 0
    for one in texts:
        begun = process_time()
        found = attribute(one.text)
        seconds += process_time() - begun
        characters += len(one.text)
        predicted = [(each.content, (each.source,)) for each in _by_cue(found) if each.source is not None]
        marked = [(each.content, each.source) for each in one.marked if each.source]
        for half in (("even", "odd")[one.half], "all"):
            _count(counted[half, "every"], one.text, predicted, marked)
            _count(counted[half, "quotes"], one.text, _quotes(one.text, predicted), _quotes(one.text, marked))
    return Report(len(texts), counted, 850_000 * seconds / max(characters, 1))


Pair = tuple[Ranges, Ranges]


def _by_cue(found: Sequence[Attribution]) -> Sequence[Attribution]:
    """One of those that tell the same words of several who say them together: people mark these once."""
    return list({(one.content, one.cue, one.source): one for one in found}.values())


def _quotes(text: str, attributions: Sequence[Pair]) -> list[Pair]:
    return [one for one in attributions if in_quote_marks(text, one[0])]


def _count(counted: Counted, text: str, predicted: Sequence[Pair], marked: Sequence[Pair]) -> None:
    pairing = paired(text, [content for content, _ in predicted], [content for content, _ in marked])
    counted.add(text, pairing, ([source for _, source in predicted], [source for _, source in marked]))
