"""JSON and JSON lines: an article as its text, anything else as lines and tables (json of the standard library)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import Any, Final

from ingest.load.plain import decode
from ingest.load.reading import Reading
from ingest.load.records import Article, are_articles, article_of, label_of_key, text_of_records
from onrecord.errors import UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["articles_in", "beside_articles", "holds_articles", "read_json", "read_jsonl"]

_LINES_NAMED: Final = 5
# So many records are looked at to tell a file of articles from a file of rows.
_LOOK_AT: Final = 200
_SPACE: Final = re.compile(r"\s*")
_NAME_CHARS: Final = 80
_BESIDE_CHARS: Final = 300
# Objects in the object in which a list of articles is looked for.
_DEEPEST_LIST: Final = 1
# Some services sell the whole text, and send its beginning: "... [+1234 chars]".
_CUT: Final = re.compile(r"\[\+[\d,]+ (?:chars|characters)\]\s*$")
_PLAIN_NAME: Final = re.compile(r"[\w.@+=,-][\w .@+=,-]*")


@dataclass(slots=True)
class _Parser:
    """Parses JSON, numbers as they are written; of a key that comes twice in one object both values are kept."""

    repeated: set[str] = field(default_factory=set)
    decoder: json.JSONDecoder = field(init=False)

    def __post_init__(self) -> None:
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._pairs, parse_float=str, parse_int=str, parse_constant=str, strict=False
        )

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        times: dict[str, int] = {}
        for key, value in pairs:
            times[key] = times.get(key, 0) + 1
            if times[key] > 1:
                self.repeated.add(key)
            found[key if times[key] == 1 else f"{key} ({times[key]})"] = value
        return found

    def notes(self) -> tuple[str, ...]:
        """What is odd about what was parsed."""
        if not self.repeated:
            return ()
        named = ", ".join(fold(key) for key in sorted(self.repeated)[:_LINES_NAMED])
        return (f"keys that come twice in one object were all kept: {named}",)

    def value(self, text: str) -> Any:  # noqa: ANN401 - what JSON holds
        """The one value of ``text``.

        Raises:
            json.JSONDecodeError: it is no JSON.
            UnsupportedFormat: nested beyond what can be parsed.
        """
        try:
            return self.decoder.decode(text)
        except RecursionError as error:
            raise UnsupportedFormat(
                "it is nested too deep to be read; save the part that is to be read by itself"
            ) from error


def read_json(data: bytes, path: PurePath) -> Reading:
    """A ``.json`` file.

    An object whose keys are those of an article (``title`` or ``headline``, ``text`` or ``body``, ``author``,
    ``publisher``, ``datePublished`` and their like) becomes its text under a header of ``Key: value`` lines. In
    anything else objects become ``- Key: value`` lines, lists of alike objects tables with a header row, and what is
    nested stands under headings.

    Raises:
        UnsupportedFormat: broken, in no known encoding, or nested beyond reason.
    """
    text, notes = decode(data)
    parser = _Parser()
    try:
        value = parser.value(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" in text.strip():
            return _lines(text, (*notes, "read as JSON lines"))
        raise UnsupportedFormat(
            f"it is no valid JSON: line {error.lineno:,}, column {error.colno:,}: {error.msg}; save it again"
        ) from error
    return _reading(value, (*notes, *parser.notes()))


def read_jsonl(data: bytes, path: PurePath) -> Reading:
    """A ``.jsonl`` file: alike flat records as one table, others each under a heading.

    A line that is no JSON is left out, and noted. Files whose lines are articles are not read here: each line is a
    document of its own (:func:`holds_articles`).

    Raises:
        UnsupportedFormat: no line is JSON, or one is nested beyond reason.
    """
    text, notes = decode(data)
    return _lines(text, notes)


def _lines(text: str, notes: tuple[str, ...]) -> Reading:
    parser, values, broken = _Parser(), [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(parser.value(line))
            except json.JSONDecodeError:
                broken.append(number)
    if not values:
        raise UnsupportedFormat("none of its lines is JSON; save it again, one JSON value a line")
    if broken:
        named = ", ".join(f"{number:,}" for number in broken[:_LINES_NAMED])
        more = f" and {len(broken) - _LINES_NAMED:,} more" if len(broken) > _LINES_NAMED else ""
        are = "is no JSON and was" if len(broken) == 1 else "are no JSON and were"
        notes = (*notes, f"{len(broken):,} of its lines {are} left out: {named}{more}")
    return _reading(values[0] if len(values) == 1 else values, (*notes, *parser.notes()))


def _reading(value: Any, notes: tuple[str, ...]) -> Reading:  # noqa: ANN401
    while isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        value = inner  # {"article": {...}}
    if not isinstance(value, dict):
        return Reading(text_of_records(value), notes=notes)
    article = article_of(value)
    if not article.whole:
        text = text_of_records(value)
        return _stated(article, text, 0, notes)
    used = [(field, key) for field, key in article.keys.items() if field != "text"]
    header = [f"{label_of_key(key)}: {_shown(value[key], article, field)}" for field, key in used]
    rest = text_of_records({key: one for key, one in value.items() if key not in article.keys.values()})
    top = "\n".join(header) + "\n\n"
    return _stated(article, f"{top}{article.text}\n\n{rest}".rstrip() + "\n", len(top), notes)


def _shown(stated: object, article: Article, field: str) -> str:
    """A field as the file writes it where that is a text, else the names in it."""
    return fold(stated) if isinstance(stated, str) else str(getattr(article, field))


def _stated(article: Article, text: str, body_start: int, notes: tuple[str, ...]) -> Reading:
    cut = _CUT.search(article.text)
    return Reading(
        text=text,
        title=article.title,
        author=article.author,
        outlet=article.outlet,
        published=article.published,
        published_from=f'field "{fold(article.keys["published"])[:40]}"' if article.published else "",
        body_start=body_start,
        notes=(*notes, f"the file has only the beginning of the text: it ends {cut[0].strip()}") if cut else notes,
    )


def holds_articles(data: bytes, lines: bool) -> bool:
    """Whether a file is a list of articles, rather than one document: its first 200 records tell.

    An archive of 10,000 articles in one file is 10,000 documents: each has its own title, date and outlet, can be found
    by its date, and stands by itself in a citation. So has each article of an answer such as ``{"status": "ok",
    "articles": [...]}``. A file of rows or of mixed values is one document. So is a broken one: its reader says what is
    wrong.

    Args:
        data: the file's bytes.
        lines: whether it is JSON lines, rather than one list.
    """
    try:
        found = [record for _, record, _ in islice(_records(decode(data)[0], lines), _LOOK_AT) if record is not None]
    except (UnsupportedFormat, ValueError, RecursionError):
        return False
    return are_articles(found)


def articles_in(data: bytes, lines: bool) -> list[tuple[str, bytes]]:
    """The articles of a list of such: a name for each, and its JSON as it stands in the file.

    The name is the record's ``id`` or ``url`` where all have one and no two the same, so that it stays when others are
    added, else its line or place.

    Args:
        data: the file's bytes.
        lines: whether it is JSON lines, rather than one list.

    Raises:
        UnsupportedFormat: the list breaks off, or its encoding is broken.
    """
    try:
        found = list(_records(decode(data)[0], lines))
    except (ValueError, RecursionError) as error:
        raise UnsupportedFormat(f"it is no valid JSON: {error}; save it again") from error
    ids = [_id_of(record) for _, record, _ in found]
    named = all(ids) and len(set(ids)) == len(ids)
    kind = "line" if lines else "item"
    return [
        (f"{ids[index]}.json" if named else f"{kind} {number}.json", raw.encode("utf-8", "surrogatepass"))
        for index, (number, _, raw) in enumerate(found)
    ]


def beside_articles(data: bytes) -> str:
    """What an object says beside its list of articles, such as ``status: ok; totalResults: 4``; empty for a list."""
    text = decode(data)[0]
    held = _held(_Parser().decoder, text, _end_of_space(text, 0))
    return fold("; ".join(f"{key}: {value}" for key, value in held[1]))[:_BESIDE_CHARS] if held else ""


def _records(text: str, lines: bool) -> Iterator[tuple[int, Any, str]]:
    """Number, value and JSON of each record; a line that is no JSON is given too, for its own report.

    Raises:
        ValueError: the text is no list of JSON.
    """
    decoder = _Parser().decoder
    if lines:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, _or_none(decoder, line), line.strip()
        return
    at = _end_of_space(text, 0)
    held = _held(decoder, text, at)
    yield from _items(decoder, text, held[0] if held else at, alone=not held)


def _held(decoder: json.JSONDecoder, text: str, at: int, depth: int = 0) -> tuple[int, list[tuple[str, Any]]] | None:
    """Where in the object at ``at`` its one list of articles begins, and what else it says; None where it has none.

    Each of the articles has a title: an object with a title and many untitled parts is one document. The list may be in
    an object of the object (``{"response": {"docs": [...]}}``).

    Raises:
        ValueError: the object is broken, or goes on with something else.
    """
    if text[at : at + 1] != "{":
        return None
    members, end = _members(decoder, text, at)
    if depth == 0 and text[end:].strip():
        raise ValueError("the object ends before the file does")
    lists = [one for one in members if isinstance(one[1], list) and are_articles(one[1][:_LOOK_AT], True)]
    inner = [one for one in members if isinstance(one[1], dict)]
    if len(lists) == 1:
        return lists[0][2], [(key, value) for key, value, place in members if place != lists[0][2]]
    if len(inner) == 1 and depth < _DEEPEST_LIST and (held := _held(decoder, text, inner[0][2], depth + 1)):
        return held[0], [*((key, value) for key, value, place in members if place != inner[0][2]), *held[1]]
    return None


def _members(decoder: json.JSONDecoder, text: str, at: int) -> tuple[list[tuple[str, Any, int]], int]:
    """Key, value and place of the value of each member of the object at ``at``, and where the object ends.

    Raises:
        ValueError: it is broken.
    """
    found = []
    at = _end_of_space(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = decoder.raw_decode(text, at)
        at = _end_of_space(text, at)
        if text[at : at + 1] != ":":
            raise ValueError(f"no colon after {fold(key)[:_NAME_CHARS]!r}")
        begins = _end_of_space(text, at + 1)
        value, at = decoder.raw_decode(text, begins)
        found.append((key, value, begins))
        at = _end_of_space(text, at)
        at = _end_of_space(text, at + 1) if text[at : at + 1] == "," else at
    if text[at : at + 1] != "}":
        raise ValueError("the object breaks off")
    return found, at + 1


def _items(decoder: json.JSONDecoder, text: str, at: int, alone: bool) -> Iterator[tuple[int, Any, str]]:
    """The items of the list at ``at``, each with its JSON as it stands there; ``alone``: nothing may come after it."""
    if text[at : at + 1] != "[":
        raise ValueError("it is no list")
    number, at = 0, _end_of_space(text, at + 1)
    while at < len(text) and text[at] != "]":
        value, end = decoder.raw_decode(text, at)
        number += 1
        yield number, value, text[at:end]
        at = _end_of_space(text, end)
        if at < len(text) and text[at] not in ",]":
            raise ValueError(f"no comma after item {number:,}")
        at = _end_of_space(text, at + 1) if text[at : at + 1] == "," else at
    if text[at : at + 1] != "]" or (alone and text[at + 1 :].strip()):
        raise ValueError("the list ends before the file does, or not at all")


def _or_none(decoder: json.JSONDecoder, line: str) -> Any:  # noqa: ANN401
    try:
        return decoder.decode(line)
    except (ValueError, RecursionError):
        return None


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _id_of(record: object) -> str:
    """What names a record, fit for a file's name; empty where nothing does."""
    if not isinstance(record, dict):
        return ""
    for key in ("id", "_id", "uuid", "guid", "slug", "url", "link"):
        value = record.get(key)
        if isinstance(value, str) and 0 < len(value) <= _NAME_CHARS:
            name = re.sub(r"^https?://", "", value).replace("/", "_").rstrip("_ .")
            return name if _PLAIN_NAME.fullmatch(name) else ""
    return ""
