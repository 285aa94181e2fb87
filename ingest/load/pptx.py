"""PowerPoint files: each slide under its title, with its lists, tables, charts, notes and comments (python-pptx)."""

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from ingest.load.figures import figure
from ingest.load.leaves import hidden_slides, join_leaves, listed, wordless
from ingest.load.office import file_properties, open_office, related_to
from ingest.load.reading import Reading
from ingest.load.stated import stated_date
from ingest.load.xml import parse_xml
from ingest.load.zipped import Zipped
from onrecord.errors import IngestError, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_pptx"]

_KIND: Final = "PowerPoint file"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# What stands on every slide, and says nothing of this one.
_RUNNING: Final = frozenset({PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE})
# Paragraphs in these are list items unless they say otherwise.
_LISTS: Final = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
# What a graphic frame holds that is read.
_READ: Final = frozenset({"table", "chart", "diagram"})
_FORMULA: Final = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_BULLETS: Final = frozenset({f"{_DRAWING}buChar", f"{_DRAWING}buBlip", f"{_DRAWING}buAutoNum"})


def read_pptx(data: bytes, path: PurePath) -> Reading:
    """A ``.pptx`` file; its slides are its pages. What stands on a slide is read in the order of the file.

    A slide without a title stands under its number; notes stand below a line "Notes:", comments below "Comments:".
    Footers and slide numbers are left out.

    Raises:
        UnsupportedFormat: no PowerPoint file, or a damaged one.
        EncryptedDocument: locked with a password.
        TooLarge: a zip that unpacks beyond reason.
    """
    zipped = open_office(data, _KIND, "ppt/presentation.xml")
    try:
        slides = list(Presentation(io.BytesIO(data)).slides)
        leaves = [_leaf(zipped, slide, number) for number, slide in enumerate(slides, 1)]
        hidden = [number for number, slide in enumerate(slides, 1) if slide._element.get("show") in ("0", "false")]
        titles = [title for title in map(_title, slides) if title]
        dates = [shape.text_frame.text for slide in slides[:1] for shape in _dates(slide)]
        silent = [leaf or next(iter(_shown(slide)), None) is None for leaf, slide in zip(leaves, slides, strict=True)]
        unread = [str(number) for number, slide in enumerate(slides, 1) if _holds_unread(slide)]
    except (IngestError, MemoryError):
        raise
    except Exception as error:  # python-pptx raises whatever a part that is not as it should be makes it meet
        raise UnsupportedFormat(
            f"the file is damaged ({type(error).__name__}: {error}); open it in PowerPoint and save it again"
        ) from error
    text, starts = join_leaves(leaves)
    properties = file_properties(zipped, _KIND)
    published, published_from = stated_date("\n".join([*dates, leaves[0] if leaves else ""]), properties.created)
    return Reading(
        text=text,
        title=properties.title or next(iter(titles), ""),
        author=properties.author,
        outlet=properties.company,
        published=published,
        published_from=published_from,
        page_starts=starts,
        notes=(
            *hidden_slides(hidden),
            *wordless(silent),
            *((f"not read: files, formulas or newer charts set into slide {listed(unread)}",) if unread else ()),
        ),
    )


def _shown(slide: Any) -> Iterator[Any]:  # noqa: ANN401 - shapes are of many classes
    """What a slide shows that may have words in it which cannot be read."""
    yield from slide._element.iter(f"{_DRAWING}blip", f"{_DRAWING}graphicData")


def _holds_unread(slide: Any) -> bool:  # noqa: ANN401
    """Whether something is set into a slide that is neither table, chart, SmartArt nor picture."""
    kinds = [frame.get("uri", "").rpartition("/")[2] for frame in slide._element.iter(f"{_DRAWING}graphicData")]
    formulas = next(slide._element.iter(_FORMULA), None) is not None
    return formulas or any(kind not in _READ for kind in kinds)


def _leaf(zipped: Zipped, slide: Any, number: int) -> str:  # noqa: ANN401 - shapes are of many classes
    """The text of one slide; empty where it has no words."""
    title = slide.shapes.title
    blocks = [block for shape in slide.shapes if not _is(shape, title) for block in _blocks(shape)]
    blocks += list(_diagrams(zipped, slide))
    notes = _notes(slide)
    if notes:
        blocks += ["Notes:", *notes]
    comments = list(_comments(zipped, slide))
    if comments:
        blocks += ["Comments:", "\n".join(comments)]
    named = _title(slide) or (f"Slide {number}" if blocks else "")
    return "\n\n".join([f"# {named}", *blocks]) if named else ""


def _title(slide: Any) -> str:  # noqa: ANN401
    title = slide.shapes.title
    return fold(title.text_frame.text) if title is not None else ""


def _is(shape: Any, other: Any) -> bool:  # noqa: ANN401
    return other is not None and shape._element is other._element


def _place(shape: Any) -> Any:  # noqa: ANN401
    """The type of the placeholder that ``shape`` fills, or None."""
    return shape.placeholder_format.type if shape.is_placeholder else None


def _dates(slide: Any) -> list[Any]:  # noqa: ANN401
    """The shapes of a slide that hold a date somebody wrote; one that changes each day is a field."""
    dates = [shape for shape in slide.placeholders if _place(shape) == PP_PLACEHOLDER.DATE and shape.has_text_frame]
    return [shape for shape in dates if next(shape._element.iter(f"{_DRAWING}fld"), None) is None]


