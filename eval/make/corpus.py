"""Documents as sentences that can be asked about and looked up by their words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from onrecord.sentences import block_sentences, fold, is_heading, is_table_row, iter_blocks
from onrecord.types import Document
from onrecord.words import content_stems

__all__ = ["Corpus", "Written", "read_corpus"]


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence as a document has it.

    Attributes:
        document: what gold calls its document: the shortest end of the path that no other document has.
        title: of the document.
        page: from 1; None for a format without pages.
        text: the sentence on one line.
        block: number of the paragraph it stands in, counted over all documents.
        prose: whether it is neither a heading nor a row of a table.
        stems: of its telling words.
    """

    document: str
    title: str
    page: int | None
    text: str
    block: int
    prose: bool
    stems: frozenset[str]


class Corpus:
    """Every sentence of some documents.

    Args:
        sentences: in order.
    """

    def __init__(self, sentences: Sequence[Written]) -> None:
        self.sentences = tuple(sentences)
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._blocks: dict[int, set[str]] = defaultdict(set)
        for number, one in enumerate(self.sentences):
            self._blocks[one.block] |= one.stems
            for stem in one.stems:
                self._holding[stem].append(number)

    def sharing(self, stems: frozenset[str], share: float) -> list[Written]:
        """The sentences that have at least a share, in (0, 1], of some stems; empty for no stems."""
        counts = Counter(number for stem in stems for number in self._holding.get(stem, ()))
        return [self.sentences[number] for number, count in sorted(counts.items()) if count >= share * len(stems)]

    def shares(self, name: str, stems: frozenset[str], share: float) -> bool:
        """Whether a paragraph has the last word of a name and at least a share of some stems."""
        wanted = content_stems(name)[-1:]
        if not wanted:
            return True
        blocks = {self.sentences[number].block for number in self._holding.get(wanted[0], ())}
        return any(len(self._blocks[block] & stems) >= share * len(stems) for block in blocks)


def read_corpus(documents: Iterable[Document]) -> Corpus:
    """The sentences of documents, in the order of their paths; lines above a document's own words are left out."""
    ordered = sorted(documents, key=lambda one: (one.source.location, one.source.collection))
    called = _called([one.source.location for one in ordered])
    sentences = []
    block = 0
    for document, name in zip(ordered, called, strict=True):
        for span in iter_blocks(document.text, document.body_start):
            block += 1
            whole = fold(document.text[span.start : span.end])
            prose = not is_heading(document.text[span.start : span.end]) and not is_table_row(whole)
            for one in block_sentences(document.text, span):
                text = fold(document.text[one.start : one.end])
                stems = frozenset(content_stems(text))
                page = document.page_at(one.start)
                sentences.append(Written(name, fold(document.source.title), page, text, block, prose, stems))
    return Corpus(sentences)


def _called(locations: Sequence[str]) -> list[str]:
    """The shortest end of each path that is the end of no other; the whole path where one is there twice."""
    ends = Counter(end for location in locations for end in _ends(location))
    return [next((end for end in _ends(location) if ends[end] == 1), location) for location in locations]


def _ends(location: str) -> list[str]:
    parts = PurePath(location).parts
    return [str(PurePath(*parts[-count:])) for count in range(1, len(parts) + 1)]
