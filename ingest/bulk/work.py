"""What a worker does: read and split a file, embed passages. It depends on what it is given alone, and stores nothing.

Tasks and replies travel between processes of one user's, pickled: an engine's workers must be as trusted as the driver.
Files are not: they are read in a reading room of the worker's own, whose replies are plain JSON.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ingest.looking import Candidate, prepare
from ingest.roles import Read
from ingest.split import split
from onrecord.errors import OnrecordError
from onrecord.ports import TokenCounter
from onrecord.types import Document, Passage, Source

__all__ = ["Embed", "Failure", "Hello", "OpenTools", "Prepare", "Prepared", "Reply", "Task", "Tools", "Worker"]

# Of a document with more passages than this a worker reads and splits only; they are embedded by all workers.
EMBEDDED_TOGETHER: Final = 64


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with.

    Attributes:
        stamp: of what shapes its results; the driver's must be the same.
        read: bytes to documents.
        count_tokens: texts -> tokens of the embedder.
        encode: passages and the source of each -> what the library stores of each, in its own form.
    """

    stamp: str
    read: Read
    count_tokens: TokenCounter
    encode: Callable[[Sequence[Source], Sequence[Passage]], Sequence[Any]]


OpenTools = Callable[[], Tools]
"""Opens a worker's tools in its own process; it is pickled on the way there."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Open the tools; the reply is their stamp."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Read and split one document, and embed it where it is small; the reply is :class:`Prepared`."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Embed:
    """Embed some passages of one document; the reply is a list of what the library stores of each."""

    source: Source
    passages: tuple[Passage, ...]


Task = Hello | Prepare | Embed


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored.

    Attributes:
        document: its text and what names it.
        passages: all of it.
        encoded: what the library stores of each passage; None where they are still to be embedded.
    """

    document: Document
    passages: tuple[Passage, ...]
    encoded: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that Onrecord raises on purpose, as it travels.

    Attributes:
        kind: its class in :mod:`onrecord.errors`.
        message: what it says.
    """

    kind: str
    message: str


Reply = str | Prepared | list[Any] | Failure


class Worker:
    """Does one task after another.

    Args:
        open_tools: called with the first task, so that what it raises comes as a reply.
    """

    def __init__(self, open_tools: OpenTools) -> None:
        self._open_tools = open_tools
        self._tools: Tools | None = None

    def do(self, task: Task) -> Reply:
        """Do a task; an error of Onrecord's own is a reply, any other is raised."""
        try:
            if self._tools is None:
                self._tools = self._open_tools()
            return _done(task, self._tools)
        except OnrecordError as error:
            return Failure(type(error).__name__, str(error))


def _done(task: Task, tools: Tools) -> Reply:
    if isinstance(task, Hello):
        return tools.stamp
    if isinstance(task, Embed):
        return list(tools.encode([task.source] * len(task.passages), task.passages))
    document = prepare(task.candidate, tools.read)
    passages = tuple(split(document, tools.count_tokens))
    if len(passages) > EMBEDDED_TOGETHER:
        return Prepared(document, passages, None)
    encoded = tools.encode([document.source] * len(passages), passages) if passages else ()
    return Prepared(document, passages, tuple(encoded))
