"""Workers as Ray actors, in a Ray of this machine's own or in a cluster that is there already."""

import importlib.util
import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from ingest.bulk.crew import WorkerLost
from ingest.bulk.interrupts import held_back
from ingest.bulk.work import OpenTools, Reply, Task, Worker
from onrecord.errors import BadInput, EngineUnavailable, MissingPackage

__all__ = ["RayEngine", "cores", "ray_engine", "require_ray"]

# A worker is one core's: its libraries would else each start a thread a core.
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
# Replies wait in shared memory until they are stored: a document's is 2 MB at most where it is small.
_STORE_BYTES: Final = 256 * 2**20
# What a Ray of our own is told by its environment: nothing is reported to its makers, and a secret joins its processes.
_QUIET: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_AUTH_MODE": "token",
}
_ANSWER_SECONDS: Final = 10
_SHARED_MEMORY: Final = "/dev/shm"  # noqa: S108 - what Ray uses on Linux
_NO_RAY: Final = 'Bulk ingestion needs ray, not installed here. Run: pip install "onrecord[ray]".'
_log: Final = logging.getLogger(__name__)


def require_ray() -> None:
    """Look whether Ray is installed; it is not loaded for that.

    Raises:
        MissingPackage: it is not.
    """
    if importlib.util.find_spec("ray") is None:
        raise MissingPackage(_NO_RAY)


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class RayEngine:
    """Runs workers as actors of the Ray that this process is connected to; see :class:`ingest.bulk.crew.Engine`.

    Args:
        open_tools: what a worker opens its tools with.
        look: raises ``KeyboardInterrupt`` where Ctrl+C was pressed; called whenever Ray's code was left.
    """

    def __init__(self, open_tools: OpenTools, look: Callable[[], None] = lambda: None) -> None:
        import ray  # type: ignore[import-not-found,unused-ignore]

        self._ray: Any = ray
        self._open_tools, self._look = open_tools, look
        self._actor: Any = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Worker)

    @property
    def processors(self) -> int:
        """Of all machines together."""
        return int(self._ray.cluster_resources().get("CPU", 1))

    def start(self) -> Any:  # noqa: ANN401 - an actor
        """Start a worker, as soon as there is a processor for it."""
        return self._actor.options(runtime_env={"env_vars": _ONE_THREAD}).remote(self._open_tools)

    def ask(self, worker: Any, task: Task) -> Any:  # noqa: ANN401
        """Give a worker a task."""
        return worker.do.remote(task)

    def done(self, replies: Sequence[Any], seconds: float) -> Sequence[Any]:
        """The replies that can be had, in the order given."""
        some, _ = self._ray.wait(list(replies), num_returns=1, timeout=seconds)
        self._look()
        if not some:
            return []
        ready, _ = self._ray.wait(list(replies), num_returns=len(replies), timeout=0)
        return cast("list[Any]", ready)

    def reply(self, reply: Any) -> Reply:  # noqa: ANN401
        """The reply itself.

        Raises:
            WorkerLost: its worker died, was ended by Ray for want of memory, or the machine that held the reply died.
        """
        from ray import exceptions as known  # type: ignore[import-not-found,unused-ignore]

        # A worker that Ray ends before the machine is out of memory gives an error that is none of an actor's.
        lost = (known.RayActorError, known.ObjectLostError, known.OutOfMemoryError, known.NodeDiedError)
        try:
            return cast("Reply", self._ray.get(reply))
        except lost as error:
            raise WorkerLost(_first_line(error)) from error

    def stop(self, worker: Any) -> None:  # noqa: ANN401
        """End a worker."""
        self._ray.kill(worker)


@contextmanager
def ray_engine(open_tools: OpenTools, address: str = "", workers: int = 0) -> Iterator[RayEngine]:
    """A Ray of our own, gone at the end; or a cluster that is there, which is left as it is.

    One of our own listens on 127.0.0.1 alone, shows no dashboard, reports nothing, lets nobody join without a secret of
    this run, and keeps its files in a folder that only this user can enter.

    Args:
        open_tools: what a worker opens its tools with.
        address: ``auto`` or HOST:PORT of a cluster that this machine is part of; empty for one of our own.
        workers: of one of our own; 0 for as many as there are processors.

    Raises:
        MissingPackage: Ray is not installed.
        BadInput: the address is none of a cluster.
        EngineUnavailable: it does not start, or there is none.
    """
    require_ray()
    if address == "auto":
        address = os.environ.get("RAY_ADDRESS") or address  # as Ray does
    if "://" in address:
        raise BadInput(f"{address} is Ray Client's. Run Onrecord on a machine of the cluster, with --ray-address auto.")
    with _joined(address) if address else _own(workers or cores()), held_back() as look:
        yield RayEngine(open_tools, look)


