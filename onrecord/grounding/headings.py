"""Headings of a draft that nothing marks as such: they name what stands under them, and claim nothing.

A line that is left out is not checked, so this errs to the other side: a headline that says what happened ("Mercury
found in the harbour") is a claim, wherever it stands.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.sentences import fold, is_heading, is_table_row, is_title
from onrecord.types import Span

__all__ = ["unmarked_headings"]

# More lines than these that read as headings, one below the other, are a list, an address or a title page.
_MOST_TOGETHER: Final = 3
_MOST_WORDS: Final = 9
# "2.", "2.1", "(a)", "IV."; what is counted by a word: "Table 1.", "Annex B:".
_NUMBER: Final = re.compile(
    r"\A(?:\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?\s+"
    r"|(?:Part|Item|Note|Section|Chapter|Annex|Appendix|Figure|Table|Box|Step|Phase|Teil|Kapitel|Abschnitt|Anhang|Anlage"
    r"|Abbildung|Tabelle|Schritt)\s+(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]|[IVX]+)\b[.:]?\s*)",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\A(?:what|who|why|when|where|how|which|was|wer|warum|wann|wo|wie|welche[rs]?)\b", re.IGNORECASE
)
# The commonest verbs of a claim; of those that end in -ed all, though "limited" in a title costs a needless check.
_STATES: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|shall|should|does|did|do|not|never"
    r"|says?|said|told|tells?|found|finds?|made|makes?|paid|pays|sold|sells|costs?|fell|falls|rose|rises|grew|grows|won|wins"
    r"|lost|loses|left|leaves|came|comes|went|goes|took|takes|gave|gives|got|gets|began|begins|kept|keeps|met|meets|saw|sees"
    r"|led|leads|built|sank|sinks|hit|hits|cut|cuts|[a-z]{2,}ed"
    r"|ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|können|konnten?|muss|müssen|mussten?|soll|sollen|sollten?"
    r"|darf|dürfen|will|wollen|bleibt|bleiben|steht|stehen|liegt|liegen|kostet|kosten|sagt|sagte|gibt|gab|kommt|kam|geht|ging"
    r"|ruht|ruhen|steigt|stieg|sinkt|sank|fiel|fällt|nicht|kein\w*)\b",
    re.IGNORECASE,
)
# "Auditor clears award", "Island ferry strikes ramp"; not "Water charges" nor "Scores of the offers".
_DOES: Final = re.compile(
    r"\A\S+(?: \S+)? [a-z]+[^\Wsiu]s "
    r"(?!(?:and|or|of|on|in|for|at|by|to|from|with|under|over|as|per|und|oder|von|der)\b)\w"
)
_ENDED: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*\s*\Z")
_ITEM: Final = re.compile(r"\s*(?:[-*+\u2022\u25cf\u2013\u2014]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s|\|)")
_EMPTY_LINE: Final = re.compile(r"\n[^\S\n]*\n")


def unmarked_headings(text: str, blocks: Sequence[Span]) -> set[int]:
    """The places in ``blocks`` of those that are headings, Markdown's aside.

    Args:
        text: a draft.
        blocks: of the draft, in order, as :func:`onrecord.sentences.iter_blocks` gives them.
    """
    found: set[int] = set()
    for run in _runs(text, blocks):
        under = run[-1] + 1
        if len(run) <= _MOST_TOGETHER and under < len(blocks) and _stands_under(text, blocks[under]):
            found.update(run)
    return found


def _runs(text: str, blocks: Sequence[Span]) -> Iterator[list[int]]:
    """Blocks one below the other that may be headings."""
    run: list[int] = []
    for place, block in enumerate(blocks):
        above = blocks[place - 1] if place else None
        if _may_head(text[block.start : block.end]) and (run or _is_free(text, above, block)):
            run.append(place)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _may_head(block: str) -> bool:
    """Whether the words of a block name something and state nothing."""
    line = fold(block)
    named = _NUMBER.sub("", line)
    if not named or not is_heading(line) or any(sign.isdigit() for sign in named):
        return False
    words = named.split()
    first = len(words[0])  # "Costs of the delay" names something; "The delay costs" does not
    if _STATES.search(named, first) or _DOES.match(named):
        return bool(_ASKS.match(named)) and len(words) <= _MOST_WORDS
    return len(words) <= _MOST_WORDS or is_title(named)


def _is_free(text: str, above: Span | None, block: Span) -> bool:
    """Whether a block goes on with nothing that stands above it."""
    if above is None:
        return True
    words = text[above.start : above.end]
    if words.rstrip().endswith((":", ",", ";")):
        return False
    return _ENDED.search(words) is not None or _EMPTY_LINE.search(text[above.end : block.start]) is not None


def _stands_under(text: str, block: Span) -> bool:
    """Whether a block is what a heading may stand over: sentences, a list, a table."""
    words = text[block.start : block.end]
    if words[:1].islower():
        return False
    return (
        _ENDED.search(words) is not None
        or words.rstrip().endswith(":")
        or bool(_ITEM.match(words))
        or is_table_row(words)
    )
