"""A conversation to take along, and stand-ins for where it is kept and for the files behind it."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from PIL import Image

from onrecord.answers import Answer, Unanswered
from onrecord.conversations import Conversation, Exchange, Problem
from onrecord.desk import Box, OnPage, Originals
from onrecord.errors import UnknownConversation
from onrecord.moments import Moment
from onrecord.types import Document, Place
from tests.browser.fakes import FakeShelf, answered, cite, library, quoting, source
from tests.browser.model_story import halted_by_model
from tests.browser.story import script
from ui.export.bundle import Bundle, Stand, gathered

STORY = cast(Mapping[str, Answer], script())
MADE = "2026-05-04T09:30:00.000+00:00"
SETTINGS = {"Onrecord": "1.0", "Writer": "extractive", "Judge": "rules-4", "Embedder": "all-MiniLM-L6-v2"}
ARABIC = "أوقفت هيئة الميناء أعمال التجريف يوم الخميس."


def conversation() -> tuple[Exchange, ...]:
    """A question answered by quotes, one by a model's words, one in part, a refusal, one that was stopped."""
    part = replace(STORY["cost"], unanswered=(Unanswered("Who pays the fishers?", "no passage speaks of them"),))
    return (
        Exchange("e1", STORY["halted"].question, STORY["halted"], asked="2026-05-04T09:00:00.000+00:00"),
        Exchange("e2", "And why?", halted_by_model()),
        Exchange("e3", part.question, part),
        Exchange("e4", STORY["paid"].question, STORY["paid"]),
        Exchange("e5", "What next?", Problem("stopped")),
    )


def dated() -> Exchange:
    """A question whose answer has a date in words, and a later document that corrects it."""
    words, title, day = "on Thursday", "CORRECTION: work halted on Friday", date(2024, 4, 18)
    first = cite(1, library()[0], "halted on Thursday after divers found mercury in the sediment")
    start = first.start + first.quote.index(words)
    moment = Moment(start, start + len(words), words, day, day, relative=True)
    later = Place(source("later.txt", title, title, "txt", published="2024-04-19"), None, 0, len(title))
    first = replace(first, moments=(moment,), corrected=later)
    return Exchange("e1", "When was work halted?", answered("When was work halted?", [first], [quoting(first)]))


def bundle(
    exchanges: Sequence[Exchange],
    documents: Sequence[Document] | None = None,
    originals: Originals | None = None,
    title: str = "Mud",
) -> Bundle:
    """All that an export says of them."""
    shelf = FakeShelf(library() if documents is None else documents)
    stand = Stand(shelf, originals or FakeOriginals(), SETTINGS)
    return gathered(title, exchanges, stand, made=MADE, pictured=True)


def hostile(text: str) -> tuple[Exchange, Document]:
    """An exchange in which every word of a document, a person or a model is ``text``."""
    words = f"Before. {text} After."
    known = source(f"{text}.txt", text, words, "txt", outlet=text, author=text, published=text)
    citation = replace(cite(1, Document(known, words), text), page=3, corrected=Place(known, 3, 8, 8 + len(text)))
    said = Moment(citation.start, citation.end, text, date(2024, 4, 1), date(2024, 4, 3), relative=True)
    citation = replace(citation, moments=(said,))
    doubted = replace(STORY["cost"].sentences[1], text=text, citations=(1,), speaker=text)
    assert doubted.verdict
    doubted = replace(doubted, verdict=replace(doubted.verdict, reason=text, offending=((0, len(text)),)))
    answer = answered(text, [citation], [quoting(citation, text), doubted], searched=f"{text} {text}")
    held = tuple(replace(one, text=text, instead=text) for one in halted_by_model().held)
    coverage = replace(answer.coverage, filters={text: text, "collection": text}, failed_documents=2)
    answer = replace(answer, writer=text, judge=text, held=held, instead=text, coverage=coverage)
    answer = replace(answer, unanswered=(Unanswered(text, text),))
    return Exchange("e1", text, answer), Document(known, words)


class FakeOriginals:
    """Pages of one colour; every quote stands on two lines of the upper half."""

    def __init__(self, error: Exception | None = None, noise: int = 0) -> None:
        self.error, self.noise, self.drawn = error, noise, list[tuple[str, int]]()

    def path(self, document_id: str) -> Path:
        """A name."""
        if self.error:
            raise self.error
        return Path(document_id)

    def pages(self, document_id: str) -> int:
        """Three."""
        return 3

    def shape(self, document_id: str, page: int) -> tuple[float, float]:
        """A4."""
        return 595.0, 842.0

    def image(self, document_id: str, page: int, width: int) -> bytes:
        """White, or so many bytes of no picture."""
        self.drawn.append((document_id, page))
        if self.noise:
            return b"x" * self.noise
        content = io.BytesIO()
        Image.new("RGB", (width, round(width * 842 / 595)), "white").save(content, "WEBP")
        return content.getvalue()

    def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
        """Two lines."""
        return (OnPage(page, (Box(0.1, 0.2, 0.8, 0.02), Box(0.1, 0.23, 0.5, 0.02))),)


class FakeConversations:
    """Keeps one conversation, ``c1``, of one owner."""

    def __init__(self, exchanges: Sequence[Exchange], title: str = "Mud in the harbour", owner: str = "") -> None:
        self.kept, self.title, self.error = tuple(exchanges), title, cast(Exception | None, None)
        self.owner = owner

    def of(self, owner: str) -> "FakeConversations":
        """Nothing for anybody else."""
        return self if owner == self.owner else FakeConversations((), owner=owner)

    def heading(self, conversation_id: str) -> Conversation:
        """Of the one."""
        self._check(conversation_id == "c1" and self.kept != ())
        return Conversation("c1", self.title, MADE, MADE, len(self.kept))

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """Of the one."""
        self._check(conversation_id == "c1" and self.kept != ())
        return self.kept

    def holding(self, exchange_id: str) -> str:
        """The one."""
        self._check(any(each.id == exchange_id for each in self.kept))
        return "c1"

    def listed(self, words: str = "", most: int = 200) -> list[Conversation]:
        """Never asked for."""
        raise NotImplementedError

    def put(self, conversation_id: str, exchange: Exchange) -> Conversation:
        """Never asked for."""
        raise NotImplementedError

    def cut(self, conversation_id: str, exchange_id: str) -> None:
        """Never asked for."""
        raise NotImplementedError

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Never asked for."""
        raise NotImplementedError

    def remove(self, conversation_id: str) -> None:
        """Never asked for."""
        raise NotImplementedError

    def _check(self, known: bool) -> None:
        if self.error:
            raise self.error
        if not known:
            raise UnknownConversation("no conversation has that id")
