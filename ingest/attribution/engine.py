"""From a text to its attributions: paragraph by paragraph, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.attribution.found import Said, SentenceUnits
from ingest.attribution.phrasings import by_phrasings
from ingest.attribution.quotations import Quotation, quotations_in
from ingest.attribution.units import Unit, is_speech, sentences_of, units_of
from ingest.attribution.verbs import by_verbs
from onrecord.sentences import iter_blocks

__all__ = ["read_attributions"]

_DASHES: Final = frozenset("\u2014\u2013\u2015-")
_ASKED: Final = re.compile(r"\s?\?")
# Before a cue in its clause these take back that it was said.
_NOT_SAID: Final = re.compile(
    r"\b(?:neither|nor|no one|nobody|not (?:once|even|true)|untrue|it (?:was|is) not|if|unless|den(?:y|ies|ied) that)"
    r"\b",
    re.IGNORECASE,
)
_DEEPEST: Final = 2
_WIDEST_WRAP: Final = 160
_SIGN_CHARS: Final = 6


def read_attributions(text: str, start: int) -> list[Said]:
    """What ``text`` tells as said from ``start`` on, in the order of the paragraphs."""
    reader = _Reader(text)
    for block in iter_blocks(text, start):
        for begin, end in _paragraphs(text, block.start, block.end):
            reader.read(begin, end)
    return reader.found


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block, cut at newlines that wrap no line: behind a long line, and before a dash."""
    begin = line = start
    while (newline := text.find("\n", line, end)) >= 0:
        after = text[newline + 1 : newline + _SIGN_CHARS].lstrip()[:1]
        if newline - line > _WIDEST_WRAP or (after and after in _DASHES) or text[begin] in _DASHES:
            if text[begin:newline].strip():
                yield begin, newline
            begin = newline + 1
        line = newline + 1
    if text[begin:end].strip():
        yield begin, end


class _Reader:
    """Reads paragraphs one after the other, and knows what the one before left open."""

    def __init__(self, text: str, depth: int = 0) -> None:
        self.found: list[Said] = []
        self._text = text
        self._depth = depth
        self._speaking: Said | None = None  # whose words go on if more words in quote marks follow
        self._unclosed = False  # whether the paragraph before left a quotation open
        self._before: Sequence[Unit] = ()  # the last sentence of the paragraph before

    def read(self, start: int, end: int) -> None:
        """Read one paragraph."""
        quotations = quotations_in(self._text, start, end)
        units = units_of(self._text, start, end, quotations)
        sentences = sentences_of(self._text, units)
        if not (self._unclosed and quotations and quotations[0].start == start):
            self._speaking = None
        for number, (begin, past) in enumerate(sentences):
            if number == 0 and self._belongs_to_before(units[begin:past]):
                continue
            self._read_sentence(units, begin, _without_stops(units, begin, past))
        self._unclosed = bool(quotations) and not quotations[-1].closed
        if sentences:
            self._before = units[sentences[-1][0] : sentences[-1][1]]
        if self._depth < _DEEPEST:
            for quotation in quotations:
                if is_speech(self._text, quotation):
                    self._read_within(quotation)

    def _read_sentence(self, units: Sequence[Unit], begin: int, end: int) -> None:
        alone = self._quotations_alone(units[begin:end])
        if alone and self._speaking is not None:
            self._go_on(self._speaking, alone)
            return
        sentence = SentenceUnits(self._text, units, begin, end)
        by_verbs(sentence)
        by_phrasings(sentence)
        for one in sentence.said:
            one.weak |= one.kind == "indirect" and self._in_doubt(sentence, one)
        self.found += sentence.said
        strong = [one for one in sentence.said if not one.weak and one.source is not None]
        quoted = [one for one in strong if one.kind == "direct" and one.source == strong[-1].source]
        self._speaking = (quoted or strong)[-1] if strong else None

    def _in_doubt(self, sentence: SentenceUnits, said: Said) -> bool:
        """Whether the sentence asks whether it was said, or says that it was not: "neither", "if Venn says that"."""
        start, end = sentence.span(sentence.begin, sentence.end)
        if said.content[0][0] > said.cue[0] and _ASKED.match(self._text, end):
            return True
        before = [past for _, past in said.content if past <= said.cue[0]]
        return _NOT_SAID.search(self._text, max([start, *before]), said.cue[0]) is not None

    def _go_on(self, said: Said, quoted: list[tuple[int, int]]) -> None:
        """Add words in quote marks to what somebody said: to the same attribution where that ended in its cue."""
        if said.kind == "direct" or said.cue[0] > said.content[0][0]:
            said.content += quoted
        else:
            self._speaking = Said(quoted, said.cue, said.source, "direct", within=said.within)
            self.found.append(self._speaking)

    def _belongs_to_before(self, sentence: Sequence[Unit]) -> bool:
        """Read the first sentence of a paragraph with the last of the one before, where they are one.

        A colon at the end there and a quotation here; a quotation there and a dash with a name here.
        """
        if not self._before or not sentence:
            return False
        opened = self._before[-1].text == ":" and sentence[0].quotation is not None
        signed = self._before[-1].quotation is not None and sentence[0].text in _DASHES and bool(sentence[0].text)
        if not opened and not signed:
            return False
        units = [*self._before, *sentence]
        joined = SentenceUnits(self._text, units, 0, _without_stops(units, 0, len(units)))
        by_verbs(joined)
        by_phrasings(joined)
        edge = self._before[-1].end if opened else self._before[0].start
        direct = [one for one in joined.said if one.kind == "direct" and one.content[0][0] >= edge]
        self.found += direct
        self._speaking = direct[-1] if direct else None
        return bool(direct)

    def _quotations_alone(self, sentence: Sequence[Unit]) -> list[tuple[int, int]]:
        """The insides of the quotations that a sentence consists of; none where it has anything else."""
        quotations = [unit.quotation for unit in sentence]
        if not all(one is not None and is_speech(self._text, one) for one in quotations):
            return []
        return [(one.inner_start, one.inner_end) for one in quotations if one is not None]

    def _read_within(self, quotation: Quotation) -> None:
        """Read whose words stand in quote marks within words in quote marks, where a cue tells it."""
        inner = _Reader(self._text, self._depth + 1)
        inner.read(quotation.inner_start, quotation.inner_end)
        for one in inner.found:
            one.within = one.within or (quotation.inner_start, quotation.inner_end)
        self.found += [one for one in inner.found if one.kind == "direct"]


def _without_stops(units: Sequence[Unit], begin: int, end: int) -> int:
    """One past the last unit that is no full stop, question or exclamation mark."""
    while end > begin and units[end - 1].text and units[end - 1].text in ".!?\u2026":
        end -= 1
    return end
