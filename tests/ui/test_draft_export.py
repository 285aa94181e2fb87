"""A checked draft as a file: complete, readable by what reads such files, and inert."""

import csv
import io
import re
from dataclasses import replace

import pytest
from docx import Document
from markdown_it import MarkdownIt

from onrecord.desk import CheckedClaim
from tests.ui.drafts import DRAFT
from tests.ui.test_draft_page import checked, hostile
from tests.ui.test_words import HOSTILE
from ui.draft_export import as_csv, as_docx, as_html, as_markdown, draft_file
from ui.draft_run import DraftRun
from ui.say import speaking

SENTENCES = [
    "The dredging of the inner channel was halted on Thursday.",
    "The delay costs 90,000 crowns a day, which is wrong.",
    "Two barges stood idle, and half of the crew was sent home.",
    "- The town council meets on Monday.",
    "- The limit is 7 milligrams, which is wrong too.",
]
BEST = "She put the cost of the delay at 40,000 crowns a day."


def rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))


def words_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_a_file_has_a_name_a_type_and_what_it_holds() -> None:
    draft = checked()
    file = draft_file(draft, "md")
    assert file is not None
    assert (file.name, file.media) == (f"checked-draft-{draft.date}.md", "text/markdown")
    assert file.content.decode() == as_markdown(draft)
    with speaking("de"):
        german = draft_file(draft, "html")
    assert german is not None
    assert german.name == f"geprüfter-entwurf-{draft.date}.html"
    assert b'<html lang="de">' in german.content


@pytest.mark.parametrize("kind", ["", "exe", "../md", "MD", "None"])
def test_a_visitor_can_ask_for_no_other_kind(kind: str) -> None:
    assert draft_file(checked(), kind) is None


def test_markdown_holds_the_draft_every_verdict_reason_and_passage() -> None:
    text = as_markdown(checked())
    read = re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").render(text))
    for sentence in SENTENCES:
        assert read.count(sentence) == 2
    assert "2. ○ Not supported (0.07)" in read
    assert read.count("No passage says “wrong”.") == 2
    assert read.count(BEST) == 5
    assert "Dredging halted, Harbour Wire, 18 April 2024, wire.pdf" in read
    assert "/home/somebody" not in text


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_is_text_to_every_reader(words: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(hostile(words)))
    tags = set(re.findall(r"<\s*/?([a-zA-Z!][\w-]*)", page))
    assert tags <= {"h1", "h2", "h3", "p", "strong", "blockquote"}, page


def test_the_page_loads_nothing_and_holds_everything() -> None:
    page = as_html(checked())
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    for sentence in SENTENCES:
        assert re.sub(r"<[^>]+>", "", page).count(sentence) == 2
    assert page.count(f"<mark>{BEST}</mark>") == 5
    assert page.count('class="off"') == 6
    ids, links = re.findall(r' id="(\w+)"', page), re.findall(r'href="#(\w+)"', page)
    assert ids == links == ["s1", "s2", "s3", "s4", "s5"]


@pytest.mark.parametrize("words", HOSTILE)
def test_the_page_runs_nothing(words: str) -> None:
    page = as_html(hostile(words))
    tags = set(re.findall(r"<\s*/?([a-zA-Z][\w-]*)", page))
    known = "html head meta title style body h1 h2 h3 p span a section blockquote footer mark".split()
    assert tags <= set(known), tags
    assert not re.search(r"<[^>]+\son\w+=", page)


def test_word_reads_the_document() -> None:
    told = words_of(as_docx(checked()))
    for sentence in SENTENCES:
        assert sum(sentence in words for words in told) == 2, sentence
    assert "2. ○ Not supported (0.07)" in told
    document = Document(io.BytesIO(as_docx(checked())))
    marked = [run.text for each in document.paragraphs for run in each.runs if run.underline]
    assert marked == ["wrong", "half", "wrong"] * 2
    assert sum(run.text == BEST and bool(run.bold) for each in document.paragraphs for run in each.runs) == 5
    assert document.core_properties.title == "Checked draft"


@pytest.mark.parametrize("words", [*HOSTILE, "\x00\x0b\ufffe\uffff"])
def test_word_takes_every_character_there_is(words: str) -> None:
    assert len(words_of(as_docx(hostile(words)))) > 6


