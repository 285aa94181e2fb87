"""A checked draft as HTML: the draft itself, what was found of one sentence, how far the check is; pure.

The page puts it into ``gr.HTML`` as it is, so all words of drafts, documents and judges went through
:func:`ui.words.plain`. What the script of the tab has to know stands in ``data-`` attributes and holds our own words
only: ids, places and names of marks.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from onrecord.desk import CheckedClaim
from onrecord.sentences import fold, iter_blocks
from ui.draft_passages import passages_html
from ui.draft_run import Draft, Mark, Unchecked
from ui.say import counted, decimal, grouped, say
from ui.words import as_sentence, date_words, in_english, label, plain

__all__ = [
    "EXPORTS",
    "MOST_CHARS",
    "TALLIED",
    "blocks",
    "checked_by",
    "details_html",
    "file_html",
    "hint_html",
    "limits",
    "news_html",
    "note_html",
    "offending",
    "progress_html",
    "sheet_html",
    "summary_html",
    "tally_words",
    "too_long",
]

MOST_CHARS: Final = 100_000
"""The longest draft that is checked at once, in characters."""

EXPORTS: Final = (("md", "Markdown"), ("docx", "Word"), ("html", "HTML"), ("csv", "CSV"))
"""Kind -> its name, the same in every language."""
TALLIED: Final[tuple[Mark, ...]] = ("supported", "partly", "unsupported", "unchecked")
"""The marks that are counted, in that order."""

_EMPTY_LINE: Final = re.compile(r"\n[^\S\n]*\n")


def blocks(draft: Draft) -> Iterator[tuple[bool, list[int]]]:
    """Paragraphs, headings, list items and the like, each as the places of its sentences.

    The first value says whether an empty line stands before it.
    """
    starts = {block.start for block in iter_blocks(draft.text)}
    end, run, parted = 0, list[int](), True
    for place, claim in enumerate(draft.claims):
        between = draft.text[end : claim.start]
        if run and any(at in starts for at in range(end, claim.start + 1)):
            yield parted, run
            run, parted = [], _EMPTY_LINE.search(between) is not None
        run.append(place)
        end = claim.end
    if run:
        yield parted, run


def sheet_html(draft: Draft) -> str:
    """The draft in its own paragraphs, each sentence with its mark as far as it is known."""
    lines = "".join(
        f'<p class="block{" parted" if parted else ""}" dir="auto">{_block_html(draft, run)}</p>'
        for parted, run in blocks(draft)
    )
    return (
        f'<section class="sheet" tabindex="-1" data-run="{draft.id}" aria-label="{plain(say("draft.sheet"))}">{lines}'
        "</section>"
    )


def _block_html(draft: Draft, run: Sequence[int]) -> str:
    """The sentences of a block; white space between two is one space, and there is none where the draft has none."""
    return "".join(
        f"{' ' if at and draft.claims[place - 1].end < draft.claims[place].start else ''}{_sentence_html(draft, place)}"
        for at, place in enumerate(run)
    )


def news_html(draft: Draft, places: Iterable[int], ended: bool = False) -> str:
    """Sentences that were checked since the sheet was sent, for the script to put in their places; never seen itself.

    ``ended`` says that nothing more comes.
    """
    told = f'<p class="told">{plain(tally_words(draft))}</p>' if ended else ""
    pieces = "".join(_sentence_html(draft, place) for place in places)
    return f'<div class="news" data-run="{draft.id}" data-ended="{"1" if ended else "0"}">{told}{pieces}</div>'


def _sentence_html(draft: Draft, place: int) -> str:
    mark, found = draft.mark(place), draft.found.get(place)
    if mark == "none":
        return f'<span class="sent none" data-i="{place}">{plain(fold(draft.words(place)))}</span>'
    said = f'<span class="said">{_said(draft, place)}</span>'
    words = plain(say(f"draft.verdict_{mark}"))
    flag = f' <span class="flag" dir="auto">{words}</span>' if mark not in {"supported", "pending"} else ""
    heard = "" if flag else f'<span class="sr" dir="auto">{words}: </span>'
    doubtful = " doubtful" if found is not None and mark != "supported" else ""
    return (
        f'<span class="sent {mark}{doubtful}" data-i="{place}" role="button" tabindex="-1">'
        f'<span class="claim"><span class="verdict" aria-hidden="true"></span>{heard}{said}</span>{flag}</span>'
    )


def _said(draft: Draft, place: int) -> str:
    """The words of a sentence; those in doubt stand out."""
    found = draft.found.get(place)
    if not isinstance(found, CheckedClaim):
        return plain(fold(draft.words(place)))
    return "".join(
        f'<span class="off">{plain(words)}</span>' if off else plain(words) for words, off in offending(found)
    )


def offending(found: CheckedClaim) -> list[tuple[str, bool]]:
    """The words of a sentence in pieces, in order; the second value says whether a piece is in doubt."""
    pieces, done = list[tuple[str, bool]](), 0
    for start, end in found.verdict.offending:
        pieces += [(found.text[done:start], False), (found.text[start:end], True)]
        done = end
    return [(words, off) for words, off in [*pieces, (found.text[done:], False)] if words]


# ---- how far it is, and what came of it -----------------------------------------------------------------------------


def progress_html(draft: Draft) -> str:
    """How far the check is, what it found so far, and a way to stop; laid out as the summary that follows it."""
    done, total = len(draft.found), draft.total
    words = plain(say("draft.progress", done=grouped(done), n=grouped(total)))
    bar = f'<progress max="{total}" value="{done}" aria-label="{plain(say("draft.reading"))}"></progress>'
    stop = f'<button type="button" class="stop">{plain(say("draft.stop"))}</button>'
    going = f'<div class="going">{bar}<span class="far">{words}</span>{stop}</div>'
    return _summary_html(draft, going)


def note_html(words: str, failed: bool = False) -> str:
    """One line under the field."""
    return f'<p class="{"failed" if failed else "note"}" role="{"alert" if failed else "status"}">{plain(words)}</p>'


def summary_html(draft: Draft, trouble: str = "") -> str:
    """What came of the check, and what can be done with it; ``trouble`` says why it ended early."""
    note = f'<p class="failed">{plain(trouble)}</p>' if trouble else ""
    return _summary_html(draft, f"{_tools_html(_doubtful(draft))}{note}")


def _doubtful(draft: Draft) -> int:
    return sum(number for mark, number in draft.tally().items() if mark != "supported")


def _summary_html(draft: Draft, tools: str) -> str:
    tally = draft.tally()
    counts = "".join(
        f'<li class="{mark}"><span class="verdict" aria-hidden="true"></span>'
        f"{plain(say(f'draft.tally_{mark}', n=grouped(tally[mark])))}</li>"
        for mark in TALLIED
        if tally[mark] or mark != "unchecked"
    )
    return (
        f'<section class="summary" aria-label="{plain(say("draft.summary"))}"><ul class="counts">{counts}</ul>'
        f'{tools}<p class="by">{plain(checked_by(draft))}</p></section>'
    )


def checked_by(draft: Draft) -> str:
    """Which judge checked it and when, and what that judge cannot see."""
    return f"{say('draft.by', judge=label(draft.judge), date=date_words(draft.date))} {limits(draft.judge)}".rstrip()


def limits(judge: str) -> str:
    """What a judge of that name cannot see; empty where that is not known."""
    return say("draft.rules_see") if judge.startswith("rules") and "+" not in judge else ""


def tally_words(draft: Draft) -> str:
    """How many sentences have each verdict, on one line; an empty one where none was reached."""
    tally = draft.tally()
    return ", ".join(say(f"draft.tally_{mark}", n=grouped(tally[mark])) for mark in TALLIED if tally[mark])


def _tools_html(doubtful: int) -> str:
    """Which sentences are shown, the way from one in doubt to the next, and the exports."""
    off = "" if doubtful else " disabled"
    steps = (("-1", plain(say("draft.previous")), "↑"), ("1", plain(say("draft.next")), "↓"))
    walk = "".join(
        f'<button type="button" class="walk" data-walk="{step}" aria-label="{words}" title="{words}"{off}>'
        f"{sign}</button>"
        for step, words, sign in steps
    )
    show = (
        '<button type="button" class="show" data-show="all" aria-pressed="true">'
        f"{plain(say('draft.show_all'))}</button>"
        f'<button type="button" class="show" data-show="doubtful" aria-pressed="false"{off}>'
        f'{plain(say("draft.show_doubtful"))} <span class="count">{grouped(doubtful)}</span></button>'
    )
    exports = "".join(
        f'<button type="button" class="export" data-kind="{kind}">{name}</button>' for kind, name in EXPORTS
    )
    return (
        f'<div class="tools"><div class="group" role="group" aria-label="{plain(say("draft.show"))}">{show}{walk}</div>'
        f'<div class="group" role="group" aria-label="{plain(say("draft.export"))}">'
        f'<span class="name">{plain(say("draft.export"))}</span>{exports}</div></div>'
    )


# ---- one sentence ---------------------------------------------------------------------------------------------------


def details_html(draft: Draft, place: int, ended: bool = True, originals: bool = True) -> str:
    """Why a sentence has its verdict, and the passages nearest to it.

    Args:
        draft: as it stands now.
        place: of the sentence, in ``draft.claims``.
        ended: whether the check is over.
        originals: whether the page serves the files of documents.
    """
    mark, found = draft.mark(place), draft.found.get(place)
    if isinstance(found, CheckedClaim):
        told = _verdict_html(mark, found, limits(draft.judge)) + passages_html(found, originals)
    else:
        why = found.reason if isinstance(found, Unchecked) else _why_not(mark, ended)
        told = f'<p class="reason">{plain(as_sentence(why))}</p>'
    name = plain(say("draft.details"))
    return (
        f'<section class="found {mark}" data-run="{draft.id}" data-of="{place}" aria-label="{name}">'
        f'<blockquote dir="auto">{_said(draft, place)}</blockquote>{told}</section>'
    )


def hint_html() -> str:
    """What to do where no sentence is selected yet."""
    return f'<p class="hint">{plain(say("draft.select_sentence"))}</p>'


def _why_not(mark: Mark, ended: bool) -> str:
    if mark == "none":
        return say("draft.frames")
    return say("draft.never") if ended else say("draft.awaited")


def _verdict_html(mark: Mark, found: CheckedClaim, cannot: str) -> str:
    verdict = found.verdict
    beside = f' <span class="limits">{plain(cannot)}</span>' if cannot and verdict.score < 1.0 else ""
    return (
        f'<p class="weighed"><span class="verdict" aria-hidden="true"></span><strong>'
        f'{plain(say(f"draft.verdict_{mark}"))}</strong> <span class="score" title="{plain(say("draft.score_title"))}">'
        f"{plain(say('draft.score', score=decimal(verdict.score, 2)))}</span></p>"
        f'<p class="reason"><span dir="auto">{in_english(plain(as_sentence(verdict.reason)))}</span>{beside}</p>'
    )


# ---- files to take along --------------------------------------------------------------------------------------------


def file_html(name: str, media: str, content: bytes, number: int) -> str:
    """A file for the script to hand to the browser; ``number`` tells it from the one before."""
    held = base64.b64encode(content).decode("ascii")
    return (
        f'<span class="file" data-number="{number}" data-name="{plain(name)}" data-media="{media}" '
        f'data-content="{held}"></span>'
    )


def too_long(characters: int) -> str:
    """What to say of a draft that is too long."""
    return counted("draft.too_long", characters - MOST_CHARS, most=grouped(MOST_CHARS))
