"""A page with every part that it can have, in which every word of everybody is a payload."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.agreement import Contradiction
from onrecord.answers import Answer, Coverage, HeldBack, Partial, Sentence, Unanswered, Verdict
from onrecord.conversations import Exchange, Problem
from onrecord.desk import CheckedClaim, Failure
from onrecord.errors import BadInput, ModelUnavailable
from onrecord.types import Document, Filters, Place
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.evaluation_page import FakeEvaluation, a_run
from tests.browser.fakes import FakeReviews, ScriptedAnswerer, answered, cite, hit, quoting, refused, source
from tests.browser.library_fakes import FakeCatalogue, SteppingIngester
from tests.browser.model_story import USAGE
from tests.browser.payloads import PAYLOADS
from tests.browser.serving import serve_in_thread
from tests.ui.drafts import ScriptedChecker
from tests.ui.exports import FakeOriginals
from tests.ui.known_people import KnownPeople
from ui.app import build_app

__all__ = ["TALK", "HostilePage", "hostile_page"]

TALK = "talk1"
"""The conversation that holds every payload as question, answer, refusal and problem."""

ALL = "\n\n".join(PAYLOADS)


@dataclass(frozen=True)
class HostilePage:
    """A page being served, what it may link to, and where its uploads go."""

    url: str
    links: frozenset[str]
    uploads: Path


def documents() -> list[Document]:
    """One a payload: its name, title, author, outlet, date, collection, notes and text; every other is of the web."""
    made = []
    for number, payload in enumerate(PAYLOADS):
        words = f"Before. {payload} After."
        known = source(f"{payload}.txt", payload, words, "txt", outlet=payload, author=payload, published=payload)
        known = replace(known, collection=payload)
        if number % 2:
            known = replace(known, location=f"https://site.example/{payload}", format="html")
        made.append(Document(known, words, notes=(payload,)))
    return made


def the_answer(known: Sequence[Document]) -> Answer:
    """An answer that says every payload: as quote, speaker, statement, verdict, held back, left out, planted."""
    citations = [
        cite(n, document, payload) for n, (document, payload) in enumerate(zip(known, PAYLOADS, strict=True), 1)
    ]
    sentences = [quoting(one, payload) for one, payload in zip(citations, PAYLOADS, strict=True)]
    sentences += [
        Sentence(" ".join(p.split()), "statement", (n,), Verdict("partly", 0.5, p, ((0, 9),)), p)
        for n, p in enumerate(PAYLOADS, 1)
    ]
    return replace(
        answered("everything", citations, sentences, searched=f"{ALL} and more"),
        held=tuple(HeldBack(p, Verdict("unsupported", 0.1, p), "replaced", p) for p in PAYLOADS),
        unanswered=tuple(Unanswered(p, p) for p in PAYLOADS),
        planted=tuple(Place(document.source, 1, 0, 5) for document in known),
        usage=replace(USAGE, model=ALL),
        instead=ALL,
        writer=ALL,
        judge=ALL,
    )


def the_refusal(known: Sequence[Document]) -> Answer:
    """A refusal whose reason, nearest passages and filters are payloads."""
    nearest = tuple(hit(document, 0, len(document.text)) for document in known)
    answer = refused("refuse", nearest)
    coverage = Coverage(1, 1, 1, {"collection": ALL, "since": ALL}, nearest, PAYLOADS)
    return replace(answer, reason=ALL, text=ALL, coverage=coverage, standalone_question=f"{ALL}?")


class _Answerer(ScriptedAnswerer):
    """Writes every payload as a sentence that awaits its verdict, then fails with all of them."""

    def _growing(self, question: str) -> Iterator[Partial]:
        yield Partial(pending=ALL)
        while not self.go_on.wait(0.05):
            yield Partial(pending=ALL)


class _Checker(ScriptedChecker):
    """Doubts every sentence, in words of payloads."""

    judge = ALL

    def __init__(self, known: Sequence[Document]) -> None:
        super().__init__()
        self._known = known

    def check(self, claim: str, filters: Filters | None = None) -> CheckedClaim:
        words = " ".join(claim.split())
        found = tuple(
            hit(document, 0, len(document.text)) for document in self._known if document.source.title in claim
        )
        verdict = Verdict("unsupported", 0.1, words, ((0, min(9, len(words))),))
        contrary = tuple(Contradiction(one, one.evidence[0], words) for one in found if words and one.evidence)
        return CheckedClaim(words, verdict, found, contrary)


class _Evaluation(FakeEvaluation):
    """Fails in words of payloads."""

    def comparison(self, before: str, after: str) -> str:
        raise BadInput(ALL)


def _evaluation() -> FakeEvaluation:
    from onrecord.desk import DraftedCase

    named = [
        a_run(f"run-{n}", suite=p, writer=p, judge=p, trouble=p if n % 3 == 0 else "") for n, p in enumerate(PAYLOADS)
    ]
    drafts = [DraftedCase(f"use-{n}", p, ((p, p, 3),), (p,), (p,), (p,)) for n, p in enumerate(PAYLOADS)]
    made = _Evaluation(named, drafts)
    made.offered = list(PAYLOADS)
    return made


def _converse(store: StoredConversations, known: Sequence[Document]) -> None:
    """One conversation that holds it all, and one named by each payload."""
    for number, payload in enumerate(PAYLOADS):
        store.put(f"c{number}", Exchange(f"q{number}", payload, Problem("failed", payload)))
        store.rename(f"c{number}", payload)
    store.put(TALK, Exchange("eproblem", ALL, Problem("failed", ALL, Partial(the_answer(known).sentences[:0]))))
    store.put(TALK, Exchange("erefusal", ALL, the_refusal(known)))
    store.put(TALK, Exchange("eall", ALL, the_answer(known)))
    store.rename(TALK, ALL)


@contextmanager
def hostile_page(folder: Path) -> Iterator[HostilePage]:
    """The page, served."""
    known = documents()
    failures = [Failure(f"/in/{p}.pdf" if n % 2 else f"https://site.example/{p}", p, p) for n, p in enumerate(PAYLOADS)]
    catalogue = FakeCatalogue(known, failures)
    answerer = _Answerer({"": ModelUnavailable(ALL)})
    about: dict[str, Any] = dict.fromkeys(("version", "writer", "judge", "embedder"), ALL)
    with closing(Record(folder / "record.sqlite3")) as record:
        store = StoredConversations(record)
        _converse(store, known)
        app = build_app(
            answerer, catalogue, SteppingIngester(catalogue), uploads=folder / "uploads", examples=PAYLOADS,
            allowed_hosts=["127.0.0.1"], reviews=FakeReviews(), catalogue=catalogue, checker=_Checker(known),
            conversations=store, evaluation=_evaluation(), originals=FakeOriginals(), about=about,
            people=KnownPeople(PAYLOADS, PAYLOADS),
        )  # fmt: skip
        with serve_in_thread(app) as url:
            links = frozenset(d.source.location for d in known if d.source.location.startswith("https:"))
            yield HostilePage(url, links, folder / "uploads")
            answerer.go_on.set()
