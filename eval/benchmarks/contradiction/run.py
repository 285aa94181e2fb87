"""Hold claims against what contradicts them, and against what does not."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from eval.benchmarks.contradiction.report import Outcome, Report
from eval.benchmarks.grounding.cases import Case
from onrecord.desk import DraftChecker
from onrecord.sentences import split_sentences
from onrecord.shelf import DocumentShelf

__all__ = ["CONTRADICTED", "bench_claims", "bench_samples", "half_of", "pieces"]

Against = Callable[[str, Sequence[str]], str | None]
"""A claim and the passages of one document -> what they say otherwise, in one line; None where nothing."""
Tell = Callable[[str], None]

CONTRADICTED: Final = ("number", "date", "negation")
"""Kinds of change after which the original says otherwise: what was exchanged has something in its place there."""

_TOLD_EVERY: Final = 100
# Characters of a piece of evidence that is held against a claim: about those of a passage.
_PIECE: Final = 1000


def bench_claims(cases: Sequence[Case], against: Against, tell: Tell = lambda _: None) -> Report:
    """Each text against its evidence, which counts as one document: contradicted where one of its sentences is.

    Args:
        cases: those that their evidence does not support count as contradicted by it.
        against: says what a document says otherwise.
        tell: is told how far it is.
    """
    outcomes = []
    for number, case in enumerate(cases):
        if number % _TOLD_EVERY == 0:
            tell(f"text {number + 1:,} of {len(cases):,}")
        passages = [piece for text in case.evidence for piece in pieces(text)]
        claim = " ".join(one.text for one in case.claims)
        reasons = (against(one.text, passages) for one in case.claims)
        reason = next((found for found in reasons if found), "")
        outcomes.append(Outcome(claim, not case.supported, reason, case.kind or "", half_of(claim)))
    return Report(outcomes)


def bench_samples(
    rewrites: Sequence[Case],
    pairs: Sequence[Case],
    against: Against,
    shelf: DocumentShelf,
    checker: DraftChecker,
    tell: Tell = lambda _: None,
) -> Report:
    """Sentences with one thing changed against their original, pairs, and all sentences on record against the library.

    A sentence counts as true where the checker finds it supported, if only in part; what another document says
    otherwise is then what a reader would be shown. Some documents of the samples do say otherwise, which is for a
    reader to tell: see :meth:`eval.benchmarks.contradiction.report.Report.as_json`.

    Args:
        rewrites: those of other kinds than :data:`CONTRADICTED` are left out.
        pairs: claims and what one document says of them.
        against: says what a document says otherwise.
        shelf: the documents whose sentences are checked.
        checker: works on these documents.
        tell: is told how far it is.
    """
    edited = [case for case in rewrites if case.kind in CONTRADICTED and not case.supported]
    return Report(
        [
            *(replace(one, kind=f"changed {one.kind}") for one in bench_claims(edited, against, tell).outcomes),
            *(replace(one, kind=f"pair, {one.kind}") for one in bench_claims(pairs, against, tell).outcomes),
            *_true_sentences(shelf, checker, tell),
        ]
    )


def _true_sentences(shelf: DocumentShelf, checker: DraftChecker, tell: Tell) -> Iterator[Outcome]:
    sources = shelf.sources()
    seen: set[str] = set()
    for number, source in enumerate(sources):
        tell(f"document {number + 1:,} of {len(sources):,}")
        text = shelf.document(source.document_id).text
        for claim in (one for one in checker.claims(text) if one.claims):
            found = checker.check(text[claim.start : claim.end])
            if found.verdict.label == "unsupported" or found.text in seen:
                continue
            seen.add(found.text)
            reason = "; ".join(f"{one.hit.source.title}: {one.reason}" for one in found.contradicted)
            yield Outcome(found.text, False, reason, "true sentence", half_of(found.text))


def pieces(text: str) -> list[str]:
    """A text in runs of whole sentences of at most 1,000 characters each, or of one longer sentence."""
    found: list[tuple[int, int]] = []
    for span in split_sentences(text):
        if found and span.end - found[-1][0] <= _PIECE:
            found[-1] = (found[-1][0], span.end)
        else:
            found.append((span.start, span.end))
    return [text[start:end] for start, end in found]


def half_of(claim: str) -> Literal["even", "odd"]:
    """By the first byte of the SHA-256 of the claim."""
    return "odd" if hashlib.sha256(claim.encode()).digest()[0] % 2 else "even"
