"""Kinds of things that a question names, and words for such things: sports, languages, parties. General vocabulary."""

import re
from functools import cache
from typing import Final

__all__ = ["thing_words", "things_asked"]

_THINGS: Final = {
    "sport": """american football|association football|football|soccer|rugby league|rugby union|rugby|cricket|tennis
    |table tennis|badminton|squash|golf|baseball|softball|basketball|netball|volleyball|handball|ice hockey|field hockey
    |hockey|lacrosse|snooker|billiards|darts|chess|boxing|wrestling|judo|karate|fencing|archery|rowing|sailing|swimming
    |water polo|polo|diving|surfing|skiing|ski jumping|snowboarding|skating|figure skating|speed skating|curling|luge
    |bobsleigh|athletics|gymnastics|weightlifting|cycling|triathlon|marathon running|motor racing|horse racing|sumo
    |equestrianism|hurling|gaelic football|shooting|climbing|orienteering""",
    "language": """english|french|german|spanish|portuguese|italian|dutch|danish|swedish|norwegian|finnish|icelandic
    |polish|czech|slovak|hungarian|romanian|bulgarian|serbian|croatian|slovene|slovenian|greek|turkish|russian|ukrainian
    |estonian|latvian|lithuanian|irish|welsh|gaelic|basque|catalan|arabic|hebrew|persian|hindi|urdu|bengali|punjabi
    |gujarati|marathi|tamil|telugu|kannada|malayalam|assamese|nepali|sinhala|thai|vietnamese|indonesian|malay|tagalog
    |filipino|chinese|mandarin|cantonese|japanese|korean|swahili|afrikaans|zulu|amharic|yoruba|hausa|latin""",
    "party": """republican|democratic|democrat|conservative|labour|labor|liberal democrat|liberal|green|socialist
    |social democratic|communist|whig|federalist|independent|nationalist|libertarian|progressive|christian democratic
    |christian democrat|centre party|center party|unionist|tory""",
    "medium": """film|movie|novel|novella|short story|book|play|stage play|musical|opera|poem|poetry|radio play
    |radio series|radio programme|television series|tv series|television programme|painting|sculpture|photography|comic
    |comic book|graphic novel|manga|video game|album|song|single|magazine|newspaper|podcast|watercolour|oil paint
    |woodcut|print|fresco|mosaic|tapestry""",
    "instrument": """piano|organ|harpsichord|guitar|bass guitar|violin|viola|cello|double bass|harp|flute|clarinet|oboe
    |bassoon|saxophone|trumpet|trombone|french horn|tuba|drums|percussion|tabla|sitar|sarod|banjo|mandolin|accordion
    |harmonica|fiddle|lute|recorder|keyboards|vibraphone|xylophone|bagpipes""",
    "position": """goalkeeper|defender|centre-back|full-back|midfielder|winger|striker|forward|quarterback|linebacker
    |running back|wide receiver|cornerback|pitcher|catcher|shortstop|outfielder|point guard|shooting guard
    |small forward|power forward|centre|prop|hooker|flanker|fly-half|scrum-half""",
    "style": """gothic revival|gothic|baroque|romanesque|renaissance|neoclassical|classical|modernist|art deco
    |art nouveau|victorian|georgian|tudor|brutalist|greek revival|queen anne|italianate|byzantine|colonial revival
    |colonial|rococo|postmodern""",
    "genre": """rock|hard rock|punk rock|indie rock|pop|jazz|blues|country|folk|hip hop|rap|soul|funk|reggae|disco
    |techno|house|metal|heavy metal|classical|opera|gospel|electronic|ambient|drama|comedy|romantic comedy|thriller
    |horror|western|science fiction|fantasy|crime|mystery|romance|documentary|musical|action|adventure|animation
    |biography|satire|tragedy|war""",
    "nationality": """american|british|english|scottish|welsh|irish|canadian|australian|french|german|austrian|swiss
    |italian|spanish|portuguese|dutch|belgian|danish|swedish|norwegian|finnish|icelandic|polish|czech|slovak|hungarian
    |romanian|bulgarian|serbian|croatian|slovenian|greek|turkish|russian|ukrainian|estonian|latvian|lithuanian|israeli
    |egyptian|moroccan|algerian|tunisian|nigerian|ghanaian|kenyan|ethiopian|south african|iranian|iraqi|lebanese|syrian
    |indian|pakistani|bangladeshi|nepalese|sri lankan|thai|vietnamese|indonesian|malaysian|filipino|chinese|taiwanese
    |japanese|korean|mexican|cuban|jamaican|brazilian|argentine|chilean|peruvian|colombian|venezuelan|new zealand""",
    "profession": """politician|lawyer|judge|jurist|diplomat|soldier|officer|general|admiral|painter|sculptor|architect
    |engineer|inventor|physicist|chemist|biologist|mathematician|astronomer|physician|surgeon|nurse|teacher|professor
    |historian|philosopher|economist|journalist|writer|novelist|poet|playwright|composer|conductor|singer|musician
    |pianist|violinist|actor|actress|director|producer|photographer|dancer|chef|farmer|merchant|banker|businessman
    |businesswoman|priest|bishop|rabbi|monk|nun|missionary|footballer|cricketer|boxer|cyclist|swimmer|sailor|pilot
    |astronaut|explorer|carpenter|baker|tailor|miner""",
    "colour": "black|white|red|green|blue|yellow|orange|purple|violet|brown|grey|gray|pink|silver|gold",
    "religion": """catholic|protestant|anglican|lutheran|methodist|baptist|presbyterian|orthodox|muslim|jewish|hindu
    |buddhist|sikh|atheist|quaker""",
}
_NAMES: Final = {
    "color": "colour",
    "faith": "religion",
    "denomination": "religion",
    "sports": "sport",
    "occupation": "profession",
    "job": "profession",
}
# Written with a capital where they are parties or languages: "a liberal use", "a green field" name none.
_CAPITAL: Final = frozenset({"party", "language", "religion", "nationality"})
_ASKS: Final = re.compile(
    r"\b(?:what|which)\b(?: (?:is|was|are|were))?(?: the| his| her| its| their)?(?: [a-z]+){0,2}? "
    rf"(?P<thing>{'|'.join([*_THINGS, *_NAMES])})\b",
    re.IGNORECASE,
)


def things_asked(question: str) -> str | None:
    """The kind of thing a question asks for ("Which party ..."), of those that are known; else None."""
    found = _ASKS.search(question)
    if found is None:
        return None
    name = found["thing"].casefold()
    return _NAMES.get(name, name)


@cache
def thing_words(thing: str) -> re.Pattern[str]:
    """Finds words for things of a kind that :func:`things_asked` gave, the longest at each place."""
    words = ["".join(word.split("\n")) for word in " ".join(_THINGS[thing].split()).split("|")]
    kinds = sorted((word.strip() for word in words), key=len, reverse=True)
    if thing in _CAPITAL:
        kinds = [" ".join(part.capitalize() for part in word.split()) for word in kinds]
    flags = re.NOFLAG if thing in _CAPITAL else re.IGNORECASE
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, kinds))})s?(?!\w)", flags)
