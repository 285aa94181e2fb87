"""The masthead: the name of the page, the choice of colours, and the sheet that lists what the keys do."""

from typing import Final

import gradio as gr

from ui.look import header_html, script

__all__ = ["Shell"]

_ID: Final = "masthead"


class Shell:
    """What stands over all tabs. It needs no event: its script fills it, in the language of the browser.

    Args:
        title: name of the page.
    """

    def __init__(self, title: str) -> None:
        """Lay it out in the current Gradio context."""
        gr.HTML(header_html(title), elem_id=_ID, js_on_load=script("shell"))
