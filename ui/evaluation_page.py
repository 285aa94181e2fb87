"""The evaluation tab as HTML: the list of runs, a report in its frame, the form that starts one, drafts; pure.

All of it goes into ``gr.HTML`` as it is: names of runs, questions and words of documents went through
:func:`ui.words.plain`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from onrecord.desk import DraftedCase, RunHeading, RunProgress
from onrecord.types import leaf_of
from ui.say import counted, grouped, say
from ui.words import as_sentence, date_words, in_english, label, plain, quoted

__all__ = [
    "compare_path", "drafts_html", "finished_html", "form_html", "progress_html", "readers_html",
    "report_path", "run_words", "runs_html", "told_html", "trouble_html", "view_html",
]  # fmt: skip

# Rows and cards sent to the page; more would take the browser long to lay out.
_ROWS: Final = 200
_CARDS: Final = 100


def report_path(name: str) -> str:
    """Where the report of a run is, as seen from the page."""
    return f"./runs/{quote(name, safe='')}/report"


def compare_path(before: str, after: str) -> str:
    """Where two runs compared are, as seen from the page."""
    return f"./runs/compare?{urlencode({'before': before, 'after': after})}"


def run_words(run: RunHeading) -> str:
    """A run by its suite and when it began; its name where that cannot be read; not yet escaped."""
    if not run.started:
        return label(run.name)
    return say("evaluation.run_name", suite=label(run.suite), when=_when(run.started))


def _when(started: str) -> str:
    """Date and time of this machine; what is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(started).astimezone()
    except (ValueError, OverflowError):
        return label(started)
    return say("evaluation.when", date=date_words(f"{moment:%Y-%m-%d}"), time=f"{moment:%H:%M}")


# ---- messages -------------------------------------------------------------------------------------------------------


def told_html(words: str, failed: bool = False) -> str:
    """A line that says what came of something; ``words`` are escaped here."""
    return f'<p class="told{" failed" if failed else ""}" role="status" tabindex="-1">{plain(words)}</p>'


def trouble_html(words: str, error: str = "") -> str:
    """What went wrong: our words, then those of an error, which are English; both are escaped here."""
    why = f" {in_english(plain(as_sentence(error)))}" if error else ""
    return f'<p class="told failed" role="status" tabindex="-1">{plain(words)}{why}</p>'


def _nothing_html(title: str, why: str) -> str:
    return f'<div class="nothing"><h2>{plain(title)}</h2><p>{plain(why)}</p></div>'


# ---- runs -----------------------------------------------------------------------------------------------------------


def runs_html(runs: Sequence[RunHeading]) -> str:
    """The table of runs, or what a run is where there is none."""
    if not runs:
        return _nothing_html(say("evaluation.runs_none"), say("evaluation.runs_none_why"))
    names = list(dict.fromkeys(name for run in runs for name in run.figures))
    metrics = "".join(
        f'<th scope="col" class="figure" title="{plain(_metric(name, "about"))}">{plain(_metric(name))}</th>'
        for name in names
    )
    rows = "".join(_row_html(run, names) for run in runs[:_ROWS])
    rest = say("evaluation.runs_more", n=grouped(_ROWS)) if len(runs) > _ROWS else ""
    return (
        f'<div class="bar"><h2 tabindex="-1">{plain(counted("evaluation.runs", len(runs)))}</h2>'
        f'<span class="hint" id="compare-how">{plain(say("evaluation.compare_how"))}</span>'
        f'<button type="button" class="quiet compare" disabled aria-describedby="compare-how">'
        f"{plain(say('evaluation.compare'))}</button></div>"
        f'<table class="runs"><thead><tr><td></td><th scope="col">{plain(say("evaluation.column_run"))}</th>{metrics}'
        f'<th scope="col">{plain(say("evaluation.column_made"))}</th></tr></thead><tbody>{rows}</tbody></table>'
        + (f'<p class="rest">{plain(rest)}</p>' if rest else "")
    )


