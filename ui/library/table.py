"""The table of the library, what stands above and below it; pure."""

from collections.abc import Collection, Sequence
from typing import Final, get_args

from onrecord.types import leaf_of
from ui.library.view import Column, Row, Shown, View
from ui.say import counted, grouped, say
from ui.words import as_sentence, date_words, file_name, in_english, label, plain

__all__ = ["busy_html", "head_html", "shelf_html", "tools_html"]

_NUMBERS: Final = frozenset({"pages", "passages"})


def shelf_html(
    shown: Shown,
    view: View,
    totals: tuple[int, int],
    *,
    tended: bool,
    edits: bool = True,
    busy: Collection[str] = (),
) -> str:
    """A page of the table, or what to do where there is nothing to show.

    Args:
        shown: the rows.
        view: what was asked for.
        totals: how many documents there are without a view, and how many files that could not be read.
        tended: whether more is known of documents than what names them, and each can be opened.
        edits: whether whoever sees it may change documents, and so choose them; only where they are ``tended``.
        busy: ids of rows that the queue is to work on.
    """
    if not sum(totals):
        advice = _say("empty_advice") if edits else plain(say("login.reader_empty"))
        return f'<div class="nothing"><h2>{_say("empty")}</h2><p>{advice}</p></div>'
    if not shown.found:
        clear = f'<button type="button" class="link" data-act="unlimit">{_say("show_all")}</button>'
        return f'<div class="nothing"><h2>{_say("none_found")}</h2><p>{_say("none_found_advice")}</p>{clear}</div>'
    columns, chosen = _columns(shown.rows, tended), tended and edits
    head = "".join(_head_html(column, view) for column in columns)
    rows = "".join(_row_html(row, columns, (tended, chosen), row.id in busy) for row in shown.rows)
    pick = f'<th scope="col" class="pick">{_pick_html("", say("library.pick_all"))}</th>' if chosen else ""
    more = f'<th scope="col" class="more"><span class="sr">{_say("actions")}</span></th>' if chosen else ""
    return (
        f'<p class="count" role="status">{plain(_count(shown, view, totals))}</p>{_chosen_html() if chosen else ""}'
        f'<div class="scroller"><table class="catalogue" aria-label="{_say("table")}">'
        f"<thead><tr>{pick}{head}{more}</tr></thead><tbody>{rows}</tbody></table></div>{_pager_html(shown)}"
    )


def head_html() -> str:
    """What stands over the place where files are added."""
    return f"<h2>{_say('add')}</h2><p>{_say('add_note')}</p>"


def busy_html(words: str) -> str:
    """In place of the table, when it cannot be read."""
    return (
        f'<div class="nothing failed"><h2>{_say("unlisted")}</h2><p>{in_english(plain(as_sentence(words)))}</p></div>'
    )


def tools_html(collections: Sequence[str], view: View, *, people: bool = False) -> str:
    """Search, filters, for a narrow window the order, and the way to the pages of people where there are these."""
    link = f'<a class="people" href="./people" target="_blank" rel="noopener">{plain(say("people.link"))}</a>'
    states = [("", say("library.all_states"))]
    states += [(state, say(f"library.state_{state}")) for state in ("read", "partly", "failed")]
    named = [("", say("library.all_collections")), *((name, label(name)) for name in collections)]
    orders = [(column, say("library.order_by", column=say(f"library.column_{column}"))) for column in get_args(Column)]
    return (
        f'<div class="tools" role="search" aria-label="{_say("tools")}">'
        f'<input type="search" data-view="words" value="{plain(view.words)}" maxlength="200" '
        f'aria-label="{_say("search")}" placeholder="{_say("search")}" autocomplete="off">'
        f"{_select_html('collection', named, view.collection) if len(collections) > 1 else ''}"
        f"{_select_html('state', states, view.state)}{_select_html('sort', orders, view.sort)}"
        f"{link if people else ''}</div>"
    )


def _say(key: str) -> str:
    return plain(say(f"library.{key}"))


