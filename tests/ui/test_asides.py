"""What a chat model brings stands beside the answer, and is never taken for it."""

from dataclasses import replace

import pytest

from onrecord.answers import Answer, HeldBack, Usage, Verdict
from onrecord.conversations import Exchange
from onrecord.types import Place
from tests.browser.fakes import answered, cite, library, quoting, refused
from tests.browser.model_story import INSTEAD, USAGE, costs_by_model, halted_by_model, without_model
from tests.ui.markup import read
from tests.ui.test_render import OURS
from tests.ui.test_words import HOSTILE
from ui.render import answer_html, exchange_html, plain_copy
from ui.say import speaking

SIGNS = {"details", "summary", "ul", "li"}


def by_extracts() -> Answer:
    """An answer without any model."""
    first = cite(1, library()[0], "Two barges stood idle at the north quay on Thursday afternoon.")
    return answered("q", [first], [quoting(first)])


def test_what_was_held_back_is_listed_with_its_reason_and_its_fate() -> None:
    seen = read(answer_html(halted_by_model(), "a1"))
    assert [element.text for element in seen.elements if element.tag == "summary"] == ["3 sentences were held back"]
    assert "open" not in seen.one("held").attributes
    assert [element.text for element in seen.elements if element.tag == "s"] == [
        held.text for held in halted_by_model().held
    ]
    assert [element.text for element in seen.all("reason")] == [
        "Not supported (0.05): no cited passage holds “nine milligrams”.",
        "Not supported (0.02): no cited passage speaks of May.",
        "Not supported (0.11): “south quay” is not in the passage; it says “north quay”.",
    ]
    quote = halted_by_model().held[0].instead
    assert [element.text for element in seen.all("fate")] == [
        f"In its place, the documents' words: {quote}",
        "Dropped; nothing stands in its place.",
        "Said anew: Two barges lay idle at the north quay.",
    ]


def test_one_sentence_is_counted_as_one() -> None:
    one = replace(halted_by_model(), held=halted_by_model().held[:1])
    assert "1 sentence was held back" in read(answer_html(one, "a1")).one("held").text


def test_what_was_held_back_is_not_copied() -> None:
    copied = plain_copy(halted_by_model())
    assert not any(held.text in copied for held in halted_by_model().held)
    assert read(answer_html(halted_by_model(), "a1")).one("copytext").text == copied


def test_the_copy_has_the_numbers_of_the_answer() -> None:
    lines = plain_copy(halted_by_model()).splitlines()
    assert [line[:3] for line in lines if line.startswith("[")] == ["[2]", "[4]", "[5]"]


def test_a_model_that_failed_is_told_plainly_with_the_button_to_ask_again() -> None:
    seen = read(exchange_html(Exchange("a1", "q", without_model())))
    assert seen.one("notice").text == f"{INSTEAD}. Your documents' own words answer instead.Ask again"
    assert seen.one("again").attributes["value"] == "a1"
    refusal = read(answer_html(replace(refused("q"), instead="It timed out."), "a1"))
    assert refusal.one("notice").text == "It timed out. Your documents' own words were searched instead."


def test_what_a_model_had_written_before_it_failed_is_said_to_stay() -> None:
    answer = halted_by_model()
    assert answer.usage is not None
    answer = replace(answer, instead="It broke off.", writer=answer.usage.model)
    notice = read(answer_html(answer, "a1")).one("notice").text
    assert notice.startswith("It broke off. What the model did write was checked, and stays.")


def test_the_footing_says_what_the_model_took() -> None:
    seen = read(exchange_html(Exchange("a1", "q", halted_by_model())))
    assert seen.one("usage").text == "SmolLM2-135M · 1,402 tokens in, 68 out · first word after 0.42 s · 6 passages"
    assert seen.one("coverage").text.startswith("Searched 26 documents, 140 passages; 1 file could not be read. As of ")
    assert len(seen.all("again")) == 1


