"""Denials in other languages than English: German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Polish.

A word such as "no", "plus" or "sin" denies only in a sentence of its language, which the function words around it tell.
Clauses of the claim and of the evidence that say the same are compared: both must deny, or neither.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from onrecord.grounding.reading import Broken, Near, Read
from onrecord.words import STOP_WORDS, Word, words_of

__all__ = ["JOINED_ABROAD", "denials_abroad", "tongue_of", "turned_abroad"]

# Articles, pronouns, prepositions and forms of "to be"; those that are English words too count for both.
_FUNCTION: Final[Mapping[str, frozenset[str]]] = {
    "German": frozenset(
        """der die das den dem des ein eine einen einem einer ist sind war waren wird werden wurde wurden hat haben
        hatte und oder von vom mit auf für im zu zum zur bei nach aus über unter durch auch sich als wie es er sie wir
        man dass bis seit nur noch kann darf muss soll""".split()
    ),
    "French": frozenset(
        """ne le la les l'un un une des du de et ou est sont était étaient sera ont au aux en dans sur pour par avec ce
        cette ces qui que il elle ils elles on nous vous se son sa ses leur depuis mais peut peuvent doit""".split()
    ),
    "Spanish": frozenset(
        """el la los las un una unos unas del de y o es son está están era fue fueron será ha han hay en al con por para
        que se su sus como pero más desde hasta puede pueden lo le les este esta esto""".split()
    ),
    "Italian": frozenset(
        """il lo la i gli le un uno una del della dei delle dello di e o è sono era erano sarà ha hanno al alla ai alle
        nel nella in con per da dal dalla che si suo sua anche ma più può possono questo questa""".split()
    ),
    "Portuguese": frozenset(
        """o a os as um uma do da dos das de e ou é são está estão era foi foram será tem têm há em na nos nas ao à com
        por para pelo pela que se seu sua mas mais desde até pode podem este esta""".split()
    ),
    "Dutch": frozenset(
        """de het een is zijn was waren wordt worden werd werden heeft hebben had en of van in op voor met aan bij naar
        uit over door te dat die deze dit er ook maar als om tot kan mag moet nog""".split()
    ),
    "Nordic": frozenset(
        """den det de en ett et er är var blir blev ble har hade havde hadde och og eller eller på av af för for till
        til fra från med i om som att at sig seg han hun hon vi kan ska skal må får""".split()
    ),
    "Polish": frozenset(
        """jest są był była było byli będzie został została zostało ma mają w we na z ze do dla od przez przy po o i lub
        albo oraz ale że się to ten ta te jego jej ich jak za pod może można""".split()
    ),
}
_DENYING: Final[Mapping[str, frozenset[str]]] = {
    "German": frozenset(
        """nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden niemandem nichts nirgends weder
        ohne""".split()
    ),
    "French": frozenset("pas plus jamais rien aucun aucune personne nul nulle sans".split()),
    "Spanish": frozenset("""no nunca jamás jamas ningún ningun ninguno ninguna nadie nada tampoco ni sin""".split()),
    "Italian": frozenset("non mai nessun nessuno nessuna niente nulla né senza".split()),
    "Portuguese": frozenset(
        "não nao nunca jamais nenhum nenhuma nenhuns nenhumas ninguém nada tampouco nem sem".split()
    ),
    "Dutch": frozenset("niet geen nooit niemand niets nergens zonder".split()),
    "Nordic": frozenset(
        """inte ej icke ikke aldrig aldri ingen inget inga ingenting ingenting intet uden uten""".split()
    ),
    "Polish": frozenset(
        """nie nigdy nikt nic bez żaden żadna żadne żadnego żadnej żadnych zaden zadna zadne""".split()
    ),
}
# Denying words that are no word of English nor of another language here: they tell the language as well.
_TELLING: Final = frozenset(
    """nicht kein keine keinen keinem keiner keines niemals niemand nichts aucun aucune nunca jamás ningún ninguna
    nessun nessuno nessuna não nenhum nenhuma niet geen nooit inte ikke aldrig aldri nigdy żaden żadna
    żadne""".split()
)
# With one of these before them the French words deny; alone "plus" is "more", "pas" a step, "personne" a person.
_FRENCH_NE: Final = re.compile(r"\b(?:ne\b|n['\u2019])", re.IGNORECASE)
_BESIDE_NE: Final = frozenset("pas plus rien personne".split())
_NOT_ONLY: Final = re.compile(
    r"\w+\s+(?:nur|seulement|sólo|solo|solamente|soltanto|só|apenas|alleen|bara|endast|bare|kun|tylko"
    r"|mehr als|plus de|más de|più di|mais de|meer dan|mer än|mere end|mer enn|więcej niż"
    r"|zweifel|doute|duda|dubbio|dúvida|twijfel|tvivl|tvil)\b",
    re.IGNORECASE,
)
_JOINING: Final = (
    "aber|und|sondern|weil|mais|et|pero|sino|y|porque|ma|bensí|e|però|mas|senão|maar|en|want|omdat|men|och|og"
    "|utan|ale|lecz|i|oraz"
)
_CUTS: Final = re.compile(
    rf"(?:[,;:.!?\u2026()]+\s+|\s+)(?:{_JOINING})\s+|(?:[,;:!?\u2026()]|(?<!\d)[.])+\s+", re.IGNORECASE
)
JOINED_ABROAD: Final = re.compile(rf"\s*;|\s*,?\s+(?:{_JOINING})\s", re.IGNORECASE)
"""What joins a clause to the one before it, and leaves that as it is."""

# What goes on so puts right what the clause before denies: "nicht am Montag, sondern am Dienstag".
_PUT_RIGHT: Final = re.compile(r"\b(?:sondern|sino|senão|bensí|utan|lecz)\s+$", re.IGNORECASE)
# Between two capitals these are parts of a name: "Ilse van der Berg".
_PARTICLES: Final = frozenset("van von de der den di da la le el do dos das del della du des y e".split())
_SMALL: Final = frozenset(_JOINING.split("|")) | {"ne"}
_ENGLISH: Final = STOP_WORDS | {"per"}
_ENOUGH: Final = 2
_MOST: Final = 60
_ALIKE: Final = 0.75


@dataclass(frozen=True, slots=True)
class _Clause:
    content: frozenset[str]
    denial: Word | None

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(word for word in self.content if word[0].isdigit())


def tongue_of(*texts: str) -> str | None:
    """The language, other than English, that the texts are in; None where fewer than two function words tell it."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        for name, words in _found(text):
            found[name] = found.get(name, frozenset()) | words
    english = found.pop("", frozenset())
    best = max(found, key=lambda name: len(found[name]), default="")
    words = found.get(best, frozenset())
    # "i.e." has two words of Italian.
    enough = len(words) >= _ENOUGH and max(map(len, words)) > 1
    return best if enough and len(words) > len(english) else None


