"""What sites ask of programs that follow their lists of pages (robots.txt, RFC 9309)."""

import time
from collections.abc import Callable
from typing import Final
from urllib.robotparser import RobotFileParser

import httpx

from ingest.fetch.getting import Getter, StatusRefused
from onrecord.errors import EmptyDocument, IngestError

__all__ = ["Robots"]

# A program must read so much of it at least (RFC 9309, section 2.5).
_MOST_BYTES: Final = 512_000
_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE: Final = 10.0


class Robots:
    """Asks each site once what it allows, and waits between two requests to it.

    Args:
        getter: fetches the files.
        user_agent: how we name ourselves.
        sleep: what waits.
    """

    def __init__(self, getter: Getter, user_agent: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._getter, self._name, self._sleep = getter, user_agent.partition("/")[0], sleep
        self._rules: dict[str, RobotFileParser | IngestError | None] = {}
        self._asked: dict[str, float] = {}

    def allows(self, url: httpx.URL) -> bool:
        """Whether the site lets programs fetch this page; not where it fails to say.

        Raises:
            IngestError: the site is refused, or cannot be reached at all.
        """
        rules = self._rules_of(url)
        return rules is not None and rules.can_fetch(self._name, str(url))

    def wait(self, url: httpx.URL) -> None:
        """Wait until the site may be asked again: half a second, or what it asks for up to ten.

        Raises:
            IngestError: as :meth:`allows`.
        """
        rules = self._rules_of(url)
        asked_for = rules.crawl_delay(self._name) if rules else None
        pause = min(max(_PAUSE_SECONDS, float(asked_for or 0)), _LONGEST_PAUSE)
        left = self._asked.get(url.host, -_LONGEST_PAUSE) + pause - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._asked[url.host] = time.monotonic()

    def _rules_of(self, url: httpx.URL) -> RobotFileParser | None:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            self._rules[site] = self._fetched(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, IngestError):
            raise rules
        return rules

    def _fetched(self, address: str) -> RobotFileParser | IngestError | None:
        """The site's rules: empty where it has none, None where it fails to say (RFC 9309, 2.3.1), or why not."""
        rules = RobotFileParser()
        try:
            rules.parse(self._getter.get(address, _MOST_BYTES).data.decode("utf-8", "replace").splitlines())
        except StatusRefused as error:
            if error.status >= 500:
                return None
            rules.parse([])
        except EmptyDocument:
            rules.parse([])
        except IngestError as error:
            return error
        return rules
