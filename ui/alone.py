"""Pages that stand alone: HTML of the server, in the colours of the page, that need no script and load nothing."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["policy_of", "style_of"]

_FOLDER: Final = Path(__file__).parent
_DARK: Final = re.compile(r':root\[data-scheme="dark"\][^{]*')


@cache
def style_of(sheet: Path) -> str:
    """The colours of the page, light or dark as the system says, and the rules of a style sheet."""
    colours = (_FOLDER / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = _DARK.sub(":root ", colours.replace("@media not print", "@media screen and (prefers-color-scheme: dark)"))
    return f"{colours}\n{sheet.read_text(encoding='utf-8')}"


@cache
def policy_of(style: str) -> str:
    """The content security policy of a page with this style: nothing else of it is taken, and no site may frame it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'none'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
