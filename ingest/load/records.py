"""Records (objects of JSON, rows with long cells) as text that reads: tables, ``Key: value`` lines, headings.

A value is a text, a truth value, None, a list or a dict of values; numbers are texts, as the file writes them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ingest.load.dates import iso_date
from ingest.load.markup import looks_like_html, text_of_html
from ingest.load.plain import newlines
from onrecord.errors import UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["Article", "are_articles", "article_of", "label_of_key", "row_of", "text_of_records"]

_NAMES: Final = {
    "title": "headline title webtitle subject heading name",
    "author": "author authors byline by writer creator",
    "outlet": "outlet publisher source sourcename agency organisation organization sitename site newspaper journal",
    "published": "datepublished published publishedat publishedon publicationdate publishdate pubdate"
    " webpublicationdate date dateissued issued created createdat datecreated",
    "text": "articlebody fulltext maintext bodytext contenttext contenthtml text body content article story transcript",
}
_NAMED_INSIDE: Final = ("name", "title", "main", "rendered", "value")
_SHORT_CHARS: Final = 300
_CELL_CHARS: Final = 200
# A line of a list is quoted whole: what has several sentences is a paragraph.
_SENTENCE_CHARS: Final = 80
_SENTENCES: Final = re.compile(r"[.!?][\"'\u201d\u2019)]*\s+[\"'\u201c\u2018(]*[^\W\d_a-z]")
_HEADING_CHARS: Final = 120
_MOST_COLUMNS: Final = 30
# Records are rows of one table where they have this share of all their keys.
_ALIKE: Final = 0.6
_DEEPEST: Final = 40
_DEEPEST_HEADING: Final = 6
_ARTICLE_CHARS: Final = 200
_MOSTLY: Final = 0.8
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s-]+")


@dataclass(frozen=True, slots=True)
class Article:
    """What a record says of itself, where its keys are those that articles have.

    Attributes:
        keys: field -> the key that had it: ``title``, ``author``, ``outlet``, ``published``, ``text``.
        title: or an empty string, as all that follow.
        author: names with commas between them.
        outlet: who published it.
        published: ISO date, or None.
        text: its main text, paragraphs with an empty line between them.
    """

    keys: Mapping[str, str]
    title: str
    author: str
    outlet: str
    published: str | None
    text: str

    @property
    def whole(self) -> bool:
        """Whether it is a document by itself: it has a text of some length, and a title or a date."""
        return len(self.text) >= _ARTICLE_CHARS and bool(self.title or self.published)


def article_of(record: Mapping[str, Any]) -> Article:
    """What a record says of itself; keys in any spelling (``datePublished``, ``date_published``), the best known."""
    plain: dict[str, str] = {}
    for key in record:
        plain.setdefault(re.sub(r"[^a-z]", "", key.lower()), key)
    keys, found = {}, {}
    for field, names in _NAMES.items():
        for key in (plain[name] for name in names.split() if name in plain):
            value = _prose(record[key]) if field == "text" else _names(record[key])
            if field == "published":
                value = iso_date(value) or ""
            if value:
                keys[field], found[field] = key, value
                break
    author = re.sub(r"^by\s+", "", found.get("author", ""), flags=re.IGNORECASE)
    return Article(
        keys, found.get("title", ""), author, found.get("outlet", ""), found.get("published"), found.get("text", "")
    )


def are_articles(records: Sequence[Any], titled: bool = False) -> bool:
    """Whether there are several records, and four of five are articles.

    Args:
        records: those that are looked at, dicts or anything else.
        titled: whether only such count that have a title.
    """
    found = [article_of(record) for record in records if isinstance(record, dict)]
    mostly = sum(1 for one in found if one.whole and (one.title or not titled)) >= _MOSTLY * len(records)
    return len(records) > 1 and mostly


def _names(value: object) -> str:
    """A name, or several with commas: of a text, of ``{"name": ...}``, of a list of these."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, dict):
        return next((fold(value[key]) for key in _NAMED_INSIDE if isinstance(value.get(key), str)), "")
    if isinstance(value, list):
        return ", ".join(name for one in value[:_MOST_COLUMNS] if (name := _names(one) if one is not value else ""))
    return ""


