"""The benchmark of the page: its documents, its people, its figures, and that it measures what it says."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from eval.benchmarks.page.browser import chromium, converse, open_page, open_sources, type_words
from eval.benchmarks.page.documents import questions_about, write_documents
from eval.benchmarks.page.people import Asked, ask_at_once
from eval.benchmarks.page.report import GOALS, PageReport, rows_of
from ingest.load import load
from onrecord.errors import BadInput
from tests.browser.serving import chromium_path

CONFIG = {
    "components": [
        {"id": 3, "props": {"elem_id": "chat", "value": []}},
        {"id": 5, "props": {"elem_id": "ask", "value": ""}},
        {"id": 6, "props": {"value": None}},
        {"id": 7, "props": {"value": "all"}},
    ],
    "dependencies": [
        {"id": 0, "targets": [[3, "example_select"]], "inputs": [6]},
        {"id": 4, "targets": [[5, "submit"]], "inputs": [5, 6, 7]},
        {"id": 9, "targets": [[1, "load"]], "inputs": [7]},
    ],
}
PAGE = """<!doctype html><body><div id=chat></div><div id=panel></div>
<div id=ask><textarea></textarea><button class=submit-button>Ask</button></div><script>
let n = 0;
document.querySelector('#ask textarea').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  n += 1;
  document.querySelector('#chat').innerHTML += `<div class=answer><a class=cite href="#c-${n}">[${n}]</a></div>`;
});
document.addEventListener('click', (event) => {
  const id = event.target.getAttribute('href').slice(1);
  const show = () => { document.querySelector('#panel').innerHTML =
    `<article class="card active" id="${id}"><mark>words</mark></article>`; };
  setTimeout(show, 120);
});
</script>"""


class _Page(BaseHTTPRequestHandler):
    """As much of the page as those who ask see of it."""

    asked: ClassVar[dict[str, list[dict[str, Any]]]] = {}

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/":
            self._send("text/html", PAGE)
        elif self.path == "/config":
            self._send("application/json", json.dumps(CONFIG))
        else:
            question = self.asked[self.path.partition("session_hash=")[2]][-1]["data"][0]
            self._send("text/event-stream", "".join(f"data: {json.dumps(one)}\n\n" for one in _messages(question)))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.setdefault(body["session_hash"], []).append(body)
        self._send("application/json", '{"event_id": "1"}')

    def _send(self, kind: str, content: str) -> None:
        data = content.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _messages(question: str) -> list[dict[str, Any]]:
    kind = "answer problem" if "broken" in question else "answer"
    shown = {"data": [[{"role": "assistant", "content": f'<div class="{kind}" id="a-1">It was.</div>'}]]}
    last = {"msg": "process_completed", "success": "refused" not in question, "output": shown}
    return [{"msg": "estimation"}, {"msg": "process_generating", "output": {}}, last]


@contextmanager
def _served() -> Iterator[str]:
    _Page.asked = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_documents_are_read_and_hold_what_is_asked(tmp_path: Path) -> None:
    write_documents(tmp_path, 60)
    files = sorted(tmp_path.iterdir())
    assert [len([file for file in files if file.suffix == suffix]) for suffix in (".txt", ".pdf")] == [57, 3]
    texts = {file: " ".join(load(str(file), "default", file.read_bytes()).text.split()) for file in files}
    questions = questions_about(60, 20)
    assert len(set(questions)) == len(questions) > 10
    holding = set()
    for question in questions:
        words = question.removeprefix("When will ").removesuffix("?").split()
        stated = " ".join([*words[: words.index("be")], "will", *words[words.index("be") :]])
        (file,) = [file for file, text in texts.items() if stated.casefold() in text.casefold()]
        holding.add(file.suffix)
    assert holding == {".txt", ".pdf"}


def test_the_documents_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_documents(tmp_path / name, 26)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_each_person_asks_in_a_conversation_of_their_own() -> None:
    with _served() as url:
        asked = ask_at_once(url, ["Who?", "When?", "Where?"], people=4, rounds=2)
    assert len(asked) == 8
    assert [one.problem for one in asked] == [""] * 8
    assert all(one.took_ms > 0 for one in asked)
    assert [[body["fn_index"] for body in bodies] for bodies in _Page.asked.values()] == [[9, 4, 4]] * 4
    _, first, _ = next(iter(_Page.asked.values()))
    assert (first["fn_index"], first["trigger_id"]) == (4, 5)
    assert first["data"][1:] == [None, "all"]  # the other inputs have the values that the page gives them


def test_what_is_no_answer_is_told() -> None:
    with _served() as url:
        refused, broken, fine = ask_at_once(url, ["refused", "broken", "Who?"], people=3, rounds=1)
    assert "process_completed" in refused.problem
    assert broken.problem == "no answer is shown at the end"
    assert fine.problem == ""


@pytest.mark.parametrize("url", ["http://192.0.2.1:7860", "http://example.org", "https://onrecord.example/"])
def test_no_other_machine_is_put_under_load(url: str) -> None:
    with pytest.raises(BadInput, match="not on this machine"):
        ask_at_once(url, ["Who?"], 1, 1)


@pytest.mark.parametrize(("people", "rounds"), [(0, 1), (201, 1), (1, 0), (1, 101)])
def test_the_load_is_bounded(people: int, rounds: int) -> None:
    with pytest.raises(BadInput, match="people"):
        ask_at_once("http://127.0.0.1:1", ["Who?"], people, rounds)


def test_a_page_that_is_not_there_is_told() -> None:
    with pytest.raises(BadInput, match="onrecord chat"):
        ask_at_once("http://127.0.0.1:1", ["Who?"], 1, 1)


def _report(taken: Mapping[str, list[float]], *asked: Asked) -> PageReport:
    return PageReport(rows_of(taken), asked, 1000, 100, 20, (0.4, 1.9))


def test_a_goal_is_held_by_the_median_or_the_slowest_of_twenty() -> None:
    report = _report({"asking_at_once": [2000.0] * 18 + [9000.0] * 2, "first_paint_cold": [1400.0, 1500.0, 9000.0]})
    paint, asking = report.rows
    assert (paint.name, paint.ms_median, paint.ms_max, paint.met) == ("first_paint_cold", 1500.0, 9000.0, True)
    assert (asking.ms_median, asking.ms_p95, asking.met) == (2000.0, 9000.0, False)
    assert rows_of({"typing": [10.0, 20.0]})[0].ms_median == 15.0
    assert rows_of({"typing": [5.0]})[0].met is None
    assert rows_of({"page_again": []}) == ()


def test_the_report_is_a_table_and_json() -> None:
    report = _report({"text": [100.0], "typing": [12.0, 14.0]}, Asked("Who?", 10.0), Asked("When?", 10.0, "HTTP 503"))
    told = report.as_markdown()
    assert "| Source opens: text" in told
    assert "median 200" in told
    assert "1 of 2 questions asked at once were answered" in told
    assert "No answer: HTTP 503" in told
    figures = json.loads(json.dumps(report.as_json()))
    assert figures["measures"]["text"]["met"] is True
    assert figures["measures"]["text"]["goal_ms"] == GOALS["text"]
    assert figures["unanswered"] == ["HTTP 503"]
    assert figures["load_before_and_after"] == [0.4, 1.9]


def test_the_page_is_opened_asked_followed_and_typed_in() -> None:
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
    if chromium_path() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium (or set ONRECORD_CHROMIUM)")
    with _served() as url, chromium() as browser:
        opened = open_page(browser, url, 1)
        page, answers = converse(browser, url, ["Who?", "When?"], 3)
        page.evaluate("document.querySelector('#ask textarea').value = ''")
        sources = open_sources(page, most=2)
        keys = type_words(page)
    assert sorted(opened) == ["first_paint_cold", "first_paint_warm", "usable_cold", "usable_warm"]
    assert all(len(taken) == 1 and taken[0] > 0 for taken in opened.values())
    assert len(answers) == 3
    assert list(sources) == ["text"]
    assert len(sources["text"]) == 4
    assert min(sources["text"][0::2]) >= 120  # what the page waits before it shows a quote
    assert max(sources["text"]) < 5000
    assert len(keys) > 60


def test_without_chromium_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadInput, match="apt-get install chromium"), chromium():
        pass