def test_in_german_only_reasons_stay_english() -> None:
    with speaking("de"):
        seen = read(exchange_html(Exchange("a1", "q", halted_by_model())))
        failed = read(exchange_html(Exchange("a1", "q", without_model())))
    assert (
        seen.one("usage").text
        == "SmolLM2-135M · 1.402 Token gelesen, 68 geschrieben · erstes Wort nach 0,42 s · 6 Textstellen"
    )
    assert [element.text for element in seen.elements if element.tag == "summary"] == ["3 Sätze wurden zurückgehalten"]
    assert seen.all("reason")[1].text == "Nicht belegt (0,02): no cited passage speaks of May."
    assert seen.all("fate")[1].text == "Gestrichen; nichts steht an seiner Stelle."
    assert seen.one("planted").text == (
        "2 Textstellen wenden sich an Maschinen, die sie lesen; sie wurden nicht als Beleg genommen: "
        "„Sediment in Pell Harbour: what is known“."
    )
    notice = f"{INSTEAD}. Stattdessen antworten die Dokumente mit ihren eigenen Worten.Noch einmal fragen"
    assert failed.one("notice").text == notice
    assert f"{INSTEAD}." in [e.text for e in failed.elements if e.attributes.get("lang") == "en"]


def test_what_is_not_known_is_left_out() -> None:
    assert read(answer_html(costs_by_model(), "a1")).one("usage").text == (
        "openai:some-model · earlier reply · 12 tokens out · 1 passage · the reply was cut off at its limit"
    )
    bare = replace(costs_by_model(), usage=Usage("ollama:a"))
    assert read(answer_html(bare, "a1")).one("usage").text == "ollama:a"
    one = replace(costs_by_model(), usage=Usage("ollama:a", 1, None, 12_400.0))
    assert read(answer_html(one, "a1")).one("usage").text == "ollama:a · 1 token in · first word after 12 s"
    both = replace(costs_by_model(), usage=Usage("ollama:a", 0, 1))
    assert read(answer_html(both, "a1")).one("usage").text == "ollama:a · 0 tokens in, 1 out"


@pytest.mark.parametrize("path", ["/home/a/models/tiny.gguf", "C:\\models\\tiny.gguf", "tiny.gguf"])
def test_of_a_model_that_is_a_file_only_the_files_name_is_shown(path: str) -> None:
    page = answer_html(replace(halted_by_model(), usage=replace(USAGE, model=f"gguf:{path}")), "a1")
    assert read(page).one("usage").text.startswith("tiny · ")
    assert "models" not in read(page).one("answered").text


def test_a_new_topic_is_told_before_what_was_searched() -> None:
    told = read(answer_html(costs_by_model(), "a1")).one("coverage").text
    searched = "Searched as “What does the delay of the dredging cost?”."
    assert told.startswith(f"New topic: the conversation before was left aside. {searched} Searched 26 documents")


def test_passages_that_speak_to_machines_are_named_once_a_document() -> None:
    seen = read(answer_html(halted_by_model(), "a1"))
    assert seen.one("planted").text == (
        "2 passages address machines that read them; they were not taken as evidence: "
        "“Sediment in Pell Harbour: what is known”."
    )
    one = replace(by_extracts(), planted=(Place(library()[0].source, None, 0, 9),))
    assert read(answer_html(one, "a1")).one("planted").text == (
        "1 passage addresses machines that read it; it was not taken as evidence: “Dredging halted at Pell Harbour”."
    )


def test_without_a_model_nothing_of_this_is_shown() -> None:
    seen = read(exchange_html(Exchange("a1", "q", by_extracts()), reviewed=True))
    assert not any(seen.all(name) for name in ("held", "notice", "usage", "planted", "again"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_become_no_markup_wherever_they_come_from(text: str) -> None:
    words = " ".join(text.split())
    held = tuple(HeldBack(text, Verdict("unsupported", 0.1, text), fate, text)
                 for fate in ("repaired", "replaced", "dropped"))  # fmt: skip
    source = replace(library()[0].source, title=text, location=text)
    answer = replace(
        by_extracts(), held=held, usage=Usage(text), instead=text, planted=(Place(source, None, 0, 1),), new_topic=True
    )
    for model in (text, f"gguf:{text}"):
        page = exchange_html(Exchange("a1", "q", replace(answer, usage=Usage(model))), reviewed=True)
        seen = read(page)
        assert seen.tags() <= OURS | SIGNS
        assert all(
            set(element.attributes) <= {"class", "id", "href", "title", "type", "hidden", "value", "role", "dir"}
            for element in seen.elements
        )
        assert "\n" not in page
    assert [element.text for element in seen.all("was")] == [words] * 3
    assert [element.text for element in seen.all("instead")] == [words] * 3
    assert words in seen.one("notice").text
