"""``onrecord`` whose Ray workers do as a file's name says; run as ``python -m tests.journeys.dying``.

``once.txt`` kills its worker the first time, and ``sleeper.txt`` is read for ever. An empty file beside the folder of
the document notes that it was done.
"""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import onrecord.bulk
from ingest.bulk.work import Tools
from onrecord.bulk import WorkerRecipe
from onrecord.settings import Settings
from onrecord.types import Document


class DyingRecipe(WorkerRecipe):
    """The tools of a worker, with a reader that takes its worker with it."""

    def __call__(self) -> Tools:
        """Open them."""
        tools = super().__call__()
        assert os.environ["OMP_NUM_THREADS"] == "1"

        def read(location: str, collection: str, data: bytes, format_name: str | None = None) -> Document:
            act_on(Path(location))
            return tools.read(location, collection, data, format_name)

        return replace(tools, read=read)


def act_on(path: Path) -> None:
    """Do what the name of a file says."""
    note = path.parent.parent / f"{path.stem}-was-here"
    if path.name == "once.txt" and not note.exists():
        note.touch()
        os._exit(9)
    if path.name == "sleeper.txt":
        note.touch()
        time.sleep(600)


def main() -> None:
    """Run the command line with such workers."""
    from onrecord.cli import main as onrecord_main
    from tests.journeys import dying

    # What a shell starts in the background ignores Ctrl+C, and so does all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    recipe_of = onrecord.bulk._recipe

    def recipe(settings: Settings, embedder: str) -> WorkerRecipe:
        made = recipe_of(settings, embedder)
        return dying.DyingRecipe(made.embedder, made.backend, made.pickled, made.megabytes, made.seconds, made.ocr)

    onrecord.bulk._recipe = recipe
    onrecord_main()


if __name__ == "__main__":
    main()
