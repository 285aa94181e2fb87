"""Words that stand with the names of people, and words that tell that a name is no person's. English."""

import re
from collections.abc import Mapping
from typing import Final

__all__ = [
    "BODIES",
    "FEMALE",
    "HONORIFICS",
    "MALE",
    "NO_NAMES",
    "PAPERS",
    "PARTICLES",
    "gender_of_words",
    "goes_with_surname",
    "is_group",
    "is_kind_of",
    "is_part_of_talk",
    "is_role_word",
    "names_body",
]

MALE: Final = frozenset(
    """mr sir lord father king prince duke son brother husband man boy gentleman uncle nephew grandfather actor monk
    priest widower congressman assemblyman councilman""".split()
)
FEMALE: Final = frozenset(
    """mrs ms miss dame lady madam mother queen princess duchess daughter sister wife woman girl aunt niece grandmother
    actress nun widow congresswoman assemblywoman councilwoman heroine hostess waitress mme""".split()
)
HONORIFICS: Final = frozenset("mr mrs ms miss dr sir dame lord lady rev revd hon mme messrs".split())
_ROLES: Final = frozenset(
    """president chair chairman chairwoman chairperson director secretary treasurer spokesman spokeswoman
    spokesperson leader member head chief manager executive minister officer lawyer attorney captain mayor
    governor senator representative rep sen gov congressman congresswoman judge justice professor prof doctor dr
    general colonel sergeant lieutenant commander admiral inspector superintendent detective constable sheriff
    ambassador envoy commissioner councillor councilor cllr alderman deputy aide adviser advisor consultant
    analyst economist strategist pollster scientist researcher engineer architect surveyor author writer editor
    reporter journalist correspondent columnist critic historian teacher student pupil principal headteacher
    headmaster headmistress dean nurse surgeon physician psychologist activist organizer organiser campaigner
    candidate nominee lawmaker legislator politician democrat republican farmer fisherman skipper pilot driver
    owner founder co-founder partner resident neighbour neighbor witness victim survivor mother father sister
    brother son daughter wife husband widow friend colleague coach player actor actress singer artist producer
    host anchor moderator bishop archbishop pope priest vicar pastor reverend rabbi imam king queen prince
    princess duke lord lady master harbourmaster warden keeper clerk registrar curator librarian ombudsman auditor
    accountant banker broker investor trader developer fellow speaker whip premier chancellor prosecutor solicitor
    barrister counsel advocate defendant plaintiff applicant sir dame mr mrs ms miss rev revd hon ceo cfo coo cto boss
    supervisor foreman coordinator co-ordinator administrator officer-in-charge vice-president ex-president
    firefighter paramedic soldier veteran spokespeople pianist diplomat official lawmaker consul negotiator
    academic expert caretaker trustee referee magistrate coroner ranger fisher source mp
    mep msp attache attach\u00e9""".split()
)
# "Osman" and "Grossman" are names.
_MEN: Final = frozenset(
    f"{word}sman"
    for word in """spoke state sale sport craft trade helm line mark draught draft tribe bond ground oar
    hunt new town kin guard frontier yacht bat ombud herd plain""".split()
) | {"congressman", "businessman", "alderman", "cameraman", "assemblyman", "councilman", "fireman", "policeman"}
_BEFORE_ROLES: Final = frozenset(
    "former vice deputy acting chief assistant senior junior then late ex interim associate executive prime".split()
)
# A run of capitals with one of these is a body or a place.
BODIES: Final = frozenset(
    """association authority agency board commission committee company council court department government ministry
    office parliament party report study union university college school institute institution hospital bank
    group corporation corp inc ltd co llc plc trust foundation society centre center federation league club
    church senate congress house administration bureau service services police army navy force forces street
    road avenue lane square bridge river lake island islands bay harbour harbor port county city town state
    states nations kingdom republic post times journal herald tribune guardian gazette news press radio
    television tv network magazine north south east west new united act bill treaty agreement convention
    conference summit museum theatre theater gallery library park airport station line railway hotel campaign
    coalition alliance partnership fund war day week month year january february march april june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday christmas
    easter award prize cup games university's works grid marine wire sea energy water power systems holdings
    partners media affairs democratic republican national international federal american british european
    english french german quarter district borough chamber""".split()
)
# Words that begin sentences with a capital letter and belong to no name.
NO_NAMES: Final = frozenset(
    """the a an and but or so yet if when while as at in on by for from with to of he she it they we i you his her
    its their our my this that these those there here then now what who why how where which not no yes all some
    many most few both one two three after before since until although though because however meanwhile also
    still even just only said asked according q maybe perhaps well yesterday today tomorrow earlier later last
    next another other such each every any none under over during about once whether unlike despite like former
    dear did does do has have had can could should would is was are were must neither nor""".split()
)
PAPERS: Final = frozenset(
    """statement statements policy report reports act agreement plan note notes form survey index guidelines protocol
    regulations bulletin newsletter video videos footage film photo photos photograph photographs picture pictures
    image images recording recordings audio clip clips screenshot screenshots""".split()
)
"""What papers are called that tell something: these are nobody, and stand as speakers by no name."""
# Offices that stand right before a surname: "Judge Orr", "Councillor Venn".
_BEFORE_SURNAMES: Final = HONORIFICS | frozenset(
    """prof professor judge justice president governor gov mayor senator sen rep congressman congresswoman councillor
    councilor cllr alderman captain capt major colonel col general gen lieutenant lt commander cmdr admiral sergeant sgt
    constable inspector detective superintendent sheriff bishop archbishop rabbi imam ambassador chancellor
    coroner magistrate""".split()
)
PARTICLES: Final = frozenset("de den der van von la al el bin ibn di da du le del dos".split())
_GROUPS: Final = frozenset(
    """police officials experts sources critics protesters people others everyone everybody someone somebody nobody
    scholars supporters opponents voters aides authorities investigators organisers organizers locals villagers tourists
    workers staff management reports studies polls records documents figures data photos videos witnesses""".split()
)
_FEMALE_ENDING: Final = re.compile(r"\w+woman")
_MALE_ENDING: Final = re.compile(r"\w+(?:sman|chairman|rman)")


