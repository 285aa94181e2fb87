"""Whether a word that may be a verb of saying is one where it stands, and what follows it is said."""

from typing import Final

from ingest.attribution.found import SentenceUnits
from ingest.attribution.lexicon import AUXILIARIES, NOUNS, PREPOSITIONS, QUOTING, SAYING, TREATING, WEAK

__all__ = ["NEEDS_PARTICLE", "PARTICLES", "is_told_actively", "may_govern", "that_behind_aside"]

_BE: Final = frozenset("is are was were be been being".split())
_HAVE: Final = frozenset("has have had having".split())
_NO_SUBJECT: Final = frozenset("to a an the his her their its our my your every each no any".split())
# "called off", "pointed up": no words are said.
_AWAY: Final = frozenset("off back up down over together aside".split())
_MODALS: Final = frozenset("will would can could may might must should shall do does did don't didn't doesn't".split())
_PLURAL: Final = frozenset("people police some many others most few both all i we you they who men women".split())
_PLAIN: Final = frozenset("say argue insist believe agree think contend".split())
_SHOWING: Final = frozenset({"show", "suggest", "indicate"})
_SINGULAR: Final = frozenset("he she it who which one".split())
_CLAUSE: Final = frozenset(
    "that he she it they we i you there this the his her their its a an if whether how what why no some".split()
)
# Before a noun they are no verbs: "a more detailed plan".
_ADJECTIVES: Final = frozenset(
    "detailed repeated suspected known supposed continued expected proposed disclosed described planned stated".split()
)
# What is said is a clause or stands in quote marks, else something else is meant: "added fuel", "wrote letters".
_OF_CLAUSES: Final = frozenset(
    """add continue answer maintain write assume advise conclude charge reply respond guess reason rule project
    document hold point swear type text email message repeat""".split()
)
_TO: Final = frozenset("refuse decline plan intend".split())
_TO_TOO: Final = WEAK | _TO | {"promise", "vow", "pledge", "threaten", "offer", "agree", "propose", "swear", "claim"}
# Verb, then the small word that goes with it, then what is said of.
PARTICLES: Final = {
    "call": {"for", "on"},
    "point": {"out", "to"},
    "speak": {"of", "about", "out"},
    "talk": {"about", "of"},
    "refer": {"to"},
    "complain": {"about", "of"},
    "object": {"to"},
    "agree": {"with", "on", "to"},
    "warn": {"of", "against"},
    "go": {"on"},
    "wonder": {"about"},
    "worry": {"about"},
    "joke": {"about"},
    "boast": {"about", "of"},
    "respond": {"to"},
    "ask": {"for", "about"},
    "push": {"for"},
    "think": {"of", "about"},
    "hope": {"for"},
    "apologize": {"for"},
    "apologise": {"for"},
}
NEEDS_PARTICLE: Final = frozenset({"point", "speak", "talk", "refer", "object", "go"})
_BEHIND_CALLS: Final = frozenset({"for", "on", "to"})
_NEAR: Final = 10


def is_told_actively(s: SentenceUnits, place: int, group: int, form: str) -> bool:
    """Whether the word stands as what somebody does: no noun, no infinitive, no passive.

    Args:
        s: the sentence.
        place: of the word.
        group: where it begins with its helpers.
        form: of the word.
    """
    before = s.low(group - 1)
    helpers = {s.low(at) for at in range(group, place)}
    if before in _NO_SUBJECT or (before.endswith("'s") and before not in AUXILIARIES):
        return False
    if form == "past":
        passive = helpers & _BE and not helpers & _HAVE
        return not passive and not helpers & {"been", "being"} and not _is_adjective(s, place)
    if form == "s":
        return not helpers & AUXILIARIES and not before.endswith("s'") and not _is_noun(s, place, before)
    if form == "ing":
        return before not in {"of", "from", "for"}
    return _is_base(s, place, before, bool(helpers & _MODALS))


