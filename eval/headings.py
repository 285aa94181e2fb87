"""The folders of runs as the headings of a list; only the small files of each are read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from eval.folder import PARTIAL
from eval.results import RECORD, SUMMARY, read_json
from onrecord.desk import RunHeading
from onrecord.errors import BadInput

__all__ = ["TELLING", "headings", "run_folder"]

TELLING: Final = (
    "facts_found", "citation_position", "groundedness", "recall@5", "refusing_recall", "wrongly_refused",
)  # fmt: skip
"""The metrics that a heading shows, in that order."""


def headings(folder: Path) -> list[RunHeading]:
    """A heading for each run in a folder, the newest first; what cannot be read comes last and says why.

    A folder without a record is no run and is passed over. Interrupted runs are among them.
    """
    found = [_heading(place) for place in _folders(folder).values()]
    return sorted(sorted(found, key=lambda one: one.name), key=lambda one: one.started, reverse=True)


def run_folder(folder: Path, name: str) -> Path:
    """The folder of the run of that name.

    Raises:
        BadInput: there is none; a name with parts of a path names none either.
    """
    found = _folders(folder).get(name)
    if found is None:
        raise BadInput(f"There is no run {name!r}. It may have been removed; open the list anew.")
    return found


def _folders(folder: Path) -> dict[str, Path]:
    try:
        return {one.name: one for one in folder.iterdir() if _has_record(one)}
    except OSError:  # there is no such folder yet, or it may not be looked into
        return {}


def _has_record(folder: Path) -> bool:
    try:
        return (folder / RECORD).is_file()
    except OSError:  # somebody else's, and shut
        return False


def _heading(folder: Path) -> RunHeading:
    try:
        return _read(folder)
    except BadInput as error:
        return RunHeading(folder.name, "", "", 0, trouble=str(error))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, OSError) as error:
        why = f"{folder / RECORD} is not what a run leaves ({type(error).__name__}: {error}). Run it again."
        return RunHeading(folder.name, "", "", 0, trouble=why)


def _read(folder: Path) -> RunHeading:
    record = read_json(folder / RECORD, "suite", "judge", "started")
    finished = (folder / SUMMARY).exists() and not (folder / PARTIAL).exists()
    summary = read_json(folder / SUMMARY, "cases", "metrics") if finished else {}
    done = int(summary["cases"]) if finished else _lines(folder / PARTIAL)
    return RunHeading(
        name=folder.name,
        suite=str(record["suite"]["name"]),
        started=str(record["started"]),
        cases=done,
        figures=_figures(summary.get("metrics", {})),
        writer=str(record.get("writer", "")),
        judge=str(record["judge"]["name"]),
        left=0 if finished else max(0, int(record["asked"]["cases"]) - done),
        interrupted=not finished,
    )


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _figures(metrics: Mapping[str, Any]) -> dict[str, float]:
    means = {name: metrics[name]["mean"] for name in TELLING if name in metrics}
    return {name: min(1.0, max(0.0, float(mean))) for name, mean in means.items() if mean is not None}
