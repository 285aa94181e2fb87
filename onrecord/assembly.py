"""Where the parts are put together: the one place, beside the command line, that names concrete classes."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from onrecord.errors import IngestError
from onrecord.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eval.record import Setup
    from ingest.reading_room.room import ReadingRoom
    from ingest.roles import Fetch
    from ingest.run import IngestRun
    from onrecord.answering.chain import AnswerChain, Manner
    from onrecord.ports import Judge, Reranker, TokenEncoder, Writer
    from onrecord.settings import Settings
    from retriever.hybrid import HybridRetriever
    from retriever.library import Library
    from retriever.places import VectorPlace

__all__ = [
    "Parts",
    "build_judge",
    "code_sha256",
    "make_library",
    "open_parts",
    "sample_questions",
    "samples_folder",
    "samples_suite",
    "setup_of",
    "temporary_library",
    "vectors_place",
]


@dataclass(frozen=True, slots=True)
class Parts:
    """One open library and what works on it."""

    library: Library
    ingester: IngestRun
    retriever: HybridRetriever
    judge: Judge
    answerer: AnswerChain
    settings: Settings
    room: ReadingRoom

    def variants(self) -> dict[str, HybridRetriever]:
        """The retriever as it is, and stopped after each earlier stage, by name: for comparing."""
        from retriever.hybrid import STAGES, HybridRetriever

        return {
            stage: HybridRetriever(self.library, self.settings.candidates, self.settings.rerank, stage=stage)
            for stage in STAGES
            if stage != "full"
        } | {"full": self.retriever}

    def judge_of(self, setting: str) -> Judge:
        """The judge that the setting ``judge`` would give with this value; the one at hand where it is the same.

        Raises:
            ModelUnavailable: it cannot be loaded.
        """
        if setting == self.settings.judge:
            return self.judge
        return _judge(self.settings.model_copy(update={"judge": setting}), self.library.embedder)

    def answerer_of(self, **changes: object) -> AnswerChain:
        """The answer chain on this library that the settings would give with these changes; nothing is asked yet.

        Only settings that shape answers can be changed so: those of the writer, ``hits``, ``max_quotes`` and
        ``min_evidence``.

        Raises:
            SettingsError: a value is out of its bounds.
        """
        settings = load_settings({}, **{**self.settings.model_dump(), **changes})
        return _chain(settings, self.library, self.retriever, self.judge)


def samples_folder() -> Path:
    """The sample library that comes with the source."""
    return Path(__file__).resolve().parent.parent / "samples" / "library"


def sample_questions() -> list[str]:
    """Questions that the sample library answers."""
    rows = json.loads((samples_folder().parent / "questions.json").read_text(encoding="utf-8"))
    return [row["question"] for row in rows]


def samples_suite() -> Path:
    """The suite of questions that comes with the source, on the sample library."""
    return samples_folder().parent.parent / "eval" / "suites" / "samples.jsonl"


def code_sha256() -> str:
    """Of all that shapes an answer: the project's own code, and the prompts and weights that lie beside it."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in ("eval", "ingest", "onrecord", "prompts", "retriever"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".json", ".txt") and path.is_file():
                digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def setup_of(parts: Parts, judge: str, seed: int) -> Setup:
    """What the record of an evaluation run says of this Onrecord; ``judge`` as the setting writes it."""
    from eval.record import Setup
    from onrecord import __version__
    from prompts.files import PromptFiles

    return Setup(
        onrecord=__version__,
        code_sha256=code_sha256(),
        settings=parts.settings.model_dump(mode="json"),
        prompts=PromptFiles().fingerprints(),
        judge_setting=judge,
        passages=parts.retriever.coverage().passages_searched,
        seed=seed,
    )


def build_judge(settings: Settings) -> Judge:
    """The judge of the settings, without a library.

    Raises:
        ModelUnavailable: the embedder, or the judge's own model, cannot be loaded.
    """
    return _judge(settings, None)


def _judge(settings: Settings, encoder: TokenEncoder | None) -> Judge:
    """The judge of the settings; the embedder of the settings is opened where none is given and the rules are asked."""
    if settings.judge.partition(":")[0] == "chat":
        from onrecord.grounding.chat_model import open_chat_judge
        from prompts.files import PromptFiles

        return open_chat_judge(settings.judge, PromptFiles())
    if encoder is None:
        from retriever.embed import Embedder

        encoder = Embedder(settings.embedder, settings.embedder_backend, settings.allow_pickled_models)
    from onrecord.grounding.judge import RuleJudge

    rules = RuleJudge(encoder)
    if settings.judge == "rules":
        return rules
    from onrecord.grounding.combined import ModelJudge
    from onrecord.grounding.entailment import open_entailment

    return ModelJudge(rules, open_entailment(settings.judge))


def _reranker(settings: Settings) -> Reranker | None:
    """The re-ranker of the settings; None where they name none.

    Raises:
        ModelUnavailable: it cannot be loaded.
    """
    if settings.reranker == "none":
        return None
    from retriever.crossencoder import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker, settings.allow_pickled_models)


def _chain(settings: Settings, library: Library, retriever: HybridRetriever, judge: Judge) -> AnswerChain:
    from onrecord.answering.chain import AnswerChain
    from prompts.files import PromptFiles
    from retriever.langchain import PassageRetriever

    passages = PassageRetriever(retriever=retriever, k=settings.hits)
    writer, manner = _writing(settings, library)
    manner = replace(manner, corrected=library.corrections.of)
    return AnswerChain(passages, retriever.coverage, writer, judge, PromptFiles(), manner)


