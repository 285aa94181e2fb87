"""OpenDocument texts, presentations and sheets, read from their ``content.xml`` (lxml).

odfpy is not used: it has had no release since 2020, parses with no guard against entities, and hands out the same
elements. Names and meanings are those of ODF 1.3, part 3 (OASIS, 2021).
"""

from pathlib import PurePath
from typing import Any, Final

from ingest.load.dates import iso_date
from ingest.load.grid import Cells
from ingest.load.leaves import hidden_slides, join_leaves, wordless
from ingest.load.odf_sheets import Sheet
from ingest.load.odf_text import DRAW, OFFICE, Words, bare, name_of
from ingest.load.reading import Reading
from ingest.load.stated import stated_date, title_at_top
from ingest.load.xml import parse_xml
from ingest.load.zipped import Zipped, open_zip
from onrecord.errors import EmptyDocument, EncryptedDocument, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_odp", "read_ods", "read_odt"]

_CONTENT: Final = "content.xml"
# The tree of a file takes some ten times its bytes; a text of 1,000 pages has some 10 MB.
_MOST_UNPACKED_BYTES: Final = 150_000_000
_COMPANY: Final = frozenset({"company", "publisher", "organisation", "organization", "outlet"})
_RUNNING: Final = frozenset({"footer", "header", "page-number", "date-time", "notes", "page"})


def _open(data: bytes, kind: str, holds: str) -> tuple[Any, Any, dict[str, str]]:
    """The tree of the content, its element that ``holds`` the words, and what the file says of itself.

    Raises:
        UnsupportedFormat: no such OpenDocument file, or a damaged one.
        EncryptedDocument: locked with a password.
        TooLarge: a zip that unpacks beyond reason.
    """
    zipped = open_zip(data, kind, needs=_CONTENT, most_bytes=_MOST_UNPACKED_BYTES)
    if "META-INF/manifest.xml" in zipped and b"encryption-data" in zipped.read("META-INF/manifest.xml"):
        raise EncryptedDocument("it is locked with a password; save a copy without one")
    root = parse_xml(zipped.read(_CONTENT), kind)
    body = root.find(f"{OFFICE}body/{OFFICE}{holds}")
    if body is None:
        raise UnsupportedFormat(f"it is named as an {kind} but holds none; check its ending")
    return root, body, _properties(zipped, kind)


def _properties(zipped: Zipped, kind: str) -> dict[str, str]:
    """Title, author, outlet and date of creation, as far as they are stated."""
    found: dict[str, str] = {}
    if "meta.xml" not in zipped:
        return found
    for element in parse_xml(zipped.read("meta.xml"), kind).iter():
        words = fold(element.text or "") if isinstance(element.tag, str) else ""
        name = bare(element.tag) if words else ""
        if name in ("title", "creator", "initial-creator", "creation-date"):
            found.setdefault(name, words)
        elif name == "user-defined" and name_of(element).lower() in _COMPANY:
            found.setdefault("company", words)
    return found


def _reading(text: str, stated: dict[str, str], title: str, top: str, **more: Any) -> Reading:  # noqa: ANN401
    published, published_from = stated_date(top, iso_date(stated.get("creation-date", "")))
    return Reading(
        text=text,
        title=stated.get("title") or title,
        author=stated.get("initial-creator") or stated.get("creator", ""),
        outlet=stated.get("company", ""),
        published=published,
        published_from=published_from,
        **more,
    )


def read_odt(data: bytes, path: PurePath) -> Reading:
    """A ``.odt`` file: headings with their levels, paragraphs, lists, tables, footnotes and comments in reading order.

    A table of contents is left out, and so is what tracked changes have deleted.

    Raises:
        UnsupportedFormat: no OpenDocument text, or a damaged one.
        EncryptedDocument: locked with a password.
        TooLarge: a zip that unpacks beyond reason.
    """
    root, body, stated = _open(data, "OpenDocument text", "text")
    blocks = list(Words().blocks(body))
    text = "\n\n".join(blocks)
    return _reading(text, stated, _titled(root, body) or title_at_top(blocks), text, notes=_unread(body))