def _is_base(s: SentenceUnits, place: int, before: str, modal: bool) -> bool:
    """Whether a form without an ending is a verb here: behind "will", a plural, or before a clause."""
    plain = s.low(place) in _PLAIN and before not in {"not", "n't"} and place > s.begin
    shows = s.low(place) in _SHOWING and s.low(place + 1) in _CLAUSE and s.units[place - 1].is_word
    plural = before.endswith("s") and not before.endswith("ss")
    return modal or plain or shows or before in _PLURAL or (plural and not _is_noun(s, place, before))


def _is_adjective(s: SentenceUnits, place: int) -> bool:
    if s.low(place) not in _ADJECTIVES or s.low(place - 1) in _SINGULAR | _PLURAL | AUXILIARIES:
        return False
    return place + 1 < s.end and s.units[place + 1].is_word and not _clause_or_quote(s, place + 1)


def _is_noun(s: SentenceUnits, place: int, before: str) -> bool:
    """Whether a form that is a noun too is one here: it has no pronoun before it, and no clause behind it."""
    if s.low(place) not in NOUNS and f"{s.low(place)}s" not in NOUNS:
        return False
    after = s.low(place + 1)
    quoted = s.speech(place + 1) or s.mark(place + 1) == ":"
    named = s.units[place - 1].is_name and place - 1 >= s.begin
    verb = named and (after in _CLAUSE or after in _BEHIND_CALLS or (place + 1 < s.end and s.units[place + 1].is_name))
    subjects = _SINGULAR if s.low(place).endswith("s") else _SINGULAR | _PLURAL
    return before not in subjects and not quoted and not verb


def _clause_or_quote(s: SentenceUnits, at: int) -> bool:
    return (
        s.low(at) in _CLAUSE or s.is_quotation(at) or s.mark(at) in {":", ","} or (at < s.end and s.units[at].is_name)
    )


def may_govern(s: SentenceUnits, place: int, lemma: str) -> bool:
    """Whether what follows the verb may be what is said."""
    after = s.low(place + 1)
    if s.mark(place + 1) in {":", ","} or s.is_quotation(place + 1):
        told = s.speech(place + 1) or s.speech(place + 2) or s.mark(place + 1) == ":" or s.low(place + 2) == "that"
        return told or that_behind_aside(s, place + 1) is not None
    if place + 1 >= s.end or after in _BE | _HAVE | _AWAY or after in PARTICLES.get(lemma, ()):
        return place + 1 < s.end and after not in _BE | _HAVE | _AWAY
    if lemma in QUOTING and lemma not in SAYING | TREATING | WEAK:
        return any(s.speech(at) for at in range(place + 1, min(place + _NEAR, s.end)))
    if lemma in _TO or lemma == "welcome":
        return after in (_CLAUSE if lemma == "welcome" else {"to", "that"}) or _that_or_quote(s, place + 1)
    if after in PREPOSITIONS or after in {"to", "of", "for", "as"}:
        return lemma == "say" or _that_or_quote(s, place + 1) or (after == "to" and lemma in _TO_TOO)
    return lemma not in _OF_CLAUSES or _that_or_quote(s, place + 1) or _is_clause(s, place + 1)


def that_behind_aside(s: SentenceUnits, comma: int) -> int | None:
    """Where "that" stands behind an aside: "reported, citing two officials, that ..."; None where none does."""
    if s.mark(comma) != "," or not s.low(comma + 1).endswith("ing"):
        return None
    closing = next((at for at in range(comma + 1, min(s.end, comma + _NEAR)) if s.mark(at)), None)
    return closing + 1 if closing is not None and s.mark(closing) == "," and s.low(closing + 1) == "that" else None


def _is_clause(s: SentenceUnits, at: int) -> bool:
    """Whether a subject and its verb follow."""
    if s.low(at) in {"he", "she", "it", "they", "we", "i", "there", "how", "whether", "if", "what", "why"}:
        return True
    return any(s.low(place) in AUXILIARIES for place in range(at + 1, min(at + _NEAR, s.end)))


def _that_or_quote(s: SentenceUnits, at: int) -> bool:
    for place in range(at, min(at + _NEAR, s.end)):
        if s.low(place) == "that" or s.speech(place) or s.mark(place) == ":":
            return True
        if s.mark(place) == "," and s.low(place + 1) != "that" and not s.speech(place + 1):
            break
    return False