def _writing(settings: Settings, library: Library) -> tuple[Writer, Manner]:
    """The writer of the settings, and how answers are made with it."""
    from onrecord.answering.chain import Manner
    from onrecord.answering.extractive import ExtractiveWriter

    extractive = ExtractiveWriter(settings.max_quotes)
    if settings.writer == "extractive":
        return extractive, Manner(settings.min_evidence)
    from onrecord.answering.chat_writer import ChatWriter, Room
    from onrecord.answering.prompting import Prompting
    from onrecord.answering.requests import RequestOptions, Requests
    from onrecord.answering.rewriting import Rewriter
    from onrecord.models.known import note_speed, speeds_file, writer_options
    from onrecord.models.naming import file_stamp, shown_name
    from onrecord.models.opening import open_model
    from onrecord.models.providers import PROVIDERS
    from prompts.files import PromptFiles

    prompts = PromptFiles()
    options = writer_options(settings)
    prompting = Prompting(prompts)
    # A file that is replaced, and a server at another address, is another model.
    addresses = [os.environ.get(name) for provider in PROVIDERS.values() for name in provider.addresses]
    stamp = file_stamp(settings.writer)
    fingerprint = json.dumps([settings.writer, repr(options), addresses, stamp, prompts.fingerprints()])
    requests = Requests(
        shown_name(settings.writer),
        lambda: open_model(settings.writer, options),
        RequestOptions(
            fingerprint,
            settings.writer_output,
            settings.writer_attempts,
            no_answer=prompting.refusal,
            timeout_seconds=settings.writer_timeout_seconds,
        ),
        library.replies,
    )
    room = Room(settings.writer_passages, settings.writer_context_tokens, settings.writer_reply_tokens)
    writer = ChatWriter(requests, prompting, library.embedder, room)
    return writer, Manner(
        settings.min_evidence,
        settings.writer_unsupported,
        extractive,
        Rewriter(requests.for_text(), prompts),
        lambda usage: note_speed(speeds_file(settings), usage),
    )


def vectors_place(settings: Settings) -> VectorPlace:
    """Where the settings keep the vectors; the token comes from its variable, which is in no settings."""
    from retriever.places import VectorPlace

    return VectorPlace(
        settings.chroma_url,
        os.environ.get("ONRECORD_CHROMA_TOKEN", "").strip(),
        settings.chroma_token_header,
        settings.chroma_timeout_seconds,
        settings.chroma_patience_seconds,
    )


def _fetching(settings: Settings) -> Fetch:
    """What fetches addresses; nothing is asked of the web before one is given."""
    from ingest.fetch.fetcher import Fetcher, Limits
    from onrecord import __version__

    limits = Limits(
        settings.max_file_megabytes,
        settings.fetch_seconds,
        settings.fetch_most_pages,
        settings.fetch_private_addresses,
    )
    return Fetcher(limits, f"onrecord/{__version__}")


def make_library(settings: Settings, *, rebuilding: bool = False) -> Library:
    """Open the library of ``settings`` without what answers questions from it; the caller closes it.

    Args:
        settings: which library, and how it is embedded and kept.
        rebuilding: accept a library of another embedder, to embed it anew.

    Raises:
        LibraryError: one of its kinds.
        ModelUnavailable: the embedder cannot be loaded.
    """
    from retriever.current import embedder_for
    from retriever.library import Library

    return Library(
        settings.library,
        embedder_for(settings, rebuilding=rebuilding),
        rebuilding=rebuilding,
        cached_replies=settings.cached_replies,
        kept_versions=settings.kept_versions,
        vectors=vectors_place(settings),
    )


@contextmanager
def open_parts(settings: Settings, *, rebuilding: bool = False) -> Iterator[Parts]:
    """Open the library of ``settings`` and put the parts together; closed again at the end.

    Args:
        settings: which library, and how it answers.
        rebuilding: accept a library of another embedder, to embed it anew.

    Raises:
        LibraryError: one of its kinds.
        ModelUnavailable: the embedder, the re-ranker or the judge cannot be loaded.
    """
    from ingest.reading_room.room import ReadingRoom
    from ingest.run import IngestRun
    from retriever.beforehand import require_free
    from retriever.folders import FolderShelf
    from retriever.hybrid import HybridRetriever

    require_free(settings.library)
    reranker = _reranker(settings)
    library = make_library(settings, rebuilding=rebuilding)
    room = ReadingRoom(settings.reading_megabytes, settings.reading_seconds, settings.ocr == "on")
    try:
        retriever = HybridRetriever(library, settings.candidates, settings.rerank, reranker=reranker)
        judge = _judge(settings, library.embedder)
        yield Parts(
            library,
            IngestRun(
                library,
                library.embedder.count_tokens,
                settings.max_file_megabytes,
                read=room,
                fetch=_fetching(settings),
                known=FolderShelf(library),
            ),
            retriever,
            judge,
            _chain(settings, library, retriever, judge),
            settings,
            room,
        )
    finally:
        room.close()
        library.close()


@contextmanager
def temporary_library(settings: Settings, paths: Sequence[str]) -> Iterator[Parts]:
    """A library of these files alone, gone at the end.

    Raises:
        IngestError: one of the files cannot be read.
        ModelUnavailable: the embedder cannot be loaded.
    """
    with (
        TemporaryDirectory(prefix="onrecord-") as folder,
        open_parts(settings.model_copy(update={"library": Path(folder) / "library", "chroma_url": ""})) as parts,
    ):
        for report in parts.ingester.ingest(paths):
            if report.status == "failed":
                raise IngestError(f"{report.location}: {report.reason}")
        yield parts
