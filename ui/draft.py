"""The tab that checks a draft: a text goes in, and comes back sentence by sentence with its verdicts."""

import itertools
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import gradio as gr

from onrecord.desk import DraftChecker
from onrecord.errors import BadInput, EmptyLibrary, OnrecordError
from onrecord.words import has_word, whole
from ui.asking import given
from ui.draft_export import draft_file
from ui.draft_page import (
    MOST_CHARS,
    details_html,
    file_html,
    hint_html,
    news_html,
    note_html,
    progress_html,
    sheet_html,
    summary_html,
    too_long,
)
from ui.draft_run import DraftRun, LatestRun
from ui.look import script
from ui.say import counted, grouped, label_key, say, spoken
from ui.words import as_sentence, label

__all__ = ["DraftTab"]

Changes = dict[Any, Any]
"""New values of components, by component."""

_log: Final = logging.getLogger(__name__)

# Each step sends what came in so many steps before it too: a browser that is busy may skip the one or the other.
_SENT_AGAIN: Final = 25

# Tells the tab's script of every change of the text, whoever made it; runs in the browser alone.
_TELL: Final = "(text) => { document.dispatchEvent(new CustomEvent('draft-text', { detail: text ?? '' })); return []; }"


class DraftTab:
    """The components of the tab and what they do."""

    def __init__(self, checker: DraftChecker, originals: bool = True) -> None:
        """Lay the components out in the current Gradio context and attach their events.

        Args:
            checker: checks the drafts; called from several threads at once.
            originals: whether the page serves the files of documents under ``originals/ID``.
        """
        self._checker, self._originals, self._numbers = checker, originals, itertools.count(1)
        self._latest = gr.State(LatestRun())
        with gr.Column(elem_id="draft"):
            self._box = gr.Textbox(
                elem_id="draft-text", label=label_key("draft.field"), placeholder=label_key("draft.placeholder"),
                lines=6, max_lines=12, container=False, show_label=False, autoscroll=False,
            )  # fmt: skip
            with gr.Row(elem_id="draft-buttons"):
                self._check = gr.Button(label_key("draft.check"), elem_id="draft-check", variant="primary")
                self._file = gr.UploadButton(label_key("draft.upload"), elem_id="draft-file", file_count="single")
                self._clear = gr.Button(label_key("draft.clear"), elem_id="draft-clear")
                gr.HTML(f'<span class="count" data-most="{MOST_CHARS}"></span>', elem_id="draft-count")
            self._note = gr.HTML("", elem_id="draft-note")
            with gr.Row(elem_id="draft-result"):
                with gr.Column(elem_id="draft-side", scale=3, min_width=300):
                    self._summary = gr.HTML("", elem_id="draft-summary")
                    self._sheet = gr.HTML("", elem_id="draft-sheet", js_on_load=script("draft"))
                self._details = gr.HTML("", elem_id="draft-details")
            self._news = gr.HTML("", elem_id="draft-news")  # these two are not seen: what they hold is for the script
            self._taken = gr.HTML("", elem_id="draft-taken")
        self._connect()

    def _connect(self) -> None:
        shown = [self._note, self._summary, self._sheet, self._details, self._news]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # Pressed again, a check gives way to the next one; both may be under way for a moment.
        self._check.click(
            spoken(self._checking), [self._box, self._latest], shown,
            trigger_mode="multiple", concurrency_id="draft", concurrency_limit=4, **quiet,
        )  # fmt: skip
        self._sheet.stop(spoken(self._stopped), self._latest, shown, concurrency_limit=None, **quiet)
        self._sheet.select(
            spoken(self._selected), self._latest, self._details,
            trigger_mode="multiple", concurrency_limit=None, **quiet,
        )  # fmt: skip
        self._sheet.download(
            spoken(self._exported), self._latest, [self._taken, self._note], concurrency_limit=2, **quiet
        )
        self._file.upload(spoken(self._opened), self._file, [self._box, self._note], concurrency_limit=2, **quiet)
        self._clear.click(spoken(self._cleared), self._latest, [self._box, *shown], concurrency_limit=None, **quiet)
        self._box.change(None, self._box, None, js=_TELL, **quiet)

    def _checking(self, text: str | None, latest: LatestRun) -> Iterator[Changes]:
        """Check a draft; the page follows every step. Ends early once it is stopped, or another check was begun."""
        run = self._begun(whole(text or ""))
        if isinstance(run, str):
            # Pressed twice, the same is said anew: the page waits for what comes of each press.
            yield {self._note: f"{note_html(run, failed=True)}<!--{next(self._numbers)}-->"}
            return
        latest.begin(run)
        draft = run.draft()
        recent = deque[tuple[int, ...]](maxlen=_SENT_AGAIN)
        yield {
            self._note: "", self._sheet: sheet_html(draft), self._summary: progress_html(draft),
            self._details: hint_html(), self._news: news_html(draft, ()),
        }  # fmt: skip
        with closing(run.steps()) as steps:
            for fresh in steps:
                if run.over or latest.run is not run:
                    break
                if not fresh:
                    yield {self._note: gr.skip()}
                    continue
                recent.append(fresh)
                draft = run.draft()
                sent = news_html(draft, itertools.chain.from_iterable(recent))
                yield {self._summary: progress_html(draft), self._news: sent}
        if latest.run is run:
            yield self._ended(run)
        elif latest.run is None:  # cleared, perhaps while a step was on its way
            yield dict.fromkeys((self._summary, self._sheet, self._details, self._news), "")

    def _begun(self, text: str) -> DraftRun | str:
        """A check of this text, or why there is none."""
        if not has_word(text):
            return say("draft.no_text")
        if len(text) > MOST_CHARS:
            return too_long(len(text))
        try:
            return DraftRun(self._checker, text)
        except BadInput:
            return say("draft.no_claims")
        except OnrecordError as error:
            return as_sentence(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the page says so
            _log.exception("could not find the sentences of a draft")
            return say("draft.ours", name=type(error).__name__)

    def _ended(self, run: DraftRun) -> Changes:
        """The page once nothing more comes."""
        draft = run.draft()
        trouble = _trouble(run, len(draft.found), draft.total)
        return {
            self._summary: summary_html(draft, trouble),
            self._news: news_html(draft, list(draft.found), ended=True),
        }

    def _stopped(self, latest: LatestRun) -> Changes:
        """Stop was pressed: the page shows at once what is checked, though the judge may still be at a sentence."""
        if latest.run is None:
            return {self._summary: ""}
        latest.run.stop()
        return self._ended(latest.run)

    def _selected(self, latest: LatestRun, event: gr.EventData) -> str:
        """What was found of one sentence."""
        asked = given(event)
        run, place = latest.find(asked.get("run")), asked.get("place")
        if run is None or type(place) is not int or not 0 <= place < len(run.claims):
            return note_html(say("draft.lost"), failed=True)
        try:
            return details_html(run.draft(), place, run.over, self._originals)
        except Exception as error:  # noqa: BLE001 - whatever it is, the draft stays on the page
            _log.exception("could not show what was found of a sentence")
            return note_html(say("draft.ours", name=type(error).__name__), failed=True)

    def _exported(self, latest: LatestRun, event: gr.EventData) -> Changes:
        """The checked draft as a file for the browser to keep; none is left on this side."""
        asked = given(event)
        run = latest.find(asked.get("run"))
        try:
            file = draft_file(run.draft(), str(asked.get("kind"))) if run is not None else None
        except Exception as error:  # noqa: BLE001 - whatever it is, the draft stays on the page
            _log.exception("could not export a checked draft")
            return {self._note: note_html(say("draft.ours", name=type(error).__name__), failed=True)}
        if file is None:
            return {self._note: note_html(say("draft.export_lost"), failed=True)}
        return {self._taken: file_html(file.name, file.media, file.content, next(self._numbers)), self._note: ""}

    def _opened(self, upload: str | None) -> Iterator[Changes]:
        """The text of a file, to be changed and checked; the file itself is not kept."""
        if not upload:
            yield {self._note: ""}
            return
        path = Path(upload)
        yield {self._note: note_html(say("draft.file_reading", name=label(path.name)))}
        yield self._text_of(path)

    def _text_of(self, path: Path) -> Changes:
        name = label(path.name)
        try:
            text = whole(self._checker.read(path))
        except OnrecordError as error:
            why = as_sentence(str(error).replace(str(path), path.name))
            return {self._note: note_html(say("draft.file_failed", name=name, why=why), failed=True)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the text that is there stays
            _log.exception("could not read %r", path.name)
            return {self._note: note_html(say("draft.ours", name=type(error).__name__), failed=True)}
        finally:
            with suppress(OSError):
                path.unlink()
        if len(text) > MOST_CHARS:
            size = {"name": name, "n": grouped(len(text)), "most": grouped(MOST_CHARS)}
            return {self._note: note_html(say("draft.file_too_long", **size), failed=True)}
        return {self._box: text, self._note: note_html(counted("draft.file_read", len(text), name=name))}

    def _cleared(self, latest: LatestRun) -> Changes:
        """An empty field, and nothing checked."""
        latest.begin(None)
        return dict.fromkeys((self._box, self._note, self._summary, self._sheet, self._details, self._news), "")


def _trouble(run: DraftRun, done: int, total: int) -> str:
    """Why a check ended early; empty where it did not."""
    if isinstance(run.problem, EmptyLibrary):
        return say("draft.empty_library")
    so_far = {"done": grouped(done), "n": grouped(total)}
    if run.problem is not None:
        return f"{say('draft.broke_off', **so_far)} {as_sentence(str(run.problem))}"
    return say("draft.stopped", **so_far) if done < total else ""
