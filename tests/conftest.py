"""What every test stands on: no network, no settings of the machine, one real model for the session."""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.assembly import Parts, open_parts, samples_folder
from onrecord.settings import Settings

if TYPE_CHECKING:
    from retriever.embed import Embedder

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
# Converted models are kept there; one folder for the whole run, so that processes which tests start find them.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="onrecord-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)


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
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No ONRECORD_* variable and no settings file of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_") and name != "ONRECORD_CHROMIUM"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def embedder() -> "Embedder":
    """The bundled model, loaded once."""
    from retriever.embed import Embedder

    return Embedder()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The sample library, ingested once; tests only read it."""
    with open_parts(Settings(library=tmp_path_factory.mktemp("samples") / "library")) as parts:
        reports = list(parts.ingester.ingest([str(samples_folder())]))
        assert {report.status for report in reports} == {"added"}
        yield parts
