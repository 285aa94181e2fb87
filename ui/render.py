"""The conversation as HTML; pure functions of the values they are given.

Each message is one line of HTML without a blank line, which a Markdown reader passes through untouched, and all words
in it went through :func:`ui.words.inert`. Links carry what they open in their ``href``: ``#c-<exchange>-<number>`` a
cited passage, ``#p-<exchange>`` the passages of an answer, ``#documents`` the documents tab. Buttons carry in their
``value`` what they say of an answer (:mod:`ui.feedback`), or the exchange that is to be asked again.
"""

from collections.abc import Iterator
from itertools import dropwhile
from typing import Final

from onrecord.answers import Answer, Citation, Coverage, Partial
from onrecord.conversations import Exchange, Problem
from onrecord.ports import Stage
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from ui.asides import again_html, held_html, held_words, instead_html, planted_html, usage_html
from ui.feedback import thumbs_html
from ui.say import say
from ui.sentences import attribution, sentences_html
from ui.words import as_sentence, counted, inert, label, spoken_seconds

__all__ = ["answer_html", "exchange_html", "plain_copy", "question_html"]

_STAGE_WORDS: Final[dict[Stage, str]] = {
    "searching": "Searching your documents",
    "writing": "Writing",
    "checking": "Checking every sentence",
}
_WRITING_WORDS: Final = "Writing, and checking every sentence"
_RULES_SEE: Final = "Rules see words, figures, names and denials; what follows from what they do not."
_FILTER_WORDS: Final = {"collection": "in collection", "since": "published from", "until": "published until"}


def question_html(question: str) -> str:
    """What the user asked."""
    return f'<div class="question">{"<br>".join(inert(line) for line in question.splitlines() if line.strip())}</div>'


def exchange_html(exchange: Exchange, reviewed: bool = False) -> str:
    """What came of a question: a stage under way, an answer, a refusal, or a problem.

    ``reviewed`` puts thumbs under an answer and under a refusal.
    """
    outcome, again = exchange.outcome, again_html(exchange.id) if exchange.renewable else ""
    if isinstance(outcome, Answer):
        return answer_html(outcome, exchange.id, thumbs_html(exchange) if reviewed else "", again)
    if isinstance(outcome, Problem):
        return _problem_html(outcome, exchange.id, again)
    if isinstance(outcome, Partial):
        return _partial_html(outcome, exchange.id)
    return _stage_html(_STAGE_WORDS[outcome])


def _stage_html(words: str) -> str:
    return f'<div class="stage"><span class="dots"></span><span class="doing">{inert(words)}</span>…</div>'


def _partial_html(partial: Partial, exchange_id: str) -> str:
    """An answer as far as it is checked, and the sentence that is not yet; it looks as the finished one will."""
    held = f'<span class="coverage">{held_words(partial.held)}</span>' if partial.held else ""
    return (
        f'<div class="answer partial" id="a-{exchange_id}">{_shown_html(partial, exchange_id)}'
        f'<div class="footing">{_stage_html(_WRITING_WORDS)}{held}</div></div>'
    )


def _shown_html(partial: Partial, exchange_id: str) -> str:
    """The sentences of an answer that is not finished, without framing whose sentence has not come."""
    whole = list(dropwhile(lambda sentence: sentence.kind == "framing", reversed(partial.sentences)))[::-1]
    return sentences_html(whole, partial.citations, exchange_id, pending=partial.pending)


def _problem_html(problem: Problem, exchange_id: str, again: str) -> str:
    told = f'<p class="headline">{inert(_headline(problem))}</p>{_what_to_do(problem)}{again}'
    if problem.checked is None:
        return f'<div class="answer problem">{told}</div>'
    return (
        f'<div class="answer stopped" id="a-{exchange_id}">{_shown_html(problem.checked, exchange_id)}'
        f'<div class="problem">{told}</div></div>'
    )


def _headline(problem: Problem) -> str:
    """What happened; where sentences stand above it, an answer that could not be had has broken off."""
    broke_off = problem.kind == "failed" and problem.checked is not None
    return say("chat.problem_broke_off" if broke_off else f"chat.problem_{problem.kind}")


