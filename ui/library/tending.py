"""What is done to documents on record, asked for by a visitor's browser; every id it sends is looked up."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from onrecord.desk import Catalogue, Failure
from onrecord.errors import BadInput, OnrecordError, UnknownDocument
from onrecord.ports import DocumentShelf
from onrecord.types import Source
from ui.library.adding import Adding
from ui.library.dialogs import CLOSED, FIELDS, PREVIEW, edit_html, preview_html, remove_html
from ui.library.queue import Queue
from ui.library.queue_page import told_html
from ui.library.view import rows_of
from ui.say import counted, say
from ui.visitors import may_edit
from ui.words import file_name, quoted

__all__ = ["Tending", "Told", "ids_of"]

_log: Final = logging.getLogger(__name__)
_MOST_IDS: Final = 1_000
# Problems that are told one by one.
_MOST_TOLD: Final = 5

Told = tuple[str, str]
"""What to open, empty for nothing new; and what to tell, as HTML."""


def ids_of(given: Mapping[str, Any]) -> list[str]:
    """The ids that an event names, each once, at most a thousand; what is no text is left out."""
    ids = given.get("ids")
    listed = [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []
    return list(dict.fromkeys(listed))[:_MOST_IDS]


class Tending:
    """Answers what is asked of documents on record.

    Args:
        shelf: what is on record.
        catalogue: the same, to be changed; None where it can only be read.
        queue: works through what takes long.
        adding: puts a file in the queue again.
    """

    def __init__(self, shelf: DocumentShelf, catalogue: Catalogue | None, queue: Queue, adding: Adding) -> None:
        self._shelf, self._catalogue, self._queue, self._adding = shelf, catalogue, queue, adding

    def open(self, given: Mapping[str, Any]) -> Told:
        """What opens over the library: a preview, a form, a question; never raises."""
        return _answered(lambda: self._opened(given))

    def do(self, given: Mapping[str, Any]) -> Told:
        """What changes the library; never raises."""
        acts: dict[str, Callable[[Catalogue, Mapping[str, Any]], Told]] = {
            "edit": self._edit,
            "remove": self._remove,
            "anew": self._anew,
            "retry": self._retry,
            "forget": self._forget,
        }
        act, catalogue = acts.get(str(given.get("act"))), self._catalogue
        if act is None or catalogue is None:
            return "", ""
        try:
            return _answered(lambda: act(catalogue, given))
        finally:
            self._queue.touch()

    def _opened(self, given: Mapping[str, Any]) -> Told:
        sources, act = _named(self._shelf, given), given.get("act")
        if not sources:
            return _gone()
        if act == "preview":
            return self._preview(sources[0], given.get("most"), given.get("sha256"))
        if act in ("edit", "remove") and not may_edit():
            return CLOSED, told_html(say("login.editors_only"), failed=True)
        if act == "edit" and self._catalogue is not None:
            return edit_html(sources[0]), ""
        if act == "remove" and self._catalogue is not None:
            return remove_html(sources), ""
        return "", ""

    def _preview(self, source: Source, most: object, sha256: object) -> Told:
        """The document as it is, or the version of that hash where one is asked for."""
        length = most if isinstance(most, int) and not isinstance(most, bool) and most >= PREVIEW else PREVIEW
        versions = self._shelf.versions(source.document_id)
        if not isinstance(sha256, str) or not sha256:
            return preview_html(self._shelf.document(source.document_id), length, versions), ""
        document, _ = self._shelf.document_version(source.document_id, sha256)
        return preview_html(document, length, versions), ""

    def _edit(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Told:
        source = next(iter(_named(catalogue, given)), None)
        if source is None:
            return _gone()
        values = {name: value for name in FIELDS if isinstance(value := given.get(name), str)}
        if not values.get("title", source.title).strip():
            return edit_html(source, values, say("library.problem_title")), ""
        with self._queue.holding(source.document_id, source.location) as free:
            if not free:
                return edit_html(source, values, say("library.at_work")), ""
            try:
                self._kept(catalogue, source, values)
            except BadInput as error:
                return edit_html(source, values, say("library.problem_edit"), str(error)), ""
        return CLOSED, told_html(say("library.saved"))

    @staticmethod
    def _kept(catalogue: Catalogue, source: Source, values: Mapping[str, str]) -> None:
        kept = {name: values.get(name, getattr(source, name) or "").strip() for name in FIELDS}
        catalogue.edit(
            source.document_id,
            title=kept["title"],
            author=kept["author"] or None,
            outlet=kept["outlet"] or None,
            published=kept["published"] or None,
        )

    def _remove(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Told:
        sources = _named(catalogue, given)
        if not sources:
            return _gone()
        problems = [problem for source in sources if (problem := self._removed(catalogue, source))]
        removed = len(sources) - len(problems)
        well = told_html(counted("library.removed", removed)) if removed else ""
        many = told_html(counted("library.unremoved", len(problems)), failed=True) if len(problems) > _MOST_TOLD else ""
        return CLOSED, well + many + "".join(problems[:_MOST_TOLD])

    def _removed(self, catalogue: Catalogue, source: Source) -> str:
        """Why a document could not be deleted, as HTML; empty where it is gone."""
        with self._queue.holding(source.document_id, source.location) as free:
            if not free:
                return told_html(f"{quoted(source.title)}: {say('library.at_work')}", failed=True)
            try:
                catalogue.remove(source.document_id)
            except UnknownDocument:
                pass  # somebody else was quicker
            except OnrecordError as error:
                return told_html(say("library.unremoved_this", title=source.title), failed=True, english=str(error))
            except Exception as error:  # noqa: BLE001 - the next one gets its turn
                _log.exception("could not remove %r", source.document_id)
                return told_html(f"{quoted(source.title)}: {_ours(error)}", failed=True)
        return ""

    def _anew(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Told:
        sources = _named(catalogue, given)
        for source in sources:
            self._queue.submit_anew(source.document_id, source.title, source.collection)
        return (CLOSED, "") if sources else _gone()

    def _retry(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Told:
        failures = _failures_of(catalogue, ids_of(given))
        for collection in dict.fromkeys(failure.collection for failure in failures):
            self._adding.add_again([one.location for one in failures if one.collection == collection], collection)
        return (CLOSED, "") if failures else _gone()

    def _forget(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Told:
        failures = _failures_of(catalogue, ids_of(given))
        if not failures:
            return _gone()
        busy = [failure for failure in failures if not self._forgotten(catalogue, failure)]
        forgotten = len(failures) - len(busy)
        told = told_html(counted("library.forgotten", forgotten)) if forgotten else ""
        names = [quoted(file_name(failure.location)) for failure in busy[:_MOST_TOLD]]
        return CLOSED, told + "".join(told_html(f"{name}: {say('library.at_work')}", failed=True) for name in names)

    def _forgotten(self, catalogue: Catalogue, failure: Failure) -> bool:
        with self._queue.holding(failure.location) as free:
            if free:
                catalogue.forget_failure(failure.location, failure.collection)
        return free


def _answered(answer: Callable[[], Told]) -> Told:
    """What it gives, or what went wrong in words."""
    try:
        return answer()
    except UnknownDocument:
        return _gone()
    except OnrecordError as error:
        return CLOSED, told_html(say("library.undone"), failed=True, english=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, its reader is told
        _log.exception("the library could not do what was asked")
        return CLOSED, told_html(_ours(error), failed=True)


def _ours(error: Exception) -> str:
    return say("library.ours", name=type(error).__name__)


def _gone() -> Told:
    return CLOSED, told_html(say("library.gone"), failed=True)


def _named(shelf: DocumentShelf, given: Mapping[str, Any]) -> list[Source]:
    """The documents on record that an event names."""
    known = {source.document_id: source for source in shelf.sources()}
    return [known[each] for each in ids_of(given) if each in known]


def _failures_of(catalogue: Catalogue, ids: Iterable[str]) -> list[Failure]:
    """The files of these ids that could not be read."""
    failures = catalogue.failures()
    known = dict(zip([row.id for row in rows_of((), failures)], failures, strict=True))
    return [known[each] for each in ids if each in known]
