"""Whether words are anywhere in a library folder: in the record, in an index, in any byte of any file."""

import json
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.errors import BadInput
from retriever.beside import ANEW, BEFORE
from retriever.filters import Bounds
from retriever.lexical import Words
from retriever.library import Library
from retriever.rows import SOURCE, marks

__all__ = ["Places", "bytes_with", "places_with"]

# Fewer characters than this are in any file by chance.
_SHORTEST: Final = 4
_MOST_HITS: Final = 100
# Table -> the columns with words of documents, and what a row is called.
_OF_DOCUMENTS: Final = (
    ("documents", ("title", "location", "author", "outlet", "text", "notes"), "document"),
    ("versions", ("title", "location", "author", "outlet", "text", "notes"), "earlier version"),
    ("passages", ("heading", "context", "text", "said"), "passage"),
    ("sayings", ("speaker", "role"), "note of who said what"),
    ("failures", ("location", "reason"), "note of a file that could not be read"),
    ("replies", ("body",), "kept reply of a chat model"),
)
# Tables of a rebuild, which come and go.
_BESIDE: Final = (
    (ANEW, ("heading", "context", "text"), "rebuilt passage"),
    (BEFORE, ("heading", "context", "text"), "earlier passage"),
)
_OF_READERS: Final = (
    ("exchanges", ("words", "body"), "answer in a conversation"),
    ("conversations", ("title", "words"), "title of a conversation"),
    ("reviews", ("body",), "review of an answer"),
)
# The files that hold the rows of the record.
_RECORD_FILES: Final = ("record.sqlite3", "record.sqlite3-wal", "record.sqlite3-shm")


@dataclass(frozen=True, slots=True)
class Places:
    """Where words are.

    Attributes:
        rows: a line a kind of row of the record that holds documents or what was made of them.
        indexed: a line a place in the word index, as far as it can tell.
        told: a line a place that holds what readers asked and were answered, which outlives documents.
    """

    rows: tuple[str, ...]
    indexed: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """Every place but those of what readers asked and were answered."""
        return (*self.rows, *self.indexed)

    @property
    def in_record(self) -> bool:
        """Whether a row of the record holds them."""
        return bool(self.rows or self.told)


def places_with(library: Library, words: str) -> Places:
    """The rows of the record and the passages of the word index that hold ``words``, letter for letter.

    Raises:
        BadInput: there are fewer than four characters.
    """
    if len(words.strip()) < _SHORTEST:
        raise BadInput(
            f"{words!r} is too short to tell anything: give at least {_SHORTEST} characters that stood in it"
        )
    there = {row[0] for row in library.record.rows("select name from sqlite_master where type = 'table'")}
    beside = [table for table in _BESIDE if table[0] in there]
    return Places(
        tuple(_rows_with(library, (*_OF_DOCUMENTS, *beside), words)),
        tuple(_indexed(library, words)),
        tuple(_rows_with(library, _OF_READERS, words)),
    )


def _rows_with(library: Library, tables: Sequence[tuple[str, tuple[str, ...], str]], words: str) -> Iterator[str]:
    spellings = _spellings(words)
    for table, columns, name in tables:
        either = " or ".join(
            f"instr({column}, ?{place})" for column in columns for place in range(1, len(spellings) + 1)
        )
        (count,) = library.record.rows(f"select count(*) from {table} where {either}", spellings)[0]
        if count:
            yield f"{count} {name}{'' if count == 1 else 's'} of the record{_which(library, table, either, spellings)}"


def _which(library: Library, table: str, either: str, spellings: Sequence[str]) -> str:
    """The ids of the first documents or conversations that hold them."""
    column = {"documents": "document_id", "versions": "document_id", "exchanges": "conversation"}.get(table)
    if not column:
        return ""
    rows = library.record.rows(f"select distinct {column} from {table} where {either} limit 5", spellings)
    return f" ({', '.join(str(row[0]) for row in rows)})"


def _indexed(library: Library, words: str) -> Iterator[str]:
    """Where the word index has them side by side: as it holds words, without case, accents and English endings."""
    found = library.words.search(Words("", (words,)), _MOST_HITS, Bounds())
    if found:
        rows = library.record.rows(
            f"select distinct d.document_id, {SOURCE} from passages p join documents d using (version) "
            f"where p.id in ({marks(list(found))}) limit 5",
            list(found),
        )
        whose = ", ".join(str(row[0]) for row in rows) or "of no document on record: onrecord doctor --repair"
        noun = "passage" if len(found) == 1 else "passages"
        yield f"{len(found)} {noun} of the word index, case and endings aside ({whose})"
    removed = library.words.removed()
    if removed:
        yield f"perhaps the word index: it still holds words of {removed} removed passages; onrecord doctor --repair"


def bytes_with(folder: Path, words: str, explained: bool) -> list[str]:
    """The files of a library folder whose bytes hold ``words`` in UTF-8, or as JSON writes them.

    SQLite compresses nothing, nor do the indexes, so bytes can be compared; of an uploaded file only what it does not
    compress. The library must be closed: another handle on an open SQLite file may let its locks go.

    Args:
        folder: of the library.
        words: as they stood in a document.
        explained: whether rows of the record hold them, so that the bytes of its files are no news.
    """
    needles = [spelling.encode("utf-8", "surrogatepass") for spelling in _spellings(words)]
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        name = str(path.relative_to(folder))
        if explained and name in _RECORD_FILES:
            continue
        if _holds(path, needles):
            found.append(f"the file {name}{_about(name)}")
        elif any(needle in name.encode("utf-8", "surrogateescape") for needle in needles):
            found.append(f"the name of the file {name}")
    return found


def _about(name: str) -> str:
    if name in _RECORD_FILES:
        return " in pages that are not used any more: onrecord doctor --repair"
    if name.endswith(".bak"):
        return ", a backup: delete it when it is not needed any more"
    return ""


def _holds(path: Path, needles: Sequence[bytes]) -> bool:
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return any(data.find(needle) >= 0 for needle in needles)


def _spellings(words: str) -> list[str]:
    """The words as they are, as JSON writes them, and as JSON in ASCII does; each once."""
    spelt = (words, json.dumps(words, ensure_ascii=False)[1:-1], json.dumps(words)[1:-1])
    return list(dict.fromkeys(spelt))
