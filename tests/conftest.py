"""What every test stands on: no network, no settings of the machine, one real model and sample library for the run."""

import atexit
import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from onrecord.assembly import Parts, open_parts, samples_folder
from onrecord.settings import Settings

if TYPE_CHECKING:
    from retriever.embed import Embedder

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
# Converted models are kept there; one folder for the whole run, so that all its workers and what tests start find them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="onrecord-tests-")
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

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


@pytest.fixture(scope="session")
def embedder() -> "Embedder":
    """The bundled model, loaded once."""
    from retriever.embed import Embedder

    return Embedder()


@pytest.fixture
def loaded_once(embedder: "Embedder", monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library that a test opens has that same bundled model: to load it takes longer than most tests.

    It holds nothing of a library. Another model, or another back end than the default, is loaded as ever.
    """
    from retriever import embed

    load = embed.Embedder

    def given(name: str = embed.BUNDLED, backend: Any = "auto", pickled: bool = False) -> "Embedder":
        return embedder if (name, backend) == (embedder.name, "auto") else load(name, backend, pickled)

    monkeypatch.setattr(embed, "Embedder", given)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The sample library, ingested once for all workers of a run; tests only read it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    whole, library = shared / "samples-whole", tmp_path_factory.mktemp("samples") / "library"
    with FileLock(shared / "samples.lock"):
        if not whole.exists():
            begun = tmp_path_factory.mktemp("samples-begun") / "library"
            with open_parts(Settings(library=begun)) as parts:
                reports = list(parts.ingester.ingest([str(samples_folder())]))
            assert {report.status for report in reports} == {"added"}
            begun.rename(whole)
    shutil.copytree(whole, library)
    with open_parts(Settings(library=library)) as parts:
        yield parts
