"""A library whose vectors are on a Chroma server: asked, shared with others, cut off in the middle, and whole after."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.run import IngestRun
from onrecord import cli
from onrecord.assembly import open_parts
from onrecord.errors import IndexUnavailable, LibraryInUse, StaleLibrary
from onrecord.settings import Settings
from retriever.chroma_server import id_of_collection
from retriever.filters import Bounds, Shelfmark
from retriever.hybrid import HybridRetriever
from retriever.library import Library
from retriever.places import VectorPlace, collection_name
from retriever.repair import repair_library
from tests.chroma_servers import ChromaServer, Gate, word_embedder

pytestmark = pytest.mark.usefixtures("loaded_once")

BOATS = 8


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return written(tmp_path / "papers", "Boat {0} left the harbour of Port Ellary at dawn with {0} crates. " * 30)


def written(folder: Path, story: str, count: int = BOATS) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:02d}.txt").write_text(story.format(number), encoding="utf-8")
    return folder


def opened(folder: Path, url: str, patience: float = 5.0) -> Library:
    return Library(folder, word_embedder(), vectors=VectorPlace(url, timeout_seconds=10, patience_seconds=patience))


def take_in(library: Library, papers: Path) -> list[str]:
    run = IngestRun(library, library.embedder.count_tokens, 10)
    return [run.ingest_file(str(path), "default", lambda _: None).status for path in sorted(papers.iterdir())]


def on_adding(library: Library, number: int, act: Callable[[], object]) -> None:
    """Do something just before vectors are stored for the ``number``-th time, counted from 0."""
    add, times = library.index.add, iter(range(1_000))

    def adding(*given: Any) -> None:
        if next(times) == number:
            act()
        add(*given)

    library.index.add = adding  # type: ignore[assignment, method-assign]


def assert_whole(library: Library) -> None:
    """Every document has all its passages, each with one vector and its words; nothing else is anywhere."""
    rows = library.record.rows(
        "select length(d.text), max(p.finish), count(*), count(distinct p.place), d.passages from documents d "
        "join passages p using (version) where d.state = 'ready' group by d.version"
    )
    assert len(rows) == len(library.sources())
    assert all(finish >= length - 1 and count == places == passages for length, finish, count, places, passages in rows)
    assert (
        library.index.ids() == library.words.ids() == {row[0] for row in library.record.rows("select id from passages")}
    )
    assert library.record.rows("select 1 from documents where state = 'writing'") == []


def test_documents_are_taken_in_asked_and_removed_through_a_server(chroma_server: ChromaServer, tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(
        "The harbour board raised the mooring fee to 40 euros. The fleet did not agree.", encoding="utf-8"
    )
    gate = Gate(chroma_server.url)
    settings = Settings(
        library=tmp_path / "library", chroma_url=gate.url, chroma_patience_seconds=0, embedder_backend="torch"
    )
    with gate, open_parts(settings) as parts:
        assert [report.status for report in parts.ingester.ingest([str(tmp_path / "notice.txt")])] == ["added"]
        answer = parts.answerer.ask("What is the mooring fee?")
        assert "40 euros" in answer.citations[0].quote
        assert_whole(parts.library)
        assert not (settings.library / "chroma").exists()
        with pytest.raises(LibraryInUse):
            opened(settings.library, gate.url)
        gate.fails = [503] * 9
        with pytest.raises(IndexUnavailable, match=f"The Chroma server at {gate.url} cannot be used"):
            parts.answerer.ask("Who did not agree?")
        gate.fails = []
        assert parts.answerer.ask("Who did not agree?").citations
        parts.library.remove(parts.library.sources()[0].document_id)
        assert parts.library.index.ids() == set()


def test_libraries_on_one_server_do_not_see_each_other(
    chroma_server: ChromaServer, papers: Path, tmp_path: Path
) -> None:
    letters = written(tmp_path / "letters", "Letter {0} was sealed with wax and sent to Brindle Point by coach.")
    boats, mail = opened(tmp_path / "boats", chroma_server.url), opened(tmp_path / "mail", chroma_server.url)
    take_in(boats, papers)
    take_in(mail, letters)
    for library, word in ((boats, "Boat"), (mail, "Letter")):
        assert_whole(library)
        hits = HybridRetriever(library, 50, 24).search("Boat Letter harbour wax", 50)
        assert hits
        assert all(hit.passage.text.startswith(word) for hit in hits)
    mail.remove(mail.sources()[0].document_id)
    assert_whole(boats)
    boats.close()
    mail.close()


def test_a_copied_library_does_not_write_over_the_vectors_of_the_first(
    chroma_server: ChromaServer, papers: Path, tmp_path: Path
) -> None:
    library = opened(tmp_path / "first", chroma_server.url)
    take_in(library, papers)
    library.close()
    there = chroma_server.collections()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "record.sqlite3").write_bytes((tmp_path / "first" / "record.sqlite3").read_bytes())
    (tmp_path / "first").rename(tmp_path / "renamed")
    other = opened(copy, chroma_server.url)
    assert_whole(other)
    other.remove(other.sources()[0].document_id)
    other.close()
    now = chroma_server.collections()
    assert (len(now), now | there) == (len(there) + 1, now), "each has its own, and the first one's is as it was"
    library = opened(tmp_path / "renamed", chroma_server.url)
    assert len(library.sources()) == BOATS
    assert_whole(library)
    library.close()
    assert chroma_server.collections() == now, "a library that was renamed keeps its own"


def test_a_server_that_goes_away_in_the_middle_leaves_documents_whole_or_absent(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with ChromaServer(tmp_path / "server") as server:
        library = opened(folder, server.url, patience=0.3)
        on_adding(library, 5, server.kill)
        with pytest.raises(IndexUnavailable, match="cannot be used"):
            take_in(library, papers)
        assert len(library.sources()) == 5
        assert library.record.rows("select 1 from documents where state = 'writing'") == []
        with pytest.raises(IndexUnavailable):
            HybridRetriever(library, 50, 24).search("harbour", 5)
        with pytest.raises(IndexUnavailable):
            library.remove(library.sources()[0].document_id)  # off the record at once, its vectors later
        library.close()
        with pytest.raises(IndexUnavailable, match=server.url):
            opened(folder, server.url, patience=0.1)
        server.start()
        library = opened(folder, server.url)
        assert len(library.sources()) == 4
        assert_whole(library)
        statuses = take_in(library, papers)
        assert (statuses.count("unchanged"), statuses.count("added")) == (4, BOATS - 4)
        assert_whole(library)
        library.close()


def test_a_server_that_is_started_again_in_time_is_not_noticed(papers: Path, tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "server") as server:
        library = opened(tmp_path / "library", server.url, patience=60)
        starting = threading.Thread(target=server.start)

        def restart() -> None:
            server.kill()
            starting.start()

        on_adding(library, 5, restart)
        assert set(take_in(library, papers)) == {"added"}
        starting.join()
        assert_whole(library)
        assert len(HybridRetriever(library, 50, 24).search("harbour", 50)) > 0
        library.close()


def test_a_server_that_lost_its_files_is_filled_again_from_the_record(
    chroma_server: ChromaServer, papers: Path, tmp_path: Path
) -> None:
    library = opened(tmp_path / "library", chroma_server.url)
    take_in(library, papers)
    library.index.remove(sorted(library.index.ids())[::2])
    library.close()
    library = opened(tmp_path / "library", chroma_server.url)
    assert_whole(library)
    library.close()


def test_a_repair_makes_the_collection_on_the_server_anew(
    chroma_server: ChromaServer, papers: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    library = opened(folder, chroma_server.url)
    take_in(library, papers)
    place, name = VectorPlace(chroma_server.url), collection_name(library.record, folder)
    first = id_of_collection(place, name)
    vectors, some = library.index.count(), min(library.index.ids())
    library.index.add([some], np.eye(1, 64, dtype=np.float32), [Shelfmark(99, "another", None, None)])
    library.close()
    done = repair_library(folder, lambda: opened(folder, chroma_server.url), place)
    assert (done.passages, chroma_server.collections()[name]) == (vectors, vectors)
    assert id_of_collection(place, name) not in (first, None)
    library = opened(folder, chroma_server.url)
    assert_whole(library)
    (vector,) = (row[0] for row in library.record.rows("select vector from passages where id = ?", (some,)))
    near = library.index.search(np.frombuffer(vector, "<f4"), vectors, Bounds(collection="default"))
    assert near[some] == pytest.approx(1.0, abs=1e-5)
    library.close()


def test_a_library_is_opened_only_where_its_vectors_are(papers: Path, tmp_path: Path) -> None:
    library = opened(tmp_path / "library", "")
    take_in(library, papers)
    library.close()
    with pytest.raises(StaleLibrary, match="onrecord documents index") as caught:
        opened(tmp_path / "library", "http://127.0.0.1:9")
    assert "in its own folder" in str(caught.value)
    assert "http://127.0.0.1:9" in str(caught.value)
    opened(tmp_path / "library", "").close()


def test_the_command_line_tells_that_the_server_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_CHROMA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ONRECORD_CHROMA_PATIENCE_SECONDS", "0.1")
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("ONRECORD_CHROMA_TOKEN", "s3cret")
    monkeypatch.setenv("ONRECORD_EMBEDDER_BACKEND", "torch")
    note = tmp_path / "note.txt"
    note.write_text("The harbour board met.", encoding="utf-8")
    for command in (["ingest", "--json", str(note)], ["doctor"]):
        monkeypatch.setattr("sys.argv", ["onrecord", *command])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        told = "".join(capsys.readouterr())
        assert stop.value.code == 1
        assert "The Chroma server at http://127.0.0.1:9 cannot be used" in told
        assert "s3cret" not in told
