"""Who said it: questions from sentences that name a speaker."""

import re
from collections.abc import Iterator
from typing import Final

from eval.make.clauses import after_dateline, cut_off
from eval.make.drafts import Draft, telling
from eval.make.names import Names
from onrecord.speech import named_speaker

__all__ = ["who"]

_QUOTE: Final = re.compile(r"[\u201c\"](?P<words>[^\u201c\u201d\"]{20,240})[\u201d\"]")
_TURN: Final = re.compile(r"(?P<who>[A-Z][A-Z .'\u2019-]{2,40}): (?P<words>[^\u201c\u201d\"]{20,240})\Z")
_SAID: Final = (
    r"(?:said|says|told|argued|claimed|stated|insisted|replied|warned|announced|denied|explained|confirmed)\b"
)
_QUOTE_MARKED: Final = re.compile(r"[\u201c\"][^\u201c\u201d\"]*[\u201d\"]")
_OURS: Final = re.compile(r"\b(?:I|we|us|our|you|your|my|me)\b")
_SAID_AGAIN: Final = re.compile(r"(?<!\w)['\u2018]|\b(?:he|she|they) (?:said|says|added)\Z")  # a headline; two speeches
_NOTHING_SAID: Final = re.compile(r"(?:I|you)\b|\w+ (?:so|no|not|yes|it|this)\.?\Z", re.IGNORECASE)
_LEANING: Final = re.compile(
    rf"{_SAID}\s(?:(?:us|me|her|him|them)\b|(?:[oi]n \w+ )?(?:that )?(?:it|they|this|that|these|those|we|i|so)\b)"
)
_POINTS_BACK: Final = re.compile(r"(?:it|this|that|these|those|they|he|she)\b", re.IGNORECASE)
_ACCORDING: Final = re.compile(r"(?P<words>[^\u201c\u201d\"]{20,240}?), according to (?P<who>[^,]+?)(?:,|\.?\Z)")
_OFFICE: Final = r"(?:(?:The|An?) [^,\u201c\"]{3,80}, )?"
_APPOSITION: Final = r"(?:, [^,\u201c\"]{1,80},|,)?"
_LEAST_TELLING: Final = 4


def who(text: str, names: Names) -> Iterator[Draft]:
    """The questions who said what a sentence says: what stands in quote marks, and what is told in other words.

    Yields nothing for a speaker who is not named ("she said").
    """
    turn = _TURN.match(text)
    if turn:
        yield from _quoted(turn["who"], turn["words"], names)
        return
    speaker = named_speaker(text)
    if speaker is None or re.fullmatch(r"(?:Rep|Sen|Gov|Gen|Mr|Mrs|Ms|Dr|St)\.?", speaker):
        return
    quote = _QUOTE.match(text)
    if quote:
        yield from _quoted(speaker, quote["words"], names)
        return
    told = _told(text, speaker, names)
    if told and len(telling(told)) >= _LEAST_TELLING:
        yield _draft(speaker, told, names)


def _quoted(speaker: str, words: str, names: Names) -> Iterator[Draft]:
    words = words.rstrip(" ,.").lstrip()
    if len(telling(words)) >= _LEAST_TELLING and not words.endswith("?") and not _POINTS_BACK.match(words):
        yield _draft(speaker, f"said \u201c{words}\u201d", names)


def _told(text: str, speaker: str, names: Names) -> str | None:
    """What is asked of the speaker: "said that the work was late"."""
    begin = after_dateline(text)
    stated = re.compile(rf"{_OFFICE}{re.escape(speaker)}{_APPOSITION}\s+(?P<said>{_SAID}.+)").match(text, begin)
    if stated:
        said = stated["said"].rstrip(" .")
        if (
            _LEANING.match(said)
            or _NOTHING_SAID.match(said)
            or _OURS.search(_QUOTE_MARKED.sub("", said))
            or _SAID_AGAIN.search(said)
        ):
            return None
        return _straightened(said if re.search('["\u201c]', said) else said[: cut_off(said, 0, len(said))].strip())
    source = _ACCORDING.match(text, begin)
    if source and speaker in source["who"]:
        return f"said that {names.lowered(source['words'])}"
    return None


def _straightened(words: str) -> str:
    """The words with quote marks that open and close."""
    return re.sub(r"\"([^\"]*)\"", "\u201c\\1\u201d", words)


def _draft(speaker: str, said: str, names: Names) -> Draft:
    surname = speaker.rsplit(maxsplit=1)[-1] if names.sort_of(speaker) == "person" else speaker
    said = re.sub(r"[.,](?=\u201d\Z)", "", said)
    wordings = tuple(dict.fromkeys((speaker, surname)))
    return Draft("who", "who-said", f"Who {said}?", wordings, speakers=wordings)
