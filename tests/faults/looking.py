"""A library looked over after a fault: is every document whole, once, and found by its meaning and by its words?"""

import contextlib
import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from ingest.split import split
from onrecord.errors import UnknownDocument
from onrecord.types import Document, Source
from retriever.current import CurrentEmbedder, noted_in
from retriever.embed import Embedder, Encoded
from retriever.filters import Bounds
from retriever.hybrid import HybridRetriever
from retriever.lexical import Words
from retriever.library import Library
from retriever.places import EMBEDDED, VECTORS, VectorPlace
from tests.fakes import HashEncoder
from tests.faults.children import Act, Child
from tests.faults.papers import Papers
from tests.retriever.small import SmallEmbedder

__all__ = ["OTHER", "embedder", "looking", "opened", "place_of", "problems"]

OTHER = "other"
"""Name of the embedder that a library is rebuilt for."""
_ANY = Bounds()
_MOST = 1_000
_NEAREST = 10
# A question that goes all the way costs more than the others together.
_ASKED = 3


class _Remembering(HashEncoder):
    """Draws the vector of a word once."""

    @staticmethod
    @cache
    def _drawn(word: str) -> Any:
        return HashEncoder()._vector(word)

    def _vector(self, word: str) -> Any:
        return self._drawn(word)


class _Words(SmallEmbedder):
    def __init__(self) -> None:
        self._encoder = _Remembering()


class _Other(_Words):
    """Another model: its vectors are shorter and point elsewhere."""

    name, dimensions = OTHER, 48

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        return [_turned(one) for one in super().encode(texts, contexts)]


def _turned(one: Encoded) -> Encoded:
    tokens = one.tokens[:, ::-1][:, : _Other.dimensions]
    tokens = (tokens / np.linalg.norm(tokens, axis=1, keepdims=True)).astype(np.float32)
    mean = tokens.mean(axis=0)
    return Encoded((mean / np.linalg.norm(mean)).astype(np.float32), tokens, one.offsets)


def embedder(name: str = "", *_: object) -> Embedder:
    """What plays the embedder: equal words are near, and no model is loaded; one of two, by name."""
    return cast(Embedder, _Other() if name == OTHER else _Words())


def place_of(folder: Path) -> VectorPlace:
    """Where the record says that the vectors are."""
    found = None
    with contextlib.suppress(sqlite3.Error):
        database = sqlite3.connect(f"file:{folder / 'record.sqlite3'}?mode=ro", uri=True)
        with contextlib.closing(database):
            found = database.execute("select value from meta where name = ?", (VECTORS,)).fetchone()
    url = found[0] if found and found[0] != EMBEDDED else ""
    return VectorPlace(url, timeout_seconds=20, patience_seconds=2)


def opened(folder: Path, place: VectorPlace | None = None) -> Library:
    """The library with its own embedder, which is no model; another may take its place."""
    return Library(folder, CurrentEmbedder(embedder(noted_in(folder).embedder)), vectors=place or place_of(folder))


def looking(folder: Path, papers: Papers, removed: Sequence[str]) -> Act:
    """An act that opens the library as any next start does, and tells what it finds.

    Events: ``record``, location -> hash; ``titles``, location -> title; ``problem``, ``[kind, what]`` with the kinds
    lost, twice, half, search, earlier, trace and index; ``mended``, what the opening logged; ``left``, those of the
    words ``removed`` that are in the bytes of any file.
    """

    def act(child: Child) -> None:
        mended: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: mended.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger("retriever").addHandler(handler)
        library = opened(folder)
        try:
            sources = library.sources()
            child.tell(record={source.location: source.sha256 for source in sources})
            child.tell(titles={source.location: source.title for source in sources})
            for kind, what in problems(library, sources, papers):
                child.tell(problem=[kind, what])
        finally:
            library.close()
        child.tell(mended=[line[:200] for line in mended], left=_left(folder, removed))

    return act


