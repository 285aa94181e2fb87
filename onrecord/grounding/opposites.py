"""Words that say the opposite of each other, or exclude each other. English; general vocabulary.

Nothing in the lists comes from a data set that the judge is measured on.
"""

from functools import lru_cache
from typing import Final

from onrecord.grounding.lexicon import lemma
from onrecord.words import stem

__all__ = ["BESIDE", "CONVERSES", "EXCLUSIVE", "OPPOSITES", "SYMMETRIC", "opposites_of"]

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
over under; uphold overturn; uphold quash; grant refuse; grant deny; arrest release; detain release; retain lose;
enter leave; hide reveal; conceal reveal; remember forget; lift impose; push pull; reward punish; speed slow;
accelerate slow; back oppose; favour oppose; favor oppose; keep abandon; save spend; earn spend; unite separate;
absent present; common rare; accurate inaccurate; active passive; ancient modern; awake asleep; bright dark; clean
dirty; fair unfair; front rear; hard soft; healthy ill; healthy sick; honest dishonest; mild severe; natural
artificial; noisy quiet; loud quiet; permanent temporary; popular unpopular; genuine fake; relevant irrelevant; right
wrong; correct wrong; senior junior; simple complex; simple complicated; superior inferior; tall short; tight loose;
top bottom; vacant occupied; valid invalid; victory defeat; birth death; cause effect; credit debit; debtor creditor;
departure arrival; entrance exit; peace war; strength weakness; wholesale retail; stable unstable; halt continue; stop
continue; delay hasten; postpone advance; near far
"""
# Words of which each excludes the others: units, times, parts, kin, directions.
_EXCLUSIVE: Final = """
second minute hour day week fortnight month quarter year decade century; hourly daily weekly fortnightly monthly
quarterly yearly annual; once twice thrice; half third quarter fifth sixth eighth tenth; first second third fourth
fifth sixth; single double triple; metre kilometre mile foot inch yard; kilogram gram tonne pound ounce; litre gallon;
hectare acre; spring summer autumn winter; morning afternoon evening night noon midnight; north south east west;
northern southern eastern western; left right; upper lower middle; red blue green yellow black white orange brown grey
purple; gold silver bronze; dozens hundreds thousands millions; previous next; thousand million billion;
vertical horizontal
"""
# The same deal seen from either side: "sold to" for "bought from".
_CONVERSES: Final = """
buy sell; import export; lend borrow; win lose; lead follow
"""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in " ".join(_PAIRS.split()).split(";"):
        one, other = (lemma(stem(word)) for word in pair.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


def _exclusive() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in " ".join(_EXCLUSIVE.split()).split(";"):
        words = frozenset(lemma(stem(word)) for word in line.split())
        for word in words:
            found[word] = found.get(word, frozenset()) | words - {word}
    return found


EXCLUSIVE: Final = _exclusive()
"""Lemma -> lemmas that cannot be true of the same thing."""


def _paired(pairs: str) -> frozenset[tuple[str, str]]:
    both = [tuple(lemma(stem(word)) for word in pair.split()) for pair in " ".join(pairs.split()).split(";")]
    return frozenset((one, other) for first, last in both for one, other in ((first, last), (last, first)))


CONVERSES: Final = _paired(_CONVERSES)
"""Pairs of lemmas, either way round, that say one thing of two with their places exchanged."""

# Opposites that mean something only beside the same word: "more ships" for "fewer ships".
BESIDE: Final = frozenset(
    """more less few fewer most least befor after abov below first last up down earli late earlier later high low new
    old long short insid outsid higher lower full empti good bad best worst better worse day night now then same
    differ open close public privat larg small""".split()
)

# Verbs that say the same of both, whichever comes first.
SYMMETRIC: Final = frozenset(
    lemma(stem(word))
    for word in """meet marry match equal border talk agree differ join share compete negotiate resemble collide divide
    combine compare introduce connect link mean remain become call name include contain involve""".split()
)

OPPOSITES: Final = _opposites()
"""Lemma -> lemmas that say the opposite."""


_PREFIXES: Final = ("un", "in", "im", "ir", "il", "dis", "non", "mis")


@lru_cache(maxsize=65536)
def opposites_of(word: str) -> frozenset[str]:
    """Lemmas that say the opposite, with and without a prefix that denies."""
    longer = {prefix + word for prefix in _PREFIXES if len(word) > 3}
    shorter = {word[len(one) :] for one in _PREFIXES if word.startswith(one) and len(word) > len(one) + 3}
    return OPPOSITES.get(word, frozenset()) | longer | shorter
