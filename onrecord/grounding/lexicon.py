"""Words whose exchange changes what a sentence claims, though similarity hardly sees it. English; general vocabulary.

The lists hold function words and common opposites that any grammar or thesaurus has; nothing in them comes from a data
set that the judge is measured on.
"""

from typing import Final

from onrecord.words import stem

__all__ = [
    "ALLEGED",
    "APPROXIMATE",
    "BOUNDS",
    "CALENDAR",
    "CERTAIN",
    "HEDGED_NOUNS",
    "HEDGES",
    "MONTHS",
    "NEGATIONS",
    "OPPOSITES",
    "QUANTIFIERS",
    "SPEECH",
    "WEEKDAYS",
    "denies",
    "lemma",
]

NEGATIONS: Final = frozenset(
    """not no never none nobody nothing neither nor without cannot denied denies deny refused refuses rejected rejects
    failed fails unable hardly barely""".split()
)

# What is said without being vouched for.
ALLEGED: Final = frozenset(
    "allege alleged alleges allegedly reportedly rumoured rumored claimed claims accused".split()
)
# How sure a claim is of what it says, from what may be to what is. A claim surer than its source is another claim.
HEDGES: Final = {
    **dict.fromkeys("may might could possible possibly perhaps maybe potential potentially".split(), 1),
    **dict.fromkeys(
        """likely probably probable expect expected expects should appear appears appeared seem seems seemed suggest
        suggests suggested suspected""".split(),
        2,
    ),
    **dict.fromkeys(
        """plan plans planned planning intend intends intended aim aims hopes hoped hope propose proposed proposes
        consider considering considers seeks seeking wants wanted ask asked asks urged requested demanded
        recommended recommends""".split(),
        2,
    ),
    **dict.fromkeys(ALLEGED, 2),
    "will": 3,
}
# Words that make certain: a claim with one of them is surer than any source that hedges.
CERTAIN: Final = frozenset(
    """confirmed confirms confirm certain certainly definitely definite guaranteed guarantees promised promises proved
    proven proves undoubtedly undeniably inevitably surely""".split()
)
# Nouns that hedge as the verbs do: a claim with one of them states no fact.
HEDGED_NOUNS: Final = frozenset(
    """question questions request requests demand demands proposal proposals plan plans intention intentions allegation
    allegations expectation expectations hope hopes aim aims suggestion whether chance risk possibility""".split()
)
SPEECH: Final = frozenset(
    """said says say saying told tells tell according argued argues claimed claims claim stated states insisted insists
    replied warned warns announced denied denies acknowledged conceded explained noted testified wrote maintained
    maintains confirmed believes believed thinks thought called calls described describes accused told reported
    reports reckons estimates estimated added adds complained complains criticised criticized promised promises
    asked answered answers rejects rejected disputes disputed view opinion put puts record""".split()
)
# How many of a thing: a claim about more of them than the source speaks of is another claim.
QUANTIFIERS: Final = {
    **dict.fromkeys(
        "all every each entire whole always everyone everybody everything completely fully both".split(), 4
    ),
    **dict.fromkeys("most majority mostly mainly usually generally largely almost nearly".split(), 3),
    **dict.fromkeys("many several often numerous dozens hundreds thousands frequently".split(), 2),
    **dict.fromkeys("some few fewer sometimes partly part occasionally rarely seldom minority certain".split(), 1),
}
# Which side of a figure is meant.
BOUNDS: Final = {
    **dict.fromkeys(("at least", "no less than", "no fewer than", "not less than", "a minimum of"), "at least"),
    **dict.fromkeys(
        (
            "more than",
            "over",
            "above",
            "exceeding",
            "in excess of",
            "upwards of",
            "longer than",
            "larger than",
            "higher than",
            "older than",
        ),
        "more than",
    ),
    **dict.fromkeys(
        (
            "at most",
            "within",
            "no more than",
            "not later than",
            "no later than",
            "not exceeding",
            "up to",
            "not more than",
            "a maximum of",
            "as much as",
            "as many as",
        ),
        "at most",
    ),
    **dict.fromkeys(
        ("less than", "fewer than", "under", "below", "shorter than", "smaller than", "lower than", "younger than"),
        "less than",
    ),
    **dict.fromkeys(("nearly", "almost", "just under", "close to"), "nearly"),
}
APPROXIMATE: Final = frozenset(
    "about around roughly approximately some nearly almost over more least under less up circa estimated close".split()
)
WEEKDAYS: Final = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())

MONTHS: Final = tuple("january february march april may june july august september october november december".split())
CALENDAR: Final = WEEKDAYS | frozenset(MONTHS)