def _prose(value: object) -> str:
    """A main text: of a text, of ``{"rendered": ...}``, of a list of paragraphs."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("rendered", "text", "value") if isinstance(value.get(key), str)), "")
    if isinstance(value, list):
        return "\n\n".join(_clean(one) for one in value) if all(isinstance(one, str) for one in value) else ""
    return _clean(value) if isinstance(value, str) else ""


def _clean(text: str) -> str:
    text = newlines(text).strip()
    return text_of_html(text) if looks_like_html(text) else text


def label_of_key(key: str) -> str:
    """A key as a person writes it: ``datePublished`` and ``date_published`` are ``Date published``."""
    words = fold(" ".join(_CAMEL.split(key)))
    words = words.lower() if re.fullmatch(r"(?:[A-Z]?[a-z]+ )*[A-Z]?[a-z]+", words) else words
    return words[:1].upper() + words[1:] or "(no name)"


def row_of(cells: Sequence[str]) -> str:
    """Cells as one line of a table; a bar within a cell would part it, and becomes a slash."""
    return " | ".join(fold(cell).replace("|", "/") for cell in cells)


def text_of_records(value: Any, level: int = 2, name: str = "Record") -> str:  # noqa: ANN401 - what JSON holds
    """A value as text: dicts as ``- Key: value`` lines, alike dicts as a table, what is long as paragraphs.

    Args:
        value: what to write.
        level: of the headings over what is nested, 1 to 6.
        name: of an item of a list that has none itself.

    Raises:
        UnsupportedFormat: nested over 40 levels deep.
    """
    return "\n\n".join(block for block in _blocks(value, level, name, 0) if block.strip())


def _blocks(value: Any, level: int, name: str, depth: int) -> Iterator[str]:  # noqa: ANN401
    if depth > _DEEPEST:
        raise UnsupportedFormat(f"it is nested over {_DEEPEST} levels deep; save the part that is to be read by itself")
    if isinstance(value, dict):
        lines = [f"- {label_of_key(key)}: {short}" for key, one in value.items() if (short := _short(one))]
        yield "\n".join(lines)
        for key, one in value.items():
            if _short(one) is None:
                label = label_of_key(key)
                yield _heading(label, level)
                yield from _blocks(one, level + 1, label, depth + 1)
    elif isinstance(value, list):
        yield from _list_blocks(value, level, name, depth)
    else:
        yield _scalar(value)


def _list_blocks(items: list[Any], level: int, name: str, depth: int) -> Iterator[str]:
    if columns := _columns(items):
        rows = [columns, *([_scalar(item.get(column)) for column in columns] for item in items)]
        rows[0] = [label_of_key(column) for column in columns]
        yield "\n".join(row_of(row) for row in rows)
        return
    for number, item in enumerate(items, 1):
        short = _short(item)
        if short is not None:
            yield f"- {short}" if short else ""
        elif isinstance(item, str):
            yield _scalar(item)
        else:
            named = article_of(item).title if isinstance(item, dict) else ""
            yield _heading(named or f"{name} {number}", level)
            yield from _blocks(item, level + 1, name, depth + 1)


def _columns(items: list[Any]) -> list[str]:
    """The keys of records that are rows of one table; empty where they are not."""
    if len(items) < 2 or not all(isinstance(item, dict) for item in items):
        return []
    columns: dict[str, None] = {}
    for item in items:
        columns.update(dict.fromkeys(item))
        if len(columns) > _MOST_COLUMNS or not all(_fits_a_cell(one) for one in item.values()):
            return []
    filled = sum(len(item) for item in items)
    return list(columns) if len(columns) > 1 and filled >= _ALIKE * len(items) * len(columns) else []


def _fits_a_cell(value: object) -> bool:
    return not isinstance(value, (dict, list)) and len(_scalar(value)) <= _CELL_CHARS


def _heading(words: str, level: int) -> str:
    line = fold(words)
    cut = line if len(line) <= _HEADING_CHARS else line[:_HEADING_CHARS].rsplit(" ", 1)[0]
    return f"{'#' * min(level, _DEEPEST_HEADING)} {cut}"


def _short(value: object) -> str | None:
    """A value that fits a line, or a list of such; None for what needs a heading or a paragraph of its own."""
    if isinstance(value, list):
        if not all(isinstance(one, str) for one in value):
            return None
        line = "; ".join(value)
    elif isinstance(value, dict):
        return None if value else ""
    else:
        line = _scalar(value)
    says_more = len(line) > _SENTENCE_CHARS and _SENTENCES.search(line)
    return fold(line) if len(line) <= _SHORT_CHARS and "\n" not in line and not says_more else None


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return _clean(value)
    return "" if value is None else str(value).lower()