def test_a_table_has_a_row_a_sentence() -> None:
    head, *body = rows(as_csv(checked()))
    assert head[:4] == ["No.", "Verdict", "Score", "Sentence"]
    assert [row[3].lstrip("'") for row in body] == SENTENCES
    assert dict(zip(head, body[1], strict=True)) == {
        "No.": "2", "Verdict": "Not supported", "Score": "0.07", "Sentence": SENTENCES[1], "Words in doubt": "wrong",
        "Reason": "No passage says “wrong”.", "Nearest document": "Dredging halted", "Outlet": "Harbour Wire",
        "Date": "2024-04-18", "Page": "", "Nearest words": BEST, "Another document says otherwise": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\uff1dHYPERLINK(1)", "  =1", '"=1"', "=a\tb"]
)
def test_a_spreadsheet_runs_nothing(words: str) -> None:
    for row in rows(as_csv(hostile(words))) + rows(as_csv(checked(f"{words} is the first sentence here."))):
        assert not any(re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]", cell) for cell in row), row


@pytest.mark.parametrize("words", ["x;=1+1", 'x;"=1', "x\t@SUM(A1)", "x;  +cmd|' /C calc'!A0", "x\n-2+3"])
@pytest.mark.parametrize("parts", [";", "\t"])
def test_a_spreadsheet_that_parts_cells_elsewhere_runs_nothing_either(words: str, parts: str) -> None:
    table = as_csv(hostile(words)) + as_csv(checked(f"The first says {words} here."))
    cells = [cell for row in csv.reader(io.StringIO(table), delimiter=parts) for cell in row]
    assert not any(
        re.match(r"[\s\"']*[=+\-@]", cell) and not cell.lstrip().startswith("'") for cell in cells if cell
    ), cells


@pytest.mark.parametrize("words", HOSTILE)
def test_a_row_stays_a_row(words: str) -> None:
    head, body = rows(as_csv(hostile(words)))
    assert len(head) == len(body) == 12


def test_what_was_not_reached_or_not_checked_is_said_in_every_file() -> None:
    from tests.ui.drafts import ScriptedChecker

    run = DraftRun(ScriptedChecker(), "A broken one. A lost one. A third one.")
    list(run.steps())
    draft = run.draft()
    for text in (as_markdown(draft), as_html(draft), as_csv(draft), "\n".join(words_of(as_docx(draft)))):
        assert text.count("Not checked yet") >= 2
        assert "The judge gave no verdict." in text.replace("\\", "")
    assert DRAFT not in as_markdown(draft)


OTHERWISE = (
    "The passage has 60,000 there, not 90,000.", "The delay costs 60,000 crowns a day,", "Owners count the cost",
    "Owners' Letter", "2 May 2024", "said Mara Venn", "owners.txt",
)  # fmt: skip


def test_every_file_tells_which_document_says_otherwise_its_words_and_who_says_so() -> None:
    draft = checked("It is disputed that the delay costs 90,000 crowns a day.")
    html = re.sub(r"<[^>]+>", "", as_html(draft)).replace("&#x27;", "'")
    told = re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").render(as_markdown(draft)))
    word = "\n".join(words_of(as_docx(draft)))
    (row,) = rows(as_csv(draft))[1:]
    for text in (html, told, word, row[-1]):
        for part in OTHERWISE:
            assert text.count(part) == 1, (part, text)
    for text in (html, told, word):
        assert text.index("Another document says otherwise") < text.index("Nearest passages") < text.index(BEST)
    assert row[6] == "Dredging halted"
    assert "/home/somebody" not in f"{html}{told}{word}{row}"


def test_what_says_otherwise_is_told_in_german_too() -> None:
    with speaking("de"):
        text = as_markdown(checked("It is disputed that the delay costs 90,000 crowns a day."))
    assert "Ein anderes Dokument sagt es anders" in text
    assert "so Mara Venn" in text


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_document_that_says_otherwise_does_nothing(words: str) -> None:
    draft = checked("It is disputed that the delay costs 90,000 crowns a day.")
    found = draft.found[0]
    assert isinstance(found, CheckedClaim)
    bad = replace(found.contradicted[0], reason=f"r {words}", speaker=f"s {words}")
    draft = replace(draft, found={0: replace(found, contradicted=(bad,))})
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(draft))
    assert set(re.findall(r"<\s*/?([a-zA-Z!][\w-]*)", page)) <= {"h1", "h2", "h3", "p", "strong", "blockquote"}
    tags = set(re.findall(r"<\s*/?([a-zA-Z][\w-]*)", as_html(draft)))
    assert tags <= set(
        "html head meta title style body h1 h2 h3 p span a section blockquote footer mark strong b".split()
    )
    assert len(words_of(as_docx(draft))) > 6
    assert {len(row) for row in rows(as_csv(draft))} == {12}
