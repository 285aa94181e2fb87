"""Where what is said ends behind its cue."""

from typing import Final

from ingest.attribution.found import SentenceUnits
from ingest.attribution.lexicon import (
    AUXILIARIES,
    BARRIERS,
    DETERMINERS,
    NOUNS,
    OPENERS,
    SAYING,
    TELLING,
    TREATING,
    VERBS,
    WEAK,
)
from ingest.attribution.phrases import phrase_after

__all__ = ["BREAKS", "SUBORDINATE", "Clause", "end_of", "past_dateline"]

Clause = tuple[int, int, str]
"""Units of source and verb together: first, one past the last, and the lemma of the verb."""

BREAKS: Final = frozenset("but while though although whereas".split())
# They open a clause that is not what is said: "When it rained, Venn said ...".
SUBORDINATE: Final = frozenset("as when while since until before after because although though if asked".split())
# Behind a comma they add something to the object of a verb: "criticised the board, which ...".
_ADDING: Final = frozenset("which who whose where when a an the not in i he she they we it".split())
_LONGEST_DATELINE: Final = 10
_SPEAKING: Final = frozenset({"speak", "talk", "refer", "object"})
_DASHES: Final = frozenset({"\u2014", "\u2013"})


def end_of(s: SentenceUnits, begin: int, clause: Clause | None = None) -> int:
    """Where content behind a cue ends: at the sentence's end, or where the sentence leaves what is said.

    Args:
        s: the sentence.
        begin: first unit of the content.
        clause: of the cue; None where it is no verb.
    """
    lemma = clause[2] if clause else "say"
    loose = lemma in TREATING | WEAK | _SPEAKING and lemma not in SAYING
    subordinate = clause is not None and _is_subordinate(s, clause[0])
    relative = clause is not None and s.low(clause[0]) in {"who", "which"}
    for place in range(begin + 1, s.end):
        mark = s.mark(place)
        if mark == "," and (subordinate or _goes_over(s, place + 1) or (loose and s.low(place + 1) in _ADDING)):
            return place
        if relative and _leaves_relative(s, place):
            return place + (mark != ",")
        if mark in _DASHES and (loose or _goes_over(s, place + 1)):
            return place
        if (s.low(place) == "but" and _says_on(s, place + 1)) or (mark == ";" and (loose or _says_more(s, place + 1))):
            return place
        if lemma in TREATING and _leaves_object(s, place):
            return place
    return s.end


def past_dateline(s: SentenceUnits) -> int:
    """The first unit behind a dateline, "PORT ELLARY (HPA) - ", that a sentence begins with; else its first unit."""
    if not (s.units[s.begin].text.isupper() and len(s.units[s.begin].text) > 1):
        return s.begin
    for place in range(s.begin + 1, min(s.end - 1, s.begin + _LONGEST_DATELINE)):
        if s.mark(place) in _DASHES:
            return place + 1
        if s.low(place) in VERBS or s.is_quotation(place):
            break
    return s.begin


def _is_subordinate(s: SentenceUnits, first: int) -> bool:
    """Whether the cue stands in a clause that opens the sentence: "When Venn mentioned the crane, ..."."""
    return s.low(s.begin) in SUBORDINATE and not any(s.mark(place) == "," for place in range(s.begin, first))


def _says_on(s: SentenceUnits, at: int) -> bool:
    """Whether a second verb of saying follows: "said it was late but conceded that ..."."""
    lemma, form = VERBS.get(s.low(at), ("", ""))
    return form in {"past", "s"} and lemma in SAYING and s.low(at) not in NOUNS


def _goes_on_outside(s: SentenceUnits, at: int) -> bool:
    """Whether the clause goes on that a relative clause stands in: "Venn, who knew that it was late, told ..."."""
    lemma, form = VERBS.get(s.low(at), ("", ""))
    return (form in {"past", "s"} and lemma in SAYING | TELLING) or s.low(at) in AUXILIARIES


def _leaves_relative(s: SentenceUnits, place: int) -> bool:
    """Whether a relative clause ends at a comma or at a quotation that has one at its end."""
    if s.mark(place) == "," and _goes_on_outside(s, place + 1):
        return True
    return (s.mark(place) == "," or _closes_with_comma(s, place)) and _somebody_says(s, place + 1)


def _closes_with_comma(s: SentenceUnits, place: int) -> bool:
    quotation = s.units[place].quotation
    return quotation is not None and s.text[quotation.inner_start : quotation.inner_end].rstrip().endswith(",")


def _somebody_says(s: SentenceUnits, at: int) -> bool:
    """Whether a clause with a speaker of its own begins at unit ``at``: "by Orr, who said that, | Venn noted that"."""
    source = phrase_after(s.units, at, s.end)
    if source is None or source[1] >= s.end or s.units[at].low in {"he", "she", "it", "they"} - {s.low(s.begin)}:
        return False
    verb = source[1]
    if s.mark(verb) == ",":  # "the mayor, Mara Venn, noted"
        commas = [at for at in range(verb, min(s.end, verb + _LONGEST_DATELINE)) if s.mark(at) == ","]
        verb = next((at + 1 for at in commas if s.low(at + 1) in VERBS), verb)
    lemma, form = VERBS.get(s.low(verb), ("", ""))
    return form == "past" and lemma in SAYING | TELLING and s.low(verb) not in NOUNS


def _says_more(s: SentenceUnits, at: int) -> bool:
    """Whether somebody says something from unit ``at`` on."""
    verbs = (VERBS.get(s.low(place), ("", "")) for place in range(at, s.end))
    return any(lemma in SAYING and form in {"past", "s"} for lemma, form in verbs)


def _leaves_object(s: SentenceUnits, place: int) -> bool:
    """Whether what is said of a thing ends there: at a time, or at another thing that is done."""
    if s.low(place) in {"during", "when", "while", "before", "after", "because"}:
        return True
    lemma, form = VERBS.get(s.low(place + 1), ("", ""))
    after = form == "past" or (form == "s" and lemma in SAYING and s.low(place + 1) not in NOUNS)
    return s.low(place) in {"and", "but"} and (after or s.low(place + 1) in {"has", "had", "was", "said"})


def _goes_over(s: SentenceUnits, at: int) -> bool:
    """Whether the sentence leaves what is said at unit ``at``, behind a comma."""
    low = s.low(at)
    if low == "according" and s.low(at + 1) == "to":
        return True
    if low in OPENERS | BREAKS | {"and"}:
        return low in BREAKS or (
            VERBS.get(s.low(at + 1), ("", ""))[1] in {"past", "s"} and s.low(at + 1) not in DETERMINERS
        )
    lemma, form = VERBS.get(low, ("", ""))
    if lemma in SAYING and form in {"past", "s"} and at + 1 < s.end:  # ", said Mara Venn"
        return s.units[at + 1].is_name or s.low(at + 1) in {"he", "she", "they"}
    return form == "ing" and low not in BARRIERS
