"""What all exports say, as plain lines: what came of a question beside its sentences; pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from onrecord.agreement import Disagreement
from onrecord.answers import Answer, Citation, Coverage, HeldBack, Partial, Sentence, Verdict
from onrecord.conversations import Exchange, Problem
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from onrecord.types import Hit, Source
from ui.export.bundle import Bundle, FileKey
from ui.reference import reference, whereabouts
from ui.say import counted, decimal, grouped, say
from ui.sentences import attribution, corrected_words, verdict_words
from ui.words import as_sentence, date_words, file_name, label, quoted, visible

__all__ = [
    "as_corrected",
    "cited_documents",
    "differing_of",
    "document_rows",
    "fate_words",
    "footing",
    "held_of",
    "made_words",
    "moment_words",
    "nearest_of",
    "one_line",
    "opening",
    "particulars",
    "passage_note",
    "reference_words",
    "remark",
    "runs_of",
    "sentences_of",
    "settings_of",
    "state_words",
    "verdict_line",
]

# Longest text of a nearest passage, in characters; it did not answer, so a look must do.
_NEAREST_LENGTH: Final = 600
_NOTES: Final = {
    "superseded": "export.passage_superseded", "changed": "panel.changed", "removed": "panel.removed",
    "unreadable": "export.passage_unreadable",
}  # fmt: skip
_FILTERS: Final = ("collection", "since", "until")


def one_line(text: str) -> str:
    """``text`` with its white space folded and its control characters to be seen."""
    return " ".join(visible(text).split())


def moment_words(when: str) -> str:
    """The day and time of an ISO 8601 moment: ``18 April 2024, 09:30 UTC``; what is none stays as it is."""
    day, _, time = when.partition("T")
    if not time:
        return date_words(when)
    return f"{date_words(day)}, {time[:5]}{' UTC' if time.endswith(('+00:00', 'Z')) else ''}"


def made_words(bundle: Bundle) -> str:
    """What made the export, and when."""
    return say("export.made", date=moment_words(bundle.made))


def sentences_of(exchange: Exchange) -> tuple[Sentence, ...]:
    """The sentences that are shown, each with its verdict; of an answer that broke off, those that were checked."""
    outcome = exchange.outcome
    shown = outcome.checked if isinstance(outcome, Problem) else outcome
    return shown.sentences if isinstance(shown, Answer | Partial) else ()


def opening(exchange: Exchange) -> Iterator[str]:
    """What stands before the sentences, or in their place: a refusal, a problem, why no model answers."""
    outcome = exchange.outcome
    if isinstance(outcome, Problem):
        yield _problem_words(outcome)
        if outcome.kind in ("question", "failed") and outcome.detail:
            yield label(outcome.detail)
    elif not isinstance(outcome, Answer):
        yield say("export.unfinished")
    else:
        if outcome.instead:
            yield as_sentence(label(outcome.instead))
        if outcome.status == "abstained":
            yield say("export.refused")
            yield as_sentence(one_line(outcome.reason or outcome.text))


def _problem_words(problem: Problem) -> str:
    broke_off = problem.kind == "failed" and problem.checked is not None
    return say("chat.problem_broke_off" if broke_off else f"chat.problem_{problem.kind}")


def verdict_line(verdict: Verdict) -> str:
    """The verdict, its score and its reason."""
    return say(
        "export.verdict_line",
        verdict=verdict_words(verdict.label),
        score=decimal(verdict.score, 2),
        reason=one_line(verdict.reason).rstrip("."),
    )


def remark(sentence: Sentence) -> str:
    """What a reader must know of a sentence that is not supported, with the words at fault; empty for all others."""
    verdict = sentence.verdict
    if verdict is None or verdict.label == "supported":
        return ""
    faults = (quoted(one_line(sentence.text[start:end])) for start, end in verdict.offending)
    told = ", ".join(faults)
    return f"{verdict_line(verdict)}; {say('export.offending', words=told)}" if told else verdict_line(verdict)


def nearest_of(exchange: Exchange) -> list[tuple[Hit, str, str]]:
    """The nearest passages where a question, or part of it, is not answered: passage, its text, why it is no answer."""
    outcome = exchange.outcome
    if not isinstance(outcome, Answer):
        return []
    why = outcome.coverage.why or ("",) * len(outcome.coverage.nearest)
    return [
        (hit, _shortened(hit.passage.text), say("panel.no_answer_why", why=reason) if reason else no_answer)
        for no_answer in (say("panel.no_answer"),)
        for hit, reason in zip(outcome.coverage.nearest, why, strict=True)
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _NEAREST_LENGTH else f"{text[:_NEAREST_LENGTH].rsplit(maxsplit=1)[0]} …"


def differing_of(exchange: Exchange) -> list[tuple[Disagreement, bool]]:
    """What the sources of an answer differ in, each with whether there is more than one such thing."""
    found = exchange.outcome.agreements if isinstance(exchange.outcome, Answer) else ()
    return [(one, len(found) > 1) for one in found]


def held_of(exchange: Exchange) -> tuple[HeldBack, ...]:
    """The sentences that were held back."""
    return exchange.outcome.held if isinstance(exchange.outcome, Answer) else ()


def fate_words(held: HeldBack) -> str:
    """What became of a sentence that was held back."""
    fate = say(f"answer.fate_{held.fate}")
    return f"{fate} {quoted(one_line(held.instead))}" if held.instead else fate


def footing(exchange: Exchange) -> Iterator[str]:
    """What stands below: what is left open, what was searched, who wrote and who checked."""
    answer = exchange.outcome
    if not isinstance(answer, Answer):
        return
    if answer.unanswered:
        parts = (say("export.open_part", question=part.question, reason=part.reason) for part in answer.unanswered)
        yield f"{say('export.open_parts')}: {as_sentence(one_line('; '.join(parts)))}"
    if answer.planted:
        titles = dict.fromkeys(quoted(label(place.source.title)) for place in answer.planted)
        yield counted("answer.planted", len(answer.planted), titles=", ".join(titles))
    yield " ".join([*_searched_words(answer), *_coverage_words(answer.coverage), *_as_of_words(answer)])
    judge = one_line(answer.judge)
    yield say("export.written_checked" if judge else "export.written", writer=_model_name(answer.writer), judge=judge)
    if answer.judge.startswith("rules") and "+" not in answer.judge:
        yield say("answer.limits")


def _model_name(name: str) -> str:
    """The name of a model; of one that is a file, the file's alone: where it lies is nobody else's affair."""
    return label(file_name(name.removeprefix("gguf:"))) if name.startswith("gguf:") else label(name)


def _searched_words(answer: Answer) -> Iterator[str]:
    if answer.new_topic:
        yield say("answer.new_topic")
    if not is_read_whole(answer.question):
        yield say("answer.searched_first", n=grouped(MOST_QUESTION_CHARS))
    elif answer.standalone_question.strip() != answer.question.strip():
        yield say("answer.searched_as", question=quoted(one_line(answer.standalone_question)))


def _coverage_words(coverage: Coverage) -> Iterator[str]:
    documents = counted("answer.documents", coverage.documents_searched)
    passages = counted("answer.passages", coverage.passages_searched)
    if coverage.failed_documents:
        unread = counted("answer.unread", coverage.failed_documents)
        yield say("answer.searched_unread", documents=documents, passages=passages, unread=unread)
    else:
        yield say("answer.searched", documents=documents, passages=passages)
    limits = {name: value for name, value in coverage.filters.items() if name != "documents"}
    if limits:
        yield say("answer.only", limits=", ".join(_limit(*each) for each in limits.items()))
    chosen = coverage.filters.get("documents", "").split()
    if chosen:
        yield counted("answer.only_in_chosen", len(chosen))


def _as_of_words(answer: Answer) -> Iterator[str]:
    if answer.as_of:
        yield say("answer.as_of", date=date_words(answer.as_of))


def _limit(name: str, value: str) -> str:
    if name not in _FILTERS:
        return say("export.filter_other", name=label(name), value=label(value))
    return say(f"answer.only_{name}", value=date_words(value) if name in ("since", "until") else label(value))


def particulars(source: Source, page: int | None) -> str:
    """Title, outlet, author, date and page of a document, in one line."""
    return ", ".join([label(source.title), *attribution(source, page)])


def runs_of(exchange: Exchange) -> Iterator[tuple[Source | None, list[Sentence]]]:
    """Sentences that belong together: neighbouring quotes of one document, with it; what is between, with None."""
    cited = {citation.number: citation.source for citation in exchange.citations}

    def quoted_from(sentence: Sentence) -> Source | None:
        return cited.get(sentence.citations[0]) if sentence.kind == "quote" and sentence.citations else None

    for source, run in groupby(sentences_of(exchange), quoted_from):
        yield source, list(run)


def reference_words(citation: Citation) -> str:
    """What is cited as a footnote names it, and the hash of its file."""
    named = reference(citation.source, citation.page, "chicago")
    return f"{named} {say('export.note_hash', hash=citation.source.sha256)}"


def as_corrected(exchange: Exchange, run: Sequence[Sentence]) -> str:
    """When and by which documents what sentences cite was corrected, each once; empty where it was not."""
    numbers = {number for sentence in run for number in sentence.citations}
    told = dict.fromkeys(corrected_words(one) for one in exchange.citations if one.number in numbers)
    return " ".join(f"{words}." for words in told if words)


def passage_note(bundle: Bundle, exchange: Exchange, citation: Citation) -> str:
    """What is to be said of a passage whose document is no longer what was quoted; empty where it is."""
    found = bundle.excerpt(exchange, citation)
    return say(_NOTES[found.state], date=date_words(found.superseded[:10])) if found.state in _NOTES else ""


def state_words(bundle: Bundle, key: FileKey) -> str:
    """What a cited version of a document, or its file, was when the export was made."""
    day = date_words(bundle.superseded(key)[:10])
    return say(f"export.state_{bundle.files.get(key, 'unchecked')}", date=day)


def cited_documents(bundle: Bundle) -> dict[FileKey, list[tuple[Exchange, Citation]]]:
    """The versions of documents that are cited, in order, each with where."""
    found: dict[FileKey, list[tuple[Exchange, Citation]]] = {}
    for exchange, citation in bundle.cited():
        found.setdefault(FileKey.of(citation.source), []).append((exchange, citation))
    return found


def document_rows(bundle: Bundle) -> list[tuple[str, str, str, str]]:
    """Title, file or address, hash and state of each version of a document that is cited."""
    rows = []
    for key, places in cited_documents(bundle).items():
        source = places[0][1].source
        rows.append((label(source.title), whereabouts(source.location), key.sha256, state_words(bundle, key)))
    return rows


def settings_of(bundle: Bundle) -> Mapping[str, str]:
    """When the export was made and what made its answers, by name."""
    said = {label(name): _model_name(value) for name, value in bundle.settings.items()}
    return {say("export.how_date"): moment_words(bundle.made), **said}
