"""The conversation as HTML; pure functions of the values they are given.

Each message is one line of HTML without a blank line, which a Markdown reader passes through untouched, and all words
in it went through :func:`ui.words.inert`. Links carry what they open in their ``href``: ``#c-<exchange>-<number>`` a
cited passage, ``#v-<exchange>-<place>`` a version, ``#p-<exchange>`` the passages of an answer, ``#documents`` the
documents tab. Buttons carry in their
``value`` what they say of an answer (:mod:`ui.feedback`), or the exchange that is to be asked again.
"""

from collections.abc import Iterator, Mapping
from itertools import dropwhile

from onrecord.answers import Answer, Citation, Coverage, Partial
from onrecord.asked_time import AskedTime
from onrecord.conversations import Exchange, Problem
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from ui.asides import again_html, held_html, held_words, instead_html, planted_html, usage_html
from ui.differing import differing_html, differing_lines
from ui.feedback import thumbs_html
from ui.reference import whereabouts
from ui.say import counted, grouped, say
from ui.sentences import attribution, remarks, sentences_html
from ui.words import as_sentence, date_words, in_english, inert, label, quoted, spoken_seconds

__all__ = ["answer_html", "exchange_html", "plain_copy", "question_html"]

_TITLES_NAMED = 3
"""Up to so many chosen documents are named in the line under an answer; more are counted."""


def question_html(question: str, exchange_id: str = "") -> str:
    """What the user asked; with the id of its exchange also the button that takes it up again, changed."""
    lines = "<br>".join(inert(line) for line in question.splitlines() if line.strip())
    asked = f'<div class="question" dir="auto">{lines}</div>'
    if not exchange_id:
        return asked
    words = inert(say("answer.edit"))
    edit = f'<button type="button" class="edit" value="{exchange_id}" title="{words}">'
    return f'<div class="turn">{asked}{edit}<span class="sr">{words}</span></button></div>'


def exchange_html(exchange: Exchange, reviewed: bool = False, kept: bool = False, tried: Problem | None = None) -> str:
    """What came of a question: a stage under way, an answer, a refusal, or a problem.

    Args:
        exchange: the question and what came of it.
        reviewed: thumbs stand under an answer and under a refusal.
        kept: the conversation is kept, so that both can be taken along as a file; links to these stand there too.
        tried: why a try to answer it anew came to nothing; None where there was none.
    """
    outcome, again = exchange.outcome, again_html(exchange.id) if exchange.renewable else ""
    if isinstance(outcome, Answer):
        judged = thumbs_html(exchange) if reviewed else ""
        beside = f"{_take_html(exchange.id) if kept else ''}{judged}"
        return answer_html(outcome, exchange.id, beside, again) + (_tried_html(tried) if tried else "")
    if isinstance(outcome, Problem):
        return _problem_html(outcome, exchange.id, again)
    if isinstance(outcome, Partial):
        return _partial_html(outcome, exchange.id)
    return _stage_html(say(f"answer.stage_{outcome}"))


def _take_html(exchange_id: str) -> str:
    """The forms in which an answer can be taken along, for whoever opens it."""
    forms = {"html": "answer.take_pack", "docx": "answer.take_word", "md": "answer.take_markdown"}
    items = "".join(
        f'<li><a href="export/answer/{exchange_id}.{form}" download>{inert(say(key))}</a></li>'
        for form, key in forms.items()
    )
    return f'<details class="take"><summary>{inert(say("answer.take"))}</summary><ul>{items}</ul></details>'


def _stage_html(words: str) -> str:
    return f'<div class="stage"><span class="dots"></span><span class="doing">{inert(words)}</span>…</div>'


