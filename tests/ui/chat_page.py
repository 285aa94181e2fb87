"""A chat over a store, as its events see it."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr

from onrecord.errors import BadInput
from onrecord.types import Filters
from retriever.conversations import StoredConversations
from tests.browser.fakes import FakeShelf, ScriptedAnswerer, library
from tests.browser.story import EXAMPLES, script
from ui.chat import ChatTab
from ui.talks import Tab

__all__ = ["Answering", "OneField", "Page", "event", "visit"]


class OneField:
    """A scope with one field: the first day."""

    def __init__(self) -> None:
        self.inputs: list[Any] = []

    def lay_out(self) -> None:
        self.inputs = [gr.Textbox()]

    def refresh(self, blocks: gr.Blocks) -> None:
        """Nothing to fill."""

    def filters(self, *values: Any) -> Filters:
        if values[0] == "never":
            raise BadInput("“never” is no date")
        return Filters(since=values[0] or None)


class Answering(ScriptedAnswerer):
    """Keeps the filters that it was given."""

    def ask_stream(self, question: str, history: Any = (), filters: Any = None, *, fresh: bool = False) -> Any:
        self.limits = filters
        return super().ask_stream(question, history, filters, fresh=fresh)


class Page:
    """A chat over a store, and one tab of it."""

    def __init__(self, store: StoredConversations | None, scope: OneField | None = None) -> None:
        self.store, self.answerer = store, Answering(script())

        async def laid_out() -> ChatTab:  # where no event loop runs, Gradio leaves many open
            with gr.Blocks() as blocks:
                chat = ChatTab(
                    self.answerer, FakeShelf(library()), lambda: EXAMPLES, conversations=store, scope=scope
                )  # fmt: skip
                chat.refresh(blocks)
                return chat

        self.chat = asyncio.run(laid_out())
        self.tab = Tab(self.chat._talks)

    def told(self, changes: dict[Any, Any], part: str) -> Any:
        """The new value of a component; None where it stays."""
        component = {"list": self.chat._rail.listed, "chat": self.chat.chatbot}.get(part)
        return changes.get(component if component is not None else getattr(self.chat, f"_{part}"))

    def asks(self, question: str, *limits: str, tab: Tab | None = None) -> dict[Any, Any]:
        """Ask and wait for the end."""
        *_, last = self.chat._ask(question, tab or self.tab, *limits)
        return last


def event(**sent: object) -> gr.EventData:
    return cast("gr.EventData", SimpleNamespace(_data=sent))


def visit(**query: str) -> gr.Request:
    return cast("gr.Request", SimpleNamespace(query_params=query))
