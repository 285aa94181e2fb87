"""Replies that decline, and sentences that claim nothing. Pure; English."""

import re
from typing import Final

from onrecord.answering.mark_forms import ROUND, SQUARE
from onrecord.sentences import fold, split_sentences
from onrecord.words import has_word

__all__ = ["claims_nothing", "is_refusal"]

_MOST_SENTENCES: Final = 5
_MOST_CHARS: Final = 1000
_THOUGHT: Final = re.compile(r"<(think(?:ing)?)>.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_NOT_WORDS: Final = re.compile(r"[^\w']+")

_GIVEN: Final = (
    r"(?:(?:the|these|those|this|your|any of the|all of the|given|provided|available|supplied|above|retrieved|cited"
    r"|information in the|text of the|\d+|two|three|four|five|six) )*"
)
_PASSAGES: Final = (
    r"(?:passages?|documents?|context|sources?|excerpts?|texts?|records?|materials?|information)"
    r"(?: (?:provided|given|above|available|supplied|at hand|i (?:have|was given)|you (?:gave|provided)(?: me)?))*"
)
_NOT: Final = r"(?:do not|does not|did not|don't|doesn't|didn't|cannot|can't|fail to|fails to|never)"
_TELLS: Final = (
    r"(?:contain|mention|provide|answer|say|state|include|specify|address|give|discuss|have|offer|cover|tell|indicate"
    r"|explain|describe|name|support|reveal|refer to|specifically|explicitly|directly)"
)
_FINDS: Final = (
    r"(?:find|answer|determine|provide|tell|say|give|locate|see|know|confirm|identify|be (?:found|answered|determined))"
)
_APOLOGY: Final = re.compile(
    r"^(?:(?:i'm|i am|we're|we are) (?:very |so |really )?(?:sorry|afraid)|sorry|unfortunately|apologies|my apologies"
    r"|i apologi[sz]e)(?: but| however| that)? "
)
_BASED: Final = re.compile(
    rf"^(?:(?:based (?:only |solely )?on|according to|from|in|judging by|after reading) {_GIVEN}{_PASSAGES} )"
)
_DECLINES: Final = re.compile(
    rf"(?:{_GIVEN}{_PASSAGES} {_NOT} {_TELLS}\b.*"
    rf"|none of {_GIVEN}{_PASSAGES} {_TELLS}s?\b.*"
    rf"|(?:i|we) (?:(?:can|could) ?not|can't|couldn't|do not|don't|did not|didn't|am (?:not able|unable) to"
    rf"|are (?:not able|unable) to|was unable to) {_FINDS}\b.*"
    rf"|(?:there is|there's|there are|i have|i found|i see) (?:no|not enough|insufficient) "
    r"(?:specific |relevant |further |sufficient |direct |explicit )*(?:information|mention|answer|details?|evidence"
    rf"|data|indication|reference)\b.*\b{_PASSAGES}.*"
    r"|(?:there is|there's|i have) (?:no|not enough|insufficient) (?:information|answer)(?: to answer.*)?"
    rf"|no (?:specific |relevant )*(?:information|mention|answer|details?)\b.*\b(?:in|by|from) {_GIVEN}{_PASSAGES}.*"
    rf"|it is (?:not possible|impossible) to {_FINDS}\b.*"
    rf"|(?:the )?(?:answer|information)(?: to (?:this|the|your) question)? (?:is not|isn't|cannot be|can't be|was not)"
    rf"(?: \w+)* {_GIVEN}{_PASSAGES}.*"
    r"|(?:this|the|your) question (?:cannot|can't|can not|could not) be answered\b.*"
    r"|not enough information.*|insufficient information.*|no answer(?: found)?"
    r"|not (?:found|answerable|stated|mentioned)|unanswerable)$"
)
# What follows states something after all.
_STATES: Final = re.compile(r"\b(?:but|however|although|though|instead|only|except|while|whereas|nevertheless)\b")

_SURE: Final = r"(?:sure|certainly|of course|absolutely|okay|ok|great question|good question|thank you|thanks|yes sure)"
_ANSWER: Final = (
    r"(?:(?:short|brief|concise|detailed|possible|direct|complete|final|full|quick) )*"
    r"(?:answers?|summary|response|reply|overview|list|information|explanation|facts|details|sentences|sources"
    r"|references|conclusion|breakdown)"
)
_FRAMES: Final = re.compile(
    rf"(?:(?:{_SURE} )*(?:here(?: is|'s| are) (?:the |an? |your |my |some |what )?(?:{_ANSWER})\b.*"
    rf"|here (?:it is|you go|they are)|(?:the |my |final |short )*{_ANSWER}(?: to (?:your|the|this) question)?"
    r"(?: is| are)?(?: as follows| below)?"
    r"|(?:based (?:only |solely )?on|according to|from) "
    rf"{_GIVEN}{_PASSAGES}(?: here .*| (?:the )?{_ANSWER}(?: to (?:your|the|this) question)?(?: is)?(?: as follows)?)?"
    r"|in (?:summary|conclusion|short)|to (?:summari[sz]e|sum up|answer your question)|let me .*"
    r"|(?:i )?hope (?:this|that|it) (?:helps|answers|is helpful|clarifies).*|(?:please )?let me know .*"
    r"|(?:please )?feel free .*|if you (?:have|need|want|would like) .*|is there anything else.*"
    r"|please (?:provide|share|give|ask|consult|check|refer|note that i) .*|(?:i'm|i am|we are) (?:happy|glad) to .*"
    r"|(?:happy|glad) to help.*|i (?:will|can|would be) (?:answer|help|try|be).*"
    r"|would you like .*|do you (?:want|need|have) .*|notes?"
    r"|(?:i'm|i am) an ai .*|as an ai .*|end of (?:answer|reply))"
    rf"|{_SURE}(?: {_SURE})*)"
)


def is_refusal(text: str, phrase: str) -> bool:
    """Whether a whole reply amounts to ``phrase``, the words in which a model is told to decline.

    An apology ahead, an offer of help after it, and marks change nothing; nor do the usual other wordings ("The
    passages do not mention ..."). A reply that also states something is no refusal, and neither is an empty one.

    Args:
        text: the whole reply, as it was streamed or without its marks.
        phrase: may have several sentences.
    """
    text = _THOUGHT.sub(" ", text)
    text = _unframed(fold(ROUND.sub(" ", SQUARE.sub(" ", text))))
    wanted = _plain(phrase)
    if not has_word(text) or len(text) > _MOST_CHARS:
        return False
    if wanted and _bare(_plain(text)) == _bare(wanted):
        return True
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    if wanted and _bare(_plain(text)).startswith(f"{_bare(wanted)} "):
        rest = _plain(text)[_plain(text).index(_bare(wanted)) + len(_bare(wanted)) :]
        sentences = [one for one in sentences if _plain(one) and _plain(one) in rest]
        return all(claims_nothing(one) or _declines(one) for one in sentences)
    left = [one for one in sentences if not claims_nothing(one)]
    return 0 < len(left) <= len(sentences) <= _MOST_SENTENCES and all(map(_declines, left))


def claims_nothing(text: str) -> bool:
    """Whether a sentence only frames the answer: "Sure, here is the answer:", "I hope this helps!".

    True for a text without a word. "The fee rose in three steps:" claims something.
    """
    return _FRAMES.fullmatch(_plain(text)) is not None or not has_word(text)


def _unframed(text: str) -> str:
    """``text`` without "Here is the answer:" ahead."""
    head, _, rest = text.partition(":")
    return rest.strip() if has_word(rest) and claims_nothing(head) else text


def _plain(text: str) -> str:
    """Words alone, case-folded, single spaces between."""
    return _NOT_WORDS.sub(" ", text.casefold().replace("\u2019", "'")).strip(" '")


def _bare(plain: str) -> str:
    """Plain words without an apology ahead."""
    return _APOLOGY.sub("", plain, count=1)


def _declines(sentence: str) -> bool:
    plain = _bare(_plain(sentence))
    plain = _bare(_BASED.sub("", plain, count=1))
    return _DECLINES.match(plain) is not None and not _STATES.search(plain)
