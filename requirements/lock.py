"""Writes the lock files: what pyproject.toml needs, resolved for Linux and macOS, Python 3.11 to 3.13.

The packages of the CUDA build of torch are left out: torch itself pins them, and the CPU build needs none.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# The versions that the project is measured with; pydantic 2.12.5 is the newest that gradio with its MCP extra takes.
PINNED: Final = "torch==2.13.0 langchain==1.4.7 langchain-core==1.7.2 chromadb==1.5.9 gradio==6.31.0 pydantic==2.12.5"
_CUDA: Final = re.compile(r"^(nvidia-|triton==|cuda-)", re.IGNORECASE)


def resolve(target: str, *extra: str) -> None:
    """Write one lock file."""
    pins = ROOT / "requirements" / ".pins.txt"
    pins.write_text("\n".join(PINNED.split()), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--quiet"),
        *("--no-header", "--no-annotate", "--constraint", str(pins), *extra, "pyproject.toml"),
    ]
    try:
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    finally:
        pins.unlink()
    kept = [line for line in done.stdout.splitlines() if not _CUDA.match(line)]
    head = "# Written by `make lock`. Exact versions that are tested together.\n"
    (ROOT / "requirements" / target).write_text(head + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    # With the bench packages, so that every command of the README works after `make run`.
    resolve("lock.txt", "--extra", "bench")
    resolve("dev.txt", "--extra", "bench", "--extra", "dev")
