"""What Onrecord says to Ray, against a stand-in for it; tests/journeys/test_on_ray.py speaks to the real one."""

import importlib.util
import logging
import os
import socket
import stat
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from typer.testing import CliRunner

from ingest.bulk.crew import Crew, WorkerLost
from ingest.bulk.on_ray import RayEngine, cores, ray_engine, require_ray
from ingest.bulk.run import BulkRun
from ingest.bulk.work import Embed, Hello, Tools
from ingest.looking import Looking
from ingest.roles import no_fetching
from onrecord.cli import app
from onrecord.errors import BadInput, EngineUnavailable, MissingPackage
from onrecord.types import Source
from tests.ingest.crews import STAMP, BulkSink, tools
from tests.ingest.making import GOOD


class ActorDiedError(Exception):
    """As Ray's."""


class Actor:
    """A worker on a thread of its own; dead once it is killed."""

    def __init__(self, made: Any) -> None:
        self.made, self.killed = made, False
        self.death: type[Exception] = ActorDiedError
        self._thread = ThreadPoolExecutor(1)
        self.do = SimpleNamespace(remote=self._do)

    def _do(self, task: Any) -> "Future[Any]":
        return self._thread.submit(self._alive, task)

    def _alive(self, task: Any) -> Any:
        if self.killed:
            raise self.death("The actor died unexpectedly.\nMore of it.")
        return self.made.do(task)

    def end(self) -> None:
        self.killed = True
        self._thread.shutdown()


class FakeRay(ModuleType):
    """So much of Ray as is used; notes how it was started."""

    def __init__(self) -> None:
        super().__init__("ray")
        self.begun: list[dict[str, Any]] = []
        self.environments: list[dict[str, str]] = []
        self.down = 0
        self.folder_mode = 0
        self.actors: list[Actor] = []
        self.options: list[dict[str, Any]] = []
        self.refuses: Exception | None = None

    def init(self, **how: Any) -> None:
        if self.refuses:
            raise self.refuses
        self.begun.append(how)
        self.environments.append(dict(os.environ))
        if "_temp_dir" in how:
            self.folder_mode = stat.S_IMODE(Path(how["_temp_dir"]).parent.stat().st_mode)

    def shutdown(self) -> None:
        self.down += 1

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def remote(self, **limits: Any) -> Any:
        assert limits == {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0}

        def actor_of(kind: Any) -> Any:
            def options(**given: Any) -> Any:
                self.options.append(given)

                def start(*args: Any) -> Actor:
                    self.actors.append(Actor(kind(*args)))
                    return self.actors[-1]

                return SimpleNamespace(remote=start)

            return SimpleNamespace(options=options)

        return actor_of

    def wait(self, refs: Sequence["Future[Any]"], num_returns: int, timeout: float) -> tuple[list[Any], list[Any]]:
        wait(refs, timeout, "FIRST_COMPLETED" if num_returns == 1 else "ALL_COMPLETED")
        ready = [ref for ref in refs if ref.done()][:num_returns]
        return ready, [ref for ref in refs if ref not in ready]

    def get(self, ref: "Future[Any]") -> Any:
        return ref.result()

    def kill(self, actor: Actor) -> None:
        actor.end()


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    fake = FakeRay()
    fake.__spec__ = importlib.util.spec_from_loader("ray", loader=None)
    exceptions, private, constants = ModuleType("ray.exceptions"), ModuleType("ray._private"), ModuleType("constants")
    exceptions.RayActorError = ActorDiedError  # type: ignore[attr-defined]
    for name in ("ObjectLostError", "OutOfMemoryError", "NodeDiedError"):
        setattr(exceptions, name, type(name, (Exception,), {}))
    fake.exceptions = exceptions  # type: ignore[attr-defined]
    private.ray_constants = constants  # type: ignore[attr-defined]
    private.worker = ModuleType("worker")  # type: ignore[attr-defined]
    for name, module in (("ray", fake), ("ray.exceptions", exceptions), ("ray._private", private)):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(logging.getLogger("ray"), "level", logging.NOTSET)
    return fake


