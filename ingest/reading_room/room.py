"""The room that files are read in: a few processes that are started when needed and replaced when they are spent."""

import hashlib
import signal
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import Final, TypeVar, cast

from pydantic import TypeAdapter

from ingest.load import document_id_of
from ingest.load.formats import format_of
from ingest.reading_room.frames import Header
from ingest.reading_room.limits import MEMORY_IS_LIMITED
from ingest.reading_room.process import ProcessEnded, ReadingProcess
from onrecord import errors
from onrecord.errors import IngestError, OnrecordError, ReadingFailed, ReadingTooLarge, ReadingTooLong
from onrecord.types import Document

__all__ = ["ReadingRoom"]

_Made = TypeVar("_Made")

_WORKER: Final = "ingest.reading_room.worker"
# Parsers leak a little, and memory comes apart: nobody needs a process for ever.
_MOST_TASKS: Final = 500
_MOST_HELD_SHARE: Final = 4
_HELD_IS_FINE: Final = 300_000_000
_WARM_SECONDS: Final = 60.0
_DOCUMENT: Final = TypeAdapter(Document)
_NONSENSE: Final = "its reader gave no sensible reply; save it again, or leave it out"
# What Python raises on a reply that is none; pydantic's ValidationError is a ValueError.
_NO_SENSE: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_OUT_OF_TIME: Final = getattr(signal, "SIGXCPU", 0)