def _titled(root: Any, body: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """The first paragraph in the style "Title", or an empty string."""
    named = {"Title"} | _styles(root, "parent-style-name", "Title")
    found = next((element for element in body.iterfind("{*}p") if _style(element) in named), None)
    return fold(Words().words(found)) if found is not None else ""


def read_odp(data: bytes, path: PurePath) -> Reading:
    """A ``.odp`` file; its slides are its pages. A slide without a title stands under its number.

    Raises:
        UnsupportedFormat: no OpenDocument presentation, or a damaged one.
        EncryptedDocument: locked with a password.
        TooLarge: a zip that unpacks beyond reason.
    """
    root, body, stated = _open(data, "OpenDocument presentation", "presentation")
    pages = list(body.iterfind("{*}page"))
    unseen = _styles(root, "visibility", "hidden")
    hidden = [number for number, page in enumerate(pages, 1) if _style(page) in unseen]
    leaves = [_slide(page, number) for number, page in enumerate(pages, 1)]
    text, starts = join_leaves(leaves)
    blank = [next(page.iter(f"{DRAW}image", f"{DRAW}object"), None) is None for page in pages]
    told = [leaf or nothing for leaf, nothing in zip(leaves, blank, strict=True)]
    notes = (*hidden_slides(hidden), *wordless(told), *_unread(body))
    title = next((title for title in map(_slide_title, pages) if title), "")
    return _reading(text, stated, title, leaves[0] if leaves else "", page_starts=starts, notes=notes)


def _unread(body: Any) -> tuple[str, ...]:  # noqa: ANN401 - lxml ships no types
    """A note on what is set into the words from another file, such as charts and formulas."""
    count = sum(1 for _ in body.iter(f"{DRAW}object", f"{DRAW}object-ole"))
    what = "1 chart, formula or file" if count == 1 else f"{count:,} charts, formulas or files"
    return (f"{what} set into it {'was' if count == 1 else 'were'} not read",) if count else ()


def _styles(root: Any, attribute: str, value: str) -> set[str]:  # noqa: ANN401 - lxml ships no types
    """The names of the automatic styles that set ``attribute`` to ``value``."""
    return {
        name_of(style)
        for style in root.iterfind(f"{OFFICE}automatic-styles/{{*}}style")
        if any(
            bare(name) == attribute and stated == value
            for element in (style, *style)
            for name, stated in element.attrib.items()
        )
    }


def _style(element: Any) -> str:  # noqa: ANN401
    return next((value for name, value in element.attrib.items() if bare(name) == "style-name"), "")


def _class(frame: Any) -> str:  # noqa: ANN401
    """What a frame is for on its slide: ``title``, ``outline``, ``footer`` ..."""
    return next((value for name, value in frame.attrib.items() if name.endswith("presentation:1.0}class")), "")


def _slide_title(page: Any) -> str:  # noqa: ANN401
    frame = next((frame for frame in page.iterfind("{*}frame") if _class(frame) == "title"), None)
    return fold(" ".join(Words().blocks(frame))) if frame is not None else ""


def _slide(page: Any, number: int) -> str:  # noqa: ANN401
    """The text of one slide; empty where it has no words."""
    blocks: list[str] = []
    below: list[str] = []
    titled = False
    for element in page:
        kind = bare(element.tag)
        if kind == "notes":
            frames = [frame for frame in element.iterfind("{*}frame") if _class(frame) == "notes"]
            notes = [block for frame in frames for block in Words().blocks(frame)]
            below = ["Notes:", *notes] if notes else []
        elif _class(element) == "title" and not titled:
            titled = True
        elif _class(element) not in _RUNNING:
            blocks += Words().blocks(element, alone=True)
    blocks += below
    named = _slide_title(page) or (f"Slide {number}" if blocks else "")
    return "\n\n".join([f"# {named}", *blocks]) if named else ""


def read_ods(data: bytes, path: PurePath) -> Reading:
    """A ``.ods`` file; its sheets are its pages. Formulas are not computed.

    Raises:
        UnsupportedFormat: no OpenDocument sheet, or a damaged one.
        EncryptedDocument: locked with a password.
        EmptyDocument: all that is in it are formulas without stored values.
        TooLarge: a zip that unpacks beyond reason, or over a million filled cells.
    """
    root, body, stated = _open(data, "OpenDocument sheet", "spreadsheet")
    unseen = _styles(root, "display", "false")
    counted = Cells()
    sheets = [Sheet(table, counted, _style(table) in unseen) for table in body.iterfind("{*}table")]
    leaves = [sheet.text() for sheet in sheets]
    text, starts = join_leaves(leaves)
    notes = tuple(note for sheet in sheets for note in sheet.notes())
    if not text and any(sheet.valueless for sheet in sheets):
        raise EmptyDocument(f"there are no words in it: {'; '.join(notes)}")
    return _reading(text, stated, "", text, page_starts=starts, notes=notes)
