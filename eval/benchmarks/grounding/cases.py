"""What is measured on: texts with their evidence, and whether it supports them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from onrecord.errors import BadInput
from onrecord.sentences import fold, split_sentences
from onrecord.words import has_word

__all__ = ["Case", "CaseSet", "Claim", "Part", "claims_of", "limited", "made_set"]

Part = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that is judged.

    Attributes:
        text: the words, white space folded to single spaces; at least one word.
        supported: None where the data tell it of whole texts only.
    """

    text: str
    supported: bool | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One text and what it should be judged.

    Attributes:
        claims: its sentences, in order; none where it holds no word.
        evidence: texts, may be empty.
        supported: whether the evidence supports the whole text.
        part: ``dev`` is what thresholds are fitted on.
        kind: what was done to the text, for data that say it.
    """

    claims: tuple[Claim, ...]
    evidence: tuple[str, ...]
    supported: bool
    part: Part = "test"
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class CaseSet:
    """One data set, ready to be judged.

    Attributes:
        form: name of its form.
        source: name of the file or folder it was read from.
        cases: in the order of the data; at least one, each with a claim.
        left_out: what of the data was not used and why -> how many; only what occurred.
    """

    form: str
    source: str
    cases: tuple[Case, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def by_sentence(self) -> bool:
        """Whether the data tell it of each sentence too."""
        return all(claim.supported is not None for case in self.cases for claim in case.claims)


def claims_of(text: str) -> tuple[Claim, ...]:
    """The sentences of ``text`` that hold a word, as claims of which the data tell nothing."""
    sentences = (fold(text[span.start : span.end]) for span in split_sentences(text))
    return tuple(Claim(sentence) for sentence in sentences if has_word(sentence))


def made_set(form: str, source: str, cases: Iterable[Case], left_out: Mapping[str, int] | None = None) -> CaseSet:
    """The set of these cases; one without a claim is left out and counted.

    Raises:
        BadInput: no case is left.
    """
    found = list(cases)
    kept = tuple(case for case in found if case.claims)
    if not kept:
        raise BadInput(f"{source} holds no text with a word in it; is it the right file or folder?")
    counts = {**(left_out or {}), "texts without a word": len(found) - len(kept)}
    return CaseSet(form, source, kept, {what: count for what, count in counts.items() if count})


def limited(cases: CaseSet, limit: int | None) -> CaseSet:
    """``cases`` with at most ``limit`` of them, spread evenly over each part, which keeps its share; dev comes first.

    Args:
        cases: stays as it is.
        limit: at least 1; None for all.
    """
    count = len(cases.cases)
    if limit is None or limit >= count:
        return cases
    ordered = sorted(cases.cases, key=lambda case: case.part)
    return replace(cases, cases=tuple(ordered[number * count // limit] for number in range(limit)))
