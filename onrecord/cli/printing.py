"""What the commands print, for people and for programs."""

import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from onrecord.agreement import Disagreement, Version
from onrecord.answering.speaker import spoken_in
from onrecord.answers import Answer, Citation, Coverage, Fate, HeldBack, Usage
from onrecord.cli.dating import as_of, asked_time, corrected_by, corrected_lines, filtered, moment_lines
from onrecord.contract import hits_json
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from onrecord.sentences import fold
from onrecord.types import Hit, Place

__all__ = [
    "GLYPHS",
    "aligned",
    "answer_text",
    "fail",
    "hits_rows",
    "hits_text",
    "json_out",
    "json_text",
    "progress",
    "safe",
]

_SHOWN_CHARS = 200
GLYPHS = {"supported": "\u25cf", "partly": "\u25d0", "unsupported": "\u25cb"}
_FATES: Final[Mapping[Fate, str]] = {"repaired": "said anew: ", "replaced": "in its place: ", "dropped": "left out"}


def safe(text: str) -> str:
    """``text`` on one line, without characters that would steer a terminal or reverse what is read."""
    return aligned(fold(text))


def aligned(line: str) -> str:
    """``line`` with the spaces that lay it out, without characters that would steer a terminal or reverse it."""
    return "".join(letter if unicodedata.category(letter)[0] != "C" else "\ufffd" for letter in line)


