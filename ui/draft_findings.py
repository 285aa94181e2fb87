"""What was found of the sentences of a checked draft, as its files tell it; pure, nothing escaped."""

from onrecord.agreement import Contradiction
from onrecord.desk import CheckedClaim
from onrecord.sentences import fold
from onrecord.types import Hit
from ui.draft_page import offending
from ui.draft_passages import excerpted, others
from ui.draft_run import Draft, Unchecked
from ui.say import decimal, say
from ui.sentences import attribution
from ui.words import as_sentence, file_name, label

__all__ = [
    "checked_places",
    "contrary_of",
    "headed",
    "nearest_of",
    "origin",
    "pieces_of",
    "reason_of",
    "verdict_line",
]


def checked_places(draft: Draft) -> list[int]:
    """Places of the sentences that claim something."""
    return [place for place, claim in enumerate(draft.claims) if claim.claims]


def verdict_line(draft: Draft, place: int) -> str:
    """``Supported (0.93)``."""
    found = draft.found.get(place)
    words = say(f"draft.verdict_{draft.mark(place)}")
    return f"{words} ({decimal(found.verdict.score, 2)})" if isinstance(found, CheckedClaim) else words


def reason_of(draft: Draft, place: int) -> str:
    """Why it has its verdict, or none; may be empty."""
    found = draft.found.get(place)
    if isinstance(found, CheckedClaim):
        return as_sentence(found.verdict.reason)
    return as_sentence(found.reason) if isinstance(found, Unchecked) else ""


def nearest_of(draft: Draft, place: int) -> list[Hit]:
    """The nearest passages, those left out that say otherwise."""
    found = draft.found.get(place)
    return others(found) if isinstance(found, CheckedClaim) else []


def contrary_of(draft: Draft, place: int) -> tuple[Contradiction, ...]:
    """What other documents say otherwise than a sentence."""
    found = draft.found.get(place)
    return found.contradicted if isinstance(found, CheckedClaim) else ()


def headed(draft: Draft, place: int) -> bool:
    """Whether the nearest passages need a heading: other passages, which say otherwise, stand before them."""
    return bool(contrary_of(draft, place)) and bool(nearest_of(draft, place))


def pieces_of(draft: Draft, place: int) -> list[tuple[str, bool]]:
    """The words of a sentence in order, each run with whether it is in doubt."""
    found = draft.found.get(place)
    return offending(found) if isinstance(found, CheckedClaim) else [(fold(draft.words(place)), False)]


def origin(hit: Hit, speaker: str = "") -> str:
    """Title, outlet, date, page, speaker and file of a passage, on one line; a path shows its last part alone."""
    told = [*attribution(hit.source, excerpted(hit).page), speaker, label(file_name(hit.source.location))]
    where = [part for part in told if part]
    return f"{label(hit.source.title)}, {', '.join(where)}"
