"""The conversation as HTML; pure functions of the values they are given.

Each message is one line of HTML without a blank line, which a Markdown reader passes through untouched, and all words
in it went through :func:`ui.words.inert`. Links carry what they open in their ``href``: ``#c-<exchange>-<number>`` a
cited passage, ``#p-<exchange>`` the passages of an answer, ``#documents`` the documents tab. Buttons carry in their
``value`` what they say of an answer (:mod:`ui.feedback`).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final

from onrecord.answers import Answer, Citation, Coverage, Sentence, VerdictLabel
from onrecord.ports import Stage
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from onrecord.types import Source
from ui.feedback import thumbs_html
from ui.talk import Exchange, Problem
from ui.words import counted, date_words, inert, label, spoken_seconds

__all__ = ["answer_html", "attribution", "exchange_html", "plain_copy", "question_html", "sentence_html"]

_STAGE_WORDS: Final[dict[Stage, str]] = {
    "searching": "Searching your documents",
    "writing": "Writing",
    "checking": "Checking every sentence",
}
_VERDICT_WORDS: Final[dict[VerdictLabel, str]] = {
    "supported": "Supported",
    "partly": "Partly supported",
    "unsupported": "Not supported",
}
_RULES_SEE: Final = "Rules see words, figures, names and denials; what follows from what they do not."
_FILTER_WORDS: Final = {"collection": "in collection", "since": "published from", "until": "published until"}


def question_html(question: str) -> str:
    """What the user asked."""
    return f'<div class="question">{"<br>".join(inert(line) for line in question.splitlines() if line.strip())}</div>'


def exchange_html(exchange: Exchange, reviewed: bool = False) -> str:
    """What came of a question: a stage under way, an answer, a refusal, or a problem.

    ``reviewed`` puts thumbs under an answer and under a refusal.
    """
    outcome = exchange.outcome
    if isinstance(outcome, Answer):
        return answer_html(outcome, exchange.id, thumbs_html(exchange) if reviewed else "")
    if isinstance(outcome, Problem):
        return _problem_html(outcome)
    return f'<div class="stage"><span class="dots"></span>{inert(_STAGE_WORDS[outcome])}…</div>'


def _problem_html(problem: Problem) -> str:
    link = ' <a class="go" href="#documents">Add documents</a>' if problem.add_documents else ""
    detail = f"<p>{inert(problem.detail)}{link}</p>" if problem.detail or link else ""
    return f'<div class="answer problem"><p class="headline">{inert(problem.headline)}</p>{detail}</div>'


def answer_html(answer: Answer, exchange_id: str, thumbs: str = "") -> str:
    """An answer or a refusal, with what was searched; ``thumbs`` is HTML that stands beside that."""
    answered = answer.status == "answered"
    body = _sentences_html(answer, exchange_id) if answered else _refusal_html(answer, exchange_id)
    return (
        f'<div class="answer {answer.status}" id="a-{exchange_id}">{body}{_footing_html(answer, thumbs)}'
        f'<div class="copytext" hidden>{_lines_html(plain_copy(answer))}</div></div>'
    )


def _refusal_html(answer: Answer, exchange_id: str) -> str:
    near = len(answer.coverage.nearest)
    link = ""
    if near:
        words = "The nearest passage does" if near == 1 else f"The {near} nearest passages do"
        go = f'<a class="go" href="#p-{exchange_id}">See what came nearest</a>'
        link = f'<p class="near">{words} not answer it. {go}</p>'
    return (
        '<p class="headline">Your documents do not answer this.</p>'
        f'<p class="because">{inert(_as_sentence(answer.reason or answer.text))}</p>{link}'
    )


def _as_sentence(reason: str) -> str:
    """A reason such as ``no document passes the filters`` with a capital and a full stop."""
    ended = reason if reason.endswith((".", "!", "?")) else f"{reason}."
    return ended[0].upper() + ended[1:]


def _sentences_html(answer: Answer, exchange_id: str) -> str:
    """The sentences in their order; neighbours that belong together share a block, the first block leads."""
    cited = {citation.number: citation for citation in answer.citations}
    blocks, led = [], False
    for kind, run in groupby(_unrepeated(answer.sentences, cited), lambda sentence: _block_of(sentence, cited)):
        sentences = list(run)
        lead = not led and sentences[0].kind != "framing"
        led = led or lead
        words = " ".join(sentence_html(sentence, exchange_id, cited, _limits(answer)) for sentence in sentences)
        blocks.append(_block_html(kind, words, _from_line(sentences[0], cited), lead))
    return "".join(blocks)


def _unrepeated(sentences: Sequence[Sentence], cited: dict[int, Citation]) -> Iterator[Sentence]:
    """The sentences without framing that only names the document of the quote after it, whose own line names it."""
    for sentence, after in zip_longest(sentences, sentences[1:]):
        named = sentence.kind == "framing" and after is not None and after.kind == "quote" and after.citations
        if not named or label(cited[after.citations[0]].source.title) not in label(sentence.text):
            yield sentence


def _block_of(sentence: Sentence, cited: dict[int, Citation]) -> tuple[str, str, str]:
    """What makes neighbouring sentences one block: the kind; for quotes the document and the speaker too."""
    if sentence.kind != "quote" or not sentence.citations:
        return ("prose" if sentence.kind != "framing" else "framing", "", "")
    return ("quote", cited[sentence.citations[0]].source.document_id, sentence.speaker or "")


def _block_html(block: tuple[str, str, str], words: str, origin: str, lead: bool) -> str:
    classes = f"{block[0]} lead" if lead else block[0]
    if block[0] != "quote":
        return f'<p class="{classes}">{words}</p>'
    return f'<blockquote class="{classes}"><p>{words}</p><footer>{origin}</footer></blockquote>'


def _from_line(sentence: Sentence, cited: dict[int, Citation]) -> str:
    """Who said it, and where it stands."""
    if not sentence.citations:
        return ""
    citation = cited[sentence.citations[0]]
    speaker = f'<span class="speaker">said {inert(label(sentence.speaker))}</span> ' if sentence.speaker else ""
    return f"{speaker}{_source_html(citation)}"


def _source_html(citation: Citation) -> str:
    details = attribution(citation.source, citation.page)
    after = f", {inert(', '.join(details))}" if details else ""
    return f'<cite>{inert(label(citation.source.title))}</cite><span class="where">{after}</span>'


def attribution(source: Source, page: int | None) -> list[str]:
    """Outlet, author, date and page, those that are known; not yet escaped."""
    parts = (
        label(source.outlet) if source.outlet else "",
        label(source.author) if source.author else "",
        date_words(source.published),
        f"p. {page}" if page is not None else "",
    )
    return [part for part in parts if part]


def _limits(answer: Answer) -> str:
    """What whoever reads a verdict of the rules alone should know."""
    return _RULES_SEE if answer.judge.startswith("rules") and "+" not in answer.judge else ""


def sentence_html(sentence: Sentence, exchange_id: str, cited: dict[int, Citation], limits: str = "") -> str:
    """One sentence with its verdict and its citation marks; what is not supported is struck and says so.

    ``limits``, what the checker cannot see, stands behind the reason of a verdict that is not certain.
    """
    verdict = sentence.verdict
    if verdict is None:
        return f'<span class="said">{inert(sentence.text)}</span>'
    said = f'<span class="said">{_marked(sentence.text, verdict.offending)}</span>'
    if verdict.label == "unsupported":
        said = f"<s>{said}</s>"
    flag = "" if verdict.label == "supported" else f' <span class="flag">{inert(_VERDICT_WORDS[verdict.label])}</span>'
    speaker = ""
    if sentence.speaker and sentence.kind != "quote":
        speaker = f' <span class="speaker">said {inert(label(sentence.speaker))}</span>'
    marks = "".join(_mark_html(cited[number], exchange_id) for number in sentence.citations)
    why = f"{_VERDICT_WORDS[verdict.label]} ({verdict.score:.2f}): {verdict.reason}"
    why += f". {limits}" if limits and verdict.score < 1.0 else ""
    return (
        f'<span class="sentence {verdict.label}"><button type="button" class="verdict"><span class="why">'
        f"{inert(why)}</span></button>{said}{speaker}{flag}{marks}</span>"
    )


def _marked(text: str, offending: Sequence[tuple[int, int]]) -> str:
    """The words of a sentence; those that are not supported stand out."""
    pieces, done = [], 0
    for start, end in offending:
        pieces += [_between(text[done:start]), f'<span class="off">{inert(text[start:end])}</span>']
        done = end
    return "".join([*pieces, _between(text[done:])])


def _between(text: str) -> str:
    """A piece of a sentence with the space at either end that parts it from its neighbours."""
    words = inert(text)
    before, after = " " if text[:1].isspace() else "", " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"


def _mark_html(citation: Citation, exchange_id: str) -> str:
    title = inert(f"Show passage {citation.number}: {label(citation.source.title)}")
    return f'<a class="cite" href="#c-{exchange_id}-{citation.number}" title="{title}">&#91;{citation.number}&#93;</a>'


def _footing_html(answer: Answer, thumbs: str) -> str:
    """What was searched and how long it took, with the thumbs and the button that copies the answer."""
    parts = list(_coverage_words(answer.coverage))
    if not is_read_whole(answer.question):
        parts.insert(0, f"Searched for the first {MOST_QUESTION_CHARS:,} characters of the question.")
    elif answer.standalone_question.strip() != answer.question.strip():
        parts.insert(0, f"Searched as “{answer.standalone_question}”.")
    if "total" in answer.timings_ms:
        parts.append(f"{spoken_seconds(answer.timings_ms['total'])}.")
    copy = '<button type="button" class="copy">Copy</button>' if answer.status == "answered" else ""
    return f'<div class="footing"><span class="coverage">{inert(" ".join(parts))}</span>{thumbs}{copy}</div>'


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
