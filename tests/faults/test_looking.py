"""What looks a library over after a fault sees whatever could be amiss; else the figures would say nothing."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ingest.run import IngestRun
from retriever.library import Library
from tests.faults import looking
from tests.faults.acts import Plan, Stage
from tests.faults.children import Outcome
from tests.faults.papers import Papers
from tests.faults.trials import compared


def _cut_text(library: Library) -> None:
    library.record.rows("update documents set text = substr(text, 1, length(text) - 9) where version = 1")


def _half(library: Library) -> None:
    library.record.rows("delete from passages where version = 1 and place > 0")
    library.repair()


def _twice(library: Library) -> None:
    columns = ", ".join(row[1] for row in library.record.rows("pragma table_info(passages)") if row[1] != "id")
    library.record.rows(
        f"insert into passages({columns}) select {columns} from passages where version = 1 and place = 0"
    )
    library.repair()


def _no_words(library: Library) -> None:
    library.words.remove_versions([1])


def _no_vectors(library: Library) -> None:
    library.index.remove_version(1)


def _left_writing(library: Library) -> None:
    library.record.begin([library.document(library.sources()[0].document_id)])


def _no_earlier(library: Library) -> None:
    library.record.rows("delete from versions")


def _trace(library: Library) -> None:
    library.record.rows("delete from documents where version = 1")


HARMS: dict[str, Callable[[Library], None]] = {
    "half": _half,
    "half text": _cut_text,
    "twice": _twice,
    "search by words": _no_words,
    "search by vectors": _no_vectors,
    "index": _left_writing,
    "earlier": _no_earlier,
}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Two documents on record, one of them replaced before."""
    random = Random(8)
    stage = Stage(tmp_path / "library", Papers(tmp_path / "papers"), random)
    library = looking.opened(stage.folder)
    run = IngestRun(library, library.embedder.count_tokens, 10)
    for place in ("", "", str(stage.papers.folder / "boat-1.txt")):
        location, sha256 = stage.papers.write(random, place, sentences=60)
        assert run.ingest_file(location, "default", lambda _: None).status in ("added", "replaced")
        stage.papers.adopt(location, sha256)
    library.close()
    return stage


def kinds(stage: Stage, harm: Callable[[Library], None]) -> set[str]:
    """The kinds of problems that are seen after a harm."""
    library = looking.opened(stage.folder)
    try:
        library.record.rows("pragma foreign_keys = off")
        harm(library)
        return {kind for kind, _ in looking.problems(library, library.sources(), stage.papers)}
    finally:
        library.close()


def test_a_library_without_a_fault_has_none(stage: Stage) -> None:
    assert kinds(stage, lambda _: None) == set()


@pytest.mark.parametrize("name", HARMS)
def test_whatever_is_amiss_is_seen(stage: Stage, name: str) -> None:
    assert name.split(maxsplit=1)[0] in kinds(stage, HARMS[name])


def test_words_of_what_was_removed_are_seen(stage: Stage) -> None:
    assert "trace" in kinds(stage, _trace)


def test_what_was_acknowledged_must_be_there_and_what_was_not_may_be(stage: Stage) -> None:
    papers = stage.papers
    (lost, before), (new, after) = next(iter(papers.now.items())), papers.write(stage.random)
    plan = Plan("ingest", lambda _: None, {new: after})
    there = {**papers.now, new: after}
    acknowledged = Outcome([{"done": new}], killed=True)

    def seen(record: dict[str, str], outcome: Outcome) -> set[str]:
        return {kind for kind, _ in compared(stage, plan, outcome, Outcome([{"record": record}]))}

    assert seen(there, acknowledged) == seen(there, Outcome()) == seen(papers.now, Outcome()) == set()
    assert seen(papers.now, acknowledged) == {"lost"}
    assert seen({new: after}, acknowledged) == {"lost"}, f"{lost} is not there"
    assert seen({**there, lost: after}, acknowledged) == {"wrong"}, f"{lost} is not {before}"
    both = Plan("remove", lambda _: None, dict.fromkeys(papers.now), together=True)
    found = compared(stage, both, Outcome(), Outcome([{"record": {lost: before}}]))
    assert [kind for kind, _ in found] == ["half"]
    left = Outcome([{"record": {}}, {"left": ["tag1"]}])
    assert [kind for kind, _ in compared(stage, both, Outcome([{"done": lost}]), left)] == ["trace"]
