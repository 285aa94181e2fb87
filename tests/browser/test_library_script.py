"""The script of the library over a slow connection: an answer that came too late is asked for anew, and it ends."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ui.say import translations

SCRIPTS = Path(__file__).resolve().parents[2] / "ui" / "js"
BODY = "<div id=documents><div id=shelf-tools><input data-view=words></div><div id=on-record></div></div>"
# The server answers each view after so long, as if asked over a slow connection.
START = """async (slow) => {
  const { start } = await import("http://page.test/library.js");
  const table = document.getElementById("on-record");
  window.sent = [];
  const answer = (n, after) => setTimeout(() => { table.innerHTML = `<i hidden data-view="${n}"></i>`; }, after);
  window.answer = answer;
  start(table, (kind, given) => { sent.push(given); answer(given.n, slow); });
}"""
LOOK_ANEW = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()

    def served(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(body=(SCRIPTS / name).read_text(encoding="utf-8"), content_type="text/javascript")
        elif name.endswith(".json"):
            words = {key.removeprefix("js."): text for key, text in translations("en").items()}
            route.fulfill(json=words)
        else:
            route.fulfill(body=BODY, content_type="text/html")

    page.route("http://page.test/**", served)
    page.clock.install()
    page.goto("http://page.test/")
    yield page
    page.close()


@pytest.mark.parametrize("slow", [50, 900, 3000])
def test_two_views_end_in_few_questions_however_slow_the_server_is(page: Any, slow: int) -> None:
    page.evaluate(START, slow)
    page.evaluate(LOOK_ANEW)
    page.clock.run_for(800)
    page.evaluate(LOOK_ANEW)
    page.clock.run_for(60_000)
    numbers = page.evaluate("sent.map((given) => given.n)")
    assert len(numbers) <= 3
    assert len(set(numbers)) == 2


def test_an_answer_that_comes_last_though_it_is_older_is_asked_for_anew(page: Any) -> None:
    page.evaluate(START, 100)
    page.evaluate(LOOK_ANEW)
    page.clock.run_for(20)
    page.evaluate(LOOK_ANEW)
    page.evaluate("answer(sent[0].n, 300)")
    page.clock.run_for(60_000)
    first, second, again = page.evaluate("sent.map((given) => given.n)")
    assert first < second == again
    assert page.locator("[data-view]").last.get_attribute("data-view") == str(second)
