"""The sentences of an answer as HTML for the chat, each with its verdict and its marks; pure.

A block takes its direction from the words of its document or writer: whatever else stands in it has a direction of its
own, and so does not count. All words went through :func:`ui.words.inert`, and there is no line end, as
:mod:`ui.render` needs it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from onrecord.answers import Citation, Sentence, Verdict, VerdictLabel
from onrecord.types import Source, leaf_of
from ui.say import decimal, say
from ui.words import date_words, days_words, in_english, inert, label, quoted

__all__ = [
    "attribution",
    "corrected_words",
    "leaf_words",
    "meant_lines",
    "reason_html",
    "remarks",
    "sentence_html",
    "sentences_html",
    "verdict_words",
]


def verdict_words(verdict: VerdictLabel) -> str:
    """``Supported``, ``Partly supported``, ``Not supported``; not yet escaped."""
    return say(f"answer.verdict_{verdict}")


def reason_html(verdict: Verdict, reason: str) -> str:
    """``Supported (0.93):`` and the reason, in the words of its checker."""
    head = say("answer.why", verdict=verdict_words(verdict.label), score=decimal(verdict.score, 2))
    return f"{inert(head)} {in_english(inert(reason))}"


def sentences_html(
    sentences: Sequence[Sentence], citations: Sequence[Citation], exchange_id: str, limits: str = "", pending: str = ""
) -> str:
    """The sentences in their order; neighbours that belong together share a block, the first block leads.

    Of quotes that follow one another those of one document come together, where the first of them stands.

    Args:
        sentences: those that have their verdict.
        citations: all that they cite.
        exchange_id: names the exchange in links.
        limits: what their checker cannot see.
        pending: a sentence that awaits its verdict; it stands where it will stand once it has it, should it be prose.
    """
    cited = {citation.number: citation for citation in citations}
    told = _gathered(list(_unrepeated(sentences, cited)), cited)
    blocks, led, waiting = [], False, _pending_html(pending) if pending else ""
    runs = [(kind, list(run)) for kind, run in groupby(told, lambda one: _block_of(one, cited))]
    for place, (kind, run) in enumerate(runs, 1):
        lead = not led and run[0].kind != "framing"
        led = led or lead
        words = " ".join(sentence_html(sentence, exchange_id, cited, limits) for sentence in run)
        if waiting and place == len(runs) and kind[0] == "prose":
            words, waiting = f"{words} {waiting}", ""
        blocks.append(_block_html(kind, words, _from_line(run[0], cited), lead))
    if waiting:
        blocks.append(_block_html(("prose", "", ""), waiting, "", not led))
    return "".join(blocks)


def _pending_html(text: str) -> str:
    """A sentence nobody vouches for yet, and which says so."""
    return (
        '<span class="sentence pending"><span class="claim"><span class="awaited"></span>'
        f'<span class="said">{inert(text)}</span></span> '
        f'<span class="flag" dir="auto">{inert(say("answer.pending"))}</span></span>'
    )


def _unrepeated(sentences: Sequence[Sentence], cited: dict[int, Citation]) -> Iterator[Sentence]:
    """The sentences without framing that only names the document of the quote after it, whose own line names it."""
    for sentence, after in zip_longest(sentences, sentences[1:]):
        named = sentence.kind == "framing" and after is not None and after.kind == "quote" and after.citations
        if not named or label(cited[after.citations[0]].source.title) not in label(sentence.text):
            yield sentence


def _gathered(sentences: Sequence[Sentence], cited: dict[int, Citation]) -> Iterator[Sentence]:
    """The sentences, each run of quotes ordered by document: the one that comes first in it first."""
    for (kind, _, _), run in groupby(sentences, lambda one: (_block_of(one, cited)[0], "", "")):
        if kind != "quote":
            yield from run
            continue
        quotes = list(run)
        documents = [_block_of(quote, cited)[1] for quote in quotes]
        yield from sorted(quotes, key=lambda quote: documents.index(_block_of(quote, cited)[1]))


def _block_of(sentence: Sentence, cited: dict[int, Citation]) -> tuple[str, str, str]:
    """What makes neighbouring sentences one block: the kind; for quotes the document and the speaker too."""
    if sentence.kind != "quote" or not sentence.citations:
        return ("prose" if sentence.kind != "framing" else "framing", "", "")
    return ("quote", cited[sentence.citations[0]].source.document_id, sentence.said_by)


def _block_html(block: tuple[str, str, str], words: str, origin: str, lead: bool) -> str:
    classes = f"{block[0]} lead" if lead else block[0]
    if block[0] != "quote":
        return f'<p class="{classes}" dir="auto">{words}</p>'
    return f'<blockquote class="{classes}" dir="auto"><p>{words}</p><footer dir="auto">{origin}</footer></blockquote>'


def _from_line(sentence: Sentence, cited: dict[int, Citation]) -> str:
    """Who said it, and where it stands."""
    if not sentence.citations:
        return ""
    citation = cited[sentence.citations[0]]
    speaker = f"{_speaker_html(sentence.said_by)} " if sentence.said_by else ""
    return f"{speaker}{_source_html(citation)}"


def _speaker_html(name: str) -> str:
    return f'<span class="speaker" dir="auto">{inert(say("answer.said", name=label(name)))}</span>'


def _source_html(citation: Citation) -> str:
    details = attribution(citation.source, citation.page)
    after = f", {inert(', '.join(details))}" if details else ""
    corrected = f'<span class="corrected">. {inert(corrected_words(citation))}.</span>' if citation.corrected else ""
    return f'<cite>{inert(label(citation.source.title))}</cite><span class="where">{after}</span>{corrected}'


def corrected_words(citation: Citation) -> str:
    """When and by which document what is cited was corrected; empty where it was not; not yet escaped."""
    if citation.corrected is None:
        return ""
    source = citation.corrected.source
    title = quoted(label(source.title))
    if not source.published:
        return say("answer.corrected_undated", title=title)
    return say("answer.corrected", date=date_words(source.published), title=title)


def meant_lines(citation: Citation) -> list[str]:
    """What the relative dates in a quote mean, each once; nothing of those that are open; not yet escaped."""
    told = (
        say(
            "panel.means_before" if one.leans else "panel.means",
            words=quoted(label(one.words)),
            days=days_words(one.when),
        )
        for one in citation.moments
        if one.relative and one.when
    )
    return list(dict.fromkeys(told))


def remarks(citation: Citation) -> list[str]:
    """Sentences that stand beside a citation: by what it was corrected, what its dates in words mean; not escaped."""
    corrected = corrected_words(citation)
    return [*([f"{corrected}."] if corrected else []), *meant_lines(citation)]


def attribution(source: Source, page: int | None) -> list[str]:
    """Outlet, author, date and page, slide or sheet, those that are known; not yet escaped."""
    parts = (
        label(source.outlet) if source.outlet else "",
        label(source.author) if source.author else "",
        date_words(source.published),
        leaf_words(source.format, page) if page is not None else "",
    )
    return [part for part in parts if part]


def leaf_words(form: str, page: int) -> str:
    """``p. 3``, ``slide 3``, ``sheet 3``: where in a document of that format something stands; not yet escaped."""
    return say(f"answer.{leaf_of(form)}", page=page)


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
    flag = f' <span class="flag" dir="auto">{inert(verdict_words(verdict.label))}</span>'
    flag = "" if verdict.label == "supported" else flag
    speaker = f" {_speaker_html(sentence.said_by)}" if sentence.said_by and sentence.kind != "quote" else ""
    marks = "".join(_mark_html(cited[number], exchange_id) for number in sentence.citations)
    limited = limits and verdict.score < 1.0
    why = reason_html(verdict, f"{verdict.reason}." if limited else verdict.reason)
    why += f" {inert(limits)}" if limited else ""
    return (
        f'<span class="sentence {verdict.label}"><span class="claim"><button type="button" class="verdict">'
        f'<span class="why" dir="auto">{why}</span></button>{said}</span>{speaker}{flag}{marks}</span>'
    )


def _marked(text: str, offending: Sequence[tuple[int, int]]) -> str:
    """The words of a sentence; those that are not supported stand out."""
    pieces, done = [], 0
    for start, end in offending:
        pieces += [_between(text[done:start]), f'<span class="off">{_between(text[start:end])}</span>']
        done = end
    return "".join([*pieces, _between(text[done:])])


def _between(text: str) -> str:
    """A piece of a sentence with the space at either end that parts it from its neighbours."""
    words = inert(text)
    before, after = " " if text[:1].isspace() else "", " " if words and text[-1:].isspace() else ""
    return f"{before}{words}{after}"


def _mark_html(citation: Citation, exchange_id: str) -> str:
    title = inert(say("answer.open_passage", number=citation.number, title=label(citation.source.title)))
    return f'<a class="cite" href="#c-{exchange_id}-{citation.number}" title="{title}">&#91;{citation.number}&#93;</a>'
