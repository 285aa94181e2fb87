"""What opens over the library: a document's text, the form of its particulars, a question before deleting; pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source, leaf_of
from ui.say import counted, grouped, say
from ui.source_tools import address_html, dated_html
from ui.words import as_sentence, date_words, file_name, in_english, is_address, label, plain

__all__ = ["CLOSED", "FIELDS", "PREVIEW", "edit_html", "preview_html", "remove_html"]

PREVIEW: Final = 20_000
"""Characters of a document shown at once."""

FIELDS: Final = ("title", "outlet", "author", "published")
CLOSED: Final = '<div data-kind="closed"></div>'
_NAMED: Final = 8
_DIGITS: Final = 8  # of a hash that tells versions apart


def preview_html(document: Document, most: int = PREVIEW, versions: Sequence[DocumentVersion] = ()) -> str:
    """A version of a document, page by page, what its reader could not read, where it is, and what it was before.

    Args:
        document: the version.
        most: how many characters of it are shown.
        versions: all that are kept, the present one first; none where that is not known.
    """
    source, text = document.source, document.text[:most]
    shown = next((one for one in versions if one.source.sha256 == source.sha256), DocumentVersion(source))
    notes = _superseded_html(shown.superseded) if shown.superseded else ""
    notes += "".join(f'<p class="note">{in_english(plain(as_sentence(note)))}</p>' for note in document.notes)
    rest = ""
    if len(document.text) > most:
        words = say("library.preview_part", shown=grouped(most), total=grouped(len(document.text)))
        of = f' data-of="{plain(source.sha256)}"' if shown.superseded else ""
        more = f'<button type="button" data-more="{most + PREVIEW}"{of}>{_say("preview_more")}</button>'
        rest = f'<p class="rest">{plain(words)} {more}</p>'
    body = (
        f'<p class="details">{_details_html(source)}</p>{notes}{_versions_html(versions, shown)}'
        f'<div class="text" tabindex="0">{_pages_html(document, text)}{rest}</div>'
    )
    return _dialog("preview", source.document_id, label(source.title), body)


def _details_html(source: Source) -> str:
    """Outlet, author, date with where it was found, and where the document is."""
    outlet, author, date, file = (
        f"<bdi>{plain(label(part))}</bdi>" if part else ""
        for part in (source.outlet, source.author, date_words(source.published), file_name(source.location))
    )
    link = address_html(source) if is_address(source.location) else ""
    return " · ".join(part for part in (outlet, author, f"{date}{dated_html(source)}", file, link) if part)


def _superseded_html(when: str) -> str:
    words = plain(say("library.superseded", date=date_words(when[:10])))
    back = f'<button type="button" data-version="">{_say("version_present")}</button>'
    return f'<p class="note superseded">{words} {back}</p>'


def _versions_html(versions: Sequence[DocumentVersion], shown: DocumentVersion) -> str:
    """The versions to choose from; an empty string where there is no other one."""
    earlier = sum(one.superseded is not None for one in versions)
    if not earlier:
        return ""
    items = "".join(_version_html(one, one.source.sha256 == shown.source.sha256) for one in versions)
    opened = " open" if shown.superseded else ""
    return (
        f'<details class="versions"{opened}><summary>{plain(counted("library.versions", earlier))}</summary>'
        f"<ul>{items}</ul></details>"
    )


def _version_html(version: DocumentVersion, shown: bool) -> str:
    """A version by when it was superseded and how its hash begins."""
    day = date_words((version.superseded or "")[:10])
    words = say("library.version_superseded", date=day) if version.superseded else say("library.version_present")
    sha256 = version.source.sha256
    current = ' aria-current="true"' if shown else ""
    return (
        f'<li><button type="button" data-version="{plain(sha256 if version.superseded else "")}"{current}>'
        f"{plain(words)}</button> <code>{plain(sha256[:_DIGITS])}</code></li>"
    )


def _pages_html(document: Document, text: str) -> str:
    starts = [start for start in document.page_starts if start < len(text)]
    if not starts:
        return f'<div class="words" dir="auto">{plain(text)}</div>'
    ends = [*starts[1:], len(text)]
    pages = [text[start:end].strip("\n") for start, end in zip(starts, ends, strict=True)]
    kind = leaf_of(document.source.format)
    return "".join(_page_html(kind, number, page) for number, page in enumerate(pages, 1))


def _page_html(kind: str, number: int, text: str) -> str:
    head = f"<h3>{plain(say(f'library.{kind}', n=grouped(number)))}</h3>"
    if not text.strip():
        return f'<section>{head}<p class="note">{_say(f"{kind}_empty")}</p></section>'
    return f'<section>{head}<div class="words" dir="auto">{plain(text)}</div></section>'


def edit_html(source: Source, values: Mapping[str, str] | None = None, problem: str = "", english: str = "") -> str:
    """The form of a document's particulars.

    Args:
        source: the document.
        values: what was typed, by name of the field; None for what is on record.
        problem: why it could not be kept; empty where nothing was tried.
        english: the words of the error that say more.
    """
    kept = {name: getattr(source, name) or "" for name in FIELDS} | dict(values or {})
    fields = "".join(_field_html(name, kept[name]) for name in FIELDS)
    why = f" {in_english(plain(as_sentence(english)))}" if english else ""
    told = f'<p class="problem" role="alert">{plain(problem)}{why}</p>' if problem else ""
    body = (
        f'<form novalidate>{fields}{told}<p class="hint">{_say("edit_hint")}</p>'
        f'<p class="buttons"><button type="submit" class="main">{_say("save")}</button>'
        f'<button type="button" data-close>{_say("keep_as_is")}</button></p></form>'
    )
    return _dialog("edit", source.document_id, say("library.edit_title"), body)


def _field_html(name: str, value: str) -> str:
    more = f' placeholder="{_say("date_form")}" inputmode="numeric"' if name == "published" else ""
    need = " required" if name == "title" else ""
    return (
        f"<label><span>{_say(f'field_{name}')}</span>"
        f'<input type="text" name="{name}" value="{plain(value)}" maxlength="400" dir="auto" autocomplete="off"'
        f"{more}{need}></label>"
    )


def remove_html(sources: Sequence[Source]) -> str:
    """The question before documents are deleted."""
    names = "".join(
        f"<li><bdi>{plain(label(source.title))}</bdi> "
        f"<bdi class='file'>{plain(label(file_name(source.location)))}</bdi></li>"
        for source in sources[:_NAMED]
    )
    cut = len(sources) - _NAMED
    rest = f"<li>{plain(counted('library.remove_more', cut))}</li>" if cut > 0 else ""
    body = (
        f'<ul class="names">{names}{rest}</ul><p>{_say("remove_note")}</p>'
        f'<p class="buttons"><button type="button" class="main danger" data-remove>{_say("remove")}</button>'
        f'<button type="button" data-close autofocus>{_say("keep")}</button></p>'
    )
    ids = " ".join(source.document_id for source in sources)
    return _dialog("remove", ids, counted("library.remove_title", len(sources)), body)


def _dialog(kind: str, ids: str, title: str, body: str) -> str:
    close = f'<button type="button" class="close" data-close aria-label="{_say("close")}">×</button>'
    return (
        f'<div data-kind="{kind}" data-ids="{plain(ids)}"><header><h2 dir="auto">{plain(title)}</h2>{close}</header>'
        f"{body}</div>"
    )


def _say(key: str) -> str:
    return plain(say(f"library.{key}"))
