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
    "IMPLICIT_DENIALS",
    "INTENTS",
    "MAGNITUDES",
    "MONTHS",
    "NEGATIONS",
    "PAST_FORMS",
    "QUANTIFIERS",
    "SPEECH",
    "UNIVERSAL",
    "WEEKDAYS",
    "denies",
    "lemma",
]

NEGATIONS: Final = frozenset(
    """not no never none nobody nothing neither nor without cannot denied denies deny refused refuses rejected rejects
    failed fails unable hardly barely""".split()
)

# Words that deny something without saying no: beside one of them, a denial on the other side may be the same.
IMPLICIT_DENIALS: Final = frozenset(
    """absent absence lack lacks lacked lacking miss misses missed missing avoid avoids avoided escape escapes escaped
    spare spared decline declined declines prevent prevents prevented stop stops stopped stopping ban bans
    banned forbid forbids forbidden prohibit prohibits prohibited exempt exempts exempted exempting exemption
    abandon abandoned drop dropped drops cancel cancelled canceled cancels halt halted cease ceased end ended
    close closed shut rather instead except excepted exception unless until only other others free refrain
    refrains refrained postpone postponed delay delayed withhold withheld omit omitted omits leave left leaves
    leaving short rule ruled rules out beyond intact unchanged same remain remains remained stay stayed stays
    keep kept keeps few little seldom rarely oppose opposed opposes against doubt doubts doubted doubtful
    dispute disputed disputes dismiss dismissed dismisses ignore ignored ignores neglect neglected lose lost
    loses loss nothing nobody none zero wrong false incorrect untrue contrary far alone sole solely scarcely
    empty bare gone void barred excluded exclude excludes silent silence former formerly previously once used
    secret anonymous confidential hidden safe refusal denial failure rejection shortage closure inability idle
    vacant impossible incapable ineligible illegal invalid insufficient inadequate incomplete incorrect
    inaccurate ineffective inconclusive vainly first last other another withdraw withdrew withdrawn waived waive
    vain minus""".split()
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
# Before "to": what somebody means to do, or promises, and may not have done.
INTENTS: Final = frozenset(
    """agreed offered offers promised promises pledged pledges vowed vows threatened threatens tried tries trying
    attempted attempts sought seeks wanted wants hoped hopes hoping planned plans planning intended intends
    decided decides prepared preparing prepares scheduled due set ready willing likely unlikely expected
    supposed meant aims aimed asked urged invited allowed proposed proposes""".split()
)
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
        "all every each entire whole always everyone everybody everything completely entirely fully both".split(), 4
    ),
    **dict.fromkeys("most majority mostly mainly usually generally largely almost nearly".split(), 3),
    **dict.fromkeys("many several often numerous dozens hundreds thousands frequently".split(), 2),
    **dict.fromkeys(
        "some few fewer sometimes partly partially part occasionally rarely seldom minority certain".split(), 1
    ),
}
# All of a thing.
UNIVERSAL: Final = frozenset("all every each everyone everybody everything both entire whole entirely".split())
# Rough numbers of different size.
MAGNITUDES: Final = frozenset("dozens scores hundreds thousands millions billions".split())
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
wake woke woken; arrive arrival; lose loss; choose choice; grow growth; decide decision; uphold upheld; withhold
withheld; rebuild rebuilt; repay repaid; outsell outsold; overthrow overthrew overthrown; rewrite rewrote rewritten;
retake retook retaken; cling clung; creep crept; weep wept; sweep swept; leap leapt; kneel knelt; spring sprang
sprung; shrink shrank shrunk; shine shone; slay slew slain
"""


def _lemmas() -> dict[str, str]:
    lines = [line.split() for line in " ".join(_IRREGULAR.split()).split(";")]
    plain = {stem(first) for first, *_ in lines}  # "leave" is no "leaf", although "leaves" may be
    found: dict[str, str] = {}
    for first, *others in lines:
        for other in map(stem, others):
            if other not in plain:
                found.setdefault(other, stem(first))
    return found


_LEMMAS: Final = _lemmas()

# Nouns and other words among the irregular forms, and those that are seldom the past of a verb.
_NO_VERBS: Final = frozenset(
    """men women children people feet teeth mice lives wives leaves halves knives death arrival loss choice growth
    decision better best worse worst been is are am was were has had did done left lit light saw fell felt
    ground""".split()
)
PAST_FORMS: Final = frozenset(
    word for line in " ".join(_IRREGULAR.split()).split(";") for word in line.split()[1:] if word not in _NO_VERBS
) | frozenset("left fell felt saw put set cut hit let shut hurt cost beat quit split spread cast burst bet".split())
"""Past forms and participles of irregular verbs."""


def lemma(word_stem: str) -> str:
    """The stem of the plain form for the stem of an irregular one ("won" -> "win"); any other stem as it is."""
    return _LEMMAS.get(word_stem, word_stem)


def denies(word: str) -> bool:
    """Whether a word, in small letters, denies what it stands with."""
    return word in NEGATIONS or word.replace("\u2019", "'").endswith("n't")
