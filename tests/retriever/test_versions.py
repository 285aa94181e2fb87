"""Earlier versions: kept as they were cited, so many and no more, and gone with their document."""

from pathlib import Path

import pytest

from ingest.run import IngestRun
from onrecord.errors import UnknownDocument
from retriever.catalogue import LibraryCatalogue
from tests.retriever.small import SmallEmbedder, opened, put, words_of

HASHES = [f"{number:064x}" for number in range(6)]


def test_so_many_versions_are_kept_the_last_first_and_none_is_searched(tmp_path: Path) -> None:
    with opened(tmp_path / "library", kept_versions=2) as library:
        for number in range(4):
            put(library, "notice", words_of(f"week{number}", 2), HASHES[number])
        kept = library.versions("id-notice")
        assert [one.source.sha256 for one in kept] == [HASHES[3], HASHES[2], HASHES[1]]
        assert [one.superseded is None for one in kept] == [True, False, False]
        assert library.index.count() == library.words.count() == 1
        document, superseded = library.document_version("id-notice", HASHES[1])
        assert (document.text, superseded) == (words_of("week1", 2), kept[2].superseded)
        with pytest.raises(UnknownDocument, match="documents show id-notice --versions"):
            library.document_version("id-notice", HASHES[0])
        library.remove("id-notice")
        for look in (library.versions, lambda id_: library.document_version(id_, HASHES[1])):
            with pytest.raises(UnknownDocument):
                look("id-notice")


def test_none_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    with opened(tmp_path / "library", kept_versions=0) as library:
        for number in range(2):
            put(library, "notice", words_of(f"week{number}", 2), HASHES[number])
        assert len(library.versions("id-notice")) == 1


def test_a_date_that_a_reader_gives_says_so_and_makes_no_version(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        put(library, "notice", words_of("week", 2), HASHES[0])
        run = IngestRun(library, SmallEmbedder().count_tokens, 10)
        catalogue = LibraryCatalogue(library, run.store)
        for date, origin in (("2024-04-18", "set by hand"), (None, "")):
            catalogue.edit("id-notice", title="notice", author=None, outlet=None, published=date)
            (source,) = library.sources()
            assert (source.published, source.published_from) == (date, origin)
        assert len(library.versions("id-notice")) == 1