def _row_html(run: RunHeading, names: Sequence[str]) -> str:
    words, span = run_words(run), len(names) + 1
    if run.trouble:
        why = f"{plain(say('evaluation.unreadable'))} {in_english(plain(as_sentence(run.trouble)))}"
        name = f'<th scope="row">{plain(words)}</th>'
        return f'<tr class="bad"><td></td>{name}<td class="why" colspan="{span}">{why}</td></tr>'
    suite = f'<span class="suite" dir="auto">{plain(label(run.suite))}</span>'
    if run.interrupted:
        why = say("evaluation.unfinished", done=grouped(run.cases), total=grouped(run.cases + run.left))
        return (
            f'<tr class="interrupted"><td></td><th scope="row">{plain(_when(run.started))} '
            f'<span class="of">{suite}</span></th>'
            f'<td class="why" colspan="{span}">{plain(why)}</td></tr>'
        )
    cells = "".join(_figure_html(name, run.figures.get(name)) for name in names)
    count = counted("evaluation.questions", run.cases)
    return (
        f'<tr><td class="pick"><input type="checkbox" value="{plain(run.name)}" '
        f'aria-label="{plain(say("evaluation.pick", run=words))}"></td>'
        f'<th scope="row"><button type="button" class="open" value="{plain(run.name)}" '
        f'title="{plain(say("evaluation.open_report"))}">{plain(_when(run.started))}</button> '
        f'<span class="of">{suite} · {plain(count)}</span></th>{cells}'
        f'<td class="made" data-name="{plain(say("evaluation.column_made"))}">{_names_html(run)}</td></tr>'
    )


def _figure_html(name: str, value: float | None) -> str:
    shown = "–" if value is None else say("evaluation.share", n=round(100 * value))
    spoken = f' aria-label="{plain(say("evaluation.not_scored"))}"' if value is None else ""
    return f'<td class="figure" data-name="{plain(_metric(name))}"{spoken}>{plain(shown)}</td>'


def _names_html(run: RunHeading) -> str:
    names = (run.writer, run.judge)
    return " ".join(f'<span class="line">{plain(label(name)) if name else "–"}</span>' for name in names)


def _metric(name: str, what: str = "metric") -> str:
    """The words for a metric; its own name where we have none."""
    try:
        return say(f"evaluation.{what}_{name.replace('@', '_at_')}")
    except KeyError:
        return name if what == "metric" else ""


def view_html(runs: Sequence[RunHeading]) -> str:
    """The report of one run, or two runs compared with the earlier first, in a frame that may run its script alone.

    The page's script fetches it, light or dark as the page is.
    """
    if len(runs) == 1:
        path, title = report_path(runs[0].name), say("evaluation.report", run=run_words(runs[0]))
    else:
        before, after = sorted(runs, key=lambda run: run.started)
        path = compare_path(before.name, after.name)
        pair = say("evaluation.comparison", before=run_words(before), after=run_words(after))
        title = say("evaluation.comparison_title", pair=pair)
    return (
        f'<section class="view" aria-labelledby="view-title" data-of="{plain("/".join(run.name for run in runs))}">'
        f'<div class="bar">'
        f'<h2 id="view-title" tabindex="-1" dir="auto">{plain(title)}</h2>'
        f'<a href="{plain(path)}" target="_blank" rel="noopener">{plain(say("evaluation.open_in_tab"))}</a>'
        f'<button type="button" class="quiet close">{plain(say("evaluation.close"))}</button></div>'
        f'<iframe sandbox="allow-scripts" data-src="{plain(path)}" title="{plain(title)}"></iframe></section>'
    )


# ---- a run started --------------------------------------------------------------------------------------------------


def form_html(suites: Sequence[str]) -> str:
    """The form that starts a run, or why none can be started."""
    head = f"<h2>{plain(say('evaluation.run_a_suite'))}</h2>"
    if not suites:
        return f'{head}<p class="about">{plain(say("evaluation.suites_none"))}</p>'
    options = "".join(f'<option value="{plain(name)}">{plain(label(name))}</option>' for name in suites)
    return (
        f'{head}<p class="about">{plain(say("evaluation.run_about"))}</p><form class="start">'
        f'<label>{plain(say("evaluation.suite"))}<select name="suite">{options}</select></label>'
        f'<label>{plain(say("evaluation.sample"))}<input name="sample" type="number" min="1" step="1" '
        f'inputmode="numeric" placeholder="{plain(say("evaluation.sample_all"))}"></label>'
        f'<span class="buttons"><button type="submit" class="go">{plain(say("evaluation.start"))}</button>'
        f'<button type="button" class="stop" hidden>{plain(say("evaluation.stop"))}</button></span></form>'
        f'<p class="about closing">{plain(say("evaluation.run_closing"))}</p>'
    )


def readers_html() -> str:
    """In place of the form, for whoever may not start a run."""
    return f'<p class="about">{plain(say("login.reader_runs"))}</p>'


