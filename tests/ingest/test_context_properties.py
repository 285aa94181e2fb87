"""Whatever a document is made of: nothing of it is lost, offsets are exact, context and section keep their bounds."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.context import CONTEXT_CHARS, LINE_CHARS, SECTION_CHARS
from ingest.split import MOST_TOKENS, split
from onrecord.sentences import fold, is_heading, split_sentences
from onrecord.types import Document, Passage
from tests.effort import work_of_at_most
from tests.fakes import a_source, count_words
from tests.texts import steady, texts_with_words

NAMES = ["Fees", "Old Basin", "yachts", "barges and", "rafts of the port", "Mara Venn", "Item 2. Crane.", "NOTE 3"]
FIGURES = ["34", "$ 5,921", "(713)", "—", "2023", "9.4 %", "N/A", "-"]

names = st.sampled_from(NAMES)
sentences = st.lists(names, min_size=1, max_size=12).map(lambda words: " ".join(words) + ". ")
paragraphs = st.lists(sentences, min_size=1, max_size=8).map("".join)
headings = st.builds(lambda level, name: "#" * level + " " * bool(level) + name, st.integers(0, 4), names)
labels = st.one_of(names, st.sampled_from(["2023 2022", "(Millions) 2023", "Years ended December 31", "(1)", "Total"]))
rows = st.builds(lambda name, cells: " ".join([name, *cells]), names, st.lists(st.sampled_from(FIGURES), max_size=5))
tables = st.lists(st.one_of(labels, rows), min_size=1, max_size=14).map("\n".join)
bars = st.lists(
    st.lists(st.one_of(names, st.sampled_from(FIGURES)), min_size=1, max_size=4), min_size=1, max_size=8
).map(lambda lines: "\n".join("| " + " | ".join(line) + " |" for line in lines))
marks = st.sampled_from(["- ", "* ", "• ", "1. ", "2. ", "(a) ", "  - ", "    1) ", ""])
items = st.builds(
    lambda mark, name, end: mark + name + end, marks, names, st.sampled_from(["", ";", ":", ".", "; and"])
)
lists = st.builds(
    lambda lead, lines: "\n".join([lead, *lines]),
    st.sampled_from(["It rises for:", "It rises as follows.", "Rules", "It met."]),
    st.lists(items, min_size=1, max_size=9),
)
parts = st.one_of(paragraphs, headings, tables, bars, lists, st.just("```"))
joints = st.sampled_from(["\n\n", "\n", "\n\n\n"])
written = st.lists(st.tuples(parts, joints), min_size=1, max_size=14).map(lambda pairs: "".join(map("".join, pairs)))
documents = st.one_of(written, texts_with_words, st.builds(str.__add__, written, texts_with_words))
formats = st.sampled_from(["md", "txt", "pdf", "docx", "html"])


@st.composite
def pages_of(draw: st.DrawFn, text: str) -> tuple[int, ...]:
    lengths = draw(st.lists(st.integers(1, 400), max_size=6))
    return (0, *(start for start in accumulate(lengths) if start < len(text)))


def check(document: Document, passage: Passage) -> None:
    """What holds for each passage of any document."""
    text = document.text
    assert text[passage.start : passage.end] == passage.text
    assert all(0 < len(line) <= LINE_CHARS for line in passage.context)
    assert sum(map(len, passage.context)) <= CONTEXT_CHARS
    assert len(set(passage.context)) == len(passage.context)
    assert all(line == fold(line) for line in passage.context)
    above = text[: passage.start]
    assert all(word in above for line in passage.context for word in line.split())
    assert fold(document.source.title).casefold() not in [line.casefold() for line in passage.context]
    section = passage.section
    assert section is not None
    assert document.body_start <= section.start <= passage.start < passage.end <= section.end <= len(text)
    assert section.end - section.start <= max(SECTION_CHARS, len(passage.text))
    assert text[section.start : section.end] == text[section.start : section.end].strip()


@steady
@given(documents, formats, st.data(), st.sampled_from([1, 4, 12]), st.integers(0, 40))
def test_bounds_hold_and_no_sentence_is_lost(
    text: str, format_name: str, data: st.DataObject, times: int, body_start: int
) -> None:
    text *= times
    pages = data.draw(pages_of(text)) if format_name == "pdf" else ()
    source = a_source(format=format_name, title="Fees")
    document = Document(source, text, pages, min(body_start, len(text)))
    found = list(split(document, count_words))
    for passage in found:
        check(document, passage)
        assert len(passage.sentences) == 1 or count_words([passage.text])[0] <= MOST_TOKENS
    held = {(span.start, span.end) for passage in found for span in passage.sentences}
    for span in split_sentences(text, document.body_start):
        places = [(start, end) for start, end in held if start <= span.start and span.end <= end]
        assert places, text[span.start : span.end]
        # A heading is one piece, also where it holds a full stop.
        assert all(place == (span.start, span.end) or is_title(text[slice(*place)]) for place in places)


def is_title(words: str) -> bool:
    return is_heading(words) or words.startswith(("Item", "NOTE"))


@steady
@given(written, formats)
def test_the_same_document_gives_the_same_context(text: str, format_name: str) -> None:
    document = Document(a_source(format=format_name), text)
    assert list(split(document, count_words)) == list(split(document, count_words))


@work_of_at_most(60)
@pytest.mark.parametrize(
    "unit",
    [
        "# Fees\n\n",
        "Fees\n",
        "Fees\n\n",
        "Fees 1 2\n",
        "(Millions) 2023 2022\n",
        "| a | b |\n",
        "a | " * 50 + "\n",
        "- a\n",
        "It rises for:\n- a\n",
        "1. Fees\n",
        "Fees:\n",
        "Total\n",
        "a;\n",
        "(1)\n",
        "```\n",
        "Note 2. Fees\n",
        "December 31, 2023 ",
        "1 - ",
        "a: ",
    ],
)
def test_much_of_anything_is_split_in_reasonable_time(unit: str) -> None:
    document = Document(a_source(format="pdf"), unit * (60_000 // len(unit)))
    found = list(split(document, lambda texts: [1 + len(text) // 4 for text in texts]))
    for passage in found[:: max(1, len(found) // 50)]:
        check(document, passage)


def test_lists_in_lists_without_end_are_read_in_reasonable_time() -> None:
    text = "It rises for:\n" + "\n".join(" " * depth + "- a:" for depth in range(1000))
    document = Document(a_source(), text)
    for passage in split(document, count_words):
        check(document, passage)
