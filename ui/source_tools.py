"""What a reader does with passages: walks them, chooses how they are shown, opens their file, copies them; pure HTML.

Raw HTML for the panel: all words in it went through :func:`ui.words.plain`. Nothing is filled in by the browser but
which choices are pressed: they are kept there.
"""

from typing import Final, get_args

from onrecord.sentences import fold
from onrecord.types import Source
from ui.reference import ReferenceStyle, reference
from ui.say import counted, say
from ui.words import in_english, is_address, label, plain, quoted

__all__ = ["actions_html", "address_html", "dated_html", "now_html", "tools_html"]

_VIEWS: Final = ("page", "text")

# What readers say of where a date was found, and the page's words for it; what else they say is shown as it is.
_DATED: Final = {
    "header line": "words.dated_header", "date line in the text": "words.dated_line",
    "file properties: created": "words.dated_created", "message header": "words.dated_message",
    "book's metadata": "words.dated_book", "feed": "words.dated_feed", "address": "words.dated_address",
    "date on the page": "words.dated_page", "page metadata": "words.dated_metadata",
    "time element": "words.dated_time", "set by hand": "words.dated_by_hand",
}  # fmt: skip


def tools_html(passages: int, *, pages: bool) -> str:
    """The row over the passages: to walk them, to choose page or text where there are pages, and a reference style."""
    view = _choice_html("view", _VIEWS) if pages else ""
    return (
        f'<div class="tools">{_walk_html(passages)}'
        f'<span class="choosers">{view}{_choice_html("style", get_args(ReferenceStyle))}</span></div>'
    )


def _walk_html(passages: int) -> str:
    previous, after = plain(say("panel.previous")), plain(say("panel.next"))
    return (
        f'<div class="walk" role="group" aria-label="{plain(say("panel.walk"))}">'
        f'<button type="button" class="step" value="-1" title="{previous}" aria-label="{previous}">‹</button>'
        f'<span class="place" role="status" data-total="{passages}">{plain(counted("panel.count", passages))}</span>'
        f'<button type="button" class="step" value="1" title="{after}" aria-label="{after}">›</button></div>'
    )


def _choice_html(name: str, values: tuple[str, ...]) -> str:
    """Buttons of which one is pressed: the first, until the browser says which was chosen."""
    buttons = "".join(
        f'<button type="button" class="choose" value="{name}-{value}" '
        f'aria-pressed="{"false" if place else "true"}">'
        f"{plain(say(f'panel.{name}_{value}'))}</button>"
        for place, value in enumerate(values)
    )
    return f'<span class="choice" role="group" aria-label="{plain(say(f"panel.{name}"))}">{buttons}</span>'


def address_html(source: Source, *, named: bool = False) -> str:
    """A link to the address on the web that a document is from, which learns nothing of this page.

    Args:
        source: its location is such an address: see :func:`ui.words.is_address`.
        named: whether a screen reader is told the document's title with it.
    """
    words = plain(say("panel.open_address_of", title=label(source.title)))
    name = f' aria-label="{words}"' if named else ""
    return (
        f'<a class="original" href="{plain(source.location)}" target="_blank" rel="noopener noreferrer"{name}>'
        f"{plain(say('panel.open_address'))}</a>"
    )


def dated_html(source: Source) -> str:
    """Where the date of a document was found, to stand behind it; an empty string where that is not known."""
    if not source.published or not source.published_from:
        return ""
    key = _DATED.get(source.published_from)
    words = plain(say(key)) if key else in_english(f"<bdi>{plain(label(source.published_from))}</bdi>")
    return f' <small class="dated">({words})</small>'


def now_html(source: Source) -> str:
    """A link to the text of a document as it is on record now, for a passage of an earlier version."""
    name = plain(say("panel.now_of", title=label(source.title)))
    return (
        f'<a class="now" href="texts/{plain(source.document_id)}" target="_blank" rel="noopener" '
        f'aria-label="{name}">{plain(say("panel.now"))}</a>'
    )


def actions_html(source: Source, page: int | None, quote: str, *, opens: bool) -> str:
    """What can be done with one passage: its file or address opened, and its words copied with a reference.

    Args:
        source: its document.
        page: that it starts on; None for a format without pages.
        quote: its words.
        opens: whether the file is there and is what was ingested.
    """
    texts = "".join(
        f'<span data-style="{style}">{plain(f"{quoted(fold(quote))} {reference(source, page, style)}")}</span>'
        for style in get_args(ReferenceStyle)
    )
    return (
        f'<div class="actions">{_open_html(source, opens)}'
        f'<button type="button" class="copyquote">{plain(say("panel.copy"))}</button>'
        f'<span class="references" hidden>{texts}</span></div>'
    )


def _open_html(source: Source, opens: bool) -> str:
    if is_address(source.location):
        return address_html(source)
    if not opens:
        return ""
    return (
        f'<a class="original" href="originals/{plain(source.document_id)}" target="_blank" rel="noopener">'
        f"{plain(say('panel.open'))}</a>"
    )
