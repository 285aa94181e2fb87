"""A draft while it is checked: its sentences, and what was found of each so far."""

import logging
import secrets
from collections.abc import Generator, Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Final, Literal

from onrecord.answers import VerdictLabel
from onrecord.desk import CheckedClaim, Claim, DraftChecker
from onrecord.errors import LibraryError, OnrecordError
from ui.say import say

__all__ = ["Draft", "DraftRun", "LatestRun", "Mark", "Unchecked"]

Mark = VerdictLabel | Literal["unchecked", "pending", "none"]
"""What stands beside a sentence: its verdict; ``unchecked`` where the check of it failed, ``pending`` where it was not
reached, ``none`` where it claims nothing."""

_log: Final = logging.getLogger(__name__)

# After as many failures one after another the others would fail too.
_MOST_FAILURES: Final = 3

# Seconds after which a step comes though nothing is new.
_LONGEST_SILENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A sentence that could not be checked, and why, in the visitor's language."""

    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as far as it is checked.

    Attributes:
        id: letters and digits; another one for each check.
        text: as it was given.
        claims: all its sentences in order.
        found: place of a sentence in ``claims`` -> what was found; only those that claim something and were reached.
        judge: name of what gave the verdicts.
        date: when it was checked, ISO.
    """

    id: str
    text: str
    claims: tuple[Claim, ...]
    found: Mapping[int, CheckedClaim | Unchecked] = field(default_factory=dict)
    judge: str = ""
    date: str = ""

    @property
    def total(self) -> int:
        """How many sentences claim something."""
        return sum(claim.claims for claim in self.claims)

    def words(self, place: int) -> str:
        """The words of one sentence, as they stand in the draft."""
        claim = self.claims[place]
        return self.text[claim.start : claim.end]

    def mark(self, place: int) -> Mark:
        """What stands beside one sentence."""
        found = self.found.get(place)
        if isinstance(found, CheckedClaim):
            return found.verdict.label
        if isinstance(found, Unchecked):
            return "unchecked"
        return "pending" if self.claims[place].claims else "none"

    def tally(self) -> dict[Mark, int]:
        """How many sentences have each mark; those that claim nothing are not counted, nor those not reached."""
        marks = [self.mark(place) for place in self.found]
        labels: tuple[Mark, ...] = ("supported", "partly", "unsupported", "unchecked")
        return {label: marks.count(label) for label in labels}


class DraftRun:
    """One check of one draft; written to by the thread that checks, read and stopped by others."""

    def __init__(self, checker: DraftChecker, text: str) -> None:
        """Find the sentences.

        Raises:
            BadInput: none of them claims anything.
        """
        self.id, self.text = secrets.token_hex(8), text
        self.claims = tuple(checker.claims(text))
        self._checker, self._found = checker, dict[int, CheckedClaim | Unchecked]()
        self._date = datetime.now(UTC).astimezone().date().isoformat()
        self._over = False
        self.problem: OnrecordError | None = None

    @property
    def over(self) -> bool:
        """Whether no further sentence is checked."""
        return self._over

    def draft(self) -> Draft:
        """As it stands now."""
        return Draft(self.id, self.text, self.claims, dict(self._found), self._checker.judge, self._date)

    def stop(self) -> None:
        """Check no further sentence, and forget what comes of the one that is being checked."""
        self._over = True

    def steps(self, pace_seconds: float = 0.2) -> Generator[tuple[int, ...]]:
        """Check one sentence after another; the places of those that were checked since the last step.

        A step comes at most every ``pace_seconds``, and where a sentence takes long an empty one now and then, so that
        whoever awaits it can see that the page was closed. A sentence that fails costs only itself; where the library
        fails, or one sentence after another does, the run ends and :attr:`problem` says why. Nothing comes after
        :meth:`stop`, and closing the generator stops the run.
        """
        arriving = SimpleQueue[int | None]()
        work = copy_context()  # with the visitor's language
        Thread(target=work.run, args=(self._work, arriving), name="onrecord-draft", daemon=True).start()
        going = True
        try:
            while going:
                fresh, going = _arrived(arriving, pace_seconds)
                if self._over:
                    return
                yield fresh
        finally:
            self._over = True

    def _work(self, arriving: "SimpleQueue[int | None]") -> None:
        """Send the place of each sentence once it is checked, then None."""
        try:
            for place in self._one_by_one():
                arriving.put(place)
        finally:
            arriving.put(None)

    def _one_by_one(self) -> Iterator[int]:
        """The place of each sentence as soon as it is checked, until it is the last, or no more can be."""
        failures = 0
        for place, claim in enumerate(self.claims):
            if self._over:
                return
            if not claim.claims:
                continue
            found = self._checked(claim)
            if self._over or found is None:
                return
            self._found[place] = found
            yield place
            failures = failures + 1 if isinstance(found, Unchecked) else 0
            if failures == _MOST_FAILURES and isinstance(found, Unchecked):
                self.problem = OnrecordError(found.reason)
                return

    def _checked(self, claim: Claim) -> CheckedClaim | Unchecked | None:
        """What is found of a sentence; None where no other could be checked either. Never raises."""
        try:
            return self._checker.check(self.text[claim.start : claim.end])
        except LibraryError as error:
            self.problem = error
            return None
        except OnrecordError as error:
            return Unchecked(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next sentence gets its turn
            _log.exception("could not check a sentence of a draft")
            return Unchecked(say("draft.ours", name=type(error).__name__))


def _arrived(arriving: "SimpleQueue[int | None]", pace_seconds: float) -> tuple[tuple[int, ...], bool]:
    """What arrives within the pace, or the first thing that does after it; and whether more may come."""
    places, until = list[int](), monotonic() + pace_seconds
    while True:
        try:
            place = arriving.get(timeout=max(0.0, until - monotonic()) if places else _LONGEST_SILENCE)
        except Empty:
            return tuple(places), True
        if place is None:
            return tuple(places), False
        places.append(place)


class LatestRun:
    """The check that a visitor's page shows; None before the first."""

    def __init__(self) -> None:
        self._run: DraftRun | None = None

    def __deepcopy__(self, memo: object) -> "LatestRun":
        """An empty one: Gradio copies the first value of a state for each visitor."""
        return LatestRun()

    @property
    def run(self) -> DraftRun | None:
        """As it stands now."""
        return self._run

    def begin(self, run: DraftRun | None) -> None:
        """Show this one from now on, or none; an earlier one is stopped."""
        if self._run is not None:
            self._run.stop()
        self._run = run

    def find(self, run_id: object) -> DraftRun | None:
        """The run of that id, which comes from a visitor; None where it is not the one shown."""
        return self._run if self._run is not None and self._run.id == run_id else None