# Words of bodies, places and months that people have as first names, and, behind a title, as last names.
_FIRST_NAMES: Final = frozenset("bill june april".split())
_LAST_NAMES: Final = frozenset(
    "west north east south park church lane day post bridge lake street court english french german force may".split()
)


def names_body(words: list[str], titled: bool = False) -> bool:
    """Whether a name has a word that only bodies and places have: not "Bill Orr", nor "Senator Ann West".

    Args:
        words: of the name, without titles.
        titled: whether a title or an office stands before it.
    """
    return any(
        low in BODIES
        and not (at == 0 and len(words) > 1 and low in _FIRST_NAMES)
        and not (titled and at == len(words) - 1 and low in _LAST_NAMES)
        for at, low in enumerate(word.lower().strip(".") for word in words)
    )


def is_role_word(word: str) -> bool:
    """Whether a word, in small letters, names what somebody is: "spokeswoman", "mayor"."""
    word = word.strip(".'\u2019")
    if word.rpartition("-")[2] in _ROLES or word in _BEFORE_ROLES or word in _MEN:  # "co-author"
        return True
    return word.endswith(("woman", "person", "ologist", "ician", "ographer", "onomist", "keeper"))


def goes_with_surname(title: str) -> bool:
    """Whether a title or an office is one that stands right before a surname: "Ms", "Justice"."""
    return title.strip(".").lower() in _BEFORE_SURNAMES


def is_group(word: str) -> bool:
    """Whether a word, in small letters, names people and nobody by name: "officials", "police"."""
    return word in _GROUPS or (word.endswith("s") and word[:-1] in _ROLES)


# What labels of turns call those who are named nowhere: "Operator:", "UNIDENTIFIED SPEAKER:".
_PARTS_OF_TALK: Final = frozenset(
    """operator interviewer interviewee moderator host presenter narrator reporter questioner question answer audience
    voice voiceover speaker unidentified unknown male female man woman participant respondent correspondent anchor
    announcer facilitator translator interpreter clerk court chair chairman chairwoman chairperson counsel witness
    member caller listener video audio caption student crowd all another first second third the a q""".split()
)


def is_part_of_talk(label: str) -> bool:
    """Whether the label of a turn names a part in the talk and nobody: "Operator", "THE WITNESS", "Speaker 2"."""
    return all(word.strip(".#").lower() in _PARTS_OF_TALK or word.strip("#").isdigit() for word in label.split())


# A word for many offices -> words of those that it may stand for.
_KINDS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(offices.split())
    for kind, offices in {
        "diplomat": "ambassador envoy consul minister ministry negotiator diplomatic",
        "lawmaker": "senator representative rep sen congressman congresswoman legislator mp deputy member",
        "politician": "senator representative congressman congresswoman mp minister mayor governor president leader",
        "official": """minister ministry secretary spokesman spokeswoman spokesperson director commissioner head deputy
            coordinator envoy chief governor mayor negotiator administrator aide adviser advisor""",
        "executive": "ceo cfo coo chief chairman chairwoman president director manager",
        "leader": "president minister chairman chairwoman chair premier chancellor head",
        "spokesperson": "spokesman spokeswoman",
        "lawyer": "attorney solicitor barrister counsel prosecutor",
        "officer": "sergeant inspector constable superintendent detective commander chief captain",
        "scientist": "professor researcher biologist geologist physicist chemist oceanographer",
        "researcher": "professor scientist fellow",
        "expert": "professor researcher scientist analyst economist engineer",
        "academic": "professor lecturer fellow",
        "economist": "analyst strategist",
    }.items()
}


def is_kind_of(word: str, called: str) -> bool:
    """Whether a word such as "diplomat", in small letters, may stand for whom the text calls so or so.

    "The diplomat" may be "spokeswoman for the foreign ministry".
    """
    words = {one.strip(".,'\u2019").lower() for one in called.split()}
    return bool(words & _KINDS.get(word, frozenset()))


def gender_of_words(words: list[str]) -> str | None:
    """Give "f" or "m" where a title or role tells it, else None."""
    for word in (one.strip(".,").lower() for one in words):
        if word in FEMALE or _FEMALE_ENDING.fullmatch(word):
            return "f"
        if word in MALE or _MALE_ENDING.fullmatch(word):
            return "m"
    return None
