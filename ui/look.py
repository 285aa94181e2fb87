"""How the page looks: theme, style sheet and masthead."""

from pathlib import Path
from typing import Final

import gradio as gr
from gradio.themes.utils.fonts import Font

from ui.words import plain

__all__ = ["THEME", "header_html", "style"]

# Plain names of fonts: Gradio's other font classes would fetch theirs. The style sheet sets the real lists.
THEME: Final = gr.themes.Base(font=[Font("sans-serif")], font_mono=[Font("monospace")])


def style() -> str:
    """The style sheet that comes with the package."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def header_html(title: str) -> str:
    """Name and one line."""
    return f"<header><h1>{plain(title)}</h1><p>Ask your documents. Check every sentence.</p></header>"
