"""The retriever as LangChain knows retrievers, for chains of its ecosystem."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from onrecord.ports import Retriever
from onrecord.types import Filters, Hit

__all__ = ["PassageRetriever", "as_langchain_document"]


class PassageRetriever(BaseRetriever):
    """A ``BaseRetriever`` over any :class:`~onrecord.ports.Retriever`.

    ``invoke(query, filters=Filters(...), k=20)`` limits one call. Each document it returns has the passage as its
    content, plain values in its metadata (``document_id``, ``title``, ``source``, ``sha256``, ``published``, ``page``,
    ``start``, ``end``, ``score``) and the whole :class:`~onrecord.types.Hit` under ``hit``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: SkipValidation[Retriever]
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        filters: Filters | None = None,
        k: int | None = None,
        **_: Any,  # noqa: ANN401 - the base class passes on what it was given
    ) -> list[LangChainDocument]:
        return [as_langchain_document(hit) for hit in self.retriever.search(query, k or self.k, filters)]


def as_langchain_document(hit: Hit) -> LangChainDocument:
    """One hit as a LangChain document."""
    passage, source = hit.passage, hit.source
    return LangChainDocument(
        id=f"{passage.document_id}:{passage.index}",
        page_content=passage.text,
        metadata={
            "document_id": source.document_id,
            "title": source.title,
            "source": source.location,
            "sha256": source.sha256,
            "published": source.published,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
            "hit": hit,
        },
    )
