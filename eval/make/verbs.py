"""The verbs that a question can be made with: the auxiliaries, and common verbs with the form behind "did"."""

from typing import Final

__all__ = ["AUXILIARIES", "BASE_OF_PAST", "BASE_OF_PRESENT", "PARTICIPLES"]

AUXILIARIES: Final = frozenset(
    "was were is are will would has have had can could may might must should do does did shall".split()
)

_REGULAR: Final = """accept achieve acquire add adopt agree allow announce appeal appear appoint approve arrest arrive
ask attack attend award ban believe borrow call cancel cause change charge check claim collect collapse complete confirm
consider contain continue cover create cross damage decide declare decline decrease deliver demand deny depart describe
destroy die discover divide dismiss donate double drop earn elect employ end enter estimate examine exceed expand expect
explode export extend fail file finance fine finish follow found gain grant help hire host import impose improve
include increase injure inspect install introduce invest invite issue join jump kill land last launch learn live locate
lower manage marry measure merge miss move name notice need number obtain occur offer open operate order own pass
permit pick plan play pledge postpone predict present produce promise propose protest prove publish purchase raise rank
reach receive recommend record recover reduce refuse register reject release remain remove rename rent reopen repair
repay replace report represent request require rescue resign restore result resume retire return review save schedule
score seize serve settle share ship show sign start stay stop study submit suffer suggest supply support suspend
test trade train transfer transport travel treat turn use visit vote vow wait walk want warn welcome work
""".split()
_DOUBLED: Final = frozenset("ban cancel drop occur permit plan ship stop submit transfer travel".split())
_IRREGULAR: Final = dict(
    pair.split(":")
    for pair in """began:begin became:become bought:buy brought:bring broke:break built:build came:come cost:cost
    chose:choose cut:cut drew:draw drove:drive fell:fall felt:feel flew:fly found:find gave:give grew:grow held:hold
    hit:hit kept:keep knew:know laid:lay led:lead left:leave lent:lend lost:lose made:make met:meet paid:pay put:put
    ran:run rose:rise sank:sink saw:see sent:send set:set sold:sell spent:spend stood:stand struck:strike swore:swear
    taught:teach threw:throw told:tell took:take went:go withdrew:withdraw won:win wore:wear wrote:write""".split()
)
_PRESENT: Final = """allow apply begin belong carry close comprise contain cover employ expect expire include last lie
live meet open operate own pay produce provide receive require serve stand weigh""".split()


def _past(base: str) -> str:
    if base in _DOUBLED:
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeo" else f"{base}ed"


def _present(base: str) -> str:
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeo" else f"{base}s"


BASE_OF_PAST: Final[dict[str, str]] = {_past(base): base for base in _REGULAR} | _IRREGULAR
"""Past form -> the form behind "did"."""

BASE_OF_PRESENT: Final[dict[str, str]] = {_present(base): base for base in _PRESENT}
"""Form behind "it" -> the form behind "does", for verbs whose form is seldom a noun."""

PARTICIPLES: Final = frozenset(
    """been become begun bought brought broken built chosen come cost cut done drawn driven eaten fallen felt
    flown forgotten found frozen given gone grown had heard held hidden hit hurt kept known laid led left lent
    lost made meant met paid put read risen run said seen sent set shown shut slept sold spent spoken spread
    stolen stood struck sunk taken taught thrown told torn understood withdrawn woken won worn written not never
    already also since yet only""".split()
)
"""Words behind "had" that show it to be an auxiliary, beside those that end with "ed"."""
