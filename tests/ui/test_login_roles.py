"""A reader asks and reads; whatever changes what is on record is refused to them by the server, not by the page."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.accounts import User
from onrecord.desk import Failure
from tests.ui.login_page import Guarded, handlers, logged_in, sent

# Handlers of Gradio's that a reader may have run. One that is not here must be refused to them.
READ: set[str] = {
    # what is asked, shown and taken along
    "choices", "_cleared", "_told", "_ask", "_ask_example", "_stopped", "_reopened", "_ask_again", "_judged",
    "_renewed", "_searched", "_opened", "_renamed", "_removed", "_edited", "_more", "_looked_at", "_loaded", "welcome",
    "also",
    # drafts to check, which are read and forgotten
    "_checking", "_selected", "_exported",
    # what is on record, to look at
    "_filled", "_ticked", "_viewed",
}  # fmt: skip
EDIT = {"_run", "_decided", "_add", "_add_folder", "_add_addresses", "_changed"}
REFUSED = "Only editors may do this"


@pytest.fixture(scope="module")
def listed(client: TestClient) -> list[dict[str, Any]]:
    return [one for one in handlers(client, logged_in(client, "mara")) if one["backend_fn"]]


def plain_name(handler: dict[str, Any]) -> str:
    """The name of the function: Gradio numbers those that are attached again."""
    name: str = handler["api_name"]
    head, _, number = name.rpartition("_")
    return head if number.isdigit() else name


def of_element(client: TestClient, headers: dict[str, str], element: str) -> int:
    components = client.get("/config", headers=headers).json()["components"]
    (found,) = (one["id"] for one in components if one["props"].get("elem_id") == element)
    return int(found)


def test_every_handler_that_edits_is_refused_to_a_reader(client: TestClient, listed: list[dict[str, Any]]) -> None:
    """Each that is not known to be for readers, so that one that is added is refused or looked at."""
    reader = logged_in(client, "ines")
    # Two tabs have a handler of the same name that ends a run, or a check: the one of the runs is for editors.
    runs = of_element(client, reader, "runs")
    edits = [one for one in listed if plain_name(one) not in READ or (one["targets"][0] == [runs, "stop"])]
    assert {plain_name(one) for one in edits} == EDIT | {"_stopped"}
    for number, one in enumerate(edits):
        told = sent(client, reader, one, f"reader{number}", event_data={})
        done = next(each for each in told if each["msg"] == "process_completed")
        assert done["success"] is False, one["api_name"]
        assert REFUSED in done["output"]["error"], one["api_name"]
    print(f"{len(edits)} of {len(listed)} handlers edit, and are refused to a reader")


ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("on-record", "submit", {"act": "remove"}), ("on-record", "submit", {"act": "edit", "title": "Mine"}),
    ("on-record", "submit", {"act": "anew"}), ("on-record", "submit", {"act": "retry"}),
    ("on-record", "submit", {"act": "forget"}), ("on-record", "select", {"act": "remove"}),
    ("on-record", "select", {"act": "edit"}), ("on-record", "select", {"act": "cancel-all"}),
    ("on-record", "select", {"act": "clear"}), ("runs", "play", {"suite": "harbour"}), ("runs", "stop", {}),
    ("runs", "submit", {"act": "accept", "ids": ["use-a1"]}), ("runs", "submit", {"act": "aside", "ids": ["use-a1"]}),
]  # fmt: skip


def state(guarded: Guarded) -> object:
    evaluation, shelf = guarded.evaluation, guarded.shelf
    documents = sorted((each.source.title, each.source.document_id) for each in shelf.by_id.values())
    return (
        documents,
        list(shelf.failed),
        list(shelf.reindexed),
        evaluation.started,
        evaluation.accepted,
        evaluation.aside,
    )


def test_nothing_a_reader_sends_changes_anything(
    guarded: Guarded, client: TestClient, listed: list[dict[str, Any]]
) -> None:
    guarded.shelf.failed.append(Failure("/far/away.txt", "default", "it was not there"))
    before, reader = state(guarded), logged_in(client, "ines")
    ids = [source.document_id for source in guarded.shelf.sources()]
    for number, (element, event, given) in enumerate(ACTS):
        place = of_element(client, reader, element)
        (one,) = (each for each in listed if [place, event] in each["targets"])
        told = sent(client, reader, one, f"acts{number}", event_data={"ids": ids, **given})
        assert REFUSED in str(told), (element, given)
        assert state(guarded) == before, (element, given)
    assert guarded.ingester.locations == []


def test_an_editor_does_what_a_reader_may_not(
    guarded: Guarded, client: TestClient, listed: list[dict[str, Any]]
) -> None:
    editor = logged_in(client, "mara")
    table, runs = of_element(client, editor, "on-record"), of_element(client, editor, "runs")
    (change,) = (each for each in listed if [table, "submit"] in each["targets"])
    (decide,) = (each for each in listed if [runs, "submit"] in each["targets"])
    document = guarded.shelf.sources()[0].document_id
    sent(client, editor, change, "edit1", event_data={"act": "remove", "ids": [document]})
    assert document not in guarded.shelf.by_id
    sent(client, editor, decide, "edit2", event_data={"act": "aside", "ids": ["use-c3"]})
    assert guarded.evaluation.aside == ["use-c3"]
    # What they may do is looked up with each request, not when they log in.
    guarded.accounts.users["mara"] = User("mara", "reader")
    guarded.gate._door.forget()
    try:
        told = sent(client, editor, change, "edit3", event_data={"act": "remove", "ids": list(guarded.shelf.by_id)})
        assert REFUSED in str(told)
    finally:
        guarded.accounts.users["mara"] = User("mara", "editor")
        guarded.gate._door.forget()


def test_a_readers_page_has_nothing_to_edit_with(client: TestClient, listed: list[dict[str, Any]]) -> None:
    reader = logged_in(client, "ines")
    fill = next(one for one in listed if plain_name(one) == "_loaded" and len(one["outputs"]) == 7)
    told = str(sent(client, reader, fill, "look1")[-2])
    assert 'data-act=\\"preview' in told or 'data-act="preview' in told
    for sign in ("data-pick", 'data-act="edit', 'data-act="remove', 'data-act="retry', "data-all", "Drop files"):
        assert sign not in told.replace('\\"', '"'), sign
    runs = next(one for one in listed if plain_name(one) == "_filled")
    shown = str(sent(client, reader, runs, "look2")[-2])
    assert "Editors run suites" in shown
    assert "<form" not in shown
    assert "Who spoke of mud?" not in shown, "questions that others asked"


def test_a_reader_sends_files_only_where_drafts_are_checked(guarded: Guarded, client: TestClient) -> None:
    files = {"files": ("draft.txt", b"A draft.", "text/plain")}
    assert client.post("/gradio_api/upload", files=files, headers=logged_in(client, "ines")).status_code == 200
    guarded.gate._readers_upload = False
    try:
        for path in ("/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/upload?upload_id=x"):
            assert client.post(path, files=files, headers=logged_in(client, "ines")).status_code == 403, path
        assert client.post("/gradio_api/upload", files=files, headers=logged_in(client, "mara")).status_code == 200
    finally:
        guarded.gate._readers_upload = True