def test_files_are_taken_in_by_actors_that_have_a_core_each(ray: FakeRay, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(GOOD, encoding="utf-8")
    sink = BulkSink()
    with ray_engine(tools, workers=2) as engine:
        crew = Crew(engine, engine.processors, STAMP)
        run = BulkRun(sink, Looking(sink, 5, no_fetching, None), crew)
        assert [report.status for report in run.ingest([str(tmp_path)])] == ["added"] * 5
        crew.close()
    assert len(ray.actors) == 2
    assert all(actor.killed for actor in ray.actors)
    assert ray.options[0]["runtime_env"]["env_vars"]["OMP_NUM_THREADS"] == "1"


def test_a_ray_of_our_own_keeps_to_itself_and_leaves_nothing(ray: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_DEDUP_LOGS", "1")
    with ray_engine(tools, workers=3):
        (how,) = ray.begun
        assert (how["num_cpus"], how["include_dashboard"], how["log_to_driver"]) == (3, False, False)
        assert how["address"] == "local", "a cluster that RAY_ADDRESS names is not joined unasked"
        assert ray.folder_mode == 0o700
        assert sys.modules["ray._private"].ray_constants.ENABLE_RAY_CLUSTER is False
        (environment,) = ray.environments
        assert environment["RAY_USAGE_STATS_ENABLED"] == "0"
        assert environment["RAY_AUTH_MODE"] == "token"
        assert len(environment["RAY_AUTH_TOKEN"]) == 64
    assert ray.down == 1
    assert not Path(how["_temp_dir"]).parent.exists()
    assert "RAY_AUTH_TOKEN" not in os.environ
    assert os.environ["RAY_DEDUP_LOGS"] == "1"
    with ray_engine(tools):
        assert ray.begun[1]["num_cpus"] == cores()
        assert ray.environments[1]["RAY_AUTH_TOKEN"] == environment["RAY_AUTH_TOKEN"], "Ray keeps the first it reads"
    assert ray.down == 2


def test_a_cluster_is_joined_and_left_as_it_is(ray: FakeRay) -> None:
    with ray_engine(tools, "auto") as engine:
        assert ray.begun == [{"address": "auto", "log_to_driver": False, "logging_level": logging.CRITICAL}]
        assert "RAY_AUTH_TOKEN" not in ray.environments[0], "a cluster has its own"
        assert engine.processors == 2
    assert ray.down == 1
    with pytest.raises(BadInput, match="--ray-address auto"), ray_engine(tools, "ray://head:10001"):
        pass
    ray.refuses = ConnectionError("Could not find any running Ray instance.\nIt was looked for.")
    told = pytest.raises(EngineUnavailable, match=r"joined at auto: Could not find .* instance\. See with `ray status`")
    with told, ray_engine(tools, "auto"):
        pass
    told = pytest.raises(EngineUnavailable, match=r"started on this machine: Could not .* or with --engine local\.$")
    with told, ray_engine(tools):
        pass


def test_an_address_where_no_cluster_answers_is_told_at_once(ray: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.bulk.on_ray._ANSWER_SECONDS", 0.5)
    for odd in ("nonsense", ":6379", "host:", "127.0.0.1:70000"):
        with pytest.raises(BadInput, match="give auto, or HOST:PORT"), ray_engine(tools, odd):
            pass
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(EngineUnavailable, match=r"what answers there is no Ray\. See"), ray_engine(tools, address):
            pass
    with pytest.raises(EngineUnavailable, match=r"nothing answers there \(.*or leave out --ray-address"):
        ray_engine(tools, address).__enter__()
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(EngineUnavailable, match=f"joined at {address}"), ray_engine(tools, "auto"):
        pass
    assert ray.begun == [], "Ray itself would try for minutes"


def test_an_address_where_a_server_of_grpc_answers_is_joined(ray: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    server = grpc.server(ThreadPoolExecutor(1))
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    with ray_engine(tools, address):
        assert ray.begun[0]["address"] == address
    server.stop(None).wait()
    monkeypatch.setenv("RAY_USE_TLS", "1")
    monkeypatch.setattr("ingest.bulk.on_ray._ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as secret, ray_engine(tools, f"127.0.0.1:{secret.getsockname()[1]}"):
        assert len(ray.begun) == 2, "only Ray has the keys to look"


def test_little_shared_memory_is_told(
    ray: FakeRay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr("ingest.bulk.on_ray._SHARED_MEMORY", str(tmp_path))
    had = SimpleNamespace(f_bavail=2**14, f_frsize=2**12)
    monkeypatch.setattr(os, "statvfs", lambda _: had)
    with ray_engine(tools):
        pass
    (line,) = caplog.messages
    assert "has 64 MB free and Ray uses 256" in line
    assert "--shm-size=512m" in line
    caplog.clear()
    had.f_bavail = 2**17
    with ray_engine(tools):
        pass
    assert caplog.messages == []


def test_a_dead_actor_is_a_lost_worker_and_an_error_is_an_error(ray: FakeRay) -> None:
    engine = RayEngine(tools)
    worker = engine.start()
    hello = engine.ask(worker, Hello())
    assert engine.done([hello], 5) == [hello]
    assert engine.reply(hello) == STAMP
    broken = engine.ask(worker, Embed(Source("a", "/a", "A", "0" * 64, "txt"), None))  # type: ignore[arg-type]
    engine.done([broken], 5)
    with pytest.raises(TypeError):
        engine.reply(broken)
    worker.killed = True
    after = engine.ask(worker, Hello())
    engine.done([after], 5)
    with pytest.raises(WorkerLost, match=r"^The actor died unexpectedly\.$"):
        engine.reply(after)
    engine.stop(worker)


@pytest.mark.parametrize("death", ["ObjectLostError", "OutOfMemoryError", "NodeDiedError"])
def test_so_is_one_that_ray_ends_for_want_of_memory_or_whose_machine_is_gone(ray: FakeRay, death: str) -> None:
    engine = RayEngine(tools)
    worker = engine.start()
    worker.killed, worker.death = True, getattr(sys.modules["ray.exceptions"], death)
    hello = engine.ask(worker, Hello())
    engine.done([hello], 5)
    with pytest.raises(WorkerLost, match="died unexpectedly"):
        engine.reply(hello)
    engine.stop(worker)


def test_nothing_to_be_had_is_said_at_once(ray: FakeRay) -> None:
    def slow() -> Tools:
        waiting.result()
        return tools()

    waiting: Future[None] = Future()
    engine = RayEngine(slow)
    worker = engine.start()
    hello = engine.ask(worker, Hello())
    assert engine.done([hello], 0.01) == []
    waiting.set_result(None)
    assert engine.done([hello], 5) == [hello]
    engine.stop(worker)


def test_without_ray_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    with pytest.raises(MissingPackage, match=r'pip install "onrecord\[ray\]"'):
        require_ray()
    monkeypatch.setattr("onrecord.assembly.open_parts", None)
    result = CliRunner().invoke(app, ["ingest", "--engine", "ray", "--library", str(tmp_path), str(tmp_path)])
    assert isinstance(result.exception, MissingPackage)


def test_options_of_ray_go_with_ray(tmp_path: Path) -> None:
    for option in (["--ray-address", "auto"], ["--workers", "2"]):
        result = CliRunner().invoke(app, ["ingest", *option, "--library", str(tmp_path), str(tmp_path)])
        assert isinstance(result.exception, BadInput)
        assert "--engine ray" in str(result.exception)
