"""An address -> the page there, or all the pages that a feed or a sitemap there names."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.fetch.feeds import listed_in, unzipped
from ingest.fetch.getting import Getter, Sent
from ingest.fetch.guard import Guard, Resolve, system_addresses
from ingest.fetch.kinds import ListKind, format_of_sent, in_utf8, list_kind
from ingest.fetch.robots import Robots
from ingest.fetch.tidy import canonical_of, same_site, tidy
from ingest.fetch.wire import Dial, dial
from ingest.roles import Listed, Piece
from onrecord.errors import EmptyDocument, IngestError

__all__ = ["Fetcher", "Limits"]

# Sitemaps of one index that are looked at.
_MOST_SITEMAPS: Final = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """What fetching keeps to.

    Attributes:
        megabytes: most of one page, in millions of bytes.
        seconds: for one page, redirects included.
        pages: most that one feed or sitemap gives.
        private: whether this machine and private networks may be asked, at any port.
    """

    megabytes: int = 100
    seconds: float = 30.0
    pages: int = 200
    private: bool = False


class Fetcher:
    """Fetches what addresses lead to; nothing is fetched that was not asked for.

    No proxy, no cookies, no scripts; each address and each redirect passes the guard.

    Args:
        limits: what it keeps to.
        user_agent: how it names itself to sites.
        resolve: what resolves names.
        connect: what opens connections.
        sleep: what waits between two pages of a site.
    """

    def __init__(
        self,
        limits: Limits,
        user_agent: str,
        resolve: Resolve = system_addresses,
        connect: Dial = dial,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits, self._user_agent = limits, user_agent
        self._guard = Guard(limits.private, resolve)
        self._connect, self._sleep = connect, sleep
        self._most_bytes = limits.megabytes * 1_000_000

    def __call__(self, address: str) -> Iterator[Piece]:
        """The page at an address, or those that the list there names, newest first, each asked for only when it is due.

        A page given by its address is fetched whatever the site's robots.txt says, as a browser does; pages of a list
        are not.

        Raises:
            IngestError: there is no page or list to be had; a page of a list that fails gives a Piece with its reason.
        """
        with Getter(self._guard, self._user_agent, self._limits.seconds, self._connect) as getter:
            sent = getter.get(address, self._most_bytes)
            data = unzipped(sent.data, self._most_bytes)
            kind = list_kind(data)
            if kind:
                yield from self._listed(getter, replace(sent, data=data), kind)
            else:
                yield _page(sent)

    def _listed(self, getter: Getter, sent: Sent, kind: ListKind) -> Iterator[Piece]:
        """The pages of a list, then what was left out of it."""
        robots = Robots(getter, self._user_agent, self._sleep)
        failed: list[Piece] = []
        named = self._named(getter, robots, sent, kind, failed)
        yield from failed
        chosen = _newest_first({tidy(one.address): one for one in reversed(named)}.values())
        here = [one for one in chosen if kind == "feed" or same_site(one.address, sent.url)]
        if not here and not failed:
            raise EmptyDocument(f"this {kind} names no page that could be fetched")
        asked_not = 0
        seen: set[str] = set()
        for one in here[: self._limits.pages]:
            page = self._one(getter, robots, one)
            asked_not += page is None
            if page and page.location not in seen:
                seen.add(page.location)
                yield page
        told = _left_out(len(here) - self._limits.pages, len(chosen) - len(here), asked_not)
        if told:
            yield Piece(tidy(str(sent.url)), left_out=told)

    def _named(self, getter: Getter, robots: Robots, sent: Sent, kind: ListKind, failed: list[Piece]) -> list[Listed]:
        """What a list names; of a sitemap index, what its sitemaps name, one level deep."""
        listed = listed_in(sent.data, kind, sent.url)
        if kind != "sitemap index":
            return listed
        named: list[Listed] = []
        for one in [one for one in _newest_first(reversed(listed)) if same_site(one.address, sent.url)][
            :_MOST_SITEMAPS
        ]:
            try:
                robots.wait(self._guard.checked(one.address))
                inner = getter.get(one.address, self._most_bytes)
                data = unzipped(inner.data, self._most_bytes)
                if list_kind(data) == "sitemap":
                    named += listed_in(data, "sitemap", inner.url)
            except IngestError as error:
                failed.append(Piece(tidy(one.address), reason=str(error)))
        return named

    def _one(self, getter: Getter, robots: Robots, one: Listed) -> Piece | None:
        """One page of a list; None where the site asks programs to leave it."""
        try:
            url = self._guard.checked(one.address)
            if not robots.allows(url):
                return None
            robots.wait(url)
            return replace(_page(getter.get(one.address, self._most_bytes)), listed=one)
        except IngestError as error:
            return Piece(tidy(one.address), reason=str(error))


def _newest_first(last_to_first: Iterable[Listed]) -> list[Listed]:
    """The newest pages first; those without a date last, as they stand in the list."""
    in_order = list(last_to_first)[::-1]
    return sorted(in_order, key=lambda one: one.published or one.changed or "", reverse=True)


def _page(sent: Sent) -> Piece:
    """What was sent as a document; where it is none that is read, why."""
    location = tidy(str(sent.url))
    form = format_of_sent(sent)
    if list_kind(sent.data):
        return Piece(location, reason="it is a list of pages; give its address by itself")
    if form is None:
        called = sent.content_type or "a kind of file that it does not name"
        return Piece(location, reason=f"the site sent {called[:100]}, which Onrecord does not read")
    sent = in_utf8(sent)
    if form == "html":
        location = canonical_of(sent.data, location)
    return Piece(location, sent.data, form)


def _left_out(too_many: int, elsewhere: int, asked_not: int) -> str:
    """What was not fetched of a list, in words; empty where all was."""
    told = (
        (too_many, "older pages left out (fetch_most_pages in the settings)"),
        (elsewhere, "pages of other sites left out"),
        (asked_not, "pages left out because the site's robots.txt asks programs not to fetch them"),
    )
    return "; ".join(f"{words}: {number}" for number, words in told if number > 0)
