"""Search for every question in several ways: as asked, rewritten, and with the conversation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eval.benchmarks.following.report import Report, Shares
from eval.benchmarks.following.task import DEPTH, FollowUp, Scored, Task, scored
from onrecord.ports import Retriever
from onrecord.sentences import fold
from onrecord.types import Turn

__all__ = ["ALONE", "REWRITTEN", "Rewritten", "bench_following"]

Tell = Callable[[str], None]
ALONE: Final = "last turn alone"
REWRITTEN: Final = "rewritten"
_CONVERSATION: Final = "whole conversation"
_LAST: Final = "last question in brackets"
_STANDING: Final = "rewritten, last standing question in brackets"
# A document may have several passages among the first: so many more are searched for.
_PASSAGES: Final = 4 * DEPTH
_TOLD_EVERY: Final = 50


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question as it is searched, whether it leans on the conversation, and whether it is of another matter."""

    question: str
    leans: bool
    new_topic: bool


Rewrite = Callable[[str, Sequence[Turn]], Rewritten]


def bench_following(task: Task, retriever: Retriever, rewrite: Rewrite, tell: Tell = lambda _: None) -> Report:
    """Search for each question of ``task`` in every way.

    Args:
        task: the questions; their documents are on record.
        retriever: of that library.
        rewrite: question, conversation -> the question as it is searched.
        tell: is told how far it is.
    """
    ways: dict[str, list[Scored]] = {}
    for number, one in enumerate(task.follow_ups):
        if number % _TOLD_EVERY == 0:
            tell(f"question {number + 1:,} of {len(task.follow_ups):,}")
        for way, query in _queries(one, rewrite).items():
            found = retriever.search(query, _PASSAGES)
            ways.setdefault(way, []).append(scored(one, found, task.by_document))
    leans = [rewrite(one.question, one.history).leans for one in task.follow_ups]
    return Report(task, ways, leans, _shares(task, rewrite))


def _queries(one: FollowUp, rewrite: Rewrite) -> Mapping[str, str]:
    earlier = [turn.content for turn in one.history if turn.role == "user"] or [one.history[-1].content]
    rewritten = rewrite(one.question, one.history)
    standing = [*earlier[:1], *_standing(one, rewrite)][-1]
    return {
        ALONE: one.question,
        REWRITTEN: rewritten.question,
        _STANDING: f"{one.question} ({standing})" if rewritten.leans else one.question,
        _LAST: f"{one.question} ({earlier[-1]})",
        _CONVERSATION: " ".join([*(turn.content for turn in one.history), one.question]),
    }


def _standing(one: FollowUp, rewrite: Rewrite) -> list[str]:
    """The earlier questions that lean on nothing."""
    return [
        turn.content
        for place, turn in enumerate(one.history)
        if turn.role == "user" and not rewrite(turn.content, one.history[:place]).leans
    ]


def _shares(task: Task, rewrite: Rewrite) -> Shares:
    """How often questions are rewritten: those that go on, and those that open another conversation."""
    going_on = [(one.question, rewrite(one.question, one.history)) for one in task.follow_ups]
    strange = [
        (opening, rewrite(opening, one.history))
        for place, one in enumerate(task.follow_ups)
        for opening in _stranger(task.openings, one, place)
    ]
    return Shares(
        rewritten=_share([now.question != fold(asked) for asked, now in going_on]),
        new_topic=_share([now.new_topic for _, now in going_on]),
        openings=len(strange),
        openings_left_alone=_share([now.question == fold(opening) for opening, now in strange]),
        openings_new_topic=_share([now.new_topic for _, now in strange]),
    )


def _stranger(openings: Sequence[str], one: FollowUp, place: int) -> list[str]:
    """The first question of another conversation, another one for each place; none where there is but one."""
    others = [opening for opening in openings if opening != one.history[0].content]
    return [others[place % len(others)]] if others else []


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
