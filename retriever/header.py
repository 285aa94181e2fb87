"""What is said of a passage before its own words: so that a passage stands alone where it is embedded and searched."""

import os
from typing import Final

from onrecord.dates import dates_in
from onrecord.numbers import numbers_in
from onrecord.types import Passage, Source

__all__ = ["file_words", "header_of", "keys_of", "words_around"]

# Beyond this a header says little more, and takes room from the passage in the embedder's window.
_MOST_CHARS: Final = 400


def header_of(source: Source, passage: Passage) -> str:
    """What the model reads before the passage: the title that the document states, then the passage's context.

    A title that is only the file's name is left out ("scan-00017" says nothing, and made the first hit wrong for one
    XQuAD question in 150): the word index has it, see :func:`words_around`.
    """
    stated = [] if source.title == file_words(source) else [source.title]
    return "\n".join([*stated, *passage.context])[:_MOST_CHARS]


def words_around(source: Source, passage: Passage) -> str:
    """What the word index has of a passage beside its text, a line each.

    Title, words of the file's name, context; and who speaks in it, where their names stand in another passage.
    """
    speakers = (one.speaker for one in passage.said if one.speaker and one.speaker not in passage.text)
    return "\n".join(dict.fromkeys([source.title, file_words(source), *passage.context, *speakers]))


def keys_of(text: str) -> tuple[str, ...]:
    """The dates and figures of ``text`` in one spelling each, whatever the text's own; no repeats."""
    dates = dates_in(text)
    keys = [key for one in dates for key in one.keys] + [key for one in numbers_in(text, dates) for key in one.keys]
    return tuple(dict.fromkeys(keys))


def file_words(source: Source) -> str:
    """The words of the name of its file, which is its title where the document states none."""
    return " ".join(os.path.splitext(os.path.basename(source.location))[0].replace("_", " ").split())
