"""What the chat shows of an answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from onrecord.answers import Answer, Citation, Partial, Sentence, Verdict
from onrecord.conversations import Exchange, Problem
from onrecord.types import Filters
from tests.browser.fakes import answered, cite, hit, library, quoting, refused, source
from tests.browser.model_story import halted_by_model
from tests.browser.story import script
from tests.ui.exports import dated
from tests.ui.markup import read
from tests.ui.test_words import HOSTILE
from ui.render import answer_html, exchange_html, plain_copy, question_html
from ui.say import speaking

STORY = cast(Mapping[str, Answer], script())
OURS = {"body", "div", "p", "span", "blockquote", "footer", "cite", "a", "button", "s", "br"}


def citation_of(text: str, title: str) -> Citation:
    """A citation of the whole of a one-line document."""
    return Citation(1, source("note.txt", title, text, "txt", outlet=title, author=title), None, 0, len(text), text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_become_no_markup_wherever_they_come_from(text: str) -> None:
    citation = citation_of(text, text)
    sentence = Sentence(" ".join(text.split()), "quote", (1,), Verdict("partly", 0.5, text), text)
    statement = replace(sentence, kind="statement")
    answer = answered(text, [citation], [Sentence(text, "framing"), sentence, statement], searched=text + "?")
    page = answer_html(answer, "a1")
    seen = read(page)
    assert seen.tags() <= OURS
    assert all(
        set(element.attributes) <= {"class", "id", "href", "title", "type", "hidden", "dir"}
        for element in seen.elements
    )
    assert {element.attributes["href"] for element in seen.elements if element.tag == "a"} == {"#c-a1-1"}
    assert seen.all("said")[1].text == " ".join(text.split())
    assert seen.all("speaker")[0].text == f"said {text}"


@pytest.mark.parametrize("text", HOSTILE)
def test_words_that_are_not_supported_stand_out_whatever_they_are(text: str) -> None:
    words = " ".join(text.split())
    said = f"It says {words} here."
    spans = ((8, 8 + len(words)),)
    sentence = Sentence(said, "statement", (), Verdict("unsupported", 0.1, "not there", spans))
    seen = read(answer_html(answered("q", [], [sentence]), "a1"))
    assert seen.tags() <= OURS
    assert seen.one("said").text == said
    assert seen.one("off").text == words


@pytest.mark.parametrize(
    ("judge", "score", "said"), [("rules-3", 0.6, True), ("rules-3", 1.0, False), ("rules-3 + nli", 0.6, False)]
)
def test_a_verdict_of_rules_that_is_not_certain_says_what_they_do_not_see(judge: str, score: float, said: bool) -> None:
    sentence = Sentence("It sank.", "statement", (), Verdict("supported", score, "its words are in the passage"))
    seen = read(answer_html(replace(answered("q", [], [sentence]), judge=judge), "a1"))
    assert ("what follows from what they do not" in seen.one("why").text) == said


def test_spaces_beside_words_that_stand_out_are_kept() -> None:
    sentence = Sentence(
        "It sank in 1998 off Brindle.", "statement", (), Verdict("partly", 0.4, "x", ((0, 2), (11, 15)))
    )
    seen = read(answer_html(answered("q", [], [sentence]), "a1"))
    assert seen.one("said").text == sentence.text
    assert [element.text for element in seen.all("off")] == ["It", "1998"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_becomes_no_markup(text: str) -> None:
    seen = read(question_html(f"{text}\n\n{text}"))
    assert seen.tags() <= {"body", "div", "br"}
    assert seen.one("question").text == text * 2


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_problem_becomes_no_markup(text: str) -> None:
    checked = Partial((Sentence(text, "statement", (), Verdict("partly", 0.5, text), text),))
    for problem in (Problem("failed", text), Problem("failed", text, checked=checked)):
        assert read(exchange_html(Exchange("a1", "q", problem))).tags() <= OURS - {"a"}


@pytest.mark.parametrize("name", ["halted", "cost", "paid"])
def test_a_message_is_one_line_so_that_markdown_leaves_it_alone(name: str) -> None:
    page = answer_html(STORY[name], "a1")
    assert "\n" not in page
    assert page.startswith("<div ")
    read(page)


def test_every_sentence_carries_its_verdict_in_words_and_its_marks_in_order() -> None:
    seen = read(answer_html(STORY["cost"], "a1"))
    labels = [element.attributes["class"].split()[1] for element in seen.all("sentence")]
    assert labels == ["supported", "partly", "unsupported", "supported", "supported", "supported"]
    whys = [element.text for element in seen.all("why")]
    assert whys[1] == "Partly supported (0.45): “18,500 crowns for each day” stands there; who must pay does not"
    assert [element.text for element in seen.all("cite")] == ["[1]", "[2]", "[3]", "[1]", "[2]", "[3]"]
    assert seen.all("cite")[2].attributes["href"] == "#c-a1-3"


def test_what_is_not_supported_is_struck_and_says_so() -> None:
    seen = read(answer_html(STORY["cost"], "a1"))
    assert [element.text for element in seen.elements if element.tag == "s"] == [
        "The delay will cost more than two million crowns in all."
    ]
    assert [element.text for element in seen.all("flag")] == ["Partly supported", "Not supported"]


def test_words_of_a_model_and_of_documents_alternate_in_blocks_and_keep_their_speaker() -> None:
    seen = read(answer_html(halted_by_model(), "a1"))
    blocks = [(element.tag, element.attributes["class"]) for element in seen.elements
              if element.tag == "blockquote" or element.has("prose")]  # fmt: skip
    assert blocks == [("p", "prose lead"), ("blockquote", "quote"), ("p", "prose")]
    assert [element.text for element in seen.all("speaker")] == ["said Mara Venn"]
    assert [element.text for element in seen.all("cite") if element.tag == "a"] == ["[4]", "[4]", "[5]", "[4]", "[2]"]


def test_framing_claims_nothing_and_carries_no_verdict() -> None:
    framing = read(answer_html(STORY["cost"], "a1")).one("framing")
    assert framing.text == "In their own words:"


def test_framing_that_only_names_the_document_is_not_said_twice() -> None:
    citation = STORY["halted"].citations[0]
    names, tells = Sentence(f"Harbour Wire, “{citation.source.title}”:", "framing"), Sentence("In short:", "framing")
    shown = read(answer_html(answered("q", [citation], [names, quoting(citation), tells, quoting(citation)]), "a1"))
    assert [element.text for element in shown.all("framing")] == ["In short:"]
    assert citation.source.title in shown.all("quote")[0].text


def test_the_first_claim_leads_and_quotes_name_speaker_document_and_page() -> None:
    seen = read(answer_html(STORY["halted"], "a1"))
    assert [element.tag for element in seen.all("lead")] == ["blockquote"]
    footers = [element.text for element in seen.elements if element.tag == "footer"]
    assert footers == [
        "Dredging halted at Pell Harbour, Harbour Wire, 18 April 2024",
        "said Mara Venn Dredging halted at Pell Harbour, Harbour Wire, 18 April 2024",
        "Sediment in Pell Harbour: what is known, Ministry of Coasts, 22 April 2024, p. 2",
    ]


def test_neighbouring_quotes_of_one_document_and_speaker_share_a_block() -> None:
    wire, note, _ = library()
    first = cite(1, wire, "Two barges stood idle at the north quay on Thursday afternoon.")
    second = cite(2, wire, "No catch has been withdrawn from sale.")
    third = cite(3, note, "N2  0.5 m  2.9")
    answer = answered("q", [first, second, third], [quoting(first), quoting(second), quoting(third)])
    blocks = [element.text for element in read(answer_html(answer, "a1")).all("quote")]
    assert [block.count("Supported") for block in blocks] == [2, 1]


def test_quotes_of_one_document_come_together_though_another_stands_between_them() -> None:
    wire, note, _ = library()
    quotes = [
        cite(1, wire, "Two barges stood idle at the north quay on Thursday afternoon."),
        cite(2, note, "N2  0.5 m  2.9"),
        cite(3, wire, "No catch has been withdrawn from sale."),
    ]
    sentences = [quoting(quote) for quote in quotes]
    together = read(answer_html(answered("q", quotes, sentences), "a1"))
    assert [element.text for element in together.all("cite") if element.tag == "a"] == ["[1]", "[3]", "[2]"]
    assert len(together.all("quote")) == 2
    parted = [*sentences[:2], Sentence("Then:", "framing"), sentences[2]]
    apart = read(answer_html(answered("q", quotes, parted), "a1"))
    assert [element.text for element in apart.all("cite") if element.tag == "a"] == ["[1]", "[2]", "[3]"]


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters("press", "2024-03", "2024-04-30"),
         "Only documents in collection press, published from March 2024, published until 30 April 2024."),
        (Filters(documents=("WIRE", "NOTE")),
         "Looked only in “Dredging halted at Pell Harbour” and “Sediment in Pell Harbour: what is known”."),
        (Filters(documents=("WIRE", "elsewhere")), "Looked only in 2 chosen documents."),
        (Filters(documents=("elsewhere",)), "Looked only in 1 chosen document."),
        (Filters(collection="press", documents=("WIRE",)),
         "Only documents in collection press. Looked only in “Dredging halted at Pell Harbour”."),
    ],
)  # fmt: skip
def test_filters_are_named_in_words(filters: Filters, words: str) -> None:
    wire, note, _ = library()
    ids = {"WIRE": wire.source.document_id, "NOTE": note.source.document_id}
    filters = replace(filters, documents=tuple(ids.get(name, name) for name in filters.documents))
    answer = refused("q", [hit(wire, 0, 100), hit(note, 0, 100)])
    answer = replace(answer, coverage=replace(answer.coverage, filters=filters.as_dict()))
    told = read(answer_html(answer, "a1")).one("coverage").text
    assert told == f"Searched 26 documents, 140 passages; 1 file could not be read. {words} 0.06 s."


def test_a_block_takes_its_direction_from_the_words_of_the_document_alone() -> None:
    seen = read(answer_html(STORY["cost"], "a1"))
    blocks = [element for element in seen.elements if element.tag in {"blockquote", "footer"} or element.has("prose")]
    assert {element.attributes["dir"] for element in blocks} == {"auto"}
    others = [*seen.all("why"), *seen.all("flag"), *seen.all("speaker")]
    assert all("dir" in element.attributes for element in others), "its letters would count"
    assert read(question_html("למה?")).one("question").attributes["dir"] == "auto"


def test_a_question_can_be_taken_up_again() -> None:
    seen = read(question_html("Why?\n<b>", "a1"))
    assert seen.one("edit").attributes == {
        "type": "button", "class": "edit", "value": "a1", "title": "Edit and ask again",
    }  # fmt: skip
    assert (seen.one("edit").text, seen.one("question").text) == ("Edit and ask again", "Why?<b>")


@pytest.mark.parametrize("name", ["halted", "paid"])
def test_of_a_kept_conversation_answers_and_refusals_can_be_taken_along(name: str) -> None:
    exchange = Exchange("a1", "q", STORY[name])
    links = [
        element for element in read(exchange_html(exchange, kept=True)).elements if "download" in element.attributes
    ]
    assert [element.attributes["href"] for element in links] == [
        f"export/answer/a1.{form}" for form in ("html", "docx", "md")
    ]
    assert not read(exchange_html(exchange)).all("take")
    assert not read(exchange_html(replace(exchange, outcome=Problem("stopped")), kept=True)).all("take")


def test_in_another_language_what_stays_english_says_so() -> None:
    with speaking("de"):
        seen = read(answer_html(STORY["cost"], "a1"))
        refusal = read(answer_html(STORY["paid"], "a1"))
        failed = read(exchange_html(Exchange("a1", "q", Problem("failed", "Ask again."))))
    assert seen.all("why")[1].text == (
        "Teilweise belegt (0,45): “18,500 crowns for each day” stands there; who must pay does not"
    )
    assert [element.text for element in seen.all("flag")] == ["Teilweise belegt", "Nicht belegt"]
    assert (
        "Durchsucht: 26 Dokumente, 140 Textstellen; 1 Datei war nicht lesbar. Stand: 18. April 2024, das"
        in seen.one("coverage").text
    )
    assert seen.all("quote")[0].text.endswith(
        "so Mara Venn Dredging halted at Pell Harbour, Harbour Wire, 18. April 2024"
    )
    assert refusal.one("headline").text == "Die Dokumente geben darauf keine Antwort."
    english = [[e.text for e in page.elements if e.attributes.get("lang") == "en"] for page in (seen, refusal, failed)]
    assert english == [
        [sentence.verdict.reason for sentence in STORY["cost"].sentences if sentence.verdict],
        [STORY["paid"].reason],
        ["Ask again."],
    ]
    assert not [e for e in read(answer_html(STORY["cost"], "a1")).elements if "lang" in e.attributes]


def test_coverage_says_what_was_searched_what_failed_and_how_long_it_took() -> None:
    assert read(answer_html(STORY["halted"], "a1")).one("coverage").text == (
        "Searched 26 documents, 140 passages; 1 file could not be read. "
        "As of 22 April 2024, the latest date among the documents cited. 0.12 s."
    )


def test_a_question_searched_in_other_words_says_in_which() -> None:
    shown = read(answer_html(STORY["cost"], "a1")).one("coverage").text
    assert shown.startswith("Searched as “What does each side say the delay of the dredging at Pell Harbour costs?”.")


def test_of_a_question_that_was_cut_the_page_says_how_much_was_searched_for() -> None:
    long = replace(STORY["cost"], question="harbour " * 5000, standalone_question="harbour " * 200)
    shown = read(answer_html(long, "a1")).one("coverage").text
    assert shown.startswith("Searched for the first 2,000 characters of the question. ")


def test_a_refusal_gives_reason_filters_and_the_way_to_the_nearest_passages() -> None:
    seen = read(answer_html(STORY["paid"], "a1"))
    assert seen.one("headline").text == "Your documents do not answer this."
    assert seen.one("because").text.startswith("No passage says who paid")
    assert seen.one("coverage").text.endswith("Only documents published from 1 January 2024. 0.06 s.")
    assert seen.one("go").attributes["href"] == "#p-a1"
    assert not seen.all("verdict")


def test_a_bare_reason_reads_as_a_sentence() -> None:
    bare = replace(STORY["paid"], reason="no document passes the filters")
    assert read(answer_html(bare, "a1")).one("because").text == "No document passes the filters."


def test_a_refusal_without_nearest_passages_points_nowhere() -> None:
    assert not read(answer_html(refused("q"), "a1")).all("go")


def test_the_copy_holds_the_answer_and_where_each_quote_stands() -> None:
    copied = plain_copy(STORY["halted"])
    assert copied.splitlines()[0] == STORY["halted"].text
    assert "\n\n[3] Sediment in Pell Harbour: what is known, Ministry of Coasts, 22 April 2024, p. 2, " in copied
    assert copied.endswith("“Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples.”")
    assert read(answer_html(STORY["halted"], "a1")).one("copytext").text == copied


def test_the_copy_says_what_dates_in_words_mean_and_what_was_corrected() -> None:
    answer = dated().outcome
    assert isinstance(answer, Answer)
    *_, corrected, meant = plain_copy(answer).splitlines()
    assert corrected == "This document was corrected on 19 April 2024 by “CORRECTION: work halted on Friday”."
    assert meant == "“on Thursday” is 18 April 2024, counted from the date of the document."


def test_a_problem_that_documents_would_solve_leads_to_them() -> None:
    seen = read(exchange_html(Exchange("a1", "q", Problem("empty"))))
    assert seen.one("go").attributes["href"] == "#documents"
