"""What a chat model brings, scripted over the small library of :mod:`fakes`: answers that grow, and their asides."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace

from onrecord.answers import Answer, Citation, HeldBack, Partial, Sentence, Usage, Verdict
from onrecord.errors import ModelUnavailable, RateLimited
from onrecord.types import Place
from tests.browser.fakes import ScriptedAnswerer, answered, cite, library, quoting, refused

__all__ = ["StreamingAnswerer", "grown", "model_script", "said"]

INSTEAD = "The model smollm2 gave no reply within 60 seconds"
USAGE = Usage("gguf:/models/SmolLM2-135M.gguf", 1402, 68, 420.0, 610.0, 640.0, 2100.0, passages=6, requests=1)


def said(text: str, *numbers: int, speaker: str | None = None, score: float = 0.92) -> Sentence:
    """A model's sentence that its passages support."""
    verdict = Verdict("supported", score, "its figures and names stand in the cited passage")
    return Sentence(text, "statement", numbers, verdict, speaker)


def model_script() -> Mapping[str, Answer | Exception]:
    """Answers of a model by a word of the question."""
    return {
        "why": halted_by_model(),
        "delay": costs_by_model(),
        "instead": without_model(),
        "refuse": replace(refused("refuse"), usage=USAGE, writer="smollm2", instead="The model is overloaded."),
        "busy": RateLimited("The provider has had too many requests. Wait a minute, then ask again."),
        "break": ModelUnavailable("The connection to the model broke off. Ask again."),
        "plain": answered("plain", [], [Sentence("Nothing of note.", "framing")]),
    }


def halted_by_model() -> Answer:
    """Its marks are [4] and [2], as an earlier answer had them; one sentence was replaced by a quote."""
    wire, note, _ = library()
    second = cite(2, wire, "Two barges stood idle at the north quay on Thursday afternoon.")
    fourth = cite(4, wire, "Dredging of the inner channel was halted on Thursday after divers found mercury in the "
                           "sediment, the harbour authority said.")  # fmt: skip
    fifth = cite(5, note, "Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples.")
    doubted = Verdict("partly", 0.48, "“2 April” stands in the passage; that the ministry knew does not", ((41, 63),))
    sentences = [
        said("Divers found mercury in the sediment of the inner channel, so the dredging was halted on Thursday.", 4),
        said("Nobody is to move another shovel of mud until it is known what is in it.", 4, speaker="Mara Venn"),
        quoting(fifth),
        Sentence("The results were there on 2 April and the ministry knew them.", "statement", (4,), doubted),
        said("Two barges lay idle at the north quay.", 2),
    ]
    held = (
        HeldBack("Mercury was at nine milligrams in every sample.",
                 Verdict("unsupported", 0.05, "no cited passage holds “nine milligrams”"), "replaced", fifth.quote),
        HeldBack("The harbour will close in May.", Verdict("unsupported", 0.02, "no cited passage speaks of May"),
                 "dropped"),
        HeldBack("Two ships lay idle at the south quay.",
                 Verdict("unsupported", 0.11, "“south quay” is not in the passage; it says “north quay”"), "repaired",
                 "Two barges lay idle at the north quay."),
    )  # fmt: skip
    answer = answered("Why was the dredging halted?", [second, fourth, fifth], sentences)
    planted = (Place(note.source, 2, 0, 40), Place(note.source, 3, 0, 40))
    return replace(answer, writer="smollm2", judge="rules-4", usage=USAGE, held=held, planted=planted)


def costs_by_model() -> Answer:
    """A follow-up, cut off at its limit, of a model whose provider says little."""
    wire, _, _ = library()
    sixth = cite(6, wire, "She put the cost of the delay at 40,000 crowns a day.")
    answer = answered("And the delay?", [sixth], [said("The delay costs 40,000 crowns a day.", 6, speaker="Mara Venn")],
                      searched="What does the delay of the dredging cost?")  # fmt: skip
    usage = Usage("openai:some-model", tokens_out=12, passages=1, cached=True, truncated=True)
    return replace(answer, writer="openai:some-model", usage=usage, new_topic=True)


def without_model() -> Answer:
    """The documents' own words, since the model gave no reply."""
    wire, _, _ = library()
    first = cite(1, wire, "Two barges stood idle at the north quay on Thursday afternoon.")
    return replace(answered("instead", [first], [quoting(first)]), instead=INSTEAD)


def grown(answer: Answer) -> Iterator[Partial]:
    """How ``answer`` grows: each sentence complete, then with its verdict; what was held back is counted at the end."""
    for place, sentence in enumerate(answer.sentences):
        before, after = answer.sentences[:place], answer.sentences[: place + 1]
        yield Partial(before, _cited(answer, before), sentence.text)
        yield Partial(after, _cited(answer, after))
    if answer.held:
        yield Partial(answer.sentences, answer.citations, held=len(answer.held))


def _cited(answer: Answer, sentences: tuple[Sentence, ...]) -> tuple[Citation, ...]:
    numbers = {number for sentence in sentences for number in sentence.citations}
    return tuple(one for one in answer.citations if one.number in numbers)


class StreamingAnswerer(ScriptedAnswerer):
    """Writes its scripted answers sentence by sentence.

    Each :attr:`steps` that is released lets one more partial answer out; :meth:`let_all` lets all out. A problem whose
    key is "break" comes after two partial answers of the first story.
    """

    def __init__(self, script: Mapping[str, Answer | Exception], pause: float | None = None) -> None:
        """With a ``pause`` in seconds partial answers come by themselves."""
        super().__init__(script)
        self._pause, self._steps, self._all = pause, threading.Semaphore(0), threading.Event()

    def step(self, times: int = 1) -> None:
        """Let so many more partial answers out."""
        self._steps.release(times)

    def let_all(self) -> None:
        """Let everything out, until :meth:`hold`."""
        self._all.set()

    def hold(self) -> None:
        """Let out no more than is stepped from here on."""
        self._all.clear()
        while self._steps.acquire(blocking=False):
            pass

    def _growing(self, question: str) -> Iterator[Partial]:
        breaking = "break" in question
        answer = halted_by_model() if breaking else self._scripted(question)
        last = Partial()
        for number, partial in enumerate(grown(answer)):
            while not self._may_go_on():
                yield last
            if breaking and number == 2:
                return
            last = partial
            yield partial
        while not self._may_go_on():
            yield last

    def _may_go_on(self) -> bool:
        if self._pause is not None:
            return not threading.Event().wait(self._pause)
        return self._all.is_set() or self._steps.acquire(timeout=0.05)
