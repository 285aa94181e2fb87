"""A conversation as the page keeps it: what was asked, what came of it, and what its reader says of that."""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from onrecord.answers import Answer, Citation, Partial
from onrecord.conversations import Conversations, Exchange, Outcome, Problem, now_utc
from onrecord.errors import LibraryError
from onrecord.types import Cited, Filters, Turn

__all__ = ["Talk"]

_log: Final = logging.getLogger(__name__)


class Talk:
    """The exchanges of one conversation, oldest first.

    The thread that awaits an answer and the one that stops it both write here, so what was stopped stays stopped
    whichever comes last. Where there is a store, an exchange is kept as soon as it has ended, and again once something
    is said of it. A store that fails costs nothing here: what it refused is offered again with the next one.

    Args:
        kept: the store; None for a conversation that is forgotten.
        name: its id, letters and digits; a new one where none is given.
        exchanges: what was said so far; none of it is running.

    Attributes:
        id: names it in links.
        not_kept: why the store refused what was last offered; empty where it did not.
        gone: whether it was deleted.
        changes: goes up with everything that changes.
        tries: id of an exchange -> why the last try to answer it anew came to nothing, so that it stands as it was.
        drawn: for whoever draws it: what was made of an exchange as it was then, by its id and a language.
    """

    def __init__(
        self, kept: Conversations | None = None, name: str | None = None, exchanges: Sequence[Exchange] = ()
    ) -> None:
        self.id = name or secrets.token_hex(8)
        self.not_kept, self.gone, self.changes = "", False, 0
        self.drawn: dict[tuple[str, str], tuple[Exchange, tuple[str, str]]] = {}
        self._kept = kept
        self._lock, self._keeping = threading.Lock(), threading.Lock()
        self._exchanges = tuple(exchanges)
        self._owed: list[str] = []  # ids of ended exchanges that the store does not have as they are
        self._cuts: dict[str, str] = {}  # id of an exchange -> the one that the store is to forget before it has that
        self.tries: dict[str, Problem] = {}
        self._earlier: dict[str, Exchange] = {}  # id of an exchange under way -> the answered one whose place it took
        self._stands: dict[str, str] = {}  # id of a try that came to nothing -> that of the one which stands again

    def __deepcopy__(self, memo: object) -> "Talk":
        """A new, empty conversation: Gradio copies the first value of a state for each visitor."""
        return Talk(self._kept)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All of them, as they stand now."""
        return self._exchanges

    @property
    def awaited(self) -> Exchange | None:
        """The exchange whose answer is awaited; None where none is."""
        return next((exchange for exchange in self._exchanges if exchange.running), None)

    @property
    def running(self) -> bool:
        """Whether an answer is awaited."""
        return self.awaited is not None

    def begin(self, question: str, filters: Filters | None = None) -> Exchange | None:
        """Start on a question; None while another one is running, and where the conversation was deleted."""
        with self._lock:
            if self.running or self.gone:
                return None
            begun = _begun(question, filters or Filters())
            self._set(*self._exchanges, begun)
            return begun

    def again(self, exchange_id: str) -> Exchange | None:
        """Start anew on the last question, in place of what came of it; the thumb and the marks go with that.

        The exchange gets another id, so that what a reader said of the earlier answer is not taken for this one's. An
        earlier answer comes back where this try is stopped or fails; :attr:`tries` then says why.

        Returns:
            None where another question is running, and where that exchange is not the last or not renewable.
        """
        with self._lock:
            last = self._exchanges[-1] if self._exchanges else None
            if last is None or last is not self.find(exchange_id) or not last.renewable:
                return None
            begun = self._in_place_of(last, last.question, last.filters)
            self._earlier |= {begun.id: last} if isinstance(last.outcome, Answer) else {}
            return begun

    def edit(self, exchange_id: str, question: str, filters: Filters | None = None) -> Exchange | None:
        """Start on a question in place of an earlier one; what came of that and all after it is forgotten.

        In the store it stays until the new one has ended, so that nothing is lost meanwhile.

        Returns:
            None where another question is running, and where there is no such exchange.
        """
        with self._lock:
            known = self.find(exchange_id)
            if known is None or self.running:
                return None
            return self._in_place_of(known, question, filters or Filters())

    def _in_place_of(self, known: Exchange, question: str, filters: Filters) -> Exchange:
        begun = _begun(question, filters)
        place = self._exchanges.index(known)
        gone = {exchange.id for exchange in self._exchanges[place:]}
        self.tries = {name: trouble for name, trouble in self.tries.items() if name not in gone}
        self._owed = [name for name in self._owed if name not in gone]
        self._cuts[begun.id] = self._cuts.pop(known.id, known.id)
        self._set(*self._exchanges[:place], begun)
        return begun

    def advance(self, exchange_id: str, outcome: Outcome) -> Exchange | None:
        """Note what came of a question; None where it was stopped or forgotten meanwhile, and nothing is noted.

        Where it came to nothing, and an earlier answer stands, that is what comes back. A stage that begins once
        sentences are shown takes none of them away, and neither does a problem.
        """
        with self._lock:
            known = self.find(exchange_id)
            if known is None or not known.running:
                return None
            if isinstance(outcome, str) and isinstance(known.outcome, Partial):
                return known
            if isinstance(outcome, Problem):
                outcome = outcome.after(known.outcome)
            changed = self._put(known, replace(known, outcome=outcome))
        if not changed.running:
            self._keep(changed.id)
        return changed

    def judged(self, exchange: Exchange) -> None:
        """Note the thumb and the marks of an exchange; one that was forgotten meanwhile stays so."""
        with self._lock:
            known = self.find(exchange.id)
            if known is None:
                return
            self._replace(known, replace(known, thumb=exchange.thumb, marks=exchange.marks))
        self._keep(exchange.id)

    def stop(self) -> Exchange | None:
        """Await no answer any longer; what was checked stays, or the earlier answer. None where nothing was running."""
        with self._lock:
            running = self.awaited
            if running is None:
                return None
            stopped = self._put(running, replace(running, outcome=Problem("stopped").after(running.outcome)))
        self._keep(stopped.id)
        return stopped

    def clear(self) -> None:
        """Forget all of it, here; the store keeps what it has."""
        with self._lock:
            self._set()
            self._owed, self._cuts = [], {}
            self.tries, self._earlier, self._stands = {}, {}, {}

    def forget(self, remove: Callable[[], None]) -> None:
        """Forget all of it, for good: nothing more can be asked in it.

        ``remove`` takes it out of the store, while nothing is kept there; what it raises is raised, and all stays.
        """
        with self._keeping:
            remove()
            self.gone = True
            self.clear()

    def find(self, exchange_id: str) -> Exchange | None:
        """The exchange with that id, or the one that stands in place of a try of that id; None where there is none."""
        name = self._stands.get(exchange_id, exchange_id)
        return next((exchange for exchange in self._exchanges if exchange.id == name), None)

    def history(self, before: str | None = None) -> list[Turn]:
        """What was said, for the answerer: answered and refused questions, not the ones that failed or were stopped.

        Args:
            before: id of an exchange that it was said before; None for all that was said so far.
        """
        turns: list[Turn] = []
        for exchange in self._exchanges:
            if exchange.id == before:
                break
            if isinstance(exchange.outcome, Answer):
                turns += [Turn("user", exchange.question), _turn(exchange.outcome)]
            elif exchange.citations and turns:  # it is no turn, and its numbers are on the page
                turns[-1] = replace(turns[-1], cited=(*turns[-1].cited, *_cited(exchange.citations)))
        return turns

    def _set(self, *exchanges: Exchange) -> None:
        self._exchanges = exchanges
        self.changes += 1
        known = {exchange.id for exchange in exchanges}
        self.drawn = {key: value for key, value in list(self.drawn.items()) if key[0] in known}

    def _put(self, known: Exchange, changed: Exchange) -> Exchange:
        """Put an exchange in place of what it was, or the earlier answer where it ended without one; gives that."""
        earlier = None if changed.running else self._earlier.pop(known.id, None)
        trouble = _trouble(changed.outcome, earlier.outcome) if earlier is not None else None
        if earlier is None or trouble is None:
            self._replace(known, changed)
            return changed
        cut = self._cuts.pop(known.id, earlier.id)
        self._cuts |= {earlier.id: cut} if cut != earlier.id else {}
        self.tries[earlier.id], self._stands[known.id] = trouble, earlier.id
        self._replace(known, earlier)
        return earlier

    def _replace(self, known: Exchange, changed: Exchange) -> None:
        self._exchanges = tuple(changed if it is known else it for it in self._exchanges)
        self.changes += 1

    def _keep(self, exchange_id: str) -> None:
        """Let the store have an exchange that has ended, after those that it refused before."""
        if self._kept is None:
            return
        with self._keeping:
            self._owed += [exchange_id] if exchange_id not in self._owed else []
            try:
                while self._owed:
                    self._offer(self._kept, self._owed[0])
                    self._owed = self._owed[1:]
                self.not_kept = ""
            except Exception as error:  # noqa: BLE001 - whatever it is, the answer is already there
                _log.exception("could not keep the conversation %s", self.id)
                self.not_kept = str(error) if isinstance(error, LibraryError) else type(error).__name__

    def _offer(self, kept: Conversations, exchange_id: str) -> None:
        exchange = self.find(exchange_id)
        if exchange is None or exchange.running:
            return
        before = self._cuts.get(exchange_id)
        if before:
            kept.cut(self.id, before)
        kept.put(self.id, exchange)
        self._cuts.pop(exchange_id, None)


def _trouble(outcome: Outcome, earlier: Outcome) -> Problem | None:
    """Why what came is worse than the answer there was: it is none, or no model wrote it where one did before."""
    if isinstance(outcome, Problem):
        return replace(outcome, checked=None)
    fell_back = isinstance(outcome, Answer) and isinstance(earlier, Answer) and outcome.instead and not earlier.instead
    return Problem("failed", outcome.instead) if isinstance(outcome, Answer) and fell_back else None


def _begun(question: str, filters: Filters) -> Exchange:
    return Exchange(secrets.token_hex(8), question, "searching", filters=filters, asked=now_utc())


def _turn(answer: Answer) -> Turn:
    """An answer as a turn, with what its marks stand for."""
    return Turn("assistant", answer.text, _cited(answer.citations))


def _cited(citations: Sequence[Citation]) -> tuple[Cited, ...]:
    return tuple(Cited(one.number, one.source.document_id, one.start, one.end) for one in citations)
