"""The command line. It starts fast: nothing heavy is imported before a command needs it."""

import os
import sys

import typer

from onrecord.cli import (
    ask,
    bench,
    chat,
    check,
    doctor,
    documents,
    documents_index,
    evaluate,
    ingest,
    models,
    people,
    users,
    watch,
)
from onrecord.cli.printing import fail, json_out
from onrecord.errors import BadInput, OnrecordError, SettingsError

__all__ = ["app", "main"]

_WRONG_USE = 2
# Gradio reads it at import; Chroma and the model hub are told likewise. Nothing is sent anywhere.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

app = typer.Typer(
    name="onrecord",
    help="Ask your own documents, and check every sentence of the answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ingest")(ingest.ingest)
app.command("sync")(watch.sync)
app.command("watch")(watch.watch)
app.command("ask")(ask.ask)
app.command("search")(ask.search)
app.command("people")(people.people)
app.command("check")(check.check)
app.command("chat")(chat.chat)
documents.app.command("index")(documents_index.index_documents)
app.add_typer(documents.app, name="documents")
app.add_typer(users.app, name="users")
app.add_typer(evaluate.app, name="eval")
app.add_typer(bench.app, name="bench")
app.command("models")(models.models)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; exit with 0 (done), 1 (something failed) or 2 (wrong use)."""
    try:
        app()
    except (BadInput, SettingsError) as error:
        fail(error, "--json" in sys.argv, code=2)
    except OnrecordError as error:
        fail(error, "--json" in sys.argv, code=1)
    except SystemExit as stop:
        if stop.code == _WRONG_USE and "--json" in sys.argv:
            json_out({"error": "Wrong use; standard error says how, and so does --help."})
        raise
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
