"""Passages embedded ahead of being stored, in a worker of bulk ingestion: all that takes long, and needs no library."""

from collections.abc import Sequence

from onrecord.types import Passage, Source
from retriever.embed import Embedder
from retriever.header import header_of
from retriever.mending import keys_line
from retriever.tokens import Packed, pack

__all__ = ["AheadEncoder"]


class AheadEncoder:
    """Makes of passages what :meth:`retriever.intake.LibraryIntake.add_encoded` stores.

    Args:
        embedder: of the library.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, sources: Sequence[Source], passages: Sequence[Passage]) -> list[Packed]:
        """One a passage, in order; empty for none.

        Args:
            sources: of the document of each passage.
            passages: any number; memory is about 1.5 KB a token while they are embedded, 25 KB a passage after.
        """
        headers = [header_of(source, passage) for source, passage in zip(sources, passages, strict=True)]
        encoded = self._embedder.encode([passage.text for passage in passages], headers)
        return [
            Packed(one.vector, pack(one), keys_line(passage)) for one, passage in zip(encoded, passages, strict=True)
        ]
