"""The rule judge: verbatim words first, then alignment with what similarity cannot see checked by rules.

What it can see: words that are not there, changed figures, words in quote marks that are not verbatim, a negation on
one side only. What it cannot: who did what to whom, irony, what follows from what. A fluent false sentence made of
the passage's own words passes it.
"""

from collections.abc import Sequence
from typing import Final

from onrecord.errors import BadInput
from onrecord.grounding.alignment import NEGATIONS, Aligned, align
from onrecord.grounding.verbatim import is_verbatim, quoted_words
from onrecord.ports import TokenEncoder
from onrecord.sentences import fold, split_sentences
from onrecord.types import Verdict
from onrecord.words import content_stems, has_word, whole, words_of

__all__ = ["RuleJudge"]

# Share of the claim's telling words that must be there. Every word but one in ten may be the claim's own; under half,
# most of it is. A first setting: `onrecord bench grounding` is to fit it.
_SUPPORTED: Final = 0.85
_PARTLY: Final = 0.5
# What a broken rule leaves of the score.
_FIGURE_CHANGED: Final = 0.1
_QUOTE_CHANGED: Final = 0.2
_NEGATION_CHANGED: Final = 0.3
# Verbatim words out of a sentence that has a negation beside them: what they mean there, rules cannot tell.
_CUT_OUT: Final = 0.5
_NAMED_WORDS: Final = 6
# A longer claim is no sentence; reading it would take seconds and mean nothing.
_MOST_CHARS: Final = 20_000


class RuleJudge:
    """Checks a claim by its words.

    Args:
        encoder: finds words that are said in other words; None compares stems only.
    """

    name = "rules-1"

    def __init__(self, encoder: TokenEncoder | None = None) -> None:
        self._encoder = encoder

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Is ``claim`` supported by ``evidence``, and by nothing else? Order of the texts does not matter.

        Raises:
            BadInput: the claim holds no word, or is over 20,000 characters.
        """
        if not has_word(claim):
            raise BadInput("There is no word in the claim; give a sentence.")
        if len(claim) > _MOST_CHARS:
            raise BadInput(f"The claim has {len(claim):,} characters; check it sentence by sentence.")
        claim = whole(claim)
        texts = sorted(whole(text) for text in evidence if text.strip())
        if not texts:
            return Verdict("unsupported", 0.0, "no passage is cited")
        if any(is_verbatim(claim, text) for text in texts):
            around = _denied_around(claim, texts)
            if around is None:
                return Verdict("supported", 1.0, f"verbatim: {_shortened(claim)}")
            return Verdict("partly", _CUT_OUT, f"cut out of a sentence that denies something: {_shortened(around)}")
        return self._by_rules(claim, texts)

    def _by_rules(self, claim: str, texts: Sequence[str]) -> Verdict:
        aligned = align(claim, texts, self._encoder)
        share = sum(one.strength for one in aligned) / len(aligned) if aligned else 0.0
        missing = [one for one in aligned if one.strength == 0.0]
        figures = [one.word.text for one in missing if one.word.text[0].isdigit()]
        if figures:
            return Verdict("unsupported", _FIGURE_CHANGED * share, f"figure not in the passage: {', '.join(figures)}")
        changed = [words for words in quoted_words(claim) if not any(is_verbatim(words, text) for text in texts)]
        if changed:
            return Verdict("unsupported", _QUOTE_CHANGED * share, f"in quote marks but not verbatim: {changed[0]}")
        if _negation_differs(claim, texts):
            return Verdict("unsupported", _NEGATION_CHANGED * share, _negation_reason(claim))
        return _by_share(share, aligned, missing)


def _by_share(share: float, aligned: Sequence[Aligned], missing: Sequence[Aligned]) -> Verdict:
    if not aligned:
        return Verdict("unsupported", 0.0, "the claim has no telling word to look for")
    if share >= _SUPPORTED:
        rests = ", ".join(dict.fromkeys(one.word.text for one in aligned if one.strength > 0))
        return Verdict("supported", share, f"its words are in the passage: {_shortened(rests)}")
    lost = list(dict.fromkeys(one.word.text for one in missing)) or [
        min(aligned, key=lambda one: one.strength).word.text
    ]
    reason = f"not in the passage: {', '.join(lost[:_NAMED_WORDS])}" + (" ..." if len(lost) > _NAMED_WORDS else "")
    return Verdict("partly" if share >= _PARTLY else "unsupported", share, reason)


def _negation_differs(claim: str, texts: Sequence[str]) -> bool:
    """Whether the claim denies what the sentence nearest to it does not, or the other way round."""
    wanted = set(content_stems(claim)) - NEGATIONS
    sentences = [text[span.start : span.end] for text in texts for span in split_sentences(text)]
    if not wanted or not sentences:
        return False
    nearest = max(sentences, key=lambda sentence: (len(wanted & set(content_stems(sentence))), sentence))
    if len(wanted & set(content_stems(nearest))) * 2 < len(wanted):
        return False
    return _negations(claim) != _negations(nearest) and not _negations(nearest) > 1


def _denied_around(claim: str, texts: Sequence[str]) -> str | None:
    """The sentence that the claim's words are only a part of, where all such sentences deny something; else None."""
    sentences = [text[span.start : span.end] for text in texts for span in split_sentences(text)]
    around = [sentence for sentence in sentences if is_verbatim(claim, sentence)]
    if around and all(_negations(sentence) > _negations(claim) for sentence in around):
        return around[0]
    return None


def _negations(text: str) -> int:
    return sum(_denies(word.text) for word in words_of(text))


def _denies(word: str) -> bool:
    return word in NEGATIONS or word.replace("\u2019", "'").endswith("n't")


def _negation_reason(claim: str) -> str:
    denied = [word.text for word in words_of(claim) if _denies(word.text)]
    return f"the passage does not say '{denied[0]}'" if denied else "the passage denies what is claimed here"


def _shortened(text: str) -> str:
    text = fold(text)
    return text if len(text) <= 80 else text[:79].rsplit(maxsplit=1)[0] + " \u2026"
