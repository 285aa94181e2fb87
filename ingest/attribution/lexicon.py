"""Words that tell that something is said, by lemma with their forms, and the small words around them. English."""

from collections.abc import Iterable, Mapping
from typing import Final

__all__ = [
    "ABBREVIATED",
    "ADVERBS",
    "AUXILIARIES",
    "BARRIERS",
    "CUE_NOUNS",
    "DENYING",
    "DETERMINERS",
    "MONTHS_AND_DAYS",
    "NOUNS",
    "OPENERS",
    "PREPOSITIONS",
    "PRONOUNS",
    "QUOTING",
    "SAYING",
    "TELLING",
    "TREATING",
    "VERBS",
    "WEAK",
    "WEAK_NOUNS",
    "Verb",
    "forms_of",
]

Verb = tuple[str, str]
"""Lemma and form: "base", "s", "past", "ing"."""

# What is said follows as a clause or stands in quote marks.
SAYING: Final = frozenset(
    """say add claim argue insist note explain announce warn declare state maintain contend assert allege reply respond
    answer continue conclude admit acknowledge concede confirm reveal observe remark predict promise vow pledge write
    tweet post report testify joke quip recall complain suggest hint stress emphasize emphasise reiterate repeat caution
    counter retort ask wonder swear agree disagree boast lament exclaim deny dispute estimate calculate find show
    indicate discover charge speculate theorize hypothesize mention disclose profess proclaim advise threaten intimate
    imply underscore underline highlight clarify venture muse reason protest grumble gush rave scoff plead pray ruled
    rule determine forecast project point demand propose recommend request urge signal affirm attest certify guarantee
    document record detail describe specify stipulate tally comment inquire enquire query""".split()
)
# "told X that": somebody who is told stands between.
TELLING: Final = frozenset("tell remind assure inform advise notify warn ask caution promise show urge".split())
# Beside words in quote marks only.
QUOTING: Final = frozenset(
    """go begin start finish laugh sigh smile nod interject interrupt demand read offer snap deadpan shout yell cry
    chant whisper mutter murmur sing scream sneer growl groan grin bark hiss blurt pronounce roar conclude close
    open put tease volunteer implore beg exhort fire shoot think chuckle recount marvel enthuse intone opine summarize
    type text email message blog caption reflect thunder bellow chime echo bristle cheer applaud
    beam fume sniff snarl wail moan crow gloat stammer sob drawl shrug gasp grouse gripe persist reassure elaborate
    concur surmise posit""".split()
)
# What is said of something, that something being their object: "criticised the plan as hasty".
TREATING: Final = frozenset(
    """call criticize criticise accuse blame praise denounce condemn attack mock slam blast describe cite discuss
    reject dismiss defend question propose urge demand recommend oppose endorse deride ridicule decry applaud
    hail tout downplay liken label characterize characterise portray depict challenge rebut refute trumpet
    champion advocate outline recount tout detail lambaste chide rebuke scold commend salute bemoan lament laud
    disavow renounce repudiate emphasize emphasise stress underscore reference invoke advise encourage caution
    contradict apologize apologise welcome reiterate repeat propound implore echo debate brand compliment
    congratulate thank identify pooh-pooh deny dispute acknowledge admit""".split()
)
WEAK: Final = frozenset(
    """believe think hope want expect plan fear feel know doubt consider worry wish intend understand prefer assume
    suspect realize realise guess dream view regret refuse decline anticipate admire prefer resent despise
    support favor favour approve love hate dislike loathe sense perceive recognize recognise appreciate deem imagine
    envision foresee dread trust""".split()
)
DENYING: Final = frozenset("deny dispute refute rebut reject repudiate".split())

# They are nouns more often than verbs.
NOUNS: Final = frozenset(
    """replies states rules projects calls records views reports claims questions protests challenges details
    emails documents remarks volunteers chants fears jokes posts advocates plans demands hopes doubts estimates
    charges praises promises requests answers supports attacks warnings pledges comments notes counters pleads
    threats blogs messages texts reasons ventures signals puts mentions defends recommends cites cheers blasts
    fires tallies points laments debates offers highlights worries cries shouts laughs smiles wishes guesses
    loves hates favors favours""".split()
)

