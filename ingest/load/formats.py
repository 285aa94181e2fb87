"""Every format that is read: its endings, what its bytes begin with, and its reader."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

__all__ = ["CONTAINERS", "ENDINGS", "FORMATS", "Bytes", "Format", "format_of"]

Bytes = Literal["text", "pdf", "zip", "ole", "rtf"]
"""What a file of a format is made of: text, or what its first bytes name (Office and EPUB are ``zip``)."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: as :attr:`onrecord.types.Source.format` has it.
        endings: of file names, lower case, each with its dot.
        reader: module and function, loaded when first needed: the parsers are slow to load.
        bytes: what its files are made of.
        called: how messages name such a file, with its article.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    bytes: Bytes
    called: str


FORMATS: Final[dict[str, Format]] = {
    row.name: row
    for row in (
        Format("txt", (".txt", ".text"), "ingest.load.plain:read_text", "text", "a text file"),
        Format("md", (".md", ".markdown"), "ingest.load.plain:read_markdown", "text", "a Markdown file"),
        Format("html", (".html", ".htm"), "ingest.load.html:read_html", "text", "a web page"),
        Format("pdf", (".pdf",), "ingest.load.pdf:read_pdf", "pdf", "a PDF"),
        Format("docx", (".docx",), "ingest.load.docx:read_docx", "zip", "a Word file"),
        Format("pptx", (".pptx",), "ingest.load.pptx:read_pptx", "zip", "a PowerPoint file"),
        Format("xlsx", (".xlsx", ".xlsm"), "ingest.load.xlsx:read_xlsx", "zip", "an Excel file"),
        Format("odt", (".odt",), "ingest.load.odf:read_odt", "zip", "an OpenDocument text"),
        Format("odp", (".odp",), "ingest.load.odf:read_odp", "zip", "an OpenDocument presentation"),
        Format("ods", (".ods",), "ingest.load.odf:read_ods", "zip", "an OpenDocument sheet"),
        Format("epub", (".epub",), "ingest.load.epub:read_epub", "zip", "an EPUB book"),
        Format("rtf", (".rtf",), "ingest.load.rtf:read_rtf", "rtf", "a Rich Text file"),
        Format("csv", (".csv",), "ingest.load.rows:read_csv", "text", "a CSV file"),
        Format("tsv", (".tsv", ".tab"), "ingest.load.rows:read_tsv", "text", "a TSV file"),
        Format("json", (".json",), "ingest.load.json:read_json", "text", "a JSON file"),
        Format("jsonl", (".jsonl", ".ndjson"), "ingest.load.json:read_jsonl", "text", "a file of JSON lines"),
        Format("eml", (".eml",), "ingest.load.mail:read_eml", "text", "a mail"),
        Format("msg", (".msg",), "ingest.load.msg:read_msg", "ole", "an Outlook mail"),
        Format("srt", (".srt",), "ingest.load.subtitles:read_srt", "text", "a file of subtitles"),
        Format("vtt", (".vtt",), "ingest.load.subtitles:read_vtt", "text", "a file of subtitles"),
    )
}
"""By name."""

CONTAINERS: Final[dict[str, Bytes]] = {".zip": "zip", ".mbox": "text"}
"""Endings of files that hold documents rather than being one (:mod:`ingest.members`), and what they are made of."""

_BY_ENDING: Final = {ending: row.name for row in FORMATS.values() for ending in row.endings}

ENDINGS: Final[tuple[str, ...]] = tuple(sorted({*_BY_ENDING, *CONTAINERS}))
"""All endings that are read, sorted, each with its dot."""


def format_of(path: PurePath) -> str | None:
    """The format that the ending of ``path`` names; None where we do not read it, and for containers."""
    return _BY_ENDING.get(path.suffix.lower())
