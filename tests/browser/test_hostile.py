"""A document that tries to be more than text stays word for word; `test_payloads.py` tries many, everywhere."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from onrecord.answers import Answer, Citation, Sentence, Verdict
from onrecord.types import Document
from tests.browser.conftest import PageLibrary, Serve
from tests.browser.fakes import answered, hit, quoting, refused, source
from tests.browser.steps import ask, cite, wait_for_passage

ATTACK = (
    "<script>window.PWNED=1</script><img src=x onerror=window.PWNED=2>${window.PWNED=3}{{constructor.constructor}}"
    "`${window.PWNED=4}` ![p](http://evil.example/p.png) [l](javascript:window.PWNED=5) http://evil.example/auto "
    "</div></section><svg onload=window.PWNED=6> $$\\href{javascript:window.PWNED=7}{x}$$ *bold* <b>bold</b>"
)
TEXT = f"First line of the note.\n\n{ATTACK}\n\nLast line of the note."


def hostile_document() -> Document:
    """Attacks in title, text, file name, outlet and author."""
    return Document(source(f"{ATTACK}.txt", ATTACK, TEXT, "txt", outlet=ATTACK, author=ATTACK), TEXT)


def hostile_answers() -> dict[str, Answer]:
    """The attack as quote, speaker, reason, statement and framing, and as a refusal."""
    document = hostile_document()
    start = TEXT.index(ATTACK)
    citation = Citation(1, document.source, None, start, start + len(ATTACK), ATTACK)
    verdict = Verdict("partly", 0.5, ATTACK)
    sentences: Sequence[Sentence] = (
        Sentence(ATTACK, "framing"),
        Sentence(ATTACK, "statement", (1,), verdict, ATTACK),
        Sentence(ATTACK, "statement", (), Verdict("unsupported", 0.0, ATTACK)),
        quoting(citation, ATTACK),
    )
    return {
        "quote": answered("quote", [citation], sentences, searched=ATTACK),
        "refuse": refused(ATTACK, [hit(document, 0, len(TEXT))]),
    }


@pytest.fixture
def served(serve_library: Serve) -> PageLibrary:
    """A page over the hostile document."""
    return serve_library(hostile_answers(), [hostile_document()])


def unharmed(page: Any) -> None:
    """Nothing ran, and nothing of the attack became an element."""
    page.wait_for_timeout(400)
    assert page.evaluate("window.PWNED") is None
    for where in ("#chat", "#panel", "#documents"):
        for what in (
            "img",
            "script",
            "svg[onload]",
            "b",
            "strong",
            "em",
            "code",
            ".katex",
            "a[href*='evil']",
            "a[href^='java']",
        ):
            assert page.locator(f"{where} {what}").count() == 0, f"{what} in {where}"


def test_a_hostile_document_stays_text_in_answers_and_passages(
    open_page: Callable[..., Any], served: PageLibrary
) -> None:
    page = open_page(served.url)
    answer = ask(page, f"quote {ATTACK}")
    unharmed(page)
    assert answer.locator(".said").all_inner_texts() == [" ".join(ATTACK.split())] * 4
    assert page.locator("#chat .question").inner_text().startswith("quote <script>")
    link = cite(answer, 1)
    link.click()
    assert wait_for_passage(page, link) == ATTACK
    answer.locator(".verdict").first.hover()
    assert ATTACK[:40] in page.locator("#verdict-tip").inner_text()
    unharmed(page)