_PAIRS: Final = """
increase decrease; increase reduce; increase drop; increase decline; increase fall; rise fall; rise drop; rise
decline; raise lower; raise cut; raise reduce; grow shrink; gain lose; gain loss; profit loss; more less; more fewer;
above below; before after; first last; earlier later; early late; win lose; open close; accept reject; accept refuse;
approve reject; approve oppose; support oppose; support reject; agree disagree; deny confirm; deny admit; allow ban;
allow forbid; allow prevent; permit prohibit; succeed fail; high low; higher lower; highest lowest; north south; east
west; northern southern; eastern western; begin end; start end; start stop; begin finish; arrive leave; arrive depart;
buy sell; import export; maximum minimum; long short; longer shorter; large small; larger smaller; largest smallest;
big small; strong weak; stronger weaker; guilty innocent; convict acquit; always never; inside outside; up down; hire
fire; hire dismiss; legal illegal; lawful unlawful; alive dead; public private; major minor; better worse; best worst;
most least; old new; older younger; old young; oldest youngest; cheap expensive; cheaper dearer; fast slow; faster
slower; hot cold; warm cold; full empty; possible impossible; safe dangerous; safe unsafe; true false; positive
negative; success failure; add remove; join leave; include exclude; attack defend; advance retreat; borrow lend;
create destroy; build demolish; expand contract; extend shorten; widen narrow; improve worsen; strengthen weaken;
tighten loosen; tighten ease; praise criticise; praise criticize; welcome condemn; optimistic pessimistic; wet dry;
male female; man woman; men women; son daughter; father mother; brother sister; husband wife; boy girl; king queen;
day night; morning evening; summer winter; spring autumn; past future; majority minority; employer employee; buyer
seller; lender borrower; landlord tenant; winner loser; temporary permanent; optional mandatory; optional compulsory;
voluntary compulsory; partial full; partly fully; same different; similar different; easy difficult; known unknown;
clear unclear; certain uncertain; able unable; lucky unlucky; likely unlikely; sufficient insufficient; appear
disappear; connect disconnect; lock unlock; visible invisible; complete incomplete; regular irregular; pass fail; hit
miss; upstream downstream; inbound outbound; internal external; domestic foreign; supply demand; income expense; asset
liability; surplus deficit; rich poor; heavy light; thick thin; deep shallow; wide narrow; only also; suspend resume;
over under; halt continue; stop continue; delay hasten; postpone advance; near far
"""
_IRREGULAR: Final = """
be was were been is are am; have had has; do did done; go went gone; win won; lose lost; say said; pay paid; sell
sold; tell told; buy bought; bring brought; think thought; teach taught; catch caught; fight fought; seek sought; find
found; hold held; lead led; leave left; meet met; send sent; spend spent; build built; lend lent; bend bent; keep
kept; sleep slept; feel felt; deal dealt; mean meant; make made; hear heard; stand stood; understand understood; sit
sat; get got gotten; give gave given; take took taken; come came; become became; begin began begun; drink drank drunk;
sing sang sung; sink sank sunk; swim swam swum; ring rang rung; run ran; know knew known; grow grew grown; throw threw
thrown; fly flew flown; draw drew drawn; blow blew blown; show showed shown; see saw seen; eat ate eaten; fall fell
fallen; write wrote written; drive drove driven; ride rode ridden; rise rose risen; break broke broken; speak spoke
spoken; steal stole stolen; choose chose chosen; freeze froze frozen; wear wore worn; tear tore torn; bear bore born
borne; swear swore sworn; forget forgot forgotten; hide hid hidden; bite bit bitten; strike struck stricken; stick
stuck; dig dug; hang hung; swing swung; sting stung; spin spun; shoot shot; light lit; slide slid; bind bound; feed
fed; breed bred; bleed bled; flee fled; speed sped; shake shook shaken; mistake mistook mistaken; undertake undertook
undertaken; overtake overtook overtaken; withdraw withdrew withdrawn; undergo underwent undergone; overcome overcame;
foresee foresaw foreseen; sew sewn; sow sown; mow mown; lay laid; lie lay lain; man men; woman women; child children;
person people; foot feet; tooth teeth; mouse mice; life lives; wife wives; leaf leaves; half halves; knife knives; die
died death dead; good better best; bad worse worst; arise arose arisen; forbid forbade forbidden; forgive forgave
forgiven; burn burnt; learn learnt; dream dreamt; spell spelt; spoil spoilt; strive strove striven; weave wove woven;
wake woke woken; arrive arrival; lose loss; choose choice; grow growth; decide decision
"""


def _lemmas() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in " ".join(_IRREGULAR.split()).split(";"):
        first, *others = line.split()
        for other in others:
            found.setdefault(stem(other), stem(first))
    return found


_LEMMAS: Final = _lemmas()


def lemma(word_stem: str) -> str:
    """The stem of the plain form for the stem of an irregular one ("won" -> "win"); any other stem as it is."""
    return _LEMMAS.get(word_stem, word_stem)


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in " ".join(_PAIRS.split()).split(";"):
        one, other = (lemma(stem(word)) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES: Final = _opposites()
"""Lemma -> lemmas that say the opposite."""


def denies(word: str) -> bool:
    """Whether a word, in small letters, denies what it stands with."""
    return word in NEGATIONS or word.replace("\u2019", "'").endswith("n't")