def _partial_html(partial: Partial, exchange_id: str) -> str:
    """An answer as far as it is checked, and the sentence that is not yet; it looks as the finished one will."""
    held = f'<span class="coverage">{inert(held_words(partial.held))}</span>' if partial.held else ""
    return (
        f'<div class="answer partial" id="a-{exchange_id}">{_shown_html(partial, exchange_id)}'
        f'<div class="footing">{_stage_html(say("answer.growing"))}{held}</div></div>'
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


def _tried_html(problem: Problem) -> str:
    """That a new try came to nothing, and the answer above is the earlier one."""
    kind = problem.kind if problem.kind in ("stopped", "closed") else "failed"
    detail = _what_to_do(problem) if kind == "failed" else ""
    return f'<div class="tried"><p>{inert(say(f"chat.tried_{kind}"))}</p>{detail}</div>'


def _headline(problem: Problem) -> str:
    """What happened; where sentences stand above it, an answer that could not be had has broken off."""
    broke_off = problem.kind == "failed" and problem.checked is not None
    return say("chat.problem_broke_off" if broke_off else f"chat.problem_{problem.kind}")


def _what_to_do(problem: Problem) -> str:
    detail = in_english(inert(problem.detail)) if problem.detail else ""
    if problem.kind in ("nothing", "empty", "ours", "closed"):
        detail = inert(say(f"chat.advice_{problem.kind}", name=problem.detail))
    add = f' <a class="go" href="#documents">{inert(say("chat.add_documents"))}</a>' if problem.kind == "empty" else ""
    return f"<p>{detail}{add}</p>" if detail or add else ""


def answer_html(answer: Answer, exchange_id: str, beside: str = "", again: str = "") -> str:
    """An answer or a refusal, with what was searched.

    ``beside`` and ``again`` are HTML of buttons that stand beside that; where a model failed, the one that asks again
    stands beside what is said of it.
    """
    answered = answer.status == "answered"
    body = _answered_html(answer, exchange_id) if answered else _refusal_html(answer, exchange_id)
    notice = instead_html(answer, again)
    footing = _footing_html(answer, beside, "" if notice else again)
    return (
        f'<div class="answer {answer.status}" id="a-{exchange_id}">{notice}{body}'
        f"{differing_html(answer, exchange_id)}{held_html(answer.held)}"
        f"{planted_html(answer.planted)}{footing}"
        f'<div class="copytext" hidden>{_lines_html(plain_copy(answer))}</div></div>'
    )


def _answered_html(answer: Answer, exchange_id: str) -> str:
    return sentences_html(answer.sentences, answer.citations, exchange_id, _limits(answer))


def _refusal_html(answer: Answer, exchange_id: str) -> str:
    near = len(answer.coverage.nearest)
    link = ""
    if near:
        go = f'<a class="go" href="#p-{exchange_id}">{inert(say("answer.see_nearest"))}</a>'
        link = f'<p class="near">{inert(counted("answer.near", near))} {go}</p>'
    return (
        f'<p class="headline">{inert(say("answer.refused"))}</p>'
        f'<p class="because">{in_english(inert(as_sentence(answer.reason or answer.text)))}</p>{link}'
    )


def _limits(answer: Answer) -> str:
    """What whoever reads a verdict of the rules alone should know."""
    return say("answer.limits") if answer.judge.startswith("rules") and "+" not in answer.judge else ""


def _footing_html(answer: Answer, beside: str, again: str) -> str:
    """What was searched, how long it took and what a model took, with the buttons."""
    words = inert(" ".join(_footing_words(answer)))
    usage = usage_html(answer.usage)
    taken = f" {usage}" if usage else ""
    copy = f'<button type="button" class="copy">{inert(say("answer.copy"))}</button>'
    copy = copy if answer.status == "answered" else ""
    return f'<div class="footing"><span class="coverage">{words}{taken}</span>{beside}{again}{copy}</div>'


def _footing_words(answer: Answer) -> Iterator[str]:
    if answer.new_topic:
        yield say("answer.new_topic")
    if not is_read_whole(answer.question):
        yield say("answer.searched_first", n=grouped(MOST_QUESTION_CHARS))
    elif answer.standalone_question.strip() != answer.question.strip():
        yield say("answer.searched_as", question=quoted(answer.standalone_question))
    yield _searched_words(answer.coverage)
    yield from _filter_words(answer.coverage.filters, _titles(answer))
    yield from _asked_time_words(answer.asked_time)
    if answer.as_of:
        yield say("answer.as_of", date=date_words(answer.as_of))
    if "total" in answer.timings_ms:
        yield f"{spoken_seconds(answer.timings_ms['total'])}."


def _asked_time_words(asked: AskedTime | None) -> Iterator[str]:
    """Which time's state comes first, where the question asks for one."""
    if asked and asked.day:
        yield say("answer.asked_day", date=date_words(asked.day.isoformat()))
    elif asked:
        yield say(f"answer.asked_{asked.which}")


def _searched_words(coverage: Coverage) -> str:
    documents = counted("answer.documents", coverage.documents_searched)
    passages = counted("answer.passages", coverage.passages_searched)
    if not coverage.failed_documents:
        return say("answer.searched", documents=documents, passages=passages)
    unread = counted("answer.unread", coverage.failed_documents)
    return say("answer.searched_unread", documents=documents, passages=passages, unread=unread)


def _filter_words(filters: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[str]:
    """What the search was limited to; chosen documents by title where they are few and ``titles`` has all of them."""
    values = {"collection": label, "since": date_words, "until": date_words}
    limits = [say(f"answer.only_{name}", value=word(filters[name])) for name, word in values.items() if name in filters]
    if limits:
        yield say("answer.only", limits=", ".join(limits))
    chosen = filters.get("documents", "").split()
    if chosen and len(chosen) <= _TITLES_NAMED and all(one in titles for one in chosen):
        yield say("answer.only_in", titles=_listed([quoted(titles[one]) for one in chosen]))
    elif chosen:
        yield counted("answer.only_in_chosen", len(chosen))


def _listed(words: list[str]) -> str:
    """``one``, ``one and another``, ``one, another and a third``."""
    *first, last = words
    return say("words.and", first=", ".join(first), last=last) if first else last


def _titles(answer: Answer) -> dict[str, str]:
    """The titles of the documents that an answer or a refusal has something of, by id."""
    sources = [*(one.source for one in answer.citations), *(hit.source for hit in answer.coverage.nearest)]
    return {source.document_id: label(source.title) for source in sources}


def plain_copy(answer: Answer) -> str:
    """The answer as plain text to paste elsewhere: the words, where sources differ, and the quoted words of each."""
    differing = "\n".join(differing_lines(answer))
    lines = [answer.text, *([f"\n{differing}"] if differing else [])]
    lines += [f"\n{line}" for line in map(_copied_citation, answer.citations)]
    return "\n".join(lines)


def _copied_citation(citation: Citation) -> str:
    parts = [label(citation.source.title), *attribution(citation.source, citation.page)]
    quote = " ".join(citation.quote.split())
    told = "\n".join([quoted(quote), *remarks(citation)])
    return f"[{citation.number}] {', '.join(parts)}, {label(whereabouts(citation.source.location))}\n{told}"


def _lines_html(text: str) -> str:
    """Lines kept as references, since a real empty line would end the block for a Markdown reader."""
    return "&#10;".join(inert(line) for line in text.split("\n"))
