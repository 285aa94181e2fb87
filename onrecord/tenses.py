"""Whether the words around a place in a sentence speak of what was or of what will be. Pure; English words.

The nearest telling verb before the place decides, else the first one after it: "the board said on Monday that fares
will rise" has Monday behind it, "fares will rise on Monday, the board said" ahead. Rules of our own.
"""

import re
from typing import Final, Literal

__all__ = ["tense_at"]

_BEFORE: Final = 240  # characters read before and after a place
_AFTER: Final = 120
_BREAK: Final = re.compile(r"[.!?][\"'\u201d\u2019)]?\s|\n\s{0,9}\n|[;\u201c]")
_LINE: Final = 100  # a line that is longer was not broken to fit a width: it ends where a paragraph does
_WILL: Final = (
    r"will|shall|would|won['\u2019]t|wouldn['\u2019]t|cannot|can|must|may|should|\w{1,12}['\u2019]ll"
    r"|(?:is|are|am)\s(?:\w{1,12}ly\s)?(?:to|due|set|going|expected|scheduled|planned|likely|bound|ready|about)"
    r"|(?<!was\s)(?<!were\s)(?<!been\s)(?:due|scheduled|planned|slated|billed|forecast)\s(?:to|for|on|by|at)"
    r"|(?:(?:is|are|was|were)\s)?expected\s(?:to|for|on|by|at|before|from|in)|to\sexpect"
    r"|(?:plan(?:s|ned)?|hope[sd]?|intend(?:s|ed)?|expects?|wants?|means?|aim(?:s|ed)?|promise[sd]?|agree[sd]?|vow(?:s|ed)?)"
    r"\sto"
    r"|(?:opens|begins|starts|closes|ends|resumes|restarts|reopens|expires|meets|votes|returns|lies|leaves|departs"
    r"|arrives|sails|rises|falls|goes|comes|takes|shuts|stops|runs|applies|faces)"
    # "talks resume", "schools reopen": behind a plural
    r"|(?<=[a-z]s\s)(?:open|begin|start|close|end|resume|restart|reopen|expire|meet|vote|return|leave|depart)"
)
_WAS: Final = (
    r"was|were|had|has|have|did|didn['\u2019]t|said|told|began|came|went|met|wrote|broke|fell|rose|found|struck|took|gave"
    r"|made|got|left|held|sold|bought|brought|thought|led|ran|saw|knew|drove|flew|grew|threw|drew|won|lost|paid|sent"
    r"|spent|built|sank|stood|spoke|swore|hit|shut|kept|became|lay|put|set|cut"
    r"|(?!(?:hundred|sacred|naked|biased)\b)[a-z]{2,18}(?<!e)ed"
)
_VERB: Final = re.compile(rf"\b(?:(?P<will>{_WILL})|(?P<was>{_WAS}))\b")
# Between "will" and the participle that goes with it: "will not be closed".
_WITHIN: Final = re.compile(r"(?:\s[\w'\u2019-]{1,20}){0,3}\s?")


def tense_at(text: str, start: int, end: int) -> Literal[-1, 0, 1]:
    """-1 where the sentence speaks of what was at these words, 1 of what will be, 0 where no verb tells.

    Args:
        text: any text.
        start: first character of the words.
        end: one past their last.
    """
    before = _BREAK.split(text[_paragraph(text, start) : start])[-1]
    last: tuple[int, Literal[-1, 1]] | None = None
    for verb in _VERB.finditer(before):
        if verb["will"]:
            last = verb.end(), 1
        elif not (last and last[1] == 1 and _WITHIN.fullmatch(before, last[0], verb.start())):
            last = verb.end(), -1
    if last:
        return last[1]
    after = _BREAK.split(text[end : end + _AFTER])[0]
    verb_after = _VERB.search(after)
    return 0 if verb_after is None else 1 if verb_after["will"] else -1


def _paragraph(text: str, start: int) -> int:
    """Where the words before ``start`` begin that are read: in its own line, where that is a whole paragraph."""
    since = max(0, start - _BEFORE)
    begun = text.rfind("\n", since, start) + 1
    if begun and (text.find("\n", begun, begun + _LINE) < 0 <= len(text) - begun - _LINE):
        return begun
    return since
