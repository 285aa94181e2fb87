"""A conversation as the page keeps it: what was asked, what came of it, and what its reader says of that."""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace

from onrecord.answers import Answer, Citation, Partial
from onrecord.conversations import Exchange, Outcome, Problem, now_utc
from onrecord.types import Cited, Filters, Turn

__all__ = ["Talk"]


class Talk:
    """The exchanges of one conversation, oldest first.

    The thread that awaits an answer and the one that stops it both write here, so what was stopped stays stopped
    whichever comes last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchanges: tuple[Exchange, ...] = ()

    def __deepcopy__(self, memo: object) -> "Talk":
        """A new, empty conversation: Gradio copies the first value of a state for each visitor."""
        return Talk()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All of them, as they stand now."""
        return self._exchanges

    def begin(self, question: str, filters: Filters | None = None) -> Exchange | None:
        """Start on a question; None while another one is running."""
        with self._lock:
            if any(exchange.running for exchange in self._exchanges):
                return None
            begun = Exchange(secrets.token_hex(8), question, "searching", filters=filters or Filters(), asked=now_utc())
            self._exchanges = (*self._exchanges, begun)
            return begun

    def again(self, exchange_id: str) -> Exchange | None:
        """Start anew on the last question, in place of what came of it; the thumb and the marks go with that.

        The exchange gets another id, so that what a reader said of the earlier answer is not taken for this one's.

        Returns:
            None where another question is running, and where that exchange is not the last or not renewable.
        """
        with self._lock:
            last = self._exchanges[-1] if self._exchanges else None
            if last is None or last.id != exchange_id or not last.renewable:
                return None
            begun = Exchange(secrets.token_hex(8), last.question, "searching", filters=last.filters, asked=now_utc())
            self._exchanges = (*self._exchanges[:-1], begun)
            return begun

    def advance(self, exchange_id: str, outcome: Outcome) -> Exchange | None:
        """Note what came of a question; None where it was stopped or forgotten meanwhile, and nothing is noted.

        A stage that begins once sentences are shown takes none of them away, and neither does a problem.
        """
        with self._lock:
            known = self.find(exchange_id)
            if known is None or not known.running:
                return None
            if isinstance(outcome, str) and isinstance(known.outcome, Partial):
                return known
            if isinstance(outcome, Problem):
                outcome = outcome.after(known.outcome)
            changed = replace(known, outcome=outcome)
            self._exchanges = tuple(changed if it is known else it for it in self._exchanges)
            return changed

    def judged(self, exchange: Exchange) -> None:
        """Note the thumb and the marks of an exchange; one that was forgotten meanwhile stays so."""
        with self._lock:
            self._exchanges = tuple(
                replace(it, thumb=exchange.thumb, marks=exchange.marks) if it.id == exchange.id else it
                for it in self._exchanges
            )

    def stop(self) -> Exchange | None:
        """Await no answer any longer; the sentences that were checked stay. None where nothing was running."""
        with self._lock:
            running = next((it for it in self._exchanges if it.running), None)
            if running is None:
                return None
            stopped = replace(running, outcome=Problem("stopped").after(running.outcome))
            self._exchanges = tuple(stopped if it is running else it for it in self._exchanges)
            return stopped

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._exchanges = ()

    def find(self, exchange_id: str) -> Exchange | None:
        """The exchange with that id; None where there is none."""
        return next((exchange for exchange in self._exchanges if exchange.id == exchange_id), None)

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


def _turn(answer: Answer) -> Turn:
    """An answer as a turn, with what its marks stand for."""
    return Turn("assistant", answer.text, _cited(answer.citations))


def _cited(citations: Sequence[Citation]) -> tuple[Cited, ...]:
    return tuple(Cited(one.number, one.source.document_id, one.start, one.end) for one in citations)
