"""Files made by hand to hurt: each of one known kind of attack, small, and the same each time. By name."""

import zlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from tests.ingest.holders import zipped
from tests.ingest.making import rezipped, word
from tests.ingest.samples_of import SAMPLES

__all__ = ["THREATS", "pdf_of"]

_FONT: Final = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS: Final = b"BT /F1 12 Tf 60 700 Td (The fee is 40 euros.) Tj ET "
_PAGE: Final = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
_ROOT: Final = b"<</Type/Catalog/Pages 2 0 R>>"
_KIDS: Final = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def _form(data: bytes, inner: int) -> bytes:
    resources = b"/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>" % inner
    return _stream(data, b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]" + resources)


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return bytes(out) + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    )


def _pdf(
    contents: bytes = _stream(_WORDS), *more: bytes, root: bytes = _ROOT, kids: bytes = _KIDS, page: bytes = _PAGE
) -> bytes:
    return pdf_of([root, kids, page, contents, _FONT, *more])


def _deep_pages() -> bytes:
    depth = 5000
    tree = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 1) for number in range(2, depth)]
    return pdf_of([_ROOT, *tree, b"<</Type/Page/MediaBox[0 0 595 842]>>"])


def _exponential_forms() -> bytes:
    """Ten forms, each drawn ten times by the one before: ten thousand million times the words."""
    forms = [_form(b"/X Do " * 10, number + 1) for number in range(6, 15)]
    return _pdf(_stream(_WORDS + b"/X Do"), *forms, _form(_WORDS, 15))


def _packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return _stream(data, b"/Filter[" + b"/FlateDecode" * times + b"]")


def _attached() -> bytes:
    names = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(evil.exe) 7 0 R]>>>>>>"
    spec = b"<</Type/Filespec/F(evil.exe)/EF<</F 8 0 R>>>>"
    return _pdf(_stream(_WORDS), b"null", spec, _stream(b"MZ the attached program"), root=names)


def _member(ending: str, name: str, data: bytes) -> bytes:
    return rezipped(SAMPLES[ending](), lambda each, own: data if each == name else own)


_W: Final = (
    b'<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
)
_ENTITY: Final = b'<!DOCTYPE w:document [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_LAUGHS: Final = (
    b'<!DOCTYPE w:document [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


def _word(body: bytes, head: bytes = b"") -> bytes:
    xml = _W % head + b"<w:body>" + body + b"</w:body></w:document>"
    return _member(".docx", "word/document.xml", xml)


def _said(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>"


def _merged_over_rows() -> bytes:
    def build(document: Any) -> None:
        table = document.add_table(rows=400, cols=2)
        table.cell(0, 0).text = "Berth"
        first = [row.tc_lst[0] for row in table._tbl.tr_lst]
        for number, cell in enumerate(first):
            cell.vMerge = "restart" if number == 0 else "continue"

    return word(build)


def _html(body: str) -> bytes:
    return f"<!doctype html><html><body><article><h1>Fees</h1>{body}</article></body></html>".encode()


_JS: Final = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(1\\){})>>>>"
_LAUNCH: Final = _PAGE[:-2] + b"/AA<</O<</S/Launch/F(/bin/sh)>>>>>>"

THREATS: Final[dict[str, Callable[[], bytes]]] = {
    "script.pdf": lambda: _pdf(root=_JS, page=_LAUNCH),
    "attachment.pdf": _attached,
    "100000-objects.pdf": lambda: _pdf(_stream(_WORDS), *[b"<</A 1>>"] * 100_000),
    "million-pages.pdf": lambda: _pdf(kids=b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"),
    "one-page-100000-times.pdf": lambda: _pdf(kids=b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>"),
    "pages-in-pages.pdf": lambda: _pdf(kids=b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>"),
    "deep-pages.pdf": _deep_pages,
    "deep-arrays.pdf": lambda: _pdf(root=_ROOT[:-2] + b"/X " + b"[" * 100_000 + b"]" * 100_000 + b">>"),
    "form-in-itself.pdf": lambda: _pdf(_stream(_WORDS + b"/X Do"), _form(b"/X Do " * 20 + _WORDS, 6)),
    "exponential-forms.pdf": _exponential_forms,
    "flate-bomb.pdf": lambda: _pdf(_packed(bytes(200_000_000))),
    "flate-in-flate.pdf": lambda: _pdf(_packed(bytes(200_000_000), 2)),
    "a-million-texts.pdf": lambda: _pdf(_packed(_WORDS * 300_000)),
    "laughs.docx": lambda: _word(_said(b"Hi &a9;"), _LAUGHS),
    "file.docx": lambda: _word(_said(b"Hi &f;"), _ENTITY),
    "bomb.docx": lambda: _word(b"<w:p/>" * 20_000_000),
    "deep-tables.docx": lambda: _word(b"<w:tbl><w:tr><w:tc>" * 5000 + _said(b"Hi") + b"</w:tc></w:tr></w:tbl>" * 5000),
    "merged-over-rows.docx": _merged_over_rows,
    "zips-in-zips.docx": lambda: zipped({"word/document.xml": zipped({"a": zipped({"b": bytes(9_000_000)})})}),
    "deep.html": lambda: _html("<div>" * 100_000 + "The fee is 40 euros." + "</div>" * 100_000),
    "open.html": lambda: _html("<b><i>" * 100_000 + "The fee is 40 euros."),
    "100000-attributes.html": lambda: _html(
        f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>The fee is 40 euros.</p>"
    ),
    "tables-in-tables.html": lambda: _html("<table><tr><td>" * 2000 + "The fee is 40 euros."),
    "scripts.html": lambda: _html(
        "<script>while(1){}</script><p onclick='x()'>The fee is 40 euros and rises.</p>" * 50
    ),
    "one-line.txt": lambda: b"The fee is 40 euros. " * 500_000,
    "one-word.txt": lambda: b"a" * 10_000_000,
    "million-marks.txt": lambda: b"The fe" + "\u0301".encode() * 1_000_000 + b" is 40 euros.",
    "one-heading.md": lambda: b"# " + b"fee " * 2_000_000,
    "yaml-laughs.md": lambda: (
        b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 107))
        + b"title: *i\n---\nThe fee is 40 euros.\n"
    ),
    "deep-quotes.md": lambda: b"> " * 200_000 + b"The fee is 40 euros.",
}