def _what_to_do(problem: Problem) -> str:
    detail = problem.detail
    if problem.kind in ("nothing", "empty", "ours", "closed"):
        detail = say(f"chat.advice_{problem.kind}", name=problem.detail)
    add = f' <a class="go" href="#documents">{inert(say("chat.add_documents"))}</a>' if problem.kind == "empty" else ""
    return f"<p>{inert(detail)}{add}</p>" if detail or add else ""


def answer_html(answer: Answer, exchange_id: str, thumbs: str = "", again: str = "") -> str:
    """An answer or a refusal, with what was searched.

    ``thumbs`` and ``again`` are HTML of buttons that stand beside that; where a model failed, the one that asks again
    stands beside what is said of it.
    """
    answered = answer.status == "answered"
    body = _answered_html(answer, exchange_id) if answered else _refusal_html(answer, exchange_id)
    notice = instead_html(answer, again)
    footing = _footing_html(answer, thumbs, "" if notice else again)
    return (
        f'<div class="answer {answer.status}" id="a-{exchange_id}">{notice}{body}{held_html(answer.held)}'
        f"{planted_html(answer.planted)}{footing}"
        f'<div class="copytext" hidden>{_lines_html(plain_copy(answer))}</div></div>'
    )


def _answered_html(answer: Answer, exchange_id: str) -> str:
    return sentences_html(answer.sentences, answer.citations, exchange_id, _limits(answer))


def _refusal_html(answer: Answer, exchange_id: str) -> str:
    near = len(answer.coverage.nearest)
    link = ""
    if near:
        words = "The nearest passage does" if near == 1 else f"The {near} nearest passages do"
        go = f'<a class="go" href="#p-{exchange_id}">See what came nearest</a>'
        link = f'<p class="near">{words} not answer it. {go}</p>'
    return (
        '<p class="headline">Your documents do not answer this.</p>'
        f'<p class="because">{inert(as_sentence(answer.reason or answer.text))}</p>{link}'
    )


def _limits(answer: Answer) -> str:
    """What whoever reads a verdict of the rules alone should know."""
    return _RULES_SEE if answer.judge.startswith("rules") and "+" not in answer.judge else ""


def _footing_html(answer: Answer, thumbs: str, again: str) -> str:
    """What was searched, how long it took and what a model took, with the buttons."""
    words = inert(" ".join(_footing_words(answer)))
    usage = usage_html(answer.usage)
    taken = f" {usage}" if usage else ""
    copy = '<button type="button" class="copy">Copy</button>' if answer.status == "answered" else ""
    return f'<div class="footing"><span class="coverage">{words}{taken}</span>{thumbs}{again}{copy}</div>'


def _footing_words(answer: Answer) -> Iterator[str]:
    if answer.new_topic:
        yield "New topic: the conversation before was left aside."
    if not is_read_whole(answer.question):
        yield f"Searched for the first {MOST_QUESTION_CHARS:,} characters of the question."
    elif answer.standalone_question.strip() != answer.question.strip():
        yield f"Searched as “{answer.standalone_question}”."
    yield from _coverage_words(answer.coverage)
    if "total" in answer.timings_ms:
        yield f"{spoken_seconds(answer.timings_ms['total'])}."


def _coverage_words(coverage: Coverage) -> Iterator[str]:
    searched = f"Searched {counted(coverage.documents_searched, 'document')}"
    failed = coverage.failed_documents
    unread = f"; {counted(failed, 'file')} could not be read" if failed else ""
    yield f"{searched}, {counted(coverage.passages_searched, 'passage')}{unread}."
    if coverage.filters:
        limits = (f"{_FILTER_WORDS.get(name, name)} {value}" for name, value in coverage.filters.items())
        yield f"Only documents {', '.join(limits)}."


def plain_copy(answer: Answer) -> str:
    """The answer as plain text to paste elsewhere: the words, the sources and the quoted words of each."""
    lines = [answer.text, *(f"\n{line}" for line in map(_copied_citation, answer.citations))]
    return "\n".join(lines)


def _copied_citation(citation: Citation) -> str:
    parts = [label(citation.source.title), *attribution(citation.source, citation.page)]
    quote = " ".join(citation.quote.split())
    return f"[{citation.number}] {', '.join(parts)}, {label(citation.source.location)}\n“{quote}”"


def _lines_html(text: str) -> str:
    """Lines kept as references, since a real empty line would end the block for a Markdown reader."""
    return "&#10;".join(inert(line) for line in text.split("\n"))
