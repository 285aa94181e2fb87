"""The documents of a suite: written once each, under names of our own."""

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Final

from eval.adapters.wording import plain, slug
from eval.cases import Gold
from eval.gold import spans_of
from onrecord.types import Document, Source
from onrecord.words import has_word

__all__ = ["DocumentFolder"]

_SLUG_OF: Final = 80
# A text that begins so is taken for another format.
_OTHER_FORMATS: Final = ("%PDF-", "GIF8", "{\\rtf")


class DocumentFolder:
    """An empty folder that fills up.

    Every name is a number and a slug (``00012-north-pier.txt``); nothing of the data becomes a path.

    Args:
        folder: where to write; it is there.

    Attributes:
        left_out: why a document was left out -> how many.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, Document] = {}
        self._names: dict[str, str] = {}
        self._places: dict[Gold, int] = {}
        self.left_out: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._names)

    def add(self, text: str, title: str = "") -> str:
        """Write a text, under its title where it has one; the same text and title are written once.

        Returns:
            The name of its file; empty for a text without a letter or figure, which is left out and counted.
        """
        text, title = plain(text), " ".join(plain(title).split())
        if not has_word(text):
            self.left_out["documents without words"] += 1
            return ""
        words = f"{title}\n\n{text}\n" if title else f"{text}\n"
        key = hashlib.sha256(words.encode()).hexdigest()
        if key in self._names:
            return self._names[key]
        name = self._name(key, title or text[:_SLUG_OF], ".txt")
        words = f"\n{words}" if words.startswith(_OTHER_FORMATS) else words
        (self._folder / name).write_text(words, encoding="utf-8", newline="\n")
        self._texts[name] = Document(Source(name, name, name, "0" * 64, "txt"), words)
        return name

    def take(self, file: Path) -> str:
        """Link a PDF into the folder, or copy it where it cannot be linked.

        Returns:
            Its new name; empty for one that does not open, which is left out and counted.
        """
        if not _pages(file):
            self.left_out["PDFs that do not open"] += 1
            return ""
        name = self._name(str(file), file.stem, ".pdf")
        try:
            os.link(file.resolve(), self._folder / name)
        except OSError:  # another disk, or one without links
            shutil.copyfile(file, self._folder / name)
        return name

    def places(self, gold: Gold) -> int:
        """How many times gold stands in its document; 0 where it does not.

        Of a PDF only pages are looked for: 1 for a page that has words.
        """
        if gold not in self._places:
            self._places[gold] = self._count(gold)
        return self._places[gold]

    def _count(self, gold: Gold) -> int:
        if gold.document in self._texts:
            return len(spans_of(gold, self._texts[gold.document]))
        file = self._folder / gold.document
        return int(gold.document in self._names.values() and _has_words(file, gold.page or 1))

    def _name(self, key: str, words: str, ending: str) -> str:
        name = f"{len(self._names) + 1:05d}-{slug(words)}{ending}"
        self._names[key] = name
        return name


def _pages(file: Path) -> int:
    """How many pages a PDF has; 0 where it does not open."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(file) as pdf:
            return len(pdf)
    except (PdfiumError, OSError):
        return 0


def _has_words(file: Path, page: int) -> bool:
    """Whether a PDF has a page of that number (from 1), and letters on it."""
    from pypdfium2 import PdfDocument

    with PdfDocument(file) as pdf:
        return page <= len(pdf) and pdf[page - 1].get_textpage().count_chars() > 0
