"""Whether a sentence says yes or no to a question that asks whether something is so. Pure; English."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count, islice, pairwise, takewhile
from typing import Final

from onrecord.answering.agreement.alike import any_alike, seen_from_the_other_side
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.values import Value
from onrecord.grounding.denials import NO_DENIAL, PART_ENDS, is_denial, of_two
from onrecord.grounding.lexicon import CALENDAR
from onrecord.grounding.opposites import opposites_of
from onrecord.grounding.reading import Read

__all__ = ["Around", "whether"]

# Share of the main clause's telling words that a clause must have to answer the question by itself.
_ANSWERS: Final = 0.6
# Where it has the word for what is done: the share that it must have with the sentences beside it, and with all of
# the passage.
_BESIDE: Final = 0.5
_WITHIN: Final = 0.6
# Words that leave it open what is so.
_OPEN: Final = frozenset(
    """if whether may might could would should plan propos expect ask consid demand urg want hope likely threaten intend
    accus alleg suppos""".split()
)
# "Failed to act" is none; after another word "to act" tells no more than what is meant to be.
_DENYING_TO: Final = frozenset("fail failed fails refuse refused refuses decline declined declines neglected".split())
_DONE_TO: Final = frozenset("managed able continued continues went began begun".split())
# "Did not know until Monday" says both.
_UNTIL: Final = re.compile(r"[^.,;]{1,60}\s(?:until|before|unless|except)\b", re.IGNORECASE)
_CUTS: Final = re.compile(r"\sand\sthat\s|\A(?:Asked|When asked)\b[^,]{1,200},")
# What somebody is asked about is not told by it.
_ASKED: Final = re.compile(
    r"(?:When asked|Asked|Commenting on|Responding to|Reacting to|Answering|Pressed on|Questioned)"
    r" [^\"\u201c]{1,240}?, (?=[A-Z]|the |he |she |it |they |a )"
)
# "Had not known until Monday" denies that somebody knew before.
_KNOWS: Final = frozenset({"know", "awar"})
_SUBJECT_WITHIN: Final = 4
_DENIED_WITHIN: Final = 6
_MOST_CLAUSES: Final = 40
_NOTHING: Final = frozenset("nobody none nothing no".split())

Around = tuple[frozenset[str], frozenset[str]]
"""Lemmas of a sentence with those beside it, and of the whole passage with its title."""
Said = Sequence[tuple[int, int, bool]]


def whether(asked: Asked, sentence: Read, around: Around | None = None, said: Said = ()) -> Value | None:
    """What a sentence says; None where it is on something else, asks, or leaves it open.

    The value stands from the word that denies to what it denies, or where nothing does, from the first to the last word
    that the question has too.

    Args:
        asked: what is asked.
        sentence: taken apart.
        around: words of what stands around it; None for none.
        said: ranges of the sentence that are somebody's words, and whether they are said to be denied.
    """
    if sentence.text.endswith("?") or not asked.main or not asked.relation:
        return None
    about = _ASKED.match(sentence.text)
    starts = [word.start for word in sentence.words]
    for start, end in islice(_clauses(sentence, said), _MOST_CLAUSES):
        if about and start < about.end():
            continue
        places = range(bisect_left(starts, start), bisect_left(starts, end))
        denied = any(a <= start and end <= b + 1 and denies for a, b, denies in said)
        found = _in_clause(asked, sentence, places, around, denied=denied)
        if found is not None:
            return found
    return None


def _clauses(sentence: Read, said: Said) -> Iterator[tuple[int, int]]:
    ends = {found.end() for cuts in (PART_ENDS, _CUTS) for found in cuts.finditer(sentence.text)}
    cuts = sorted({0, len(sentence.text) + 1, *ends, *(at for a, b, _ in said for at in (a, b))})
    yield from pairwise(cuts)


def _in_clause(
    asked: Asked, sentence: Read, places: Sequence[int], around: Around | None, *, denied: bool
) -> Value | None:
    lemmas = [sentence.lemmas[at] for at in places]
    leaves_open = any(_leaves_open(asked, sentence, at) for at in places)
    wanted = asked.acts or asked.relation
    converse = seen_from_the_other_side(asked.acts)
    turned = [at for at in places if opposites_of(sentence.lemmas[at]) & wanted]
    same = [at for at in places if any_alike(sentence.lemmas[at], asked.main | converse)]
    acts = [at for at in same if any_alike(sentence.lemmas[at], wanted | converse)] or turned
    others = len(turned) + len(converse & set(lemmas))
    if not acts or leaves_open or not _covers(asked, lemmas, others, around):
        return None
    if any(_meant_only(sentence, at) or _of_another(asked, sentence, places, at) for at in acts):
        return None
    denials = [
        at for at in places if at not in turned and _denies(asked, sentence, at) and _reaches(sentence, at, acts)
    ]
    until = [at for at in denials if _UNTIL.match(sentence.text, sentence.words[at].end)]
    if until and not asked.acts & _KNOWS:
        return None
    denials = [at for at in denials if at in until or not NO_DENIAL.match(sentence.text, sentence.words[at].start)]
    marks = [*denials, *turned]
    covered = [*marks, *_nearest(acts, denials)] if len(marks) % 2 else same or turned
    first, last = sentence.words[min(covered)], sentence.words[max(covered)]
    yes = (len(marks) + denied) % 2 == 0
    return Value(sentence, first.start, last.end, 0, yes=yes)


def _leaves_open(asked: Asked, sentence: Read, at: int) -> bool:
    """Whether a word leaves open what is so; the month of May does not, nor does what is asked ("did she threaten")."""
    if sentence.lemmas[at] in asked.acts:
        return False
    month = at > 0 and sentence.text[sentence.words[at].start] == "M"
    return sentence.lemmas[at] in _OPEN and at not in sentence.names and not month


def _nearest(acts: Sequence[int], denials: Sequence[int]) -> list[int]:
    """The words for what is done nearest to what denies it ("tear gas"); empty where nothing does."""
    if not denials:
        return []
    near = min(acts, key=lambda at: abs(at - denials[0]))
    run = takewhile(lambda pair: pair[0] == near + pair[1], zip((at for at in acts if at >= near), count()))
    return [at for at, _ in run]


def _covers(asked: Asked, lemmas: Sequence[str], turned: int, around: Around | None) -> bool:
    """Whether a clause speaks of what is asked: by itself, or with what is done and what is around.

    ``turned`` words stand for one of the main clause: its opposite, or what is done from the other side.
    """
    if _shared(asked, frozenset(lemmas)) + turned >= _ANSWERS * len(asked.main):
        return True
    if around is None or not asked.acts:
        return False
    beside, within = around
    return (
        _shared(asked, beside) + turned >= _BESIDE * len(asked.main)
        and _shared(asked, within) >= _WITHIN * len(asked.main)
    )  # fmt: skip


def _shared(asked: Asked, lemmas: frozenset[str]) -> int:
    return sum(any_alike(word, lemmas) for word in asked.main)


def _denies(asked: Asked, sentence: Read, at: int) -> bool:
    """Whether a word denies here, and is none of those asked about."""
    denies = is_denial(sentence, at) or sentence.words[at].text in _DENYING_TO
    return denies and not any_alike(sentence.lemmas[at], asked.relation) and not of_two(sentence, sentence.words[at])


def _reaches(sentence: Read, at: int, acts: Sequence[int]) -> bool:
    """Whether a word that denies stands to what is done: before it, or as that to which it is done."""
    if at > acts[-1]:
        return at == acts[-1] + 1 and sentence.words[at].text in _NOTHING
    act = next(place for place in acts if place > at)
    between = [word.text for word in sentence.words[at + 1 : act]]
    return len(between) <= _DENIED_WITHIN and "that" not in between


def _meant_only(sentence: Read, at: int) -> bool:
    """Whether what is done is only meant to be: "agreed to consult"."""
    before = [word.text for word in sentence.words[max(0, at - 2) : at]]
    return before[-1:] == ["to"] and before[0] not in _DENYING_TO | _DONE_TO


def _of_another(asked: Asked, sentence: Read, places: Sequence[int], act: int) -> bool:
    """Whether a name that the question does not have stands right before what is done: "Marl did not consult"."""
    before = [at for at in range(max(places[0], act - _SUBJECT_WITHIN), act) if at in sentence.names]
    return any(
        sentence.words[at].text not in CALENDAR
        and not any_alike(sentence.lemmas[at], asked.main)
        and "," not in sentence.text[sentence.words[at].end : sentence.words[act].start]
        for at in before
    )