def _blocks(shape: Any) -> Iterator[str]:  # noqa: ANN401
    """The paragraphs, lists and table rows of a shape, those of shapes grouped in it included."""
    if _place(shape) in _RUNNING:
        return
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _blocks(inner)
    elif getattr(shape, "has_table", False):
        yield "\n".join(_rows(shape.table))
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame, _place(shape) in _LISTS)


def _paragraphs(frame: Any, listing: bool) -> Iterator[str]:  # noqa: ANN401
    """Each paragraph, and each list as one block of a line an item."""
    items: list[str] = []
    words = [(paragraph, fold(paragraph.text)) for paragraph in frame.paragraphs]
    words = [(paragraph, text) for paragraph, text in words if text]
    for paragraph, text in words:
        if _is_item(paragraph, listing and len(words) > 1):
            items.append(f"{'  ' * paragraph.level}- {text}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield text
    if items:
        yield "\n".join(items)


def _is_item(paragraph: Any, listing: bool) -> bool:  # noqa: ANN401
    """Whether a paragraph is set as a list item, by itself or by the placeholder it stands in."""
    properties = paragraph._p.pPr
    stated = {child.tag for child in properties} if properties is not None else set()
    if f"{_DRAWING}buNone" in stated:
        return False
    return bool(stated & _BULLETS) or listing


def _rows(table: Any) -> Iterator[str]:  # noqa: ANN401
    """Each row; a cell that is merged over columns stands once, one that is merged over rows in each."""
    above: dict[int, str] = {}
    for row in table._tbl.tr_lst:
        texts: dict[int, str] = {}
        for column, cell in enumerate(row.tc_lst):
            if cell.hMerge:
                continue
            texts[column] = above.get(column, "") if cell.vMerge else fold(" ".join(_cell_texts(cell)))
        if any(texts.values()):
            yield " | ".join(texts.values()).strip()
        above = texts


def _cell_texts(cell: Any) -> Iterator[str]:  # noqa: ANN401
    for paragraph in cell.iter(f"{_DRAWING}p"):
        yield "".join(part.text or "" for part in paragraph.iter(f"{_DRAWING}t"))


def _chart(chart: Any) -> Iterator[str]:  # noqa: ANN401
    """The figures of a chart that the file stores, as a table under its title."""
    title = fold(chart.chart_title.text_frame.text) if chart.has_title and chart.chart_title.has_text_frame else ""
    for plot in chart.plots:
        series = [(fold(one.name or ""), list(one.values)) for one in plot.series]
        labels = [fold(str(label)) for label in plot.categories]
        rows = [["", *(name for name, _ in series)]]
        for place in range(max([len(labels), *(len(values) for _, values in series)])):
            values = [values[place] if place < len(values) else None for _, values in series]
            label = labels[place] if place < len(labels) else ""
            rows.append([label, *("" if value is None else figure(value) for value in values)])
        if len(rows) > 1:
            lines = [title, *(" | ".join(row).strip() for row in rows)]
            yield "\n".join(line for line in lines if line)


def _notes(slide: Any) -> list[str]:  # noqa: ANN401
    """The paragraphs of the speaker's notes."""
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return list(_paragraphs(frame, listing=False)) if frame is not None else []


def _diagrams(zipped: Zipped, slide: Any) -> Iterator[str]:  # noqa: ANN401
    """The words of SmartArt, a list item each."""
    for related in related_to(zipped, _part(slide), _KIND).values():
        if related.kind == "diagramData" and related.part in zipped:
            points = parse_xml(zipped.read(related.part), _KIND).iter("{*}pt")
            texts = ["".join(part.text or "" for part in point.iter(f"{_DRAWING}t")) for point in points]
            if any(text.strip() for text in texts):
                yield "\n".join(f"- {fold(text)}" for text in texts if text.strip())


def _part(slide: Any) -> str:  # noqa: ANN401
    return str(slide.part.partname).lstrip("/")


def _comments(zipped: Zipped, slide: Any) -> Iterator[str]:  # noqa: ANN401
    """Each comment on a slide as a list item that names its author, replies included."""
    found = [one for one in related_to(zipped, _part(slide), _KIND).values() if one.kind == "comments"]
    if not found:
        return
    authors = _authors(zipped)
    for related in found:
        if related.part not in zipped:
            continue
        for comment in parse_xml(zipped.read(related.part), _KIND).iter("{*}cm", "{*}reply"):
            own = [part for part in comment if isinstance(part.tag, str) and part.tag.endswith(("}text", "}txBody"))]
            words = fold(" ".join("".join(part.itertext()) for part in own))
            author = authors.get(comment.get("authorId", ""), "")
            if words:
                yield f"- {author}: {words}" if author else f"- {words}"


def _authors(zipped: Zipped) -> dict[str, str]:
    """The names of those who commented, by id; older and newer files keep them in different parts."""
    names: dict[str, str] = {}
    for related in related_to(zipped, "ppt/presentation.xml", _KIND).values():
        if related.kind in ("commentAuthors", "authors") and related.part in zipped:
            for author in parse_xml(zipped.read(related.part), _KIND):
                if isinstance(author.tag, str):
                    names[author.get("id", "")] = fold(author.get("name", ""))
    return names
