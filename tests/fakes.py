"""Stand-ins that sit on the same seams as the real things, and builders of the values that tests speak of."""

import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from onrecord.errors import UnknownDocument
from onrecord.ports import TokenVectors
from onrecord.sentences import split_sentences
from onrecord.types import Document, Hit, Passage, Source, Span
from tests.earlier import KeepsEarlier

_DIMENSIONS = 64
_TOKEN = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]{1,8}|[^\w\s]")


def count_words(texts: Sequence[str]) -> list[int]:
    """A token counter: a token is up to eight letters or figures of a word, one Chinese sign, or one other mark."""
    return [len(_TOKEN.findall(text)) for text in texts]


class HashEncoder:
    """A token encoder without a model: a word is a vector drawn by its hash, so only equal words are near.

    Args:
        alike: words that are to mean the same, each with the word it stands for.
    """

    def __init__(self, alike: dict[str, str] | None = None) -> None:
        self._alike = alike or {}

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> TokenVectors:
        words = [(found[0], found.span()) for found in re.finditer(r"\w+", text)]
        mark = ("[CLS]", (0, 0))
        rows = [mark, *words]
        tokens = np.stack([self._vector(word.casefold()) for word, _ in rows])
        return TokenVectors(tokens, np.array([span for _, span in rows], dtype=np.int32))

    def _vector(self, word: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        seed = zlib.crc32(self._alike.get(word, word).encode("utf-8", "surrogatepass"))
        vector = np.random.default_rng(seed).standard_normal(_DIMENSIONS)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class MemorySink(KeepsEarlier):
    """A passage sink and document shelf in a dict.

    Attributes:
        stored: (location, collection) -> the document and its passages.
        failures: (location, collection) -> why.
        abandoned: how many intakes were given up.
        largest_batch: most passages that came at once.
        begun: how many documents each intake was begun with.
        fails_after: raised by the intake after this many passages; None never.
        error: what is raised then.
    """

    def __init__(self) -> None:
        self.stored: dict[tuple[str, str], tuple[Document, list[Passage]]] = {}
        self.failures: dict[tuple[str, str], str] = {}
        self.earlier: dict[tuple[str, str], tuple[Document, str | None]] = {}
        self.abandoned = 0
        self.largest_batch = 0
        self.begun: list[int] = []
        self.fails_after: int | None = None
        self.error: BaseException = OSError("no space left on device")

    def sha256_of(self, location: str, collection: str) -> str | None:
        found = self.stored.get((location, collection))
        return found[0].source.sha256 if found else None

    def begin(self, documents: Sequence[Document]) -> "MemoryIntake":
        self.begun.append(len(documents))
        return MemoryIntake(self, documents)

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        self.failures[location, collection] = reason

    def forget_failure(self, location: str, collection: str) -> None:
        self.failures.pop((location, collection), None)

    def sources(self) -> list[Source]:
        return sorted((document.source for document, _ in self.stored.values()), key=lambda source: source.title)

    def document(self, document_id: str) -> Document:
        for document, _ in self.stored.values():
            if document.source.document_id == document_id:
                return document
        raise UnknownDocument(f"no document has the id {document_id}")

    def id_for(self, location: str, collection: str) -> str:
        """The id on record at a place; else one that no document has, made of the place."""
        found = self.stored.get((location, collection))
        if found:
            return found[0].source.document_id
        taken = {document.source.document_id for document, _ in self.stored.values()}
        turns = (f"{collection}\0{location}{f'{chr(0)}{n}' if n > 1 else ''}" for n in count(1))
        ids = (hashlib.sha256(turn.encode("utf-8", "surrogatepass")).hexdigest()[:16] for turn in turns)
        return next(one for one in ids if one not in taken)

    def locations_within(self, folder: str, collection: str) -> list[tuple[str, str, str]]:
        """Id, location and hash of what is on record under a folder."""
        prefix = folder.rstrip("/") + "/"
        return sorted(
            (source.document_id, source.location, source.sha256)
            for source in self.sources()
            if source.collection == collection and source.location.startswith(prefix)
        )

    def failures_within(self, folder: str, collection: str) -> list[str]:
        """Where files under a folder could not be read."""
        prefix = folder.rstrip("/") + "/"
        return [place for place, within in self.failures if within == collection and place.startswith(prefix)]

    def move_all(self, moves: Sequence[tuple[str, str]]) -> None:
        """The documents are at other places from now on."""
        for document_id, location in moves:
            (place,) = (place for place, (one, _) in self.stored.items() if one.source.document_id == document_id)
            document, passages = self.stored.pop(place)
            assert (location, place[1]) not in self.stored
            moved = replace(document, source=replace(document.source, location=location))
            self.stored[location, place[1]] = (moved, passages)
            self.failures.pop((location, place[1]), None)

    def remove_all(self, document_ids: Sequence[str]) -> None:
        """The documents are gone."""
        for place in [place for place, (one, _) in self.stored.items() if one.source.document_id in document_ids]:
            del self.stored[place]

    def supersede(self, document: Document) -> None:
        """Keep the version that this one takes the place of, unless its bytes are the same."""
        for before, _ in self.stored.values():
            if before.source.document_id == document.source.document_id:
                self.earlier[before.source.document_id, before.source.sha256] = (before, "2024-05-01T08:00:00Z")
        self.earlier.pop((document.source.document_id, document.source.sha256), None)

    def passages(self) -> list[Passage]:
        """Every passage on record."""
        return [passage for _, passages in self.stored.values() for passage in passages]

    def only(self) -> tuple[Document, list[Passage]]:
        """The one document on record, and its passages."""
        ((document, passages),) = self.stored.values()
        return document, passages


class MemoryIntake:
    """Documents on their way into a memory sink."""

    def __init__(self, sink: MemorySink, documents: Sequence[Document]) -> None:
        self._sink, self._documents = sink, documents
        self._passages: list[Passage] = []

    def add(self, passages: Sequence[Passage]) -> None:
        self._sink.largest_batch = max(self._sink.largest_batch, len(passages))
        self._passages.extend(passages)
        if self._sink.fails_after is not None and len(self._passages) > self._sink.fails_after:
            raise self._sink.error

    def commit(self) -> None:
        for document in self._documents:
            place = (document.source.location, document.source.collection)
            mine = [one for one in self._passages if one.document_id == document.source.document_id]
            self._sink.supersede(document)
            self._sink.stored[place] = (document, mine)
            self._sink.failures.pop(place, None)

    def abandon(self) -> None:
        self._sink.abandoned += 1
        self._passages = []


def a_source(name: str = "notice", **given: str | None) -> Source:
    """A source that only its name and what is given tell from others."""
    values: dict[str, str | None] = {
        "document_id": name,
        "location": f"/docs/{name}.txt",
        "title": name.capitalize(),
        "sha256": f"{zlib.crc32(name.encode()):064x}",
        "format": "txt",
    }
    return Source(**{**values, **given})  # type: ignore[arg-type]  # None is for optional fields only


def a_document(text: str, page_starts: tuple[int, ...] = (), body_start: int = 0) -> Document:
    """A document with this text."""
    return Document(a_source(), text, page_starts, body_start)


def a_hit(text: str, name: str = "notice", *scores: float, start: int = 0, **source: str | None) -> Hit:
    """A hit on a passage with this text, which begins at ``start`` of its document.

    Args:
        text: of the passage.
        name: of the document.
        scores: of its sentences in order; sentences without one are no evidence.
        start: where in the document the passage begins.
        source: fields of its source.
    """
    spans = [Span(span.start + start, span.end + start) for span in split_sentences(text)]
    scored = [Span(span.start, span.end, score) for span, score in zip(spans, scores, strict=False)]
    evidence = tuple(sorted(scored, key=lambda span: -span.score))
    passage = Passage(name, 0, start, start + len(text), text, tuple(spans))
    return Hit(passage, a_source(name, **source), 1.0, evidence, {"maxsim": max(scores, default=0.0)})
