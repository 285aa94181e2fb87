"""Holds the sources of an answer against one another: each version of what was asked, or nothing where they agree."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onrecord.agreement import Disagreement, Version
from onrecord.answering.agreement.aligned import aligned_claims
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.claims import Claim, claims_of
from onrecord.answering.agreement.values import same_value
from onrecord.answering.agreement.whose import by_nobody_known, in_quote
from onrecord.answering.speaker import speaker_of
from onrecord.moments import is_after
from onrecord.ports import CitedSpan
from onrecord.reprints import is_reprint
from onrecord.types import Hit, Passage, Place, Span

__all__ = ["dated", "disagreement", "versions_in"]

_MOST_HITS: Final = 12
_MOST_VERSIONS: Final = 8
_FEWEST: Final = 2
# Two writers may hit upon a shorter sentence.
_FEWEST_WORDS: Final = 9


def disagreement(question: str, hits: Sequence[Hit]) -> Disagreement | None:
    """The versions of what is asked, where the documents of ``hits`` differ in it; else None.

    Each document says one thing: the value that stands nearest to what is asked, in a sentence that answers nearly as
    well as the best one, in a passage that has the names of the question. Values that come to the same agree, and so do
    documents of which one has the other's value too. Reprints of a text are one version, with their places.

    Args:
        question: as it stands alone.
        hits: what was found for it, best first, looked at closely.
    """
    asked = asked_for(question)
    looked = [hit for hit in hits[:_MOST_HITS] if hit.evidence]
    if asked is None or not looked:
        return None
    lead = max(hit.evidence[0].score for hit in looked)
    by_document: dict[str, list[Hit]] = {}
    for hit in looked:
        by_document.setdefault(hit.source.document_id, []).append(hit)
    claims = [one for some in by_document.values() for one in claims_of(asked, some, lead)]
    groups = _groups(claims)
    if len(groups) < _FEWEST:
        groups = [[one] for one in aligned_claims(asked, list(by_document.values()), lead)]
    if len(groups) < _FEWEST:
        return None
    versions = dated([_version(one, group) for group in groups for one in _once(group)])
    return Disagreement(question, asked.kind, tuple(versions[:_MOST_VERSIONS])) if _differ(versions) else None


def versions_in(question: str, hits: Sequence[Hit]) -> list[CitedSpan]:
    """The sentences that give the versions of what is asked, one for each value; empty where the sources agree."""
    found = disagreement(question, hits)
    first: dict[str, CitedSpan] = {}
    for version in found.versions if found else ():
        for hit in hits:
            within = hit.passage.start <= version.start and version.end <= hit.passage.end
            if within and hit.source.document_id == version.source.document_id:
                score = next((one.score for one in hit.evidence if one.start == version.start), 0.0)
                first.setdefault(version.folded, CitedSpan(hit, Span(version.start, version.end, score)))
    return list(first.values())


def _differ(versions: Sequence[Version]) -> bool:
    return len({version.folded for version in versions[:_MOST_VERSIONS]}) > 1


# ---- which agree ----------------------------------------------------------------------------------------------------


def _groups(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that agree, together; the first of a group stands for it.

    "At least 12" agrees with 19 and with 23, yet these two differ: values must agree with each of a group, where no
    document has two of them.
    """
    groups: list[list[Claim]] = []
    for one in claims:
        for group in groups:
            if any(_has_too(one, other) or _has_too(other, one) for other in group) or all(
                same_value(one.value, other.value) for other in group
            ):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _has_too(one: Claim, other: Claim) -> bool:
    """Whether a document gives the value of another one beside its own, and as exactly: a year is no day of it."""
    return any(value.folded == other.value.folded for value in one.others)


def _once(group: Sequence[Claim]) -> list[tuple[Claim, tuple[Place, ...]]]:
    """The texts of a group, each with where else it is printed; a text printed twice is there once."""
    texts: list[tuple[Claim, list[Place]]] = []
    for one in group:
        for first, places in texts:
            if _printed_again(first, one):
                places += [_place(one), *one.hit.places]
                break
        else:
            texts.append((one, list(one.hit.places)))
    return [(one, tuple(places)) for one, places in texts]


def _printed_again(one: Claim, other: Claim) -> bool:
    """Whether two documents print one text, or at least this sentence word for word, as an edited story does."""
    if one.hit.source.document_id == other.hit.source.document_id:
        return False
    if is_reprint(one.hit.passage.text, other.hit.passage.text):
        return True
    sentence, again = one.value.sentence, other.value.sentence
    return len(sentence.words) >= _FEWEST_WORDS and sentence.stems == again.stems


def _place(claim: Claim) -> Place:
    return Place(claim.hit.source, claim.hit.passage.page_of(claim.span), claim.span.start, claim.span.end)


# ---- as versions ----------------------------------------------------------------------------------------------------


def _version(text: tuple[Claim, tuple[Place, ...]], group: Sequence[Claim]) -> Version:
    claim, reprints = text
    hit, span = claim.hit, claim.span
    quote = hit.passage.quote(span)
    start, end = in_quote(quote, claim.value.start, claim.value.end)
    return Version(
        value=quote[start:end],
        folded=group[0].value.folded,
        source=hit.source,
        page=hit.passage.page_of(span),
        start=span.start,
        end=span.end,
        quote=quote,
        value_start=span.start + start,
        value_end=span.start + end,
        speaker=claim.voice.name if claim.voice else _speaker(hit.passage, span, start, end),
        reprints=reprints,
        correction=claim.correction,
    )


def _speaker(passage: Passage, span: Span, start: int, end: int) -> str | None:
    """Who says a sentence; nobody where its value is somebody's without a name: a name beside it is another's."""
    return None if by_nobody_known(passage, span.start + start, span.start + end) else speaker_of(passage, span)


def dated(versions: Sequence[Version]) -> list[Version]:
    """Versions, the most recent first, marked where all others are older; those without a date last."""
    ordered = sorted(versions, key=lambda version: version.source.published or "", reverse=True)
    dates = [version.source.published for version in ordered if version.source.published]
    others = [one for one in dates if one != dates[0]]
    first = bool(others) and all(is_after(dates[0], one) for one in others)
    newest = dates[0] if first and _one_value(ordered, dates[0]) else None
    return [replace(one, latest=newest is not None and one.source.published == newest) for one in ordered]


def _one_value(versions: Sequence[Version], published: str) -> bool:
    return len({one.folded for one in versions if one.source.published == published}) == 1
