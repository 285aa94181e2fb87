"""A drawing of matplotlib as a piece of a page: its colours are the page's, its ids its own."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ACCENT", "INK", "PARTLY", "RULE", "SOFT", "SUPPORTED", "UNSUPPORTED", "drawing", "inline"]

# Colours that nobody would draw with; each stands for a variable of the style sheet, so that light and dark both fit.
INK: Final = "#010101"
SOFT: Final = "#010102"
RULE: Final = "#010103"
ACCENT: Final = "#010104"
SUPPORTED: Final = "#010105"
PARTLY: Final = "#010106"
UNSUPPORTED: Final = "#010107"

_VARIABLES: Final = {
    INK: "var(--ink)",
    SOFT: "var(--soft)",
    RULE: "var(--rule)",
    ACCENT: "var(--accent)",
    SUPPORTED: "var(--supported)",
    PARTLY: "var(--partly)",
    UNSUPPORTED: "var(--unsupported)",
}
_SENTINEL: Final = re.compile("|".join(_VARIABLES))
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_FONT: Final = re.compile(r"font-family:[^;]*;?|font: ([\d.]+px)[^;]*;?")
_LINK: Final = "{http://www.w3.org/1999/xlink}href"


@contextmanager
def drawing(width: float, height: float) -> Iterator["Figure"]:
    """An empty figure of that size in inches, in the look of the page, while its settings hold.

    Words stay words, so that they are read aloud, found and set in the fonts of the page. No text is read as TeX.
    """
    import matplotlib
    from matplotlib.figure import Figure

    look: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "onrecord",
        "text.parse_math": False,
        "font.size": 12,
        "text.color": SOFT,
        "axes.edgecolor": RULE,
        "axes.labelcolor": SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": RULE,
        "grid.linewidth": 0.6,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": SOFT,
        "ytick.labelcolor": SOFT,
        "axes.titlecolor": INK,
        "legend.frameon": False,
        "legend.labelcolor": INK,
    }
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # whatever the person who runs it has set
        matplotlib.rcParams.update(look)
        # The font that measures is not the one that shows.
        warnings.filterwarnings("ignore", message=r"(?s)Glyph .* missing from font", category=UserWarning)
        yield Figure(figsize=(width, height), layout="constrained")


def inline(figure: "Figure", name: str, title: str) -> str:
    """A figure as an ``<svg>`` to stand in a page; the same figure gives the same bytes.

    Call it while :func:`drawing` holds.

    Args:
        figure: what was drawn.
        name: leads each id in it; unique in the page.
        title: what a reader who does not see it is told.
    """
    from lxml import etree

    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
    root = etree.fromstring(written.getvalue(), etree.XMLParser(resolve_entities=False, no_network=True))
    for gone in [*root.iter("{*}metadata"), *root.iter("{*}style")]:
        gone.getparent().remove(gone)
    used = set()
    for element in root.iter():
        used |= {element.get(_LINK, "")[1:], *_REFERENCE.findall(element.get("clip-path", ""))}
    used.discard("")
    for element in root.iter():
        _settle(element.attrib, name, used)
    for attribute in ("width", "height"):
        del root.attrib[attribute]
    root.attrib.update({"role": "img", "aria-label": title})
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _settle(attributes: dict[str, str], name: str, used: set[str]) -> None:
    """Gives one element the ids and colours of the page; an id that nothing refers to goes."""
    own = attributes.pop("id", "")
    if own in used:
        attributes["id"] = f"{name}-{own}"
    if _LINK in attributes:
        attributes[_LINK] = f"#{name}-{attributes[_LINK][1:]}"
    if "clip-path" in attributes:
        attributes["clip-path"] = _REFERENCE.sub(rf"url(#{name}-\1)", attributes["clip-path"])
    if "style" in attributes:
        style = _FONT.sub(lambda found: f"font-size: {found[1]};" if found[1] else "", attributes["style"])
        attributes["style"] = _SENTINEL.sub(lambda found: _VARIABLES[found[0]], style)
