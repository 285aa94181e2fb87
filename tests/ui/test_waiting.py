"""Uploaded files that wait hold so much of the disk and no more, for each user and for all."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from gradio.utils import get_upload_folder
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from onrecord.accounts import User
from tests.ui.login_page import Guarded, handlers, logged_in, sent
from ui.uploads import Staged, stage, waiting_bytes
from ui.visitors import visiting
from ui.waiting import UploadLimits, UploadRoom

ANN, BOB = User("ann", "reader"), User("bob", "editor")
LIMITS = UploadLimits(each_bytes=1_000, all_bytes=2_500, spare_bytes=0)


class Site:
    """Keeps what is uploaded in a folder, as Gradio does, behind a room with limits."""

    def __init__(self, folder: Path, limits: UploadLimits = LIMITS) -> None:
        self.incoming, self.uploads = folder / "uploads-incoming", folder / "uploads"
        self.incoming.mkdir()
        self.status, self.seen = 200, 0
        self.go_on: Callable[[], Awaitable[object]] | None = None
        self.room = UploadRoom(self._kept, self.uploads, limits)

    async def _kept(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        self.seen += 1
        if self.go_on:
            await self.go_on()
        path = self.incoming / f"file{self.seen}"
        if self.status != 200:
            await PlainTextResponse("no", self.status)(scope, receive, send)
            return
        path.write_bytes(body)
        await JSONResponse([str(path)])(scope, receive, send)

    async def send(
        self, user: User | None, size: int, path: str = "/gradio_api/upload", **headers: str
    ) -> tuple[int, str]:
        """Status and words."""
        given = {"content-length": str(size), "accept-language": "en", **headers}
        scope = {
            "type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in given.items() if value != "none"],
        }  # fmt: skip
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"x" * size, "more_body": False}

        async def keep(message: Message) -> None:
            told.append(message)

        with visiting(user):
            await self.room(scope, receive, keep)
        return told[0]["status"], b"".join(one.get("body", b"") for one in told).decode()

    def sent(self, user: User | None, size: int, path: str = "/gradio_api/upload", **headers: str) -> tuple[int, str]:
        return asyncio.run(self.send(user, size, path, **headers))

    def arrived(self, user: User | None, size: int) -> Path:
        """A file that was let through."""
        status, words = self.sent(user, size)
        assert status == 200, words
        return Path(json.loads(words)[0])

    def staged(self, user: User | None, size: int, place: str) -> Staged:
        """A file that waits in the queue for its turn."""
        upload = self.arrived(user, size)
        with visiting(user):
            return stage(upload, self.uploads / place)


def test_one_users_files_hold_so_much_until_they_are_taken(tmp_path: Path) -> None:
    site = Site(tmp_path)
    first = site.arrived(ANN, 600)
    status, words = site.sent(ANN, 401)
    assert (status, "Your files that wait" in words) == (413, True)
    assert "wartenden" in site.sent(ANN, 401, **{"accept-language": "de"})[1]
    assert site.sent(ANN, 401, path="/gradio_api/upload/")[0] == 413
    assert site.seen == 1, "what is refused is not read"
    assert site.sent(BOB, 900)[0] == 200
    assert site.sent(ANN, 400)[0] == 200
    first.unlink()
    assert site.sent(ANN, 600)[0] == 200


def test_all_files_hold_so_much_and_those_that_wait_for_their_turn_count_on(tmp_path: Path) -> None:
    site = Site(tmp_path)
    users = [User(name, "editor") for name in ("ann", "bob", "cem")]
    for user, place in zip(users[:2], ("a.txt", "letters/a.txt"), strict=True):
        staged = site.staged(user, 1_000, place)
    assert list(site.incoming.iterdir()) == [], "a copy that waits is the only one"
    status, words = site.sent(users[2], 501)
    assert (status, "no room for more files" in words) == (507, True)
    with staged.in_place():
        pass
    assert site.sent(users[2], 501)[0] == 200


def test_files_in_the_queue_count_for_the_user_who_put_them_there(tmp_path: Path) -> None:
    site = Site(tmp_path)
    first, other = site.staged(BOB, 600, "a.txt"), site.staged(BOB, 300, "letters/a.txt")
    status, words = site.sent(BOB, 101)
    assert (status, "Your files that wait" in words) == (413, True)
    assert site.sent(ANN, 1_000)[0] == 200, "for nobody else"
    with first.in_place():
        assert site.arrived(BOB, 700).stat().st_size == 700, "its turn has come"
        assert site.sent(BOB, 1)[0] == 413
    other.discard()
    assert site.sent(BOB, 300)[0] == 200


def test_a_version_that_is_replaced_counts_for_nobody(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with site.staged(ANN, 700, "a.txt").in_place():
        pass
    with site.staged(BOB, 900, "a.txt").in_place():
        assert waiting_bytes(site.uploads) == {"": 700}
        assert site.sent(BOB, 1_000)[0] == 200


def test_what_an_earlier_page_has_left_in_the_queue_counts_for_all_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    for number in range(2):
        site.staged(BOB, 1_000, f"{number}.txt")
        monkeypatch.setattr("ui.uploads._owners", {})
    assert [site.sent(BOB, size)[0] for size in (501, 500)] == [507, 200]


def test_nothing_is_remembered_of_files_whose_turn_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, str] = {}
    monkeypatch.setattr("ui.uploads._owners", known)
    site = Site(tmp_path)
    first, other = site.staged(ANN, 10, "a.txt"), site.staged(BOB, 20, "b.txt")
    monkeypatch.chdir(tmp_path)
    assert waiting_bytes(Path("uploads")) == {"ann": 10, "bob": 20}, "however the folder is named"
    first.discard()
    assert waiting_bytes(site.uploads) == {"bob": 20}
    assert list(known) == [str(other.path)]


def test_what_is_under_way_counts_and_what_failed_does_not(tmp_path: Path) -> None:
    site = Site(tmp_path)
    answers = list[int]()

    async def meanwhile() -> None:
        site.go_on = None
        answers.append((await site.send(ANN, 401))[0])

    site.go_on, site.status = meanwhile, 500
    assert site.sent(ANN, 600)[0] == 500
    assert answers == [413]
    site.status = 200
    assert site.sent(ANN, 1_000)[0] == 200


def test_an_upload_that_is_broken_off_gives_its_room_back_and_is_no_error(tmp_path: Path) -> None:
    site = Site(tmp_path)

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def nobody(message: Message) -> None:
        raise AssertionError(message)

    scope = {"type": "http", "method": "POST", "path": "/gradio_api/upload", "headers": [(b"content-length", b"1000")]}
    with visiting(ANN):
        asyncio.run(site.room(scope, gone, nobody))
    assert site.sent(ANN, 1_000)[0] == 200


def test_without_login_all_are_one_and_only_what_all_may_hold_counts(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert [site.sent(None, 1_200)[0] for _ in range(3)] == [200, 200, 507]


@pytest.mark.parametrize("length", ["none", "", "-1", "many", "1e3", "²"])
def test_a_size_that_is_not_told_is_asked_for(tmp_path: Path, length: str) -> None:
    site = Site(tmp_path)
    assert site.sent(ANN, 10, **{"content-length": length})[0] == 411
    assert site.seen == 0


def test_a_size_counts_for_nothing_where_chunks_may_hold_more(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert site.sent(ANN, 10, **{"content-length": "1", "transfer-encoding": "chunked"})[0] == 411
    assert site.seen == 0


def test_a_disk_with_no_room_takes_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, UploadLimits(spare_bytes=10**18))
    assert site.sent(ANN, 10)[0] == 507


def test_what_is_under_way_has_its_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    monkeypatch.setattr("ui.waiting._free", lambda _: 1_000)
    answers = list[int]()

    async def meanwhile() -> None:
        site.go_on = None
        answers.extend([(await site.send(BOB, size))[0] for size in (401, 400)])

    site.go_on = meanwhile
    assert site.sent(ANN, 600)[0] == 200
    assert answers == [507, 200]


def test_other_requests_pass_whatever_they_send(tmp_path: Path) -> None:
    site = Site(tmp_path, UploadLimits(0, 0, 10**18))
    assert site.sent(ANN, 10, path="/gradio_api/queue/join")[0] == 200


def test_an_upload_is_gone_whatever_becomes_of_its_copy(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(b"x")
    (tmp_path / "no folder").write_bytes(b"")
    with pytest.raises(OSError, match="no folder"):
        stage(upload, tmp_path / "no folder" / "a.txt")
    assert not upload.exists()


def test_what_gradio_keeps_of_uploads_counts_for_who_sent_them(guarded: Guarded, client: TestClient) -> None:
    """With the page itself: what came of an upload is read from Gradio's own answer."""
    behind, reader = guarded.gate._app, logged_in(client, "ines")
    guarded.gate._app = UploadRoom(behind, Path("no uploads"), UploadLimits(each_bytes=1_500, spare_bytes=0))

    def sent(headers: dict[str, str], name: str) -> Any:
        files = {"files": (name, name.encode() * 100, "text/plain")}
        return client.post("/gradio_api/upload", files=files, headers=headers)

    try:
        (path,) = sent(reader, "first.txt").json()
        assert Path(path).stat().st_size == 900
        answer = sent(reader, "other.txt")
        assert (answer.status_code, "Your files that wait" in answer.text) == (413, True)
        assert sent(logged_in(client, "mara"), "third.txt").status_code == 200
        Path(path).unlink()
        assert sent(reader, "other.txt").status_code == 200
    finally:
        guarded.gate._app = behind