_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = {
    "say": ("said",),
    "tell": ("told",),
    "write": ("wrote", "written"),
    "swear": ("swore", "sworn"),
    "find": ("found",),
    "show": ("showed", "shown"),
    "go": ("went", "gone"),
    "begin": ("began", "begun"),
    "read": ("read",),
    "put": ("put",),
    "sing": ("sang", "sung"),
    "forecast": ("forecast",),
    "shoot": ("shot",),
    "think": ("thought",),
    "feel": ("felt",),
    "know": ("knew", "known"),
    "understand": ("understood",),
    "beg": ("begged",),
    "plan": ("planned",),
    "admit": ("admitted",),
    "quip": ("quipped",),
    "slam": ("slammed",),
    "nod": ("nodded",),
    "grin": ("grinned",),
    "rebut": ("rebutted",),
    "snap": ("snapped",),
    "label": ("labeled", "labelled"),
    "refer": ("referred",),
}
_DOUBLED: Final = frozenset(
    "beg plan admit quip slam nod grin rebut snap refer hit let put set sum drop shrug concur".split()
)


def forms_of(lemma: str, irregular: Iterable[str] | None = None) -> Iterable[tuple[str, str]]:
    """Each form of a verb with its kind: "base", "s", "ing", "past".

    Args:
        lemma: the verb.
        irregular: its past forms; None for regular ones, or those known here.
    """
    irregular = irregular or _IRREGULAR.get(lemma)
    yield lemma, "base"
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        yield f"{lemma}es", "s"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        yield f"{lemma[:-1]}ies", "s"
    else:
        yield f"{lemma}s", "s"
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "ye")) else lemma
    if lemma in _DOUBLED:
        stem += lemma[-1]
    yield f"{stem}ing", "ing"
    if irregular:
        for past in irregular:
            yield past, "past"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        yield f"{lemma[:-1]}ied", "past"
    else:
        yield f"{lemma}d" if lemma.endswith("e") else f"{stem}ed", "past"


VERBS: Final[Mapping[str, Verb]] = {
    form: (lemma, kind)
    for lemma in sorted(SAYING | TELLING | QUOTING | TREATING | WEAK | {"speak", "talk", "refer", "object"})
    for form, kind in forms_of(lemma)
} | {"spoke": ("speak", "past"), "spoken": ("speak", "past"), "labelling": ("label", "ing")}

CUE_NOUNS: Final = frozenset(
    """claim claims allegation allegations assertion assertions suggestion suggestions warning warnings announcement
    belief beliefs argument promise pledge vow threat threats accusation accusations complaint complaints concern
    concerns fear fears hope hopes notion estimate estimates prediction predictions finding findings conclusion opinion
    comment comments remark remarks speculation rumour rumours rumor rumors assurance assurances denial statement
    statements insistence contention contentions admission report reports testimony view views criticism
    criticisms worry worries proposal recommendation demand demands charge charges doubts message messages
    verdict answer response advice impression conviction position line contention""".split()
)

WEAK_NOUNS: Final = frozenset(
    """belief beliefs concern concerns fear fears hope hopes notion opinion view views speculation doubts impression
    conviction worry worries""".split()
)

PRONOUNS: Final = frozenset("he she they it i we you who which one".split())
DETERMINERS: Final = frozenset(
    """the a an this that these those his her their its our my your some several many most few all both another other
    each every any no two three four five six seven eight nine ten dozens hundreds thousands one""".split()
)
AUXILIARIES: Final = frozenset(
    """has have had do does did is are was were be been being will would can could may might must should shall 've 'd
    he's she's they've i've we've he'd she'd they'd i'd we'd hasn't haven't hadn't didn't doesn't don't wouldn't won't
    isn't wasn't""".split()
)
ADVERBS: Final = frozenset(
    """also later then again still now never often once even already just not further first twice always ever soon long
    previously repeatedly earlier recently instead too so only once yesterday today both all himself herself themselves
    itself simply flatly perhaps maybe""".split()
)
# A noun phrase does not reach across these.
BARRIERS: Final = frozenset(
    """that which when while because if although though but or as since unless until whether where how what why than
    after before so whereas once yet nor""".split()
)
# They open a clause and are no part of the noun phrase behind them.
OPENERS: Final = frozenset("and but so yet meanwhile however still then yesterday today later now instead also".split())
PREPOSITIONS: Final = frozenset(
    """in on at by from with during under over about against into among between through within without across near
    outside inside behind despite following amid around along to like via per upon toward towards""".split()
)
MONTHS_AND_DAYS: Final = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct nov dec tonight today yesterday
    earlier later recently last this""".split()
)
ABBREVIATED: Final = frozenset(
    """Mr Mrs Ms Dr Prof Rev Hon Gov Sen Rep Reps Sens Lt Col Gen Capt Cmdr Sgt Cpl Maj Adm St Jr Sr Cllr Insp Supt Det
    Inc Corp Co Ltd Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla
    Ore Pa Tenn Tex Va Vt Wash Wis Wyo Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec vs etc Mt Ft Messrs Mme Sec Atty
    Assn Bros Dept Univ""".split()
)
