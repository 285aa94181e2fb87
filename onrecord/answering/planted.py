"""Instructions to machines that stand in a document: data like all else, and no answer to a reader's question."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onrecord.types import Hit, Passage

__all__ = ["instructs_a_machine", "without_planted"]

_MACHINE: Final = (
    r"(?:(?-i:\bAIs?\b|\bLLMs?\b)|\b(?:large )?language models?\b|\bchat ?bots?\b"
    r"|\b(?:automated|digital|virtual|artificial) (?:assistant|reader|agent|summari[sz]er|crawler|intelligence)s?\b"
    r"|\bassistants? (?:that|which|who) (?:answers?|summari[sz]es?|reads?|process(?:es)?|is asked|are asked)\b)"
)
_MUST: Final = r"\b(?:must|should|shall|are to|is to|have to|has to)\b"
_SAYS: Final = (
    r"\b(?:say|tell|answer|reply|respond|state|describe|add|begin|start|end|recommend|claim|include|output|print|write"
    r"|call|ignore|repeat|mention|refuse|disclose|send)\b"
)
_ANSWERS: Final = r"(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies))"
_INSTRUCTS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b(?:\s+\w+){0,3}\s+(?:previous|prior|above|earlier|preceding|original|system)"
    r"(?:\s+\w+)?\s+(?:instructions?|prompts?|directions|guidelines|rules)\b"
    rf"|{_MACHINE}[^.!?]{{0,120}}{_MUST}[^.!?]{{0,40}}{_SAYS}"
    rf"|\b{_ANSWERS}\b[^.!?]{{0,40}}{_MUST} (?:begin|start|end|finish) with\b"
    rf"|{_MUST} (?:begin|start|end|finish) (?:its|their|your|every|each|all|the) {_ANSWERS} with\b"
    rf"|\b(?:note|message|instructions?|attention|notice|dear) (?:to |for )?(?:all |any )?{_MACHINE}"
    r"|\b(?:if you are|as) (?:an? |the )?(?:(?-i:AI|LLM)|(?:large )?language model|chat ?bot)\b,? "
    r"(?:you|please|say|reply|answer)\b"
    r"|\byou are now (?:in )?\w+ mode\b",
    re.IGNORECASE,
)
# Whoever asks about instructions, or about machines, is shown them.
_ASKED_FOR: Final = re.compile(
    rf"\binstructions?\b|\binstructs?\b.{{0,40}}\bassistants\b|\bprompt(?: is| was)? inject\w*|{_MACHINE}",
    re.IGNORECASE,
)


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
    emptied = {id(new) for old, new in zip(hits, cleaned, strict=True) if old.evidence and not new.evidence}
    return sorted(cleaned, key=lambda hit: id(hit) in emptied)


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
