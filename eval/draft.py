"""Reviews -> draft cases: what readers said of answers becomes questions that a person accepts into a suite.

A draft claims no more than its reader said. Where nobody said which words answer the question, it has no gold and
stands as ``unanswerable``, the one kind without gold, with a tag that says that this is still to be decided.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Final

from eval.cases import Case, Gold, Kind, case_line
from eval.gold import Shelf, spans_of
from onrecord.reviews import Mark, Review
from onrecord.types import Document, Source

__all__ = [
    "CHECK_GOLD",
    "FROM_USE",
    "GOLD_LOST",
    "NEEDS_GOLD",
    "NEEDS_KIND",
    "draft_lines",
    "drafts",
]

FROM_USE: Final = "from-use"
"""Every draft has it; with it stand ``thumb-up``, ``thumb-down`` and ``marked-right``, ``-wrong``, ``-unclear``."""

NEEDS_GOLD: Final = "needs-gold"
"""Nobody said yet which words answer the question: find them, or leave the case as unanswerable."""

NEEDS_KIND: Final = "needs-kind"
"""The kind is a placeholder: decide whether the documents answer the question at all."""

CHECK_GOLD: Final = "check-gold"
"""The reader found the passage rightly cited and the answer bad: see whether the gold answers the question."""

GOLD_LOST: Final = "gold-lost"
"""Words that were marked right are no longer on record, or no name tells their document from others."""

# Ends of lines to whoever reads a suite, though JSON allows them inside a string; and halves of characters, which no
# file can hold.
_ODD: Final = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")


def drafts(reviews: Sequence[Review], shelf: Shelf) -> list[Case]:
    """A draft case of each review that a test can be made of, in the order of the reviews.

    That is one with a thumb down, one with a mark, and a refusal with a thumb up. A thumb up on an answer alone says
    nothing to test by: which of its words were good is not known.

    Args:
        reviews: what readers said.
        shelf: the documents on record, where words that were marked right must still stand to be gold.

    Returns:
        Cases with ``draft`` set and ids such as ``use-1f00ab34``; empty where no review gives one.
    """
    return [_draft(review, shelf) for review in reviews if _tells(review)]


def draft_lines(cases: Iterable[Case]) -> list[str]:
    """The cases as lines of a suite, which :func:`eval.cases.read_cases` gives back; without line ends.

    Half a character, which a visitor may send and no file can hold, becomes a replacement character.
    """
    return [_ODD.sub(_sound, case_line(case)) for case in cases]


def _sound(odd: re.Match[str]) -> str:
    return "\N{REPLACEMENT CHARACTER}" if odd[0] >= "\ud800" else f"\\u{ord(odd[0]):04x}"


def _tells(review: Review) -> bool:
    return review.thumb == "down" or bool(review.marks) or (review.status == "abstained" and review.thumb == "up")


def _draft(review: Review, shelf: Shelf) -> Case:
    right = [mark for mark in review.marks if mark.verdict == "right"]
    found = [_gold(mark, shelf) for mark in right]
    gold = tuple(dict.fromkeys(one for one in found if one is not None))
    return Case(
        id=f"use-{review.id}",
        question=review.question,
        kind=_kind(review, gold),
        history=tuple(turn for turn in review.history if turn.content.strip()),
        gold=gold,
        tags=(*_said(review), *_open(review, gold, lost=None in found)),
        draft=True,
    )


def _kind(review: Review, gold: Sequence[Gold]) -> Kind:
    """The plainest kind that fits what is known; a person may name a narrower one."""
    if not gold:
        return "unanswerable"
    return "follow-up" if review.history else "answerable"


def _said(review: Review) -> list[str]:
    """What the reader said, as tags."""
    thumb = [f"thumb-{review.thumb}"] if review.thumb else []
    return [FROM_USE, *thumb, *dict.fromkeys(f"marked-{mark.verdict}" for mark in review.marks)]


def _open(review: Review, gold: Sequence[Gold], lost: bool) -> list[str]:
    """What a person must still decide, as tags."""
    tags = [GOLD_LOST] if lost else []
    if gold:
        return [*tags, CHECK_GOLD] if review.thumb == "down" else tags
    if review.status == "abstained" and review.thumb == "up":
        return tags
    # Words that were marked right tell that there is an answer, though they are gone.
    return [*tags, NEEDS_GOLD] if lost else [NEEDS_GOLD, NEEDS_KIND]


def _gold(mark: Mark, shelf: Shelf) -> Gold | None:
    """The marked words as gold; None where they, or a name for their document alone, are no longer on record."""
    source = next((one for one in shelf.sources if one.document_id == mark.document_id), None)
    name = _name(source, shelf) if source else None
    if source is None or name is None:
        return None
    document, quote = shelf.document(source.document_id), " ".join(mark.quote.split())
    page = _page(Gold(name, quote, mark.page), document)
    return Gold(name, quote, page) if spans_of(Gold(name, quote, page), document) else None


def _page(gold: Gold, document: Document) -> int | None:
    """The page the words stand on now: the one they were on, else the first that has them."""
    if gold.page is not None and spans_of(gold, document):
        return gold.page
    spans = spans_of(Gold(gold.document, gold.quote), document)
    return document.page_at(spans[0].start) if spans else None


def _name(source: Source, shelf: Shelf) -> str | None:
    """The shortest end of its path that names this document and no other; None where even the whole path does not."""
    parts = PurePath(source.location).parts
    for count in range(1, len(parts) + 1):
        name = str(PurePath(*parts[-count:]))
        if [one.document_id for one in shelf.find(name)] == [source.document_id]:
            return name
    return None
