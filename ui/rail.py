"""The pane beside the conversation: all conversations that are kept, and where the next question looks."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final, Protocol

import gradio as gr

from onrecord.conversations import Conversation
from onrecord.errors import OnrecordError
from onrecord.types import Filters
from ui.look import script
from ui.say import counted, label_key, say
from ui.talks import Tab, Talks
from ui.words import date_words, label, plain

__all__ = ["MOST_LISTED", "Rail", "SearchScope", "bar_html", "fresh_button", "rail_html"]

_log: Final = logging.getLogger(__name__)

MOST_LISTED: Final = 500
"""So many conversations are listed; older ones are found by their words."""


class SearchScope(Protocol):
    """Components that limit where a question looks."""

    @property
    def inputs(self) -> list[Any]:
        """The components whose values :meth:`filters` takes."""
        ...

    def lay_out(self) -> None:
        """Create them in the current Gradio context."""
        ...

    def refresh(self, blocks: gr.Blocks) -> None:
        """Have them filled when the page is opened."""
        ...

    def filters(self, *values: Any) -> Filters:  # noqa: ANN401 - as the browser sends them
        """What their values mean.

        Raises:
            OnrecordError: they cannot be used; says why.
        """
        ...


class Rail:
    """The components of the pane; the conversation beside it attaches most events, for they change both.

    Attributes:
        fresh: the button that begins a new conversation; None where none is kept, for there is no list then.
        search: the field to find conversations in.
        listed: the list; its script triggers ``select`` (open), ``edit`` (rename), ``delete``, ``undo`` (edit a
            question, or leave that) and ``focus`` (the tab is looked at again).
    """

    def __init__(self, talks: Talks, scope: SearchScope | None) -> None:
        """Lay the components out in the current Gradio context.

        Args:
            talks: all conversations.
            scope: laid out below the list; None for none.
        """
        self._talks = talks
        kept = talks.kept is not None
        with gr.Column(scale=1, min_width=200, elem_id="rail", elem_classes=[] if kept or scope else ["none"]):
            self.fresh = fresh_button() if kept else None
            self.search = gr.Textbox(
                elem_id="find", label=label_key("rail.search"), show_label=False, container=False, max_lines=1,
                placeholder=label_key("rail.search"), max_length=200, visible=kept,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )  # fmt: skip
            self.listed = gr.HTML("", elem_id="listed", js_on_load=script("rail"))
            if scope is not None:
                scope.lay_out()

    def shown(self, tab: Tab, told: str = "", *, whole: bool = False) -> dict[Any, Any]:
        """The list as it should be in a tab now; nothing where it has that already.

        ``told`` is what went wrong, if anything; ``whole`` gives the list in any case.
        """
        html = self._html(tab, told)
        listed = blake2b(html.encode(errors="surrogatepass"), digest_size=16).digest() if html else b""
        if listed == tab.listed and not whole:
            return {}
        tab.listed = listed
        return {self.listed: html}

    def _html(self, tab: Tab, told: str) -> str:
        open_id = tab.talk.id if tab.talk.exchanges else ""
        if self._talks.kept is None:
            return ""
        try:
            listed = self._talks.listed(tab.words, MOST_LISTED)
        except OnrecordError as error:
            return rail_html([], open_id, _stand(tab), told=str(error), title=_asked_first(tab))
        except Exception:  # noqa: BLE001 - whatever it is, the conversation beside it goes on
            _log.exception("could not list the conversations")
            return rail_html([], open_id, _stand(tab), told=say("rail.ours"), title=_asked_first(tab))
        if not tab.words:
            listed = [*_begun(tab, {one.id for one in listed}), *listed]
        title = "" if not open_id or any(one.id == open_id for one in listed) else self._title(tab)
        return rail_html(
            listed, open_id, _stand(tab), words=tab.words, told=told, follows=bool(tab.follows), title=title
        )  # fmt: skip

    def _title(self, tab: Tab) -> str:
        """Of the open conversation, where the words that are searched for are not in it."""
        try:
            every = self._talks.listed("", MOST_LISTED)
        except Exception:  # noqa: BLE001 - the page has another name for it
            _log.exception("could not look up the title of a conversation")
            every = []
        return next((one.title for one in every if one.id == tab.talk.id), _asked_first(tab))

    def attempted(self, tab: Tab, act: Callable[[], object]) -> dict[Any, Any]:
        """The list after something was done to it, with what went wrong if it could not be."""
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            if not isinstance(error, OnrecordError):
                _log.exception("could not change the conversations")
            return self.shown(tab, str(error) if isinstance(error, OnrecordError) else say("rail.ours"), whole=True)
        return self.shown(tab, whole=True)


def _stand(tab: Tab) -> tuple[str, int]:
    return tab.id, tab.opened.number


def _asked_first(tab: Tab) -> str:
    """The first question of the open conversation, which is its title until it is renamed."""
    return next((exchange.question for exchange in tab.talk.exchanges), "")


def _begun(tab: Tab, listed: Collection[str]) -> Iterator[Conversation]:
    """Those of a tab that are not listed: their first answer is awaited, or the open one is older than all listed."""
    talks = {talk.id: talk for talk in (tab.talk, *list(tab.awaiting.values()))}
    for talk in talks.values():
        first = next(iter(talk.exchanges), None)
        if first is not None and talk.id not in listed:
            yield Conversation(talk.id, label(first.question), first.asked, first.asked, 0)


def fresh_button() -> gr.Button:
    """Begins a new conversation."""
    return gr.Button(label_key("rail.new"), elem_id="renew", size="sm", variant="secondary")


def rail_html(  # noqa: PLR0913 - each is one thing that the list says
    conversations: Sequence[Conversation], open_id: str, stand: tuple[str, int] = ("", 0), *, words: str = "",
    told: str = "", follows: bool = False, title: str = "",
) -> str:  # fmt: skip
    """The list of conversations; pure.

    Args:
        conversations: in the order to show; one without exchanges is not kept yet, and can only be opened.
        open_id: id of the one that is open; empty where it is a new one.
        stand: the id of the tab, and the number of the choice that opened what is open: by these the page's script
            sees whether what comes follows what was chosen last.
        words: what they were searched for; empty where they are all.
        told: what went wrong; empty where nothing did.
        title: of the open one, where it is not among them.
        follows: has the page's script ask for news of an answer that is told to another tab.
    """
    title = next((one.title for one in conversations if one.id == open_id), title)
    title = label(title) if title else ""
    note = f'<p class="wrong" role="alert">{plain(told)}</p>' if told else ""
    if words:
        note += f'<p class="note" role="status">{plain(counted("rail.found", len(conversations)))}</p>'
    elif not conversations and not told:
        note += f'<p class="note">{plain(say("rail.none"))}</p>'
    more = f'<p class="note">{plain(say("rail.more"))}</p>' if len(conversations) >= MOST_LISTED else ""
    rows = "".join(_row_html(one, one.id == open_id) for one in conversations)
    return (
        f'<nav aria-label="{plain(say("rail.list"))}" data-open="{plain(open_id)}" data-title="{plain(title)}" '
        f'data-tab="{plain(stand[0])}" data-chosen="{stand[1]}"{" data-follows" if follows else ""}>'
        f"{note}<ul>{rows}</ul>{more}</nav>"
    )


def _row_html(one: Conversation, is_open: bool) -> str:
    title, name = plain(label(one.title)), plain(one.id)
    current = ' aria-current="page"' if is_open else ""
    when = f'<time datetime="{plain(one.changed)}">{plain(date_words(one.changed[:10]))}</time>'
    buttons = "".join(
        f'<button type="button" class="{act}" value="{name}" title="{plain(say(f"rail.{act}"))}" '
        f'aria-label="{plain(say(f"rail.{act}_named", title=label(one.title)))}"></button>'
        for act in (("rename", "remove") if one.exchanges else ())
    )
    link = f'<a href="?c={name}" title="{title}"{current}><span class="title" dir="auto">{title}</span>{when}</a>'
    return f"<li>{link}{buttons}{_take_html(one) if is_open and one.exchanges else ''}</li>"


def _take_html(one: Conversation) -> str:
    """The forms in which the whole of a conversation can be taken along."""
    forms = {"html": "rail.take_pack", "docx": "rail.take_word", "md": "rail.take_markdown"}
    links = " ".join(
        f'<a href="export/conversation/{plain(one.id)}.{form}" title="{plain(say("rail.take_whole"))}">'
        f"{plain(say(key))}</a>"
        for form, key in forms.items()
    )
    return f'<p class="take">{plain(say("rail.take"))} {links}</p>'


def bar_html(limited: bool = False) -> str:
    """What opens the pane in a window that is too narrow to show it; ``limited`` if it says where to look, too."""
    return (
        '<button type="button" id="rail-toggle" aria-expanded="false" aria-controls="rail">'
        f"{plain(say('rail.list_and_scope' if limited else 'rail.list'))}</button>"
    )
