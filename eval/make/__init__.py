"""Cases from a user's own documents, proposed by rules for a person to look through; no model, nothing leaves."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from eval.cases import Case, Gold
from eval.make.corpus import Corpus, Written, read_corpus
from eval.make.drafts import Draft, Maker, Sort, is_sound, same_answer, stands_alone, with_title
from eval.make.facts import how_many, when, where
from eval.make.names import Names, read_names
from eval.make.swaps import swapped
from eval.make.who import who
from onrecord.types import Document

__all__ = ["MOST", "propose"]

MOST: Final = 10_000
"""Cases at most in one go."""

_MAKERS: Final[dict[Sort, Maker]] = {"who": who, "when": when, "how-many": how_many, "where": where}
_SHARE_UNANSWERABLE: Final = 5  # one in so many
_MOST_FROM_ONE: Final = 2  # unanswerable questions from one answerable
_CLOZE_COSTS: Final = 4  # a gap is filled in only where a document has so many questions already


@dataclass(frozen=True, slots=True)
class _Proposal:
    draft: Draft
    sentence: Written
    plain: bool  # its question needs no document's title to be understood


def propose(documents: Sequence[Document], most: int, seed: int) -> list[Case]:
    """Cases that the documents answer, and about one in five that they do not; all of them drafts.

    Questions are of four sorts, which their tags name: who said it, when, how many and where. Each rests on one
    sentence that stands by itself; a question that another sentence may answer otherwise is left out. What cannot be
    turned into a question by simple rules is asked as a sentence with a gap, where nothing better is left. An
    unanswerable question is one of the others with another person or place in it (tags ``entity-swap`` and ``from
    made-0007``), that no paragraph speaks of in such words. Documents and sorts have their turns.

    Args:
        documents: in any order; none gives no cases.
        most: cases at most, from 0 to :data:`MOST`; fewer where the documents have no more to ask.
        seed: another seed draws others; the same draws the same from the same documents.

    Raises:
        ValueError: ``most`` is out of its range.
    """
    if not 0 <= most <= MOST:
        raise ValueError(f"{most} cases cannot be proposed; give 0 to {MOST}")
    corpus = read_corpus(documents)
    names = read_names([one.text for one in corpus.sentences if one.prose])
    rng = random.Random(seed)  # noqa: S311 - the same cases again
    swaps = most // _SHARE_UNANSWERABLE
    chosen = list(_chosen(_proposals(corpus, names), most - swaps, corpus, rng))
    cases = [_case(number, one, also) for number, (one, also) in enumerate(chosen, 1)]
    swaps = min(swaps, -(-len(chosen) // (_SHARE_UNANSWERABLE - 1)))
    return cases + list(_unanswerable([one for one, _ in chosen], swaps, names, corpus, rng))


def _proposals(corpus: Corpus, names: Names) -> dict[Sort, list[_Proposal]]:
    """Every sound question of every sentence that is written once, by its sort."""
    written = Counter(one.text.casefold() for one in corpus.sentences)
    found: dict[Sort, list[_Proposal]] = {sort: [] for sort in _MAKERS}
    for one in corpus.sentences:
        if written[one.text.casefold()] > 1 or not stands_alone(one):
            continue
        for sort, make in _MAKERS.items():
            for draft in make(one.text, names):
                asked = replace(draft, question=with_title(draft, one, names) or "")
                if asked.question and is_sound(asked):
                    found[sort].append(_Proposal(asked, one, asked.question == draft.question))
    return found


def _chosen(
    left: dict[Sort, list[_Proposal]], most: int, corpus: Corpus, rng: random.Random
) -> Iterator[tuple[_Proposal, list[Written]]]:
    """At most so many proposals, the sorts and the documents in turn, and the other sentences that answer each."""
    for proposals in left.values():
        rng.shuffle(proposals)
    of_sort, of_document = Counter[Sort](), Counter[str]()
    taken = set[str]()
    while of_sort.total() < most and any(left.values()):
        best_of = {
            sort: min(some, key=lambda one: _cost(one) + of_document[one.sentence.document])
            for sort, some in left.items()
            if some
        }
        sort = min(best_of, key=lambda sort: of_sort[sort] + _cost(best_of[sort]))
        best = best_of[sort]
        left[sort].remove(best)
        also = None if best.sentence.text in taken else same_answer(best.draft, best.sentence, corpus)
        if also is None:
            continue
        taken |= {best.sentence.text, *(one.text for one in also)}
        of_sort[sort] += 1
        of_document[best.sentence.document] += 1
        yield best, also


def _cost(one: _Proposal) -> int:
    """How many questions more another document must have before this one is asked."""
    return _CLOZE_COSTS * one.draft.cloze + (not one.plain)


def _case(number: int, one: _Proposal, also: Sequence[Written]) -> Case:
    draft = one.draft
    tags = ("made", draft.sort, "cloze") if draft.cloze else ("made", draft.sort)
    return Case(
        id=_id(number),
        question=draft.question,
        kind=draft.kind,
        gold=(_gold(one.sentence),),
        also=tuple(dict.fromkeys(_gold(other) for other in also if other.prose)),
        facts=(draft.wordings,),
        answers=draft.wordings,
        speakers=draft.speakers,
        tags=tags,
        draft=True,
    )


def _gold(sentence: Written) -> Gold:
    return Gold(sentence.document, sentence.text, sentence.page)


def _unanswerable(
    answered: Sequence[_Proposal], most: int, names: Names, corpus: Corpus, rng: random.Random
) -> Iterator[Case]:
    """Cases with another name, from as many questions as there are, and of each the names that were used least."""
    used = Counter[str]()
    sources = [(number, one) for number, one in enumerate(answered, 1) if one.plain and not one.draft.cloze]
    rng.shuffle(sources)
    swaps = [(number, one, list(swapped(one.draft, names, corpus, rng))) for number, one in sources]
    for _ in range(_MOST_FROM_ONE):
        for number, one, left in swaps:
            if used.total() >= most or not left:
                continue
            best = min(left, key=lambda swap: used[swap[1]])
            left.remove(best)
            used[best[1]] += 1
            tags = ("made", one.draft.sort, "entity-swap", f"from {_id(number)}")
            yield Case(
                id=_id(len(answered) + used.total()), question=best[0], kind="unanswerable", tags=tags, draft=True
            )


def _id(number: int) -> str:
    return f"made-{number:04d}"
