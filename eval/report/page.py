"""The page of one run: HTML that needs no other file and asks no other machine for anything."""

import base64
import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval.report.figures import figures_of, headline, judge_words
from eval.report.model import model_rows, model_words
from eval.report.plots import plots_of
from eval.report.questions import OUTCOMES, Question, anchor, link, question_of
from eval.report.words import counted, cut, day, label, rows_of, share, span, ticked, visible
from eval.results import REPORT, Run
from onrecord.errors import BadInput

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["kinds_of", "render", "report_html", "write_report", "writers_of"]

_HERE: Final = Path(__file__).parent


def report_html(run: Run) -> str:
    """The page of a run, in a few seconds for some hundred questions; the same run gives the same page.

    Words of documents, questions and answers stand in it as text, whatever they hold.
    """
    questions = [question_of(one, str(place)) for place, one in enumerate(run.results)]
    kinds = kinds_of(run)
    figures = figures_of(run, kinds)
    return render(
        "report.html.j2",
        run=run,
        record=run.record,
        summary=run.summary,
        questions=questions,
        kinds=kinds,
        kind_counts=Counter(one.kind for one in run.results),
        figures=figures,
        headline=headline(figures),
        plots=plots_of(run),
        judge_words=judge_words(run.summary.get("judge")),
        model_rows=model_rows(run.summary.get("model") or {}),
        model_words=model_words(run.summary["model"]) if run.summary.get("model") else [],
        writers=ticked(label(one) for one in writers_of(run)) or "none",
        unscored=ticked(label(one.metric.title) for one in figures if not one.all.scored),
        numbers={name: sum(name in one.outcomes for one in questions) for name in OUTCOMES},
        outcomes=_counted_outcomes(questions),
        settings=_settings(run.record),
    )


def write_report(run: Run) -> Path:
    """Writes the page into the folder of the run, in place of an older one, whole or not at all.

    Returns:
        Where it is.

    Raises:
        BadInput: it cannot be written; the message names the file.
    """
    path = run.folder / REPORT
    page = report_html(run).encode("utf-8")
    try:
        handle, name = tempfile.mkstemp(prefix=".report-", suffix=".html", dir=run.folder)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}. Give a folder that can be written to.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(page)
        Path(name).chmod(0o644)  # a temporary file is its owner's alone
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise BadInput(
            f"{path} cannot be written: {error.strerror}. Free the disk or the file, and try again."
        ) from error
    return path


def kinds_of(run: Run) -> list[str]:
    """The kinds of question in a run, in the order in which they come."""
    return list(dict.fromkeys(one.kind for one in run.results))


def writers_of(run: Run) -> list[str]:
    """The writers of a run's answers; more than one only where the writer changed under way."""
    return list(dict.fromkeys(str(one.answer["writer"]) for one in run.results if one.answer))


def render(template: str, **values: object) -> str:
    """A page of this package, with its style and script in it.

    Every string that is shown is escaped, and made visible first (:func:`eval.report.words.visible`).
    """
    script = (_HERE / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    # The policy lets this one script run and no other: markup that got in would stay dead.
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{digest}'"
    )
    return _environment().get_template(template).render(style=style, script=script, policy=policy, **values)


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        anchor=anchor, counted=counted, cut=cut, day=day, label=label, link=link, share=share, span=span,
        visible=visible,
    )  # fmt: skip
    return environment


def _final(value: object) -> object:
    """What a template shows: text that is not markup of ours has nothing hidden in it."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _counted_outcomes(questions: list[Question]) -> list[tuple[str, str, int]]:
    """What questions can be filtered by: name, words, and how many there are; metrics without any are left out."""
    numbers = Counter(name for one in questions for name in one.outcomes)
    titles = {one.name: one.title for question in questions for one in question.lost}
    lost = Counter(one.name for question in questions for one in question.lost)
    return [
        *((name, words, numbers[name]) for name, words in OUTCOMES.items()),
        *((f"lost:{name}", title, lost[name]) for name, title in titles.items()),
    ]


def _settings(record: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups of the record at the foot of the page, each with its rows; what is not known by name comes last."""
    groups = {
        "Settings": record.get("settings") or {},
        "Fingerprints": {
            "onrecord": record.get("onrecord"),
            "code": record.get("code_sha256"),
            "suite": record.get("suite"),
            "library": record.get("library"),
            "judge": record.get("judge"),
            "seed": record.get("seed"),
        },
        "Prompts": record.get("prompts") or {},
        "Packages": record.get("packages") or {},
        "Machine": record.get("machine") or {},
    }
    known = {
        "settings", "onrecord", "code_sha256", "suite", "library", "judge", "seed", "prompts", "packages", "machine"
    }  # fmt: skip
    other = {name: value for name, value in record.items() if name not in known}
    return [(title, rows_of(rows)) for title, rows in {**groups, "Other": other}.items() if rows]
