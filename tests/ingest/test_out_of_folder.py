"""A folder gives what lies in it: no link leads out, and what is no file is neither read nor waited for."""

from pathlib import Path

import pytest

from tests.fakes import MemorySink
from tests.ingest.making import GOOD, reports

SECRET = "Words of a file elsewhere, which nobody meant to give."


def test_no_link_in_a_folder_leads_out_of_it(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    for place in (folder, elsewhere / "deep", tmp_path / "folder-beside"):
        place.mkdir(parents=True)
    for place in (
        elsewhere / "secret.txt",
        elsewhere / "deep" / "secret.txt",
        tmp_path / "folder-beside" / "secret.txt",
    ):
        place.write_text(SECRET, encoding="utf-8")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "link.txt").symlink_to(elsewhere / "secret.txt")
    (folder / "beside.txt").symlink_to(tmp_path / "folder-beside" / "secret.txt")  # its path begins as the folder's
    (folder / "over.txt").symlink_to(folder / "link.txt")
    (folder / "deep").symlink_to(elsewhere / "deep")
    (folder / "environment.txt").symlink_to("/proc/self/environ")
    sink = MemorySink()
    told = reports(sink, folder)
    assert [Path(one.location).name for one in told if one.status == "added"] == ["good.txt"]
    assert not any(SECRET in str(stored) for stored in sink.stored)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/random", "/dev/tty", "/proc/self/mem", "/proc/self/environ"])
def test_a_device_and_a_file_of_the_kernel_are_refused_even_by_name(tmp_path: Path, device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    (tmp_path / "notes.txt").symlink_to(device)
    (told,) = reports(MemorySink(), tmp_path / "notes.txt")
    assert told.status == "failed"
    assert told.reason