def problems(library: Library, sources: list[Source], papers: Papers) -> Iterator[tuple[str, str]]:
    """What is amiss in an open library: kind and words. At last it is mended as ``documents verify`` does."""
    yield from _of_indexes(library)
    for location, times in Counter(source.location for source in sources).items():
        if times > 1:
            yield "twice", f"{location} is on record {times} times"
    every = max(1, len(sources) // _ASKED)
    for at, source in enumerate(sources):
        yield from _of_document(library, source, papers, ask=at % every == 0)
    here = {source.sha256 for source in sources}
    for sha256, tag in papers.tags.items():
        if sha256 not in here and library.words.search(Words(tag), 1, _ANY):
            yield "trace", f"words of {tag} are found, and it is not on record"
    if library.repair() != (0, 0):
        yield "index", "documents verify found something to mend"


def _of_document(library: Library, source: Source, papers: Papers, ask: bool) -> Iterator[tuple[str, str]]:
    if source.sha256 not in papers.texts:
        yield "lost", f"{source.location} is on record as something it never was"
        return
    document = library.document(source.document_id)
    if document.text != papers.texts[source.sha256]:
        yield "half", f"{source.location} has another text than its file"
    yield from _of_passages(library, document)
    yield from _of_searches(library, document, papers.tags[source.sha256], ask)
    yield from _of_earlier(library, source, papers)


def _of_indexes(library: Library) -> Iterator[tuple[str, str]]:
    """The record sound, and both indexes what it says."""
    record = library.record
    for sql in ("pragma quick_check", "pragma foreign_key_check", "select * from documents where state = 'writing'"):
        if (found := record.rows(sql)) not in ([], [("ok",)]):
            yield "index", f"{sql}: {found[:2]}"
    ids = {row[0] for row in record.rows("select id from passages")}
    for name, index in (("vectors", library.index), ("words", library.words)):
        if index.ids() != ids or index.count() != len(ids):
            yield "index", f"{index.count()} {name} of {len(ids)} passages"


def _of_passages(library: Library, document: Document) -> Iterator[tuple[str, str]]:
    """As many as the text gives, each once."""
    rows = library.record.rows(
        "select p.place, p.start, p.finish, p.text from documents d join passages p using (version) "
        "where d.document_id = ? and d.state = 'ready' order by p.place",
        (document.source.document_id,),
    )
    wanted = [(one.index, one.start, one.end, one.text) for one in split(document, library.embedder.count_tokens)]
    if rows != wanted:
        kind = "twice" if len(rows) > len(wanted) else "half"
        yield kind, f"{document.source.location} has {len(rows)} passages, not {len(wanted)}"


def _of_searches(library: Library, document: Document, tag: str, ask: bool) -> Iterator[tuple[str, str]]:
    """Found by its vectors, by its words, and (where so wished) by a question that goes all the way."""
    (version,) = library.record.ready_versions([document.source.document_id])
    ids = {row[0] for row in library.record.rows("select id from passages where version = ?", (version,))}
    if set(library.words.search(Words(tag), _MOST, _ANY)) != ids:
        yield "search", f"the words of {tag} give other passages than its own"
    for id_ in {min(ids, default=0), max(ids, default=0)}:
        ((vector,),) = library.record.rows("select vector from passages where id = ?", (id_,))
        for bounds in (_ANY, Bounds(versions=(version,))):
            found = library.index.search(np.frombuffer(vector, "<f4"), _NEAREST, bounds)
            if id_ not in found:
                yield "search", f"vector {id_} of {tag} is not found in {bounds}: {found}, {library.index.held([id_])}"
    if ask:
        hits = HybridRetriever(library, 50, 24).search(f"Where did the {tag} leave?", 1)
        if [hit.source.document_id for hit in hits] != [document.source.document_id]:
            yield "search", f"a question about {tag} gives another document"


def _of_earlier(library: Library, source: Source, papers: Papers) -> Iterator[tuple[str, str]]:
    """What was replaced can be opened."""
    was = papers.now.get(source.location)
    earlier = [*papers.earlier.get(source.location, []), *([was] if was and was != source.sha256 else [])]
    for sha256 in earlier[-5:]:
        try:
            document, superseded = library.document_version(source.document_id, sha256)
        except UnknownDocument as error:
            yield "earlier", str(error)
            continue
        if document.text != papers.texts[sha256] or not superseded:
            yield "earlier", f"{papers.tags[sha256]} was replaced, and is not what it was"


def _left(folder: Path, removed: Sequence[str]) -> list[str]:
    found = set[str]()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found.update(tag for tag in removed if tag.encode() in data)
    return sorted(found)
