"""An export as Markdown reads as prose with footnotes, and words of documents stay words."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from onrecord.answers import Answer, Partial
from onrecord.conversations import Problem
from tests.browser.fakes import library
from tests.ui.exports import bundle, conversation, dated, hostile
from tests.ui.markup import Markup, read
from tests.ui.test_words import HOSTILE
from ui.export.markdown import markdown, written
from ui.export.pack import pack
from ui.say import speaking

LINES = (
    "1. a list", "12) a list", "- a list", "+ a list", "* a list", "> a quote", "# a heading", "---", "===", "***",
    "[^1]: a note", "[a]: http://evil.example", "trailing \\", ":smile: WWW.evil.example", "\ttabs\nand\n\n    lines",
    "a | b\n--- | ---\n1 | 2", "<!-- gone -->", "&copy; &#65;", "```\ncode", "~~~", "==high== ^up^ $x$ @name",
)  # fmt: skip


def rendered(text: str) -> Markup:
    """What a reader that knows tables and struck words makes of it."""
    html: str = MarkdownIt("js-default", {"html": True}).render(text)
    return read(html)


def test_it_says_what_was_asked_answered_cited_and_searched() -> None:
    text = markdown(bundle(conversation()))
    for words in (
        "# Mud\n", "## Why was the dredging halted?", "sediment, the harbour authority said.[^1]",
        "*Dredging halted at Pell Harbour, Harbour Wire, 18 April 2024*", "[^2-5]: “Mercury stood",
        "Partly supported (0.45)", "not borne out: “two million”", "### 3 sentences were held back",
        "The documents do not answer this.", "### What came nearest", "mentions “samples” but no name",
        "Only documents published from 1 January 2024.", "Not answered: “Who pays the fishers?”", "Stopped.",
        "- Embedder: all-MiniLM-L6-v2", "Made with Onrecord on 4 May 2026, 09:30 UTC",
    ):  # fmt: skip
        assert words in text
    assert text.endswith(".\n")
    assert "\n\n\n" not in text


def test_each_footnote_is_defined_once_and_holds_quote_reference_and_hash() -> None:
    made = bundle(conversation())
    text = markdown(made)
    defined = re.findall(r"^\[\^([\d-]+)\]: (.*)$", text, re.MULTILINE)
    used = re.findall(r"\[\^([\d-]+)\](?!:)", text)
    assert [name for name, _ in defined] == ["1", "2", "3", "2-2", "2-4", "2-5", "3-1", "3-2", "3-3"]
    assert set(used) == {name for name, _ in defined}
    for (_, note), (_, citation) in zip(defined, made.cited(), strict=True):
        assert f"“{' '.join(citation.quote.split())}” " in note
        assert citation.source.sha256 in note
        assert "April 18, 2024" in note or "April 22, 2024, p. 2" in note or "March 2024" in note


def test_one_answer_needs_no_second_heading_and_no_legend_where_all_is_supported() -> None:
    (first, *_) = conversation()
    text = markdown(bundle([first], title=first.question))
    assert text.count("Why was the dredging halted?") == 1
    assert "without a remark" not in text


def test_a_document_that_has_changed_or_gone_is_said_to_have() -> None:
    wire, *others = library()
    changed = replace(wire, source=replace(wire.source, sha256="0" * 64))
    text = markdown(bundle(conversation()[:1], [changed]))
    assert text.count("This document has changed since it was quoted.") == 2
    assert text.count("This document was removed since it was quoted.") == 1
    assert "The file is no longer the one that was read." in text
    assert "changed since" not in markdown(bundle(conversation()[:1], [wire, *others]))


@pytest.mark.parametrize("text", [*HOSTILE, *LINES])
def test_no_words_become_markup(text: str) -> None:
    exchange, document = hostile(text)
    words = " ".join(text.split())
    seen = rendered(markdown(bundle([exchange, *conversation()[1:2]], [document], title=text)))
    assert seen.tags() <= {"body", "h1", "h2", "h3", "p", "em", "strong", "blockquote", "ul", "li", "s"}
    for tag in ("h1", "h2", "blockquote", "s"):
        assert words in " ".join(next(one.text for one in seen.elements if one.tag == tag).split())
    for place in (f"> {text}", f"- {text}", text):
        assert not re.search(r"(?<!\\)://|www\.", written(place), re.IGNORECASE)


@pytest.mark.parametrize("text", [*HOSTILE, *LINES])
def test_escaped_text_reads_back_as_itself(text: str) -> None:
    seen = rendered(f"> {written(text)}\n\n- {written(text)}\n\n{written(text)}")
    for tag in ("blockquote", "li", "p"):
        assert next(one.text for one in seen.elements if one.tag == tag).strip() == " ".join(text.split())


def test_where_a_model_lies_on_the_disk_is_not_told() -> None:
    second = conversation()[1]
    assert isinstance(second.outcome, Answer)
    made = bundle([replace(second, outcome=replace(second.outcome, writer="gguf:/home/anyone/Smol.gguf"))])
    text = markdown(replace(made, settings={"Writer": "gguf:/home/anyone/Smol.gguf"}))
    assert "Writer: Smol.gguf. Judge: rules-4." in text
    assert "- Writer: Smol.gguf\n" in text
    assert "anyone" not in text


def test_a_conversation_without_questions_is_still_a_file() -> None:
    assert markdown(bundle([])).startswith("# Mud\n")
    assert pack(bundle([])).endswith("</html>\n")


def test_dates_in_words_and_corrections_stand_beside_the_citation() -> None:
    text = markdown(bundle([dated()]))
    corrected = "This document was corrected on 19 April 2024 by “CORRECTION: work halted on Friday”."
    block, note = text.split("> **", 1)[1], text.split("[^1]: ", 1)[1]
    assert block.startswith(f"{corrected}**")
    assert corrected in note
    assert "“on Thursday” is 18 April 2024, counted from the date of the document." in note
    assert "As of 18 April 2024, the latest date among the documents cited." in text
    with speaking("de"):
        text = markdown(bundle([dated()]))
    for words in ("am 19. April 2024 berichtigt durch", "„on Thursday“ ist 18. April 2024", "Stand: 18. April 2024"):
        assert words in text


def test_it_speaks_the_language_of_whoever_takes_it() -> None:
    with speaking("de"):
        text = markdown(bundle(conversation()))
    for words in ("Teilweise belegt (0,45)", "18. April 2024", "## Zitierte Dokumente", "Durchsucht: 26 Dokumente"):
        assert words in text


def test_a_sentence_that_broke_off_is_taken_with_what_was_checked() -> None:
    second = conversation()[1]
    assert isinstance(second.outcome, Answer)
    partial = Partial(second.outcome.sentences[:1], second.outcome.citations[1:2], "And then")
    text = markdown(bundle([replace(second, outcome=Problem("failed", "Ask again.").after(partial))]))
    assert "Ask again." in text
    assert "halted on Thursday.[^4]" in text
    assert "And then" not in text
