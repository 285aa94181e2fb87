"""What stands beside an answer when a chat model is set, as HTML for the chat; pure.

What the model took, what was held back of its words, why the documents' own words answer in its place, and which
passages were left aside. All words went through :func:`ui.words.inert`, and there is no line end, as :mod:`ui.render`
needs it.
"""

from collections.abc import Iterator, Sequence

from onrecord.answers import Answer, HeldBack, Usage
from onrecord.types import Place
from ui.say import counted, grouped, say
from ui.sentences import reason_html
from ui.words import as_sentence, ended, file_name, in_english, inert, label, quoted, spoken_seconds

__all__ = ["again_html", "held_html", "held_words", "instead_html", "planted_html", "usage_html"]


def again_html(exchange_id: str) -> str:
    """The button that asks a question again; the style sheet shows it under the last answer alone."""
    return f'<button type="button" class="again" value="{exchange_id}">{inert(say("answer.again"))}</button>'


def held_words(held: int) -> str:
    """``1 sentence held back``; not yet escaped."""
    return counted("answer.held", held)


def held_html(held: Sequence[HeldBack]) -> str:
    """What was held back, why, and what became of it, for whoever opens it; an empty string for nothing."""
    if not held:
        return ""
    items = "".join(map(_held_item, held))
    return (
        f'<details class="held"><summary>{inert(counted("answer.were_held", len(held)))}</summary>'
        f"<ul>{items}</ul></details>"
    )


def _held_item(held: HeldBack) -> str:
    fate = say(f"answer.fate_{held.fate}")
    instead = f' <span class="instead">{inert(held.instead)}</span>' if held.instead else ""
    return (
        f'<li class="{held.verdict.label}"><s><span class="was">{inert(held.text)}</span></s>'
        f'<span class="reason">{reason_html(held.verdict, ended(held.verdict.reason))}</span>'
        f'<span class="fate">{inert(fate)}{instead}</span></li>'
    )


def instead_html(answer: Answer, again: str) -> str:
    """Why no chat model answers although one is set; an empty string where that is not so.

    ``again`` is HTML of the button that asks again.
    """
    if not answer.instead:
        return ""
    if answer.usage and answer.writer == answer.usage.model:
        rest = say("answer.instead_broke_off")
    else:
        rest = say(f"answer.instead_{answer.status}")
    why = in_english(inert(as_sentence(label(answer.instead))))
    return f'<div class="notice"><p>{why} {inert(rest)}</p>{again}</div>'


def planted_html(planted: Sequence[Place]) -> str:
    """Which passages speak to machines and were left aside; an empty string for none."""
    if not planted:
        return ""
    titles = ", ".join(map(quoted, dict.fromkeys(label(place.source.title) for place in planted)))
    return f'<p class="planted">{inert(counted("answer.planted", len(planted), titles=titles))}</p>'


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
        yield say("answer.usage_cached")
    yield from _token_parts(usage.tokens_in, usage.tokens_out)
    if usage.first_word_ms is not None:
        yield say("answer.usage_first_word", time=spoken_seconds(usage.first_word_ms))
    if usage.passages:
        yield counted("answer.passages", usage.passages)
    if usage.truncated:
        yield say("answer.usage_truncated")


def _token_parts(tokens_in: int | None, tokens_out: int | None) -> Iterator[str]:
    if tokens_in is not None and tokens_out is not None:
        read = counted("answer.usage_in", tokens_in)
        yield say("answer.usage_in_and_out", tokens_in=read, n=grouped(tokens_out))
    elif tokens_in is not None:
        yield counted("answer.usage_in", tokens_in)
    elif tokens_out is not None:
        yield counted("answer.usage_out", tokens_out)


def _model_name(model: str) -> str:
    """The name of a model; of one that is a file, the file's, without its ending."""
    if model.startswith("gguf:"):
        return label(file_name(model.removeprefix("gguf:")).removesuffix(".gguf"))
    return label(model)
