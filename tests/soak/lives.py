"""What readers and the editor do on the page, drawn by chance from a seed."""

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from eval.benchmarks.page.documents import questions_about
from tests.soak.tab import Gone, Tab, opened
from tests.soak.tally import Tally

__all__ = ["QUESTIONS", "Editor", "Pace", "Reader"]

_SUITES = Path(__file__).parents[2] / "eval" / "suites"
QUESTIONS = [
    row["question"]
    for row in map(json.loads, (_SUITES / "samples.jsonl").read_text(encoding="utf-8").splitlines())
    if not row.get("history")
]
"""Those of the sample suite."""
_FOLLOW_UPS = ("And who said so?", "When was that?", "What did it cost?", "Why?", "What did they say about it?")
_TITLES = ("Harbour", "To be checked", "Ferry, costs", "Zinc & <b>mud</b>", "Read again")
_MOST_OWN = 4
_EXCHANGE = re.compile(r'id="p-([0-9a-f]+)"')
_ADDRESS = re.compile(r'(?:href|src)="((?:pages|originals|texts)/[^"]+)"')
_OPEN = re.compile(r'data-open="([^"]+)"')
_ROW = re.compile(r'<tr data-row="([^"]+)"')
_NOT_DONE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How people take their time.

    Attributes:
        ends: when nobody begins anything any more, as the event loop counts seconds.
        thinking: seconds between two deeds on average; none takes over three times as long.
        editing: seconds between two changes of the documents on average.
        enough: whether so much was done that it may end.
    """

    ends: float
    thinking: float
    editing: float
    enough: Callable[[], bool]

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return asyncio.get_running_loop().time() >= self.ends and self.enough()

    async def pause(self, random: Random, mean: float) -> None:
        """Think for a while, but not beyond the end."""
        left = self.ends - asyncio.get_running_loop().time()
        await asyncio.sleep(min(left if left > 0 else mean, 3 * mean, random.expovariate(1 / mean)))


@dataclass(slots=True)
class Reader:
    """Visits the page again and again: asks, follows up, opens sources, and keeps own conversations in order.

    Attributes:
        url: of the page.
        tally: where what comes of it is counted.
        random: draws what is done.
        own: ids of the conversations begun here and not deleted yet.
    """

    url: str
    tally: Tally
    random: Random
    own: list[str] = field(default_factory=list)
    _panel: str = ""
    _open: str = ""
    _asked: int = 0

    async def live(self, pace: Pace) -> None:
        """Visit it until the time is over."""
        while not pace.over:
            back = self.random.choice(self.own) if self.own and self.random.random() < 0.4 else ""
            try:
                async with opened(self.url, self.tally, back) as tab:
                    self._seen(await tab.load())
                    self._asked = 1 if back else 0
                    for _ in range(self.random.randint(5, 15)):
                        if pace.over:
                            return
                        await self._deed()(tab)
                        await pace.pause(self.random, pace.thinking)
            except Gone:
                await pace.pause(self.random, pace.thinking)

    def _deed(self) -> Callable[[Tab], Awaitable[None]]:
        if not self._asked:
            return self._ask
        if len(self.own) > _MOST_OWN:
            return self._delete
        deeds = {
            self._ask: 30, self._follow_up: 15, self._sources: 25, self._search: 6, self._rename: 4, self._delete: 4,
            self._export: 4, self._renew: 5, self._turn_back: 4, self._browse: 3,
        }  # fmt: skip
        return self.random.choices(list(deeds), list(deeds.values()))[0]

    def _seen(self, shown: dict[str, Any]) -> None:
        """Note what the page shows now."""
        self._panel = shown.get("panel") or self._panel
        if isinstance(listed := shown.get("listed"), str):
            self._open = (_OPEN.findall(listed) or [""])[0]
            if self._open and self._open not in self.own:
                self.own.append(self._open)

    async def _asks(self, tab: Tab, question: str, kind: str) -> None:
        shown = await tab.do(kind, "ask", "submit", ask=question)
        answer = json.dumps((shown.get("chat") or [""])[-1])
        if 'class=\\"answer' not in answer or "answer problem" in answer:
            self.tally.wrong("no answer", f"{question}: {answer[-400:] or shown.get('hint')}")
        self._asked += 1
        self._seen(shown)

    async def _ask(self, tab: Tab) -> None:
        await self._asks(tab, self.random.choice((*QUESTIONS, *questions_about(60, 20))), "ask")

    async def _follow_up(self, tab: Tab) -> None:
        await self._asks(tab, self.random.choice(_FOLLOW_UPS), "follow up")

    async def _sources(self, tab: Tab) -> None:
        """Open passages: the pictures of their pages, their files, their texts."""
        if exchanges := _EXCHANGE.findall(self._panel):
            shown = await tab.do("passages", "panel", "select", {"exchange": exchanges[0]})
            self._panel = shown.get("panel") or self._panel
        for address in list(dict.fromkeys(map(html.unescape, _ADDRESS.findall(self._panel))))[:3]:
            wide = "&w=900" if address.startswith("pages/") and "w=" not in address else ""
            await tab.get(address.partition("/")[0], f"/{address}{wide}")

    async def _search(self, tab: Tab) -> None:
        await tab.do("search", "find", "input", find=self.random.choice(("harbour", "ferry", "zinc", "nothing of it")))
        await tab.do("search", "find", "input", find="")

    async def _rename(self, tab: Tab) -> None:
        if self._open in self.own:
            given = {"c": self._open, "n": 0, "title": self.random.choice(_TITLES)}
            await tab.do("rename", "listed", "edit", given)

    async def _delete(self, tab: Tab) -> None:
        if self.own:
            one = self.own.pop(0)
            shown = await tab.do("delete", "listed", "delete", {"c": one, "n": 0})
            if one == self._open:
                self._asked, self._panel = 0, ""
            if f"?c={one}" in json.dumps(shown.get("listed", "")):
                self.tally.wrong("undeleted", one)
            self._seen(shown)

    async def _export(self, tab: Tab) -> None:
        if self._open in self.own:
            await tab.get("export", f"/export/conversation/{self._open}.{self.random.choice(('md', 'docx', 'html'))}")

    async def _renew(self, tab: Tab) -> None:
        self._seen(await tab.do("new", "renew", "click"))
        self._asked, self._panel = 0, ""

    async def _turn_back(self, tab: Tab) -> None:
        if self.own:
            self._seen(await tab.do("open", "listed", "select", {"c": self.random.choice(self.own), "n": 0}))

    async def _browse(self, tab: Tab) -> None:
        """Look at the library, and into a document."""
        shown = await tab.do("browse", "on-record", "input", {"words": "", "all": True, "n": 1})
        if rows := _ROW.findall(str(shown.get("on-record", ""))):
            given = {"act": "preview", "ids": [self.random.choice(rows)]}
            await tab.do("browse", "on-record", "select", given)


@dataclass(slots=True)
class Editor:
    """Adds, replaces and removes documents while others read.

    Attributes:
        url: of the page.
        tally: where what comes of it is counted.
        random: draws what is done.
        notices: names and texts of the documents.
        there: places in ``notices`` of those that are on record.
    """

    url: str
    tally: Tally
    random: Random
    notices: Sequence[tuple[str, str]]
    there: set[int] = field(default_factory=set)

    async def live(self, pace: Pace) -> None:
        """Tend the library until the time is over."""
        while not pace.over:
            try:
                async with opened(self.url, self.tally) as tab:
                    await tab.load()
                    for _ in range(8):
                        await pace.pause(self.random, pace.editing)
                        if pace.over:
                            return
                        await self._change(tab)
            except Gone:
                await pace.pause(self.random, pace.editing)

    async def _change(self, tab: Tab) -> None:
        absent = [place for place in range(len(self.notices)) if place not in self.there]
        if absent and len(self.there) < 12:
            await self._put(tab, self.random.choice(absent), "add")
        elif len(self.there) > 20 or not absent or self.random.random() < 0.4:
            await self._remove(tab, self.random.choice(sorted(self.there)))
        elif self.random.random() < 0.5:
            await self._put(tab, self.random.choice(sorted(self.there)), "replace")
        else:
            await self._put(tab, self.random.choice(absent), "add")

    async def _put(self, tab: Tab, place: int, kind: str) -> None:
        name, text = self.notices[place]
        if kind == "replace":
            text += f"\nThe notice was changed for the {self.random.randint(2, 10**9)}th time.\n"
        file = await tab.send(f"{name}.txt", text)
        await tab.do(kind, "files", "upload", files=[file], into="default")
        self.there.add(place)
        report = await self._quiet(tab)
        if 'class="failed' in report:
            self.tally.wrong("not added", report[-400:])

    async def _quiet(self, tab: Tab) -> str:
        """Wait until everything has been taken in, as the page's own timer does; what it tells then."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _NOT_DONE_SECONDS
        while loop.time() < until:
            shown = await tab.do("tick", "timer", "tick")
            report = str(shown.get("report") or "")
            if not any(f'<li class="{state}' in report for state in ("waiting", "reading", "indexing")):
                return report
            await asyncio.sleep(1)
        self.tally.wrong("not done", f"a document is not taken in after {_NOT_DONE_SECONDS:.0f} s")
        raise Gone

    async def _remove(self, tab: Tab, place: int) -> None:
        title = self.notices[place][1].splitlines()[0]
        rows = _ROW.findall(await self._found(tab, title))
        if len(rows) != 1:
            self.tally.wrong("lost", f"{title}: {len(rows)} rows of the library")
            raise Gone
        shown = await tab.do("remove", "on-record", "submit", {"act": "remove", "ids": rows})
        self.there.discard(place)
        if 'class="failed' in str(shown.get("library-told")) or _ROW.findall(await self._found(tab, title)):
            self.tally.wrong("not removed", f"{title}: {shown.get('library-told')}")

    async def _found(self, tab: Tab, words: str) -> str:
        """The table of documents that have these words."""
        await tab.do("browse", "on-record", "input", {"words": "", "all": True, "n": 1})
        shown = await tab.do("browse", "on-record", "input", {"words": words, "n": 1})
        return str(shown.get("on-record") or "")
