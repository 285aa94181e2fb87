"""Office files in the old container of Microsoft (OLE): old formats, and new ones that are locked with a password."""

import io
from pathlib import PurePath
from typing import Final

from onrecord.errors import EncryptedDocument, UnsupportedFormat

__all__ = ["refuse_old_office", "why_not_read"]

# Endings of Office formats that are not read -> the one to save such a file as.
_OLD_OFFICE: Final = {
    ".doc": ".docx",
    ".dot": ".docx",
    ".ppt": ".pptx",
    ".pps": ".pptx",
    ".xls": ".xlsx",
    ".xlt": ".xlsx",
    ".xlsb": ".xlsx",
}

# The stream that holds the words -> the program, and the ending to save as (MS-DOC, MS-XLS, MS-PPT, section 2.1).
_STREAMS: Final = (
    ("WordDocument", "an old Word file", ".docx"),
    ("Workbook", "an old Excel file", ".xlsx"),
    ("Book", "an old Excel file", ".xlsx"),
    ("PowerPoint Document", "an old PowerPoint file", ".pptx"),
)


def why_not_read(path: PurePath) -> str:
    """That files with this ending are not read, and what an old Office file is to be saved as."""
    newer = _OLD_OFFICE.get(path.suffix.lower())
    advice = f"; open the file and save it as {newer}" if newer else ""
    return f"Onrecord does not read {path.suffix or 'files without an ending'}{advice}"


def refuse_old_office(data: bytes) -> None:
    """Say what an OLE file is that is named as a new Office file; returns where it cannot be told.

    Args:
        data: begins with the OLE signature.

    Raises:
        EncryptedDocument: a new Office file that is locked with a password (MS-OFFCRYPTO, section 2.3.4.4).
        UnsupportedFormat: an old Office file, and what to save it as.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {"/".join(path) for path in container.listdir()}
    except Exception:  # noqa: BLE001 - it raises what it meets; the caller says that the file is not what it is named
        return
    if "EncryptedPackage" in names:
        raise EncryptedDocument("it is locked with a password; save a copy without one")
    for stream, seems, ending in _STREAMS:
        if stream in names:
            raise UnsupportedFormat(f"it is {seems}; open it and save it as {ending}")
