"""Whom a source stands for: "she", "the mayor" and "Venn" to the name that the document gives in full."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Final

from ingest.attribution.bodies import Bodies, body_name, is_firm
from ingest.attribution.found import Said
from ingest.attribution.joint import follows_at_once, parts_of
from ingest.attribution.names import People, Person, split_name
from ingest.attribution.naming import BEHIND, last_run
from ingest.attribution.offices import bare_role, is_for_another, is_of_another, office_before, role_in
from ingest.attribution.pronouns import BREAK, is_subject, may_be_either, meant_by
from ingest.attribution.titles import (
    BODIES,
    FEMALE,
    HONORIFICS,
    MALE,
    PAPERS,
    gender_of_words,
    is_group,
    is_kind_of,
    is_part_of_talk,
    is_role_word,
    names_body,
)
from onrecord.sentences import fold
from onrecord.speech import is_label

__all__ = ["Speaker", "speakers"]

_HE_OR_SHE: Final = {"he": "m", "she": "f", "his": "m", "her": "f", "him": "m"}
_OF_THE_OUTER: Final = frozenset({"i", "we", "my", "our"})
_REACH: Final = 1500
_FAR: Final = 20_000
_MOST_MENTIONS: Final = 300
_NEAR: Final = 220
_CUT: Final = re.compile(r"[,(\u2014\u2013;]|\s(?:who|whose|which|that)\s")
_SMALL_WORD: Final = re.compile(r"\b[^\W\dA-Z_][\w-]*")
# "Procter and Gamble", where neither is named in full.
_PAIR: Final = re.compile(r"[^\W\d_a-z][\w'\u2019-]+\s(?:and|&)\s[^\W\d_a-z][\w'\u2019-]+")
_FEW_WORDS: Final = 3
# "Venn's statement said" tells what Venn says.
_PAPER_OF: Final = re.compile(
    r"([^,]+)['\u2019]s?\s(?:\w+\s)?(?:statement|letter|post|message|words|remarks|account|testimony|tweet|comments)"
)
# "Mara Venn - Chief Executive:" and "Mara Venn (Chief Executive):".
_LABEL_ROLE: Final = re.compile(r"(?:,| [-\u2013\u2014]| \()\s?([^:()\n]{3,60})\)?:")
_REPLIED: Final = frozenset("replied answered responded retorted replies answers responds".split())
# A source that begins so is somebody, where a word for one person follows.
_ONE: Final = frozenset("a an one another the his her their my".split())
# "PORT ELLARY (HPA) -" and "/HPA/." tell which agency writes: who tells it is no one in it.
_DATELINE: Final = re.compile(r"\(([A-Z]{2,6})\)\s?[\u2014\u2013-]|/([A-Z]{2,6})/")
# "a clip seen by the agency showed": the clip is nobody.
_DONE_BY: Final = re.compile(
    r"\b(?!(?:written|signed|issued|released|published|posted|penned)\b)(?:\w+ed|seen|shown) by\s"
)
_NEAR_BODY: Final = 400
_LONGEST_ROLE: Final = 120


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name, None where it is unknown, and a role, None where none is told."""

    name: str | None = None
    role: str | None = None


def speakers(text: str, found: Iterable[Said]) -> list[list[Speaker]]:
    """Whom each attribution of a text is by, in the order given, which must be that of the text.

    Of several who say it together all whose name is known, in order; else one, whose name may be unknown.

    A pronoun stands for the nearest person before it that may be meant: of the sentence that names one, the first. A
    title, a role ("spokeswoman") or an earlier pronoun tells who is "he" and who "she"; where nothing tells it, anybody
    may be meant. A role with "the" stands for the last person that was called so.
    """
    return _Resolving(text).all(list(found))


