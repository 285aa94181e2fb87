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

# What the model was given, in words that documents hardly use of themselves ...
_GIVEN: Final = (
    r"(?:(?:the|these|those|this|your|any of|all of|both|\d+|two|three|four|five|six|available|retrieved|above"
    r"|cited) )*"
)
_TO_US: Final = (
    r"(?: (?:provided|given|above|available|supplied|at hand|i (?:have|was given)|you (?:gave|provided)(?: me)?))"
)
_TEXTS: Final = r"(?:passages?|documents?|context|texts?|information|sources?|excerpts?|materials?)"
_PASSAGES: Final = (
    rf"{_GIVEN}(?:(?:provided |given |supplied )?(?:passages|context){_TO_US}?|(?:provided|given|supplied) {_TEXTS}"
    rf"|{_TEXTS}{_TO_US})"
)
# ... and in words that they may use too.
_DOCUMENTS: Final = rf"(?:{_PASSAGES}|{_GIVEN}(?:passage|documents?))"

_NOT: Final = r"(?:do not|does not|did not|don't|doesn't|didn't|cannot|can't|fail to|fails to|never)"
_HOW: Final = r"(?:(?:specifically|explicitly|directly|actually|clearly|really) )?"
_TELLS: Final = (
    r"(?:contain|mention|provide|answer|say|state|include|specify|address|give|discuss|offer|indicate|have)s?"
)
_SAYS: Final = r"(?:mention|say|state|specify|address|discuss|indicate|answer)s?"
_KIND: Final = (
    r"(?:(?:an|any|the|this|that|such|enough|sufficient|specific|direct|explicit|clear|further|relevant|exact|detailed"
    r"|complete|more|much) )*"
)
_TOLD: Final = (
    rf"(?:{_KIND}(?:answers?|information|details?)(?: (?:about|on|regarding|concerning|to|needed|required|requested"
    r"|necessary|that|in)\b.*)?|(?:this|that|the|your) (?:question|query)(?: asked| above| directly| fully)?"
    r"|it|this|that|enough to (?:answer|tell|say)\b.*|(?:who|whom|whose|what|when|where|which|how|why)\b.*)"
)
_FINDS: Final = r"(?:find|answer|determine|provide|tell|say|give|locate|see|know|confirm|identify)"
_CANNOT: Final = (
    r"i (?:(?:can|could) ?not|can't|couldn't|do not|don't|did not|didn't|am (?:not able|unable) to|was unable to)"
)
_QUESTION: Final = r"(?:this|that|the|your) (?:question|query)"
_NONE: Final = r"(?:no|not enough|insufficient) (?:(?:specific|relevant|further|sufficient|direct|explicit) )*"
_APOLOGY: Final = re.compile(
    r"^(?:(?:i'm|i am|we're|we are) (?:very |so |really )?(?:sorry|afraid)|sorry|unfortunately|apologies|my apologies"
    r"|i apologi[sz]e)(?: but| however| that)? "
)
_INFORMATION: Final = r"(?:(?:the )?information (?:provided |given |contained )?(?:in|from) )"
_BASED: Final = re.compile(
    rf"^(?:(?:based (?:only |solely )?on|from|judging by|after reading) {_INFORMATION}?{_DOCUMENTS}"
    rf"|(?:according to|in) {_PASSAGES}) "
)
_WITHIN: Final = rf"(?:in|from|within|based (?:only |solely )?on|by|with|using) {_DOCUMENTS}"
_DECLINES: Final = re.compile(
    rf"(?:{_PASSAGES} {_NOT} {_HOW}{_SAYS}\b.*|{_DOCUMENTS} {_NOT} {_HOW}{_TELLS}(?: {_TOLD})?"
    rf"|none of {_PASSAGES} {_HOW}{_SAYS}\b.*|none of {_DOCUMENTS} {_HOW}{_TELLS}(?: {_TOLD})?"
    rf"|{_CANNOT} answer(?: {_QUESTION}| that| this| it)?(?: {_WITHIN})?"
    rf"|{_CANNOT} {_FINDS} {_KIND}(?:answers?|information)\b.*|{_CANNOT} {_FINDS}\b.* {_WITHIN}"
    rf"|i (?:do not|don't) (?:know(?: the answer)?(?: {_WITHIN})?|have {_KIND}(?:information|answer)\b.*)"
    rf"|(?:there is|there's|there are|i have|i found|i see) {_NONE}(?:(?:information|answer)\b.* {_WITHIN}"
    rf"|(?:mention|details?|indication)\b.* (?:in|within) {_PASSAGES})"
    rf"|(?:(?:there is|there's|i have) )?{_NONE}(?:information|answer)(?: to answer(?: {_QUESTION})?| found)?"
    rf"|no (?:(?:specific|relevant) )*(?:(?:information|answer)\b.* {_WITHIN}"
    rf"|(?:mention|details?)\b.* (?:in|by|from) {_PASSAGES})"
    rf"|it is (?:not possible|impossible) to (?:answer {_QUESTION}(?: {_WITHIN})?|{_FINDS}\b.* from {_PASSAGES})"
    rf"|(?:the |this |that )?(?:answer|information)(?: to {_QUESTION})? (?:is not|isn't|cannot be|can't be|was not)"
    rf"(?: \w+){{0,2}} {_WITHIN}"
    rf"|{_QUESTION} (?:cannot|can't|can not|could not) be answered(?: {_WITHIN})?"
    r"|not (?:found|answerable|stated|mentioned)|unanswerable)"
)
# What declines after "Based on the passages, ..." alone.
_DECLINES_SO: Final = re.compile(
    rf"(?:(?:it is (?:not possible|impossible) to|{_CANNOT}) {_FINDS}\b.*"
    rf"|(?:there is|there's|there are) {_NONE}(?:information|mention|answer|details?|indication)\b.*)"
)
# What follows states something after all.
_STATES: Final = re.compile(
    r"\b(?:but|however|although|though|instead|only|except|while|whereas|nevertheless|and (?:\w+ ){1,4}(?:is|are|was"
    r"|were|has|have|had|will|can|must|costs?|rose|fell)|which (?:is|are|was|were))\b"
)
_CLAUSES: Final = re.compile(
    rf"[;\u2014]|,? (?:because|since|as|so)\b(?= {_PASSAGES}| {_CANNOT}| there )|,? because\b|, (?:so|as|which)\b"
    rf"|,? and(?= {_PASSAGES} | i | there )"
)

