"""A draft of our own fiction, and a checker that says of each sentence what its words ask for."""

import threading
from pathlib import Path

from onrecord.agreement import Contradiction
from onrecord.answers import Verdict
from onrecord.desk import CheckedClaim, Claim
from onrecord.errors import EmptyLibrary, LibraryError, ModelUnavailable, UnsupportedFormat
from onrecord.grounding.check import Checker
from onrecord.grounding.judge import RuleJudge
from onrecord.sentences import fold
from onrecord.types import Filters, Hit
from tests.answering.test_chain import Shelf
from tests.fakes import a_hit

DRAFT = """# Mercury in Pell Harbour

The dredging of the inner channel was halted on Thursday. The delay costs 90,000 crowns a day, which is wrong.
Two barges stood idle, and half of the crew was sent home.

Both sides agree on this:
- The town council meets on Monday.
- The limit is 7 milligrams, which is wrong too.
"""

PASSAGE = (
    "The work had begun in February. She put the cost of the delay at 40,000\ncrowns a day. The contractor disputed it."
)


def a_passage(best: int = 1) -> Hit:
    """The passage found for every sentence, the sentence of that number the best one of it; from page 3 of a PDF."""
    scores = [0.1] * 3
    scores[best] = 0.9
    return a_hit(
        PASSAGE, "wire", *scores, start=200, title="Dredging halted", outlet="Harbour Wire", published="2024-04-18",
        location="/home/somebody/wire.pdf", format="pdf",
    )  # fmt: skip


def a_contradiction() -> Contradiction:
    """Another document's, by somebody with a name."""
    hit = a_hit(
        "The owners met in May. The delay costs 60,000 crowns a day, Mara Venn wrote. They went home.",
        "owners", 0.1, 0.9, 0.1, title="Owners count the cost", outlet="Owners' Letter", published="2024-05-02",
        location="/home/somebody/owners.txt",
    )  # fmt: skip
    return Contradiction(hit, hit.passage.sentences[1], "the passage has 60,000 there, not 90,000", "Mara Venn")


class ScriptedChecker:
    """Not supported where the words say "wrong", partly where they say "half", else supported.

    What is "disputed" another document contradicts, in a passage that is among the nearest.

    "broken" has no verdict, "lost" loses the library, "crash" is a fault of ours. "slow" waits for :attr:`go_on`.
    """

    judge = "rules-9"

    def __init__(self) -> None:
        self.checked, self.go_on, self.waiting = list[str](), threading.Event(), threading.Event()
        self._sentences = Checker(Shelf({}), RuleJudge(), lambda path: path.name)
        self.empty = False

    def reset(self) -> None:
        """As if nothing had been asked of it."""
        self.checked.clear()
        self.go_on.clear()
        self.waiting.clear()
        self.empty = False

    def read(self, path: Path) -> str:
        """Text files alone."""
        if path.suffix != ".txt":
            raise UnsupportedFormat(f"{path}: Onrecord does not read this format; convert it to text or PDF")
        return path.read_text(encoding="utf-8")

    def claims(self, text: str) -> list[Claim]:
        """As the real one."""
        return self._sentences.claims(text)

    def check(self, claim: str, filters: Filters | None = None) -> CheckedClaim:
        """By its words."""
        words = fold(claim)
        self.checked.append(words)
        if self.empty:
            raise EmptyLibrary("nothing has been ingested yet")
        if "slow" in words:
            self.waiting.set()
            self.go_on.wait(60)
        self._fail(words)
        for word, label, score in (("wrong", "unsupported", 0.07), ("half", "partly", 0.5)):
            if word in words:
                at = words.index(word)
                verdict = Verdict(label, score, f"no passage says \u201c{word}\u201d", ((at, at + len(word)),))  # type: ignore[arg-type]
                return CheckedClaim(words, verdict, (a_passage(),))
        held = Verdict("supported", 1.0, "the words stand there")
        if "disputed" in words:
            other = a_contradiction()
            return CheckedClaim(words, held, (a_passage(), other.hit), (other,))
        return CheckedClaim(words, held, (a_passage(),))

    def _fail(self, words: str) -> None:
        if "broken" in words:
            raise ModelUnavailable("the judge gave no verdict")
        if "lost" in words:
            raise LibraryError("the library cannot be read; check the disk")
        if "crash" in words:
            raise ZeroDivisionError("a fault of ours")
