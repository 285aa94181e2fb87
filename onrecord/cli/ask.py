"""``onrecord ask`` and ``onrecord search``."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.batch import history_of, run_batch, text_of
from onrecord.cli.opening import require_answerable
from onrecord.cli.options import (
    AsJson,
    Batch,
    Collection,
    Documents,
    LibraryFolder,
    Out,
    Since,
    Until,
    asked_of,
    filters_of,
    one_of,
    settings_of,
)
from onrecord.cli.printing import answer_text, hits_rows, hits_text, json_out, safe
from onrecord.contract import answer_json
from onrecord.errors import BadInput
from onrecord.question import MOST_QUESTION_CHARS, is_read_whole
from onrecord.types import Filters, Hit, Turn

if TYPE_CHECKING:
    from onrecord.assembly import Parts

__all__ = ["ask", "search"]


def ask(
    question: Annotated[str | None, typer.Argument(help="Your question, in quote marks.", show_default=False)] = None,
    as_json: AsJson = False,
    collection: Collection = None,
    since: Since = None,
    until: Until = None,
    documents: Documents = None,
    history: Annotated[
        Path | None,
        typer.Option(
            "--history",
            help='JSON file: [{"role": "user", "content": "..."}, {"role": "assistant", "content": "...", '
            '"citations": [...]}, ...]. With the `citations` of its --json, which may be left out, an answer '
            "keeps its numbers.",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask the chat model anew, although an earlier reply is at hand.")
    ] = False,
    batch: Batch = None,
    out: Out = None,
    library: LibraryFolder = None,
) -> None:
    """Answer a question from the documents, every sentence cited and checked."""
    from onrecord.assembly import open_parts

    one_of(question, batch, out, "a question")
    asked = asked_of(question)
    filters = filters_of(collection, since, until, documents)
    turns, settings = _history(history), settings_of(library)
    if batch is None:
        require_answerable(settings, filters)
    with open_parts(settings) as parts:
        if batch is not None and out is not None:

            def answer_row(row: dict[str, Any]) -> dict[str, Any]:
                earlier = history_of(row.get("history"))
                found = parts.answerer.ask(text_of(row, "question"), earlier, filters, fresh=fresh)
                return {"answer": answer_json(found)}

            raise typer.Exit(1 if run_batch(batch, out, answer_row) else 0)
        answer = parts.answerer.ask(asked, turns, filters, fresh=fresh)
    if as_json:
        json_out(answer_json(answer))
        return
    if answer.instead:
        print(f"onrecord: {safe(answer.instead)}", file=sys.stderr)
    print(answer_text(answer))


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    as_json: AsJson = False,
    collection: Collection = None,
    since: Since = None,
    until: Until = None,
    documents: Documents = None,
    batch: Batch = None,
    out: Out = None,
    library: LibraryFolder = None,
) -> None:
    """Find passages, best first, without writing an answer: who says it, and whether another document corrects it."""
    from onrecord.assembly import open_parts

    one_of(query, batch, out, "a query")
    asked = asked_of(query)
    filters, settings = filters_of(collection, since, until, documents), settings_of(library)
    if batch is None:
        require_answerable(settings, filters)
    with open_parts(settings) as parts:
        if batch is not None and out is not None:

            def search_row(row: dict[str, Any]) -> dict[str, Any]:
                return {"hits": hits_rows(_found(parts, text_of(row, "query"), k, filters))}

            raise typer.Exit(1 if run_batch(batch, out, search_row) else 0)
        hits = _found(parts, asked, k, filters)
    if as_json:
        json_out({"query": query, "hits": hits_rows(hits)})
    else:
        if not is_read_whole(asked):
            print(f"onrecord: only the first {MOST_QUESTION_CHARS:,} characters were searched for", file=sys.stderr)
        print(hits_text(hits))


def _found(parts: "Parts", query: str, k: int, filters: Filters | None) -> list[Hit]:
    """The passages, what is corrected behind its correction as in answers, and with no higher score."""
    from onrecord.answering.corrected import with_corrections

    least, hits = float("inf"), list[Hit]()
    for hit in with_corrections(parts.retriever.search(query, k, filters), parts.library.corrections.of):
        least = min(least, hit.score)
        hits.append(replace(hit, score=least))
    return hits


def _history(path: Path | None) -> tuple[Turn, ...]:
    if path is None:
        return ()
    try:
        return history_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(f"{path} cannot be read as a JSON conversation: {error}") from error