def none_waits(room: UploadRoom) -> None:
    """Until the queue has begun with all that was put in it."""
    for _ in range(1_000):
        if not waiting_bytes(room._uploads):
            return
        time.sleep(0.01)
    raise AssertionError("they wait for their turn still")


def test_what_an_editor_puts_in_the_queue_of_the_page_counts_for_them(guarded: Guarded, client: TestClient) -> None:
    room, editor = guarded.gate._app, logged_in(client, "mara")
    assert isinstance(room, UploadRoom)
    limits, room._limits = room._limits, UploadLimits(each_bytes=1_500, spare_bytes=0)
    room._came.clear()  # what other tests have left
    add = next(one for one in handlers(client, editor) if one["api_name"] == "_add")

    def upload(headers: dict[str, str], name: str) -> Any:
        files = {"files": (name, b"x" * 900, "text/plain")}
        return client.post("/gradio_api/upload", files=files, headers=headers)

    def put_in(name: str) -> None:
        (path,) = upload(editor, name).json()
        given = [[{"path": path, "meta": {"_type": "gradio.FileData"}}], *[None] * (len(add["inputs"]) - 1)]
        assert sent(client, editor, add, f"adding {name}", data=given)[-2]["success"]
        assert not Path(path).exists(), "it is staged"

    try:
        put_in("slow.txt")  # which has its turn, so that the next one waits
        none_waits(room)
        put_in("next.txt")
        answer = upload(editor, "other.txt")
        assert (answer.status_code, "Your files that wait" in answer.text) == (413, True)
        assert upload(logged_in(client, "ines"), "other.txt").status_code == 200
        guarded.ingester.go_on.set()
        none_waits(room)
        assert upload(editor, "other.txt").status_code == 200
    finally:
        room._limits = limits
        guarded.ingester.go_on.set()


