"""BM25 over the words of passages and titles, by SQLite's FTS5 inside the record."""

import re
from typing import Final

from onrecord.words import STOP_WORDS
from retriever.filters import Bounds
from retriever.record import Record, condition

__all__ = ["match_query", "search_words"]

# A word of the title counts this much of a word of the passage: it is in every passage of the document.
_TITLE_WEIGHT: Final = 0.3
# A question of thousands of words would make a query that SQLite refuses; the rarest could be anywhere, so the first
# ones are taken.
_MOST_TERMS: Final = 48
_TOKEN: Final = re.compile(r"\w+", re.UNICODE)


def match_query(query: str) -> str:
    """The query as an FTS5 expression: each word quoted, any of them may match.

    Stop words are left out unless there is nothing else; an empty string means there is no word at all.
    """
    words = list(dict.fromkeys(word.casefold() for word in _TOKEN.findall(query)))
    telling = [word for word in words if word not in STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in telling[:_MOST_TERMS])


def search_words(record: Record, query: str, k: int, bounds: Bounds) -> dict[int, float]:
    """Ids of the ``k`` best passages, best first, with their BM25 scores (higher is better); empty for no match."""
    expression = match_query(query)
    if not expression:
        return {}
    where, values = condition(bounds)
    rows = record.rows(
        f"select w.rowid, -bm25(words, 1.0, {_TITLE_WEIGHT}) as score from words w "
        "join passages p on p.id = w.rowid join documents d using (version) "
        f"where words match ? and d.state = 'ready'{where} order by score desc, w.rowid limit ?",
        (expression, *values, k),
    )
    return {int(row[0]): float(row[1]) for row in rows}
