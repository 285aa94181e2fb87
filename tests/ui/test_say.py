"""Every visitor is spoken to in their language, whatever thread answers them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import gradio as gr
import pytest

from ui.say import LANGUAGES, counted, decimal, grouped, label_key, language, language_of, say, speaking, spoken


class Request:
    """A request of a browser that asks for a language."""

    def __init__(self, accepted: str | None) -> None:
        self.headers = {"accept-language": accepted} if accepted else {}


def of(accepted: str | None) -> gr.Request:
    return cast(gr.Request, Request(accepted))


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de", "de"),
        ("de-CH,en;q=0.5", "de"),
        ("fr-FR, DE;q=0.7, en;q=0.3", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("pt", "en"),
        ("", "en"),
        (None, "en"),
        ("*", "en"),
        (";;,,--", "en"),
        ("den", "en"),
    ],
)
def test_the_language_is_the_first_one_asked_for_that_is_spoken(accepted: str | None, code: str) -> None:
    assert language_of(accepted) == code


def test_a_handler_speaks_the_language_of_whoever_sent_the_event() -> None:
    handler = spoken(lambda words: (language(), words))
    assert handler(of("de"), "so") == ("de", "so")
    assert handler(of("fr"), "so") == ("en", "so")
    assert language() == LANGUAGES[0], "nothing of it is left"


def test_generators_of_two_visitors_that_take_turns_in_several_threads_keep_their_languages() -> None:
    ended = []

    def telling(words: str) -> Iterator[str]:
        try:
            for _ in range(5):
                yield f"{language()} {words}"
        finally:
            ended.append(language())

    handler = spoken(telling)
    mine, theirs = handler(of("de"), "a"), handler(of("en"), "b")
    with ThreadPoolExecutor(2) as threads:
        told = [threads.submit(next, steps).result() for _ in range(3) for steps in (mine, theirs)]
    assert told == ["de a", "en b"] * 3
    mine.close()
    assert list(theirs) == ["en b", "en b"]
    assert ended == ["de", "en"]


def test_gradio_sees_the_parameters_of_the_handler_after_the_request() -> None:
    def handler(words: str, event: gr.EventData) -> str:
        return f"{words}{event}"

    wrapped: Any = spoken(handler)
    assert list(wrapped.__annotations__) == ["request", "words", "event"]
    assert wrapped.__annotations__["request"] is gr.Request
    assert wrapped.__annotations__["event"] is gr.EventData


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert [grouped(1204), decimal(0.456, 2), decimal(4.0, 1)] == ["1,204", "0.46", "4.0"]
    assert [counted("answer.documents", n) for n in (0, 1, 1204)] == ["0 documents", "1 document", "1,204 documents"]
    with speaking("de"):
        assert [grouped(1_204_000), decimal(0.456, 2)] == ["1.204.000", "0,46"]
        assert [counted("answer.documents", n) for n in (0, 1, 1204)] == [
            "0 Dokumente",
            "1 Dokument",
            "1.204 Dokumente",
        ]


def test_words_of_a_slot_are_never_read_as_a_slot() -> None:
    assert say("words.quoted", words="{words} {0} {x.y}") == "“{words} {0} {x.y}”"


@pytest.mark.parametrize("wrong", ["answer.no_such", "no_such.key", "answer"])
def test_a_key_without_words_is_an_error_and_not_shown_as_such(wrong: str) -> None:
    with pytest.raises(KeyError):
        say(wrong)
    with pytest.raises(KeyError):
        label_key(wrong)


def test_a_slot_without_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("words.quoted")