def json_text(value: object, indent: int | None = None) -> str:
    """``value`` as JSON, readable where it can be encoded; lone surrogates, which cannot, are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def json_out(value: object) -> None:
    """One JSON value on standard output."""
    sys.stdout.write(json_text(value, indent=2) + "\n")


def fail(error: Exception, as_json: bool, code: int) -> NoReturn:
    """Say what went wrong, on standard error, or as the one JSON value; then exit.

    Errors hold names of files and words of servers, which are let do nothing to a terminal.
    """
    if as_json:
        json_out({"error": str(error)})
    else:
        told = "\n".join(aligned(line) for line in str(error).splitlines())
        print(f"onrecord: {told}", file=sys.stderr)
    sys.exit(code)


def _where(citation: Citation | Version) -> str:
    source = citation.source
    parts = [
        f"\u201c{safe(source.title)}\u201d",
        source.outlet or source.author,
        source.published,
        f"p. {citation.page}" if citation.page else None,
        safe(Path(source.location).name),
    ]
    return ", ".join(safe(part) for part in parts if part)


def answer_text(answer: Answer) -> str:
    """An answer for people: the quotes with their marks and verdicts, then the sources, then what was searched.

    Above it stands what a reader must know first: that no chat model wrote it although one is set, and what was
    searched for; below it what a chat model took, what it wrote that is not shown, and what was left aside.
    """
    above, below = _above(answer), [*_usage(answer), *_held(answer.held), *_planted(answer.planted)]
    shown = _refusal(answer) if answer.status == "abstained" else _body(answer)
    parts = ("\n".join(lines).strip("\n") for lines in (above, shown, below))
    return "\n\n".join(part for part in parts if part)


def _above(answer: Answer) -> list[str]:
    lines = [safe(answer.instead), ""] if answer.instead else []
    if answer.new_topic:
        lines.append("A new topic: the conversation before it is left aside.")
    if answer.standalone_question != fold(answer.question):
        lines.append(_searched_for(answer))
    return lines


def _refusal(answer: Answer) -> list[str]:
    return [safe(answer.text), *filter(None, [filtered(answer.coverage.filters)]), "", *_nearest(answer.coverage)]


def _body(answer: Answer) -> list[str]:
    lines: list[str] = []
    for sentence in answer.sentences:
        if sentence.kind == "framing" or sentence.verdict is None:
            lines += ["", safe(sentence.text)]
            continue
        marks = "".join(f" [{number}]" for number in sentence.citations)
        words = f"\u201c{safe(sentence.text)}\u201d" if sentence.kind == "quote" else safe(sentence.text)
        said = f" \u2014 {safe(sentence.said_by)}" if sentence.said_by else ""
        lines.append(f"  {GLYPHS[sentence.verdict.label]} {words}{marks}{said}")
        lines += [f"    {safe(line)}" for line in moment_lines(sentence, answer.citations)]
        lines += [f"    {safe(line)}" for line in corrected_lines(sentence, answer.citations)]
        if sentence.verdict.label != "supported":
            lines.append(f"    {sentence.verdict.label}: {safe(sentence.verdict.reason)}")
    lines += _differing(answer.agreements)
    lines += ["", "Sources", *(f"  [{citation.number}] {_where(citation)}" for citation in answer.citations)]
    coverage = answer.coverage
    lines += ["", *filter(None, [asked_time(answer), as_of(answer)])]
    lines.append(f"Searched {coverage.documents_searched} documents, {coverage.passages_searched} passages.")
    lines += filter(None, [filtered(coverage.filters)])
    if coverage.failed_documents:
        lines.append(f"{coverage.failed_documents} could not be read: onrecord documents list")
    return lines


def _differing(agreements: Sequence[Disagreement]) -> list[str]:
    """Where the sources differ: each version with who says so, and where else it is printed."""
    lines: list[str] = []
    for one in agreements:
        about = f" on \u201c{safe(one.question)}\u201d" if one.unasked or len(agreements) > 1 else ""
        lines += ["", f"The sources differ{about}:"]
        for version in one.versions:
            notes = [note for note, on in (("latest", version.latest), ("correction", version.correction)) if on]
            marked = f" ({', '.join(notes)})" if notes else ""
            said = f" \u2014 {safe(version.speaker)}" if version.speaker else ""
            lines.append(f"  {safe(version.value)}{marked}{said}: {_where(version)}{_also(version.reprints)}")
            lines.append(f"     \u201c{safe(version.quote)}\u201d")
    return lines


def _usage(answer: Answer) -> list[str]:
    """What a chat model took, on one line; nothing where none was asked."""
    if answer.usage is None:
        return []
    told = ", ".join((*_spent(answer.usage), *_amiss(answer.usage)))
    wrote = "Written by" if answer.status == "answered" and not answer.instead else "Asked"
    return [f"{wrote} {safe(answer.usage.model)}: {told}."]


def _spent(usage: Usage) -> Iterator[str]:
    if usage.cached:
        yield "an earlier reply to the same question (--fresh asks anew)"
    if usage.tokens_in is not None:
        yield f"{usage.tokens_in:,} tokens in"
    if usage.tokens_out is not None:
        yield f"{usage.tokens_out:,} out" if usage.tokens_in is not None else f"{usage.tokens_out:,} tokens out"
    if usage.first_word_ms is not None and not usage.cached:
        yield f"first word after {usage.first_word_ms / 1000:,.1f} s"
    yield _counted(usage.passages, "passage")
    if usage.requests > 1:
        yield _counted(usage.requests, "request")


def _amiss(usage: Usage) -> Iterator[str]:
    """In what a model did not write as it was asked to."""
    if usage.unmarked:
        yield f"{_counted(usage.unmarked, 'sentence')} that named no passage"
    if usage.unknown_marks:
        yield f"{_counted(usage.unknown_marks, 'mark')} of no passage dropped"
    if usage.truncated:
        yield "cut off at its limit"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _held(held: tuple[HeldBack, ...]) -> list[str]:
    """What a chat model wrote and is not shown as part of the answer, each with why and with what became of it."""
    if not held:
        return []
    whose = "its" if len(held) == 1 else "their"
    lines = [f"Held back: {_counted(len(held), 'sentence')} that {whose} passages do not support."]
    for one in held:
        lines += [
            f"  {GLYPHS[one.verdict.label]} {safe(one.text)}",
            f"    {one.verdict.label}: {safe(one.verdict.reason)}",
            f"    {_FATES[one.fate]}{safe(one.instead)}",
        ]
    return lines


def _planted(places: tuple[Place, ...]) -> list[str]:
    """Where instructions to machines stand that were left aside."""
    if not places:
        return []
    told = dict.fromkeys(
        f"\u201c{safe(one.source.title)}\u201d{f', p. {one.page}' if one.page else ''}" for one in places
    )
    return [f"Left aside, because it instructs machines that read it: {'; '.join(told)}."]


def _searched_for(answer: Answer) -> str:
    if not is_read_whole(answer.question):
        return f"The question is long: only its first {MOST_QUESTION_CHARS:,} characters were searched for."
    return f"Searched for: {safe(answer.standalone_question)}"


def _nearest(coverage: Coverage) -> list[str]:
    """The nearest passages, each with why it is no answer."""
    if not coverage.nearest:
        return []
    why = coverage.why or ("",) * len(coverage.nearest)
    rows = zip(coverage.nearest, why, strict=True)
    return ["Nearest, but no answer:", *(f"  - {_hit_line(hit)}{_because(reason)}" for hit, reason in rows)]


def _because(reason: str) -> str:
    return f"\n     {safe(reason)}" if reason else ""


def _hit_line(hit: Hit) -> str:
    page = f", p. {hit.passage.page}" if hit.passage.page else ""
    words = safe(hit.passage.quote(hit.evidence[0]) if hit.evidence else hit.passage.text)
    cut = "\u2026" if len(words) > _SHOWN_CHARS else ""
    said = ", ".join(safe(part) for part in spoken_in(hit) if part)
    by = f" \u2014 {said}" if said else ""
    line = f"\u201c{safe(hit.source.title)}\u201d{page}: {words[:_SHOWN_CHARS]}{cut}{by}"
    corrected = f"\n     {safe(corrected_by(hit.corrected.source))}" if hit.corrected else ""
    return f"{line}{corrected}{_also(hit.places)}"


def _also(places: tuple[Place, ...]) -> str:
    """Where nearly the same passage stands too, on a line of its own; empty for nowhere."""
    titles = dict.fromkeys(f"\u201c{safe(place.source.title)}\u201d" for place in places)
    return f"\n     also in {'; '.join(titles)}" if titles else ""


def hits_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Hits for programs: ``speaker`` and ``role`` are of whoever says the best sentence, null where nobody does."""
    said = [dict(zip(("speaker", "role"), spoken_in(hit), strict=True)) for hit in hits]
    return [row | spoken for row, spoken in zip(hits_json(hits), said, strict=True)]


def hits_text(hits: Sequence[Hit]) -> str:
    """Hits for people, one to a line with its best sentence, who says it, and by what its document was corrected."""
    if not hits:
        return "Nothing found."
    return "\n".join(f"{rank:>3}. {_hit_line(hit)}" for rank, hit in enumerate(hits, 1))


@contextmanager
def progress(quiet: bool, doing: str = "Indexing") -> Iterator[Any]:
    """A progress bar on standard error; yields a callback ``(done, total, name)``, or None when quiet."""
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, name="")

        def show(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, name=safe(name)[:40])

        yield show
