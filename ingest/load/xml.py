"""XML read with care: no entities, nothing fetched, no tree beyond reason (lxml)."""

import re
from typing import Any, Final

from lxml import etree

from onrecord.errors import UnsupportedFormat

__all__ = ["check_xml", "parse_xml"]

# "<!ENTITY" in UTF-8 and its like, and in UTF-16 and UTF-32 of either order.
_ENTITY: Final = re.compile(rb"<\0{0,3}!\0{0,3}E\0{0,3}N\0{0,3}T\0{0,3}I\0{0,3}T\0{0,3}Y")


def check_xml(data: bytes, kind: str) -> None:
    """Refuse XML that declares entities: they unfold to gigabytes or read files ("billion laughs", XXE).

    No document needs them. For bytes that a library parses by itself; :func:`parse_xml` does it too.

    Args:
        data: the XML.
        kind: what the file is called in messages: ``Word file``, ``feed``.

    Raises:
        UnsupportedFormat: it declares one.
    """
    if _ENTITY.search(data):
        raise _declares_entities(kind)


def parse_xml(data: bytes, kind: str, *, recover: bool = False) -> Any:  # noqa: ANN401 - lxml ships no types
    """The root element of an XML document.

    Entities are refused, nothing is fetched, no DTD is loaded. libxml2's own limits hold: 256 levels of elements, 10
    million characters in one text or attribute.

    Args:
        data: the XML, in the encoding that it declares.
        kind: what the file is called in messages: ``Word file``, ``feed``.
        recover: read what can be read of XML that is not well-formed.

    Raises:
        UnsupportedFormat: it declares entities, is not well-formed, or is nested or long beyond reason.
    """
    check_xml(data, kind)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=recover, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsupportedFormat(f"the file is damaged: this {kind} is no whole XML ({error}); save it again") from error
    if root is None:
        raise UnsupportedFormat(f"the file is damaged: this {kind} has no XML element; save it again")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):  # in an encoding not looked for above
        raise _declares_entities(kind)
    return root


def _declares_entities(kind: str) -> UnsupportedFormat:
    return UnsupportedFormat(f"this {kind} declares XML entities, which an honest one does not need; leave it out")
