"""The page with all that stands behind it: part of the roof, like :mod:`onrecord.assembly`."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fastapi import FastAPI

    from eval.desk import EvaluationDesk
    from eval.record import Setup
    from onrecord.accounts import LoginSetup
    from onrecord.assembly import Parts

__all__ = ["Suggestions", "page_app"]

_log = logging.getLogger(__name__)


@contextmanager
def page_app(
    parts: Parts,
    *,
    allowed_hosts: Sequence[str],
    examples: Sequence[str] = (),
    runs: Path | None = None,
    login: LoginSetup | None = None,
) -> Iterator[FastAPI]:
    """The page over one open library; what works behind it ends with the block.

    Args:
        parts: the library and what works on it; they stay open as long as the page is served.
        allowed_hosts: host names it answers under, without a port; ``*`` for all.
        examples: questions offered while a conversation is empty; none to have them made of what is on record.
        runs: folder of evaluation runs; ``runs`` in the library's folder where None.
        login: who may use the page; None where whoever reaches it may do everything.
    """
    from ingest.originals import FileOriginals
    from ingest.reading_room.pages import RoomPages
    from onrecord.grounding.check import Checker
    from retriever.catalogue import LibraryCatalogue
    from retriever.people import RecordedPeople
    from ui.app import build_app
    from ui.waiting import UploadLimits

    settings, library = parts.settings, parts.library
    parts.room.warm("pdf", "pages")  # so that the first source opens soon

    suggestions = Suggestions(parts, examples)
    suggestions.now()  # begin, so that the first visitor finds some
    evaluation = _evaluation(parts, runs or settings.library / "runs")
    app = build_app(
        parts.answerer,
        library,
        parts.ingester,
        uploads=settings.library / "uploads",
        examples=suggestions.now,
        max_upload_megabytes=settings.max_file_megabytes,
        upload_limits=UploadLimits(settings.uploads_megabytes_each * 1_000_000, settings.uploads_megabytes * 1_000_000),
        allowed_hosts=allowed_hosts,
        reviews=library.reviews,
        conversations=library.conversations,
        originals=FileOriginals(library, settings.library / "page-images", pages=RoomPages(parts.room)),
        catalogue=LibraryCatalogue(library, parts.ingester.store),
        checker=Checker(parts.retriever, parts.judge, partial(_draft_text, parts)),
        evaluation=evaluation,
        people=RecordedPeople(library.record),
        about=_about(parts),
        login=login,
    )
    try:
        yield app
    finally:
        suggestions.close()
        evaluation.close()


def _draft_text(parts: Parts, path: Path) -> str:
    """The words of a file that is to be checked."""
    from ingest.load import read_bytes

    return parts.room(str(path), "draft", read_bytes(path, parts.settings.max_file_megabytes)).text


def _about(parts: Parts) -> Mapping[str, str]:
    """What an export says of this Onrecord."""
    from onrecord import __version__

    settings = parts.settings
    return {
        "version": __version__,
        "writer": settings.writer,
        "judge": parts.judge.name,
        "embedder": parts.library.embedder.name,
        "reranker": settings.reranker,
        "hits": str(settings.hits),
        "min_evidence": f"{settings.min_evidence:g}",
    }


def _evaluation(parts: Parts, folder: Path) -> EvaluationDesk:
    """Runs of suites on this library."""
    from eval.asking import Engine
    from eval.desk import Bench, EvaluationDesk
    from eval.gold import Shelf
    from onrecord.assembly import samples_suite, setup_of

    library, judge = parts.library, parts.settings.eval_judge
    judges = cache(parts.judge_of)  # one that is a model is loaded once

    def engine() -> Engine:
        return Engine(parts.answerer, parts.retriever, Shelf(library), judges(judge))

    def setup() -> Setup:
        return setup_of(parts, judge, 0)

    return EvaluationDesk(
        folder,
        {"samples": samples_suite()},
        Bench(engine, setup),
        shelf=library,
        reviews=library.reviews,
        accepted=parts.settings.library / "suites" / "feedback.jsonl",
    )


class Suggestions:
    """Questions that the library answers, made in the background whenever it has changed.

    Args:
        parts: the library, and what answers.
        given: questions to offer instead; they are never changed.
    """

    def __init__(self, parts: Parts, given: Sequence[str] = ()) -> None:
        self._parts, self._given = parts, list(given)
        self._lock = threading.Lock()
        self._made: list[str] = []
        self._made_of = ""
        self._making: threading.Thread | None = None

    def close(self) -> None:
        """Wait for what is under way, which reads the library."""
        with self._lock:
            making = self._making
        if making:
            making.join(30)

    def now(self) -> list[str]:
        """Those at hand; the library is looked at again in the background where it has changed."""
        if self._given:
            return list(self._given)
        try:
            state = self._parts.library.replies.library()
        except Exception:  # noqa: BLE001 - no suggestion is worth an error
            _log.exception("could not look for changes of the library")
            return []
        with self._lock:
            if state != self._made_of:
                self._made_of = state
                self._making = threading.Thread(target=self._make, args=(state,), name="suggesting", daemon=True)
                self._making.start()
            return list(self._made)

    def _make(self, state: str) -> None:
        from onrecord.answering.suggesting import sampled, suggested_questions

        try:
            library = self._parts.library
            documents = (library.document(source.document_id) for source in sampled(library.sources()))
            made = suggested_questions(documents, self._parts.answerer_of(writer="extractive"))
        except Exception:  # noqa: BLE001 - a document may have gone meanwhile; no suggestion is worth an error
            _log.exception("could not make questions of the library")
            return
        with self._lock:
            if state == self._made_of:
                self._made = made
