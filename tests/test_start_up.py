"""A light start: heavy libraries are loaded when a command needs them."""

import subprocess
import sys

HEAVY = {"torch", "gradio", "chromadb", "sentence_transformers", "langchain_core", "transformers", "numpy", "lxml"}


def test_the_command_line_loads_no_heavy_library() -> None:
    code = f"import onrecord.cli, sys; print(*sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_every_command_shows_its_help() -> None:
    from typer.testing import CliRunner

    from onrecord.cli import app

    for words in ((), ("ingest",), ("ask",), ("search",), ("check",), ("chat",), ("documents", "list"), ("doctor",)):
        result = CliRunner().invoke(app, [*words, "--help"])
        assert result.exit_code == 0, result.output
        assert "Usage" in result.output