_SURE: Final = (
    r"(?:sure|certainly|of course|absolutely|okay|ok|great question|good question|yes sure"
    r"|(?:thank you|thanks)(?: for (?:asking|(?:your|the) question))?)"
)
_ANSWER: Final = (
    r"(?:(?:short|brief|concise|detailed|possible|direct|complete|final|full|quick) )*"
    r"(?:answers?|summary|response|reply|overview|list|information|explanation|facts|details|sentences|sources"
    r"|references|conclusion|breakdown)"
)
_YOURS: Final = rf"(?: to {_QUESTION}| that answers? {_QUESTION}| you (?:asked|requested)(?: for)?)?"
_BASE: Final = (
    rf"(?:based (?:only |solely )?on|according to|from) (?:{_INFORMATION}?{_DOCUMENTS}|(?:the |this )?{_TEXTS})"
)
_HERE: Final = (
    rf"here(?: is|'s| are) (?:(?:the|an?|your|my|some) )?(?:{_ANSWER}{_YOURS}(?: {_BASE}| (?:of|in) {_DOCUMENTS}"
    rf"| of what {_DOCUMENTS} says?)?|what {_DOCUMENTS} says?)"
)
_MORE: Final = r"(?:(?:any|more|other|further|additional|follow up|another|some) )*"
_WANTS: Final = (
    rf"(?:you (?:have|need|want|would like|'d like|require) (?:{_MORE}(?:questions?|information|details?|help"
    rf"|assistance|clarification)(?: (?:about|on|regarding) (?:this|that|it|{_DOCUMENTS}))?|anything(?: else)?)"
    r"|i can (?:help|assist)(?: you)?(?: further| with anything else)?)"
)
_ASK: Final = (
    r"(?:please )?(?:(?:feel free to|do not hesitate to|don't hesitate to|just) )?(?:ask(?: me| away)?|let me know)"
)
_FRAMES: Final = re.compile(
    rf"(?:(?:{_SURE} )*(?:{_HERE}|here (?:it is|you go|they are)|(?:(?:the|my|final|short) )*{_ANSWER}{_YOURS}"
    rf"(?: is| are)?(?: as follows| below)?"
    rf"|{_BASE}(?: {_HERE}| (?:the )?{_ANSWER}{_YOURS}(?: is| are)?(?: as follows)?)?"
    r"|in (?:summary|conclusion|short)|to (?:summari[sz]e|sum up|answer your question)"
    rf"|let me (?:answer {_QUESTION}|help(?: you)?(?: with (?:that|this))?|see|think|check|explain)"
    r"|(?:i )?hope (?:this|that|it) (?:helps(?: you)?|answers your question|(?:is|was) helpful|clarifies(?: this| it)?)"
    rf"|(?:please )?(?:feel free to ask|let me know)(?: me)?(?: {_MORE}questions?)?(?: if {_WANTS})?|if {_WANTS} {_ASK}"
    r"|(?:(?:i'm|i am|we are) )?(?:happy|glad) to (?:help|assist)(?: you)?(?: further)?"
    r"(?: with (?:this|that|anything else))?"
    rf"|i(?: will| can|'ll) (?:now )?(?:try to )?(?:answer|help|help you with) {_QUESTION}(?: {_BASE})?"
    rf"|(?:please )?(?:note that )?(?:the above|this|these|(?:the|my|this|the above) {_ANSWER}) (?:is|are|was)"
    rf" (?:only |solely )?based (?:only |solely )?on {_DOCUMENTS}(?: alone| only)?"
    r"|notes?|(?:as|i'm|i am) an ai(?: language)?(?: model| assistant)?|end of (?:answer|reply)"
    r"|(?:(?:the|your) )?question(?: (?:is|was)(?: as follows)?)?"
    r"|(?:(?:the|this|these) )?passages?(?: (?:number )?\d+)?(?: (?:is|are|says?|states?|reads?)(?: as follows)?)?)"
    rf"|{_SURE}(?: {_SURE})*)"
)
# What a passage is about, in so many words.
_ABOUT: Final = re.compile(
    r"(?:(?:(?:the|this|these|both|all|first|second|third|last|provided|given) )*(?:"
    r"(?:passages?(?: \d+)?|context|(?:(?<=provided )|(?<=given ))texts?) (?:describes?|discuss(?:es)?|mentions?)"
    r"|(?:passages?(?: \d+)?|documents?(?: \d+)?|texts?|context) (?:is|are) (?:all )?about)"
    r"|(?:this is|these are|here is) (?:(?:a|the|some) )?passages? about) (?P<what>(?:\w[\w']*(?: |\Z)){1,8})"
)
# A verb, a number, a measure: more than a noun.
_CLAIMS: Final = re.compile(
    r"\d|\b(?:is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might|must|shall|should|do|does|did"
    r"|that|which|who|whose|when|where|how|why|whether|what|because|if|costs|rose|fell|said|says|no|not|never|without"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?"
    r"|millions?|half|dozen|long|wide|deep|high|tall|old|\w+ed)\b"
)
_BROKEN: Final = re.compile(r"[;,()\u2013\u2014]")
_COLON: Final = re.compile(r":(?!\S)")
_QUOTED: Final = re.compile('["\u201c\u201d\u00ab\u00bb]')
_ASKED: Final = re.compile("[?\uff1f][)*_]*\\Z")
# "The fee is 40 euros, isn't it?"
_TAG: Final = re.compile(
    r", (?:(?:right|correct|yes|no|ok|okay|eh|true)|(?:not )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can"
    r"|could|should)(?:n't|n\u2019t| not)? (?:it|he|she|they|we|you|i|there|that|this)(?: not)?)[?\uff1f]",
    re.IGNORECASE,
)


