"""Each sentence of a text against the passages nearest to it."""

import re
from typing import Any, Final

from onrecord.contract import verdict_json
from onrecord.errors import BadInput
from onrecord.ports import Judge, Retriever
from onrecord.sentences import fold, split_sentences
from onrecord.words import has_word

__all__ = ["checked_sentences"]

# Passages that a sentence may rest on: more, and a false sentence finds its words somewhere.
_PASSAGES: Final = 3
# A Markdown heading, or a line that ends in a colon.
_FRAMES: Final = re.compile(r"\A\s*#{1,6}\s|:\s*\Z")


def checked_sentences(text: str, retriever: Retriever, judge: Judge) -> list[dict[str, Any]]:
    """A row a sentence: text, verdict and reason, and the place and nearest words of the best passage.

    Marked headings and lines that only frame what follows ("According to the two reports:") claim nothing, and have no
    row.

    Raises:
        BadInput: the text holds no word, or nothing that claims anything.
        EmptyLibrary: nothing has been ingested yet.
    """
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    claims = [fold(sentence) for sentence in sentences if has_word(sentence) and not _FRAMES.search(sentence)]
    if not claims:
        raise BadInput("There is no sentence to check; give a text or a file.")
    return [_row(claim, retriever, judge) for claim in claims]


def _row(sentence: str, retriever: Retriever, judge: Judge) -> dict[str, Any]:
    hits = retriever.search(sentence, _PASSAGES)
    verdict = judge.weigh(sentence, [hit.passage.text for hit in hits])
    best = hits[0] if hits else None
    return {
        "text": sentence,
        **verdict_json(verdict, sentence),
        "document_id": best.source.document_id if best else None,
        "nearest": fold(best.passage.quote(best.evidence[0])) if best and best.evidence else None,
        "title": best.source.title if best else None,
        "source": best.source.location if best else None,
        "page": best.passage.page if best else None,
        "start": best.passage.start if best else None,
        "end": best.passage.end if best else None,
    }
