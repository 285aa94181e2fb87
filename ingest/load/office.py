"""What Word, PowerPoint and Excel files have in common: a zip of XML parts, related by ids, with properties.

The parts and their names are those of ECMA-376 (Office Open XML), part 2.
"""

import posixpath
from dataclasses import dataclass
from typing import Final

from ingest.load.dates import iso_date
from ingest.load.xml import check_xml, parse_xml
from ingest.load.zipped import Zipped, open_zip

__all__ = ["Properties", "Related", "file_properties", "open_office", "related_to"]

_XML: Final = (".xml", ".rels", ".vml")
# What Office writes as title of a file that was given none.
_NO_TITLES: Final = frozenset({"PowerPoint Presentation", "Presentation", "Slide 1", "Title", "Untitled"})


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file's properties say; an empty string or None where they say nothing.

    Attributes:
        title: as its author named it.
        author: who made the file.
        company: where they made it.
        created: ISO date of the day the file was made.
    """

    title: str = ""
    author: str = ""
    company: str = ""
    created: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A part that another one names.

    Attributes:
        kind: the last word of the relation's type, such as ``comments``.
        part: its name in the zip.
    """

    kind: str
    part: str


def open_office(data: bytes, kind: str, needs: str) -> Zipped:
    """The zip of an Office file, found fit to be opened by the library that reads it, which unpacks it by itself.

    Args:
        data: the file.
        kind: what it is called in messages, such as ``Excel file``.
        needs: the part without which it is none.

    Raises:
        IngestError: as of :func:`ingest.load.zipped.open_zip`, or a part declares XML entities.
    """
    zipped = open_zip(data, kind, needs=needs)
    for member in zipped.members:
        if member.name.lower().endswith(_XML):
            check_xml(zipped.read(member), kind)
    return zipped


def file_properties(zipped: Zipped, kind: str) -> Properties:
    """The properties of an Office file.

    The libraries make up properties for a file without any ("openpyxl", today); these are the file's own.

    Raises:
        UnsupportedFormat: a part with properties is no XML.
    """
    core = _texts(zipped, "docProps/core.xml", kind)
    application = _texts(zipped, "docProps/app.xml", kind)
    title = core.get("title", "")
    return Properties(
        title="" if title in _NO_TITLES else title,
        author=core.get("creator", ""),
        company=application.get("Company", ""),
        created=iso_date(core.get("created", "")),
    )


def _texts(zipped: Zipped, part: str, kind: str) -> dict[str, str]:
    """The words of each element below the root, by its name."""
    if part not in zipped:
        return {}
    root = parse_xml(zipped.read(part), kind)
    return {_bare(child.tag): (child.text or "").strip() for child in root if isinstance(child.tag, str)}


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def related_to(zipped: Zipped, part: str, kind: str) -> dict[str, Related]:
    """The parts that ``part`` names, by the id it names them with; what lies outside the file is left out.

    Args:
        zipped: the file.
        part: name of a part, such as ``xl/workbook.xml``.
        kind: what the file is called in messages.

    Raises:
        UnsupportedFormat: the list of relations is no XML.
    """
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in zipped:
        return {}
    return {
        one.get("Id", ""): Related(
            one.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in parse_xml(zipped.read(relations), kind)
        if isinstance(one.tag, str) and one.get("TargetMode") != "External"
    }
