"""What readers said becomes draft cases that load, and claims no more than they said."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from eval.cases import Case, Gold, read_cases, read_suite
from eval.draft import draft_lines, drafts
from eval.gold import Shelf, located
from onrecord.assembly import open_parts
from onrecord.cli.eval_draft import draft
from onrecord.errors import BadInput
from onrecord.reviews import Mark, MarkVerdict, Review
from onrecord.settings import Settings
from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source, Turn

pytestmark = pytest.mark.usefixtures("loaded_once")

PAGES = ("The mill was sold in May.\n", "Its new owner is Orla\nFenn. The mill was closed.\n", "The mill was closed.\n")
SOLD, OWNER = "The mill was sold in May.", "Its new owner is Orla\nFenn."


class Documents:
    """A shelf of a few documents."""

    def __init__(self, *documents: Document) -> None:
        self.by_id = {document.source.document_id: document for document in documents}

    def sources(self) -> list[Source]:
        return [document.source for document in self.by_id.values()]

    def document(self, document_id: str) -> Document:
        return self.by_id[document_id]

    def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        return self.by_id[document_id], None

    def versions(self, document_id: str) -> list[DocumentVersion]:
        return [DocumentVersion(self.by_id[document_id].source)]


def paper(location: str = "/papers/2024/mill.pdf", text: str = "".join(PAGES), id_: str = "d1") -> Document:
    starts = (0, len(PAGES[0]), len(PAGES[0]) + len(PAGES[1])) if text == "".join(PAGES) else ()
    return Document(Source(id_, location, "The mill", "0" * 64, "pdf"), text, starts)


def mark(quote: str, verdict: MarkVerdict, page: int | None = None, id_: str = "d1") -> Mark:
    return Mark(id_, "/papers/2024/mill.pdf", "0" * 64, page, 5, 5 + len(quote), quote, "It was.", verdict)


def review(*marks: Mark, **named: Any) -> Review:
    given: dict[str, Any] = {"id": "a1", "question": "Who owns the mill?", "history": (), "status": "answered",
                             "thumb": None, **named}  # fmt: skip
    return Review(
        when="2024-04-18T09:30:00.000+00:00", standalone_question="Who owns the mill?", answer_text="Orla Fenn. [1]",
        marks=marks, writer="extractive", judge="rules-3", **given,
    )  # fmt: skip


def drafted(reviews: Sequence[Review], *documents: Document) -> list[Case]:
    """The drafts, after they were written as a suite and read again."""
    cases = drafts(reviews, Shelf(Documents(*documents)))
    lines = draft_lines(cases)
    assert all(line.splitlines() == [line] for line in lines)
    if lines:
        assert list(read_cases(lines, "drafts")) == cases
    assert all(case.draft for case in cases)
    return cases


def test_words_marked_right_are_the_gold_of_a_draft() -> None:
    (case,) = drafted([review(mark(OWNER, "right", 2), mark(SOLD, "wrong", 1), mark(SOLD, "unclear", 1))], paper())
    assert (case.id, case.question, case.kind) == ("use-a1", "Who owns the mill?", "answerable")
    assert case.gold == (Gold("mill.pdf", "Its new owner is Orla Fenn.", 2),)
    assert case.tags == ("from-use", "marked-right", "marked-wrong", "marked-unclear")
    found, broken = located(case, Shelf(Documents(paper())))
    assert broken == []
    assert found[case.gold[0]].spans[0].start == "".join(PAGES).index("Its new")


def test_a_question_that_was_asked_in_a_conversation_keeps_it() -> None:
    said = (Turn("user", "Was the mill sold?"), Turn("assistant", "Yes."), Turn("user", "So?"), Turn("assistant", " "))
    (case,) = drafted([review(mark(OWNER, "right", 2), history=said, question="And who owns it?")], paper())
    assert (case.kind, case.history, case.question) == ("follow-up", said[:3], "And who owns it?")


@pytest.mark.parametrize(
    ("one", "tags"),
    [
        (review(thumb="down"), ("from-use", "thumb-down", "needs-gold", "needs-kind")),
        (review(mark(SOLD, "wrong"), thumb="down"),
         ("from-use", "thumb-down", "marked-wrong", "needs-gold", "needs-kind")),
        (review(mark(SOLD, "wrong"), mark(OWNER, "unclear"), thumb="up"),
         ("from-use", "thumb-up", "marked-wrong", "marked-unclear", "needs-gold", "needs-kind")),
        (review(status="abstained", thumb="down"), ("from-use", "thumb-down", "needs-gold", "needs-kind")),
        (review(status="abstained", thumb="up"), ("from-use", "thumb-up")),
        (review(mark("It burnt down.", "right", 2)), ("from-use", "marked-right", "gold-lost", "needs-gold")),
    ],
)  # fmt: skip
def test_without_words_marked_right_there_is_no_gold_and_the_tags_say_what_is_open(
    one: Review, tags: tuple[str, ...]
) -> None:
    (case,) = drafted([one], paper())
    assert (case.kind, case.gold, case.tags) == ("unanswerable", (), tags)


def test_gold_of_an_answer_that_was_found_bad_is_to_be_looked_at() -> None:
    (case,) = drafted([review(mark(OWNER, "right", 2), thumb="down")], paper())
    assert case.gold
    assert case.tags == ("from-use", "thumb-down", "marked-right", "check-gold")


def test_a_thumb_up_on_an_answer_gives_no_draft() -> None:
    assert drafted([review(thumb="up")], paper()) == []
    assert drafted([], paper()) == []


def test_words_of_a_removed_document_are_no_gold() -> None:
    (case,) = drafted([review(mark(OWNER, "right", 2))])
    assert case.gold == ()
    assert "gold-lost" in case.tags


def test_lost_words_beside_words_that_still_stand_are_told_of() -> None:
    (case,) = drafted([review(mark(OWNER, "right", 2), mark("It burnt down.", "right"))], paper())
    assert [gold.quote for gold in case.gold] == ["Its new owner is Orla Fenn."]
    assert case.tags == ("from-use", "marked-right", "gold-lost")


def test_words_that_moved_to_another_page_are_named_by_the_page_they_are_on_now() -> None:
    closed = "The mill was closed."
    for asked, page in ((3, 3), (2, 2), (1, 2), (9, 2)):
        (case,) = drafted([review(mark(closed, "right", asked))], paper())
        assert case.gold == (Gold("mill.pdf", closed, page),)


def test_a_document_is_named_by_as_much_of_its_path_as_tells_it_from_others() -> None:
    other = paper("/papers/2023/mill.pdf", id_="d2")
    (case,) = drafted([review(mark(SOLD, "right", 1))], paper(), other)
    assert case.gold[0].document == "2024/mill.pdf"
    same_path = paper(id_="d3")
    (case,) = drafted([review(mark(SOLD, "right", 1))], paper(), same_path)
    assert case.gold == ()
    assert case.tags == ("from-use", "marked-right", "gold-lost", "needs-gold")


@pytest.mark.parametrize("odd", ['</script>\n{"id": "b"}', "a\u2028b\u0085c\u2029d", "\u202e \x00 '\";--"])
def test_hostile_words_stay_data_in_a_suite(odd: str) -> None:
    said = (Turn("user", odd),)
    (case,) = drafted([review(mark(f"{odd} x", "right"), question=odd, history=said)], paper(text=f"so {odd} x y"))
    assert case.question == odd
    assert case.history == said
    assert len(case.gold) == 1


def test_half_a_character_does_not_keep_the_others_from_being_written() -> None:
    lines = draft_lines(drafts([review(thumb="down", question="Who\ud800?")], Shelf(Documents())))
    assert read_cases(lines, "drafts")[0].question == "Who\ufffd?"


def run(*arguments: str) -> Any:
    app = typer.Typer()
    app.command()(draft)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with one document."""
    story = tmp_path / "mill.txt"
    story.write_text("".join(PAGES), encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        list(parts.ingester.ingest([str(story)]))
    return tmp_path / "library"


def note(folder: Path, *reviews: Review) -> None:
    with open_parts(Settings(library=folder)) as parts:
        for one in reviews:
            parts.library.reviews.note(one)


def test_the_command_prints_drafts_or_writes_them_to_a_new_file_only(folder: Path, tmp_path: Path) -> None:
    with open_parts(Settings(library=folder)) as parts:
        (source,) = parts.library.sources()
    note(folder, review(mark(OWNER, "right", id_=source.document_id)), review(id="b2", thumb="down"))
    printed = run("--library", str(folder))
    assert printed.exit_code == 0
    assert [json.loads(line)["id"] for line in printed.stdout.splitlines()] == ["use-a1", "use-b2"]
    out = tmp_path / "drafts.jsonl"
    written = run("--library", str(folder), "--out", str(out))
    assert (written.exit_code, written.stdout) == (0, "")
    assert "2 draft cases" in written.stderr
    assert read_suite(out).cases[0].gold == (Gold("mill.txt", "Its new owner is Orla Fenn."),)
    before = out.read_bytes()
    again = run("--library", str(folder), "--out", str(out))
    assert isinstance(again.exception, BadInput)
    assert str(out) in str(again.exception)
    assert out.read_bytes() == before
    nowhere = run("--library", str(folder), "--out", str(tmp_path / "no" / "drafts.jsonl"))
    assert isinstance(nowhere.exception, BadInput)


def test_the_command_says_that_there_is_nothing_to_draft(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "drafts.jsonl"
    none = run("--library", str(folder), "--out", str(out))
    assert (none.exit_code, none.stdout) == (0, "")
    assert "No review is on record" in none.stderr
    note(folder, review(thumb="up"))
    only_up = run("--library", str(folder), "--out", str(out))
    assert (only_up.exit_code, only_up.stdout) == (0, "")
    assert "No review gives a case" in only_up.stderr
    assert not out.exists()
