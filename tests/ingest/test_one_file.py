"""One file at a time, with a say between its batches."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.roles import Piece
from ingest.run import IngestRun
from onrecord.assembly import open_parts
from onrecord.settings import Settings
from tests.fakes import MemorySink, count_words

pytestmark = pytest.mark.usefixtures("loaded_once")


class GivenUpError(Exception):
    """What a step raises."""


def test_a_file_is_told_step_by_step_and_can_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.run._BATCH", 16)
    path = tmp_path / "long.txt"
    paragraph = "The council of {n} met at the harbour, and nobody there said a word about the {n} boats. " * 12
    path.write_text("\n\n".join(paragraph.format(n=n) for n in range(20)), encoding="utf-8")

    def give_up(stored: int) -> None:
        if stored:
            raise GivenUpError

    steps: list[int] = []
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        with pytest.raises(GivenUpError):
            parts.ingester.ingest_file(str(path), "default", give_up)
        assert parts.library.sources() == []
        assert parts.library.index.count() == parts.library.words.count() == 0
        report = parts.ingester.ingest_file(str(path), "default", steps.append)
        assert (report.status, report.passages) == ("added", parts.library.index.count())
        assert steps[:2] == [0, 16]
        begun = len(steps)
        assert parts.ingester.ingest_file(str(path), "default", steps.append).status == "unchanged"
        assert steps[begun:] == [0]
        assert parts.ingester.ingest_file(str(tmp_path / "none.txt"), "default", steps.append).status == "failed"
        assert len(steps) == begun + 1, "why it failed is told, not that it was given up"


def test_a_visit_to_pages_that_have_not_changed_can_be_given_up_between_them() -> None:
    pages = [Piece(f"http://public.example/{n}", f"The quay of pier {n} is old.".encode(), "txt") for n in range(3)]
    pages[1] = Piece("http://public.example/1", reason="it is gone")
    taken: list[str] = []

    def fetch(_: str) -> Iterator[Piece]:
        for page in pages:
            taken.append(page.location)
            yield page

    run = IngestRun(MemorySink(), count_words, 1, fetch=fetch)
    for _ in range(2):
        steps: list[int] = []
        run.ingest_file("http://public.example/", "default", steps.append)
        assert steps == [0, 0, 0], "one for each page, stored, failed or unchanged"
    taken.clear()

    def give_up(_: int) -> None:
        raise GivenUpError

    with pytest.raises(GivenUpError):
        run.ingest_file("http://public.example/", "default", give_up)
    assert taken == ["http://public.example/0"]
