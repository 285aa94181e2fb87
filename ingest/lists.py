"""Lists among the blocks of a document: which line leads in to each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.blocks import Block
from ingest.tables import leads_in

__all__ = ["list_leads"]

# Of lists in lists, so many of the innermost have their lead-in kept.
_MOST_NESTED: Final = 4


@dataclass(slots=True)
class _List:
    """A list that is open: how its items are marked, what leads in to it, and its last item."""

    indent: int
    mark: str
    lead: int | None
    last: int


def list_leads(blocks: Sequence[Block], titles: Collection[int]) -> list[tuple[int, ...]]:
    """For each block of a list what leads in to it and to the lists around it, outermost first."""
    leads: list[tuple[int, ...]] = []
    lists: list[_List] = []
    for index, block in enumerate(blocks):
        mark = block.mark if block.kind == "item" else _unmarked(blocks, titles, lists, index)
        if mark:
            _enter(blocks, titles, lists, index, mark)
        elif not (lists and block.kind == "text" and (block.indent or block.line[:1].islower())):
            lists.clear()
        leads.append(tuple(one.lead for one in lists[-_MOST_NESTED:] if one.lead is not None))
    return leads


def _unmarked(blocks: Sequence[Block], titles: Collection[int], lists: Sequence[_List], index: int) -> str:
    """``;`` for an item that has lost its bullet: each ends with a semicolon, after a line that ends with a colon."""
    block = blocks[index]
    if block.kind not in ("text", "short") or index in titles or not index:
        return ""
    above = blocks[index - 1]
    ends = block.tail.endswith((";", "; and", "; or"))
    if lists and lists[-1].mark == ";":
        return ";" if ends or above.tail.endswith(("; and", "; or")) else ""
    return ";" if ends and above.opens and index - 1 not in titles else ""


def _enter(blocks: Sequence[Block], titles: Collection[int], lists: list[_List], index: int, mark: str) -> None:
    """Bring ``lists`` to what is open at the item at ``index``."""
    indent = blocks[index].indent
    for depth, one in enumerate(lists):
        if one.mark == mark and one.indent == indent:
            del lists[depth + 1 :]
            one.last = index
            return
    while lists and lists[-1].indent > indent:
        lists.pop()
    lead: int | None = index - 1 if index and index - 1 not in titles and _may_lead(blocks[index - 1]) else None
    if lists:
        lead = lists[-1].last
    lists.append(_List(indent, mark, lead, index))


def _may_lead(block: Block) -> bool:
    """Whether what stands over a list leads in to it: it says so, or its sentence is not ended."""
    return block.kind in ("text", "short", "header", "few") and (leads_in(block) or not block.done)
