"""What stands beside an answer when a chat model is set, as HTML for the chat; pure.

What the model took, what was held back of its words, why the documents' own words answer in its place, and which
passages were left aside. All words went through :func:`ui.words.inert`, and there is no line end, as :mod:`ui.render`
needs it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.answers import Answer, HeldBack, Usage
from onrecord.types import Place
from ui.sentences import VERDICT_WORDS
from ui.words import as_sentence, counted, file_name, inert, label, spoken_seconds

__all__ = ["again_html", "held_html", "held_words", "instead_html", "planted_html", "usage_html"]

_FATES: Final = {
    "repaired": "Said anew:",
    "replaced": "In its place, the documents' words:",
    "dropped": "Dropped; nothing stands in its place.",
}


def again_html(exchange_id: str) -> str:
    """The button that asks a question again; the style sheet shows it under the last answer alone."""
    return f'<button type="button" class="again" value="{exchange_id}">Ask again</button>'


def held_words(held: int) -> str:
    """``1 sentence held back``."""
    return f"{counted(held, 'sentence')} held back"


def held_html(held: Sequence[HeldBack]) -> str:
    """What was held back, why, and what became of it, for whoever opens it; an empty string for nothing."""
    if not held:
        return ""
    were = "was" if len(held) == 1 else "were"
    items = "".join(map(_held_item, held))
    return (
        f'<details class="held"><summary>{counted(len(held), "sentence")} {were} held back</summary>'
        f"<ul>{items}</ul></details>"
    )


def _held_item(held: HeldBack) -> str:
    why = f"{VERDICT_WORDS[held.verdict.label]} ({held.verdict.score:.2f}): {held.verdict.reason}"
    fate = _FATES[held.fate]
    instead = f' <span class="instead">{inert(held.instead)}</span>' if held.instead else ""
    return (
        f'<li class="{held.verdict.label}"><s><span class="was">{inert(held.text)}</span></s>'
        f'<span class="reason">{inert(as_sentence(why))}</span>'
        f'<span class="fate">{inert(fate)}{instead}</span></li>'
    )


def instead_html(answer: Answer, again: str) -> str:
    """Why no chat model answers although one is set; an empty string where that is not so.

    ``again`` is HTML of the button that asks again.
    """
    if not answer.instead:
        return ""
    if answer.usage and answer.writer == answer.usage.model:
        rest = "What the model did write was checked, and stays."
    else:
        rest = f"Your documents' own words {'answer' if answer.status == 'answered' else 'were searched'} instead."
    words = f"{as_sentence(label(answer.instead))} {rest}"
    return f'<div class="notice"><p>{inert(words)}</p>{again}</div>'


def planted_html(planted: Sequence[Place]) -> str:
    """Which passages speak to machines and were left aside; an empty string for none."""
    if not planted:
        return ""
    one = len(planted) == 1
    which = "1 passage addresses machines that read it; it was" if one else (
        f"{len(planted):,} passages address machines that read them; they were"
    )  # fmt: skip
    titles = ", ".join(f"“{title}”" for title in dict.fromkeys(label(place.source.title) for place in planted))
    return f'<p class="planted">{inert(f"{which} not taken as evidence: {titles}.")}</p>'


def usage_html(usage: Usage | None) -> str:
    """What a chat model took, what is not known left out; an empty string where none was asked."""
    if usage is None:
        return ""
    *parts, last = _usage_parts(usage)
    shown = (f'<span class="part">{inert(part)}</span>' for part in (*(f"{part} ·" for part in parts), last))
    return f'<span class="usage">{" ".join(shown)}</span>'


def _usage_parts(usage: Usage) -> Iterator[str]:
    yield _model_name(usage.model)
    if usage.cached:
        yield "earlier reply"
    tokens = [
        f"{counted(number, 'token')} {way}"
        for number, way in ((usage.tokens_in, "in"), (usage.tokens_out, "out"))
        if number is not None
    ]
    if len(tokens) == 2:
        tokens[1] = f"{usage.tokens_out:,} out"
    if tokens:
        yield ", ".join(tokens)
    if usage.first_word_ms is not None:
        yield f"first word after {spoken_seconds(usage.first_word_ms)}"
    if usage.passages:
        yield counted(usage.passages, "passage")
    if usage.truncated:
        yield "the reply was cut off at its limit"


def _model_name(model: str) -> str:
    """The name of a model; of one that is a file, the file's, without its ending."""
    if model.startswith("gguf:"):
        return label(file_name(model.removeprefix("gguf:")).removesuffix(".gguf"))
    return label(model)
