"""What a visitor asks of documents on record, and where uploaded files go; whatever a browser may send."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.desk import Failure
from tests.browser.fakes import FakeShelf, library, source
from tests.browser.library_fakes import FakeCatalogue, SteppingIngester
from tests.ui.test_library_queue import ended
from ui.library.adding import Adding, collection_named
from ui.library.dialogs import CLOSED
from ui.library.queue import Queue
from ui.library.tending import Tending, ids_of
from ui.library.view import rows_of

WIRE, NOTE, FILING = (document.source.document_id for document in library())


class Desk:
    """All that stands behind the tab."""

    def __init__(self, folder: Path) -> None:
        self.catalogue = FakeCatalogue(library(), [Failure(str(folder / "late.txt"), "press", "no such file")])
        self.ingester = SteppingIngester(self.catalogue)
        self.queue = Queue(self.ingester, self.catalogue.reindex)
        self.uploads = folder / "uploads"
        self.adding = Adding(self.queue, self.uploads)
        self.tending = Tending(self.catalogue, self.catalogue, self.queue, self.adding)

    def do(self, **given: Any) -> tuple[str, str]:
        return self.tending.do(given)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.ingester.go_on.set()
    made.queue.close()


def files(folder: Path, *names: str) -> list[str]:
    made = []
    for number, name in enumerate(names):
        path = folder / f"in-{number}" / name
        path.parent.mkdir(parents=True)
        path.write_text(f"Words of {name}.", encoding="utf-8")
        made.append(str(path))
    return made


def test_an_edit_is_kept_and_told(desk: Desk) -> None:
    before = desk.queue.revision
    opens, tells = desk.do(act="edit", ids=[WIRE], title=" New title ", outlet="", author="Venn", published="2024-05")
    assert opens == CLOSED
    assert "Saved." in tells
    known = desk.catalogue.document(WIRE).source
    assert (known.title, known.outlet, known.author, known.published) == ("New title", None, "Venn", "2024-05")
    assert desk.queue.revision > before


def test_a_field_that_is_not_sent_stays(desk: Desk) -> None:
    desk.do(act="edit", ids=[WIRE], author="Venn")
    known = desk.catalogue.document(WIRE).source
    assert (known.title, known.outlet, known.published) == (
        "Dredging halted at Pell Harbour",
        "Harbour Wire",
        "2024-04-18",
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": " "}, "Every document needs a title."),
        ({"title": "T", "published": "soon"}, "is not a date"),
    ],
)
def test_an_edit_that_cannot_be_opens_the_form_again(desk: Desk, given: dict[str, str], told: str) -> None:
    opens, tells = desk.do(act="edit", ids=[WIRE], **given)
    assert told in opens
    assert 'role="alert"' in opens
    assert tells == ""
    assert desk.catalogue.document(WIRE).source.title == "Dredging halted at Pell Harbour"


def test_deleting_tells_how_many_went_and_why_one_did_not(desk: Desk) -> None:
    desk.catalogue.edit(NOTE, title="stuck <b>", author=None, outlet=None, published=None)
    opens, tells = desk.do(act="remove", ids=[WIRE, NOTE, "unknown", WIRE])
    assert opens == CLOSED
    assert "1 document was deleted." in tells
    assert "“stuck &lt;b&gt;” could not be deleted. The disk is full." in tells
    assert set(desk.catalogue.by_id) == {NOTE, FILING}


def test_what_is_being_indexed_is_neither_edited_nor_deleted(desk: Desk) -> None:
    location = desk.catalogue.document(WIRE).source.location
    with desk.queue.holding(location):
        assert "being indexed just now" in desk.do(act="edit", ids=[WIRE], title="T")[0]
        assert "being indexed just now" in desk.do(act="remove", ids=[WIRE])[1]
    assert WIRE in desk.catalogue.by_id


def test_documents_are_indexed_anew_by_the_queue(desk: Desk) -> None:
    assert desk.do(act="anew", ids=[WIRE, NOTE]) == (CLOSED, "")
    assert [job.status for job in ended(desk.queue)] == ["anew", "anew"]
    assert desk.catalogue.reindexed == [WIRE, NOTE]


def test_a_file_is_tried_again_where_it_is(desk: Desk, tmp_path: Path) -> None:
    row = rows_of([], desk.catalogue.failures())[0]
    (tmp_path / "late.txt").write_text("Here it is.", encoding="utf-8")
    assert desk.do(act="retry", ids=[row.id]) == (CLOSED, "")
    (job,) = ended(desk.queue)
    assert (job.name, job.collection, job.status) == ("late.txt", "press", "added")
    assert desk.catalogue.failures() == []
    assert (tmp_path / "late.txt").exists()


def test_for_what_failed_in_an_archive_the_archive_is_tried_again_once(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "odd!"
    folder.mkdir()
    for place in (tmp_path / "press.txt", folder / "own.txt"):
        place.write_text("Here it is.", encoding="utf-8")
    inside = [f"{tmp_path}/press.txt!/may/{name}" for name in ("a.pdf", "mail.eml!/b.pdf")]
    gone, own = f"{tmp_path}/gone.zip!/c.pdf", str(folder / "own.txt")
    desk.catalogue.failed = [Failure(each, "press", "no text in it") for each in (*inside, gone, own)]
    rows = rows_of([], desk.catalogue.failures())
    assert desk.do(act="retry", ids=[row.id for row in rows]) == (CLOSED, "")
    assert sorted(job.place for job in ended(desk.queue)) == sorted([f"{tmp_path}/press.txt", gone, own])


def test_a_file_is_taken_off_the_list_once(desk: Desk) -> None:
    row = rows_of([], desk.catalogue.failures())[0]
    assert "1 file was taken off" in desk.do(act="forget", ids=[row.id])[1]
    assert "not in the library any more" in desk.do(act="forget", ids=[row.id])[1]


@pytest.mark.parametrize("act", ["edit", "remove", "anew", "retry", "forget"])
@pytest.mark.parametrize("ids", [None, "x", [], [7, None, {}], ["/etc/passwd"], ["' or 1=1"]])
def test_ids_that_name_nothing_change_nothing(desk: Desk, act: str, ids: object) -> None:
    opens, tells = desk.do(act=act, ids=ids)
    assert (opens, "not in the library any more" in tells) == (CLOSED, True)
    assert len(desk.catalogue.by_id) == 3
    assert desk.queue.state() == ()


def test_an_unknown_act_and_a_shelf_that_is_only_read_do_nothing(desk: Desk) -> None:
    assert desk.do(act="drop", ids=[WIRE]) == ("", "")
    assert desk.do() == ("", "")
    shelf = FakeShelf(library())
    reading = Tending(shelf, None, desk.queue, desk.adding)
    assert reading.do({"act": "remove", "ids": [WIRE]}) == ("", "")
    assert reading.open({"act": "remove", "ids": [WIRE]}) == ("", "")
    assert "Dredging halted" in reading.open({"act": "preview", "ids": [WIRE]})[0]


def test_what_opens_is_looked_up(desk: Desk) -> None:
    assert "PELL HARBOUR, 18 April" in desk.tending.open({"act": "preview", "ids": [WIRE]})[0]
    assert 'value="Harbour Wire"' in desk.tending.open({"act": "edit", "ids": [WIRE]})[0]
    assert "Delete 2 documents?" in desk.tending.open({"act": "remove", "ids": [WIRE, NOTE, "x"]})[0]
    opens, tells = desk.tending.open({"act": "preview", "ids": ["x"]})
    assert (opens, "any more" in tells) == (CLOSED, True)


@pytest.mark.parametrize("most", [None, -1, "all", True, 10**12])
def test_a_length_that_makes_no_sense_shows_the_beginning(desk: Desk, most: object) -> None:
    assert "PELL HARBOUR" in desk.tending.open({"act": "preview", "ids": [WIRE], "most": most})[0]


def test_something_wrong_on_our_side_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(desk.catalogue, "edit", broken)
    monkeypatch.setattr(desk.catalogue, "remove", broken)
    opens, tells = desk.do(act="edit", ids=[WIRE], title="T")
    assert (opens, "on our side (KeyError)" in tells) == (CLOSED, True)
    assert "on our side (KeyError)" in desk.do(act="remove", ids=[WIRE])[1]


def test_ids_are_read_once_each_and_not_without_end() -> None:
    assert ids_of({"ids": ["a", "b", "a", 3]}) == ["a", "b"]
    assert len(ids_of({"ids": [str(n) for n in range(5_000)]})) == 1_000


# ---- adding ----


def test_uploads_keep_their_names_and_collections_keep_apart(desk: Desk, tmp_path: Path) -> None:
    paths = files(tmp_path, "a.txt", "a.txt", "Notiz über Häfen.md")
    desk.adding.add(paths, "default")
    desk.adding.add(files(tmp_path / "sent again", "a.txt"), "press")
    jobs = ended(desk.queue)
    assert [job.name for job in jobs] == ["a.txt", "a (2).txt", "Notiz über Häfen.md", "a.txt"]
    kept = sorted(path.relative_to(desk.uploads).as_posix() for path in desk.uploads.rglob("*") if path.is_file())
    assert kept == ["Notiz über Häfen.md", "a (2).txt", "a.txt", "press/a.txt"]
    assert desk.catalogue.document(source("a.txt", "a", "", "txt").document_id).source.collection == "press"


def test_places_of_uploads_are_absolute_and_stay_in_their_folder(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    adding = Adding(desk.queue, Path("library") / "uploads")
    for at, collection in enumerate(("default", "press", "../../x", "/etc", "a/b", "..")):
        path = tmp_path / f"from-{at}" / "a.txt"
        path.parent.mkdir()
        path.write_text("Words.", encoding="utf-8")
        adding.add([str(path)], collection)
    places = [Path(job.place) for job in ended(desk.queue)]
    folder = tmp_path / "library" / "uploads"
    assert places[:2] == [folder / "a.txt", folder / "press" / "a.txt"]
    assert len({place.parent for place in places}) == 6
    assert all(place.parent.parent == folder for place in places[1:])
    assert all(place.is_file() for place in places)


def test_a_file_without_an_ending_takes_no_folder_of_a_collection(desk: Desk, tmp_path: Path) -> None:
    paths = files(tmp_path, "press", "a.txt")
    desk.adding.add(paths[:1], "default")
    desk.adding.add(paths[1:], "press")
    ended(desk.queue)
    kept = sorted(path.relative_to(desk.uploads).as_posix() for path in desk.uploads.rglob("*") if path.is_file())
    assert kept == ["_press", "press/a.txt"]


def test_what_is_being_read_is_not_taken_off_the_list(desk: Desk) -> None:
    (failure,) = desk.catalogue.failures()
    row = rows_of([], [failure])[0]
    with desk.queue.holding(failure.location):
        assert "being indexed just now" in desk.do(act="forget", ids=[row.id])[1]
    assert desk.catalogue.failures() == [failure]


def test_a_folder_leaves_out_its_hidden_files_and_says_so(desk: Desk, tmp_path: Path) -> None:
    told = desk.adding.add_folder(files(tmp_path, ".DS_Store", "a.txt"), "default")
    assert told == "1 hidden file of the folder was left out."
    assert [job.name for job in ended(desk.queue)] == ["a.txt"]
    assert desk.adding.add_folder([], "default") == ""


def test_a_file_that_cannot_be_kept_is_shown_and_the_next_one_is_taken(desk: Desk, tmp_path: Path) -> None:
    paths = files(tmp_path, "a.txt", "b.txt")
    Path(paths[0]).unlink()
    desk.adding.add(paths, "default")
    jobs = {job.name: (job.state, job.status) for job in ended(desk.queue)}
    assert jobs == {"a.txt": ("failed", "unkept"), "b.txt": ("done", "added")}


def test_copies_of_an_earlier_process_are_swept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "press").mkdir(parents=True)
    for place in (uploads / ".incoming-1", uploads / "press" / ".incoming-2-before", uploads / "kept.txt"):
        place.write_text("x", encoding="utf-8")
    Adding(Queue(SteppingIngester(FakeCatalogue([]))), uploads)
    assert [path.name for path in uploads.rglob("*") if path.is_file()] == ["kept.txt"]
    assert "2 uploaded file(s) were still waiting" in caplog.text


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Press", "press"),
        ("  town \t hall ", "town hall"),
        ("", "default"),
        (None, "default"),
        ("DEFAULT", "default"),
        ("Archiv 2024_a-b", "Archiv 2024_a-b"),
        ("أرشيف", "أرشيف"),
        ("हिन्दी", "हिन्दी"),
        ("x" * 60, "x" * 60),
        ("x" * 61, None),
        ("../etc", None),
        ("a/b", None),
        ("a.b", None),
        ("-a", None),
        ("<b>", None),
        ("con", None),
        (7, None),
        (["press"], None),
    ],
)
def test_a_collection_is_known_or_has_a_plain_name(name: object, found: str | None) -> None:
    assert collection_named(name, ["press"]) == found


def test_a_collection_is_found_by_its_very_name_first() -> None:
    assert [collection_named(name, ["PRESS", "press", "a/b"]) for name in ("press", "PRESS", "a/b")] == [
        "press",
        "PRESS",
        "a/b",
    ]
