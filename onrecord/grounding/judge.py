"""The rule judge: verbatim words first, then rules on what similarity cannot see, then how much of the claim is there.

What it can see: words that are not there; figures, dates, names and speakers that were changed; words in quote marks
that are not verbatim; denials and opposites; "all" for "some", "will" for "may", "at least" for "nearly". What it
cannot: what follows from what, irony, a word that is exchanged for another of the same topic. A fluent false sentence
made of the passage's own words may pass it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from onrecord.answers import Verdict, VerdictLabel
from onrecord.errors import BadInput
from onrecord.grounding.alignment import Alignment, align
from onrecord.grounding.figures import bounds_broken, dates_broken, figures_broken
from onrecord.grounding.lexicon import ALLEGED, HEDGES, QUANTIFIERS, denies
from onrecord.grounding.offending import offending_spans
from onrecord.grounding.reading import Broken, Near, Read, nearest, read
from onrecord.grounding.roles import names_broken, order_broken, speakers_broken
from onrecord.grounding.score import ATTRIBUTION, features_of, score_of
from onrecord.grounding.tongues import JOINED_ABROAD, denials_abroad, tongue_of, turned_abroad
from onrecord.grounding.verbatim import is_verbatim, quoted_words
from onrecord.grounding.wording import hedges_broken, quantifiers_broken, turned_broken
from onrecord.ports import TokenEncoder
from onrecord.sentences import fold, split_sentences
from onrecord.words import Word, has_word, whole, words_of

__all__ = ["RuleJudge"]

# Share of the claim's telling words that must be there, as such or in other words. Half of the summaries that SummEdits
# calls consistent have .6 or more; nothing that is much lower is anybody's restatement.
_SUPPORTED: Final = 0.6
_PARTLY: Final = 0.3
# Of a claim of so few telling words each one counts: "Quillon won the contract" is not there without "won".
_FEW: Final = 5
# Words that the rules look at.
_SMALL: Final = frozenset((*HEDGES, *QUANTIFIERS, "more", "less", "least"))
# Verbatim words out of a sentence that has a negation beside them: what they mean there, rules cannot tell.
_CUT_OUT: Final = 0.49
_CONDITIONS: Final = frozenset({"if", "unless", "provided"})
# What joins a clause with a subject of its own to the one before it, and leaves that as it is.
_JOINED: Final = re.compile(
    r"\s*(?:;|,?\s*\b(?:and|but|while|whereas)\s+(?:[Tt]he|an?|he|she|it|they|we|I|you|this|that|these|those|there|his|her"
    r"|its|their|nobody|no one|none|nothing|[A-Z]\w+)\b)"
)
_NAMED_WORDS: Final = 6
# A longer claim is no sentence; reading it would take seconds and mean nothing.
_MOST_CHARS: Final = 20_000
# In this order: the first two that are broken give the reason.
_RULES: Final[tuple[Callable[[Read, Near], Iterator[Broken]], ...]] = (
    figures_broken,
    dates_broken,
    bounds_broken,
    turned_abroad,
    turned_broken,
    quantifiers_broken,
    hedges_broken,
    names_broken,
    order_broken,
    speakers_broken,
)


class RuleJudge:
    """Checks a claim by its words.

    Args:
        encoder: finds words that are said in other words; None compares words alone.
    """

    name = "rules-4"

    def __init__(self, encoder: TokenEncoder | None = None) -> None:
        self._encoder = encoder

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Is ``claim`` supported by ``evidence``, and by nothing else? Order of the texts does not matter.

        The score says how likely a claim with as many words there and such rules broken is supported, within the range
        of its label (:data:`onrecord.grounding.score.RANGES`): .5 and up where it is supported, 1.0 where it is
        verbatim, .4 to .49 where it is partly so, under .4 else. Without evidence, and for a claim without a telling
        word, it is 0.0.

        Raises:
            BadInput: the claim holds no word, or is over 20,000 characters.
        """
        return self.weighed(claim, evidence)[0]

    def weighed(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, Mapping[str, float]]:
        """As :meth:`weigh`, and the features that the score rests on; none where it rests on none.

        Raises:
            BadInput: as :meth:`weigh`.
        """
        claim, texts = _taken(claim, evidence)
        if not texts:
            return Verdict("unsupported", 0.0, "no passage is cited"), {}
        verbatim = _verbatim(claim, texts)
        if verbatim is not None:
            return verbatim, {}
        asked = read(claim)
        near = nearest(asked, texts)
        broken = _broken(asked, near, texts)
        # What breaks a rule is not supported, in whatever words: nothing need be encoded.
        encoder = None if _hard(broken) else self._encoder
        aligned = align(asked, near, encoder, figures_hold=_figures_hold(broken))
        if not aligned.words and not broken:
            return Verdict("unsupported", 0.0, "the claim has no telling word to look for"), {}
        features = features_of(asked, near, aligned, broken)
        return _verdict(claim, aligned, features, broken), features

    def verbatim(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        """The verdict on a claim whose words stand in the evidence letter for letter; None where they do not.

        Raises:
            BadInput: as :meth:`weigh`.
        """
        claim, texts = _taken(claim, evidence)
        return _verbatim(claim, texts)

    def veto(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        """``unsupported``, where the claim breaks a rule that no likeness of words makes good; else None.

        Raises:
            BadInput: as :meth:`weigh`.
        """
        claim, texts = _taken(claim, evidence)
        if not texts:
            return None
        asked = read(claim)
        near = nearest(asked, texts)
        hard = _hard(_broken(asked, near, texts))
        if not hard:
            return None
        aligned = align(asked, near, None, figures_hold=_figures_hold(hard))
        return _verdict(claim, aligned, features_of(asked, near, aligned, hard), hard)


def _taken(claim: str, evidence: Sequence[str]) -> tuple[str, list[str]]:
    """The claim and the texts that hold something, in an order of their own."""
    if not has_word(claim):
        raise BadInput("There is no word in the claim; give a sentence.")
    if len(claim) > _MOST_CHARS:
        raise BadInput(f"The claim has {len(claim):,} characters; check it sentence by sentence.")
    return whole(claim), sorted({whole(text) for text in evidence if text.strip()})


def _verbatim(claim: str, texts: Sequence[str]) -> Verdict | None:
    if not any(is_verbatim(claim, text) for text in texts):
        return None
    around = [sentence for text in texts for sentence in _sentences(text) if is_verbatim(claim, sentence)]
    within = [(sentence, tongue_of(sentence)) for sentence in around]
    for what, found in (
        ("denies something", _denials),
        ("is not sure of it", _hedges),
        ("makes it depend on something", _conditions),
    ):
        if _cut_out_of(claim, within, found):
            return Verdict("partly", _CUT_OUT, f"cut out of a sentence that {what}: {_shortened(around[0])}")
    return Verdict("supported", 1.0, f"verbatim: {_shortened(claim)}")


def _broken(claim: Read, near: Near, texts: Sequence[str]) -> list[Broken]:
    """Every rule that the claim breaks, the gravest first."""
    changed = [
        words
        for words in dict.fromkeys(quoted_words(claim.text))
        if not any(is_verbatim(words, text) for text in texts)
    ]
    quotes = [Broken("quote", f"in quote marks but not verbatim: {words}", (words,)) for words in changed]
    found = [*(one for rule in _RULES for one in rule(claim, near)), *quotes]
    return sorted(found, key=lambda one: one.kind == ATTRIBUTION)


def _hard(broken: Sequence[Broken]) -> list[Broken]:
    """Those that no likeness of words makes good."""
    return [one for one in broken if one.kind != ATTRIBUTION]


def _figures_hold(broken: Sequence[Broken]) -> bool:
    return not any(one.kind in ("figure", "date", "bound") for one in broken)


def _verdict(claim: str, aligned: Alignment, features: Mapping[str, float], broken: Sequence[Broken]) -> Verdict:
    """The label by what is broken and by the share of words that are there; the score within the label's range."""
    label, reason, words = _label(aligned, broken)
    marked = () if label == "supported" else offending_spans(claim, words, broken)
    return Verdict(label, score_of(label, features), fold(reason), marked)


def _label(aligned: Alignment, broken: Sequence[Broken]) -> tuple[VerdictLabel, str, Sequence[Word]]:
    """The label, why, and the words that are not there; where a rule is broken its own words alone matter."""
    if _hard(broken):
        reasons = dict.fromkeys(one.reason for one in broken)
        return "unsupported", "; ".join(list(reasons)[:2]), ()
    lost = [word for word in aligned.missing if word.text not in _SMALL]
    enough = 1.0 if lost and len(aligned.words) <= _FEW else _SUPPORTED
    if broken and aligned.share >= enough:
        return "partly", broken[0].reason, lost
    if aligned.share >= enough:
        return "supported", _rests_on(aligned), lost
    unlike = aligned.missing or [min(aligned.words, key=lambda one: one.strength).word]
    reason = f"not in the passage: {_listed([word.text for word in unlike])}"
    return "partly" if aligned.share >= _PARTLY else "unsupported", reason, unlike


def _rests_on(aligned: Alignment) -> str:
    there = [one.word.text for one in aligned.words if one.strength > 0]
    lost = f"; not there: {_listed([word.text for word in aligned.missing])}" if aligned.missing else ""
    return f"its words are in the passage: {_listed(there)}{lost}"


def _listed(words: Sequence[str]) -> str:
    words = list(dict.fromkeys(words))
    return ", ".join(words[:_NAMED_WORDS]) + (" ..." if len(words) > _NAMED_WORDS else "")


@lru_cache(maxsize=256)  # the quotes of an answer are often of one section
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in split_sentences(text))


def _cut_out_of(claim: str, within: Sequence[tuple[str, str | None]], found: Callable[[str, str | None], int]) -> bool:
    """Whether the claim is only a part of sentences, each with its tongue, all with more of what is looked for."""
    return bool(within) and all(
        found(_without_next_clause(sentence, claim, tongue), tongue) > found(claim, tongue)
        for sentence, tongue in within
    )


def _without_next_clause(sentence: str, claim: str, tongue: str | None) -> str:
    """The sentence without a clause that is only joined to the words of the claim: "..., and nobody saw it"."""
    mine, words = [word.text for word in words_of(claim)], words_of(sentence)
    texts = [word.text for word in words]
    ends = [at + len(mine) for at in range(len(texts) - len(mine) + 1) if texts[at : at + len(mine)] == mine]
    joined = JOINED_ABROAD if tongue else _JOINED
    if ends and joined.match(sentence, words[ends[0] - 1].end):
        return sentence[: words[ends[0] - 1].end]
    return sentence


def _denials(text: str, tongue: str | None) -> int:
    return denials_abroad(text, tongue) if tongue else sum(denies(word.text) for word in words_of(text))


def _hedges(text: str, _: str | None) -> int:
    return sum(word.text in ALLEGED for word in words_of(text))


def _conditions(text: str, _: str | None) -> int:
    return sum(word.text in _CONDITIONS for word in words_of(text))


def _shortened(text: str) -> str:
    text = fold(text)
    return text if len(text) <= 80 else text[:79].rsplit(maxsplit=1)[0] + " \u2026"