def _select_html(name: str, choices: Sequence[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f'<option value="{plain(value)}"{" selected" if value == chosen else ""}>{plain(words)}</option>'
        for value, words in choices
    )
    return f'<select data-view="{name}" class="by-{name}" aria-label="{_say(f"by_{name}")}">{options}</select>'


def _count(shown: Shown, view: View, totals: tuple[int, int]) -> str:
    if view.limited:
        return say("library.found", found=grouped(shown.found), total=grouped(sum(totals)))
    documents, failed = totals
    unread = f" · {counted('library.unread', failed)}" if failed else ""
    return counted("library.listed", documents) + unread


def _columns(rows: Sequence[Row], tended: bool) -> list[Column]:
    """The columns to show: the collection only where there are several."""
    if not tended:
        return ["title", "outlet", "date", "type"]
    several = len({row.collection for row in rows}) > 1 or any(row.collection != "default" for row in rows)
    return [column for column in get_args(Column) if several or column != "collection"]


def _head_html(column: Column, view: View) -> str:
    order = "none"
    if column == view.sort:
        order = "descending" if view.descending else "ascending"
    return (
        f'<th scope="col" class="{column}" aria-sort="{order}">'
        f'<button type="button" data-sort="{column}">{_say(f"column_{column}")}</button></th>'
    )


def _pick_html(row_id: str, words: str) -> str:
    return f'<input type="checkbox" data-pick="{plain(row_id)}" aria-label="{plain(words)}">'


def _row_html(row: Row, columns: Sequence[Column], may: tuple[bool, bool], busy: bool) -> str:
    """A row; ``may`` says whether the document can be opened, and whether it can be changed."""
    name = label(row.title)
    cells = "".join(f'<td class="{column}">{_cell_html(column, row, may, busy)}</td>' for column in columns)
    if may[1]:
        pick = _pick_html(row.id, say("library.pick", title=name))
        cells = f'<td class="pick">{pick}</td>{cells}<td class="more">{_menu_html(row, name)}</td>'
    return f'<tr data-row="{plain(row.id)}" class="{row.state}">{cells}</tr>'


def _cell_html(column: Column, row: Row, may: tuple[bool, bool], busy: bool) -> str:
    if column == "title":
        return _title_html(row, *may)
    if column == "state":
        words = say("library.state_busy") if busy else say(f"library.state_{row.state}")
        return f'<span class="state {"busy" if busy else row.state}">{plain(words)}</span>'
    if column == "outlet":
        return " · ".join(f"<bdi>{plain(label(part))}</bdi>" for part in (row.outlet, row.author) if part)
    if column in _NUMBERS:
        number = row.pages if column == "pages" else row.passages
        return f"{grouped(number)}{_unit(column, number, row.format)}" if number else ""
    if column == "date":
        return plain(date_words(row.published or None))
    return f"<bdi>{plain(label(row.collection))}</bdi>" if column == "collection" else plain(row.format.upper())


def _unit(column: str, number: int, form: str) -> str:
    """What the number counts: for a card, where no column says so, and where the column says something else."""
    counts = f"{leaf_of(form)}s" if column == "pages" else column
    words = say(f"library.unit_{counts}_one" if number == 1 else f"library.unit_{counts}_other")
    return f'<span class="unit{"" if counts == column else " other"}"> {plain(words)}</span>'


def _title_html(row: Row, opens: bool, edits: bool) -> str:
    title, file = label(row.title), label(file_name(row.location))
    named = f'<bdi class="name">{plain(title)}</bdi>'
    if row.state != "failed" and opens:
        named = f'<button type="button" class="name" data-act="preview" dir="auto">{plain(title)}</button>'
    lines = "".join(f'<span class="note">{in_english(plain(as_sentence(note)))}</span>' for note in row.notes)
    if row.state == "failed" and edits:
        lines += "".join(
            f'<button type="button" class="link" data-act="{act}">{_say(act)}</button>' for act in ("retry", "forget")
        )
    placed = f'<bdi class="file">{plain(file)}</bdi>' if file != title else ""
    return f"{named}{placed}{lines}"


def _menu_html(row: Row, name: str) -> str:
    if row.state == "failed":
        return ""
    buttons = "".join(
        f'<button type="button" data-act="{act}">{_say(act)}</button>' for act in ("preview", "edit", "anew", "remove")
    )
    words = plain(say("library.actions_of", title=name))
    return (
        f'<details class="menu"><summary aria-label="{words}">⋯</summary><div class="choices">{buttons}</div></details>'
    )


def _chosen_html() -> str:
    """What can be done with all rows that are ticked; the page's script counts and shows it."""
    buttons = "".join(
        f'<button type="button" data-all="{act}">{_say(act)}</button>' for act in ("anew", "remove", "forget")
    )
    clear = f'<button type="button" class="link" data-all="none">{_say("unpick")}</button>'
    return f'<div class="chosen" hidden><span class="number" role="status"></span>{buttons}{clear}</div>'


def _pager_html(shown: Shown) -> str:
    if shown.pages == 1:
        return ""
    where = plain(say("library.page_of", page=grouped(shown.page), pages=grouped(shown.pages)))
    before, after = (
        f'<button type="button" data-page="{page}"{_off(1 <= page <= shown.pages)}>{_say(key)}</button>'
        for key, page in (("page_before", shown.page - 1), ("page_after", shown.page + 1))
    )
    return f'<nav class="pager" aria-label="{_say("paging")}">{before}<span>{where}</span>{after}</nav>'


def _off(possible: bool) -> str:
    return "" if possible else " disabled"