@lru_cache(maxsize=4096)  # the sentences of a passage are looked at again with every claim that cites it
def _found(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words of the text that are function words of each language; English has an empty name."""
    words = words_of(text)
    told = {word.text for at, word in enumerate(words) if not _in_a_name(text, words, at)}
    found = [(name, frozenset(word for word in told if _tells(word, name))) for name in _FUNCTION]
    return ("", frozenset(told & _ENGLISH)), *(one for one in found if one[1])


def _tells(word: str, name: str) -> bool:
    if name == "French" and word[:2] in ("l'", "l\u2019", "d'", "d\u2019", "n'", "n\u2019"):
        return True
    return word in _FUNCTION[name] or (word in _TELLING and word in _DENYING[name])


def _in_a_name(text: str, words: list[Word], at: int) -> bool:
    """Whether a word is capitalised within a sentence, or a particle before a capital: "El Paso", "van der Berg"."""
    word = words[at]
    before = text[max(word.start - 8, 0) : word.start].rstrip(" \"'\u201c\u00ab(")
    if text[word.start].isupper():
        return bool(before) and before[-1] not in ".!?:"
    if word.text not in _PARTICLES or at == 0 or at + 1 == len(words):
        return False
    last, following = words[at - 1], words[at + 1]
    return (text[last.start].isupper() or last.text in _PARTICLES) and (
        text[following.start].isupper() or following.text in _PARTICLES
    )


def denials_abroad(text: str, tongue: str) -> int:
    """How many words of the text deny something in the language."""
    return sum(1 for _ in _denials(text, tongue))


def turned_abroad(claim: Read, near: Near) -> Iterator[Broken]:
    """A clause of the claim that says no where those most like it say yes, or the other way round; not in English."""
    tongue = tongue_of(claim.text, near.sentences[0].text) if near.sentences else None
    if tongue is None:
        return
    theirs = [(their, one) for one in near.sentences for their in _clauses(one, tongue)]
    for mine in _clauses(claim, tongue):
        likes = [(_shared(mine, their), their, one) for their, one in theirs]
        best = max(like for like, _, _ in likes)
        close = [(their, one) for like, their, one in likes if like >= max(_ENOUGH, _ALIKE * best)]
        if close and all((mine.denial is None) != (their.denial is None) for their, _ in close):
            yield _said(claim, mine.denial, *close[0])
            return


def _shared(mine: _Clause, their: _Clause) -> int:
    """How many telling words two clauses share; 0 where they say different things."""
    shared = len(mine.content & their.content)
    fewest = min(len(mine.content), len(their.content))
    other = mine.figures and their.figures and not mine.figures & their.figures
    return 0 if other or shared < _ALIKE * fewest else shared


@lru_cache(maxsize=4096)  # as the sentences themselves
def _clauses(one: Read, tongue: str) -> tuple[_Clause, ...]:
    cuts = [0, *(found.end() for found in _CUTS.finditer(one.text))][:_MOST]
    return tuple(_clause(one.text[start:end], start, tongue) for start, end in pairwise([*cuts, len(one.text)]))


def _clause(text: str, start: int, tongue: str) -> _Clause:
    small = _FUNCTION[tongue] | _DENYING[tongue] | _SMALL
    content = frozenset(_plain(word.text) for word in words_of(text)) - small
    denial = None if _PUT_RIGHT.search(text) else next(_denials(text, tongue), None)
    return _Clause(content, denial and denial._replace(start=denial.start + start, end=denial.end + start))


def _plain(word: str) -> str:
    """The word without the French article or "n'" that is written with it."""
    return re.sub(r"^(?:qu|[nldcjsm])['\u2019]", "", word)


def _denials(text: str, tongue: str) -> Iterator[Word]:
    """The words of a clause, or of a text, that deny something in the language."""
    ne = _FRENCH_NE.search(text)
    for word in words_of(text):
        if word.text not in _DENYING[tongue] or _NOT_ONLY.match(text, word.start):
            continue
        if tongue != "French" or word.text not in _BESIDE_NE or (ne and (ne.start() < word.start or word.start == 0)):
            yield word


def _said(claim: Read, denial: Word | None, their: _Clause, one: Read) -> Broken:
    if denial:
        words = claim.text[denial.start : denial.end]
        return Broken("negation", f"the passage does not say '{words}'", (words,))
    words = one.text[their.denial.start : their.denial.end] if their.denial else ""
    return Broken("negation", f"the passage says '{words}', which the claim leaves out")