def is_refusal(text: str, phrase: str) -> bool:
    """Whether a whole reply amounts to ``phrase``, the words in which a model is told to decline.

    An apology ahead, an offer of help after it, and marks change nothing; nor do the usual other wordings ("The
    passages do not mention ...", "The document does not say who ..."). What a document may say of the world ("The
    document does not include VAT", "The material does not contain asbestos") is none, nor is a reply that also states
    something, nor an empty one.

    Args:
        text: the whole reply, as it was streamed or without its marks; or a sentence of one.
        phrase: may have several sentences.
    """
    text = _THOUGHT.sub(" ", text)
    text = _unframed(fold(ROUND.sub(" ", SQUARE.sub(" ", text))))
    wanted, said = _bare(_plain(phrase)), _bare(_plain(text))
    if not has_word(text) or len(text) > _MOST_CHARS:
        return False
    if wanted and said == wanted:
        return True
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    if wanted and said.startswith(f"{wanted} "):
        rest = said[len(wanted) + 1 :]
        later = [one for one in sentences if _plain(one) and _plain(one) in rest]
        if " ".join(map(_plain, later)) == rest:
            return all(claims_nothing(one) or _declines(one) for one in later)
    left = [one for one in sentences if not claims_nothing(one)]
    return 0 < len(left) <= len(sentences) <= _MOST_SENTENCES and all(map(_declines, left))


def claims_nothing(text: str) -> bool:
    """Whether a sentence only frames the answer, and so need not be checked.

    It offers or announces ("Sure, here is the answer:", "I hope this helps!"), only asks ("What did it cost?"), or
    tells what a passage is about. True for a text without a word. A condition, advice, and whatever is in doubt claim
    something: "The fee rose in three steps:", "If you have a pass, ...", "Answer: 40 euros", "It is so, isn't it?".
    """
    parts = [part for part in _COLON.split(fold(text)) if has_word(part)]
    return all(_frames(part) or (part is parts[-1] and _asks(part)) for part in parts)


def _frames(text: str) -> bool:
    plain = _plain(text)
    if _FRAMES.fullmatch(plain):
        return True
    about = _ABOUT.fullmatch(plain)
    return about is not None and not _CLAIMS.search(about["what"]) and not _BROKEN.search(text)


def _asks(text: str) -> bool:
    """Whether ``text`` is one question, not one that is reported or hung on a statement."""
    text = text.strip().strip("\"'\u201c\u201d\u00ab\u00bb ")
    if not _ASKED.search(text) or _QUOTED.search(text) or _TAG.search(text):
        return False
    return len(list(split_sentences(text))) == 1 and ";" not in text


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
    clauses = [part for part in _CLAUSES.split(_unframed(sentence).casefold().replace("\u2019", "'")) if has_word(part)]
    return bool(clauses) and all(_clause_declines(_bare(_plain(clause))) for clause in clauses)


def _clause_declines(plain: str) -> bool:
    if _STATES.search(plain):
        return False
    rest = _bare(_BASED.sub("", plain, count=1))
    return bool(_DECLINES.fullmatch(rest) or (rest != plain and _DECLINES_SO.fullmatch(rest)))
