"""Plain text and Markdown: decoding, a header of ``Key: value`` lines, YAML front matter."""

import re
from pathlib import Path
from typing import Final

import yaml

from ingest.load.dates import iso_date
from ingest.load.reading import Reading
from onrecord.errors import UnsupportedFormat
from onrecord.words import has_word

__all__ = ["decode", "newlines", "read_markdown", "read_text"]

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# A whole letter of two to four bytes: where a file has one, it was meant as UTF-8.
_UTF8_LETTER: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_OLDER: Final = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r")
_SIGNS: Final = "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u20ac\u00a3\u00a7\u00b0\u00ab\u00bb"
_LETTERS: Final = {
    "cp1252": frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüœß¿¡ºª" + _SIGNS),
    "cp1250": frozenset("áâăäąćçčďđéęëěíîłľĺńňóôőöŕřśşšťţúůűüýźžżß" + _SIGNS),
}
_HEADER_LINE: Final = re.compile(r"([A-Za-z][A-Za-z -]{1,20}):\s+(\S.*)")
_HEADER_LINES: Final = 12
_TITLE_CHARS: Final = 150
# Two rules that far apart are no front matter.
_MATTER_CHARS: Final = 20_000
_NULLS: Final = frozenset({"", "~", "null"})
_NAMES: Final = {
    "title": "title headline subject",
    "author": "author by byline authors writer",
    "outlet": "outlet source publisher agency organisation organization issuer site",
    "published": "date published issued updated publication-date date-published",
}
_FIELD_OF: Final = {name: field for field, names in _NAMES.items() for name in names.split()}


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes to text with ``\\n`` newlines, and a note where the encoding had to be guessed.

    UTF-8, or what a byte-order mark says. A file with no UTF-8 in it at all is taken for an older one-byte encoding,
    which is guessed and named in the note.

    Raises:
        UnsupportedFormat: broken UTF-8 (the byte is named), or no encoding fits.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return newlines(data.decode(encoding)), ()
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or _UTF8_LETTER.search(data):
            raise UnsupportedFormat(
                f"broken encoding: byte {error.start:,} is not valid {encoding.upper()}; save the file again as UTF-8"
            ) from error
    encoding = _older_encoding(data)
    return newlines(data.decode(encoding)), (f"not UTF-8: read as {encoding}",)


def _older_encoding(data: bytes) -> str:
    """The one-byte encoding that fits best.

    charset-normalizer tells scripts apart, but not the Latin of Western from that of Central Europe: it read French,
    Swedish and Portuguese as cp1250. Between these two the letters decide, and Western wins a draw.

    Raises:
        UnsupportedFormat: none fits.
    """
    from charset_normalizer import from_bytes

    guess = from_bytes(data, cp_isolation=list(_OLDER)).best() or from_bytes(data).best()
    if guess is None:
        raise UnsupportedFormat("broken encoding: neither UTF-8 nor one that could be recognised; save it as UTF-8")
    if guess.encoding not in _LETTERS:
        return guess.encoding
    return max(_LETTERS, key=lambda encoding: _usual_letters(data, encoding))


def _usual_letters(data: bytes, encoding: str) -> int:
    """How many letters beyond ASCII are usual ones in the languages of ``encoding``; -1 where it cannot be read so."""
    try:
        return sum(letter in _LETTERS[encoding] for letter in data.decode(encoding).lower())
    except UnicodeDecodeError:
        return -1


def newlines(text: str) -> str:
    """The text with ``\\n`` for each end of a line, however it was written."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fields(pairs: dict[str, str]) -> dict[str, str]:
    """Header names as people write them -> our fields; the first one of each field wins."""
    found: dict[str, str] = {}
    for name, value in pairs.items():
        field = _FIELD_OF.get(name.strip().lower().replace(" ", "-"))
        if field is not None and value.strip():
            found.setdefault(field, value.strip())
    return found


def _reading(
    text: str, fields: dict[str, str], title: str, body_start: int, notes: tuple[str, ...], where: str = "header line"
) -> Reading:
    return Reading(
        text=text,
        title=fields.get("title", title),
        author=re.sub(r"^by\s+", "", fields.get("author", ""), flags=re.IGNORECASE),
        outlet=fields.get("outlet", ""),
        published=iso_date(fields.get("published", "")),
        published_from=where,
        body_start=body_start if text[body_start:].strip() else 0,
        notes=notes,
    )


def _header(text: str) -> tuple[str, dict[str, str], int]:
    """Title line, ``Key: value`` lines below it, and where the body begins (0 where there is no such header)."""
    pairs: dict[str, str] = {}
    title, position = "", 0
    for number, line in enumerate(text.split("\n", _HEADER_LINES + 1)[:_HEADER_LINES]):
        found = _HEADER_LINE.fullmatch(line.strip())
        if found and found[1].strip().lower().replace(" ", "-") in _FIELD_OF:
            pairs[found[1]] = found[2]
        elif number == 0 and 0 < len(line.strip()) <= _TITLE_CHARS:
            title = line.strip().lstrip("# ") if has_word(line) else ""
        elif line.strip() or pairs:
            break
        position += len(line) + 1
    if not pairs:
        position = 0
        title = "" if title.endswith((".", "!", "?", ";", ",", ":")) else title
    return title, _fields(pairs), min(position, len(text))


def read_text(data: bytes, path: Path) -> Reading:
    """A ``.txt`` file. Its text stays exactly as decoded.

    A header is read where the file begins with one: an optional title line, then lines such as ``Outlet: Coastal
    Wire``, ``By: Mara Venn``, ``Date: 18 April 2024``, then an empty line.

    Raises:
        UnsupportedFormat: the encoding is broken.
    """
    text, notes = decode(data)
    title, fields, body_start = _header(text)
    # Without a header, a first line that is followed by an empty line is the title.
    if not fields and "\n\n" not in text[: len(title) + 3 + _TITLE_CHARS]:
        title = ""
    return _reading(text, fields, title, body_start, notes)


def read_markdown(data: bytes, path: Path) -> Reading:
    """A Markdown file. Its text stays exactly as decoded, marks included.

    Title, author, outlet and date come from YAML front matter, else from header lines under the first ``# heading``.

    Raises:
        UnsupportedFormat: the encoding is broken.
    """
    text, notes = decode(data)
    matter, body_start = _front_matter(text)
    if body_start:
        heading = re.search(r"^#\s+(.+)$", text[body_start:], re.MULTILINE)
        return _reading(text, _fields(matter), heading[1] if heading else "", body_start, notes, "front matter")
    title, fields, body_start = _header(text)
    heading = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    return _reading(text, fields, heading[1] if heading else title, body_start, notes)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """The values of YAML front matter as text, and where the body begins; ``({}, 0)`` where there is none."""
    found = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text[:_MATTER_CHARS], re.DOTALL)
    if not found:
        return {}, 0
    try:
        # BaseLoader makes text of everything: no objects, no dates that are none, no merged keys that unfold.
        values = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return {}, 0
    if not isinstance(values, dict):
        return {}, 0
    return {str(key): _plain(value) for key, value in values.items()}, found.end()


def _plain(value: object) -> str:
    """A text, or a list of texts with commas between them; empty for null and for anything else."""
    texts = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    return ", ".join(text for text in texts if text.lower() not in _NULLS)
