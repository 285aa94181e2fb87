"""Several processes at one library: one has it, and the others are told so; the page goes on answering meanwhile."""

import socket
import threading
import time
from pathlib import Path
from random import Random

import httpx

from ingest.run import IngestRun
from retriever.hybrid import HybridRetriever
from tests.faults.acts import Plan, Stage, ingesting
from tests.faults.children import Act, Child, command, run, start
from tests.faults.looking import opened
from tests.faults.trials import Row, filled, judged

__all__ = ["paged", "shared"]

_PAGE_SECONDS = 240.0


def shared(folder: Path, random: Random, times: int) -> Row:
    """A process that reads and writes, as the page does, two more that want to write, and a kill of the first.

    The others are told who has the library, the first reads and writes on undisturbed, and the moment it is killed
    another takes its place.
    """
    folder.mkdir()
    row, begun = Row("two writers and a reader"), time.monotonic()
    for at in range(times):
        place = folder / str(at)
        place.mkdir()
        stage = filled(place, random)
        _share(stage, row)
    row.seconds = time.monotonic() - begun
    return row


def _share(stage: Stage, row: Row) -> None:
    written = dict(stage.papers.write(stage.random) for _ in range(12))
    first = start(_paging(stage, list(written)))
    first.wait_for("done")
    for words in (("ingest", str(stage.papers.folder)), ("documents", "rebuild"), ("doctor", "--repair")):
        _told(stage, words, first.pid, row)
    first.wait_for("read")
    first.kill()
    outcome = first.finish()
    row.notes["searches meanwhile"] += max(outcome.all_of("read"), default=0)
    if outcome.all_of("unread"):
        row.found["search"] += 1
        row.wrong.append(f"a reader was disturbed: {outcome.all_of('unread')[0]}")
    judged(stage, Plan("sharing", lambda _: None, written), outcome, row)
    rest = [place for place in written if place not in stage.papers.now]
    plan = Plan("sharing", ingesting(stage, rest), {place: written[place] for place in rest})
    judged(stage, plan, run(plan.act), row)


def _told(stage: Stage, words: tuple[str, ...], owner: int, row: Row) -> None:
    """A command is told which process has the library."""
    outcome = run(command(*words, "--library", str(stage.folder)))
    said = "".join(outcome.all_of("said"))
    if outcome.all_of("exit") == [1] and f"in use by process {owner}" in said:
        row.notes["writers told"] += 1
    else:
        row.found["untold"] += 1
        row.wrong.append(f"onrecord {' '.join(words)}: {outcome.all_of('exit')} {said} {outcome.trouble}"[:400])


def _paging(stage: Stage, paths: list[str]) -> Act:
    """Search without a pause in one thread and put files on record in another, until killed."""

    def act(child: Child) -> None:
        library = opened(stage.folder)
        tags = [stage.papers.tags[sha256] for sha256 in stage.papers.now.values()]

        def read() -> None:
            for turn in range(1_000_000):
                tag = tags[turn % len(tags)]
                try:
                    hits = HybridRetriever(library, 50, 24).search(f"Where did the {tag} leave?", 1)
                    found = tag in hits[0].passage.text
                except Exception as error:  # noqa: BLE001  # a reader is to see none
                    child.tell(unread=repr(error))
                    return
                child.tell(**({"read": turn + 1} if found else {"unread": f"{tag} is not found"}))

        threading.Thread(target=read, daemon=True).start()
        run = IngestRun(library, library.embedder.count_tokens, 10)
        for path in paths:
            child.tell(done=run.ingest_file(path, "default", lambda _: None).location)
        threading.Event().wait()

    return act


def paged(folder: Path, random: Random) -> Row:
    """The page itself, asked after each command that was refused, then killed; a command takes its place."""
    folder.mkdir()
    stage, row, begun = filled(folder, random), Row("the page and commands"), time.monotonic()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    page = start(command("chat", "--library", str(stage.folder), "--port", port))
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            _wait_for(client)
            for words in (("ingest", str(stage.papers.folder)), ("documents", "verify"), ("doctor", "--repair")):
                _told(stage, words, page.pid, row)
                _ask(client, stage, row)
    finally:
        page.kill()
        outcome = page.finish()
    judged(stage, Plan("page", lambda _: None), outcome, row)
    written = dict(stage.papers.write(random) for _ in range(3))
    plan = Plan("after the page", ingesting(stage, list(written)), written)
    judged(stage, plan, run(plan.act), row)
    row.seconds = time.monotonic() - begun
    return row


def _wait_for(client: httpx.Client) -> None:
    deadline = time.monotonic() + _PAGE_SECONDS
    while time.monotonic() < deadline:
        try:
            client.get("/").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the page did not open in {_PAGE_SECONDS:.0f} s")


def _ask(client: httpx.Client, stage: Stage, row: Row) -> None:
    """Ask the page about a document, as a browser does, and look for its words in what comes back."""
    tag = stage.papers.tags[stage.random.choice(sorted(stage.papers.now.values()))]
    (asking,) = (one for one in client.get("/config").json()["dependencies"] if one["api_name"] == "_ask")
    session = f"{stage.random.randrange(1 << 32):x}"
    given = {
        "data": [f"Where did the {tag} leave?", *[None] * (len(asking["inputs"]) - 1)],
        "fn_index": asking["id"],
        "session_hash": session,
        "trigger_id": asking["targets"][0][0],
    }
    client.post("/gradio_api/queue/join", json=given).raise_for_status()
    answer = client.get("/gradio_api/queue/data", params={"session_hash": session}).text
    if f"The {tag} left the harbour" in answer:
        row.notes["questions answered meanwhile"] += 1
    else:
        row.found["search"] += 1
        row.wrong.append(f"the page did not answer about {tag}: {answer[-300:]}")