def _part(field: str, name: str) -> str:
    about = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
    return f"--B\r\n{about}\r\nContent-Type: text/plain\r\n\r\nof {field} in {name}\r\n"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (_part("files", "open.txt")[:-2], 200),
        (_part("others", "field.txt") + "--B--\r\n", 200),
        (_part("files", "good.txt") + _part("files", "..") + "--B--\r\n", 400),
    ],
    ids=["without an end", "as another field", "beside a name that is none"],
)
def test_what_gradio_does_not_answer_with_is_not_left_on_the_disk(
    guarded: Guarded, client: TestClient, body: str, status: int
) -> None:
    headers = {**logged_in(client, "ines"), "content-type": "multipart/form-data; boundary=B"}

    def sent(content: str) -> Any:
        return client.post("/gradio_api/upload", content=content.encode(), headers=headers)

    def there() -> list[Path]:
        return sorted(path for path in Path(get_upload_folder()).rglob("*") if path.is_file())

    whole = _part("files", "kept.txt") + "--B--\r\n"
    (kept,) = sent(whole).json()
    before = there()
    assert Path(kept) in before
    assert sent(body).status_code == status
    assert there() == before
    assert sent(whole).json() == [kept], "sent once more it has the same place"
    assert Path(kept).is_file()
    Path(kept).unlink()
