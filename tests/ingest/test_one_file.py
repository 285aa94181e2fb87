"""One file at a time, with a say between its batches."""

from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.settings import Settings


def test_a_file_is_told_step_by_step_and_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    paragraph = "The council of {n} met at the harbour, and nobody there said a word about the {n} boats. " * 12
    path.write_text("\n\n".join(paragraph.format(n=n) for n in range(300)), encoding="utf-8")

    class GivenUpError(Exception):
        pass

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
        assert steps[:2] == [0, 256]
        assert parts.ingester.ingest_file(str(path), "default", steps.append).status == "unchanged"
        assert parts.ingester.ingest_file(str(tmp_path / "none.txt"), "default", steps.append).status == "failed"
