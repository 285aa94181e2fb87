"""BM25 over the words of passages: an inverted index (tantivy) that can be rebuilt from the record at any time."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from onrecord.errors import LibraryError
from onrecord.ports import Progress
from onrecord.words import STOP_WORDS
from retriever.filters import Bounds, Shelfmark
from retriever.panics import Panicked, panics_as_errors, tantivy_speaking_onrecord
from retriever.segments import living_beside_removed, removed_in

__all__ = ["WordIndex", "WordRow", "Words"]

_log: Final = logging.getLogger(__name__)
# A word of the title, the headings or the table's header counts this much of a word of the passage: it is in many
# passages of the document. A date or figure that is meant, whatever way it is written, counts as a word does.
_CONTEXT_WEIGHT: Final = 0.3
_KEY_WEIGHT: Final = 1.0
# Words that the question does not have, but documents that answer it may.
_OTHER_WEIGHT: Final = 0.5
# A question of thousands of words is no better answered by its thousandth.
_MOST_TERMS: Final = 64
_HEAP_BYTES: Final = 50_000_000
_MOVED: Final = 1_000
_MOST_ROUNDS: Final = 3
_NO_DAY: Final = 0


@dataclass(frozen=True, slots=True)
class WordRow:
    """What the index holds of one passage.

    Attributes:
        id: of the passage.
        shelfmark: of its document.
        text: of the passage.
        context: title, headings, header rows.
        keys: dates and figures in one spelling, with spaces between.
    """

    id: int
    shelfmark: Shelfmark
    text: str
    context: str
    keys: str


@dataclass(frozen=True, slots=True)
class Words:
    """What to look for.

    Attributes:
        text: the question.
        phrases: each must stand in the passage or its context, word by word (endings aside).
        keys: dates and figures in one spelling.
        also: other words for terms of the question.
    """

    text: str
    phrases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _analyzer() -> TextAnalyzer:
    """Letters and figures as words, in lower case, without accents, English endings off."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return builder.filter(Filter.stemmer("english")).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "version"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("first_day", "last_day"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_text_field("collection", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="words")
    builder.add_text_field("context", tokenizer_name="words")
    builder.add_text_field("keys", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordIndex:
    """The words of one library. The process that holds the library's lock owns it.

    Args:
        folder: where tantivy keeps its files. A damaged index is dropped; the library fills it from the record.
        anew: begin with no words; what was there is dropped.
    """

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        self._folder = folder
        self._analyzer = _analyzer()
        self._schema = _schema()
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        try:
            with panics_as_errors():
                self._index = self._opened()
        except (ValueError, Panicked) as error:
            _log.warning("the word index %s is damaged (%s); it is made anew from the record", folder, error)
            shutil.rmtree(folder, ignore_errors=True)
            with tantivy_speaking_onrecord(f"opening {folder}"):
                self._index = self._opened()
        self._writer: tantivy.IndexWriter | None = None
        self._lock = threading.Lock()
        self._searcher = self._index.searcher()

    def _opened(self) -> tantivy.Index:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The folder {self._folder} cannot be made: {error}.") from error
        index = tantivy.Index(self._schema, path=str(self._folder))
        index.register_tokenizer("words", self._analyzer)
        return index

    def close(self) -> None:
        """Let go of the files; what was not committed is forgotten."""
        with self._lock:
            self._writer = None

    # ---- writing ----------------------------------------------------------------------------------------------

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        return self._writer

    def add(self, rows: Iterable[WordRow]) -> None:
        """Take the words of passages in; they are found after :meth:`commit`."""
        with self._lock, tantivy_speaking_onrecord("storing words"):
            writer = self._open_writer()
            for row in rows:
                writer.add_document(_document(row))

    def remove_versions(self, versions: Sequence[int]) -> None:
        """Take the words of these versions out, and commit; nothing happens where there are none."""
        self._remove("version", versions)

    def remove(self, ids: Sequence[int]) -> None:
        """Take words out by passage id, and commit."""
        self._remove("id", ids)

    def _remove(self, field: str, values: Sequence[int]) -> None:
        if not values:
            return
        with self._lock, tantivy_speaking_onrecord("removing words"):
            # Not delete_documents_by_term: with tantivy 0.27 it finds nothing in a field of numbers, without a word.
            self._open_writer().delete_documents_by_query(Query.term_set_query(self._schema, field, list(values)))
        self.commit()

    def commit(self) -> None:
        """Make what was added and removed count; it survives a kill from here on."""
        with self._lock, tantivy_speaking_onrecord("committing words"):
            if self._writer is not None:
                self._writer.commit()
                self._look_anew()

    def _look_anew(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def purge(
        self,
        rows_of: Callable[[Sequence[int]], Iterable[WordRow]],
        show: Progress | None = None,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Write the segments anew that still hold words of removed passages, and delete their files.

        Tantivy marks what is removed and keeps its words until it happens to merge the segment. A segment without
        living passages is dropped by a commit, so those that live move to a new one, in one commit; others may write
        between some and the next, and commit.

        Args:
            rows_of: passage ids -> what the index holds of them; those that are not on record are left out.
            show: told how many passages were written anew, how many there are, and what is done.
            goes_on: asked before some are written; after a no the index must be closed, and is then as it was.

        Returns: whether it came to its end.
        """
        self._settle()
        for _ in range(_MOST_ROUNDS if self.removed() else 0):
            moved = living_beside_removed(self._searcher, self._folder)
            for at in range(0, len(moved), _MOVED):
                if not goes_on():
                    return False
                if show:
                    show(at, len(moved), "wiping removed words")
                self._move(moved[at : at + _MOVED], rows_of)
            self._settle()
            if not self.removed():
                break
        return True

    def _move(self, ids: Sequence[int], rows_of: Callable[[Sequence[int]], Iterable[WordRow]]) -> None:
        with self._lock, tantivy_speaking_onrecord("writing words anew"):
            writer = self._open_writer()
            writer.delete_documents_by_query(Query.term_set_query(self._schema, "id", list(ids)))
            for row in rows_of(ids):
                writer.add_document(_document(row))

    def _settle(self) -> None:
        """Commit, wait for segments that are being merged, and delete the files that none needs."""
        with self._lock, tantivy_speaking_onrecord("removing words for good"):
            writer = self._open_writer()
            writer.commit()
            writer.wait_merging_threads()
            self._writer = None  # that ended it
            self._look_anew()
            self._open_writer().garbage_collect_files()

    # ---- reading ----------------------------------------------------------------------------------------------

    def removed(self) -> int:
        """How many removed passages still have words in the files; 0 after :meth:`purge`."""
        return removed_in(self._folder)

    def count(self) -> int:
        """How many passages have their words here."""
        return int(self._searcher.num_docs)

    def ids(self) -> set[int]:
        """The passage ids of all of them."""
        searcher = self._searcher
        with tantivy_speaking_onrecord("listing words"):
            found = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False)
            values = searcher.fast_field_values("id", [address for _, address in found.hits])
        return {int(value) for value in values if value is not None}

    def terms_of(self, text: str) -> list[str]:
        """The words of ``text`` as the index holds them, in order."""
        return list(self._analyzer.analyze(text))

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of each word, ``log(1 + n / (1 + passages that have it))``; 0.0 for no word.

        A word that the analyzer takes apart ("1,577") is as rare as its rarest part.
        """
        searcher = self._searcher
        passages = searcher.num_docs
        found = {}
        for word in words:
            with tantivy_speaking_onrecord("counting words"):
                counts = [searcher.doc_freq("text", term) for term in self._analyzer.analyze(word)]
            found[word] = float(np.log1p(passages / (1 + min(counts)))) if counts else 0.0
        return found

    def search(self, words: Words, k: int, bounds: Bounds) -> dict[int, float]:
        """Ids of the ``k`` best passages, best first, with their BM25 scores (higher is better); empty for no match.

        Stop words are left out unless there is nothing else.
        """
        searcher = self._searcher
        query = self._query(words)
        if query is None or k < 1 or not searcher.num_docs:
            return {}
        with tantivy_speaking_onrecord("searching"):
            found = searcher.search(Query.boolean_query([(Occur.Must, query), *self._limits(bounds)]), k, count=False)
            ids = searcher.fast_field_values("id", [address for _, address in found.hits])
        return {int(id_): float(score) for id_, (score, _) in zip(ids, found.hits, strict=True) if id_ is not None}

    def _query(self, words: Words) -> Query | None:
        """The question as tantivy reads it; None where it holds no word."""
        terms = list(dict.fromkeys(self._analyzer.analyze(words.text)))
        telling = [term for term in terms if term not in _stop_terms()] or terms
        other = dict.fromkeys(self._analyzer.analyze(" ".join(words.also)))
        should = [part for term in telling[:_MOST_TERMS] for part in self._anywhere(term, 1.0)]
        should += [
            part
            for term in other
            if term not in terms and term not in _stop_terms()
            for part in self._anywhere(term, _OTHER_WEIGHT)
        ]
        should += [
            Query.boost_query(Query.term_query(self._schema, "keys", key), _KEY_WEIGHT)
            for key in words.keys[:_MOST_TERMS]
        ]
        must = [phrase for phrase in map(self._phrase, words.phrases) if phrase is not None]
        if not should and not must:
            return None
        parts = [(Occur.Should, part) for part in should]
        return Query.boolean_query([*((Occur.Must, phrase) for phrase in must), *parts])

    def _anywhere(self, term: str, weight: float) -> tuple[Query, Query]:
        """The term in the text, and in the context."""
        return (
            Query.boost_query(Query.term_query(self._schema, "text", term), weight),
            Query.boost_query(Query.term_query(self._schema, "context", term), weight * _CONTEXT_WEIGHT),
        )

    def _phrase(self, words: str) -> Query | None:
        """The words side by side in the text or in the context; None for no word."""
        terms = self._analyzer.analyze(words)
        if not terms:
            return None
        if len(terms) == 1:
            either = [Query.term_query(self._schema, field, terms[0]) for field in ("text", "context")]
        else:
            either = [Query.phrase_query(self._schema, field, list(terms)) for field in ("text", "context")]
        return Query.boolean_query([(Occur.Should, one) for one in either])

    def _limits(self, bounds: Bounds) -> list[tuple[Occur, Query]]:
        """The bounds as conditions that add nothing to the score."""
        schema, kind = self._schema, tantivy.FieldType.Unsigned
        limits = []
        if bounds.collection is not None:
            limits.append(Query.term_query(schema, "collection", bounds.collection))
        if bounds.first_day is not None:
            limits.append(Query.range_query(schema, "last_day", kind, lower_bound=bounds.first_day))
        if bounds.last_day is not None:
            limits.append(
                Query.range_query(schema, "first_day", kind, lower_bound=_NO_DAY + 1, upper_bound=bounds.last_day)
            )
        if bounds.versions is not None:
            limits.append(Query.term_set_query(schema, "version", list(bounds.versions)))
        return [(Occur.Must, Query.const_score_query(limit, 0.0)) for limit in limits]


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    """The stop words as the index holds them."""
    analyzer = _analyzer()
    return frozenset(term for word in STOP_WORDS for term in analyzer.analyze(word))


def _document(row: WordRow) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("id", row.id)
    document.add_unsigned("version", row.shelfmark.version)
    document.add_unsigned("first_day", row.shelfmark.first_day or _NO_DAY)
    document.add_unsigned("last_day", row.shelfmark.last_day or _NO_DAY)
    document.add_text("collection", row.shelfmark.collection)
    document.add_text("text", row.text)
    document.add_text("context", row.context)
    document.add_text("keys", row.keys)
    return document
