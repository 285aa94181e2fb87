"""The indexes made to hold what the record holds, whatever has become of their folders."""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from onrecord.errors import IndexUnavailable, LibraryError, StaleLibrary
from onrecord.ports import Progress
from onrecord.types import Passage, Source
from retriever.filters import Bounds, Shelfmark
from retriever.header import keys_of, words_around
from retriever.lexical import WordIndex, WordRow
from retriever.panics import Panicked, panics_as_errors
from retriever.places import VectorPlace, Vectors, open_index
from retriever.record import Record
from retriever.rows import PASSAGE, SOURCE, marks, stored, together

__all__ = [
    "IMPORTING",
    "clear_aside",
    "keys_line",
    "left_aside",
    "mend",
    "open_vectors",
    "open_words",
    "rows_of",
    "set_aside",
    "word_row",
]

_log: Final = logging.getLogger(__name__)
_ANY: Final = Bounds()
# What the folder of a damaged index is called, behind its name, until another has taken its place.
_ASIDE: Final = ".damaged"
# What the folder is called, before a few letters, that an archive is unpacked in.
IMPORTING: Final = ".importing-"
# Vectors that are looked for when an index is opened, spread over the record: one of them is missing where a part is.
_PROBES: Final = 4
_NEAREST: Final = 10
_SAME: Final = 0.999


def mend(record: Record, index: Vectors, words: WordIndex, show: Progress | None = None) -> tuple[int, int]:
    """Make the indexes hold exactly the passages of the record.

    Args:
        record: the truth.
        index: of vectors.
        words: of words.
        show: told how many passages were looked at, how many there are, and what is done.

    Returns:
        How many passages were missing in an index and are put back, and how many did not belong and are removed.
    """
    vectors, known = index.ids(), words.ids()
    missing: set[int] = set()
    done, total = 0, record.counts(_ANY)[1]
    for page in record.pages_of_passages():
        if show:
            show(done, total, "passages")
        lost = [one for one in page if one[0].id not in vectors]
        if lost:
            held = [one for one, *_ in lost]
            shelfmarks = [Shelfmark(one.version, one.source.collection, *days) for one, *days in lost]
            index.add([one.id for one in held], np.stack([one.vector for one in held]), shelfmarks)
        silent = [one for one in page if one[0].id not in known]
        words.add(rows_of(record)([one[0].id for one in silent]))
        missing.update(one[0].id for one in (*lost, *silent))
        here = {one[0].id for one in page}
        vectors -= here
        known -= here
        done += len(page)
    index.remove(sorted(vectors))
    words.remove(sorted(known))
    words.commit()
    return len(missing), len(vectors | known)


def word_row(id_: int, mark: Shelfmark, source: Source, passage: Passage, keys: str) -> WordRow:
    """What the word index holds of a passage; ``keys`` as :func:`keys_line` gives them."""
    return WordRow(id_, mark, passage.text, words_around(source, passage), keys)


def keys_line(passage: Passage) -> str:
    """Dates and figures of a passage and its context, as the record keeps them: to find them anew takes the longest."""
    return " ".join(keys_of("\n".join((*passage.context, passage.text))))


def rows_of(record: Record) -> Callable[[Sequence[int]], Iterable[WordRow]]:
    """Passage ids -> what the word index holds of them, visible or not yet; without those that are not on record."""

    def rows(ids: Sequence[int]) -> Iterator[WordRow]:
        for some in together(ids):
            for first, last, keys, *row in record.rows(
                f"select d.first_day, d.last_day, p.keys, {PASSAGE}, {SOURCE} from passages p "
                f"join documents d using (version) where p.id in ({marks(some)})",
                some,
            ):
                one = stored(tuple(row))
                mark = Shelfmark(one.version, one.source.collection, first, last)
                yield word_row(
                    one.id, mark, one.source, one.passage, keys_line(one.passage) if keys is None else str(keys)
                )

    return rows


# ---- opening --------------------------------------------------------------------------------------------------------


def open_vectors(record: Record, folder: Path, place: VectorPlace, *, anew: bool) -> Vectors:
    """The vectors of a library; damaged ones in its folder are set aside, for others to be made from the record.

    The arguments are those of :func:`retriever.places.open_index`.

    Raises:
        StaleLibrary: the vectors are elsewhere.
        IndexUnavailable: the server is down.
        LibraryError: Chroma failed on a server, or cannot be opened even with an empty folder.
    """
    try:
        index = open_index(record, folder, place, anew=anew)
        if place.url or anew or _finds(record, index):
            return index
        index.close()
        trouble = "a vector that was stored is not found"
    except (StaleLibrary, IndexUnavailable):
        raise
    except LibraryError as error:
        if place.url:
            raise
        trouble = str(error)
    _log.warning("the vectors in %s are damaged (%s); they are made anew from the record", folder / "chroma", trouble)
    set_aside(folder, "chroma")
    return open_index(record, folder, place, anew=anew)


def _finds(record: Record, index: Vectors) -> bool:
    """Whether some stored vectors, the first and the last among them, are found by a search for themselves.

    An index whose vectors are not as many as the record's is not asked: it is mended by counting anyway.
    """
    count = record.counts(_ANY)[1]
    if not count or index.count() != count:
        return True
    first, last = record.rows("select min(id), max(id) from passages")[0]
    for at in range(_PROBES):
        wanted = first + (last - first) * at // (_PROBES - 1)
        rows = record.rows(
            "select p.id, p.vector from passages p join documents d using (version) "
            "where d.state = 'ready' and p.id >= ? order by p.id limit 1",
            (wanted,),
        )
        for id_, vector in rows:
            found = index.search(np.frombuffer(vector, "<f4"), _NEAREST, _ANY)
            # Equal passages crowd one another out; their likeness tells that the place is there.
            if id_ not in found and max(found.values(), default=0.0) < _SAME:
                return False
    return True


def open_words(folder: Path, *, anew: bool) -> WordIndex:
    """The words of a library; a damaged index is set aside, for another to be made from the record.

    Raises:
        LibraryError: it cannot be opened even with an empty folder.
    """
    try:
        with panics_as_errors():
            words = WordIndex(folder / "words", anew=anew)
            words.ids()
            words.removed()
    except (ValueError, OSError, LibraryError, Panicked) as error:
        _log.warning("the words in %s are damaged (%s); they are made anew from the record", folder / "words", error)
        set_aside(folder, "words")
        return WordIndex(folder / "words", anew=anew)
    return words


def set_aside(folder: Path, name: str) -> None:
    """Give the folder of an index another name; one that was set aside before is deleted.

    Raises:
        LibraryError: the system does not let us.
    """
    index, aside = folder / name, folder / f"{name}{_ASIDE}"
    try:
        if index.exists():
            shutil.rmtree(aside, ignore_errors=True)
            index.rename(aside)
    except OSError as error:
        raise LibraryError(
            f"The damaged folder {index} cannot be moved out of the way ({error.strerror}); delete it, then run: "
            "onrecord doctor --repair"
        ) from error


def left_aside(folder: Path) -> list[Path]:
    """Folders of damaged indexes that are still there."""
    return sorted(folder.glob(f"*{_ASIDE}"))


def clear_aside(folder: Path) -> None:
    """Delete what was set aside, now that the indexes are complete again, and what an interrupted import left."""
    for aside in (*left_aside(folder), *folder.glob(f"{IMPORTING}*")):
        shutil.rmtree(aside, ignore_errors=True)
