"""Cues of several words: "made it clear that", "issued a warning that", "lashed out at", "is convinced that"."""

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Final

from ingest.attribution.found import SentenceUnits
from ingest.attribution.governing import may_govern
from ingest.attribution.lexicon import CUE_NOUNS, MONTHS_AND_DAYS, PREPOSITIONS, VERBS, WEAK_NOUNS, forms_of

__all__ = ["Cue", "wording_at"]

Cue = tuple[int, str, str]
"""One past its last unit, the lemma of the verb that it stands for, and the form of its first verb."""

# Verb of saying that it comes to -> wordings: the verb first, "|" between words of which one stands there.
_WORDINGS: Final[Mapping[str, str]] = {
    "state": """make it|this|that clear|plain|known|public|official; make clear|plain|known|public; let it be known;
        leave no|little doubt; drive home; draw|call attention to; serve notice; put on record;
        sound the alarm about|over; speak out about; make the|a|his|her|their|its case; make the|a point;
        drop a hint""",
    "criticize": """lash|hit out at; hit|fire|strike back at; take aim at; take issue with; take a swipe at;
        pour scorn on;
        speak|come|rail|push against; speak|come out against; push back on|against; rail at;
        go after; find fault with""",
    "question": "cast|throw doubt on|upon; call into question; raise doubts about|over",
    "reject": "rule out; hold out against",
    "dismiss": "play down; shrug|brush|wave off|aside; make light of",
    "praise": "pay tribute to; speak highly|warmly|fondly of; heap praise on; sing the praises of",
    "recommend": "come|speak out in favour|favor of; throw his|her|its|their weight behind; make a|the plea for",
    "blame": "point a|the finger at; lay the blame on|at|with; put the blame on",
    "describe": "sum up; lay|set|spell out; touch on",
    "doubt": "vote against; come down against",
    "support": "vote for|to; side with; stand by; come down on",
}
# With "is" before and what is thought behind: said plainly, or felt.
_PLAIN: Final = frozenset("adamant clear explicit emphatic insistent categorical blunt unequivocal".split())
_FELT: Final = frozenset(
    """confident convinced sure certain hopeful optimistic pessimistic sceptical skeptical concerned worried afraid
    fearful aware doubtful proud pleased glad delighted sorry disappointed surprised shocked angry furious dismayed
    frustrated incensed alarmed unhappy grateful ashamed upset relieved satisfied eager reluctant willing unwilling
    determined opposed wary mindful outraged horrified appalled baffled puzzled keen sympathetic""".split()
)
_AFTER_FELT: Final = frozenset("that about of at by with over to for whether".split())
# They put a noun of saying into a clause: "voiced the hope that", "gave an assurance that".
_GIVING: Final = frozenset(
    """make give issue express voice raise offer release publish deliver repeat renew send level lodge share post
    reiterate convey hold take advance announce present sound utter air echo register put""".split()
)
_HOLDING: Final = frozenset("view opinion belief conviction impression position line stance".split())
_GIVEN: Final = (
    CUE_NOUNS
    | _HOLDING
    | frozenset(
        """confidence disappointment regret alarm anger frustration dismay satisfaction gratitude sorrow scepticism
    skepticism
    misgivings reservations objection objections apology apologies tribute thanks sympathy condolences solidarity
    letter memo tweet post message note advice ultimatum certainty surprise outrage readiness willingness
    displeasure scorn unease praise support opposition""".split()
    )
)
_BEHIND_GIVEN: Final = frozenset("that about over regarding".split())
_BEHIND_FELT: Final = _BEHIND_GIVEN | frozenset("of at for to with on".split())
_ING_OF_WORDS: Final = frozenset("saying stating warning urging calling demanding announcing denying declaring".split())
_FELT_NOUNS: Final = WEAK_NOUNS | frozenset(
    """confidence disappointment regret alarm anger frustration dismay satisfaction scepticism skepticism misgivings
    reservations conviction impression surprise outrage readiness willingness displeasure unease""".split()
)
# What they are about follows with any small word: "objections to", "regret for".
_REGARDING: Final = frozenset(
    "objection objections apology apologies tribute thanks praise support opposition scorn gratitude sorrow".split()
)
_WIDEST: Final = 4
_BE: Final = frozenset("is are was were be been being 's 're am".split())
_IRREGULAR: Final = {
    "make": ("made",),
    "let": ("let",),
    "leave": ("left",),
    "drive": ("drove", "driven"),
    "draw": ("drew", "drawn"),
    "put": ("put",),
    "hit": ("hit",),
    "strike": ("struck",),
    "take": ("took", "taken"),
    "come": ("came",),
    "speak": ("spoke", "spoken"),
    "go": ("went", "gone"),
    "find": ("found",),
    "cast": ("cast",),
    "throw": ("threw", "thrown"),
    "hold": ("held",),
    "pay": ("paid",),
    "sing": ("sang", "sung"),
    "lay": ("laid",),
    "set": ("set",),
    "spell": ("spelled", "spelt"),
    "sum": ("summed",),
    "drop": ("dropped",),
    "stand": ("stood",),
    "give": ("gave", "given"),
    "send": ("sent",),
}


