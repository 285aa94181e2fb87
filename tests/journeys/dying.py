"""``onrecord`` whose Ray workers die of any file named ``killer.txt``; run as ``python -m tests.journeys.dying``."""

import os
from dataclasses import replace

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
            if location.endswith("killer.txt"):
                os._exit(9)
            return tools.read(location, collection, data, format_name)

        return replace(tools, read=read)


def main() -> None:
    """Run the command line with such workers, and see that Ray listens on this machine alone."""
    from onrecord.cli import main as onrecord_main
    from tests.journeys import dying

    recipe_of = onrecord.bulk._recipe

    def recipe(settings: Settings, embedder: str) -> WorkerRecipe:
        made = recipe_of(settings, embedder)
        return dying.DyingRecipe(made.embedder, made.backend, made.pickled, made.megabytes, made.seconds, made.ocr)

    onrecord.bulk._recipe = recipe
    onrecord_main()


if __name__ == "__main__":
    main()
