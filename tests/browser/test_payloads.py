"""Ninety-five payloads in every place of the page that shows words: none acts, and nothing leaves this machine."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.browser.hostile_page import ALL, TALK, HostilePage, hostile_page
from tests.browser.payloads import HOST, MARKUP, PAYLOADS

# What a payload has set in a window or a frame; what of the page points where a payload says, or would run it.
_HARM = """() => {
  const harm = [window, ...[...document.querySelectorAll("iframe")].map((it) => it.contentWindow)]
    .flatMap((it) => { try { return Object.keys(it).filter((name) => /^PWN\\d/.test(name)); } catch { return []; } });
  const acting = /^(on|href$|xlink:href|src|srcdoc|action|formaction|poster|data$|background|style$|ping)/;
  const roots = [document, ...[...document.querySelectorAll("*")].filter((e) => e.shadowRoot).map((e) => e.shadowRoot)];
  for (const element of roots.flatMap((root) => [...root.querySelectorAll("*")])) {
    for (const { name, value } of element.attributes) {
      const meant = decodeURIComponent(value.replace(/%(?![0-9a-f]{2})/gi, "%25"));
      if (acting.test(name) && /PWN\\d|evil\\.example|constructor/.test(meant)) {
        const link = element.tagName === "A" && name === "href" && element.protocol === "https:"
          && element.hostname === "site.example" && /noreferrer|noopener/.test(element.rel);
        const ours = element.tagName === "A" && name === "href" && element.origin === location.origin
          && /^\\/(people$|texts\\/)/.test(element.pathname);
        if (!link && !ours) harm.push(`${element.outerHTML.slice(0, 200)}`);
      }
    }
    if (/^(script|style|iframe|object|embed|link|meta|base|template)$/i.test(element.tagName)
        && /PWN\\d/.test(element.textContent)) harm.push(`${element.tagName}: ${element.textContent.slice(0, 200)}`);
  }
  const read = document.body.innerText;
  for (const [name, sign] of [["override", /[\\u202d\\u202e]/], ["escape", /[\\x1b\\x9b\\x07]/]]) {
    const at = read.search(sign);
    if (at >= 0) harm.push(`${name} in what is read: ${read.slice(Math.max(0, at - 60), at + 40)}`);
  }
  return harm;
}"""
_NAMES = re.compile(r"PWN(\d+)(?!\d)")


class Watch:
    """What pages ask for and complain of, and the places that were looked at."""

    def __init__(self) -> None:
        self.requests, self.complaints = list[str](), list[str]()
        self.places: dict[str, int] = {}

    def over(self, page: Any) -> Any:
        page.set_default_timeout(60_000)  # never waited for on a machine that has nothing else to do
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dismiss)
        return page

    def beside(self, page: Any) -> Any:
        """Another tab: Gradio complains in the console where its page is left while an event is under way."""
        return self.over(page.context.new_page())

    def _dismiss(self, dialog: Any) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def look(self, page: Any, place: str, selector: str, least: int = len(PAYLOADS)) -> None:
        """Nothing acts, and so many payloads are there to be read, as text or in a label."""
        page.wait_for_selector(selector, state="attached")
        page.wait_for_timeout(100)
        assert page.evaluate(_HARM) == [], place
        texts = page.eval_on_selector_all(
            selector,
            """all => all.map((it) => [it, ...it.querySelectorAll("*")].map((e) =>
              [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(" ")
              + " " + (e.title ?? "") + " " + (e.ariaLabel ?? "") + " " + (e.value ?? "")).join(" ")).join(" ")""",
        )
        found = {int(number) for number in _NAMES.findall(texts)}
        assert len(found) >= least, (
            f"{place}: {len(found)} payloads, without {sorted(set(range(len(PAYLOADS))) - found)}"
        )
        self.places[place] = len(found)

    def check(self) -> None:
        outside = [url for url in self.requests if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:"))]
        assert self.requests
        assert outside == []
        assert [words for words in self.complaints if "Failed to load resource" not in words] == []


@pytest.fixture(scope="module")
def served(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostilePage]:
    with hostile_page(tmp_path_factory.mktemp("hostile")) as page:
        yield page


@pytest.fixture
def watch(browser: Any) -> Iterator[tuple[Watch, Any]]:
    """A page that is watched."""
    watching, context = Watch(), browser.new_context(viewport={"width": 1440, "height": 900})
    yield watching, watching.over(context.new_page())
    context.close()
    watching.check()
    print(f"{len(PAYLOADS)} payloads, {len(watching.places)} places, {sum(watching.places.values())} showings, 0 acted")


def test_the_payloads_act_where_nothing_stops_them(browser: Any) -> None:
    """Else the tests below would prove nothing."""
    page = browser.new_page()
    asked = set[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.route(f"**://{HOST}/**", lambda route: route.abort())
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body="<p>x", content_type="text/html"))
    page.goto("http://127.0.0.1:1/")
    page.evaluate(
        """all => all.forEach((markup) => {
          const frame = document.createElement("iframe");
          frame.srcdoc = `<!doctype html><body>${markup}`;
          document.body.append(frame);
        })""",
        list(MARKUP),
    )
    names = "Object.keys(f.contentWindow).filter(n => /^PWN/.test(n))"
    ran = f"[...document.querySelectorAll('iframe')].flatMap(f => {names})"
    acted, until = set[int](), time.monotonic() + 60
    while len(acted) < 45 and time.monotonic() < until:
        page.wait_for_timeout(100)
        acted = {int(_NAMES.findall(one)[0]) for one in [*page.evaluate(ran), *(url for url in asked if HOST in url)]}
    page.close()
    assert len(acted) >= 45, f"only {len(acted)} of {len(MARKUP)} act: {sorted(set(range(len(MARKUP))) - acted)}"


def _rendered(markdown: str) -> str:
    """As a program shows it that lets HTML through."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    return f"<!doctype html><meta charset=utf-8>{reader.render(markdown)}"


def test_no_payload_acts_in_a_conversation_and_its_exports(
    watch: tuple[Watch, Any], served: HostilePage, tmp_path: Path
) -> None:
    seen, page = watch
    page.goto(f"{served.url}/?c={TALK}")
    page.wait_for_selector("#chat .answer >> nth=2", state="attached")
    seen.look(page, "questions", "#chat .question")
    seen.look(page, "answers", "#chat .answer")
    seen.look(page, "sentences", "#chat .said")
    seen.look(page, "what was held back", "#chat .held")
    seen.look(page, "conversations", "#listed .title")
    seen.look(page, "cards", "#panel")
    page.locator("#chat .answer").last.locator("a.cite").first.click()
    page.wait_for_selector("#panel .card.active")
    seen.look(page, "the quoted words", "#panel mark")
    page.locator("#chat .verdict").last.hover()
    seen.look(page, "a verdict's reason", "#verdict-tip", 1)
    assert ALL.split()[0] in page.title()
    for kind in ("html", "md"):
        answer = page.request.get(f"{served.url}/export/conversation/{TALK}.{kind}")
        assert answer.ok
        text = answer.text()
        path = tmp_path / f"{kind}.html"
        path.write_text(text if kind == "html" else _rendered(text), encoding="utf-8")
        sheet = seen.beside(page)
        sheet.goto(path.as_uri())
        seen.look(sheet, f"export as {kind}", "body")


def test_no_payload_acts_while_it_is_written_and_when_it_fails(watch: tuple[Watch, Any], served: HostilePage) -> None:
    seen, page = watch
    page.goto(served.url)
    page.wait_for_selector("#chat .welcome")
    seen.look(page, "examples", "#chat")
    page.fill("#ask textarea", f"Who? {ALL}"[:1900])
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .pending")
    seen.look(page, "a sentence that awaits its verdict", "#chat .pending")
    page.click("#ask .stop-button")
    page.wait_for_selector("#ask .submit-button")
    seen.look(page, "a question as typed", "#chat .question", 20)
    page.click("#scope .label-wrap, #scope button")
    page.wait_for_selector("#scope-documents input")
    page.click("#scope-documents input")
    seen.look(page, "documents to choose", "#scope ul[role=listbox]", 60)


def test_no_payload_acts_in_the_library(watch: tuple[Watch, Any], served: HostilePage, tmp_path: Path) -> None:
    seen, page = watch
    page.goto(served.url)
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record td.title")
    page.select_option("#shelf-tools .by-state", "partly")
    page.wait_for_function("!document.querySelector('#on-record tr.failed')")
    seen.look(page, "titles", "#on-record td.title .name")
    seen.look(page, "authors, outlets, dates, collections", "#on-record td:not(.title)")
    seen.look(page, "collections to choose", "#shelf-tools .by-collection")
    page.locator("#on-record button.name").first.click()
    seen.look(page, "a document's words", "#library-dialog[open] .words", 1)
    seen.look(page, "a document's particulars", "#library-dialog[open]", 1)
    page.keyboard.press("Escape")
    page.select_option("#shelf-tools .by-state", "failed")
    page.wait_for_function("!document.querySelector('#on-record tr:not(.failed) td.title')")
    seen.look(page, "files that could not be read", "#on-record")
    names = [payload for payload in PAYLOADS if "/" not in payload and "\0" not in payload]
    for name in names:
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    page.set_input_files("#files input[type=file]", [str(tmp_path / f"{name}.txt") for name in names])
    page.wait_for_selector(f"#report li.done >> nth={len(names) - 1}")
    seen.look(page, "names of uploaded files", "#report", len(names))
    kept = [path.name for path in served.uploads.rglob("*") if path.is_file()]
    assert len(kept) == len(names)
    assert not any(set('<>:"|?*\\\r\n\x1b\u202e') & set(name) for name in kept)


def test_no_payload_acts_in_a_draft_and_its_exports(
    watch: tuple[Watch, Any], served: HostilePage, tmp_path: Path
) -> None:
    seen, page = watch
    page.goto(served.url)
    page.click("#tab-draft-button")
    page.wait_for_selector("#draft-result > .sr", state="attached")
    page.fill("#draft-text textarea", "\n\n".join(f"It says {payload} here." for payload in PAYLOADS))
    page.click("#draft-check")
    page.wait_for_selector("#draft-sheet .sheet.over")
    page.wait_for_selector("#draft-summary .tools")
    seen.look(page, "sentences of a draft", "#draft-sheet .sheet")
    seen.look(page, "who checked a draft", "#draft-summary")
    page.locator("#draft-sheet .sent.unsupported", has_text="PWN").first.click()
    page.wait_for_selector("#draft-details .found >> text=PWN")
    seen.look(page, "what was found of a sentence", "#draft-details .found", 1)
    for kind in ("html", "md"):
        with page.expect_download() as download:
            page.click(f'[data-kind="{kind}"]')
        text = Path(download.value.path()).read_text(encoding="utf-8")
        path = tmp_path / f"{kind}.html"
        path.write_text(text if kind == "html" else _rendered(text), encoding="utf-8")
        sheet = seen.beside(page)
        sheet.goto(path.as_uri())
        seen.look(sheet, f"a draft as {kind}", "body")


def test_no_payload_acts_in_the_evaluation_and_its_reports(
    watch: tuple[Watch, Any], served: HostilePage, tmp_path: Path
) -> None:
    seen, page = watch
    page.goto(served.url)
    page.click("#tab-evaluation-button")
    page.wait_for_selector("#drafts .draft")
    seen.look(page, "runs", "#runs", 50)
    seen.look(page, "suites to choose", "#run-form")
    seen.look(page, "cases drafted from use", "#drafts")
    sheet = seen.beside(page)
    sheet.goto(f"{served.url}/runs/compare?before=a&after=b")
    seen.look(sheet, "why runs cannot be compared", "body")
    sheet.goto(f"{served.url}/runs/x/report")
    seen.look(sheet, "a run that is not there", "body", 0)


def test_no_payload_acts_on_the_pages_of_people(watch: tuple[Watch, Any], served: HostilePage) -> None:
    seen, page = watch
    page.goto(f"{served.url}/people")
    seen.look(page, "who is on record", "table")
    for number in (0, len(PAYLOADS) // 2, len(PAYLOADS) - 1):
        page.goto(f"{served.url}/people")
        page.locator("tbody a").nth(number).click()
        page.wait_for_selector("section")
        seen.look(page, "what somebody said", "main")
