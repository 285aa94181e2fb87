"""Points inside an act at which a process can be killed: both sides of whatever changes a library on disk."""

import functools
import os
import shutil
import sqlite3
from collections.abc import Callable
from typing import Any

from retriever.chroma import ChromaIndex
from retriever.lexical import WordIndex

__all__ = ["watch_points"]

AtPoint = Callable[[str], None]
_READS = ("select", "pragma", "explain")


def watch_points(at_point: AtPoint) -> None:
    """Tell ``at_point`` of each point from now on, in this process.

    Points are: every statement that changes the record, its commits among them, before it is carried out; every change
    of the vectors and of the words, and every deletion and renaming of a file or folder, before and after.
    """
    connect: Any = sqlite3.connect

    def connected(*given: Any, **named: Any) -> sqlite3.Connection:
        database: sqlite3.Connection = connect(*given, **named)
        database.set_trace_callback(lambda statement: _statement(statement, at_point))
        return database

    sqlite3.connect = connected  # type: ignore[assignment]  # the record is opened by that name
    for kind, names in (
        (ChromaIndex, ("add", "remove", "remove_version")),
        (WordIndex, ("add", "commit", "remove", "remove_versions", "purge")),
    ):
        for name in names:
            _both_sides(kind, name, f"{kind.__name__}.{name}", at_point)
    _both_sides(shutil, "rmtree", "rmtree", at_point)
    for name in ("rename", "replace", "unlink"):
        _both_sides(os, name, name, at_point)


def _statement(statement: str, at_point: AtPoint) -> None:
    verb, _, rest = statement.lstrip().partition(" ")
    if verb.lower() not in _READS:
        about = next((word for word in ("passages", "documents", "stale", "versions", "meta") if word in rest[:60]), "")
        at_point(f"sql {verb.lower()} {about}".strip())


def _both_sides(holder: Any, name: str, shown: str, at_point: AtPoint) -> None:
    real = getattr(holder, name)

    @functools.wraps(real)
    def wrapped(*given: Any, **named: Any) -> Any:
        at_point(f"before {shown}")
        try:
            return real(*given, **named)
        finally:
            at_point(f"after {shown}")

    setattr(holder, name, wrapped)
