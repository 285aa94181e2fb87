"""The LangChain quick start, as its tutorial on retrieval builds it: what most projects begin with.

https://docs.langchain.com/oss/python/langchain/rag: a recursive splitter at 1,000 characters with 200 of overlap, an
embedding model with its default settings, a Chroma collection in a folder, and a search for the nearest chunks. PDFs
are read page by page, as the loader ``PyPDFium2Loader`` does.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval.benchmarks.retrieval.systems import Found, Indexed
from onrecord.errors import BadInput
from onrecord.sentences import fold, split_sentences

if TYPE_CHECKING:
    from langchain_core.documents import Document

__all__ = ["QuickStart"]

_CHUNK_CHARS: Final = 1000
_OVERLAP_CHARS: Final = 200
# Chroma refuses more than 5,461 at once, and LangChain's wrapper does not part them.
_BATCH: Final = 5000


class QuickStart:
    """Splitter, embeddings and vector store of the tutorial.

    The embedding model runs on the processor, where Onrecord's runs too, also if there is a graphics card.

    Args:
        model: folder of all-MiniLM-L6-v2, the weights that Onrecord uses.
        place: empty folder for the vector store.

    Raises:
        BadInput: a LangChain package is not installed.
    """

    name: Final = "LangChain quick start"

    def __init__(self, model: Path, place: Path) -> None:
        # Read when Chroma is set up; nothing is sent anywhere.
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        try:
            from langchain_chroma import Chroma
            from langchain_huggingface import HuggingFaceEmbeddings
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise BadInput(
                f'{error.name} is not installed: pip install -e ".[bench]" (or measure with --no-quick-start).'
            ) from error
        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=_CHUNK_CHARS, chunk_overlap=_OVERLAP_CHARS, add_start_index=True
        )
        self._embeddings = HuggingFaceEmbeddings(
            model_name=str(model), model_kwargs={"device": "cpu", "local_files_only": True}
        )
        self._store = Chroma(embedding_function=self._embeddings, persist_directory=str(place))

    def index(self, folder: Path) -> Indexed:
        """Load, split, embed and store every ``.txt`` and ``.pdf`` of the folder."""
        failed: list[str] = []
        chunks = self._splitter.split_documents(_loaded(folder, failed))
        for start in range(0, len(chunks), _BATCH):
            self._store.add_documents(chunks[start : start + _BATCH])
        return Indexed(len(chunks), tuple(failed))

    def search(self, query: str, k: int) -> list[Found]:
        """The ``k`` nearest chunks; a chunk of a PDF is of one page."""
        return [_found(document) for document in self._store.similarity_search(query, k=k)]

    def quotes_answer(self, question: str, answers: tuple[str, ...]) -> bool:
        """Whether the sentence of the nearest chunk that is nearest to the question holds one of ``answers``.

        The tutorial quotes nothing; this is the least that would, by the same embeddings and cosine.
        """
        sentence = fold(self._nearest_sentence(question)).casefold()
        return any(fold(answer).casefold() in sentence for answer in answers)

    def _nearest_sentence(self, question: str) -> str:
        import numpy as np

        text = next((found.text for found in self.search(question, 1)), "")
        sentences = [text[span.start : span.end] for span in split_sentences(text)]
        if not sentences:
            return text
        vectors = np.array(self._embeddings.embed_documents(sentences))
        cosines = vectors @ np.array(self._embeddings.embed_query(question)) / np.linalg.norm(vectors, axis=1)
        return sentences[int(cosines.argmax())]


def _found(document: "Document") -> Found:
    page = document.metadata.get("page")
    pages = frozenset() if page is None else frozenset([int(page) + 1])
    return Found(str(document.metadata["source"]), pages, document.page_content)


def _loaded(folder: Path, failed: list[str]) -> Iterator["Document"]:
    """A document a text file and a PDF page; what cannot be read gets a line in ``failed``."""
    import pypdfium2 as pdfium
    from langchain_core.documents import Document

    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".txt", ".pdf"}:
            continue
        try:
            for text, numbered in _pdf_pages(path) if path.suffix.lower() == ".pdf" else _whole(path):
                yield Document(text, metadata={"source": str(path), **numbered})
        except (OSError, UnicodeDecodeError, pdfium.PdfiumError) as error:
            failed.append(f"{path}: {error}")


def _whole(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    return [(path.read_text(encoding="utf-8"), {})]


def _pdf_pages(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The text of each page, and its number from 0, which is how LangChain's loaders count."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield "\n".join(text.get_text_range().splitlines()), {"page": number}
            text.close()
            page.close()
