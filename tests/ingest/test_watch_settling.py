"""A file is looked at once it has stayed as it is, and never while it is written."""

from pathlib import Path

from ingest.watch.settling import Settling, stamp_of


class Disk:
    """Files by their stamps."""

    def __init__(self, **files: int) -> None:
        self.files = {f"/docs/{name}": (size, 0) for name, size in files.items()}

    def stamp(self, path: str) -> tuple[int, int] | None:
        return self.files.get(path)


def test_a_file_is_ready_once_it_has_not_changed_for_the_time() -> None:
    settling = Settling(2, Disk(a=1).stamp)
    settling.note(["/docs/a"], 10.0)
    assert settling.ready(11.9) == []
    assert settling.ready(12.0) == ["/docs/a"]
    assert settling.ready(20.0) == []
    assert not settling


def test_a_file_that_grows_waits_although_nothing_is_told_of_it() -> None:
    disk = Disk(a=1)
    settling = Settling(2, disk.stamp)
    settling.note(["/docs/a"], 0.0)
    for second in range(1, 6):
        disk.files["/docs/a"] = (second, 0)
        assert settling.ready(float(second)) == []
    assert settling.ready(6.9) == []
    assert settling.ready(7.0) == ["/docs/a"]


def test_a_file_that_never_rests_holds_no_other_up() -> None:
    disk = Disk(log=1, a=1)
    settling = Settling(2, disk.stamp)
    settling.note(["/docs/log", "/docs/a"], 0.0)
    disk.files["/docs/log"] = (2, 0)
    assert settling.ready(2.0) == ["/docs/a"]


def test_news_of_a_file_starts_its_time_anew() -> None:
    settling = Settling(2, Disk(a=1).stamp)
    settling.note(["/docs/a"], 0.0)
    settling.note(["/docs/a"], 1.5)
    assert settling.ready(2.5) == []
    assert settling.ready(3.5) == ["/docs/a"]


def test_what_is_gone_waits_for_the_new_file_that_it_may_have_become() -> None:
    disk = Disk(new=1)
    settling = Settling(2, disk.stamp)
    settling.note(["/docs/old", "/docs/new"], 0.0)
    disk.files["/docs/new"] = (2, 0)
    assert settling.ready(2.0) == []
    assert settling.ready(4.0) == ["/docs/new", "/docs/old"]


def test_what_is_gone_does_not_wait_for_ever() -> None:
    disk = Disk(log=1)
    settling = Settling(2, disk.stamp)
    settling.note(["/docs/old", "/docs/log"], 0.0)
    for second in range(1, 20):
        disk.files["/docs/log"] = (second, 0)
        assert settling.ready(float(second)) == []
    disk.files["/docs/log"] = (20, 0)
    assert settling.ready(20.0) == ["/docs/old"]


def test_a_new_folder_gives_its_files_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for name in ("a.txt", ".hidden"):
        (tmp_path / "new" / name).write_text("words", encoding="utf-8")
    settling = Settling(2)
    settling.note([str(tmp_path / "new")], 0.0)
    assert settling.ready(2.0) == []
    assert settling.ready(4.0) == [str(tmp_path / "new" / "a.txt")]


def test_the_stamp_of_a_file_changes_with_it_and_is_none_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert stamp_of(str(path)) is None
    assert stamp_of("a\0b") is None
    path.write_text("words", encoding="utf-8")
    first = stamp_of(str(path))
    path.write_text("more words", encoding="utf-8")
    assert first is not None
    assert stamp_of(str(path)) not in {None, first}