def progress_html(step: RunProgress | None, seconds_a_case: float | None = None) -> str:
    """How far a run is, with a bar; None while it is still being prepared."""
    if step is None:
        return _working_html(say("evaluation.starting"), "")
    if step.done >= step.total:
        return _working_html(say("evaluation.finishing"), "")
    words = say("evaluation.asked", done=grouped(step.done), total=grouped(step.total))
    left = "" if seconds_a_case is None else _left(seconds_a_case * (step.total - step.done))
    return _working_html(words, left, f' value="{step.done}" max="{step.total}"')


def _working_html(words: str, left: str, values: str = "") -> str:
    return (
        f'<div class="working"><progress{values} aria-label="{plain(say("evaluation.run_a_suite"))}"></progress>'
        f'<p><span>{plain(words)}</span> <span class="left">{plain(left)}</span></p></div>'
    )


def _left(seconds: float) -> str:
    return say("evaluation.left_under") if seconds < 50 else counted("evaluation.left", max(1, round(seconds / 60)))


def finished_html(step: RunProgress) -> str:
    """That a run is finished, and the way to its report."""
    opener = (
        f'<button type="button" class="open" value="{plain(step.name)}">{plain(say("evaluation.open_report"))}</button>'
    )
    words = counted("evaluation.finished", step.total)
    return f'<p class="told" role="status" tabindex="-1">{plain(words)} {opener}</p>'


# ---- drafts ---------------------------------------------------------------------------------------------------------


def drafts_html(drafts: Sequence[DraftedCase], told: str = "") -> str:
    """The drafts as cards, or where they come from; ``told`` is HTML that says what came of the last press."""
    if not drafts:
        return told + _nothing_html(say("evaluation.drafts_none"), say("evaluation.drafts_none_why"))
    cards = "".join(_card_html(place, draft) for place, draft in enumerate(drafts[:_CARDS]))
    rest = say("evaluation.drafts_more", n=grouped(_CARDS)) if len(drafts) > _CARDS else ""
    return (
        f"<h2>{plain(counted('evaluation.drafts', len(drafts)))}</h2>"
        f'<p class="about">{plain(say("evaluation.drafts_about"))}</p>'
        f'<div class="bar"><label><input type="checkbox" class="all"> {plain(say("evaluation.select_all"))}</label>'
        f"{_decide_html('accept', say('evaluation.accept'))}{_decide_html('aside', say('evaluation.put_aside'))}"
        f'</div>{told}<ul class="drafts">{cards}</ul>' + (f'<p class="rest">{plain(rest)}</p>' if rest else "")
    )


def _decide_html(act: str, words: str) -> str:
    return f'<button type="button" class="quiet decide" value="{act}" disabled>{plain(words)}</button>'


def _card_html(place: int, draft: DraftedCase) -> str:
    pick = f'<input type="checkbox" value="{plain(draft.id)}" aria-labelledby="draft-{place}">'
    facts = [
        ("before", "".join(f'<span class="line" dir="auto">{plain(label(one))}</span>' for one in draft.before)),
        ("expects", _wanted_html(draft)),
        ("said", plain(_listed("said", draft.said))),
        ("open", _open_html(draft)),
    ]
    rows = "".join(
        f'<div class="{name}"><dt>{plain(say(f"evaluation.{name}"))}</dt><dd>{words}</dd></div>'
        for name, words in facts
        if words
    )
    return (
        f'<li class="draft"><label class="asked">{pick}<span id="draft-{place}" dir="auto">'
        f"{plain(label(draft.question))}</span></label><dl>{rows}</dl></li>"
    )


def _wanted_html(draft: DraftedCase) -> str:
    if not draft.wanted:
        return plain(say(f"evaluation.expects_{'open' if draft.open else 'refusal'}"))
    return "".join(_place_html(*one) for one in draft.wanted)


def _place_html(document: str, words: str, page: int | None) -> str:
    name = label(document)
    kind = leaf_of(document.rpartition(".")[2].lower())
    where = name if page is None else say(f"evaluation.{kind}", document=name, page=page)
    said = f'<span class="line quote" dir="auto">{plain(quoted(label(words)))}</span>' if words.strip() else ""
    return f'{said}<span class="line where" dir="auto">{plain(where)}</span>'


def _open_html(draft: DraftedCase) -> str:
    if not draft.open:
        return ""
    return f'{plain(_listed("open", draft.open))}<span class="line how">{plain(say("evaluation.open_how"))}</span>'


def _listed(what: str, codes: Sequence[str]) -> str:
    """The words for some codes, parted by semicolons; a code that we have no words for as it is."""
    return "; ".join(_coded(f"evaluation.{what}_{code}", code) for code in codes)


def _coded(key: str, code: str) -> str:
    try:
        return say(key)
    except KeyError:
        return label(code)