class _Resolving:
    def __init__(self, text: str) -> None:
        self._text = text
        self._people = People(text)
        self._bodies = Bodies(text)
        self._small = {found[0] for found in _SMALL_WORD.finditer(text)}
        self._agencies = {found[1] or found[2] for found in _DATELINE.finditer(text)}
        self._last_body: tuple[int, str] | None = None  # which said something last, where nobody has since
        self._last: tuple[int, Person] | None = None
        self._unnamed: tuple[int, Speaker, str | None] | None = None  # who spoke last, where that has no name
        self._joint: tuple[int, list[Speaker]] | None = None  # who said something together last
        self._turns: list[tuple[int, int, Speaker]] = []
        self._quoted: list[tuple[int, int]] = []  # words in quote marks, ascending
        self._spoken: dict[tuple[int, int], Speaker] = {}

    def all(self, found: list[Said]) -> list[list[Speaker]]:
        resolved = []
        for one in found:
            last = self._last
            together = self._together(one)
            if self._text[slice(*one.cue)].endswith(" by"):  # "Lowe was asked by Quaye. She ..."
                self._last = last
            for span in one.content:
                self._spoken[span] = together[0]
                if one.kind == "direct" and one.within is None:
                    insort(self._quoted, span)
            if one.kind == "turn":
                self._turns += [(begin, end, together[0]) for begin, end in one.content]
            resolved.append(together)
        return resolved

    def _together(self, one: Said) -> list[Speaker]:
        """Those who say it: of "Mara Venn and his lawyer" only Mara Venn, whose name is known."""
        if one.source is None or one.kind == "turn":
            return [self._resolve(one)]
        start, end = one.source
        parts = parts_of(self._text[start:end], lambda name: self._people.find(name, start) is not None)
        joint = self._joint
        if self._text[start:end].lower() == "they" and joint and follows_at_once(self._text, joint[0], start):
            return joint[1]
        self._joint = None
        if len(parts) == 1:
            pair = _PAIR.fullmatch(self._text, start, end)
            return [Speaker(fold(pair[0])) if pair else self._resolve(one)]
        each = [self._resolve(replace(one, source=(start + begin, start + past))) for begin, past in parts]
        named = {speaker.name: speaker for speaker in reversed(each) if speaker.name}
        together = list(reversed(named.values()))
        self._joint = (end, together) if len(together) == len(parts) else None
        return together or each[:1]

    def _resolve(self, one: Said) -> Speaker:
        if one.source is None:
            return Speaker()
        start, end = one.source
        if one.kind == "turn":
            return self._turn(self._text[start:end], start)
        source = self._text[start:end]
        low = source.lower().strip()
        if low in _OF_THE_OUTER:
            return self._outer(one)
        meant = self._meant(low, one) if low in _HE_OR_SHE or low == "who" else None
        if meant is not None:
            return meant
        body = self._body_meant(low, start)
        owner = _PAPER_OF.fullmatch(source)
        named = Speaker(body) if body else self._named(owner[1] if owner else source, start)
        body = named.name if named and named.name and is_firm(named.name, named.role) else None
        self._last_body = (start, body) if body else None
        speaker = named if named is not None else self._by_role(owner[1] if owner else source, start)
        if named is None and speaker.name is None and low not in _HE_OR_SHE:
            self._note_unnamed(source, start, speaker)
        return speaker

    def _meant(self, low: str, one: Said) -> Speaker | None:
        """Who a pronoun is; None where that is not known. Whom the words in quote marks name counts for nothing."""
        start = one.source[0] if one.source else 0
        place = min(start, one.content[0][0]) if one.kind == "direct" else start
        if low != "who":
            unnamed = self._office(low, place) or self._unnamed_meant(low, place)
            if unnamed is not None:
                return unnamed
        replies = self._text[slice(*one.cue)].lower() in _REPLIED and one.kind == "direct"
        person = self._pronoun(low, place, one.within is not None, replies)
        return self._known(person, start) if person is not None else None

    def _note_unnamed(self, source: str, start: int, speaker: Speaker) -> None:
        """Remember that a single person without a name spoke: "a resident", "his wife"."""
        words = BEHIND.split(f"{_CUT.split(source, maxsplit=1)[0]} ", maxsplit=1)[0].lower().split()
        called = [word for word in words if is_role_word(word) or word in MALE | FEMALE]
        if called and words[0] in _ONE:
            self._unnamed = (start, speaker, gender_of_words(called[-1:]))

    def _unnamed_meant(self, low: str, start: int) -> Speaker | None:
        """Whom without a name "he" or "she" is: who spoke last, where nobody by name is spoken of since; else None."""
        if self._unnamed is None or start - self._unnamed[0] > _REACH:
            return None
        place, speaker, gender = self._unnamed
        if (self._last is not None and self._last[0] > place) or gender not in {None, _HE_OR_SHE[low]}:
            return None
        since = self._people.before(start, start - place)
        fits = (one for one in since if one.person.gender in {None, _HE_OR_SHE[low]})
        return None if any(is_subject(self._text, one) for one in fits) else speaker

    def _office(self, low: str, start: int) -> Speaker | None:
        """Who "he" or "she" is where the sentence before tells of an office and of nobody by name; else None."""
        office = office_before(self._text, start)
        if office is None or any(one.start >= office[1] for one in self._people.before(start, start - office[1])):
            return None
        last = self._last
        speaker = self._by_role(office[0], start)
        told = self._last[1].gender if speaker.name and self._last else gender_of_words(office[0].split())
        if told in {_HE_OR_SHE[low], None}:
            return speaker
        self._last = last
        return None

    def _outer(self, one: Said) -> Speaker:
        """Who is "I": whose quotation or turn it stands in; nobody known in the document's own words."""
        if one.within is not None:
            return self._spoken.get(one.within, Speaker())
        return self._turn_at(one.cue[0])

    def _is_quoted(self, place: int) -> bool:
        at = bisect_right(self._quoted, place, key=itemgetter(0)) - 1
        return at >= 0 and place < self._quoted[at][1]

    def _turn_at(self, place: int) -> Speaker:
        at = bisect_right(self._turns, place, key=itemgetter(0)) - 1
        return self._turns[at][2] if at >= 0 and place < self._turns[at][1] else Speaker()

    def _turn(self, label: str, start: int) -> Speaker:
        """The full name of "MS. VENN"; "Q" and "A" name nobody."""
        words = label.split()
        if label.title() in {"Q", "A", "Question", "Answer"} or not words:
            return Speaker()
        if is_part_of_talk(label):
            return Speaker(None, label.lower())
        titles, name = split_name([word.title() if word.isupper() else word for word in words])
        behind = _LABEL_ROLE.match(self._text, start + len(label))
        role = role_in(behind[1], determined=False) if behind else None
        return (name and self._person(name, titles, start, role)) or Speaker(" ".join([*titles, *name]) or None)

    def _known(self, person: Person, place: int) -> Speaker:
        person.speaks = True
        self._last = (place, person)
        return Speaker(person.name, person.role_at(place))

    def _pronoun(self, low: str, place: int, within: bool, replies: bool) -> Person | None:
        mine = self._turn_at(place).name  # who speaks says "I"
        mentions = [one for one in self._people.before(place, _REACH) if one.person.name != mine]
        mentions = [one for one in mentions if within or not self._is_quoted(one.start)]
        if low == "who":
            near = bool(mentions) and place - mentions[-1].end < _NEAR
            return mentions[-1].person if near and not BREAK.search(self._text, mentions[-1].end, place) else None
        gender = _HE_OR_SHE[low]
        if replies and may_be_either(self._text, gender, mentions):
            return None
        last = self._last if self._last and place - self._last[0] < _REACH and self._last[1].name != mine else None
        chosen = meant_by(self._text, gender, mentions, last)
        return self._told(chosen, gender) if chosen is not None else None

    def _told(self, person: Person, gender: str) -> Person:
        person.gender = person.gender or gender
        return person

    def _named(self, source: str, start: int) -> Speaker | None:
        """A source that has a name in it."""
        core = _CUT.split(source, maxsplit=1)[0]
        if _DONE_BY.search(core):
            return None
        head = BEHIND.split(f"{core} ", maxsplit=1)[0]
        first = last_run(head) if head.strip() != core.strip() else None
        if first is not None and names_body(first[1], bool(first[2])):
            return Speaker(body_name(core))
        if first is not None and not first[2] and len(first[1]) == 1 and self._people.find(first[1][0], start) is None:
            return None  # "Fishers in Harn"
        run = first or last_run(core)
        if run is None and (behind := re.match(r"[^,]+,\s+([^,]+)", source)):
            run = None if is_for_another(core) else last_run(behind[1])  # "The mayor, Jan Orr,"
            return self._person(run[1], [], start, self._chair(core, start)) if run and len(run[1]) > 1 else None
        if run is None:
            return None
        before, name, titles = run
        role = self._role(source, core, before, titles)
        return self._person(name, titles, start, role)

    def _person(self, name: list[str], titles: list[str], start: int, role: str | None) -> Speaker | None:
        known_by = self._people.find(" ".join(name), start)
        if len(name) == 1 and (name[0] in self._agencies or (name[0].lower() in PAPERS and known_by is None)):
            return Speaker()
        group = len(name) == 1 and is_group(name[0].lower())
        if names_body(name, bool(titles or role)) and not group and known_by is None:
            return Speaker(" ".join(name))
        if len(name) > 1 and name[-1].lower() in PAPERS:
            return Speaker()
        if len(name) == 1 and (is_group(name[0].lower()) or is_label(name[0].upper())):
            return Speaker()
        person = known_by or self._people.find(name[-1], start)
        if person is None:
            common = len(name) == 1 and not self._people.is_capital(name[0]) and self._is_common(name[0])
            return Speaker(None if common else " ".join(name), role)
        person.gender = person.gender or gender_of_words([*titles, *(role or "").split()])
        if role and (not person.roles or person.roles[-1][1] != role):
            there = range(start, start + _LONGEST_ROLE)  # "chair" of "its chair, Bram Tolliver"
            kept = [(at, known) for at, known in person.roles if at not in there or known not in role]
            person.roles[:] = sorted([*kept, (start, role)])
        known = self._known(person, start)
        return Speaker(known.name, role or known.role)

    def _is_common(self, word: str) -> bool:
        """Whether a word that has a capital letter only where sentences begin is no name: "Crews", "Rain ... rain"."""
        return word.endswith("s") or word.lower() in self._small

    @staticmethod
    def _role(source: str, core: str, before: str, titles: list[str]) -> str | None:
        behind = re.match(r"[^,(]*,\s+((?:the|an?|its|their|his|her)\s+)?([^,\u2014]{3,120})", source)
        if behind and (role := role_in(behind[2], bool(behind[1]))):
            return role
        words = [word for word in titles if word.strip(".").lower() not in HONORIFICS]
        return bare_role(f"{before} {' '.join(words)}")

    def _by_role(self, source: str, start: int) -> Speaker:
        """Of "the spokeswoman" the last person who was called so; a role without "the" names nobody."""
        core = _CUT.split(source, maxsplit=1)[0]
        words = BEHIND.split(f"{core} ", maxsplit=1)[0].split()
        if not words or not is_role_word(words[-1].lower()):
            return Speaker()
        if words[0].lower() not in {"the", "this", "that"} and not words[0].endswith(
            ("'s", "\u2019s", "s'", "s\u2019")
        ):
            return Speaker(None, bare_role(core) if words[0].lower() in {"a", "an", "one"} else None)
        head, gender = words[-1].lower(), gender_of_words(words)
        for mention in reversed(self._people.before(start, _FAR)[-_MOST_MENTIONS:]):
            person = mention.person
            called = " ".join(role for at, role in person.roles if at <= start)
            fits = head in called.lower().split() and not is_of_another(core, called)
            if fits and (gender is None or person.gender in {gender, None}):
                return self._known(person, start)
        last = self._last
        if last is not None and start - last[0] < _REACH and len(words) <= _FEW_WORDS:
            called = " ".join(role for _, role in last[1].roles)
            if is_kind_of(head, called) and not is_of_another(core, called):
                return self._known(last[1], start)
        return Speaker(None, bare_role(core))

    def _chair(self, core: str, start: int) -> str | None:
        """The role before a name; of "its chair" with the body that the text names before."""
        role = bare_role(core)
        if role is None or not core.lower().startswith(("its ", "their ")):
            return role
        body = self._bodies.nearest(start)
        return f"{role} of {body}" if body else role

    def _body_meant(self, low: str, start: int) -> str | None:
        """The body that "it" or "the ministry" is; None for neither, or where that cannot be told."""
        if low == "it":
            near = self._last_body is not None and start - self._last_body[0] < _NEAR_BODY
            told = self._bodies.subject(self._text, start)
            return told or (self._last_body[1] if near and self._last_body else None)
        noun = low.removeprefix("the ")
        return self._bodies.called(noun, start) if low.startswith("the ") and noun in BODIES else None
