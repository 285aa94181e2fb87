"""Instructions to machines that stand in a document: data like all else, and no answer to a reader's question."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onrecord.types import Hit, Passage

__all__ = ["instructs_a_machine", "without_planted"]

_MACHINE: Final = (
    r"(?:\b(?:AI|LLM|artificial intelligence|automated|automatic|digital|virtual)\b(?: \w+)? ?"
    r"\b(?:assistant|reader|system|model|agent|tool|summari[sz]er|crawler|bot)s?\b"
    r"|\blanguage models?\b|\bchat ?bots?\b|\bAIs?\b|\bLLMs?\b"
    r"|\bassistants? (?:that|which|who) (?:answers?|summari[sz]es?|reads?|process(?:es)?|uses?|is asked|are asked)\b)"
)
_INSTRUCTS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompts?|directions|guidelines)\b"
    rf"|{_MACHINE}.{{0,120}}\b(?:must|should|shall|are to|is to|have to|has to|will now|need to)\b"
    r"|\b(?:must|should|shall)\b.{0,20}\b(?:begin|start|end|finish)\b.{0,20}\b(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies))\b"
    rf"|\b(?:note|message|instructions?|attention|notice) (?:to|for) (?:all |any )?{_MACHINE}",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
# Whoever asks about instructions, or about machines, is shown them.
_ASKED_FOR: Final = re.compile(rf"\b(?:instruct\w*|prompts?|inject\w*|planted|assistants?)\b|{_MACHINE}", re.IGNORECASE)


def instructs_a_machine(text: str) -> bool:
    """Whether a text tells a program that reads it what to do ("assistants that summarise this page must ...").

    Rules for the usual wordings, in English; an instruction in other words is not seen, and what a document tells its
    human readers is none.
    """
    return _INSTRUCTS.search(text) is not None


def without_planted(hits: Sequence[Hit], question: str) -> list[Hit]:
    """The hits without the evidence of paragraphs that instruct machines, unless the question is about such.

    A paragraph goes as a whole, for its other sentences are part of the instruction. A hit of which nothing is left
    comes after the others.
    """
    if _ASKED_FOR.search(question):
        return list(hits)
    cleaned = [_cleaned(hit) for hit in hits]
    return sorted(cleaned, key=lambda hit: not hit.evidence)


def _cleaned(hit: Hit) -> Hit:
    planted = _paragraphs(hit.passage)
    if not planted:
        return hit
    kept = (one for one in hit.evidence if not any(one.start < end and start < one.end for start, end in planted))
    return replace(hit, evidence=tuple(kept))


def _paragraphs(passage: Passage) -> list[tuple[int, int]]:
    """Where in the document the paragraphs of a passage are that instruct machines."""
    if not instructs_a_machine(passage.text):
        return []
    gap = r"\n[ \t]*\n" if re.search(r"\n[ \t]*\n", passage.text) else r"\n"
    ends = [*(found.start() for found in re.finditer(gap, passage.text)), len(passage.text)]
    starts = [0, *ends[:-1]]
    return [
        (passage.start + start, passage.start + end)
        for start, end in zip(starts, ends, strict=True)
        if instructs_a_machine(passage.text[start:end])
    ]