@cache
def _secret() -> str:
    """What joins the processes of a Ray of our own; one a process, since Ray reads it once and keeps it."""
    return secrets.token_hex(32)


@contextmanager
def _own(processors: int) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in (*_QUIET, "RAY_AUTH_TOKEN")}
    os.environ.update(_QUIET, RAY_AUTH_TOKEN=_secret())
    # Ray opens its folder to all, so it gets one inside of ours. The path of a socket has 107 bytes: /tmp is short.
    folder = tempfile.mkdtemp(prefix="onrecord-", dir="/tmp" if Path("/tmp").is_dir() else None)  # noqa: S108
    try:
        _stay_on_this_machine()
        _tell_of_little_shared_memory()
        with _started(
            address="local",  # else Ray would join the cluster of a variable RAY_ADDRESS
            num_cpus=processors,
            object_store_memory=_STORE_BYTES,
            include_dashboard=False,
            _temp_dir=str(Path(folder) / "ray"),
        ):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _joined(address: str) -> Iterator[None]:
    if address != "auto":
        _look_for(address)
    with _started(address=address):
        yield


@contextmanager
def _started(**how: Any) -> Iterator[None]:  # noqa: ANN401
    import ray
    from ray._private import worker  # type: ignore[import-not-found,unused-ignore]

    logging.getLogger("ray").setLevel(logging.CRITICAL)
    # Ray prints the end of each worker to standard output, whatever ``log_to_driver`` says; the crew tells of it.
    worker._worker_logs_enabled = False
    own = how["address"] == "local"
    for tries_left in (1, 0) if own else (0,):  # it gives up after 30 seconds on a machine that is busy
        try:
            ray.init(log_to_driver=False, logging_level=logging.CRITICAL, **how)
            break
        except Exception as error:
            ray.shutdown()
            if not tries_left:
                raise EngineUnavailable(_why_not(how["address"], _first_line(error))) from error
    try:
        yield
    finally:
        ray.shutdown()


def _look_for(address: str) -> None:
    """See that a cluster answers at an address: Ray itself would try for minutes, and print each of its tries."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise BadInput(f"{address} is no address of a Ray cluster: give auto, or HOST:PORT such as 10.0.0.5:6379.")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()
    except OSError as error:
        raise EngineUnavailable(_why_not(address, f"nothing answers there ({error})")) from error
    if not _speaks_grpc(address):
        raise EngineUnavailable(_why_not(address, "what answers there is no Ray"))


def _speaks_grpc(address: str) -> bool:
    """Whether a server of gRPC is there, as a cluster's is; taken for granted where Ray is told to use TLS."""
    import grpc  # type: ignore[import-untyped,unused-ignore]

    if os.environ.get("RAY_USE_TLS", "0").lower() in {"1", "true"}:
        return True
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            grpc.channel_ready_future(channel).result(timeout=_ANSWER_SECONDS)
        except grpc.FutureTimeoutError:
            return False
    return True


def _why_not(address: str, said: str) -> str:
    said = said.rstrip(".")
    if address == "local":
        return (
            f"Ray cannot be started on this machine: {said}. Try again when the machine has memory and room in /tmp to "
            "spare, or with --engine local."
        )
    return (
        f"Ray cannot be joined at {address}: {said}. See with `ray status` on this machine whether the cluster is up "
        "and this machine is part of it; or leave out --ray-address, which starts a Ray here."
    )


def _tell_of_little_shared_memory() -> None:
    """Ray tells so only in the log of its own that is silenced here; it then uses its folder, which is on a disk."""
    if not os.path.isdir(_SHARED_MEMORY):
        return
    had = os.statvfs(_SHARED_MEMORY)
    if (free := had.f_bavail * had.f_frsize) < _STORE_BYTES:
        _log.warning(
            "%s has %d MB free and Ray uses %d: what workers send goes through files in /tmp, which may be slower. "
            "Give it more; a container, with --shm-size=512m.",
            *(_SHARED_MEMORY, free >> 20, _STORE_BYTES >> 20),
        )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _stay_on_this_machine() -> None:
    """Have Ray listen on 127.0.0.1 alone.

    It does so by itself on macOS and Windows; on Linux it listens on every address, whatever ``_node_ip_address`` says
    (2.60). There is no public switch for it: this is the one that those systems set. Should it be gone one day, the
    secret still keeps others out.
    """
    from ray._private import ray_constants  # type: ignore[import-not-found,unused-ignore]

    ray_constants.ENABLE_RAY_CLUSTER = False