class ReadingRoom:
    """Reads files in processes of their own; called as :func:`ingest.load.load` is, from any thread.

    A process has no keys and tokens of its parent's environment, and may use so much memory and time a file. It is
    started when the first file comes, and replaced after 500 tasks, after one that left it swollen, and after any that
    ended it, which fails that one file. A fence around parsers, not around code that takes one over: it is the same
    user, who may read what the user may read.

    Args:
        megabytes: of memory that reading one file may take, besides the file itself. Linux holds to it.
        seconds: that reading one file may take.
        ocr: whether pages of PDFs without text are read by OCR (:mod:`ingest.load.ocr`), within that time.
        processes: at once, at most; each is some 100 MB.
        module: what a process runs.
    """

    def __init__(
        self,
        megabytes: int = 2000,
        seconds: float = 120,
        ocr: bool = False,
        processes: int = 3,
        module: str = _WORKER,
    ) -> None:
        self._ocr = ocr
        self._megabytes, self._seconds, self._module = megabytes, seconds, module
        self._most_held = max(_HELD_IS_FINE, megabytes * 1_000_000 // _MOST_HELD_SHARE)
        self._places = threading.BoundedSemaphore(processes)
        self._lock = threading.Lock()
        self._closed = False
        self._idle: list[ReadingProcess] = []
        self._finalizer = weakref.finalize(self, _close_all, self._idle)

    def __call__(self, location: str, collection: str, data: bytes, format_name: str | None = None) -> Document:
        """Read one file, as :func:`ingest.load.load` does, and with the same errors.

        Args:
            location: absolute path, path in a container, or address.
            collection: the part of the library it goes to.
            data: the file's bytes, not empty.
            format_name: of :data:`ingest.load.formats.FORMATS`; what the ending of ``location`` names where None.

        Raises:
            IngestError: one of its kinds, saying what is wrong with the file.
            ReadingTooLong: it took longer than allowed.
            ReadingTooLarge: it took more memory than allowed.
            ReadingFailed: the process crashed.
        """
        format_name = format_name or format_of(PurePath(location))
        task = {"do": "read", "location": location, "collection": collection, "format": format_name, "ocr": self._ocr}
        try:
            document = self.do(task, data, format_name or "", self._seconds, _document)
        except IngestError:
            raise
        except OnrecordError as error:
            raise ReadingFailed(_NONSENSE) from error
        # What names a document is not the process's to say.
        document_id, sha256 = document_id_of(location, collection), hashlib.sha256(data).hexdigest()
        named = {"document_id": document_id, "location": location, "collection": collection, "sha256": sha256}
        return replace(document, source=replace(document.source, **named))

    def do(self, task: Header, body: bytes, needs: str, seconds: float, accept: Callable[[bytes], _Made]) -> _Made:
        """Have a task done by a process of the room.

        Args:
            task: as :mod:`ingest.reading_room.worker` knows them.
            body: the bytes it is about.
            needs: the format whose reader is loaded before the clock starts; ``pages`` for what draws pages.
            seconds: that it may take.
            accept: makes of the reply what is returned, or raises what Python raises on nonsense (ValueError, KeyError
                and the like): the process is then not to be trusted with another task.

        Raises:
            OnrecordError: as the task raised it in the process, by its class and message.
            ReadingTooLong: it took longer.
            ReadingTooLarge: it took more memory than allowed.
            ReadingFailed: the process crashed, or cannot be started.
        """
        limits = {"megabytes": self._megabytes, "seconds": seconds}
        most_bytes = self._megabytes * 1_000_000 + len(body)
        with self._process() as process:
            if needs and needs not in process.warmed:
                _exchange(process, {"do": "warm", "format": needs, **limits}, b"", _WARM_SECONDS, most_bytes)
                process.warmed.add(needs)
            try:
                header, reply = process.do({**task, **limits}, body, seconds, most_bytes)
            except ProcessEnded as error:
                raise self._why(error, seconds) from error
            try:
                process.held = int(header["memory"])
                refusal = self._refusal(header) if "error" in header else None
                made = accept(reply) if refusal is None else None
            except _NO_SENSE as error:
                raise ReadingFailed(_NONSENSE) from error
        if refusal is not None:
            raise refusal
        return cast("_Made", made)

    def warm(self, *formats: str) -> None:
        """Start a process in the background and have it load the readers of these formats; returns at once.

        What goes wrong with it is left to the first file, which tries again.
        """

        def start() -> None:
            limits = {"megabytes": self._megabytes, "seconds": _WARM_SECONDS}
            try:
                with self._process() as process:
                    for each in formats:
                        _exchange(process, {"do": "warm", "format": each, **limits}, b"", _WARM_SECONDS, 1000)
                        process.warmed.add(each)
            except OnrecordError:
                return

        threading.Thread(target=start, name="warming the reading room", daemon=True).start()

    def close(self) -> None:
        """End the processes; one that is at work is ended when its task is done."""
        with self._lock:
            self._closed = True
            idle = self._idle[:]
            self._idle.clear()
        for process in idle:
            process.close()

    def limits_said(self) -> str:
        """The limits in a few words, for people."""
        memory = f"{self._megabytes:,} MB of memory" if MEMORY_IS_LIMITED else "no limit of memory on this system"
        return f"files are read in a process of their own: {self._seconds:g} seconds, {memory}"

    @contextmanager
    def _process(self) -> Iterator[ReadingProcess]:
        """A process for one task; it goes back to the others unless the task ended it, or it is spent."""
        with self._places:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            process = process or self._started()
            fit = False
            try:
                yield process
                fit = process.tasks < _MOST_TASKS and process.held < self._most_held
            finally:
                with self._lock:
                    fit = fit and not self._closed
                    if fit:
                        self._idle.append(process)
                if not fit:
                    process.close()

    def _started(self) -> ReadingProcess:
        try:
            return ReadingProcess(self._module)
        except ProcessEnded as error:
            raise ReadingFailed(f"the process that reads files does not start: {error}; run onrecord doctor") from error

    def _why(self, ended: ProcessEnded, seconds: float) -> IngestError:
        if ended.late or (ended.signal and ended.signal == _OUT_OF_TIME):
            return ReadingTooLong(
                f"reading it took over {seconds:g} seconds and was stopped; "
                "split the file, or raise reading_seconds in the settings"
            )
        how = f" ({signal.Signals(ended.signal).name})" if ended.signal in set(signal.Signals) else ""
        return ReadingFailed(
            f"its reader crashed{how}: the file is damaged, made to do harm, or needs over {self._megabytes:,} MB of "
            "memory; save it again, or leave it out"
        )

    def _refusal(self, header: Header) -> OnrecordError:
        """The error that a process told of.

        Raises:
            ValueError: it is none of ours.
        """
        name, message = header["error"], header["message"]
        if name == "MemoryError":
            return ReadingTooLarge(
                f"reading it took over {self._megabytes:,} MB of memory and was stopped; "
                "split the file, or raise reading_megabytes in the settings"
            )
        known = getattr(errors, name) if name in errors.__all__ else None
        if known is None or not isinstance(message, str) or not message.strip():
            raise ValueError(name)
        return cast("OnrecordError", known(message))


def _document(reply: bytes) -> Document:
    return _DOCUMENT.validate_json(reply, strict=True)


def _exchange(process: ReadingProcess, task: Header, body: bytes, seconds: float, most_bytes: int) -> None:
    """A task whose failure is not the file's fault."""
    try:
        header, _ = process.do(task, body, seconds, most_bytes)
    except ProcessEnded as error:
        raise ReadingFailed(f"the process that reads files does not start: {error}; run onrecord doctor") from error
    if "error" in header:
        raise ReadingFailed(f"the process that reads files does not start: {header.get('message')}")


def _close_all(processes: list[ReadingProcess]) -> None:
    for process in processes:
        process.close()
