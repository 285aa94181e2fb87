"""The masthead: the name of the page, the choice of colours, and the sheet that lists what the keys do."""

from typing import Final

import gradio as gr

from ui.look import header_html, script
from ui.visitors import needs_login

__all__ = ["Shell"]

_ID: Final = "masthead"


class Shell:
    """What stands over all tabs. It needs no event: its script fills it, in the language of the browser.

    On a page that needs a login another script says who is logged in, lets them log out, and leads to the login once
    their session is over.

    Args:
        title: name of the page.
    """

    def __init__(self, title: str) -> None:
        """Lay it out in the current Gradio context."""
        gr.HTML(header_html(title, visited=needs_login()), elem_id=_ID, js_on_load=script("shell"))
        if needs_login():
            gr.HTML("", elem_id="visitor", js_on_load=script("visitor"))
