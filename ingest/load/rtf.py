"""Rich Text files: paragraphs, headings, lists and tables in reading order (striprtf).

striprtf gives the words alone. Marks from Unicode's private area, put in before each control word that ends a cell or
a row or makes a heading, come through as letters and say afterwards where cells, rows and headings are.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from striprtf.striprtf import rtf_to_text

from ingest.load.dates import iso_date
from ingest.load.reading import Reading
from ingest.load.stated import stated_date, title_at_top
from onrecord.sentences import fold

__all__ = ["read_rtf"]

_CELL, _ROW, _ROW_STARTS, _HEADING = "\ue001", "\ue002", "\ue003", "\ue010"
_MARKS: Final = {"cell": _CELL, "row": _ROW, "trowd": _ROW_STARTS}
_CONTROL: Final = re.compile(r"(\\[\\{}])|\\(cell|row|trowd|outlinelevel)(\d?)(?![a-zA-Z\d])")
_PAGE: Final = re.compile(rb"\\ansicpg(\d{1,5})")
_BINARY: Final = re.compile(rb"\\bin(\d{1,9}) ?")
# Pictures are written as figures and letters; no words are.
_PICTURE: Final = re.compile(r"[0-9a-fA-F\r\n]{1024,}")
_OWN_MARKS: Final = re.compile(f"[{_CELL}-{_ROW_STARTS}{_HEADING}-\ue019]")
_ASIDE: Final = re.compile(r"\{(?:\\\*)?\s?\\(?:footnote|annotation)(?![a-z])")
_BULLET: Final = re.compile(r"^[\u00b7\u2022\uf0b7\u25aa\u25e6\u00a7o*\u2013-]\t")
_CREATED: Final = re.compile(r"\\creatim\\yr(\d{1,4})\\mo(\d{1,2})\\dy(\d{1,2})")
_INFO_CHARS: Final = 100_000
_MOST_LEVEL: Final = 6


def read_rtf(data: bytes, path: PurePath) -> Reading:
    """A ``.rtf`` file. Pictures, headers, footers, footnotes, comments and the targets of links are left out.

    Title, author, company and the day the file was made are those of its ``info`` group.
    """
    encoding = _encoding(data)
    source = _without_binary(data).decode(encoding, "replace")
    # striprtf looks for the target of a link through the rest of the line, for each link anew: not so with this space
    source = _PICTURE.sub("", source).replace("\\fldinst{", "\\fldinst {")
    source = _OWN_MARKS.sub("", source)
    blocks = list(_blocks(_words(_CONTROL.sub(_marked, source))))
    text = "\n\n".join(blocks)
    info = _info(source)
    stated = {name: _field(info, name, encoding) for name in ("title", "author", "company")}
    published, published_from = stated_date(text, _created(info))
    unread = len(_ASIDE.findall(source))
    aside = "1 footnote or comment was" if unread == 1 else f"{unread:,} footnotes and comments were"
    whole = data.rstrip(b"\0\r\n\t \x1a").endswith(b"}")
    return Reading(
        text=text,
        title=stated["title"] or title_at_top(blocks),
        author=stated["author"],
        outlet=stated["company"],
        published=published,
        published_from=published_from,
        notes=(
            *((f"{aside} not read",) if unread else ()),
            *(() if whole else ("the file breaks off before its end; what there is was read",)),
        ),
    )


def _encoding(data: bytes) -> str:
    """The encoding that the file names, else that of Western Windows."""
    found = _PAGE.search(data[:_INFO_CHARS])
    name = f"cp{found[1].decode()}" if found else "cp1252"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _without_binary(data: bytes) -> bytes:
    """The file without the bytes that follow ``\\bin``, which may look like anything."""
    parts = []
    start = 0
    while found := _BINARY.search(data, start):
        parts.append(data[start : found.start()])
        start = found.end() + int(found[1])
    return b"".join([*parts, data[start:]])


def _marked(found: re.Match[str]) -> str:
    """The control word with its mark before it."""
    if found[1]:
        return found[0]
    if found[2] == "outlinelevel":
        level = int(found[3]) if found[3] else _MOST_LEVEL + 3
        mark = chr(ord(_HEADING) + level) if level < _MOST_LEVEL + 3 else ""
    else:
        mark = _MARKS[found[2]]
    return f"{{\\uc1\\u{ord(mark)} ?}}{found[0]}" if mark else found[0]


def _words(source: str) -> str:
    """What striprtf reads, with letters whole that RTF writes in two halves."""
    text = str(rtf_to_text(source, errors="replace")).replace("\r", "\n")  # type: ignore[no-untyped-call]
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _blocks(marked: str) -> Iterator[str]:
    """The paragraphs, and each table as a line a row."""
    *rows, rest = marked.split(f"{_ROW}\n") if f"{_ROW}\n" in marked else marked.split(_ROW)
    table: list[str] = []
    for row in rows:
        before, cells = _row(row)
        paragraphs = list(_paragraphs(before))
        if table and paragraphs:
            yield "\n".join(table)
            table = []
        yield from paragraphs
        table += [" | ".join(cells).strip()] if any(cells) else []
    if table:
        yield "\n".join(table)
    yield from _paragraphs(rest)


def _row(text: str) -> tuple[str, list[str]]:
    """What stands before a row, and its cells."""
    start = text.find(_ROW_STARTS)
    first = text.find(_CELL)
    if start < 0 or (0 <= first < start):
        start = text.rfind("\n", 0, max(first, 0)) + 1
    *cells, _ = text[start:].split(_CELL)
    return text[:start], [_bare(cell[1:] if number else cell) for number, cell in enumerate(cells)]


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        words = _bare(line)
        level = next((ord(sign) - ord(_HEADING) for sign in line if _HEADING <= sign <= "\ue018"), None)
        if not words:
            continue
        if level is not None:
            yield f"{'#' * min(level + 1, _MOST_LEVEL)} {words}"
        else:
            item = _BULLET.match(_OWN_MARKS.sub("", line).lstrip(" "))
            yield f"- {_bare(line.lstrip()[2:])}" if item else words


def _bare(text: str) -> str:
    return fold(_OWN_MARKS.sub("", text))


def _info(source: str) -> str:
    """The group with what the file says of itself, or an empty string."""
    start = source.find("{\\info")
    return _group(source[start : start + _INFO_CHARS]) if start >= 0 else ""


def _group(text: str) -> str:
    """The group that ``text`` begins with, braces included; all of it where it does not end."""
    depth = 0
    for sign in re.finditer(r"\\[\\{}]|[{}]", text):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if not depth:
            return text[: sign.end()]
    return text


def _field(info: str, name: str, encoding: str) -> str:
    """The words of one field of the info group."""
    found = re.search(rf"\{{(?:\\\*)?\\{name}(?![a-z])", info)
    if not found:
        return ""
    words = _group(info[found.start() :])[len(found[0]) : -1]
    return fold(_words(f"{{\\rtf1\\ansicpg{encoding.removeprefix('cp')} {words}}}"))


def _created(info: str) -> str | None:
    found = _CREATED.search(info)
    return iso_date(f"{found[1]:0>4}-{found[2]:0>2}-{found[3]:0>2}") if found else None