def _tables() -> Iterator[tuple[str, str, tuple[frozenset[str], ...], str]]:
    """Each form of the first verb, what form it is, the words behind it, and what the wording comes to."""
    for lemma, wordings in _WORDINGS.items():
        for wording in wordings.split(";"):
            first, *behind = wording.split()
            for verb in first.split("|"):
                for form, kind in forms_of(verb, _IRREGULAR.get(verb)):
                    yield form, kind, tuple(frozenset(one.split("|")) for one in behind), lemma


_BY_FORM: Final[dict[str, list[tuple[str, tuple[frozenset[str], ...], str]]]] = {}
for _form, _kind, _behind, _lemma in sorted(_tables(), key=itemgetter(1), reverse=True):  # "put": past before base
    _BY_FORM.setdefault(_form, []).append((_kind, _behind, _lemma))
_GIVING_FORMS: Final = {form: kind for verb in sorted(_GIVING) for form, kind in forms_of(verb, _IRREGULAR.get(verb))}


def wording_at(s: SentenceUnits, place: int) -> Cue | None:
    """The cue of several words whose verb stands at unit ``place``; None where none begins there."""
    low = s.low(place)
    for kind, behind, lemma in _BY_FORM.get(low, ()):
        past = place + 1 + len(behind)
        if all(s.low(place + 1 + at) in words for at, words in enumerate(behind)) and may_govern(s, past - 1, lemma):
            return past, lemma, kind
    if low in {"put", "puts"} and s.low(place + 1) == "it" and s.low(place + 2) not in PREPOSITIONS | {"to", "that"}:
        return place + 2, "put", "past" if low == "put" else "s"
    if low in _BE:
        return _felt(s, place)
    return _given(s, place, _GIVING_FORMS[low]) if low in _GIVING_FORMS else None


def _felt(s: SentenceUnits, place: int) -> Cue | None:
    """``is convinced that``, ``was worried about``, ``is of the view that``."""
    at = place + 1
    if s.low(at) == "of" and s.low(at + 1) == "the" and s.low(at + 2) in _HOLDING and s.low(at + 3) == "that":
        return at + 3, "believe", "past"
    while at < place + _WIDEST and (s.low(at).endswith("ly") or s.low(at) in {"not", "also", "very", "so", "still"}):
        at += 1
    low = s.low(at)
    if low in _PLAIN and s.low(at + 1) == "that":
        return at + 1, "say", "past"
    if low in _FELT and s.low(at + 1) in _AFTER_FELT:
        return at + 1, "believe", "past"
    return None


def _given(s: SentenceUnits, place: int, form: str) -> Cue | None:
    """``gave an assurance that``, ``issued a statement on Monday saying``."""
    for at in range(place + 1, min(s.end, place + 2 + _WIDEST)):
        low = s.low(at)
        if not s.units[at].is_word or low in PREPOSITIONS or low == "that":
            return None
        if low in _GIVEN:
            break
    else:
        return None
    noun, after = s.low(at), at + 1
    lemma = "deny" if noun in {"denial", "denials"} else "believe" if noun in _FELT_NOUNS else "say"
    behind = _BEHIND_FELT if noun in _REGARDING or noun in _FELT_NOUNS else _BEHIND_GIVEN
    if s.low(after) in behind or s.mark(after) == ":":
        return after, lemma, form
    past = _past_time(s, after)
    verb = VERBS.get(s.low(past), ("", ""))
    return (past + 1, verb[0], form) if s.low(past) in _ING_OF_WORDS else None


def _past_time(s: SentenceUnits, at: int) -> int:
    """Past "on Monday" and "late on Friday"."""
    end = at + _WIDEST
    while at < end and (s.low(at) in MONTHS_AND_DAYS | PREPOSITIONS or s.low(at).isdigit()):
        at += 1
    return at
