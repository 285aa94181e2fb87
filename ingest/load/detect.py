"""Does a file hold what its ending says?"""

from typing import Final

from ingest.load.formats import FORMATS
from ingest.load.ole import refuse_old_office
from onrecord.errors import UnsupportedFormat

__all__ = ["check_content"]

_MAGIC: Final = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip archive (Word, Excel and EPUB files are such)", None),
    (b"\xd0\xcf\x11\xe0", "an old Office file", None),
    (b"\x89PNG", "a PNG image", None),
    (b"\xff\xd8\xff", "a JPEG image", None),
    (b"GIF8", "a GIF image", None),
    (b"\x1f\x8b", "a gzip archive", None),
    (b"\x7fELF", "a program", None),
    (b"MZ", "a Windows program", None),
    (b"SQLite format 3\0", "an SQLite database", None),
    (b"{\\rtf", "a Rich Text file", ".rtf"),
)
# PDF readers accept the header within the first KiB (ISO 32000-1, implementation note 13).
_PDF_HEADER_WITHIN: Final = 1024
# Control bytes that text does have: tab, newline, form feed, carriage return, escape.
_TEXT_CONTROLS: Final = frozenset(b"\t\n\x0c\r\x1b\b")
_LOOK_AT: Final = 65536


def _what(data: bytes) -> tuple[str, str | None] | None:
    """What the first bytes say the file is, and the ending it should have; None for text or the unknown."""
    for magic, name, ending in _MAGIC:
        if data.startswith(magic) and (magic != b"MZ" or b"\0" in data[:512]):
            return name, ending
    return None


def _is_utf16_or_32(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


def check_content(format_name: str, data: bytes) -> None:
    """Refuse bytes that are not what the format needs.

    Raises:
        UnsupportedFormat: naming what the file seems to be.
        EncryptedDocument: an Office file that is locked with a password, which is no zip but an OLE file.
    """
    found = _what(data)
    form = FORMATS[format_name]
    if form.bytes == "text":
        _check_text(found, data)
    elif not _begins_as(form.bytes, data):
        if form.bytes == "zip" and _begins_as("ole", data):
            refuse_old_office(data)
        seems = found[0] if found else f"no {form.called.split(' ', 1)[1]}"
        raise UnsupportedFormat(
            f"it is named {form.endings[0]} but is {seems}; check the file, or save it as {form.endings[0]}"
        )


def _begins_as(kind: str, data: bytes) -> bool:
    """Whether the first bytes are those of a PDF, a zip archive, an old Office file or Rich Text."""
    if kind == "pdf":
        return b"%PDF-" in data[:_PDF_HEADER_WITHIN]
    return data.startswith({"zip": b"PK\x03\x04", "ole": b"\xd0\xcf\x11\xe0", "rtf": b"{\\rtf"}[kind])


def _check_text(found: tuple[str, str | None] | None, data: bytes) -> None:
    """Refuse what is no text."""
    if found:
        name, ending = found
        advice = f"rename it to end in {ending}" if ending else "give it its right ending, or leave it out"
        raise UnsupportedFormat(f"it is named as text but is {name}; {advice}")
    if _is_utf16_or_32(data):
        return
    sample = data[:_LOOK_AT]
    controls = sum(1 for byte in sample if byte < 32 and byte not in _TEXT_CONTROLS)
    if b"\0" in sample or controls > len(sample) // 50:
        raise UnsupportedFormat("it is binary data, not text; leave it out, or give it its right ending")
