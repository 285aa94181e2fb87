"""The name in the words of a source: "Mara Venn" of "harbour master Mara Venn"."""

import re
from typing import Final

from ingest.attribution.names import split_name
from ingest.attribution.titles import BODIES, is_role_word

__all__ = ["BEHIND", "WORD", "last_run"]

WORD: Final = re.compile(r"[^\W_](?:[\w'\u2019&-]|\.(?=\w))*\.?")
"""A word of a name or of a role."""
BEHIND: Final = re.compile(r"\s(?:of|for|at|in|from|with|on|to)\s")
"""What a name or an office is of stands behind these."""


def last_run(core: str) -> tuple[str, list[str], list[str]] | None:
    """The words before the last run of capitals of a source, the name in that, and the titles in it; None for none."""
    found = list(WORD.finditer(core))
    end = len(found)
    while end and not found[end - 1][0][0].isupper():
        end -= 1
    if end != len(found):  # "an Orr aide", "people in Harn"
        return None
    begin = end
    while begin and (
        found[begin - 1][0][0].isupper() or found[begin - 1][0] in {"de", "van", "von", "der", "al", "bin"}
    ):
        begin -= 1
    begin = max([begin, *(at + 1 for at in range(begin, end - 1) if _owns(found[at][0], found[at + 1 : end]))])
    titles, name = split_name([one[0] for one in found[begin:end]])
    before = core[: found[begin].start()] if begin < end else core
    if not name or (BEHIND.search(f" {before} ") and not _is_role(before)):
        return None
    return before, name, titles


def _owns(word: str, behind: list[re.Match[str]]) -> bool:
    """Whether a word is whose somebody behind it is: "Russia's" of "Russia's Mara Venn", not "Lloyd's" of a bank."""
    return word.endswith(("'s", "\u2019s")) and not any(one[0].lower() in BODIES for one in behind)


def _is_role(before: str) -> bool:
    """Whether the words before a name tell a role with what it is for: "spokesman for the ministry"."""
    words = before.split()
    return (
        bool(words)
        and words[-1].lower() not in {"the", "a", "an", "of", "for", "in", "at", "to", "from", "with"}
        and any(is_role_word(word.lower()) for word in words)
    )
