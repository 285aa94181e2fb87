"""First names that tell "he" from "she": common ones that the countries which use them give to one of the two."""

from typing import Final

__all__ = ["gender_of_name"]

# None that one language gives to women and another to men: no Andrea, Jan, Jean, Kim, Nicola, Robin, Sasha, Simone.
_MALE: Final = frozenset(
    """adam adrian ahmed aidan alan albert alexander alfred ali anatoly andreas andrei andrew andriy anthony anton
    antonio arjun arthur ben benjamin bernard bill bob boris brian bruno carl carlos charles christian christopher
    claude colin craig daniel darren dave david dean denis dennis derek diego dimitri dmitri dmitry dmytro donald
    douglas duncan edmund eduardo edward emmanuel enrico eric erik ernest eugene felix fernando francisco frank
    frederick fritz gareth gary gavin geoffrey george gerald giovanni giuseppe gordon graham greg gregory gustav
    hans harold harry heinrich henri henry herbert howard hugh hugo ian igor ilya isaac ivan jack jacob jakub james
    jeffrey jeremy jim joe joel johann john jonathan jorge jose joseph juan julian jurgen karl keith ken kenneth
    kevin klaus konrad kurt lars leo leonard leonid liam louis luca lucas ludwig luigi luis maciej malcolm manuel
    marco marcin marcus mario martin mateusz matthew maurice max michael miguel mikhail miroslav mohamed mohammed
    muhammad neil nathan nicholas nigel nikolai noah norman oleg oliver omar oscar oskar otto pablo patrick paul
    pavel pedro peter philip pierre piotr ralph raymond richard robert rodrigo roger roland roman ronald rory rufus
    rupert ryan samuel sean sebastian sergei sergey simon stefan stephen steven stuart sven tariq taras theodore
    thomas tim timothy tobias tom tomasz tony trevor vadim victor viktor vincent vitaly vladimir volodymyr walter
    werner wilhelm william wojciech wolfgang yuri yusuf zoltan alastair angus barry clive declan dominic fergus
    hamish ivor jaroslav jiri kieran lev lewis marek milan milos ondrej petr radek reginald rhys sami stanislav
    tomas vaclav xavier zdenek gerard gunther ibrahim hassan khalid rajesh sanjay ravi vikram hiroshi kenji takeshi
    bogdan goran dragan zoran tadeusz andrzej krzysztof pawel jozef laszlo istvan gabor ferenc desmond edgar edwin
    rolf ulrich dieter jonas anders bjorn nils olaf magnus gunnar henrik axel pieter joost willem yegor maxim""".split()
)
_FEMALE: Final = frozenset(
    """abigail agnes agnieszka aisha alessandra alexandra alice alicia alison amanda amelia amy ana anastasia angela
    anita ann anna anne annette annie astrid audrey barbara beata beatrice beatriz bethan bethany birgit bridget
    brigitte camilla carla carmen carol caroline catherine cecilia chantal charlotte chiara chloe christina
    christine clara claire claudia constance cynthia dagmar daniela deborah diana diane dolores donna dorothy edith
    eileen elaine eleanor elena elisabeth elizabeth ella ellen elsa emily emma erika esther eva eve evelyn fatima
    fiona florence frances francesca gabriela gertrude gillian giulia gloria grace greta gwen hannah harriet heather
    heidi helen helena helga hilary ilse imogen ines ingrid irene irina isabel isabella jacqueline jane janet janice
    jennifer jessica joanna josephine joyce judith julia julie justyna karen katarzyna kate katherine kathleen
    katrin kirsten kristina larissa laura lauren layla lena leila linda lisa louise lucia lucy ludmila luisa lydia
    lyudmila magdalena malgorzata mara margaret maria marianne marie marina martha mary matilda maureen megan
    melanie melissa mira miriam moira monica monika nadia nadja nancy naomi natalia natalie natasha nina nora oksana
    olena olga olivia pamela patricia paula pauline petra philippa priya rachel rebecca regina renata rina rita rosa
    rose rosemary rosie ruth sabine sally samantha sandra sara sarah sharon sheila shirley silvia sofia sonia sophia
    sophie stephanie susan susanne suzanne svetlana sylvia tamara tania tanya tatiana teresa theresa tina ulrike
    ursula valentina valerie vanessa vera veronica victoria viktoria virginia wendy yasmin yelena yolanda yulia
    yvonne zlata zofia zoe zuzana jana katerina lenka marketa alena ewa iwona jadwiga halina ilona ildiko katalin
    zsofia snezana jelena milena vesna dragana aminata amina khadija leyla zeynep ayse priyanka lakshmi sunita
    anjali yuki keiko yoko akiko siobhan niamh aoife maeve nuala sinead rhiannon cerys sigrid solveig freya karin
    ulla annika birte ingeborg""".split()
)


# Slavic surnames have two forms: "Belova" and "Belov".
_OF_WOMEN: Final = ("ova", "eva", "ov\u00e1", "skaya", "ska", "sk\u00e1")
_OF_MEN: Final = ("ov", "ev", "sky", "ski", "sk\u00fd", "skiy")
_SHORTEST: Final = 5


def gender_of_name(name: list[str]) -> str | None:
    """Give "f" or "m" where the first name tells it, else where the form of a Slavic surname does; None for neither.

    Args:
        name: its words, without titles; of one word it is a first name or a surname, and tells nothing.
    """
    if len(name) < 2:
        return None
    first, last = name[0].lower(), name[-1].lower()
    if first in _FEMALE or first in _MALE:
        return "f" if first in _FEMALE else "m"
    if len(last) < _SHORTEST or not last.endswith((*_OF_WOMEN, *_OF_MEN)):
        return None
    return "f" if last.endswith(_OF_WOMEN) else "m"
