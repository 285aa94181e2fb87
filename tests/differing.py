"""Sources that differ, for tests of what shows them."""

from typing import Any

from onrecord.agreement import Disagreement, Version
from onrecord.types import Place
from tests.fakes import a_source

__all__ = ["a_disagreement", "a_version"]


def a_version(name: str, before: str, value: str, after: str, **changes: Any) -> Version:
    """A version in a sentence that stands at the start of its document; ``outlet`` and such are of its source."""
    told = {key: changes.pop(key) for key in ("title", "outlet", "published") if key in changes}
    quote, at = f"{before}{value}{after}", len(before)
    given: dict[str, Any] = {
        "value": value, "folded": value.casefold(), "source": a_source(name, **told), "page": None, "start": 0,
        "end": len(quote), "quote": quote, "value_start": at, "value_end": at + len(value),
    }  # fmt: skip
    return Version(**{**given, **changes})


def a_disagreement(**changes: Any) -> Disagreement:
    """On boats: a correction, the most recent, against a wire story that a second paper reprints."""
    reprint = Place(a_source("mercury", title="Mercury"), None, 0, 30)
    given: dict[str, Any] = {
        "question": "How many boats blocked the canal?",
        "kind": "number",
        "versions": (
            a_version("notice", "In the end ", "60", " boats blocked it.", outlet="Lantry Council", page=2,
                      published="2031-05-04", latest=True, correction=True),
            a_version("wire", "\u201cWe counted ", "38", " boats,\u201d said Orla Venn.", outlet="Coast Wire",
                      published="2031-05-02", speaker="Orla Venn", reprints=(reprint,)),
        ),
    }  # fmt: skip
    return Disagreement(**{**given, **changes})
