"""A crew without Ray: an engine whose workers live in this process, and die as told."""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.bulk.crew import Crew, WorkerLost
from ingest.bulk.run import BulkRun
from ingest.bulk.work import Reply, Task, Tools, Worker
from ingest.load import load
from ingest.looking import Looking
from ingest.roles import Fetch, Known, no_fetching
from onrecord.types import Document, Passage, Source
from tests.fakes import MemoryIntake, MemorySink, count_words

STAMP = "the tools of the tests"


class BulkSink(MemorySink):
    """A memory sink that takes passages embedded elsewhere; ``encoded`` is what came with them."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[Any] = []

    def begin(self, documents: Sequence[Document]) -> "BulkIntake":
        self.begun.append(len(documents))
        return BulkIntake(self, documents)


class BulkIntake(MemoryIntake):
    """Its intake; passages that nobody embedded are refused."""

    def add(self, passages: Sequence[Passage]) -> None:
        raise AssertionError("a passage was not embedded by a worker")

    def add_encoded(self, passages: Sequence[Passage], encoded: Sequence[Any]) -> None:
        assert list(encoded) == encode([], passages), "each passage comes with what was made of it"
        super().add(passages)


def encode(_: Sequence[Source], passages: Sequence[Passage]) -> list[str]:
    """What the tools of the tests store of a passage."""
    return [f"{len(passage.text)}: {passage.text[:20]}" for passage in passages]


def tools() -> Tools:
    """What a worker of the tests works with."""
    return Tools(STAMP, load, count_words, encode)


@dataclass
class InProcess:
    """An engine of workers in this process, which do a task when its reply is asked for.

    Attributes:
        open_tools: what a worker opens its tools with.
        kills: whether a worker dies of a task.
        most: tasks that were under way at once, at most.
        started: how many workers were started.
        stopped: how many were ended.
        asked: the tasks, in the order they were given.
    """

    open_tools: Callable[[], Tools] = tools
    kills: Callable[[Task], bool] = lambda _: False
    most: int = 0
    started: int = 0
    stopped: int = 0
    asked: list[Task] = field(default_factory=list)
    _under_way: dict[int, tuple[Any, bytes]] = field(default_factory=dict)
    _dead: set[int] = field(default_factory=set)

    def start(self) -> Any:
        self.started += 1
        return Worker(self.open_tools)

    def ask(self, worker: Any, task: Task) -> int:
        self.asked.append(task)
        key = len(self.asked)
        self._under_way[key] = (worker, pickle.dumps(task))
        self.most = max(self.most, len(self._under_way))
        return key

    def done(self, replies: Sequence[int], seconds: float) -> Sequence[int]:
        """Those that stand first with each worker; of a dead one all."""
        first: dict[int, int] = {}
        for key in replies:
            worker = id(self._under_way[key][0])
            if worker not in self._dead:
                first.setdefault(worker, key)
        return [key for key in replies if id(self._under_way[key][0]) in self._dead or key in first.values()]

    def reply(self, reply: int) -> Reply:
        worker, pickled = self._under_way.pop(reply)
        task = pickle.loads(pickled)
        if id(worker) in self._dead or self.kills(task):
            self._dead.add(id(worker))
            raise WorkerLost("it was killed")
        made: Reply = pickle.loads(pickle.dumps(worker.do(task)))
        return made

    def stop(self, worker: Any) -> None:
        self.stopped += 1


def bulk_of(
    sink: BulkSink,
    engine: InProcess | None = None,
    *,
    size: int = 2,
    fetch: Fetch = no_fetching,
    known: Known | None = None,
) -> BulkRun:
    """A bulk run into ``sink``, as :func:`tests.ingest.making.run_of` makes an ordinary one."""
    return BulkRun(sink, Looking(sink, 5, fetch, known), Crew(engine or InProcess(), size, STAMP))
