"""What every test stands on: no network, no settings of the machine, one real model and sample library for the run."""

import atexit
import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest
from filelock import FileLock

from onrecord.assembly import Parts, open_parts, samples_folder
from onrecord.settings import Settings

if TYPE_CHECKING:
    from retriever.backends import Backend
    from retriever.embed import Embedder
    from retriever.sequences import Sequencer

    Loaded = tuple[Backend, Sequencer]

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"


def _run_folder() -> str:
    """The cache folder of this run, one for all its workers and for what tests start; gone at its end.

    Models that Onrecord converted on this machine before are lent to it, by links: to convert the bundled one takes 20
    seconds of a core. A test that makes one anew replaces its link; nothing is written where the links lead.
    """
    kept = platformdirs.user_cache_path("onrecord", appauthor=False) / "embedders"
    folder = Path(tempfile.mkdtemp(prefix="onrecord-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lent = folder / "onrecord" / "embedders"
    lent.mkdir(parents=True)
    for entry in kept.glob("*/about.json"):
        if entry.parent.name.isalnum():  # not one that is just being written
            (lent / entry.parent.name).symlink_to(entry.parent)
    return str(folder)


if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = _run_folder()

_homes = itertools.count()


# The slow ones, by folder or file: first, so that no worker is still busy with one when the others have nothing left.
_FIRST = (
    "browser/test_real_parts.py",
    "ui/test_draft_run.py",
    "soak",
    "browser",
    "journeys",
    "faults",
    "retriever/test_catalogue.py",
    "retriever/test_library.py",
    "retriever/test_backends.py",
    "eval/test_speed_bench.py",
    "ingest/test_context_properties.py",
    "models/test_calling_silence.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first."""
    here = Path(__file__).parent

    def turn(item: pytest.Item) -> int:
        place = item.path.relative_to(here).as_posix() if item.path.is_relative_to(here) else ""
        return next((n for n, name in enumerate(_FIRST) if place.startswith(name)), len(_FIRST))

    items.sort(key=turn)


_died: list[object] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(error: object) -> None:
    """Note that a worker died: the rest of the file that it had is not run then."""
    if error:
        _died.append(error)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End a run that lost tests as none that could be mended by running again what failed."""
    if _died:
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that tries to leave this machine fails."""
    if "network" in request.keywords:
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}:
            connect(self, address)
            return
        self.close()
        raise AssertionError(f"a test tried to reach {address[0]}; mark it 'network'")

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ONRECORD_* variable and no settings file of the person who runs the tests.

    The folders of each test are its own, and made by what writes there: to make some for thousands of tests takes long.
    """
    for name in [name for name in os.environ if name.startswith("ONRECORD_") and name != "ONRECORD_CHROMIUM"]:
        monkeypatch.delenv(name)
    home = Path(os.environ["XDG_CACHE_HOME"], "homes", f"{os.getpid()}-{next(_homes)}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "no-config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))


def _of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> "Loaded":
    """The bundled model, loaded once; where it has to be converted first, one worker does that and the others wait."""
    from retriever.loading import BUNDLED, open_model

    with FileLock(_of_all_workers(tmp_path_factory) / "bundled.lock"):
        return open_model(BUNDLED, "auto")


def _give(bundled: "Loaded", patch: pytest.MonkeyPatch) -> None:
    """Every embedder that is made runs on this model, where it would load an equal one.

    Another model, or another back end than the default, is loaded as ever.
    """
    from retriever import embed
    from retriever.loading import BUNDLED, open_model

    def given(name: str, wanted: Any, pickled: bool = False) -> "Loaded":
        return bundled if (name, wanted) == (BUNDLED, "auto") else open_model(name, wanted, pickled)

    patch.setattr(embed, "open_model", given)


@pytest.fixture(scope="session")
def embedder(bundled: "Loaded") -> "Embedder":
    """The bundled embedder."""
    from retriever.embed import Embedder

    with pytest.MonkeyPatch.context() as patch:
        _give(bundled, patch)
        return Embedder()


@pytest.fixture
def loaded_once(bundled: "Loaded", monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library that a test opens has that same bundled model: to load it takes longer than most tests.

    It holds nothing of a library.
    """
    _give(bundled, monkeypatch)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, bundled: "Loaded") -> Iterator[Parts]:
    """The sample library, ingested once for all workers of a run; tests only read it."""
    shared = _of_all_workers(tmp_path_factory)
    whole, library = shared / "samples-whole", tmp_path_factory.mktemp("samples") / "library"
    with pytest.MonkeyPatch.context() as patch, ExitStack() as opened:
        _give(bundled, patch)
        with FileLock(shared / "samples.lock"):
            if not whole.exists():
                begun = tmp_path_factory.mktemp("samples-begun") / "library"
                with open_parts(Settings(library=begun)) as parts:
                    reports = list(parts.ingester.ingest([str(samples_folder())]))
                assert {report.status for report in reports} == {"added"}
                begun.rename(whole)
        shutil.copytree(whole, library)
        parts = opened.enter_context(open_parts(Settings(library=library)))
        patch.undo()
        yield parts
