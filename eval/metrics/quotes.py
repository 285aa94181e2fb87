"""Are quoted words exactly the words of the document?"""

from eval.metrics.score import Score
from eval.metrics.seen import Seen
from onrecord.answers import Citation
from onrecord.sentences import fold

__all__ = ["fault_of", "quote_fidelity"]


def quote_fidelity(seen: Seen) -> Score:
    """Share of citations, and of the sentences shown as quotes, that are verbatim, in [0, 1].

    A citation is where its range of the document on record, of the same bytes as when it was answered, is its quote; a
    quoted sentence where it is, white space folded, in one of the quotes that it cites. Unscored without either.
    """
    wrong = [f"[{one.number}] {why}" for one in seen.answer.citations if (why := fault_of(one, seen))]
    quoted = [one for one in seen.answer.sentences if one.kind == "quote"]
    by_number = {one.number: fold(one.quote) for one in seen.answer.citations}
    altered = [one.text for one in quoted if not any(fold(one.text) in by_number[n] for n in one.citations)]
    count = len(seen.answer.citations) + len(quoted)
    if not count:
        return Score.unscored("nothing is quoted")
    faults = [*wrong, *(f"\u201c{text}\u201d is not in what it cites" for text in altered)]
    return Score(1 - len(faults) / count, "; ".join(faults) or f"all {len(seen.answer.citations)} verbatim")


def fault_of(citation: Citation, seen: Seen) -> str:
    """What keeps a citation from being verbatim: other words there, another page or version; empty where nothing."""
    document = seen.documents.get(citation.source.document_id)
    if document is None:
        return "cites a document that is not on record"
    if document.source.sha256 != citation.source.sha256:
        return "cites another version of its document"
    there = document.text[citation.start : citation.end]
    if there != citation.quote:
        return f"quotes \u201c{fold(citation.quote)}\u201d where the document has \u201c{fold(there)}\u201d"
    page = document.page_at(citation.start)
    return "" if citation.page == page else f"says page {citation.page or 'none'} and is on page {page or 'none'}"
