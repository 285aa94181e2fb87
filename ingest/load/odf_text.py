"""The words of OpenDocument elements: paragraphs, headings, lists and tables as blocks of text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from onrecord.sentences import fold

__all__ = ["DRAW", "OFFICE", "Words", "bare", "name_of", "repeated"]

DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# What is no part of the words as they are read: deleted text, what is shown elsewhere, settings.
_SKIPPED: Final = frozenset(
    "tracked-changes table-of-content alphabetical-index illustration-index table-index object-index user-index "
    "bibliography sequence-decls variable-decls user-field-decls forms event-listeners "
    "note-citation ruby-text script binary-data image object object-ole plugin thumbnail".split()
)
# Titles and descriptions of pictures; "text:title" is a field in a paragraph.
_SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_MOST_LEVEL: Final = 6
_MOST_FIGURES: Final = 12
# "text:s" stands for a run of spaces; all white space is folded later on.
_SPACES: Final = {"s": " ", "tab": " ", "line-break": "\n"}


def bare(tag: Any) -> str:  # noqa: ANN401 - comments have a function for a tag
    """A name without its namespace; empty for comments and processing instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _kind(element: Any) -> str:  # noqa: ANN401
    """The name of an element that has words to read; empty for any other."""
    kind = bare(element.tag)
    return "" if kind in _SKIPPED or (kind and element.tag.startswith(_SVG)) else kind


def name_of(element: Any) -> str:  # noqa: ANN401 - lxml ships no types
    """What an element is named by its own ``name`` attribute, or an empty string."""
    return next((value for name, value in element.attrib.items() if bare(name) == "name"), "")


def repeated(element: Any, kind: str) -> int:  # noqa: ANN401
    """How often a row or a cell stands there: ``number-columns-repeated`` and its like; 1 where nothing is said."""
    stated = next((value for name, value in element.attrib.items() if bare(name) == kind), "")
    return int(stated[:_MOST_FIGURES]) if stated.isdecimal() else 1


@dataclass(slots=True)
class Words:
    """Reads the words of elements in order; notes and comments come below the paragraph they belong to."""

    _notes: int = 0
    _below: list[str] = field(default_factory=list)

    def blocks(self, element: Any, *, alone: bool = False) -> Iterator[str]:  # noqa: ANN401
        """The blocks in ``element``: paragraphs, headings with ``#`` marks, lists and tables.

        Args:
            element: of a text, a slide or a cell.
            alone: whether to read the element by itself rather than what is in it.
        """
        for child in (element,) if alone else element:
            kind = _kind(child)
            if not kind:
                continue
            if kind in ("p", "h"):
                yield from self._paragraph(child, kind)
            elif kind == "list" and next(child.iter("{*}h"), None) is None:  # numbered headings stand in lists
                yield "\n".join(self._items(child, 0))
                yield from self._waiting()
            elif kind == "table":
                yield "\n".join(self._rows(child))
                yield from self._waiting()
            elif kind == "annotation":
                self._comment(child)
                yield from self._waiting()
            else:
                yield from self.blocks(child)

    def _paragraph(self, element: Any, kind: str) -> Iterator[str]:  # noqa: ANN401
        words = self.words(element)
        if words and kind == "h":
            level = next((value for name, value in element.attrib.items() if bare(name) == "outline-level"), "1")
            yield f"{'#' * min(int(level) if level.isdecimal() else 1, _MOST_LEVEL) or '#'} {fold(words)}"
        elif words:
            yield words
        yield from self._waiting()

    def _waiting(self) -> Iterator[str]:
        below, self._below = self._below, []
        yield from below

    def words(self, element: Any) -> str:  # noqa: ANN401
        """The words of a paragraph, its white space folded, its line breaks kept."""
        lines = (fold(line) for line in "".join(self._inline(element)).split("\n"))
        return "\n".join(line for line in lines if line)

    def _inline(self, element: Any) -> Iterator[str]:  # noqa: ANN401
        yield (element.text or "").replace("\n", " ")
        for child in element:
            kind = _kind(child)
            if kind in _SPACES:
                yield _SPACES[kind]
            elif kind == "note":
                self._note(child)
            elif kind == "annotation":
                self._comment(child)
            elif kind in ("frame", "custom-shape", "rect", "g", "text-box"):
                self._below.extend(list(Words().blocks(child)))
            elif kind:
                yield from self._inline(child)
            yield (child.tail or "").replace("\n", " ")

    def _note(self, element: Any) -> None:  # noqa: ANN401
        """A footnote or endnote: its words stand below the paragraph."""
        self._notes += 1
        number = self._notes
        citation = element.find("{*}note-citation")
        mark = fold("".join(citation.itertext())) if citation is not None else ""
        words = fold(" ".join(Words().blocks(element.find("{*}note-body")))) if len(element) else ""
        if words:
            self._below.append(f"Footnote {mark or number}: {words}")

    def _comment(self, element: Any) -> None:  # noqa: ANN401
        author = fold(element.findtext("{*}creator") or "")
        words = fold(" ".join(self.words(part) for part in element.iter("{*}p", "{*}h")))
        if words:
            self._below.append(f"Comment by {author}: {words}" if author else f"Comment: {words}")

    def _items(self, element: Any, level: int) -> Iterator[str]:  # noqa: ANN401
        """The items of a list, a line each, deeper ones set in."""
        for item in element:
            first = True
            for child in item if bare(item.tag) in ("list-item", "list-header") else ():
                if bare(child.tag) == "list":
                    yield from self._items(child, level + 1)
                elif words := fold(self.words(child)) if bare(child.tag) in ("p", "h") else "":
                    yield f"{'  ' * level}{'- ' if first else '  '}{words}"
                    first = False

    def _rows(self, element: Any) -> Iterator[str]:  # noqa: ANN401
        """Each row of a table; a cell merged over columns stands once, one merged over rows in each."""
        above: dict[int, tuple[int, str]] = {}
        for row in element.iter("{*}table-row"):
            if next(row.iterancestors("{*}table"), None) is not element:
                continue
            texts: dict[int, str] = {}
            for column, cell in enumerate(row):
                if bare(cell.tag) == "covered-table-cell":
                    left, words = above.get(column, (0, ""))
                    if left:
                        texts[column] = words
                        above[column] = (left - 1, words)
                    continue
                texts[column] = fold(" ".join(Words().blocks(cell)))
                above[column] = (repeated(cell, "number-rows-spanned") - 1, texts[column])
            if any(texts.values()):
                yield " | ".join(texts.values()).strip()
