"""The passages that a sentence of a draft was held against, as HTML; pure.

All words of documents went through :func:`ui.words.plain`.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from onrecord.agreement import Contradiction
from onrecord.desk import CheckedClaim
from onrecord.sentences import fold
from onrecord.types import Hit
from ui.say import say
from ui.sentences import attribution
from ui.source_tools import address_html
from ui.words import as_sentence, in_english, is_address, label, plain

__all__ = ["Excerpted", "excerpted", "others", "passages_html", "said_by"]

# Characters shown on either side of the words of a passage that come nearest.
_AROUND: Final = 320


def passages_html(found: CheckedClaim, originals: bool) -> str:
    """What other documents say otherwise, and the passages nearest to a sentence.

    Args:
        found: what was found of it.
        originals: whether the page serves the files of documents.
    """
    if not found.hits and not found.contradicted:
        return f'<p class="reason">{plain(say("draft.no_passages"))}</p>'
    contrary = "".join(_contrary_html(one, originals) for one in found.contradicted)
    said = f"<h3>{plain(say('draft.otherwise'))}</h3>{contrary}" if contrary else ""
    hits = "".join(_hit_html(hit, originals) for hit in others(found))
    return f"{said}<h3>{plain(say('draft.passages'))}</h3>{hits}" if hits else said


def others(found: CheckedClaim) -> list[Hit]:
    """The passages nearest to a sentence, those left out that say otherwise: they are shown before."""
    said = {(one.hit.source.document_id, one.hit.passage.start, one.hit.passage.end) for one in found.contradicted}
    return [hit for hit in found.hits if (hit.source.document_id, hit.passage.start, hit.passage.end) not in said]


def said_by(one: Contradiction) -> str:
    """Who says otherwise, where the document tells; else empty; not yet escaped."""
    return say("answer.said", name=label(one.speaker)) if one.speaker else ""


def _contrary_html(one: Contradiction, originals: bool) -> str:
    why = f'<p class="reason contrary" dir="auto">{in_english(plain(as_sentence(one.reason)))}</p>'
    return f"{why}{_hit_html(one.shown, originals, said_by(one))}"


def _hit_html(hit: Hit, originals: bool, speaker: str = "") -> str:
    shown, title = excerpted(hit), label(hit.source.title)
    details = "".join(f"<span>{plain(part)}</span>" for part in (*attribution(hit.source, shown.page), speaker) if part)
    link = ""
    if is_address(hit.source.location):
        link = address_html(hit.source, named=True)
    elif originals:
        at = f"#page={shown.page}" if shown.page and hit.source.format == "pdf" else ""
        link = (
            f'<a class="original" href="originals/{plain(quote(hit.source.document_id, safe=""))}{at}" target="_blank" '
            f'rel="noopener" aria-label="{plain(say("draft.open_original_of", title=title))}">'
            f"{plain(say('draft.open_original'))}</a>"
        )
    words = f"{plain(shown.before)}<mark>{plain(shown.best)}</mark>" if shown.best else plain(shown.before)
    return (
        f'<article class="hit"><h4 dir="auto">{plain(title)}</h4><p class="where">{details}{link}</p>'
        f'<p class="passage" dir="auto">{words}{plain(shown.after)}</p></article>'
    )


@dataclass(frozen=True, slots=True)
class Excerpted:
    """A passage as it is shown: white space folded, cut around its best sentence; not escaped.

    Attributes:
        before: words before the best sentence; all of them where none is known to be best.
        best: the best sentence, or an empty string.
        after: words after it.
        page: the page that the best sentence starts on, or the passage; None for a format without pages.
    """

    before: str
    best: str
    after: str
    page: int | None


def excerpted(hit: Hit) -> Excerpted:
    """The passage of a hit around the sentence of it that comes nearest; whole where it is short."""
    passage = hit.passage
    if not hit.evidence:
        words = fold(passage.text)
        cut = words[: 2 * _AROUND].rsplit(maxsplit=1)[0] if len(words) > 2 * _AROUND else words
        return Excerpted(cut, "", " …" if len(cut) < len(words) else "", passage.page)
    span = hit.evidence[0]
    before, after = passage.text[: span.start - passage.start], passage.text[span.end - passage.start :]
    head, tail = fold(before), fold(after)
    if len(head) > _AROUND:
        head = f"… {head[-_AROUND:].partition(' ')[2]}"
    if len(tail) > _AROUND:
        tail = f"{tail[:_AROUND].rpartition(' ')[0]} …"
    parted = " " if head and before[-1:].isspace() else ""
    return Excerpted(
        f"{head}{parted}", fold(passage.quote(span)), f" {tail}" if after[:1].isspace() and tail else tail,
        passage.page_of(span),
    )  # fmt: skip
